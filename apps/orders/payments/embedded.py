"""The provider of a shop without a contract: takes what it is asked for at once, or behaves badly on request.

`fail@upi` and the card token `tok_declined` are declined, `timeout@upi` and `tok_timeout` not reached; `lost@upi` and
`tok_lost` charge, but the first answer is lost; `later@upi` and `tok_3ds` wait for a yes in the app or
on the bank's page; refunds to `slow@upi` and `tok_slow` take time.
"""

from __future__ import annotations

import hashlib
import re

from django.utils.translation import gettext as _

from apps.orders.models import Payment
from apps.orders.payments import books
from apps.orders.payments.notices import CAPTURED, FAILED, REFUNDED, Notice
from apps.orders.payments.port import (
    Charge,
    Charged,
    PaymentDeclined,
    PaymentDetailUnreadable,
    PaymentUnavailable,
)

DECLINED = frozenset({"fail@upi", "tok_declined"})
TIMES_OUT = frozenset({"timeout@upi", "tok_timeout"})
ANSWER_LOST = frozenset({"lost@upi", "tok_lost"})
WAITS = frozenset({"later@upi", "tok_3ds"})
REFUNDS_SLOWLY = frozenset({"slow@upi", "tok_slow"})
UPI_ID = re.compile(r"[A-Za-z0-9._-]{2,256}@[A-Za-z]{2,64}")
CARD_TOKEN = re.compile(r"tok_[a-z0-9_]{2,40}")


class EmbeddedProvider:
    """Keeps books of its own; the same key always gives the same reference and is charged once."""

    name = "embedded"

    def charge(self, charge: Charge) -> Charged:
        """Take the money of UPI and cards, or wait for the person to agree; cash stays open until the door."""
        detail = charge.detail.strip()
        check_detail(charge.method, detail)
        reference, magic = _reference("pay", charge.key), detail.lower()
        if charge.method == Payment.Method.COD:
            return Charged(reference, Payment.State.PENDING, detail[:60])
        if magic in DECLINED:
            raise PaymentDeclined(_("The payment was declined. Nothing was taken; try another way to pay."))
        if magic in TIMES_OUT:
            raise _unavailable()
        state = Payment.State.PENDING if magic in WAITS else Payment.State.CAPTURED
        slow, new = magic in REFUNDS_SLOWLY, books.charge_find(reference) is None
        record = books.charge_add(
            books.ChargeRecord(reference, charge.key, charge.method, charge.amount_paise, state, slow, 0)
        )
        if new and magic in ANSWER_LOST:
            raise _unavailable()
        if record.state == Payment.State.FAILED or _given_back(record):
            raise PaymentDeclined(_("That payment was called off. Nothing was taken; please try again."))
        return Charged(reference, Payment.State(record.state), detail[:60])

    def refund(self, *, key: str, reference: str, amount_paise: int) -> str:
        """Send money back the way it came; returns the refund's reference."""
        charge = books.charge_find(reference)
        state = "pending" if charge is not None and charge.slow else "completed"
        own = _reference("ref", f"{key}:{reference}:{amount_paise}")
        return books.refund_add(books.RefundRecord(own, reference, amount_paise, state, 0)).reference

    def refund_completed(self, reference: str) -> bool:
        found = books.refund_find(reference)
        return found is None or found.state == "completed"

    def cancel(self, reference: str) -> Payment.State:
        """Call a pending charge off and return what it is now."""
        record = books.charge_close(reference, Payment.State.FAILED)
        return Payment.State(record.state) if record else Payment.State.FAILED

    def decide(self, reference: str, *, agreed: bool) -> Notice | None:
        """The person agreed or refused in their app; returns what the shop is to be told."""
        record = books.charge_close(reference, Payment.State.CAPTURED if agreed else Payment.State.FAILED)
        if record is None:
            return None
        kind = CAPTURED if record.state == Payment.State.CAPTURED else FAILED
        return Notice(f"evt_{reference}_{record.state}"[:60], kind, reference, record.amount_paise)

    def finish_refund(self, reference: str) -> Notice | None:
        """The bank has sent a slow refund; returns what the shop is to be told."""
        books.refund_complete(reference)
        record = books.refund_find(reference)
        if record is None:
            return None
        return Notice(f"evt_{reference}"[:60], REFUNDED, reference, record.amount_paise)


def _given_back(record: books.ChargeRecord) -> bool:
    return books.refunded(record.reference) >= record.amount_paise > 0


def _unavailable() -> PaymentUnavailable:
    return PaymentUnavailable(
        _("The payment service did not answer in time. Nothing was ordered; try again.")
    )


def check_detail(method: str, detail: str) -> None:
    """Refuse details of the wrong form, a card number above all: those must never reach a database."""
    if re.fullmatch(r"[\d\s-]{12,23}", detail):
        raise PaymentDeclined(_("Please don't send card numbers. Choose card and pay on the card page."))
    form = UPI_ID if method == Payment.Method.UPI else CARD_TOKEN
    if detail and not form.fullmatch(detail):
        raise PaymentDetailUnreadable(_("That is no UPI id or card token."))


def _reference(kind: str, key: str) -> str:
    return f"{kind}_{hashlib.sha256(key.encode()).hexdigest()[:24]}"
