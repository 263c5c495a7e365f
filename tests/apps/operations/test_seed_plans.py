"""The full demo shop as planned: enough of everything, told apart, and truthful."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from apps.operations.demo.brands import BRANDS
from apps.operations.demo.calendar import demand, diwali, wedding_season
from apps.operations.demo.kinds import all_kinds
from apps.operations.demo.pictures.drawing import ARTS
from apps.operations.demo.pictures.look import read_name
from apps.operations.demo.prices import ending, price_at, price_steps
from apps.operations.demo.products import ProductPlan, product_plans
from apps.operations.demo.stores import cities

TODAY = date(2026, 11, 20)


@cache
def plans() -> tuple[ProductPlan, ...]:
    return tuple(product_plans(small=False, today=TODAY))


def test_there_are_ten_thousand_skus_of_2500_products() -> None:
    variants = [variant.sku for plan in plans() for variant in plan.variants]
    assert 2_400 <= len(plans()) <= 2_700
    assert len(variants) == len(set(variants)) >= 10_000
    assert len({plan.slug for plan in plans()}) == len(plans())


def test_categories_brands_and_stores_are_many() -> None:
    assert len({kind.leaf for kind in all_kinds()}) >= 60
    assert sum(len(names) for names in BRANDS.values()) >= 80
    assert sum(len(row[4]) for row in cities().values()) >= 50


def test_the_small_shop_is_a_part_of_the_full_one() -> None:
    full = {plan.key: plan for plan in plans()}
    for plan in product_plans(small=True, today=TODAY):
        assert full[plan.key].title == plan.title
        assert full[plan.key].variants == plan.variants


def test_descriptions_are_about_500_characters_and_name_the_material() -> None:
    lengths = [len(plan.description) for plan in plans()]
    assert 420 <= sum(lengths) / len(lengths) <= 560
    assert max(lengths) < 750
    for plan in plans():
        for material in plan.attributes.get("material", []):
            assert material.lower() in plan.description.lower()


def test_titles_tell_products_apart() -> None:
    assert len({plan.title for plan in plans()}) > 0.85 * len(plans())
    assert not [plan.title for plan in plans() if "{" in plan.title or "  " in plan.title]


def test_gst_is_that_of_the_dearest_variant() -> None:
    for plan in plans():
        dearest = max(variant.price_paise for variant in plan.variants)
        if plan.kind.gst == "garment":
            assert plan.gst_percent == (5 if dearest <= 2_500_00 else 18)


def test_final_sale_holds_for_innerwear_jewellery_and_beauty() -> None:
    final = {plan.kind.path[0] for plan in plans() if plan.return_days is None}
    assert final == {"Women", "Men", "Jewellery", "Beauty"}
    assert all(plan.return_days is None for plan in plans() if plan.kind.path[0] in ("Jewellery", "Beauty"))


def test_every_picture_can_be_drawn_and_differs_between_most_products() -> None:
    names = {variant.picture for plan in plans() for variant in plan.variants}
    assert len(names) > len(plans())
    assert {read_name(name).art for name in names} == set(ARTS)


@pytest.mark.parametrize(
    ("rupees", "printed"), [(447, 449), (812, 799), (1_240, 1_199), (1_260, 1_299), (10, 49)]
)
def test_prices_end_as_shops_print_them(rupees: float, printed: int) -> None:
    assert ending(rupees) == printed


def test_price_history_ends_at_todays_price_and_never_passes_the_mrp() -> None:
    for plan in plans()[:200]:
        steps = price_steps(plan.key, TODAY, plan.launched)
        variant = plan.variants[0]
        assert price_at(steps, TODAY, variant.price_paise, variant.mrp_paise) == variant.price_paise
        for step in steps:
            assert price_at(steps, step.day, variant.price_paise, variant.mrp_paise) <= variant.mrp_paise


def test_people_buy_more_before_diwali_and_at_weddings() -> None:
    assert demand(date(2026, 11, 3)) > 2 * demand(date(2026, 8, 4))
    assert wedding_season(date(2026, 11, 25))
    assert diwali(2026) == date(2026, 11, 8)
    assert diwali(2099) == date(2099, 10, 28)
