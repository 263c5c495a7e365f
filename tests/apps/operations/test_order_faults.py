"""Engines, workers and the payment provider fail in the middle: no order is lost, nobody pays twice, no piece is stuck.

Engines and database are this test's own, since they are killed.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from apps.accounts.callers import caller_for
from apps.catalog.models import Stock
from apps.catalog.stock import reservations_sweep, stock_faults
from apps.ledger import outbox
from apps.ledger.execution import execute_tool
from apps.ledger.models import OutboxMessage
from apps.operations.engines.postgres import DATABASE, Postgres
from apps.operations.engines.processes import pid_in
from apps.operations.engines.redis import Redis
from apps.operations.evaluation.scratch import close_pool
from apps.orders.models import Cart, Order, OrderStatus, Payment, Refund
from apps.orders.payments import books
from apps.orders.payments.embedded import EmbeddedProvider
from apps.orders.payments.port import Charge, Charged
from apps.orders.selectors import allocation_faults
from apps.orders.services import placement
from apps.orders.services.payments import system_caller, unpaid_sweep
from apps.orders.services.progress import order_advance
from apps.orders.services.reconcile import payments_reconcile
from retailgenie.ai.tools.types import Caller, Door
from retailgenie.lib import queue
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.orders.shopping import ADDRESS, add, ask, confirm, done, refused

pytestmark = pytest.mark.slow
PIECES = 20
WANTED = {
    "fulfilment": "delivery",
    "payment_method": "upi",
    "address": ADDRESS,
    "payment_detail": "asha@upi",
    "contact_email": "asha@retailgenie.example",
}
PRICE_PAISE = 50_000 + 4_900  # the thing and its delivery
NOW_AND_LATER = timedelta(minutes=20)


@dataclass
class Shop:
    """One thing to buy, engines that may be killed, and what must hold after everything."""

    postgres: Postgres
    redis: Redis
    variant_id: int = 0
    sold: int = 0

    def buyer(self, name: str) -> Caller:
        buyer = caller_for(None, visitor_id=name, door=Door.CHAT)
        add(buyer, self.variant_id)
        return buyer

    def recover(self) -> None:
        """Bring up again what was killed, as the supervisor does, and drop the dead connections."""
        close_pool()
        self.postgres.start()
        self.redis.start()

    def sound(self) -> bool:
        """Stock, payments and the provider's books agree, and reconciling finds nothing (more) to do."""
        later = timezone.now() + NOW_AND_LATER
        payments_reconcile(now=later)
        assert payments_reconcile(now=later) == []
        stock = Stock.objects.get(variant_id=self.variant_id)
        assert (stock.on_hand, stock.allocated, stock.reserved) == (PIECES, self.sold, 0)
        assert not [*stock_faults(), *allocation_faults()]
        kept = sum(
            x.amount_paise - books.refunded(x.reference) for x in books.charges() if x.state == "captured"
        )
        assert kept == self.sold * PRICE_PAISE
        return True


@pytest.fixture(scope="module")
def home(django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """Engines and a migrated database that only these tests use."""
    folder = Path(tempfile.mkdtemp(prefix="rg-", dir="/tmp"))
    folder.chmod(0o755)
    entry = connection.settings_dict
    before = {name: entry[name] for name in ("HOST", "NAME", "OPTIONS")}
    pool = {
        "min_size": 1,
        "max_size": 4,
        "timeout": 5,
    }  # a dead server is noticed soon, a slow one is waited for
    options = {**before["OPTIONS"], "options": "-c synchronous_commit=on", "pool": pool}
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setenv("RETAILGENIE_VAR", str(folder))
        Postgres().start()
        close_pool()
        entry.update(HOST=str(Postgres().sockets), NAME=DATABASE, OPTIONS=options)
        try:
            call_command("migrate", verbosity=0)
            yield folder
        finally:
            close_pool()
            entry.update(before)
            Redis().stop()
            Postgres().stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def shop(home: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker) -> Iterator[Shop]:
    monkeypatch.setenv("RETAILGENIE_VAR", str(home))
    with django_db_blocker.unblock():
        Postgres().start()
        Redis().start()
        call_command("flush", interactive=False, verbosity=0)
        shutil.rmtree(home / "provider", ignore_errors=True)
        store = make_store("Pune", kind="warehouse")
        thing = make_product("Thing", price=500, pieces=PIECES, store=store, sizes=("",))
        yield Shop(Postgres(), Redis(), thing.variants.get().pk)
        close_pool()


def kill_postgres(server: Postgres) -> None:
    os.kill(pid_in(server.data / "postmaster.pid") or 0, signal.SIGKILL)


def breaks(buyer: Caller, token: str) -> None:
    """Say yes to an order whose database goes away on the way."""
    with pytest.raises(DatabaseError):
        execute_tool(buyer, "place_order", WANTED, token)


def in_a_process_that_dies(work: Callable[[], Any]) -> None:
    """Run work in a process of its own, which must kill itself on the way."""
    close_pool()
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - a forked test process must not go on as a second pytest
            traceback.print_exc()  # shown with the failure of the test: this process can't raise into it
        finally:
            os._exit(7)  # it lived to the end, or failed otherwise
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), status
    assert os.WTERMSIG(status) == signal.SIGKILL


def die(*_args: Any, **_values: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_postgresql_killed_at_any_moment_of_a_placement_loses_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    charge = EmbeddedProvider.charge

    def killed_before(self: EmbeddedProvider, wanted: Charge) -> Charged:
        kill_postgres(shop.postgres)
        return charge(self, wanted)

    def killed_after(self: EmbeddedProvider, wanted: Charge) -> Charged:
        charged = charge(self, wanted)
        kill_postgres(shop.postgres)
        return charged

    def killed_last(*_args: Any, **_values: Any) -> None:
        kill_postgres(shop.postgres)

    moments: list[tuple[Any, str, Any]] = [
        (EmbeddedProvider, "charge", killed_before),
        (EmbeddedProvider, "charge", killed_after),
        (placement, "_tell", killed_last),
    ]
    for number, (place, name, killer) in enumerate(moments):
        buyer = shop.buyer(f"killed-{number}")
        token = ask(buyer, "place_order", **WANTED).token
        with monkeypatch.context() as patch:
            patch.setattr(place, name, killer)
            breaks(buyer, token)
        shop.recover()
        assert Order.objects.count() == shop.sold
        shop.sold += 1
        order = done(execute_tool(buyer, "place_order", WANTED, token)).number
        assert done(execute_tool(buyer, "place_order", WANTED, token)).number == order
        assert Payment.objects.count() == len(books.charges()) == shop.sold
    assert shop.sound()


def test_money_charged_for_an_order_that_postgresql_lost_goes_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer = shop.buyer("gone")
    token = ask(buyer, "place_order", **WANTED).token
    with monkeypatch.context() as patch:
        patch.setattr(placement, "_lines", lambda *_args: kill_postgres(shop.postgres))
        breaks(buyer, token)
    shop.recover()
    assert [x.amount_paise for x in books.charges()] == [PRICE_PAISE]
    assert [x.mended for x in payments_reconcile(now=timezone.now() + NOW_AND_LATER)] == [True]
    assert shop.sound()
    assert Cart.objects.get(state="open").lines.count() == 1
    assert refused(execute_tool(buyer, "place_order", WANTED, token)) == "payment_declined"
    shop.sold = 1
    done(confirm(buyer, "place_order", **WANTED))
    assert shop.sound()


def test_one_lost_connection_is_one_lost_request(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def terminate(*_args: Any) -> None:
        connection.cursor().execute("select pg_terminate_backend(pg_backend_pid())")

    buyer = shop.buyer("cut")
    token = ask(buyer, "place_order", **WANTED).token
    with monkeypatch.context() as patch:
        patch.setattr(placement, "_lines", terminate)
        breaks(buyer, token)
    connection.close()
    shop.sold = 1
    done(execute_tool(buyer, "place_order", WANTED, token))
    assert shop.sound()


def test_a_worker_killed_during_a_refund_leaves_it_to_be_done_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer = shop.buyer("refund")
    number = done(confirm(buyer, "place_order", **WANTED)).number
    token = ask(buyer, "cancel_order", number=number).token
    refund = EmbeddedProvider.refund

    def refund_and_die(self: EmbeddedProvider, **wanted: Any) -> None:
        refund(self, **wanted)
        die()

    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedProvider, "refund", refund_and_die)
        in_a_process_that_dies(lambda: execute_tool(buyer, "cancel_order", {"number": number}, token))
    assert Order.objects.get().status == OrderStatus.PLACED
    assert Refund.objects.count() == 0
    assert len(books.refunds()) == 1
    done(execute_tool(buyer, "cancel_order", {"number": number}, token))
    assert Refund.objects.get().amount_paise == PRICE_PAISE
    assert len(books.refunds()) == 1
    assert shop.sound()


def test_a_refund_that_was_lost_is_not_made_again_after_the_order_moved_on(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer = shop.buyer("moved")
    number = done(confirm(buyer, "place_order", **WANTED)).number
    token = ask(buyer, "cancel_order", number=number).token
    refund = EmbeddedProvider.refund

    def refund_and_die(self: EmbeddedProvider, **wanted: Any) -> None:
        refund(self, **wanted)
        die()

    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedProvider, "refund", refund_and_die)
        in_a_process_that_dies(lambda: execute_tool(buyer, "cancel_order", {"number": number}, token))
    order_advance(caller=system_caller(), number=number, to=OrderStatus.PACKED, now=timezone.now())
    done(execute_tool(buyer, "cancel_order", {"number": number}, token))
    assert len(books.refunds()) == Refund.objects.count() == 1
    assert shop.sound()


def test_a_worker_killed_while_it_sends_leaves_the_message_to_the_next(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.sold = 1
    done(confirm(shop.buyer("mail"), "place_order", **WANTED))
    now = timezone.now()
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "email_send", die)
        in_a_process_that_dies(lambda: outbox.outbox_deliver(now=now))
    message = OutboxMessage.objects.get(channel="email")
    assert (message.state, message.attempts) == (OutboxMessage.State.PENDING, 1)
    assert outbox.outbox_deliver(now=now) == 0  # it may still be on its way
    outbox.outbox_deliver(now=now + outbox.LEASE)
    assert outbox.outbox_deliver(now=now + outbox.LEASE) == 0
    assert [x.to for x in mail.outbox] == [["asha@retailgenie.example"]]
    assert shop.sound()


def test_an_order_is_taken_while_redis_is_gone(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Celery("shop", broker=f"redis+socket://{shop.redis.socket}", set_as_current=False)
    program.conf.task_publish_retry_policy = settings.CELERY_TASK_PUBLISH_RETRY_POLICY
    monkeypatch.setattr(queue, "current_app", program)
    os.kill(pid_in(shop.redis.pid_file) or 0, signal.SIGKILL)
    paid, waits = shop.buyer("paid"), shop.buyer("waits")
    shop.sold = 1
    done(confirm(paid, "place_order", **WANTED))
    view = done(confirm(waits, "place_order", **{**WANTED, "payment_detail": "later@upi"}))
    assert view.status == OrderStatus.AWAITING_PAYMENT
    assert Order.objects.count() == 2
    shop.recover()
    assert unpaid_sweep(now=timezone.now() + NOW_AND_LATER) == 1
    reservations_sweep(now=timezone.now() + NOW_AND_LATER)
    assert sorted(Order.objects.values_list("status", flat=True)) == ["cancelled", "placed"]
    assert shop.sound()


def test_a_provider_that_charges_and_does_not_answer_charges_once(shop: Shop) -> None:
    lost = {**WANTED, "payment_detail": "lost@upi"}
    stays, leaves = shop.buyer("stays"), shop.buyer("leaves")
    token = ask(stays, "place_order", **lost).token
    assert refused(execute_tool(stays, "place_order", lost, token)) == "payment_unavailable"
    assert refused(confirm(leaves, "place_order", **lost)) == "payment_unavailable"
    assert Order.objects.count() == 0
    assert len(books.charges()) == 2
    done(execute_tool(stays, "place_order", lost, token))
    shop.sold = 1
    assert Payment.objects.count() == 1
    assert len(books.charges()) == 2
    found = payments_reconcile(now=timezone.now() + NOW_AND_LATER)
    assert [(x.what, x.mended) for x in found] == [("charged, but nothing was ordered: given back", True)]
    assert shop.sound()
