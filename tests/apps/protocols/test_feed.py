"""The product feed: every product that is for sale once, with its variants at today's prices; whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from apps.catalog.models import Product


def test_the_feed_holds_what_is_for_sale(shirt: Product, tmp_path: Path) -> None:
    hidden = Product.objects.get(pk=shirt.pk)
    call_command("export_feed", tmp_path / "feed", verbosity=0)
    (row,) = [json.loads(x) for x in (tmp_path / "feed" / "products.jsonl").read_text().splitlines()]
    assert row["id"] == f"p{shirt.pk}"
    assert {x["price"]["amount"] for x in row["variants"]} == {50_000}
    assert {x["availability"]["status"] for x in row["variants"]} == {"in_stock"}
    metadata = json.loads((tmp_path / "feed" / "metadata.json").read_text())
    assert (metadata["id"], metadata["target_country"]) == ("retailgenie", "IN")
    hidden.is_active = False
    hidden.save()
    call_command("export_feed", tmp_path / "feed", verbosity=0)
    assert (tmp_path / "feed" / "products.jsonl").read_text() == ""


def test_a_folder_that_cannot_be_written_is_said(shirt: Product, tmp_path: Path) -> None:
    (tmp_path / "feed").write_text("a file, no folder")
    with pytest.raises(CommandError, match="could not be written"):
        call_command("export_feed", tmp_path / "feed", verbosity=0)
