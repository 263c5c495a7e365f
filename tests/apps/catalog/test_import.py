"""A foreign catalogue is loaded whole or not at all, whatever its columns are called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.catalog.models import Category, PriceChange, Product, ProductEmbedding, Variant
from apps.catalog.search import search
from apps.catalog.stock import available_by_variant, stock_faults
from retailgenie.ai.types import Limit, SearchQuery

pytestmark = pytest.mark.django_db

LAMPS = """code,name,kind,rupees,color,material,stock,notes
L1,Brass desk lamp,Home > Lamps,"1,499.50",Gold,Brass|Steel,4,Made by hand
L1,Brass desk lamp,Home > Lamps,1599,Black,Brass,0,
L2,Paper lantern,Home > Lanterns,299,White,Paper,9,
"""
COLUMNS = "product_id=code,title=name,category=kind,price=rupees"


def write(folder: Path, text: str, name: str = "lamps.csv") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_rows_become_products_with_variants_categories_and_attributes(tmp_path: Path) -> None:
    call_command("import_catalog", write(tmp_path, LAMPS), columns=COLUMNS)
    lamp = Product.objects.get(external_id="L1")
    assert lamp.attributes == {"material": ["Brass", "Steel"], "notes": ["Made by hand"]}
    assert (lamp.min_price_paise, lamp.max_price_paise) == (1499_50, 1599_00)
    assert (lamp.category.name, lamp.category.parent.name if lamp.category.parent else "") == (
        "Lamps",
        "Home",
    )
    variants = {x.colour: x.pk for x in lamp.variants.all()}
    assert available_by_variant(variants.values()) == {variants["Gold"]: 4, variants["Black"]: 0}
    assert list(stock_faults()) == []
    assert ProductEmbedding.objects.count() == 2


def test_what_was_loaded_is_found_with_its_own_attributes(tmp_path: Path) -> None:
    call_command("import_catalog", write(tmp_path, LAMPS), columns=COLUMNS)
    found = search(SearchQuery(text="lantern", limits=(Limit("material", ("paper",)),)))
    assert [card.title for card in found.cards] == ["Paper lantern"]


def test_a_bad_row_is_named_and_nothing_is_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = LAMPS + "L3,,Home,12,,,,\nL4,Lamp,Home,cheap,,,,\nL5,Lamp,Home,5,,,-1,\n"
    with pytest.raises(CommandError, match="3 bad rows; nothing was loaded"):
        call_command("import_catalog", write(tmp_path, bad), columns=COLUMNS)
    assert capsys.readouterr().err.splitlines() == [
        "row 4, title: is empty",
        "row 5, price: “cheap” is no number",
        "row 6, stock: -1 is not between 0 and 100000000000",
    ]
    assert not Product.objects.exists()
    assert not Category.objects.exists()


def test_good_rows_are_loaded_on_request(tmp_path: Path) -> None:
    call_command(
        "import_catalog", write(tmp_path, LAMPS + "L3,,Home,12,,,,\n"), columns=COLUMNS, skip_bad=True
    )
    assert Product.objects.count() == 2


def test_loading_again_changes_prices_and_keeps_stock(tmp_path: Path) -> None:
    call_command("import_catalog", write(tmp_path, LAMPS), columns=COLUMNS)
    call_command("import_catalog", write(tmp_path, LAMPS.replace("299", "349")), columns=COLUMNS)
    lantern = Variant.objects.get(product__external_id="L2")
    assert (Product.objects.count(), lantern.price_paise) == (2, 349_00)
    assert available_by_variant([lantern.pk]) == {lantern.pk: 9}
    history = PriceChange.objects.filter(variant=lantern).order_by("pk")
    assert list(history.values_list("price_paise", flat=True)) == [299_00, 349_00]


@pytest.mark.parametrize(
    ("name", "text", "columns", "problem"),
    [
        ("lamps.xlsx", "", "", "is none of"),
        ("lamps.csv", "a,b\n1,2\n", "", "Columns missing: product_id, title"),
        ("lamps.csv", "a,b\n1,2\n", "title=c", "There is no column c; there are a, b"),
        ("lamps.csv", "a,b\n1,2\n", "title", "ours=theirs"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_in_one_line(
    tmp_path: Path, name: str, text: str, columns: str, problem: str
) -> None:
    with pytest.raises(CommandError, match=problem) as raised:
        call_command("import_catalog", write(tmp_path, text, name), columns=columns)
    assert raised.value.returncode == 2


def test_products_without_prices_and_with_json_attributes_are_shown_but_not_sold(tmp_path: Path) -> None:
    rows = [{"id": "9", "title": "Laser printer", "attributes": {"colour_print": "yes", "text": "x" * 100}}]
    path = write(tmp_path, "\n".join(map(json.dumps, rows)), "things.jsonl")
    call_command("import_catalog", path)
    printer = Product.objects.get()
    assert (printer.attributes, printer.description) == ({"colour_print": ["yes"]}, "x" * 100)
    assert not printer.variants.exists()
    assert search(SearchQuery(text="laser printer")).total == 1
