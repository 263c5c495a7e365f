"""GST in inclusive prices: worked examples."""

from __future__ import annotations

from decimal import Decimal

import pytest

from apps.orders.gst import Tax, principal_rate, tax_contained


@pytest.mark.parametrize(
    ("total", "percent", "half", "whole"),
    [
        (105_000, "5", 2_500, 5_000),  # ₹1,050 = ₹1,000 + 5 %
        (118_000, "18", 9_000, 18_000),  # ₹1,180 = ₹1,000 + 18 %
        (99_900, "5", 2_379, 4_757),  # 4757.142...; the halves are rounded each: 2378.57
        (49_900, "12", 2_673, 5_346),  # 5346.428...; 2673.21
        (1, "18", 0, 0),
        (100_000, "0", 0, 0),
        (149_950, "18", 11_437, 22_874),  # 22873.72...; 11436.86
    ],
)
def test_tax_contained_by_place_of_supply(total: int, percent: str, half: int, whole: int) -> None:
    inside = tax_contained(total, Decimal(percent), inside_one_state=True)
    between = tax_contained(total, Decimal(percent), inside_one_state=False)
    assert inside == Tax(cgst_paise=half, sgst_paise=half)
    assert between == Tax(igst_paise=whole)
    assert abs(inside.total_paise - between.total_paise) <= 1


def test_delivery_takes_the_rate_of_the_dearest_line() -> None:
    assert principal_rate([(50_000, Decimal(5)), (90_000, Decimal(18))]) == 18
    assert principal_rate([]) == 0
