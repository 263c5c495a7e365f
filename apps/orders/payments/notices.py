"""Events of the payment provider on the wire: JSON, signed with HMAC-SHA256 over the time and the exact body."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings

from retailgenie.lib.errors import ShopError

TOLERANCE_SECONDS = 300  # between their clock and ours; later copies of an event are signed anew
MOST_LETTERS = 60  # of an id
CAPTURED, FAILED, REFUNDED = "payment.captured", "payment.failed", "refund.completed"


class NoticeUnreadable(ShopError):
    """The signature or the form is wrong; nothing was kept."""

    code: ClassVar[str] = "notice_unreadable"
    status: ClassVar[int] = 400


@dataclass(frozen=True, slots=True)
class Notice:
    """id: the event's own; kind: payment.captured, payment.failed or refund.completed."""

    id: str
    kind: str
    reference: str
    amount_paise: int


def notice_sign(notice: Notice, *, now: datetime) -> tuple[bytes, str]:
    """Return the body and the signature "t=<seconds>,v1=<hex>"."""
    body = json.dumps(asdict(notice)).encode()
    seconds = int(now.timestamp())
    return body, f"t={seconds},v1={_digest(seconds, body)}"


def notice_read(body: bytes, signature: str, *, now: datetime) -> Notice:
    """Check and parse a body; raises NoticeUnreadable."""
    parts = dict(part.split("=", 1) for part in signature.split(",") if "=" in part)
    given, digits = parts.get("v1", ""), parts.get("t", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 15):
        raise NoticeUnreadable("The signature has no time.")
    if not hmac.compare_digest(_digest(int(digits), body).encode(), given.encode()):
        raise NoticeUnreadable("The signature is wrong.")
    if abs(now.timestamp() - int(digits)) > TOLERANCE_SECONDS:
        raise NoticeUnreadable("The signature is too old.")
    try:
        fields: dict[str, Any] = dict(json.loads(body))
        found = Notice(**fields)
    except (TypeError, ValueError) as error:
        raise NoticeUnreadable("The body is no event.") from error
    names = [fields[name] for name in ("id", "kind", "reference")]
    if not all(isinstance(x, str) and 0 < len(x) <= MOST_LETTERS for x in names):
        raise NoticeUnreadable("The body is no event.")
    if type(fields["amount_paise"]) is not int or found.kind not in (CAPTURED, FAILED, REFUNDED):
        raise NoticeUnreadable("The body is no event.")
    return found


def _digest(seconds: int, body: bytes) -> str:
    key = settings.PAYMENT_WEBHOOK_SECRET.encode()
    return hmac.new(key, f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
