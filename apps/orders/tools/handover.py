"""Tools around a request to send things back: when the courier comes, and the photos that go with it."""

from __future__ import annotations

import uuid
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.orders import after_cards, selectors
from apps.orders.handover_shown import handover_card, withdraw_card
from apps.orders.return_models import ReturnHandover
from apps.orders.services import handover, photos
from apps.orders.services.withdraw import return_withdraw, withdraw_check
from apps.orders.tools.orders import Number
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, Risk, ToolResult
from retailgenie.ai.types import ConfirmCard, ReturnPhotos, ReturnSlots

ReturnNumber = Annotated[str, Field(min_length=1, max_length=24)]


class AboutReturn(Arguments):
    number: ReturnNumber


class ChooseHandover(Arguments):
    """slot: a code from return_slots, or "drop_off"."""

    number: ReturnNumber
    slot: Annotated[str, Field(min_length=1, max_length=24)]


class AboutPhotos(Arguments):
    """number: of the order."""

    number: Number


class RemovePhoto(Arguments):
    photo_id: uuid.UUID


@tool(AboutReturn)
def return_slots(caller: Caller, arguments: AboutReturn) -> ToolResult:
    """List when the courier can collect a return or exchange; bringing it to a store is always possible."""
    found = handover.return_of(owner_key=caller.person.key, number=arguments.number)
    slots = [(x.code, handover.slot_words(x)) for x in handover.slots_of(found.order, now=timezone.now())]
    slots.append((ReturnHandover.Way.DROP_OFF.value, str(ReturnHandover.Way.DROP_OFF.label)))
    return ToolResult(
        ReturnSlots(found.number, found.order.number, tuple(slots), handover.handover_words(found))
    )


def preview_handover(caller: Caller, arguments: ChooseHandover) -> ConfirmCard:
    """Show how it was to be handed over, and how it will be."""
    plan = handover.handover_plan(
        owner_key=caller.person.key, number=arguments.number, code=arguments.slot, now=timezone.now()
    )
    return handover_card(plan)


@tool(ChooseHandover, risk=Risk.HIGH, preview=preview_handover)
def choose_return_handover(caller: Caller, arguments: ChooseHandover) -> ToolResult:
    """Choose, or change, when the courier collects a return or exchange, or that one brings it to a store."""
    made = handover.handover_choose(
        caller=caller, number=arguments.number, code=arguments.slot, now=timezone.now()
    )
    return ToolResult(
        after_cards.return_view(made),
        changed=_("Chosen for %(number)s: %(when)s")
        % {"number": made.number, "when": handover.handover_words(made)},
    )


def preview_withdraw(caller: Caller, arguments: AboutReturn) -> ConfirmCard:
    """Show what won't come back after all."""
    return withdraw_card(
        withdraw_check(owner_key=caller.person.key, number=arguments.number, now=timezone.now())
    )


@tool(AboutReturn, risk=Risk.HIGH, preview=preview_withdraw)
def withdraw_return(caller: Caller, arguments: AboutReturn) -> ToolResult:
    """Call off a return or exchange before the courier has come; a later one is possible while the window lasts."""
    found = return_withdraw(caller=caller, number=arguments.number, now=timezone.now())
    return ToolResult(
        after_cards.return_view(found), changed=_("%(number)s is called off.") % {"number": found.number}
    )


@tool(AboutPhotos)
def return_photos(caller: Caller, arguments: AboutPhotos) -> ToolResult:
    """List the photos that wait for the next return or exchange of an order; its page takes new ones."""
    order = selectors.order_get(owner_key=caller.person.key, number=arguments.number)
    return ToolResult(_waiting(order.number, order.pk))


@tool(RemovePhoto, risk=Risk.WRITE)
def remove_return_photo(caller: Caller, arguments: RemovePhoto) -> ToolResult:
    """Delete a photo that no request has taken along yet; it can't be brought back."""
    order = photos.photo_remove(caller=caller, photo_id=arguments.photo_id)
    return ToolResult(_waiting(order.number, order.pk), changed=_("The photo is deleted."))


def _waiting(number: str, order_id: int) -> ReturnPhotos:
    rows = photos.photos_waiting(order_id)
    return ReturnPhotos(number, tuple((str(x.pk), x.get_absolute_url()) for x in rows), photos.MOST_PHOTOS)
