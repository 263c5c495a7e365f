"""Invoices and credit notes against examples of GST worked by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.orders.billing import DELIVERY, BilledLine, Sums, billed, by_rate, credited, sums
from apps.orders.offers import spread


def line(line_id: int, total_paise: int, percent: str, *, inside: bool, quantity: int = 1) -> BilledLine:
    return billed(
        line_id=line_id,
        title="Thing",
        hsn="6205",
        quantity=quantity,
        unit_price_paise=total_paise // quantity,
        total_paise=total_paise,
        percent=Decimal(percent),
        inside_one_state=inside,
    )


def test_inside_one_state_each_half_is_rounded_by_line() -> None:
    """₹999 at 5 %: each half 999 x 2.5 / 105 = 23.7857 -> 23.79; taxable 999 - 47.58 = 951.42."""
    row = line(1, 999_00, "5", inside=True)
    assert (row.taxable_paise, row.cgst_paise, row.sgst_paise, row.igst_paise) == (951_42, 23_79, 23_79, 0)


def test_between_states_the_whole_is_one_tax() -> None:
    """₹2,999 at 18 %: 2999 x 18 / 118 = 457.4746 -> 457.47; taxable 2,541.53."""
    row = line(1, 2_999_00, "18", inside=False)
    assert (row.taxable_paise, row.cgst_paise, row.sgst_paise, row.igst_paise) == (2_541_53, 0, 0, 457_47)


def test_mixed_rates_with_a_discount_spread_over_the_lines() -> None:
    """₹1,000 and ₹2,000 with ₹300 off together: 100 and 200 off, so ₹900 at 5 % and ₹1,800 at 18 %.

    900 x 2.5 / 105 = 21.4286 a half; 1800 x 9 / 118 = 137.2881 a half. Delivery ₹49 at 18 %: 3.7373 a half.
    """
    off = spread(300_00, (1_000_00, 2_000_00))
    assert off == (100_00, 200_00)
    rows = [
        line(1, 900_00, "5", inside=True),
        line(2, 1_800_00, "18", inside=True),
        line(DELIVERY, 49_00, "18", inside=True),
    ]
    assert [(x.cgst_paise, x.sgst_paise) for x in rows] == [(21_43, 21_43), (137_29, 137_29), (3_74, 3_74)]
    assert sums(rows) == Sums(2_424_08, 162_46, 162_46, 0, 2_749_00)
    groups = by_rate(rows)
    assert groups["5"] == Sums(857_14, 21_43, 21_43, 0, 900_00)
    assert groups["18"] == Sums(1_566_94, 141_03, 141_03, 0, 1_849_00)


@pytest.mark.parametrize("inside", [True, False])
def test_a_partial_return_takes_back_the_tax_of_its_pieces(inside: bool) -> None:
    """Three for ₹1,998 at 5 %, one after the other: each half of the line is 47.5714 -> 47.57.

    After ₹666 15.857 -> 15.86, after ₹1,332 31.714 -> 31.71, after ₹1,998 47.57: so 15.86, 15.85 and 15.86.
    Between states 31.714 -> 31.71, 63.428 -> 63.43, 95.142 -> 95.14: so 31.71, 31.72 and 31.71.
    """
    row = line(1, 1_998_00, "5", inside=inside, quantity=3)
    before, found = 0, []
    for _piece in range(3):
        found += credited(
            [row], before={1: before}, quantities={1: 1}, value_paise=666_00, inside_one_state=inside
        )
        before += found[-1].total_paise
    assert sums(found) == sums([row])
    assert [x.cgst_paise for x in found] == ([15_86, 15_85, 15_86] if inside else [0, 0, 0])
    assert [x.igst_paise for x in found] == ([0, 0, 0] if inside else [31_71, 31_72, 31_71])


def test_no_note_takes_back_more_than_was_billed() -> None:
    rows = [line(1, 100_00, "5", inside=True), line(2, 200_00, "18", inside=True)]
    notes = credited(
        rows, before={1: 40_00}, quantities={1: 1, 2: 1}, value_paise=999_00, inside_one_state=True
    )
    assert [x.total_paise for x in notes] == [60_00, 200_00]
    assert not credited(rows, before={1: 100_00}, quantities={1: 1}, value_paise=None, inside_one_state=True)


@given(
    totals=st.lists(st.integers(1, 500_000), min_size=1, max_size=4),
    cuts=st.lists(st.integers(0, 200_000), max_size=6),
    percent=st.sampled_from(["0", "3", "5", "12", "18"]),
    inside=st.booleans(),
)
def test_notes_over_everything_leave_an_invoice_of_nothing(
    totals: list[int], cuts: list[int], percent: str, inside: bool
) -> None:
    rows = [line(number, total, percent, inside=inside) for number, total in enumerate(totals, 1)]
    whole, before, found = {x.line_id: x.quantity for x in rows}, dict.fromkeys(range(9), 0), []
    for value in (*cuts, None):
        notes = credited(rows, before=before, quantities=whole, value_paise=value, inside_one_state=inside)
        for note in notes:
            before[note.line_id] += note.total_paise
        found += notes
    assert sums(found) == sums(rows)
    assert all(x.taxable_paise >= 0 for x in rows)


def test_what_an_offer_moves_to_the_rest_makes_the_rest_cheaper() -> None:
    """₹100 off two of ₹1,000 at 5 %: ₹950 each. One back is worth ₹1,000, for the other costs ₹900 now.

    The first line is credited whole, 950 x 2.5 / 105 = 22.62 a half; the other by ₹50: 50 x 2.5 / 105 = 1.19 a half.
    """
    rows = [line(1, 950_00, "5", inside=True), line(2, 950_00, "5", inside=True)]
    first = credited(rows, before={}, quantities={1: 1}, value_paise=1_000_00, inside_one_state=True)
    assert [(x.line_id, x.quantity, x.title, x.total_paise, x.cgst_paise) for x in first] == [
        (1, 1, "Thing", 950_00, 22_62),
        (2, 1, "Thing (price reduced)", 50_00, 1_19),
    ]
    before = {1: 950_00, 2: 50_00}
    rest = credited(rows, before=before, quantities={2: 1}, value_paise=900_00, inside_one_state=True)
    assert sums([*first, *rest]) == sums(rows)
