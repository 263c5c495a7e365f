"""Writes to the catalogue: favourites of shoppers, and what follows an edited product."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from apps.catalog.models import Favourite, PriceChange, Product, StockAlert, Variant
from apps.catalog.reviews import reviews_erase
from apps.catalog.versions import catalog_changed
from retailgenie.lib.errors import NotFound, ShopError
from retailgenie.lib.queue import enqueue

__all__ = [
    "catalog_changed",
    "favourite_add",
    "favourite_remove",
    "favourites_claim",
    "product_refresh",
    "shopper_erase",
]

MAX_FAVOURITES = 200


class FavouritesFull(ShopError):
    """A list of favourites has an end; take something out first."""

    code: ClassVar[str] = "favourites_full"
    status: ClassVar[int] = 409


def favourite_add(*, owner_key: str, product_id: int, now: datetime) -> bool:
    """Keep a product among a person's favourites; returns False where it was there. Raises NotFound, FavouritesFull."""
    if not Product.objects.filter(pk=product_id, is_active=True).exists():
        raise NotFound(_("This product isn't in the shop any more."))
    if Favourite.objects.filter(owner_key=owner_key).count() >= MAX_FAVOURITES:
        raise FavouritesFull(_("You have %(count)d favourites already.") % {"count": MAX_FAVOURITES})
    made = Favourite.objects.get_or_create(
        owner_key=owner_key, product_id=product_id, defaults={"created_at": now}
    )
    return made[1]


def favourite_remove(*, owner_key: str, product_id: int) -> bool:
    """Take a product out of a person's favourites; returns False where it was not there."""
    return bool(Favourite.objects.filter(owner_key=owner_key, product_id=product_id).delete()[0])


def favourites_claim(*, visitor_key: str, owner_key: str) -> None:
    """Hand a visitor's favourites to the account that they logged in to."""
    kept = Favourite.objects.filter(owner_key=owner_key).values("product_id")
    Favourite.objects.filter(owner_key=visitor_key, product_id__in=kept).delete()
    Favourite.objects.filter(owner_key=visitor_key).update(owner_key=owner_key)


@transaction.atomic
def product_refresh(*, product_id: int, now: datetime) -> None:
    """Bring prices, price history and search in step with a product that was edited with its variants."""
    variants = list(Variant.objects.filter(product_id=product_id, is_active=True))
    prices = [row.price_paise for row in variants]
    Product.objects.filter(pk=product_id).update(
        min_price_paise=min(prices, default=0),
        max_price_paise=max(prices, default=0),
        mrp_paise=max((row.mrp_paise for row in variants), default=0),
        updated_at=now,
    )
    for row in variants:
        last = row.price_changes.order_by("-at", "-pk").values_list("price_paise", flat=True).first()
        if last != row.price_paise:
            PriceChange.objects.create(variant=row, price_paise=row.price_paise, at=now)
    catalog_changed(now=now)
    enqueue("catalog.reindex_products", [product_id])


@transaction.atomic
def shopper_erase(owner_key: str) -> None:
    """Remove a person's favourites and alerts, and take them and their words out of their reviews."""
    Favourite.objects.filter(owner_key=owner_key).delete()
    StockAlert.objects.filter(owner_key=owner_key).delete()
    reviews_erase(owner_key)
