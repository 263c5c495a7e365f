"""What of the catalogue follows a visitor into their account."""

from __future__ import annotations

from datetime import datetime

from apps.accounts.claims import on_login
from apps.catalog.services import favourites_claim
from retailgenie.ai.tools.types import Person


@on_login
def favourites(visitor: Person, owner: Person, now: datetime) -> None:
    """Hand over the favourites."""
    favourites_claim(visitor_key=visitor.key, owner_key=owner.key)
