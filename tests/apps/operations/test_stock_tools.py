"""What staff does about stock, prices and offers by tool: the same services, a card and a yes, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import (
    Offer,
    OutsideSystem,
    PlannedPrice,
    Stock,
    StockConflict,
    Store,
    Transfer,
    Variant,
)
from apps.catalog.stock import stock_faults
from apps.catalog.transfers import transfer_faults
from apps.ledger.execution import execute_tool
from retailgenie.ai.tools.types import Caller, NeedsApproval
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.shopping import add, ask, confirm, done, place, refused

pytestmark = pytest.mark.django_db
HIGH: dict[str, dict[str, Any]] = {
    "request_transfer": {"source": "a", "target": "b", "pieces": {"X": 1}},
    "step_transfer": {"number": "TR1", "do": "send"},
    "settle_stock_disagreement": {"disagreement_id": 1, "answer": "ours"},
    "set_price": {"sku": "X", "price_paise": 100},
    "switch_offer": {"offer_id": 1, "on": True},
}
READ: dict[str, dict[str, Any]] = {
    "find_transfers": {},
    "find_stock_disagreements": {},
    "shop_numbers": {"since": "2026-01-01", "until": "2026-01-02"},
}


@pytest.fixture
def pune() -> Store:
    return make_store("Pune", name="FC Road")


@pytest.fixture
def kurta(pune: Store) -> Variant:
    return make_product("Kurta", sizes=("M",), price=1000, pieces=5, store=pune).variants.get()


@pytest.mark.parametrize("name", [*HIGH, *READ])
def test_a_shopper_runs_none_of_them(
    name: str, asha: User, kabir: User, caller: Callable[..., Caller]
) -> None:
    for person in (asha, kabir):
        assert refused(execute_tool(caller(person), name, {**HIGH, **READ}[name])) == "permission_missing"


@pytest.mark.parametrize("name", list(HIGH))
def test_what_is_not_there_is_not_found(name: str, meera: User, caller: Callable[..., Caller]) -> None:
    assert refused(execute_tool(caller(meera), name, HIGH[name])) == "not_found"


def test_pieces_are_moved_by_tool(
    meera: User, caller: Callable[..., Caller], pune: Store, kurta: Variant
) -> None:
    staff, delhi = caller(meera), make_store("Delhi")
    wish = {"source": pune.code, "target": delhi.code, "pieces": {kurta.sku: 3}}
    card = ask(staff, "request_transfer", **wish)
    assert card.card.lines == ((kurta.sku, "3"),)
    made = done(execute_tool(staff, "request_transfer", wish, card.token))
    assert done(execute_tool(staff, "request_transfer", wish, card.token)) == made
    number = Transfer.objects.get().number
    done(confirm(staff, "step_transfer", number=number, do="send"))
    done(confirm(staff, "step_transfer", number=number, do="receive", arrived={kurta.sku: 2}))
    assert [x["number"] for x in done(execute_tool(staff, "find_transfers", {}))] == [number]
    refusal = confirm(staff, "step_transfer", number=number, do="receive", arrived={}, close=True)
    assert done(refusal)["lines"][0]["received"] == 3
    assert Stock.objects.get(store=delhi).on_hand == 3
    assert list(stock_faults()) == list(transfer_faults()) == []


def test_a_price_and_an_offer_change_only_after_a_yes(
    meera: User, caller: Callable[..., Caller], kurta: Variant
) -> None:
    staff = caller(meera)
    assert isinstance(
        execute_tool(staff, "set_price", {"sku": kurta.sku, "price_paise": 90_000}), NeedsApproval
    )
    kurta.refresh_from_db()
    assert kurta.price_paise == 100_000
    done(confirm(staff, "set_price", sku=kurta.sku, price_paise=90_000))
    later = (timezone.now() + timedelta(days=2)).isoformat()
    done(confirm(staff, "set_price", sku=kurta.sku, price_paise=80_000, starts_at=later))
    kurta.refresh_from_db()
    assert (kurta.price_paise, PlannedPrice.objects.get().price_paise) == (90_000, 80_000)
    assert refused(confirm(staff, "set_price", sku=kurta.sku, price_paise=999_999)) == "price_refused"
    offer = Offer.objects.create(
        title="Tenth", kind="percentage", percent=Decimal(10), starts_at=timezone.now(), is_active=False
    )
    done(confirm(staff, "switch_offer", offer_id=offer.pk, on=True))
    offer.refresh_from_db()
    assert offer.is_active


def test_a_disagreement_is_listed_and_settled_by_tool(
    meera: User, caller: Callable[..., Caller], pune: Store, kurta: Variant
) -> None:
    now = timezone.now()
    system = OutsideSystem.objects.create(name="x")
    found = StockConflict.objects.create(
        system=system, kind="unknown_sku", sku="NEW", place=pune.code, theirs=4, ours=0,
        opened_at=now, changed_at=now,
    )  # fmt: skip
    staff = caller(meera)
    assert [x["sku"] for x in done(execute_tool(staff, "find_stock_disagreements", {}))] == ["NEW"]
    settle = {"disagreement_id": found.pk, "answer": "ignored"}
    done(confirm(staff, "settle_stock_disagreement", **settle))
    assert done(execute_tool(staff, "find_stock_disagreements", {})) == ()
    assert refused(confirm(staff, "settle_stock_disagreement", **settle)) == "conflict_refused"


def test_the_numbers_are_those_of_the_page(
    meera: User, asha: User, caller: Callable[..., Caller], kurta: Variant
) -> None:
    add(caller(asha), kurta.pk, 2)
    order = place(caller(asha))
    today = timezone.localdate().isoformat()
    [row] = done(execute_tool(caller(meera), "shop_numbers", {"since": today, "until": today}))
    assert (row["day"], row["orders"], row["revenue_paise"]) == (today, 1, order.total_paise)
