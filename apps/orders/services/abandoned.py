"""Carts that are left standing: one reminder to those who asked for it, and an end for those of guests."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from apps.accounts.models import Consent, User
from apps.accounts.services import consent_grant, consent_withdraw
from apps.catalog.stock import available_by_variant
from apps.ledger.models import NoticeKind
from apps.ledger.notices import choice_set, notify, recipient_of
from apps.orders.models import Cart, CartLine
from apps.orders.selectors import cart_priced

CONSENT = "cart_reminders"
IDLE = timedelta(hours=20)  # the next day at about the time when the cart was left
TOO_OLD = timedelta(days=7)  # who left it a week ago wants to hear no more of it
GUEST_CARTS = timedelta(days=30)  # the browser's cookie is forgotten by then
SHOWN = 3  # titles in a reminder


def reminders_on(user: User) -> bool:
    """Say whether a person asked to be reminded."""
    return Consent.objects.filter(user=user, purpose=CONSENT, withdrawn_at=None).exists()


@transaction.atomic
def reminders_set(*, user: User, on: bool, now: datetime) -> bool:
    """Note that a person wants reminders of the cart, or no more; returns what held before."""
    before = reminders_on(user)
    if on:
        consent_grant(user=user, purpose=CONSENT, now=now)
        choice_set(choice_key=f"user:{user.pk}", kind=NoticeKind.CART, now=now, by_email=True, in_shop=True)
    else:
        consent_withdraw(user=user, purpose=CONSENT, now=now)
    return before


def carts_remind(*, now: datetime) -> int:
    """Remind everybody who asked for it of a cart that stands since yesterday, once a cart; returns how many."""
    return sum(_remind(pk, now) for pk in _idle(now).values_list("pk", flat=True))


def _idle(now: datetime) -> QuerySet[Cart]:
    return Cart.objects.filter(
        Exists(CartLine.objects.filter(cart=OuterRef("pk"))),
        state=Cart.State.OPEN,
        reminded_at=None,
        owner_key__in=[f"user:{pk}" for pk in _asked()],
        updated_at__lte=now - IDLE,
        updated_at__gt=now - TOO_OLD,
    ).order_by("pk")


def _asked() -> QuerySet[Consent, int]:
    rows = Consent.objects.filter(purpose=CONSENT, withdrawn_at=None, user__is_active=True)
    return rows.values_list("user_id", flat=True)


@transaction.atomic
def _remind(cart_id: int, now: datetime) -> bool:
    """Write the reminder, unless the cart was touched or reminded of meanwhile or nothing in it can be bought."""
    cart = _idle(now).select_for_update(skip_locked=True).filter(pk=cart_id).first()
    if cart is None:
        return False
    quote = cart_priced(owner_key=cart.owner_key, now=now).quote
    left = available_by_variant([line.variant.pk for line in quote.lines])
    titles = [line.variant.product.title for line in quote.lines if left[line.variant.pk] > 0]
    if not titles:
        return False
    cart.reminded_at = now
    cart.save(update_fields=["reminded_at"])
    notify(
        key=f"cart:{cart.pk}:reminder",
        kind=NoticeKind.CART,
        recipient=recipient_of(cart.owner_key),
        template="cart_waiting",
        context={"items": ", ".join(titles[:SHOWN]), "total_paise": quote.total_paise},
        url=reverse("orders:cart"),
        now=now,
    )
    return True


@transaction.atomic
def carts_sweep(*, now: datetime) -> int:
    """Remove carts that guests left long ago, and what is left of merged ones; returns how many."""
    old = Cart.objects.filter(updated_at__lt=now - GUEST_CARTS)
    guests = old.filter(state=Cart.State.OPEN, owner_key__startswith="visitor:")
    merged = old.filter(state=Cart.State.MERGED)
    found = [*guests.values_list("pk", flat=True), *merged.values_list("pk", flat=True)]
    Cart.objects.filter(pk__in=found).delete()
    return len(found)
