"""A person's favourites and reviews: handed over at log-in, part of their export, nameless once erased."""

from __future__ import annotations

from datetime import datetime

from apps.accounts.claims import on_login
from apps.accounts.services import on_erase, on_export
from apps.catalog.models import Favourite, Review
from apps.catalog.services import favourites_claim, shopper_erase
from retailgenie.ai.tools.types import Person


@on_login
def favourites(visitor: Person, owner: Person, now: datetime) -> None:
    """Hand over the favourites."""
    favourites_claim(visitor_key=visitor.key, owner_key=owner.key)


def shopper_export(owner_key: str) -> dict[str, list[str]]:
    """Return the titles of what a person keeps, and what they wrote of products."""
    kept = Favourite.objects.filter(owner_key=owner_key).order_by("created_at")
    written = Review.objects.filter(owner_key=owner_key).order_by("created_at")
    return {
        "favourites": list(kept.values_list("product__title", flat=True)),
        "reviews": [
            f"{title}: {rating}. {text}"
            for title, rating, text in written.values_list("product__title", "rating", "text")
        ],
    }


on_export("catalogue", shopper_export)
on_erase(shopper_erase)
