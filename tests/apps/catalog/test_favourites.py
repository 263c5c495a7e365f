"""A visitor's favourites follow them into their account, once each."""

from __future__ import annotations

import pytest

from apps.accounts.claims import claim_all
from apps.accounts.models import User
from apps.catalog.models import Favourite
from apps.catalog.services import FavouritesFull, favourite_add
from tests.apps.catalog.factories import NOW, make_product

pytestmark = pytest.mark.django_db


def test_log_in_hands_over_favourites_without_doubles(asha: User) -> None:
    kept, fresh = make_product(), make_product()
    favourite_add(owner_key=f"user:{asha.pk}", product_id=kept.pk, now=NOW)
    for product in (kept, fresh):
        favourite_add(owner_key="visitor:v1", product_id=product.pk, now=NOW)
    favourite_add(owner_key="visitor:v2", product_id=fresh.pk, now=NOW)
    claim_all(visitor_id="v1", user_id=asha.pk, now=NOW)
    assert set(Favourite.objects.values_list("owner_key", "product_id")) == {
        (f"user:{asha.pk}", kept.pk),
        (f"user:{asha.pk}", fresh.pk),
        ("visitor:v2", fresh.pk),
    }


def test_keeping_a_thing_twice_keeps_it_once() -> None:
    product = make_product()
    assert favourite_add(owner_key="visitor:v1", product_id=product.pk, now=NOW)
    assert not favourite_add(owner_key="visitor:v1", product_id=product.pk, now=NOW)


def test_a_full_list_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.catalog.services.MAX_FAVOURITES", 1)
    first, second = make_product(), make_product()
    favourite_add(owner_key="visitor:v1", product_id=first.pk, now=NOW)
    with pytest.raises(FavouritesFull):
        favourite_add(owner_key="visitor:v1", product_id=second.pk, now=NOW)
    assert Favourite.objects.count() == 1
