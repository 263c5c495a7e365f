"""Stores near a place, and what lies in them. A place is a city, a PIN code, or words that hold one of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt
from typing import ClassVar

from django.db.models import Sum
from django.utils.translation import gettext as _

from apps.catalog.models import Stock, Store
from apps.catalog.selectors import card_of
from apps.catalog.stock import AVAILABLE
from retailgenie.ai.types import Availability, StoreStock, StoreView
from retailgenie.lib.errors import NotFound

EARTH_KM = 6371.0
MAX_STORES = 8
NEAR_KM = 150.0  # a store farther away is no help; then the nearest one is shown alone

_PIN = re.compile(r"\b[1-9]\d{2}\s?\d{3}\b")
# Old and new names, and how people shorten them; anything else is matched as the stores write it.
_CITY_NAMES = {
    "bangalore": "bengaluru",
    "bombay": "mumbai",
    "calcutta": "kolkata",
    "madras": "chennai",
    "gurgaon": "gurugram",
    "new delhi": "delhi",
    "poona": "pune",
    "baroda": "vadodara",
    "trivandrum": "thiruvananthapuram",
    "cochin": "kochi",
    "mysore": "mysuru",
    "vizag": "visakhapatnam",
    "banaras": "varanasi",
    "allahabad": "prayagraj",
    "pondicherry": "puducherry",
}


class PlaceUnknown(NotFound):
    """No city or PIN code could be read in the place; the person should name one."""

    code: ClassVar[str] = "place_unknown"
    status: ClassVar[int] = 422


def stores_near(place: str = "") -> tuple[StoreView, ...]:
    """Return the shops people can visit near a place, nearest first; all of them where no place is given.

    Raises PlaceUnknown where the place says nothing to us.
    """
    stores = list(Store.objects.filter(kind=Store.Kind.STORE, is_active=True))
    if not place.strip():
        return tuple(_view(store) for store in stores)
    centre = _centre(place, stores)
    if centre is None:
        raise PlaceUnknown(
            _("I don't know the place “%(place)s”. A city or a PIN code helps.") % {"place": place}
        )
    ranked = sorted(((_distance(centre, store), store) for store in stores), key=lambda x: (x[0], x[1].pk))
    near = [x for x in ranked if x[0] <= NEAR_KM] or ranked[:1]
    return tuple(_view(store, distance) for distance, store in near[:MAX_STORES])


def product_availability(
    product_id: int, *, variant_id: int | None = None, place: str = "", owner_key: str = ""
) -> Availability:
    """Return what can be sold now, online and in stores near the place; raises NotFound, PlaceUnknown."""
    card = card_of(product_id, owner_key=owner_key)
    variants = [x.variant_id for x in card.variants if variant_id in (None, x.variant_id)]
    if not variants:
        raise NotFound(_("This product doesn't come like that."))
    stores = stores_near(place)
    pieces = _pieces(variants, [x.store_id for x in stores])
    held = tuple(StoreStock(store, pieces[store.store_id]) for store in stores if pieces.get(store.store_id))
    online = sum(x.available for x in card.variants if x.variant_id in variants)
    return Availability(card, online, held if place else held[:MAX_STORES], place, variant_id)


def _pieces(variant_ids: Sequence[int], store_ids: Sequence[int]) -> dict[int, int]:
    rows = Stock.objects.filter(variant_id__in=variant_ids, store_id__in=store_ids)
    return dict(rows.values_list("store_id").annotate(pieces=Sum(AVAILABLE)))


def _centre(place: str, stores: Sequence[Store]) -> tuple[float, float] | None:
    """The longest common beginning of a PIN finds the region it lies in; a city is the mean of its stores."""
    pin = _PIN.search(place)
    if pin:
        return _pin_centre(pin[0].replace(" ", ""), stores)
    said = " ".join(place.casefold().split())
    for old, new in _CITY_NAMES.items():
        said = re.sub(rf"\b{old}\b", new, said)
    cities = {store.city for store in stores}
    exact = [city for city in cities if re.search(rf"\b{re.escape(_current(city))}\b", said)]
    return _mean([store for store in stores if store.city in exact])


def _current(city: str) -> str:
    return _CITY_NAMES.get(city.casefold(), city.casefold())


def _pin_centre(pin: str, stores: Sequence[Store]) -> tuple[float, float] | None:
    for length in range(6, 0, -1):
        same = [store for store in stores if store.pin[:length] == pin[:length]]
        if same:
            return _mean(same)
    return None


def _mean(stores: Sequence[Store]) -> tuple[float, float] | None:
    if not stores:
        return None
    count = len(stores)
    return sum(x.latitude for x in stores) / count, sum(x.longitude for x in stores) / count


def _distance(centre: tuple[float, float], store: Store) -> float:
    """Great-circle distance in km (haversine): Pune to Mumbai is about 120."""
    latitude, longitude = radians(centre[0]), radians(centre[1])
    other, east = radians(store.latitude), radians(store.longitude)
    half = sin((other - latitude) / 2) ** 2 + cos(latitude) * cos(other) * sin((east - longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _view(store: Store, distance: float | None = None) -> StoreView:
    return StoreView(
        store.pk,
        store.name,
        store.address,
        store.city,
        store.pin,
        store.phone,
        store.hours,
        round(distance, 1) if distance is not None else None,
    )
