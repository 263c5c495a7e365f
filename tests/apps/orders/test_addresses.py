"""Indian addresses are checked before they are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.ledger.execution import execute_tool
from apps.orders.models import Address
from retailgenie.ai.tools.types import Caller, Refused
from retailgenie.ai.types import AddressView
from tests.apps.orders.shopping import ADDRESS, ask, confirm, done

MakeCaller = Callable[..., Caller]


def test_an_address_is_cleaned_and_kept_after_a_yes(asha: User, caller: MakeCaller) -> None:
    card = ask(caller(asha), "add_address", **ADDRESS).card
    assert dict(card.lines)["Phone"] == "+919876543210"
    assert not Address.objects.exists()

    view = done(confirm(caller(asha), "add_address", **{**ADDRESS, "line1": " 12   Lake Road "}))

    kept = Address.objects.get()
    assert (kept.line1, kept.state, kept.phone) == ("12 Lake Road", "MH", "+919876543210")
    assert view == AddressView(kept.pk, "Asha Rao, 12 Lake Road, Pune 411004", "411004", is_default=True)


def test_the_same_address_twice_is_kept_once(asha: User, caller: MakeCaller) -> None:
    for _time in range(2):
        done(confirm(caller(asha), "add_address", **ADDRESS))
    assert Address.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"pin": "011004"}, "pin"),
        ({"pin": "411004", "state": "KA"}, "pin"),
        ({"pin": "900056"}, "pin"),
        ({"phone": "12345 67890"}, "phone"),
        ({"phone": "+1 202 555 0143"}, "phone"),
        ({"city": "   "}, "city"),
    ],
)
def test_a_wrong_address_is_refused_with_the_field(
    asha: User, caller: MakeCaller, change: dict[str, Any], field: str
) -> None:
    outcome = execute_tool(caller(asha), "add_address", {**ADDRESS, **change})
    assert isinstance(outcome, Refused)
    assert outcome.code == "address_invalid"
    assert list(outcome.details) == [field]
    assert not Address.objects.exists()
