"""The provider of a shop without a contract: answers at once, keeps nothing, fails on request.

`fail@upi` and the card token `tok_declined` are declined, `timeout@upi` and `tok_timeout` don't answer in time.
"""

from __future__ import annotations

import hashlib
import re

from django.utils.translation import gettext as _

from apps.orders.models import Payment
from apps.orders.payments.port import (
    Charge,
    Charged,
    PaymentDeclined,
    PaymentDetailUnreadable,
    PaymentUnavailable,
)

DECLINED = frozenset({"fail@upi", "tok_declined"})
TIMES_OUT = frozenset({"timeout@upi", "tok_timeout"})
UPI_ID = re.compile(r"[A-Za-z0-9._-]{2,256}@[A-Za-z]{2,64}")
CARD_TOKEN = re.compile(r"tok_[a-z0-9_]{2,40}")


class EmbeddedProvider:
    """Answers from the request alone, so that the same key always gives the same reference."""

    name = "embedded"

    def charge(self, charge: Charge) -> Charged:
        """Take the money of UPI and cards at once; cash stays open until the door."""
        detail = charge.detail.strip()
        check_detail(charge.method, detail)
        if detail.lower() in DECLINED:
            raise PaymentDeclined(_("The payment was declined. Nothing was taken; try another way to pay."))
        if detail.lower() in TIMES_OUT:
            raise PaymentUnavailable(
                _("The payment service did not answer in time. Nothing was ordered; try again.")
            )
        cash = charge.method == Payment.Method.COD
        state = Payment.State.PENDING if cash else Payment.State.CAPTURED
        return Charged(_reference("pay", charge.key), state, detail[:60])

    def refund(self, *, key: str, reference: str, amount_paise: int) -> str:
        """Send money back the way it came; returns the refund's reference."""
        return _reference("ref", f"{key}:{reference}:{amount_paise}")


def check_detail(method: str, detail: str) -> None:
    """Refuse details of the wrong form, a card number above all: those must never reach a database."""
    if re.fullmatch(r"[\d\s-]{12,23}", detail):
        raise PaymentDeclined(_("Please don't send card numbers. Choose card and pay on the card page."))
    form = UPI_ID if method == Payment.Method.UPI else CARD_TOKEN
    if detail and not form.fullmatch(detail):
        raise PaymentDetailUnreadable(_("That is no UPI id or card token."))


def _reference(kind: str, key: str) -> str:
    return f"{kind}_{hashlib.sha256(key.encode()).hexdigest()[:24]}"
