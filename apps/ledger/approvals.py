"""Approvals: a yes is bound to the person, the tool and its exact arguments, lives shortly, counts once."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from apps.ledger.models import Approval
from retailgenie.ai.codec import to_json
from retailgenie.ai.tools.types import Caller
from retailgenie.ai.types import ConfirmCard
from retailgenie.lib.errors import ShopError

LIFE = timedelta(minutes=10)  # long enough to read a card, short enough for its prices to hold


class ApprovalInvalid(ShopError):
    """The yes is for something else, too late, or somebody else's; ask again to get a new card."""

    code: ClassVar[str] = "approval_invalid"
    status: ClassVar[int] = 409


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def fingerprint(tool: str, arguments: dict[str, Any]) -> str:
    """Return the SHA-256 of tool and arguments in canonical JSON."""
    text = json.dumps([tool, arguments], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def approval_issue(
    *, caller: Caller, tool: str, arguments: dict[str, Any], card: ConfirmCard, now: datetime
) -> str:
    """Store a pending approval and return its token; only the token's digest is kept."""
    token = secrets.token_urlsafe(24)
    Approval.objects.create(
        digest=_digest(token),
        owner_key=caller.person.key,
        tool=tool,
        arguments=arguments,
        fingerprint=fingerprint(tool, arguments),
        card=to_json(card),
        conversation_id=caller.conversation_id,
        created_at=now,
        expires_at=now + LIFE,
    )
    return token


def approval_lock(
    *, caller: Caller, token: str, tool: str, arguments: dict[str, Any], now: datetime
) -> Approval:
    """Lock and return the approval if it covers exactly this call; it may be used already.

    Raises ApprovalInvalid otherwise. Must run inside a transaction.
    """
    row = (
        Approval.objects.select_for_update()
        .filter(digest=_digest(token), owner_key=caller.person.key, tool=tool)
        .first()
    )
    if row is None or row.fingerprint != fingerprint(tool, arguments) or row.declined_at is not None:
        raise ApprovalInvalid(
            _("That confirmation is not for this. Please check the details and confirm again.")
        )
    if row.used_at is None and row.expires_at < now:
        raise ApprovalInvalid(_("That confirmation has expired. Please check the details and confirm again."))
    return row


def approval_arguments(*, caller: Caller, token: str) -> tuple[str, dict[str, Any]]:
    """Return the tool and arguments that a pending card of this person stands for; raises ApprovalInvalid."""
    row = Approval.objects.filter(digest=_digest(token), owner_key=caller.person.key).first()
    if row is None:
        raise ApprovalInvalid(_("That confirmation does not exist. Please ask again."))
    return row.tool, row.arguments


def approval_decline(*, caller: Caller, token: str, now: datetime) -> bool:
    """Void a pending approval; returns whether there was one."""
    pending = Approval.objects.filter(
        digest=_digest(token), owner_key=caller.person.key, used_at=None, declined_at=None
    )
    return pending.update(declined_at=now) > 0
