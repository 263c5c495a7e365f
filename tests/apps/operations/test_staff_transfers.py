"""Counts with their reasons, and transfers: conserved at every step, unsellable on the way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Stock, StockCount, Store, Transfer, TransferLine, Variant
from apps.catalog.stock import StockShortage, available_by_variant, stock_allocate, stock_faults
from apps.catalog.transfers import (
    TransferRefused,
    transfer_cancel,
    transfer_faults,
    transfer_receive,
    transfer_request,
    transfer_send,
)
from apps.ledger.models import AuditEntry
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import PermissionMissing
from tests.apps.catalog.factories import NOW, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def pune() -> Store:
    return make_store("Pune", name="FC Road")


@pytest.fixture
def delhi() -> Store:
    return make_store("Delhi", name="Connaught Place")


@pytest.fixture
def kurta(pune: Store) -> Variant:
    return make_product(
        "Kurta", sizes=("M",), colours=("Red",), price=1000, pieces=5, store=pune
    ).variants.get()


@pytest.fixture
def staff(meera: User, caller: Callable[..., Caller]) -> Caller:
    return caller(meera)


def request(
    staff: Caller, source: Store, target: Store, wants: dict[int, int], *, key: str = "k1"
) -> Transfer:
    return transfer_request(
        caller=staff, name="Meera", source_id=source.pk, target_id=target.pk, wants=wants, submit_key=key,
        note="", now=NOW,
    )  # fmt: skip


def receive(
    staff: Caller, found: Transfer, pieces: int, *, close: bool = False, reason: str = ""
) -> Transfer:
    line = found.lines.get()
    return transfer_receive(
        caller=staff, number=found.number, arrived={line.pk: pieces}, close=close, reason=reason, now=NOW
    )


def on_hand(variant: Variant) -> dict[int, int]:
    return dict(Stock.objects.filter(variant=variant).values_list("store_id", "on_hand"))


def test_pieces_go_from_place_to_place_and_nobody_can_buy_them_on_the_way(
    staff: Caller, pune: Store, delhi: Store, kurta: Variant
) -> None:
    found = request(staff, pune, delhi, {kurta.pk: 3})
    assert available_by_variant([kurta.pk]) == {kurta.pk: 5}
    transfer_send(caller=staff, number=found.number, sent={}, now=NOW)
    assert available_by_variant([kurta.pk]) == {kurta.pk: 2}
    with pytest.raises(StockShortage):
        stock_allocate(wants={kurta.pk: 3}, reference="RG1", now=NOW)
    assert receive(staff, found, 3).state == Transfer.State.RECEIVED
    assert on_hand(kurta) == {pune.pk: 2, delhi.pk: 3}
    assert list(stock_faults()) == list(transfer_faults()) == []
    actions = list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))
    assert actions == ["transfer_requested", "transfer_sent", "transfer_received"]


def test_sending_and_receiving_twice_moves_the_pieces_once(
    staff: Caller, pune: Store, delhi: Store, kurta: Variant
) -> None:
    found = request(staff, pune, delhi, {kurta.pk: 3})
    assert request(staff, pune, delhi, {kurta.pk: 3}) == found
    for _n in range(2):
        transfer_send(caller=staff, number=found.number, sent={}, now=NOW)
    receive(staff, found, 3)
    with pytest.raises(TransferRefused):
        receive(staff, found, 3)
    assert on_hand(kurta) == {pune.pk: 2, delhi.pk: 3}
    assert list(transfer_faults()) == []


def test_what_is_missing_is_waited_for_or_written_off_with_a_reason(
    staff: Caller, pune: Store, delhi: Store, kurta: Variant
) -> None:
    found = request(staff, pune, delhi, {kurta.pk: 4})
    transfer_send(caller=staff, number=found.number, sent={}, now=NOW)
    assert receive(staff, found, 2).state == Transfer.State.SENT
    with pytest.raises(TransferRefused, match="why 1 pieces"):
        receive(staff, found, 1, close=True)
    assert on_hand(kurta) == {pune.pk: 1, delhi.pk: 2}
    assert receive(staff, found, 1, close=True, reason="Fell off").state == Transfer.State.RECEIVED
    line = TransferLine.objects.get()
    assert (line.sent, line.received, line.lost, line.reason) == (4, 3, 1, "Fell off")
    assert on_hand(kurta) == {pune.pk: 1, delhi.pk: 3}
    assert list(stock_faults()) == list(transfer_faults()) == []
    details = AuditEntry.objects.filter(action="transfer_received").order_by("-sequence")[0].details
    assert details == {"pieces": 1, "lost": 1}


def test_what_is_sold_stays_and_fewer_may_be_sent(
    staff: Caller, pune: Store, delhi: Store, kurta: Variant
) -> None:
    found = request(staff, pune, delhi, {kurta.pk: 5})
    stock_allocate(wants={kurta.pk: 2}, reference="RG1", now=NOW)
    line = found.lines.get()
    with pytest.raises(StockShortage):
        transfer_send(caller=staff, number=found.number, sent={}, now=NOW)
    with pytest.raises(TransferRefused):
        transfer_send(caller=staff, number=found.number, sent={line.pk: 6}, now=NOW)
    with pytest.raises(TransferRefused):
        transfer_send(caller=staff, number=found.number, sent={line.pk: 0}, now=NOW)
    assert on_hand(kurta) == {pune.pk: 5}
    transfer_send(caller=staff, number=found.number, sent={line.pk: 3}, now=NOW)
    assert on_hand(kurta) == {pune.pk: 2}
    with pytest.raises(TransferRefused, match="More can't arrive"):
        receive(staff, found, 4)


def test_a_request_is_called_off_before_it_is_sent_and_not_after(
    staff: Caller, pune: Store, delhi: Store, kurta: Variant
) -> None:
    found = request(staff, pune, delhi, {kurta.pk: 1})
    transfer_cancel(caller=staff, number=found.number, now=NOW)
    with pytest.raises(TransferRefused):
        transfer_send(caller=staff, number=found.number, sent={}, now=NOW)
    other = request(staff, pune, delhi, {kurta.pk: 1}, key="k2")
    transfer_send(caller=staff, number=other.number, sent={}, now=NOW)
    with pytest.raises(TransferRefused):
        transfer_cancel(caller=staff, number=other.number, now=NOW)
    assert on_hand(kurta) == {pune.pk: 4}


def test_a_shopper_moves_nothing(
    asha: User, caller: Callable[..., Caller], pune: Store, delhi: Store, kurta: Variant, staff: Caller
) -> None:
    found = request(staff, pune, delhi, {kurta.pk: 1})
    with pytest.raises(PermissionMissing):
        transfer_send(caller=caller(asha), number=found.number, sent={}, now=NOW)
    with pytest.raises(PermissionMissing):
        request(caller(asha), pune, delhi, {kurta.pk: 1}, key="k2")
    assert on_hand(kurta) == {pune.pk: 5}


def test_check_stock_finds_a_piece_that_vanished_on_the_way(
    staff: Caller, pune: Store, delhi: Store, kurta: Variant
) -> None:
    found = request(staff, pune, delhi, {kurta.pk: 2})
    transfer_send(caller=staff, number=found.number, sent={}, now=NOW)
    out = StringIO()
    call_command("check_stock", stdout=out)
    assert "agree" in out.getvalue()
    TransferLine.objects.update(received=1)
    with pytest.raises(SystemExit):
        call_command("check_stock", stdout=out)
    assert f"transfer {found.number}" in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_the_last_pieces_are_sold_or_sent_never_both(
    staff: Caller, pune: Store, delhi: Store, kurta: Variant
) -> None:
    found = request(staff, pune, delhi, {kurta.pk: 5})
    said: list[str] = []

    def rival() -> None:
        try:
            transfer_send(caller=staff, number=found.number, sent={}, now=NOW)
        except StockShortage as error:
            said.append(error.code)
        finally:
            connection.close()

    with transaction.atomic():
        stock_allocate(wants={kurta.pk: 1}, reference="RG1", now=NOW)
        thread = threading.Thread(target=rival)
        thread.start()
    thread.join(30)
    assert said == ["stock_shortage"]
    assert on_hand(kurta) == {pune.pk: 5}
    assert list(stock_faults()) == list(transfer_faults()) == []


def test_a_transfer_goes_through_the_staff_view(
    client: Client, meera: User, asha: User, pune: Store, delhi: Store, kurta: Variant
) -> None:
    client.force_login(asha)
    for path in ("", "new/", "TR000001/"):
        assert client.get(f"/staff/stock/transfers/{path}").status_code == 403
    client.force_login(meera)
    form = client.get(f"/staff/stock/transfers/new/?sku={kurta.sku}&source={pune.code}")
    assert kurta.sku in form.content.decode()
    data = {
        "source": pune.pk,
        "target": delhi.pk,
        "lines": f"{kurta.sku} 2\n{kurta.sku} 1\n",
        "submit_key": "00000000-0000-4000-8000-000000000001",
    }
    address = client.post("/staff/stock/transfers/new/", data)["Location"]
    assert client.post("/staff/stock/transfers/new/", data)["Location"] == address
    line = TransferLine.objects.get()
    assert line.requested == 3
    client.post(f"{address}step/", {"do": "send", f"line-{line.pk}": "3"})
    client.post(
        f"{address}step/", {"do": "receive", f"line-{line.pk}": "2", "close": "yes", "reason": "Torn"}
    )
    page = client.get(address).content.decode()
    assert "Received" in page
    assert "Torn" in page
    assert on_hand(kurta) == {pune.pk: 2, delhi.pk: 2}
    assert len(client.get("/staff/stock/transfers/?state=received").context["page"].object_list) == 1
    assert client.post(f"{address}step/", {"do": "dance"}).status_code == 404


@pytest.mark.parametrize("lines", ["X 1", "{sku}", "{sku} many", "{sku} -1", "{sku} 0"])
def test_a_list_that_makes_no_sense_is_refused(
    client: Client, meera: User, pune: Store, delhi: Store, kurta: Variant, lines: str
) -> None:
    client.force_login(meera)
    data = {
        "source": pune.pk,
        "target": delhi.pk,
        "lines": lines.format(sku=kurta.sku),
        "submit_key": "00000000-0000-4000-8000-000000000001",
    }
    assert client.post("/staff/stock/transfers/new/", data).status_code == 422
    assert not Transfer.objects.exists()


def test_a_count_is_kept_with_its_reason_and_its_worth(client: Client, meera: User, kurta: Variant) -> None:
    client.force_login(meera)
    row = Stock.objects.get()
    client.post(
        f"/staff/stock/{row.pk}/count/",
        {"counted": "3", "reason": "damaged", "note": "Wet", "location": "A-01"},
    )
    row.refresh_from_db()
    count = StockCount.objects.get()
    assert (row.on_hand, row.location) == (3, "A-01")
    assert (count.expected, count.counted, count.reason, count.value_paise) == (5, 3, "damaged", -200_000)
    page = client.get("/staff/stock/counts/?reason=damaged")
    assert page.context["value"] == -200_000
    assert "Wet" in page.content.decode()
    assert not client.get("/staff/stock/counts/?reason=found").context["page"].object_list
    assert AuditEntry.objects.get().details == {"change": -2, "reason": "damaged"}
    assert timezone.is_aware(count.at)


def test_the_pages_cost_the_same_for_many(
    client: Client, meera: User, pune: Store, delhi: Store, staff: Caller, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        variant = make_product(f"Shirt {number}", sizes=("S",), store=pune).variants.get()
        request(staff, pune, delhi, {variant.pk: 1}, key=f"k{number}")
    client.force_login(meera)
    with django_assert_max_num_queries(7):
        client.get("/staff/stock/transfers/")
