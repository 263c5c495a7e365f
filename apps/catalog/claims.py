"""A person's favourites, reviews and alerts: handed over at log-in, part of their export, nameless once erased."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.claims import on_login
from apps.accounts.models import User
from apps.accounts.personal import keeps
from apps.accounts.services import on_erase, on_export
from apps.catalog.alerts import alerts_claim, variant_name
from apps.catalog.memory import memory_erase, memory_of
from apps.catalog.models import Favourite, Review, ReviewVote, StockAlert
from apps.catalog.services import favourites_claim, shopper_erase
from retailgenie.ai.tools.types import Person


@on_login
def favourites(visitor: Person, owner: Person, now: datetime) -> None:
    """Hand over the favourites."""
    favourites_claim(visitor_key=visitor.key, owner_key=owner.key)


@on_login
def alerts(visitor: Person, owner: Person, now: datetime) -> None:
    """Hand over what the visitor waits for."""
    email = User.objects.values_list("email", flat=True).get(pk=owner.user_id or 0)
    alerts_claim(visitor_key=visitor.key, owner_key=owner.key, email=email)


def shopper_export(owner_key: str) -> dict[str, list[Any]]:
    """Return the titles of what a person keeps, what they wrote of products, and what they wait for."""
    kept = Favourite.objects.filter(owner_key=owner_key).order_by("created_at")
    written = Review.objects.filter(owner_key=owner_key).order_by("created_at")
    return {
        "favourites": list(kept.values_list("product__title", flat=True)),
        "reviews": [
            {
                "product": row.product.title,
                "rating": row.rating,
                "title": row.title,
                "text": row.text,
                "shown_as": row.author,
                "state": row.state,
                "reason": row.reason,
                "at": row.created_at.isoformat(),
            }
            for row in written.select_related("product")
        ],
        "found_helpful": list(
            ReviewVote.objects.filter(owner_key=owner_key).values_list("review__product__title", flat=True)
        ),
        "stock_alerts": [
            {"for": variant_name(row.variant), "email": row.email, "state": row.state}
            for row in StockAlert.objects.filter(owner_key=owner_key).select_related("variant__product")
        ],
    }


def memory_export(owner_key: str) -> list[dict[str, Any]]:
    """Return what is remembered of a person; nothing where they did not agree to it."""
    person = Person(user_id=int(owner_key.removeprefix("user:")))
    view = memory_of(person=person, now=timezone.now())
    return [asdict(item) for item in view.items]


on_export("catalogue", shopper_export)
on_export("memory", memory_export)
on_erase(shopper_erase)
on_erase(memory_erase)

keeps(
    "catalog.Favourite",
    "catalog.StockAlert",
    what=_("Your favourites, and what you wait for"),
    erased=_("Removed."),
    part="catalogue",
)
keeps(
    "catalog.ToldPreference",
    "catalog.Forgotten",
    what=_("What you let us remember of you: sizes, favourite brands, budgets"),
    erased=_("Removed."),
    part="memory",
)
keeps(
    "catalog.Review",
    "catalog.ReviewVote",
    what=_("Your reviews, and which of others helped you"),
    erased=_("Your name and words are removed; the stars stay, without a link to you."),
    part="catalogue",
)
keeps(
    "catalog.Reservation",
    "catalog.StockCount",
    "catalog.StockConflict",
    "catalog.Transfer",
    "catalog.ImportJob",
    what=_("Pieces held while you pay, and who of the staff counted or moved goods"),
    erased=_("Stays: it names an order or a number, no person."),
)
