"""What words point at among the things shown."""

from __future__ import annotations

import pytest

from retailgenie.ai.dialogue.references import line_thing, meant, products_meant
from retailgenie.ai.dialogue.state import LineMemo, ProductMemo, Shown
from retailgenie.ai.types import Limit, Reference


def memo(number: int, title: str, colour: str, price: int, rating: float = 4.0) -> ProductMemo:
    return ProductMemo(number, title, "Testa", "shirt", price, rating, f"/p/{number}/", (colour,))


NEW = (
    memo(1, "Neela linen shirt", "blue", 1299),
    memo(2, "Surkh shirt", "red", 899, 4.9),
    memo(3, "Aasman shirt", "blue", 1099),
)
OLD = (memo(8, "Mayura saree", "green", 4999), memo(9, "Gulal kurta", "red", 1999))
LONG = tuple(memo(number, f"Chappal {number}", "brown", 499) for number in range(11, 16))
SHOWN = Shown(lists=(NEW, OLD, LONG), product=NEW[2])


@pytest.mark.parametrize(
    ("reference", "ids"),
    [
        (Reference(ordinals=(2,)), [2]),
        (Reference(ordinals=(-1,)), [3]),
        (Reference(ordinals=(1, 3)), [1, 3]),
        (Reference(ordinals=(7,)), []),
        (Reference(ordinals=(4,)), [14]),  # the list before has a fourth one
        (Reference(everything=True), [1, 2, 3]),
        (Reference(except_ordinals=(2,)), [1, 3]),
        (Reference(choose="cheapest"), [2]),
        (Reference(choose="costliest"), [1]),
        (Reference(choose="best_rated"), [2]),
        (Reference(limits=(Limit("colour", ("red",)),)), [2]),
        (Reference(limits=(Limit("colour", ("blue",)),)), [1, 3]),
        (Reference(limits=(Limit("colour", ("blue",)),), choose="cheapest"), [3]),
        (Reference(limits=(Limit("colour", ("red",), excluded=True),)), [1, 3]),
        (Reference(words=("linen",)), [1]),
        (Reference(words=("aasmn shirt",)), [3]),
        (Reference(pronoun=True), [3]),
        (Reference(again=True, ordinals=(2,)), [9]),
        (Reference(words=("saree",)), [8]),
        (Reference(), []),
    ],
)
def test_products(reference: Reference, ids: list[int]) -> None:
    assert [x.product_id for x in products_meant(reference, SHOWN)] == ids


def test_a_size_is_a_wish_about_the_piece_and_singles_nothing_out() -> None:
    assert [
        x.product_id for x in products_meant(Reference(ordinals=(1,), limits=(Limit("size", ("M",)),)), SHOWN)
    ] == [1]


def test_it_without_a_product_in_focus_means_the_only_one_shown() -> None:
    assert products_meant(Reference(pronoun=True), Shown(lists=(OLD[:1],))) == OLD[:1]
    assert products_meant(Reference(pronoun=True), Shown(lists=(OLD,))) == ()


def test_cart_lines_by_words() -> None:
    lines = (
        LineMemo(1, 1, 11, "Neela linen shirt", "blue", "M", 1),
        LineMemo(2, 9, 91, "Gulal kurta", "red", "S", 1),
    )
    found = meant(Reference(words=("kurta",)), lines, line_thing, focus=None)
    assert [x.line_id for x in found] == [2]
