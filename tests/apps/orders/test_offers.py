"""The arithmetic of offers, worked by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.offers import Item, Rule, best_discounts, met, reason, spread, unmet_reason

SHIRTS, SHOES = 1, 2


def item(paise: int, quantity: int = 1, category: int = SHIRTS, brand: int = 1) -> Item:
    return Item(frozenset({category}), brand, paise, quantity)


def rule(kind: str, **terms: Any) -> Rule:
    return Rule(offer_id=1, title="Offer", kind=kind, **terms)


def by_line(items: list[Item], *automatic: Rule, coupon: Rule | None = None) -> list[tuple[int, ...]]:
    return [x.by_line for x in best_discounts(items, automatic, coupon)]


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (100, (1, 1, 1), (34, 33, 33)),
        (1, (3, 3), (1, 0)),
        (0, (5, 5), (0, 0)),
        (7, (0, 10), (0, 7)),
        (10, (0, 0), (0, 0)),
    ],
)
def test_shares_add_up_to_the_paisa(amount: int, weights: tuple[int, ...], shares: tuple[int, ...]) -> None:
    assert spread(amount, weights) == shares


def test_a_percentage_is_rounded_once_and_spread_over_the_lines() -> None:
    # 10 % of 333.33 + 333.33 + 333.35 = 100.001 -> 100.00
    items = [item(33_333), item(33_333), item(33_335)]
    assert by_line(items, rule("percentage", percent=Decimal(10))) == [(3333, 3333, 3334)]


def test_a_percentage_stops_at_its_cap() -> None:
    capped = rule("percentage", percent=Decimal(50), max_discount_paise=20_000)
    assert by_line([item(100_000), item(100_000)], capped) == [(10_000, 10_000)]


def test_an_offer_touches_only_what_it_is_for() -> None:
    shoes = rule("percentage", percent=Decimal(20), categories=frozenset({SHOES}))
    assert by_line([item(50_000), item(100_000, category=SHOES)], shoes) == [(0, 20_000)]


def test_an_amount_never_makes_a_line_cost_less_than_nothing() -> None:
    assert by_line([item(5_000)], rule("amount", amount_paise=20_000)) == [(5_000,)]


def test_buy_two_get_one_gives_the_cheapest() -> None:
    two_plus_one = rule("buy_x_get_y", buy_quantity=2, free_quantity=1)
    assert by_line([item(30_000), item(20_000), item(50_000)], two_plus_one) == [(0, 20_000, 0)]
    assert by_line([item(30_000, 2)], two_plus_one) == []
    assert by_line([item(30_000, 6)], two_plus_one) == [(60_000,)]


def test_sets_are_made_of_the_dearest_so_that_one_more_piece_costs_no_more_than_itself() -> None:
    """Three of ₹500 and one of ₹10: one of ₹500 is free. Were the ₹10 the free one, taking it would cost ₹490."""
    two_plus_one = rule("buy_x_get_y", buy_quantity=2, free_quantity=1)
    assert by_line([item(50_000, 3), item(1_000)], two_plus_one) == [(50_000, 0)]
    assert by_line([item(50_000, 3), item(1_000, 3)], two_plus_one) == [(50_000, 1_000)]


def test_a_bundle_costs_its_price() -> None:
    three = rule("bundle", buy_quantity=3, amount_paise=99_900)
    items = [item(40_000), item(40_000), item(39_900), item(10_000)]
    assert sum(by_line(items, three)[0]) == 20_000
    assert by_line(items, three)[0][3] == 0
    assert by_line([item(10_000, 3)], three) == []


def test_a_minimum_is_met_by_full_prices_of_what_the_offer_is_for() -> None:
    from_1000 = rule(
        "amount", amount_paise=10_000, min_subtotal_paise=100_000, categories=frozenset({SHIRTS})
    )
    assert not met(from_1000, [item(60_000), item(60_000, category=SHOES)])
    assert unmet_reason(from_1000, [item(60_000)]) == "Add ₹400 more of what it is for."
    assert met(from_1000, [item(60_000, 2)])


def test_the_best_automatic_offer_and_the_coupon_on_what_is_left() -> None:
    ten, fixed = rule("percentage", percent=Decimal(10)), rule("amount", amount_paise=5_000)
    coupon = rule("percentage", percent=Decimal(10), code="TEN")
    assert by_line([item(100_000)], fixed, ten, coupon=coupon) == [(10_000,), (9_000,)]


def test_free_delivery_comes_beside_the_others() -> None:
    found = best_discounts(
        [item(100_000)], [rule("free_delivery"), rule("percentage", percent=Decimal(10))], None
    )
    assert [x.total_paise for x in found] == [10_000, 0]
    assert found[1].free_delivery


def test_reasons_are_said_in_words() -> None:
    assert reason(rule("percentage", percent=Decimal("12.50"))) == "12.5% off"
    assert (
        reason(rule("amount", amount_paise=20_000, min_subtotal_paise=99_900, code="HELLO"))
        == "₹200 off from ₹999 with coupon HELLO"
    )
    assert reason(rule("buy_x_get_y", buy_quantity=2, free_quantity=1)) == "Buy 2, get 1 free"
    assert reason(rule("percentage", percent=Decimal(10), max_discount_paise=50_000)) == "10% off, up to ₹500"


RULES = st.one_of(
    st.builds(
        lambda percent, cap: rule("percentage", percent=Decimal(percent) / 4, max_discount_paise=cap),
        st.integers(0, 400),
        st.none() | st.integers(0, 10**6),
    ),
    st.builds(lambda paise: rule("amount", amount_paise=paise), st.integers(0, 10**7)),
    st.builds(
        lambda buy, free: rule("buy_x_get_y", buy_quantity=buy, free_quantity=free),
        st.integers(1, 4),
        st.integers(1, 2),
    ),
    st.builds(
        lambda size, paise: rule("bundle", buy_quantity=size, amount_paise=paise),
        st.integers(1, 4),
        st.integers(0, 10**6),
    ),
)
ITEMS = st.lists(st.builds(item, st.integers(1, 10**6), st.integers(1, 10)), min_size=1, max_size=6)


@given(items=ITEMS, automatic=st.lists(RULES, max_size=3), coupon=st.none() | RULES)
def test_no_offers_ever_make_a_line_negative_or_beat_the_best(
    items: list[Item], automatic: list[Rule], coupon: Rule | None
) -> None:
    found = best_discounts(items, automatic, coupon)
    off = [sum(parts) for parts in zip(*(x.by_line for x in found), strict=True)] or [0] * len(items)
    assert all(0 <= paise <= line.total_paise for paise, line in zip(off, items, strict=True))
    assert sum(x.total_paise for x in found) == sum(off)
    for one in automatic:
        alone = best_discounts(items, [one], coupon)
        assert sum(x.total_paise for x in alone) <= sum(off)


def cost(items: list[Item], automatic: list[Rule], coupon: Rule | None) -> int:
    off = sum(x.total_paise for x in best_discounts(items, automatic, coupon))
    return sum(x.total_paise for x in items) - off


@given(items=ITEMS, automatic=st.lists(RULES, max_size=3), more=st.integers(1, 10**6))
def test_one_more_piece_costs_at_most_its_price(items: list[Item], automatic: list[Rule], more: int) -> None:
    """So no piece that is given back is worth more than its price. A paisa may be lost to rounding."""
    assert cost([*items, item(more)], automatic, None) <= cost(items, automatic, None) + more + 1


@given(amount=st.integers(0, 10**9), weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_shares_are_whole_exact_and_within_one_paisa_of_fair(amount: int, weights: list[int]) -> None:
    shares = spread(amount, weights)
    assert sum(shares) == (amount if sum(weights) else 0)
    for share, weight in zip(shares, weights, strict=True):
        assert sum(weights) == 0 or abs(share - amount * weight / sum(weights)) <= 1
