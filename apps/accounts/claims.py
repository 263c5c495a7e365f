"""What follows a visitor into their account at log-in: each app above registers its own part.

An app's `claims.py` (found by autodiscovery) holds functions decorated with `@on_login`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from retailgenie.ai.tools.types import Person

Claim = Callable[[Person, Person, datetime], None]
_claims: list[Claim] = []


def on_login(claim: Claim) -> Claim:
    """Register a function of (visitor, owner, now) that hands a visitor's things to the account."""
    _claims.append(claim)
    return claim


@transaction.atomic
def claim_all(*, visitor_id: str, user_id: int, now: datetime) -> None:
    """Hand over everything, or nothing if one part fails; without a visitor id there is nothing to bring."""
    if not visitor_id:
        return
    for claim in _claims:
        claim(Person(visitor_id=visitor_id), Person(user_id=user_id), now)
