"""What the shop asks of a payment provider, in the shop's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

from apps.orders.models import Payment
from retailgenie.lib.errors import ShopError


class PaymentDeclined(ShopError):
    """The bank or app said no; nothing was taken. Another method may work."""

    code: ClassVar[str] = "payment_declined"
    status: ClassVar[int] = 402


class PaymentUnavailable(ShopError):
    """The provider didn't answer in time; the same call with the same key may be made again."""

    code: ClassVar[str] = "payment_unavailable"
    status: ClassVar[int] = 503


class PaymentDetailUnreadable(ShopError):
    """What was given is no UPI id or card token; ask again."""

    code: ClassVar[str] = "payment_detail_invalid"


class RefundRefused(ShopError):
    """More would go back than was charged; nothing was sent. A person has to look at it."""

    code: ClassVar[str] = "refund_refused"
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Charge:
    """key: the same key never charges twice. detail: a UPI id or a card token, never a card number."""

    key: str
    method: str
    amount_paise: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Charged:
    """reference: the provider's own, unique. shown: the detail as a person may see it again."""

    reference: str
    state: Payment.State
    shown: str = ""


class PaymentProvider(Protocol):
    """All calls are idempotent by key or reference and raise PaymentDeclined or PaymentUnavailable.

    refund raises RefundRefused.

    A charge that is pending is decided by the person in an app or on the bank's page; a notice tells how.
    """

    name: str

    def charge(self, charge: Charge) -> Charged: ...

    def refund(self, *, key: str, reference: str, amount_paise: int) -> str: ...

    def refund_completed(self, reference: str) -> bool: ...

    def cancel(self, reference: str) -> Payment.State: ...


def payment_provider() -> PaymentProvider:
    """Return the provider in use."""
    from apps.orders.payments.embedded import EmbeddedProvider

    return EmbeddedProvider()
