"""How things that come back are handed over: the courier's hours, by oneself, changed again, and the label."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.catalog.pickups import pickup_slots
from apps.ledger.execution import execute_tool
from apps.orders.label import code_128
from apps.orders.models import OrderEvent, Return, ReturnHandover
from retailgenie.ai.tools.types import Caller
from tests.apps.orders.after import MakeCaller, buy, deliver
from tests.apps.orders.shopping import ask, confirm, done, refused

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def made(asha: User, meera: User, caller: MakeCaller, shirt: Product) -> Return:
    """A shirt that Asha sends back."""
    shirt.return_days = 30
    shirt.save()
    order = deliver(caller(meera), buy(caller(asha), shirt, "M"))
    lines = [{"line_id": order.lines.get().pk, "quantity": 1}]
    done(confirm(caller(asha), "return_items", number=order.number, lines=lines, reason="damaged"))
    return Return.objects.get()


def codes(by: Caller, made: Return) -> list[str]:
    return [code for code, _words in done(execute_tool(by, "return_slots", {"number": made.number})).slots]


def test_couriers_collect_by_the_zone_and_never_on_a_sunday(made: Return) -> None:
    near = pickup_slots("411004", today=FRIDAY, days=3)
    assert [x.code for x in near] == [
        "2026-11-21-9-13", "2026-11-21-13-17", "2026-11-21-17-20",
        "2026-11-23-9-13", "2026-11-23-13-17", "2026-11-23-17-20",
    ]  # fmt: skip
    assert len(pickup_slots("560001", today=FRIDAY, days=1)) == 2
    assert pickup_slots("744101", today=FRIDAY, days=1) == ()


def test_a_slot_is_chosen_and_changed_with_a_card_each_time(
    asha: User, caller: MakeCaller, made: Return
) -> None:
    first, second = codes(caller(asha), made)[:2]
    card = ask(caller(asha), "choose_return_handover", number=made.number, slot=first).card
    assert [label for label, _ in card.lines] == ["Return", "From now on", "Collected at", "Costs"]
    done(confirm(caller(asha), "choose_return_handover", number=made.number, slot=first))
    again = ask(caller(asha), "choose_return_handover", number=made.number, slot=second).card
    assert "Until now" in dict(again.lines)
    view = done(confirm(caller(asha), "choose_return_handover", number=made.number, slot=second))
    made.refresh_from_db()
    assert made.pickup_date is not None and second.startswith(made.pickup_date.isoformat())
    assert re.fullmatch(r"\w{3} \d+ \w{3}, \d+:00 to \d+:00", view.pickup)
    assert ReturnHandover.objects.count() == 1
    assert OrderEvent.objects.filter(order=made.order, kind="handover_chosen").count() == 2


def test_one_may_bring_it_instead(asha: User, caller: MakeCaller, made: Return) -> None:
    done(
        confirm(caller(asha), "choose_return_handover", number=made.number, slot=codes(caller(asha), made)[0])
    )
    card = ask(caller(asha), "choose_return_handover", number=made.number, slot="drop_off").card
    assert "label" in card.warning
    done(confirm(caller(asha), "choose_return_handover", number=made.number, slot="drop_off"))
    made.refresh_from_db()
    assert (made.pickup_date, made.handover.way) == (None, "drop_off")


@pytest.mark.parametrize("slot", ["2020-01-01-9-13", "2026-11-22-9-13", "tomorrow", "2026-11-23-3-4"])
def test_hours_that_no_courier_has_are_refused(
    asha: User, caller: MakeCaller, made: Return, slot: str
) -> None:
    wish = {"number": made.number, "slot": slot}
    assert refused(execute_tool(caller(asha), "choose_return_handover", wish)) == "handover_refused"
    assert not ReturnHandover.objects.exists()


def test_on_the_day_itself_and_after_the_arrival_nothing_changes_any_more(
    asha: User, caller: MakeCaller, made: Return
) -> None:
    wish = {"number": made.number, "slot": "drop_off"}
    Return.objects.filter(pk=made.pk).update(pickup_date=timezone.localdate())
    assert refused(execute_tool(caller(asha), "choose_return_handover", wish)) == "handover_refused"
    Return.objects.filter(pk=made.pk).update(
        pickup_date=timezone.localdate() + timedelta(days=2), status=Return.Status.RECEIVED
    )
    assert refused(execute_tool(caller(asha), "choose_return_handover", wish)) == "handover_refused"
    assert not ReturnHandover.objects.exists()


def test_a_strangers_return_does_not_exist(
    ravi: User, client: Client, caller: MakeCaller, made: Return
) -> None:
    for tool, more in (("return_slots", {}), ("choose_return_handover", {"slot": "drop_off"})):
        assert refused(execute_tool(caller(ravi), tool, {"number": made.number, **more})) == "not_found"
    client.force_login(ravi)
    for page in ("handover", "label"):
        assert client.get(f"/returns/{made.number}/{page}/").status_code == 404


def test_the_page_chooses_and_the_label_can_be_printed(
    client: Client, asha: User, caller: MakeCaller, made: Return
) -> None:
    client.force_login(asha)
    page, slot = f"/returns/{made.number}/handover/", codes(caller(asha), made)[0]
    assert page in client.get(f"/orders/{made.order.number}/").content.decode()
    assert slot in client.get(page).content.decode()
    assert client.post(page, {"slot": "2020-01-01-9-13"}).status_code == 400
    token = client.post(page, {"slot": slot}).context["token"]
    assert client.post(page, {"slot": slot, "approval": token})["Location"] == f"/orders/{made.order.number}/"
    html = client.get(f"/returns/{made.number}/label/").content.decode()
    for words in (made.number, "12 Lake Road", "Pune 411004", "1 × Blue shirt", "<rect"):
        assert words in html


def test_the_bar_code_of_a_known_text() -> None:
    """ "PJJ123C": start B 104, values 48 42 42 17 18 19 35; 104 + 1·48 + 2·42 + ... + 7·35 = 879, modulo 103: 55."""
    bars, width = code_128("PJJ123C")
    assert width == 11 * 9 + 13  # start, seven signs, check value; the stop has 13 modules
    assert bars[:3] == ((0, 2), (3, 1), (6, 1))  # 211214
    assert bars[24:27] == ((88, 3), (92, 1), (96, 2))  # the check value 55: 311321
