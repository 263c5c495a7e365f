"""Offers as staff makes them: drafted, checked, put in force and taken back, each with what it was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.catalog.models import Category, Offer
from apps.ledger.audit import audit_append
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound, PermissionMissing, ShopError
from retailgenie.lib.money import format_inr

MANAGE = "catalog.manage"
STRONG_PERCENT = 50  # together with another offer; more is rarely meant
K = Offer.Kind


class OfferRefused(ShopError):
    """The terms don't make an offer; details["field"] names the first that doesn't fit."""

    code: ClassVar[str] = "offer_refused"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an offer says. Empty categories and brands mean everything; a code makes it a coupon."""

    title: str
    kind: str
    starts_at: datetime
    ends_at: datetime | None = None
    description: str = ""
    code: str = ""
    percent: Decimal = Decimal(0)
    amount_paise: int = 0
    max_discount_paise: int | None = None
    min_subtotal_paise: int = 0
    buy_quantity: int = 0
    free_quantity: int = 0
    limit_total: int | None = None
    limit_per_person: int | None = None
    first_order_only: bool = False
    categories: tuple[int, ...] = field(default=())
    brands: tuple[int, ...] = field(default=())


RELATIONS = ("categories", "brands")


def terms_check(terms: Terms) -> None:
    """Raise OfferRefused for terms that contradict each other or give nothing."""
    problems: dict[str, tuple[bool, str]] = {
        "percent": (
            terms.kind == K.PERCENTAGE and not 0 < terms.percent <= 100,
            _("Give a percentage above 0 and up to 100."),
        ),
        "amount": (
            terms.kind in (K.AMOUNT, K.BUNDLE) and terms.amount_paise <= 0,
            _("Give an amount above 0."),
        ),
        "buy_quantity": (
            (terms.kind == K.BUY_X_GET_Y and terms.buy_quantity < 1)
            or (terms.kind == K.BUNDLE and terms.buy_quantity < 2),
            _("Say how many pieces it takes: at least one, for a bundle at least two."),
        ),
        "free_quantity": (
            terms.kind == K.BUY_X_GET_Y and terms.free_quantity < 1,
            _("Say how many pieces are free."),
        ),
        "ends_at": (
            terms.ends_at is not None and terms.ends_at <= terms.starts_at,
            _("It must end after it starts."),
        ),
        "code": (
            bool(terms.code) and not (terms.code.isascii() and terms.code.isalnum() and len(terms.code) >= 3),
            _("A code has at least 3 letters and digits and nothing else."),
        ),
        "limit_per_person": (
            terms.limit_total is not None
            and terms.limit_per_person is not None
            and terms.limit_per_person > terms.limit_total,
            _("One person can't use it more often than all together."),
        ),
    }
    for name, (wrong, message) in problems.items():
        if wrong:
            raise OfferRefused(message, field=name)


@transaction.atomic
def offer_save(*, caller: Caller, offer_id: int | None, terms: Terms, now: datetime) -> Offer:
    """Write a draft, or change an offer as it stands; raises OfferRefused, NotFound.

    A new one is a draft until offer_publish.
    """
    _permit(caller)
    terms_check(terms)
    before = None
    offer = Offer(is_active=False)
    if offer_id is not None:
        offer = _locked(offer_id)
        before = terms_of(offer)
    values = {name: value for name, value in _values(terms).items() if name not in RELATIONS}
    for name, value in values.items():
        setattr(offer, name, value)
    try:
        with transaction.atomic():
            offer.save()
    except IntegrityError as error:
        raise OfferRefused(_("Another offer has this code."), field="code") from error
    offer.categories.set(terms.categories)
    offer.brands.set(terms.brands)
    details = {"terms": _plain(terms), **({"before": _plain(before)} if before else {})}
    _audit(caller, "offer_changed" if before else "offer_drafted", offer, now, details)
    return offer


@transaction.atomic
def offer_publish(*, caller: Caller, offer_id: int, now: datetime) -> Offer:
    """Put an offer in force from its start on; doing it twice is doing it once. Raises OfferRefused, NotFound."""
    _permit(caller)
    offer = _locked(offer_id)
    if offer.is_active:
        return offer
    terms = terms_of(offer)
    terms_check(terms)
    if offer.ends_at is not None and offer.ends_at <= now:
        raise OfferRefused(_("It has ended already. Give it another end first."), field="ends_at")
    offer.is_active = True
    offer.save(update_fields=["is_active"])
    _audit(caller, "offer_published", offer, now, {"terms": _plain(terms)})
    return offer


@transaction.atomic
def offer_withdraw(*, caller: Caller, offer_id: int, now: datetime) -> Offer:
    """Take an offer out of force; orders that had it keep it. Raises NotFound."""
    _permit(caller)
    offer = _locked(offer_id)
    if offer.is_active:
        offer.is_active = False
        offer.save(update_fields=["is_active"])
        _audit(caller, "offer_withdrawn", offer, now, {})
    return offer


def terms_of(offer: Offer) -> Terms:
    """Return what an offer says now."""
    names = [x for x in Terms.__slots__ if x not in RELATIONS]
    return Terms(
        **{name: getattr(offer, name) for name in names},
        categories=tuple(sorted(offer.categories.values_list("pk", flat=True))),
        brands=tuple(sorted(offer.brands.values_list("pk", flat=True))),
    )


def offer_warnings(offer: Offer) -> list[str]:
    """Say what staff should look at before an offer goes live: others at the same time, and very large discounts."""
    found = []
    if offer.kind == K.AMOUNT and offer.min_subtotal_paise < offer.amount_paise:
        found.append(
            _("Without a minimum of at least %(amount)s, things can cost nothing.")
            % {"amount": format_inr(offer.amount_paise)}
        )
    if offer.kind == K.PERCENTAGE and offer.percent >= STRONG_PERCENT and offer.max_discount_paise is None:
        found.append(_("There is no upper limit to the discount."))
    if offer.code and offer.limit_per_person is None:
        found.append(_("One person can use this coupon as often as they like."))
    return [*found, *(_together(offer, other) for other in _at_the_same_time(offer))]


def _at_the_same_time(offer: Offer) -> list[Offer]:
    rows = Offer.objects.filter(is_active=True).exclude(pk=offer.pk).exclude(kind=K.FREE_DELIVERY)
    rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=offer.starts_at))
    if offer.ends_at is not None:
        rows = rows.filter(starts_at__lt=offer.ends_at)
    if offer.kind == K.FREE_DELIVERY:
        return []
    if offer.code:
        rows = rows.filter(code="")  # a cart takes one coupon
    parents = dict(Category.objects.values_list("pk", "parent_id"))
    return [
        x for x in rows.prefetch_related("categories", "brands").order_by("pk") if _meet(offer, x, parents)
    ]


def _meet(one: Offer, other: Offer, parents: Mapping[int, int | None]) -> bool:
    """Say whether some thing can belong to both."""
    mine, theirs = ([x.pk for x in offer.categories.all()] for offer in (one, other))
    in_category = not mine or not theirs or _related(mine, theirs, parents) or _related(theirs, mine, parents)
    brands, others = ({x.pk for x in offer.brands.all()} for offer in (one, other))
    return in_category and (not brands or not others or bool(brands & others))


def _related(lower: Sequence[int], upper: Sequence[int], parents: Mapping[int, int | None]) -> bool:
    for start in lower:
        current: int | None = start
        while current is not None:
            if current in upper:
                return True
            current = parents.get(current)
    return False


def _together(offer: Offer, other: Offer) -> str:
    name = f"{other.title} ({other.code})" if other.code else other.title
    if not offer.code and not other.code:
        return _(
            "“%(name)s” runs at the same time for some of the same things: a cart gets the better one."
        ) % {"name": name}
    text = _("It is used on top of “%(name)s”, which is for some of the same things.") % {"name": name}
    if offer.kind == other.kind == K.PERCENTAGE:
        left = (100 - offer.percent) * (100 - other.percent) / 100
        text += " " + _("Together that is %(percent)s%% off.") % {"percent": f"{(100 - left).normalize():f}"}
    return text


def _locked(offer_id: int) -> Offer:
    found = Offer.objects.select_for_update().filter(pk=offer_id).first()
    if found is None:
        raise NotFound(_("There is no such offer."))
    return found


def _values(terms: Terms) -> dict[str, Any]:
    return {**asdict(terms), "code": terms.code.upper()}


def _plain(terms: Terms) -> dict[str, Any]:
    """Return the terms as JSON keeps them."""
    return {name: _json(value) for name, value in _values(terms).items()}


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, Decimal) else value


def _permit(caller: Caller) -> None:
    if MANAGE not in caller.permissions:
        raise PermissionMissing(_("Only staff can do this."))


def _audit(caller: Caller, action: str, offer: Offer, now: datetime, details: dict[str, Any]) -> None:
    audit_append(
        actor=caller.person.key,
        door=caller.door,
        action=action,
        target=f"offer {offer.pk} {offer.title}"[:120],
        details=details,
        now=now,
    )
