"""Gift cards and store credit: every change of a balance writes a movement, so that the sums can be proved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from apps.orders.models import GiftCard, GiftCardMovement
from retailgenie.lib.errors import NotFound, ShopError
from retailgenie.lib.money import format_inr


class GiftCardTooSmall(ShopError):
    """The balance doesn't cover what is to be paid; choose another way to pay."""

    code: ClassVar[str] = "gift_card_too_small"
    status: ClassVar[int] = 402


@transaction.atomic
def giftcard_issue(
    *, code: str, owner_key: str, amount_paise: int, reference: str, now: datetime
) -> GiftCard:
    """Give a person a new gift card."""
    card = GiftCard.objects.create(code=code, owner_key=owner_key, created_at=now)
    giftcard_change(card, amount_paise, reference=reference, now=now)
    return card


def giftcard_get(*, code: str, owner_key: str) -> GiftCard:
    """Return one of the owner's cards; raises NotFound for anybody else's."""
    found = GiftCard.objects.filter(code__iexact=code.strip(), owner_key=owner_key).first()
    if found is None:
        raise NotFound(_("There is no such gift card."))
    return found


def giftcard_check(*, code: str, owner_key: str, amount_paise: int) -> GiftCard:
    """Return the owner's card if it covers an amount; raises NotFound or GiftCardTooSmall."""
    card = giftcard_get(code=code, owner_key=owner_key)
    if card.balance_paise < amount_paise:
        raise GiftCardTooSmall(
            _("The gift card has %(balance)s; %(amount)s is needed.")
            % {"balance": format_inr(card.balance_paise), "amount": format_inr(amount_paise)},
            balance_paise=card.balance_paise,
        )
    return card


def gift_parts(codes: Sequence[str], *, owner_key: str, amount_paise: int) -> tuple[tuple[str, int], ...]:
    """Return (code, paise) that the owner's cards pay of an amount, in the order given; raises NotFound.

    A card that is named twice counts once, and one that has nothing to pay is left out.
    """
    left, found = amount_paise, {}
    for code in codes:
        card = giftcard_get(code=code, owner_key=owner_key)
        part = min(left, card.balance_paise)
        if card.code not in found and part > 0:
            found[card.code] = part
            left -= part
    return tuple(found.items())


def giftcards_of(*, owner_key: str) -> list[GiftCard]:
    """Return the owner's cards that hold money, the oldest first."""
    return list(GiftCard.objects.filter(owner_key=owner_key, balance_paise__gt=0).order_by("pk"))


@transaction.atomic
def giftcard_take(*, code: str, owner_key: str, amount_paise: int, reference: str, now: datetime) -> GiftCard:
    """Pay from a card; raises NotFound or GiftCardTooSmall, then nothing is taken."""
    GiftCard.objects.select_for_update().filter(code__iexact=code.strip(), owner_key=owner_key).first()
    card = giftcard_check(code=code, owner_key=owner_key, amount_paise=amount_paise)
    giftcard_change(card, -amount_paise, reference=reference, now=now)
    return card


@transaction.atomic
def giftcard_change(card: GiftCard, change_paise: int, *, reference: str, now: datetime) -> None:
    """Move a balance by an amount and write it down."""
    GiftCard.objects.filter(pk=card.pk).update(balance_paise=F("balance_paise") + change_paise)
    GiftCardMovement.objects.create(card=card, change_paise=change_paise, reference=reference, at=now)
    card.refresh_from_db(fields=["balance_paise"])


def store_credit(*, owner_key: str, now: datetime) -> GiftCard:
    """Return the one card that keeps a person's store credit; it is made when first needed."""
    code = f"CREDIT-{owner_key}"[:40]
    return GiftCard.objects.get_or_create(
        owner_key=owner_key, kind=GiftCard.Kind.STORE_CREDIT, defaults={"code": code, "created_at": now}
    )[0]


def giftcard_faults() -> list[str]:
    """Return the codes of cards whose balance differs from the sum of their movements."""
    rows = GiftCard.objects.annotate(moved=Sum("movements__change_paise", default=0))
    return list(rows.exclude(balance_paise=F("moved")).values_list("code", flat=True))
