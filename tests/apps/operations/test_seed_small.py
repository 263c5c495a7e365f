"""The small demo shop: whole, the same every time, and lawful by every rule that the shop checks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import Count, F, Q, Sum
from pytest_django import Settings

from apps.accounts.callers import caller_for
from apps.accounts.models import Role, User
from apps.catalog.models import Offer, PriceChange, Product, Review, Stock, Store, Variant
from apps.catalog.stock import stock_faults
from apps.chat.models import Conversation
from apps.content.models import Document
from apps.feedback.models import Ticket
from apps.operations.demo.policy import gst_percent
from apps.operations.demo.seed import quiet, seed, seed_small, shop_is_seeded
from apps.orders.models import Allocation, Order, OrderEvent, OrderLine, OrderStatus
from apps.orders.selectors import order_get
from apps.orders.services.cancel import order_cancel
from retailgenie.ai.encoder import encoders_folder
from retailgenie.ai.encoder.build import build_encoder
from retailgenie.ai.tools.types import Door
from retailgenie.lib.pins import state_of_pin

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def shop(db: None) -> None:
    seed_small(now=NOW, index=False)


def user(short: str) -> User:
    return User.objects.get(email=f"{short}@retailgenie.example")


def orders_of(short: str) -> dict[str, Order]:
    return {order.status: order for order in Order.objects.filter(owner_key=f"user:{user(short).pk}")}


@pytest.mark.django_db
def test_the_small_shop_has_what_journeys_need() -> None:
    found = seed_small(now=NOW, index=False)
    assert found.rows["products"] == Product.objects.count() == 132
    assert found.rows["orders"] == Order.objects.count() == 110
    assert found.rows["documents"] == Document.objects.count() == 76
    assert Store.objects.filter(kind=Store.Kind.STORE).count() == 4
    assert Store.objects.filter(kind=Store.Kind.WAREHOUSE).count() == 1
    assert User.objects.count() == 25
    assert Offer.objects.filter(starts_at__lte=NOW).filter(Q(ends_at=None) | Q(ends_at__gt=NOW)).count() == 8


@pytest.mark.django_db
def test_a_second_run_changes_nothing(shop: None) -> None:
    before = [model.objects.count() for model in (Product, Variant, Stock, Order, Review, User, Ticket)]
    again = seed_small(now=NOW + timedelta(days=1), index=False)
    assert again.rows == {}
    assert [
        model.objects.count() for model in (Product, Variant, Stock, Order, Review, User, Ticket)
    ] == before


def a_fresh_shop() -> tuple[object, ...]:
    """Load the shop, read it and take it back."""
    with transaction.atomic():
        seed_small(now=NOW, index=False)
        found = (
            list(Variant.objects.order_by("sku").values_list("sku", "price_paise", "mrp_paise", "image")),
            list(
                OrderLine.objects.order_by("id").values_list(
                    "product_title", "unit_price_paise", "order__status"
                )
            ),
            list(Review.objects.order_by("id").values_list("author", "rating", "text")),
            list(
                Stock.objects.order_by("id").values_list(
                    "variant__sku", "store__code", "on_hand", "allocated"
                )
            ),
        )
        transaction.set_rollback(True)
    return found


@pytest.mark.django_db
def test_the_same_day_gives_the_same_shop() -> None:
    first = a_fresh_shop()
    assert not shop_is_seeded()
    assert a_fresh_shop() == first


@pytest.mark.django_db
def test_stock_agrees_with_its_ledger_and_open_orders_hold_their_pieces(shop: None) -> None:
    assert list(stock_faults()) == []
    held = Allocation.objects.filter(state=Allocation.State.HELD).aggregate(pieces=Sum("quantity"))["pieces"]
    assert held == Stock.objects.aggregate(pieces=Sum("allocated"))["pieces"] > 0
    waiting = OrderLine.objects.filter(order__status__in=["placed", "packed", "ready_for_pickup"])
    assert waiting.aggregate(pieces=Sum("quantity"))["pieces"] == held


@pytest.mark.django_db
def test_orders_add_up_and_their_timelines_run_forward(shop: None) -> None:
    for order in Order.objects.prefetch_related("lines", "events", "payments"):
        lines = list(order.lines.all())
        assert sum(line.total_paise for line in lines) + order.delivery_paise == order.total_paise
        assert sum(line.discount_paise for line in lines) == order.discount_paise
        assert sum(line.tax_paise for line in lines) <= order.tax_paise
        times = [event.at for event in OrderEvent.objects.filter(order=order).order_by("id")]
        assert times == sorted(times)
        assert times[0] == order.placed_at
        assert times[-1] <= NOW
        assert [payment.amount_paise for payment in order.payments.all()] == [order.total_paise]


@pytest.mark.django_db
def test_asha_and_ravi_have_orders_in_the_states_that_journeys_name(shop: None) -> None:
    asha, ravi = orders_of("asha"), orders_of("ravi")
    assert set(asha) == {"placed", "shipped", "delivered", "cancelled"}
    assert set(ravi) == {"placed", "ready_for_pickup", "shipped", "delivered"}
    delivered = OrderEvent.objects.filter(order__owner_key=f"user:{user('asha').pk}", kind="delivered")
    ages = sorted((NOW - event.at).days for event in delivered)
    assert ages[0] in (4, 5)
    assert ages[1] in (39, 40)


@pytest.mark.django_db
def test_ashas_placed_order_can_be_cancelled(shop: None) -> None:
    order = orders_of("asha")["placed"]
    caller = caller_for(user("asha"), visitor_id="", door=Door.CHAT)
    assert order_get(owner_key=caller.person.key, number=order.number) == order
    order_cancel(caller=caller, number=order.number, reason="test", now=NOW)
    order.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED
    assert list(stock_faults()) == []


@pytest.mark.django_db
def test_the_named_searches_find_something_in_stock(shop: None) -> None:
    blue = Variant.objects.filter(
        product__category__slug="men-shirts", colour="Blue", size="M", price_paise__lt=1_500_00,
        product__attributes__material=["Cotton"],
    ).annotate(pieces=Sum(F("stocks__on_hand") - F("stocks__allocated")))  # fmt: skip
    assert blue.filter(pieces__gt=0).count() >= 3
    red = Product.objects.filter(
        category__name="Kurtas", variants__colour="Red", min_price_paise__range=(500_00, 1_000_00)
    ).distinct()
    assert red.count() >= 4


@pytest.mark.django_db
def test_prices_mrp_and_history_fit_together(shop: None) -> None:
    latest = PriceChange.objects.order_by("variant_id", "-at", "-id").distinct("variant_id")
    prices = dict(Variant.objects.values_list("id", "price_paise"))
    assert {change.variant_id: change.price_paise for change in latest} == prices
    assert not PriceChange.objects.filter(price_paise__gt=F("variant__mrp_paise")).exists()
    assert all(paise % 5_000 == 4_900 for paise in prices.values())
    for product in Product.objects.annotate(count=Count("variants")):
        assert product.count > 0
        assert product.min_price_paise <= product.max_price_paise


@pytest.mark.django_db
def test_ratings_are_those_of_the_published_reviews(shop: None) -> None:
    for product in Product.objects.filter(review_count__gt=0):
        reviews = list(product.reviews.filter(state=Review.State.PUBLISHED))
        assert product.review_count == len(reviews)
        mean = sum(review.rating for review in reviews) / len(reviews)
        assert float(product.rating) == pytest.approx(mean, abs=0.006)
    assert not Review.objects.filter(created_at__gt=NOW).exists()


@pytest.mark.django_db
def test_the_states_of_stores_are_those_of_their_pins(shop: None) -> None:
    for store in Store.objects.all():
        assert state_of_pin(store.pin) == store.state, store.city


@pytest.mark.django_db
def test_demo_people_log_in_only_where_demo_passwords_are_allowed(settings: Settings) -> None:
    settings.DEMO_PASSWORDS_ALLOWED = False
    seed_small(now=NOW, index=False)
    assert not any(person.has_usable_password() for person in User.objects.all())


@pytest.mark.django_db
def test_the_five_named_people_have_their_roles_and_the_demo_password(shop: None, settings: Settings) -> None:
    roles = {
        "asha": Role.SHOPPER,
        "ravi": Role.SHOPPER,
        "meera": Role.STAFF,
        "kabir": Role.SUPPORT,
        "admin": Role.ADMIN,
    }
    assert {short: user(short).role for short in roles} == roles
    assert all(check_password(settings.DEMO_PASSWORD, user(short).password) for short in roles)
    assert user("admin").is_superuser
    assert User.objects.filter(is_staff=True).count() == 1


@pytest.mark.django_db
def test_people_who_exist_already_keep_their_name_and_password(asha: User) -> None:
    before = asha.password
    seed_small(now=NOW, index=False)
    asha.refresh_from_db()
    assert asha.password == before
    assert Order.objects.filter(owner_key=f"user:{asha.pk}").count() == 5


@pytest.mark.django_db
def test_missing_vectors_are_made_good_by_the_next_run(shop: None) -> None:
    build_encoder(encoders_folder(), progress=lambda line: None)
    found = seed(small=True, now=NOW, progress=quiet)
    assert set(found.seconds) == {"search index", "document index"}
    assert Product.objects.filter(embeddings=None).count() == 0
    assert seed(small=True, now=NOW).seconds == {}


@pytest.mark.parametrize(
    ("rule", "paise", "percent"),
    [
        ("garment", 2_500_00, 5),
        ("garment", 2_500_01, 18),
        ("shoe", 2_499_00, 5),
        ("fabric", 7_999_00, 5),
        ("jewellery", 999_00, 3),
        ("bag", 999_00, 18),
    ],
)
def test_gst_follows_kind_and_price(rule: str, paise: int, percent: int) -> None:
    assert gst_percent(rule, paise) == percent


@pytest.mark.django_db
def test_tickets_name_orders_and_conversations_of_their_own_customer(shop: None) -> None:
    tickets = list(Ticket.objects.all())
    assert len(tickets) == 40
    for ticket in tickets:
        assert ticket.created_at <= ticket.updated_at <= NOW
        if ticket.order_number:
            assert Order.objects.get(number=ticket.order_number).owner_key == ticket.owner_key
        if ticket.conversation_id:
            conversation = Conversation.objects.get(pk=ticket.conversation_id)
            assert conversation.owner_key == ticket.owner_key
            assert conversation.messages.count() == 2
    assert sum(1 for ticket in tickets if ticket.conversation_id) == 14
