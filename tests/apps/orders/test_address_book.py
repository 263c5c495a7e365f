"""The address book: corrected, taken out, another made the first choice; orders that were placed keep theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.ledger.execution import execute_tool
from apps.orders.models import Address, Order
from retailgenie.ai.tools.types import Caller, Refused
from retailgenie.lib.cities import state_of_city
from retailgenie.lib.pins import _BY_CIRCLE, _BY_DISTRICT
from tests.apps.orders.shopping import ADDRESS, add, ask, confirm, done, place, refused

MakeCaller = Callable[..., Caller]
OFFICE = {**ADDRESS, "line1": "4 MG Road", "city": "Bengaluru", "pin": "560001"}


def keep(caller: Caller, **changes: Any) -> int:
    return int(done(confirm(caller, "add_address", **{**ADDRESS, **changes})).address_id)


def test_a_correction_needs_a_yes_and_leaves_placed_orders_alone(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    by = caller(asha)
    home = keep(by)
    add(by, shirt.variants.all()[0].pk)
    order = place(by, address=None, address_id=home)
    asked = ask(by, "change_address", address_id=home, address=OFFICE)
    assert "12 Lake Road" in dict(asked.card.lines)["Until now"]
    assert Address.objects.get().line1 == "12 Lake Road"
    done(execute_tool(by, "change_address", {"address_id": home, "address": OFFICE}, asked.token))
    kept = Address.objects.get()
    assert (kept.line1, kept.state, kept.pin) == ("4 MG Road", "KA", "560001")
    assert Order.objects.get(number=order.number).ship_to["line1"] == "12 Lake Road"


def test_deleting_the_first_choice_makes_the_newest_other_it_and_leaves_placed_orders_alone(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    by = caller(asha)
    home = keep(by)
    second, third = keep(by, line1="2 Hill Road"), keep(by, line1="3 Hill Road")
    add(by, shirt.variants.all()[0].pk)
    order = place(by, address=None, address_id=home)
    done(confirm(by, "remove_address", address_id=home))
    assert dict(Address.objects.values_list("pk", "is_default")) == {second: False, third: True}
    assert Order.objects.get(number=order.number).ship_to["line1"] == "12 Lake Road"


def test_another_becomes_the_first_choice(asha: User, caller: MakeCaller) -> None:
    by = caller(asha)
    keep(by)
    office = keep(by, **OFFICE)
    done(confirm(by, "change_user_address", address_id=office))
    listed = done(execute_tool(by, "list_addresses", {}))
    assert [(x.address_id == office, x.is_default) for x in listed] == [(True, True), (False, False)]


@pytest.mark.parametrize(
    ("city", "pin", "right"),
    [
        ("Pune", "411004", True),
        ("Pune", "560001", False),
        ("bengaluru", "411004", False),
        ("New Delhi", "110001", True),
        ("Kochi", "682001", True),
        ("Chandigarh", "140301", True),
        ("Kharadi", "411014", True),
    ],
)
def test_city_and_pin_must_lie_in_the_same_state(
    asha: User, caller: MakeCaller, city: str, pin: str, right: bool
) -> None:
    outcome = execute_tool(caller(asha), "add_address", {**ADDRESS, "city": city, "pin": pin})
    assert isinstance(outcome, Refused) is not right
    if isinstance(outcome, Refused):
        assert list(outcome.details) == ["pin"]
    assert not Address.objects.exists()


def test_every_known_city_lies_in_a_state_that_has_pins() -> None:
    states = {state for row in (*_BY_CIRCLE.values(), *_BY_DISTRICT.values()) for state in row}
    assert {state_of_city(x) for x in ("Mumbai", "navi  mumbai", "VIZAG", "Nowhere")} == {"MH", "AP", ""}
    from retailgenie.lib.cities import _STATE_OF

    assert set(_STATE_OF.values()) <= states


@pytest.mark.parametrize("tool", ["change_address", "remove_address"])
def test_a_strangers_address_is_not_there(asha: User, ravi: User, caller: MakeCaller, tool: str) -> None:
    home = keep(caller(asha))
    arguments = {"address_id": home} | ({"address": OFFICE} if tool == "change_address" else {})
    assert refused(execute_tool(caller(ravi), tool, arguments)) == "not_found"
    assert Address.objects.get().line1 == "12 Lake Road"


def test_a_wrong_correction_changes_nothing(asha: User, caller: MakeCaller) -> None:
    home = keep(caller(asha))
    wrong = {"address_id": home, "address": {**OFFICE, "pin": "411001"}}
    assert refused(execute_tool(caller(asha), "change_address", wrong)) == "address_invalid"
    assert Address.objects.get().city == "Pune"


def test_the_pages_correct_choose_and_delete(
    asha: User, ravi: User, caller: MakeCaller, client: Client
) -> None:
    home, office = keep(caller(asha)), keep(caller(asha), **OFFICE)
    client.force_login(ravi)
    assert client.get(f"/account/addresses/{home}/").status_code == 404
    client.force_login(asha)
    assert 'value="12 Lake Road"' in client.get(f"/account/addresses/{home}/").content.decode()
    for path, form in (
        (f"/account/addresses/{home}/", {**ADDRESS, "line1": "13 Lake Road"}),
        (f"/account/addresses/{office}/default/", {}),
        (f"/account/addresses/{home}/delete/", {}),
    ):
        card = client.post(path, form)
        assert client.post(path, {**form, "approval": card.context["token"]}).status_code == 302
    assert list(Address.objects.values_list("pk", "is_default")) == [(office, True)]


def test_by_rest(asha: User, caller: MakeCaller, client: Client) -> None:
    home = keep(caller(asha))
    client.force_login(asha)
    path = f"/api/v1/addresses/{home}"
    body = {"address": OFFICE}
    asked = client.put(path, body, content_type="application/json")
    assert asked.status_code == 202
    yes = {**body, "approval": asked.json()["approval"]}
    assert client.put(path, yes, content_type="application/json").status_code == 200
    assert "4 MG Road" in client.get("/api/v1/addresses").json()["data"][0]["label"]
    token = client.delete(path).json()["approval"]
    assert client.delete(path, headers={"X-Approval": token}).status_code == 200
    assert not Address.objects.exists()
