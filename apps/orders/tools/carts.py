"""Tools of the cart: done at once, each with the call that takes it back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.catalog.services import favourite_add
from apps.ledger.events import event_record
from apps.ledger.models import EventName
from apps.orders.selectors import cart_priced
from apps.orders.services import again, carts
from apps.orders.shown import cart_view
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, NoArguments, Risk, ToolResult, UndoStep

Pieces = Annotated[int, Field(ge=1, le=1000)]  # the service says how many are allowed, with a reason
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]


class AddToCart(Arguments):
    variant_id: RowId
    quantity: Pieces = 1


class ChangeQuantity(Arguments):
    line_id: RowId
    quantity: Pieces


class ChangeVariant(Arguments):
    line_id: RowId
    variant_id: RowId


class Line(Arguments):
    line_id: RowId


class KeptLine(Arguments):
    variant_id: RowId
    quantity: Pieces


class Restore(Arguments):
    lines: Annotated[tuple[KeptLine, ...], Field(max_length=carts.MAX_LINES)]
    coupon: Annotated[str, Field(max_length=24)] = ""


class Again(Arguments):
    number: Annotated[str, Field(min_length=1, max_length=16)]


class Coupon(Arguments):
    code: Annotated[str, Field(min_length=1, max_length=24)]


@tool(NoArguments)
def view_cart(caller: Caller, arguments: NoArguments) -> ToolResult:
    """Show the person's cart at today's prices, with the offers that apply and why."""
    return ToolResult(cart_view(cart_priced(owner_key=caller.person.key, now=timezone.now()).quote))


@tool(AddToCart, risk=Risk.WRITE)
def add_to_cart(caller: Caller, arguments: AddToCart) -> ToolResult:
    """Put pieces of a variant (a size and colour of a product) into the cart."""
    now = timezone.now()
    done = carts.cart_add(
        owner_key=caller.person.key, variant_id=arguments.variant_id, quantity=arguments.quantity, now=now
    )
    text = _("Added to your cart: %(count)d × %(title)s") % {"count": arguments.quantity, "title": done.title}
    added = carts.variant_get(arguments.variant_id).product_id
    return _changed(caller, text, _back_to(done), now, added=added)


@tool(ChangeQuantity, risk=Risk.WRITE)
def change_cart_quantity(caller: Caller, arguments: ChangeQuantity) -> ToolResult:
    """Set how many pieces of a cart line the person wants."""
    now = timezone.now()
    done = carts.cart_change_quantity(
        owner_key=caller.person.key, line_id=arguments.line_id, quantity=arguments.quantity, now=now
    )
    text = _("Now %(count)d × %(title)s") % {"count": arguments.quantity, "title": done.title}
    return _changed(caller, text, _back_to(done), now)


@tool(ChangeVariant, risk=Risk.WRITE)
def change_cart_variant(caller: Caller, arguments: ChangeVariant) -> ToolResult:
    """Swap a cart line for another size or colour of the same product."""
    now = timezone.now()
    before = _contents(caller, now)
    done, joined = carts.cart_change_variant(
        owner_key=caller.person.key, line_id=arguments.line_id, variant_id=arguments.variant_id, now=now
    )
    back = UndoStep("change_cart_variant", {"line_id": done.line_id, "variant_id": done.variant_id})
    return _changed(caller, _("Changed: %(title)s") % {"title": done.title}, before if joined else back, now)


@tool(Line, risk=Risk.WRITE)
def remove_from_cart(caller: Caller, arguments: Line) -> ToolResult:
    """Take a line out of the cart."""
    now = timezone.now()
    done = carts.cart_remove(owner_key=caller.person.key, line_id=arguments.line_id, now=now)
    back = UndoStep("add_to_cart", {"variant_id": done.variant_id, "quantity": done.before})
    return _changed(caller, _("Removed from your cart: %(title)s") % {"title": done.title}, back, now)


@tool(NoArguments, risk=Risk.WRITE)
def empty_cart(caller: Caller, arguments: NoArguments) -> ToolResult:
    """Take everything out of the cart."""
    now = timezone.now()
    kept, coupon = carts.cart_empty(owner_key=caller.person.key, now=now)
    return _changed(caller, _("Your cart is empty now."), _restore(kept, coupon), now)


@tool(Restore, risk=Risk.WRITE)
def restore_cart(caller: Caller, arguments: Restore) -> ToolResult:
    """Make the cart hold exactly these lines, as far as stock allows; this is how emptying is undone."""
    now = timezone.now()
    wanted = [carts.Kept(x.variant_id, x.quantity) for x in arguments.lines]
    before = carts.cart_restore(owner_key=caller.person.key, lines=wanted, coupon=arguments.coupon, now=now)
    return _changed(caller, _("Your cart is as it was."), _restore(before, ""), now)


@tool(Line, risk=Risk.WRITE)
def save_for_later(caller: Caller, arguments: Line) -> ToolResult:
    """Move a cart line to the person's favourites."""
    now = timezone.now()
    done = carts.cart_remove(owner_key=caller.person.key, line_id=arguments.line_id, now=now)
    product_id = carts.variant_get(done.variant_id).product_id
    favourite_add(owner_key=caller.person.key, product_id=product_id, now=now)
    back = UndoStep("add_to_cart", {"variant_id": done.variant_id, "quantity": done.before})
    return _changed(caller, _("Saved for later: %(title)s") % {"title": done.title}, back, now)


@tool(Coupon, risk=Risk.WRITE)
def apply_coupon(caller: Caller, arguments: Coupon) -> ToolResult:
    """Put a coupon code on the cart; the answer says what it takes off, or what is missing for it."""
    now = timezone.now()
    before = carts.cart_set_coupon(owner_key=caller.person.key, code=arguments.code, now=now)
    text = _("Coupon %(code)s is on your cart.") % {"code": arguments.code.upper()}
    return _changed(caller, text, _coupon_back(before), now)


@tool(Again, risk=Risk.WRITE)
def order_again(caller: Caller, arguments: Again) -> ToolResult:
    """Put the pieces of one of the person's orders into the cart once more, as far as they are there."""
    now = timezone.now()
    done = again.order_again(owner_key=caller.person.key, number=arguments.number, now=now)
    text = _("The things of order %(number)s are in your cart.") % {"number": arguments.number}
    if done.missing:
        text = f"{text} {_('Sold out by now: %(titles)s.') % {'titles': ', '.join(done.missing)}}"
    return _changed(caller, text, _restore(list(done.before), done.coupon), now)


@tool(NoArguments, risk=Risk.WRITE)
def remove_coupon(caller: Caller, arguments: NoArguments) -> ToolResult:
    """Take the coupon off the cart."""
    now = timezone.now()
    before = carts.cart_set_coupon(owner_key=caller.person.key, code="", now=now)
    return _changed(caller, _("The coupon is off your cart."), _coupon_back(before) if before else None, now)


def _changed(caller: Caller, text: str, undo: UndoStep | None, now: datetime, **more: int) -> ToolResult:
    quote = cart_priced(owner_key=caller.person.key, now=now).quote
    event_record(
        name=EventName.CART_CHANGED,
        caller=caller,
        now=now,
        lines=len(quote.lines),
        pieces=sum(line.quantity for line in quote.lines),
        total_paise=quote.total_paise,
        **more,
    )
    return ToolResult(cart_view(quote), changed=text, undo=undo)


def _back_to(done: carts.Change) -> UndoStep:
    if done.before == 0:
        return UndoStep("remove_from_cart", {"line_id": done.line_id})
    return UndoStep("change_cart_quantity", {"line_id": done.line_id, "quantity": done.before})


def _coupon_back(before: str) -> UndoStep:
    return UndoStep("apply_coupon", {"code": before}) if before else UndoStep("remove_coupon", {})


def _contents(caller: Caller, now: datetime) -> UndoStep:
    priced = cart_priced(owner_key=caller.person.key, now=now)
    kept = [carts.Kept(line.variant.pk, line.quantity) for line in priced.quote.lines]
    return _restore(kept, priced.cart.coupon if priced.cart else "")


def _restore(kept: list[carts.Kept], coupon: str) -> UndoStep:
    lines = [{"variant_id": x.variant_id, "quantity": x.quantity} for x in kept]
    return UndoStep("restore_cart", {"lines": lines, "coupon": coupon})
