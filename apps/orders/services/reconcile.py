"""Compares the provider's own records with ours, mends what has one lawful answer and reports the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from apps.orders.models import AwaitedCharge, Payment, Refund
from apps.orders.payments import books
from apps.orders.payments.books import ChargeRecord, RefundRecord
from apps.orders.payments.port import payment_provider
from apps.orders.services.awaited_apply import awaited_settle
from apps.orders.services.payments import payment_settle, refund_complete

GRACE = timedelta(
    minutes=15
)  # what is younger may be on its way: the transaction isn't over, a notice is coming
S = Payment.State


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the two sides said differently. mended: both say the same now."""

    reference: str
    what: str
    mended: bool


def payments_reconcile(*, now: datetime, grace: timedelta = GRACE) -> list[Difference]:
    """Return every difference found; run it again to see that none is left."""
    until = (now - grace).timestamp()
    ours = {
        x.provider_reference: x for x in Payment.objects.filter(provider="embedded").exclude(method="cod")
    }
    given: dict[str, int] = defaultdict(int)
    sent = books.refunds()
    for refund in sent:
        given[refund.charge] += refund.amount_paise
    awaited = {x.provider_reference: x for x in AwaitedCharge.objects.filter(provider="embedded")}
    found = []
    theirs = books.charges()
    for charge in theirs:
        change = awaited.get(charge.reference)
        if charge.at > until:
            continue
        if change is not None and charge.reference not in ours:
            found += _awaited(charge, change, now)
        else:
            found += _charge(charge, ours.get(charge.reference), given[charge.reference], now)
    known = {charge.reference for charge in theirs}
    found += [
        Difference(reference, "charged by us, unknown to the provider", mended=False)
        for reference, payment in ours.items()
        if reference not in known
        and payment.state in (S.CAPTURED, S.REFUNDED)
        and payment.created_at <= now - grace
    ]
    return [*found, *_refunds([x for x in sent if x.at <= until], now, grace)]


def _awaited(charge: ChargeRecord, change: AwaitedCharge, now: datetime) -> list[Difference]:
    """A charge that a change of an order waits for, or no longer waits for; its payment isn't written yet."""
    waiting = change.state == AwaitedCharge.State.WAITING
    if charge.state == S.PENDING:
        if waiting:
            return []
        payment_provider().cancel(charge.reference)
        return [Difference(charge.reference, "nobody waits for this payment any more", mended=True)]
    if charge.state == S.FAILED and not waiting:
        return []
    captured = charge.state == S.CAPTURED
    awaited_settle(reference=charge.reference, captured=captured, amount_paise=charge.amount_paise, now=now)
    what = "charged, and we did not know" if captured else "failed, and we waited for it"
    return [Difference(charge.reference, what, mended=True)]


def _charge(charge: ChargeRecord, payment: Payment | None, given: int, now: datetime) -> list[Difference]:
    if charge.state == S.PENDING:
        if payment is not None and payment.state == S.PENDING:
            return []
        payment_provider().cancel(charge.reference)
        return [Difference(charge.reference, "nobody waits for this payment any more", mended=True)]
    if charge.state == S.FAILED:
        if payment is None or payment.state != S.PENDING:
            return []
        payment_settle(reference=charge.reference, captured=False, amount_paise=charge.amount_paise, now=now)
        return [Difference(charge.reference, "failed, and we waited for it", mended=True)]
    if payment is None:
        left = charge.amount_paise - given
        if left <= 0:
            return []
        payment_provider().refund(key="reconcile", reference=charge.reference, amount_paise=left)
        return [Difference(charge.reference, "charged, but nothing was ordered: given back", mended=True)]
    if payment.state not in (S.CAPTURED, S.REFUNDED):
        payment_settle(reference=charge.reference, captured=True, amount_paise=charge.amount_paise, now=now)
        return [Difference(charge.reference, "charged, and we did not know", mended=True)]
    if payment.amount_paise != charge.amount_paise:
        return [Difference(charge.reference, "the amounts differ", mended=False)]
    return []


def _refunds(sent: list[RefundRecord], now: datetime, grace: timedelta) -> list[Difference]:
    ours = {
        x.provider_reference: x
        for x in Refund.objects.select_related("payment").filter(provider_reference__startswith="ref_")
    }
    charged = [record.charge for record in sent]
    orderless = set(charged) - set(
        Payment.objects.filter(provider_reference__in=charged).values_list("provider_reference", flat=True)
    )
    found = []
    for record in sent:
        refund = ours.get(record.reference)
        if refund is None and record.charge not in orderless:
            found.append(
                Difference(record.reference, "refunded by the provider, unknown to us", mended=False)
            )
        elif refund is not None and refund.amount_paise != record.amount_paise:
            found.append(Difference(record.reference, "the refunded amounts differ", mended=False))
        elif refund is not None and (refund.state, record.state) == ("pending", "completed"):
            refund_complete(reference=record.reference, now=now)
            found.append(
                Difference(record.reference, "the refund has arrived, and we did not know", mended=True)
            )
    known = {record.reference for record in books.refunds()}
    return found + [
        Difference(reference, "refunded by us, unknown to the provider", mended=False)
        for reference, refund in ours.items()
        if reference not in known
        and refund.payment.provider == "embedded"
        and refund.created_at <= now - grace
    ]
