"""The one open cart of a person. Every change locks the cart first, so that two taps at once can't lose one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from apps.catalog.models import Offer, Variant
from apps.catalog.stock import available_by_variant, shortage
from apps.orders.models import Cart, CartLine
from apps.orders.pricing import coupon_problem
from retailgenie.lib.errors import NotFound, ShopError

MAX_PER_LINE = 10  # more of one thing is a trade order, and starves everybody else
MAX_LINES = 50  # keeps a checkout's locks and its confirm card short


class CartLimit(ShopError):
    """More than a cart takes; details["most"] says how much it does."""

    code: ClassVar[str] = "cart_limit"
    status: ClassVar[int] = 409


class CouponRefused(ShopError):
    """The coupon can't be used; the message says why."""

    code: ClassVar[str] = "coupon_refused"
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Change:
    """What a change did: the line, and the quantity it had before (0: it was not there)."""

    line_id: int
    variant_id: int
    before: int
    title: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A line by its content, for putting it back."""

    variant_id: int
    quantity: int


def cart_lock(*, owner_key: str, now: datetime) -> Cart:
    """Lock the open cart, made if there is none; must run inside a transaction."""
    while True:
        made, _new = Cart.objects.get_or_create(
            owner_key=owner_key, state=Cart.State.OPEN, defaults={"created_at": now, "updated_at": now}
        )
        locked = Cart.objects.select_for_update().filter(pk=made.pk, state=Cart.State.OPEN).first()
        if locked is not None:  # else it was ordered or merged while we waited
            return locked


@transaction.atomic
def cart_add(*, owner_key: str, variant_id: int, quantity: int, now: datetime) -> Change:
    """Put pieces into the cart; raises NotFound, CartLimit or StockShortage."""
    cart = cart_lock(owner_key=owner_key, now=now)
    variant = variant_get(variant_id)
    line = CartLine.objects.filter(cart=cart, variant=variant).first()
    before = line.quantity if line else 0
    _check_room(cart, variant, before + quantity, is_new=line is None)
    line = _put(cart, variant, before + quantity, now)
    return Change(line.pk, variant.pk, before, variant.product.title)


@transaction.atomic
def cart_change_quantity(*, owner_key: str, line_id: int, quantity: int, now: datetime) -> Change:
    """Set a line's quantity; raises NotFound, CartLimit or StockShortage (more may always become fewer)."""
    cart = cart_lock(owner_key=owner_key, now=now)
    line = _line(cart, line_id)
    if quantity > line.quantity:
        _check_room(cart, line.variant, quantity, is_new=False)
    _put(cart, line.variant, quantity, now)
    return Change(line.pk, line.variant_id, line.quantity, line.variant.product.title)


@transaction.atomic
def cart_change_variant(
    *, owner_key: str, line_id: int, variant_id: int, now: datetime
) -> tuple[Change, bool]:
    """Swap a line for another size or colour of the same product; says whether it joined another line.

    Raises NotFound, CartLimit or StockShortage.
    """
    cart = cart_lock(owner_key=owner_key, now=now)
    line = _line(cart, line_id)
    variant = variant_get(variant_id)
    if variant.product_id != line.variant.product_id:
        raise NotFound(_("This product has no such size or colour."))
    change = Change(line.pk, line.variant_id, line.quantity, variant.product.title)
    other = CartLine.objects.filter(cart=cart, variant=variant).exclude(pk=line.pk).first()
    wanted = line.quantity + (other.quantity if other else 0)
    _check_room(cart, variant, wanted, is_new=False)
    if other is not None:
        other.delete()
    line.variant, line.quantity = variant, wanted
    line.save(update_fields=["variant", "quantity"])
    _touch(cart, now)
    return change, other is not None


@transaction.atomic
def cart_remove(*, owner_key: str, line_id: int, now: datetime) -> Change:
    """Take a line out; raises NotFound."""
    cart = cart_lock(owner_key=owner_key, now=now)
    line = _line(cart, line_id)
    change = Change(line.pk, line.variant_id, line.quantity, line.variant.product.title)
    line.delete()
    _touch(cart, now)
    return change


@transaction.atomic
def cart_empty(*, owner_key: str, now: datetime) -> tuple[list[Kept], str]:
    """Take everything out; returns what was in it and its coupon, for putting it back."""
    cart = cart_lock(owner_key=owner_key, now=now)
    kept, coupon = _kept(cart), cart.coupon
    cart.lines.all().delete()
    cart.coupon = ""
    _touch(cart, now)
    return kept, coupon


@transaction.atomic
def cart_restore(*, owner_key: str, lines: Iterable[Kept], coupon: str, now: datetime) -> list[Kept]:
    """Make the cart hold exactly these lines, as far as stock allows; returns what it held before."""
    cart = cart_lock(owner_key=owner_key, now=now)
    before = _kept(cart)
    cart.lines.all().delete()
    wanted = [x for x in lines if x.quantity > 0][:MAX_LINES]
    variants = Variant.objects.filter(is_active=True, product__is_active=True).in_bulk(
        [x.variant_id for x in wanted]
    )
    left = available_by_variant(variants)
    for kept in wanted:
        pieces = min(kept.quantity, left.get(kept.variant_id, 0), MAX_PER_LINE)
        if pieces > 0:
            _put(cart, variants[kept.variant_id], pieces, now)
    cart.coupon = coupon
    _touch(cart, now)
    return before


@transaction.atomic
def cart_set_coupon(*, owner_key: str, code: str, now: datetime) -> str:
    """Put a coupon on the cart, or take it off with ""; returns the one before. Raises CouponRefused.

    A coupon whose minimum isn't met yet stays on the cart and gives nothing until it is.
    """
    cart = cart_lock(owner_key=owner_key, now=now)
    offer = Offer.objects.filter(code__iexact=code.strip()).exclude(code="").first() if code.strip() else None
    if code.strip():
        problem = coupon_problem(offer, owner_key=owner_key, now=now)
        if problem:
            raise CouponRefused(problem, code=code.strip()[:24])
    before = cart.coupon
    cart.coupon = offer.code if offer else ""
    _touch(cart, now)
    return before


@transaction.atomic
def cart_merge(*, visitor_key: str, user_key: str, now: datetime) -> None:
    """Move a visitor's cart into the user's at log-in: quantities add up to the limit, the user's coupon wins."""
    theirs = Cart.objects.select_for_update().filter(owner_key=visitor_key, state=Cart.State.OPEN).first()
    if theirs is None:
        return
    cart = cart_lock(owner_key=user_key, now=now)
    mine = {line.variant_id: line.quantity for line in cart.lines.all()}
    for line in theirs.lines.select_related("variant"):
        room = len(mine) < MAX_LINES or line.variant_id in mine
        wanted = min(mine.get(line.variant_id, 0) + line.quantity, MAX_PER_LINE)
        if room:
            mine[line.variant_id] = wanted
            _put(cart, line.variant, wanted, now)
    cart.coupon = cart.coupon or theirs.coupon
    _touch(cart, now)
    theirs.state = Cart.State.MERGED
    theirs.updated_at = now
    theirs.save(update_fields=["state", "updated_at"])


def variant_get(variant_id: int) -> Variant:
    """Return a variant that is for sale, with its product; raises NotFound."""
    rows = Variant.objects.select_related("product").filter(is_active=True, product__is_active=True)
    variant = rows.filter(pk=variant_id).first()
    if variant is None:
        raise NotFound(_("We don't sell that (any more)."))
    return variant


def _line(cart: Cart, line_id: int) -> CartLine:
    line = CartLine.objects.select_related("variant__product").filter(cart=cart, pk=line_id).first()
    if line is None:
        raise NotFound(_("That is not in your cart."))
    return line


def _check_room(cart: Cart, variant: Variant, quantity: int, *, is_new: bool) -> None:
    if quantity > MAX_PER_LINE:
        text = _("You can order at most %(most)d of one thing.") % {"most": MAX_PER_LINE}
        raise CartLimit(text, most=MAX_PER_LINE)
    if is_new and cart.lines.count() >= MAX_LINES:
        raise CartLimit(
            _("A cart holds at most %(most)d different things.") % {"most": MAX_LINES}, most=MAX_LINES
        )
    left = available_by_variant([variant.pk])[variant.pk]
    if quantity > left:
        raise shortage({variant.pk: left})


def _put(cart: Cart, variant: Variant, quantity: int, now: datetime) -> CartLine:
    line, _new = CartLine.objects.update_or_create(
        cart=cart,
        variant=variant,
        defaults={"quantity": quantity},
        create_defaults={"quantity": quantity, "added_at": now},
    )
    _touch(cart, now)
    return line


def _touch(cart: Cart, now: datetime) -> None:
    cart.updated_at = now
    cart.save(update_fields=["coupon", "updated_at"])


def _kept(cart: Cart) -> list[Kept]:
    return [Kept(line.variant_id, line.quantity) for line in cart.lines.all()]
