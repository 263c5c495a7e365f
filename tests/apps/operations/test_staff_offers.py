"""Offers and prices in the staff view: drafted, looked at, put in force; every step audited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.models import Category, Offer, PlannedPrice, PriceChange, Product, Variant
from apps.catalog.offering import OfferRefused, Terms, offer_publish, offer_save, offer_warnings
from apps.ledger.models import AuditEntry
from apps.orders.models import Order
from apps.orders.offer_preview import past_orders, sample_carts
from apps.orders.pricing import offers_running
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import PermissionMissing
from tests.apps.catalog.factories import make_category, make_product, make_store
from tests.apps.orders.shopping import add, place

pytestmark = pytest.mark.django_db
FORM = {"title": "Tenth off", "kind": "percentage", "percent": "10", "starts_at": "2026-01-01T00:00"}


@pytest.fixture
def shirt() -> Product:
    return make_product("Blue shirt", price=500, pieces=50, store=make_store("Pune"), popularity=5)


@pytest.fixture
def staff(meera: User, caller: Callable[..., Caller]) -> Caller:
    return caller(meera)


def terms(**changes: Any) -> Terms:
    return Terms(
        **{
            "title": "Tenth off",
            "kind": "percentage",
            "percent": Decimal(10),
            "starts_at": timezone.now() - timedelta(days=1),
            **changes,
        }
    )


def save(staff: Caller, **changes: Any) -> Offer:
    return offer_save(caller=staff, offer_id=None, terms=terms(**changes), now=timezone.now())


def test_offers_are_for_staff(client: Client, asha: User, meera: User, staff: Caller, shirt: Product) -> None:
    offer = save(staff)
    client.force_login(asha)
    for path in ("", "new/", f"{offer.pk}/", f"{offer.pk}/edit/"):
        assert client.get(f"/staff/offers/{path}").status_code == 403
    assert client.post(f"/staff/offers/{offer.pk}/step/", {"do": "publish"}).status_code == 403
    assert client.get(f"/staff/products/{shirt.pk}/prices/").status_code == 403
    client.force_login(meera)
    for path in ("", "?state=draft", "new/", f"{offer.pk}/", f"{offer.pk}/edit/"):
        assert client.get(f"/staff/offers/{path}").status_code == 200
    assert client.get("/staff/offers/999/").status_code == 404
    assert not Offer.objects.get().is_active


def test_a_draft_takes_nothing_off_until_it_is_put_in_force(client: Client, meera: User) -> None:
    client.force_login(meera)
    category = make_category("Sarees")
    data = {
        **FORM,
        "min_subtotal": "999.50",
        "code": "save10",
        "limit_per_person": "2",
        "categories": category.pk,
    }
    address = client.post("/staff/offers/new/", data)["Location"]
    offer = Offer.objects.get()
    assert (offer.is_active, offer.code, offer.min_subtotal_paise) == (False, "SAVE10", 99_950)
    assert list(offer.categories.all()) == [category]
    assert offers_running(timezone.now()) == []
    for _n in range(2):
        client.post(f"{address}step/", {"do": "publish"})
    offer.refresh_from_db()
    assert offer.is_active
    client.post(f"{address}step/", {"do": "withdraw"})
    assert not Offer.objects.get().is_active
    entries = AuditEntry.objects.order_by("sequence")
    assert [x.action for x in entries] == ["offer_drafted", "offer_published", "offer_withdrawn"]
    assert entries[1].details["terms"]["percent"] == "10.00"
    assert client.post(f"{address}step/", {"do": "dance"}).status_code == 404


def test_a_change_keeps_what_it_was_before_in_the_audit(client: Client, meera: User) -> None:
    client.force_login(meera)
    client.post("/staff/offers/new/", FORM)
    offer = Offer.objects.get()
    page = client.get(f"/staff/offers/{offer.pk}/edit/")
    assert page.context["form"].initial["percent"] == 10
    client.post(f"/staff/offers/{offer.pk}/edit/", {**FORM, "percent": "15", "max_discount": "200"})
    offer.refresh_from_db()
    assert (offer.percent, offer.max_discount_paise) == (Decimal(15), 20_000)
    details = AuditEntry.objects.get(action="offer_changed").details
    assert (details["before"]["percent"], details["terms"]["percent"]) == ("10.00", "15")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"percent": Decimal(0)}, "percent"),
        ({"percent": Decimal(101)}, "percent"),
        ({"kind": "amount"}, "amount"),
        ({"kind": "buy_x_get_y", "buy_quantity": 0, "free_quantity": 1}, "buy_quantity"),
        ({"kind": "buy_x_get_y", "buy_quantity": 2}, "free_quantity"),
        ({"kind": "bundle", "buy_quantity": 1, "amount_paise": 100}, "buy_quantity"),
        ({"ends_at": timezone.now() - timedelta(days=9)}, "ends_at"),
        ({"code": "A B"}, "code"),
        ({"code": "OK1", "limit_total": 1, "limit_per_person": 2}, "limit_per_person"),
    ],
)
def test_terms_that_make_no_offer_are_refused(staff: Caller, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(OfferRefused) as refused:
        save(staff, **changes)
    assert refused.value.details == {"field": field}
    assert not Offer.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_code_belongs_to_one_offer_and_a_shopper_makes_none(
    staff: Caller, asha: User, caller: Callable[..., Caller]
) -> None:
    save(staff, code="SAVE10")
    with pytest.raises(OfferRefused, match="has this code"):
        save(staff, code="save10")
    with pytest.raises(PermissionMissing):
        save(caller(asha))
    assert Offer.objects.count() == 1


def test_the_form_says_what_is_wrong(client: Client, meera: User) -> None:
    client.force_login(meera)
    page = client.post("/staff/offers/new/", {**FORM, "percent": ""})
    assert page.status_code == 422
    assert "Give a percentage above 0" in page.content.decode()
    assert not Offer.objects.exists()


def test_an_offer_that_is_over_is_not_put_in_force(staff: Caller) -> None:
    now = timezone.now()
    offer = save(staff, starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=1))
    with pytest.raises(OfferRefused):
        offer_publish(caller=staff, offer_id=offer.pk, now=now)
    assert not Offer.objects.get().is_active


def test_what_overlaps_is_said(staff: Caller) -> None:
    clothes = make_category("Clothes")
    shirts = make_category("Shirts", clothes)
    make_category("Shoes")
    for title, category, extra in (
        ("Clothes", clothes, {}),
        ("Shoes", Category.objects.get(slug="shoes"), {}),
        ("Earlier", shirts, {"ends_at": timezone.now() + timedelta(days=1)}),
    ):
        made = save(staff, title=title, categories=(category.pk,), percent=Decimal(20), **extra)
        offer_publish(caller=staff, offer_id=made.pk, now=timezone.now())
    later = timezone.now() + timedelta(days=2)
    automatic = save(staff, title="Mine", categories=(shirts.pk,), starts_at=later)
    assert offer_warnings(automatic) == [
        "“Clothes” runs at the same time for some of the same things: a cart gets the better one."
    ]
    coupon = save(staff, code="MINE50", categories=(shirts.pk,), percent=Decimal(50), starts_at=later)
    assert offer_warnings(coupon) == [
        "There is no upper limit to the discount.",
        "One person can use this coupon as often as they like.",
        "It is used on top of “Clothes”, which is for some of the same things. Together that is 60% off.",
    ]
    gift = save(staff, kind="amount", amount_paise=50_000, starts_at=later, categories=(shirts.pk,))
    assert "things can cost nothing" in offer_warnings(gift)[0]


def test_the_preview_of_a_cart_is_what_the_cart_will_cost(
    staff: Caller, shirt: Product, asha: User, caller: Callable[..., Caller]
) -> None:
    offer = save(staff, min_subtotal_paise=100_000)
    make_product("Red shirt", price=700, popularity=4)
    carts = sample_carts(offer, timezone.now())
    assert [(x.subtotal_paise, x.before_paise, x.after_paise) for x in carts] == [
        (50_000, 50_000, 50_000),
        (190_000, 190_000, 171_000),
    ]
    assert carts[0].why_not == "Add ₹500 more of what it is for."
    offer_publish(caller=staff, offer_id=offer.pk, now=timezone.now())
    red = Product.objects.get(title="Red shirt")
    add(caller(asha), shirt.variants.all()[0].pk, 1)
    view = add(caller(asha), red.variants.all()[0].pk, 2)
    assert view.discount_paise == 19_000


def test_last_weeks_orders_are_priced_again_within_the_limits(
    staff: Caller, shirt: Product, asha: User, ravi: User, caller: Callable[..., Caller]
) -> None:
    for person, pieces in ((asha, 1), (asha, 2), (ravi, 3)):
        add(caller(person), shirt.variants.all()[0].pk, pieces)
        place(caller(person))
    old = place_old(caller(ravi), shirt)
    now = timezone.now()
    found = past_orders(save(staff, percent=Decimal(10)), now)
    assert (found.orders, found.touched, found.sold_paise, found.cost_paise) == (3, 3, 300_000, 30_000)
    assert found.cost_percent == 10.0
    once = past_orders(save(staff, code="ONCE1", percent=Decimal(10), limit_per_person=1), now)
    assert (once.touched, once.cost_paise) == (2, 20_000)
    total = past_orders(save(staff, code="ONCE2", percent=Decimal(10), limit_total=1), now)
    assert (total.touched, total.cost_paise) == (1, 5_000)
    first = past_orders(save(staff, code="FIRST1", percent=Decimal(10), first_order_only=True), now)
    assert (first.orders, first.cost_paise) == (1, 5_000)
    bundle = past_orders(save(staff, kind="bundle", buy_quantity=3, amount_paise=120_000), now)
    assert (bundle.touched, bundle.cost_paise) == (1, 30_000)
    assert Order.objects.filter(pk=old).exists()


def place_old(shopper: Caller, shirt: Product) -> int:
    add(shopper, shirt.variants.all()[1].pk, 1)
    number = place(shopper).number
    Order.objects.filter(number=number).update(placed_at=timezone.now() - timedelta(days=8))
    return Order.objects.get(number=number).pk


def test_only_what_goes_beyond_the_running_offer_counts(
    staff: Caller, shirt: Product, asha: User, caller: Callable[..., Caller]
) -> None:
    add(caller(asha), shirt.variants.all()[0].pk, 2)
    place(caller(asha))
    running = save(staff, title="Running", percent=Decimal(30))
    offer_publish(caller=staff, offer_id=running.pk, now=timezone.now())
    assert past_orders(save(staff, percent=Decimal(20)), timezone.now()).cost_paise == 0
    assert past_orders(save(staff, percent=Decimal(40)), timezone.now()).cost_paise == 10_000
    assert past_orders(save(staff, percent=Decimal(10), code="TOP10"), timezone.now()).cost_paise == 7_000


def test_a_preview_of_many_orders_costs_the_same(
    staff: Caller,
    shirt: Product,
    asha: User,
    caller: Callable[..., Caller],
    django_assert_max_num_queries: Any,
) -> None:
    for _n in range(4):
        add(caller(asha), shirt.variants.all()[0].pk, 1)
        place(caller(asha))
    offer = save(staff)
    with django_assert_max_num_queries(10):
        past_orders(offer, timezone.now())


def test_prices_are_changed_at_once_or_planned_with_history(
    client: Client, meera: User, shirt: Product
) -> None:
    client.force_login(meera)
    address = f"/staff/products/{shirt.pk}/prices/"
    one, two, three = shirt.variants.all()
    same = {f"{x.pk}-{name}": "500" for x in (one, two, three) for name in ("price", "mrp")}
    client.post(f"{address}change/", {**same, f"{one.pk}-price": "449.50"})
    one.refresh_from_db()
    assert one.price_paise == 44_950
    assert PriceChange.objects.get().variant == one
    day = timezone.localdate() + timedelta(days=3)
    later = {**same, f"{one.pk}-price": "449.50", f"{two.pk}-price": "300", "starts_on": day.isoformat()}
    client.post(f"{address}change/", later)
    planned = PlannedPrice.objects.get()
    assert (planned.variant, planned.price_paise, timezone.localdate(planned.starts_at)) == (two, 30_000, day)
    page = client.get(address).content.decode()
    assert "₹449.50" in page
    assert "₹300" in page
    client.post(f"/staff/products/prices/{planned.pk}/withdraw/")
    assert PlannedPrice.objects.get().state == "withdrawn"
    assert client.post(f"/staff/products/prices/{planned.pk}/withdraw/").status_code == 404
    actions = list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))
    assert actions == ["prices_set", "prices_set", "planned_price_withdrawn"]


@pytest.mark.parametrize("price", ["", "-1", "abc", "0", "501", "NaN"])
def test_a_price_that_makes_no_sense_changes_nothing(
    client: Client, meera: User, shirt: Product, price: str
) -> None:
    client.force_login(meera)
    same = {f"{x.pk}-{name}": "500" for x in shirt.variants.all() for name in ("price", "mrp")}
    first = shirt.variants.all()[0]
    client.post(f"/staff/products/{shirt.pk}/prices/change/", {**same, f"{first.pk}-price": price})
    assert set(Variant.objects.values_list("price_paise", flat=True)) == {50_000}
    assert not AuditEntry.objects.exists()
