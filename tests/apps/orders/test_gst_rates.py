"""GST rates by day and by the price of one piece, worked by hand; states as tax forms name them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from apps.accounts.models import User
from apps.catalog.models import Offer, Product, Store
from apps.orders.gst_rates import line_rate, rate_of, rates_table
from apps.orders.models import Order
from apps.orders.states import STATES, gstin, local_tax_name, state_text
from retailgenie.ai.tools.types import Caller
from retailgenie.lib import pins
from tests.apps.catalog.factories import NOW, make_product
from tests.apps.orders.shopping import ADDRESS, add, place

MakeCaller = Callable[..., Caller]
BEFORE, AFTER = date(2025, 9, 21), date(2025, 9, 22)


@pytest.mark.parametrize(
    ("hsn", "unit_rupees", "on", "percent"),
    [
        ("6205", "1050.00", BEFORE, 5),  # 1,050 / 1.05 = 1,000: just in the band
        ("6205", "1050.01", BEFORE, 12),
        ("6205", "1050.01", AFTER, 5),
        ("6205", "2625.00", AFTER, 5),  # 2,625 / 1.05 = 2,500
        ("6205", "2625.01", AFTER, 18),
        ("6404", "1120.00", BEFORE, 12),  # 1,120 / 1.12 = 1,000
        ("6404", "1120.01", BEFORE, 18),
        ("6404", "2625.00", AFTER, 5),
        ("6404", "2950.00", AFTER, 18),
        ("9404", "2000.00", AFTER, 5),
        ("71131910", "99999.00", AFTER, 3),
        ("9405", "2000.00", AFTER, 18),  # not in the table: what the product says
        ("", "2000.00", AFTER, 18),
        ("6404", "500.00", date(2021, 12, 31), 18),  # before the table begins: what the product says
    ],
)
def test_the_rate_goes_by_day_and_price_of_one_piece(
    hsn: str, unit_rupees: str, on: date, percent: int
) -> None:
    paise = int(Decimal(unit_rupees) * 100)
    assert line_rate(hsn=hsn, listed=Decimal(18), total_paise=paise, quantity=1, on=on) == percent
    assert line_rate(hsn=hsn, listed=Decimal(18), total_paise=paise * 3, quantity=3, on=on) == percent


def test_every_entry_says_who_says_so_and_ends_with_an_open_band() -> None:
    for rate in rates_table():
        assert rate.source.startswith("CBIC Notification ")
        assert rate.source_date < rate.from_date
        limits = [band.up_to_paise for band in rate.bands]
        assert limits[-1] is None
        assert None not in limits[:-1]
    found = rate_of("6205", AFTER)
    assert found is not None
    assert found.source_date == date(2025, 9, 17)


def test_a_discount_brings_a_dear_shirt_into_the_lower_band(
    asha: User, caller: MakeCaller, warehouse: Store
) -> None:
    """₹2,800 bears 18 %: 2,800 x 18 / 118 = 427.1186. With ₹200 off it costs ₹2,600 and bears 5 %: 123.8095."""
    shirt = make_product("Silk shirt", price=2800, store=warehouse, gst_percent=18, hsn="6205", sizes=("M",))
    add(caller(asha), shirt.variants.get().pk)
    place(caller(asha))
    line = Order.objects.get().lines.get()
    assert (line.gst_percent, line.cgst_paise, line.sgst_paise) == (Decimal(18), 21_356, 21_356)

    Offer.objects.create(title="₹200 off", kind="amount", amount_paise=200_00, starts_at=NOW, is_active=True)
    add(caller(asha), shirt.variants.get().pk)
    number = place(caller(asha)).number
    line = Order.objects.get(number=number).lines.get()
    assert (line.gst_percent, line.total_paise) == (Decimal(5), 2_600_00)
    assert (line.cgst_paise, line.sgst_paise) == (6_190, 6_190)  # each 61.9047...


def test_mixed_rates_between_states_and_delivery_at_the_rate_of_the_dearest_line(
    asha: User, caller: MakeCaller, shirt: Product, warehouse: Store
) -> None:
    """Shirt ₹500 at 5 %: 23.8095 IGST. Lamp ₹300 at 18 %: 45.7627 IGST. Delivery bears the shirt's 5 %."""
    lamp = make_product("Lamp", price=300, store=warehouse, gst_percent=18, hsn="9405", sizes=("",))
    add(caller(asha), shirt.variants.get(size="M").pk)
    add(caller(asha), lamp.variants.get().pk)
    place(caller(asha), address={**ADDRESS, "city": "Bengaluru", "pin": "560001"})
    order = Order.objects.get()
    assert [(x.igst_paise, x.cgst_paise) for x in order.lines.all()] == [(2_381, 0), (4_576, 0)]
    assert (order.place_of_supply, order.supplied_from) == ("KA", "MH")
    delivery = (order.delivery_paise * 5 * 2 + 105) // (2 * 105)  # x 5 / 105, half up
    assert order.tax_paise == 2_381 + 4_576 + delivery


def test_every_state_of_a_pin_code_has_a_number_and_names_its_own_tax() -> None:
    of_pins = {state for *_range, states in pins._CIRCLES + pins._DISTRICTS for state in states}
    assert of_pins - {pins.ARMY} <= set(STATES)
    assert len({number for number, _name in STATES.values()}) == len(STATES)
    assert state_text("MH") == "Maharashtra (27)"
    assert (local_tax_name("DL"), local_tax_name("CH")) == ("SGST", "UTGST")


def test_the_check_digit_of_a_registration() -> None:
    assert gstin("MH", "AAPFU0939F") == "27AAPFU0939F1ZV"
