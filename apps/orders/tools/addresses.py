"""The address book: reading, correcting, taking out. Adding is with the checkout; the default with the changes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.orders.selectors import addresses_of
from apps.orders.services.addresses import (
    address_change,
    address_check,
    address_get,
    address_input,
    address_remove,
)
from apps.orders.shown import address_view
from apps.orders.tools.carts import RowId
from apps.orders.tools.checkout import AddAddress
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, NoArguments, Risk, ToolResult
from retailgenie.ai.types import ConfirmCard


class ChangeAddress(Arguments):
    """The whole address as it should be."""

    address_id: RowId
    address: AddAddress


class RemoveAddress(Arguments):
    address_id: RowId


@tool(NoArguments)
def list_addresses(caller: Caller, arguments: NoArguments) -> ToolResult:
    """List the person's kept addresses, the default first."""
    return ToolResult(tuple(address_view(row) for row in addresses_of(owner_key=caller.person.key)))


def preview_change(caller: Caller, arguments: ChangeAddress) -> ConfirmCard:
    """Check the address and show what was and what will be."""
    kept = address_get(owner_key=caller.person.key, address_id=arguments.address_id)
    clean = address_check(arguments.address.as_input())
    return ConfirmCard(
        title=_("Change this address?"),
        lines=(
            (_("Until now"), address_input(kept).one_line()),
            (_("From now on"), clean.one_line()),
            (_("State"), clean.state),
            (_("Phone"), clean.phone),
            (_("Orders"), _("Those already placed go where they were sent to.")),
        ),
        confirm_label=_("Change address"),
    )


@tool(ChangeAddress, risk=Risk.HIGH, preview=preview_change)
def change_address(caller: Caller, arguments: ChangeAddress) -> ToolResult:
    """Correct one of the person's kept addresses; orders that were placed keep theirs."""
    kept = address_change(
        owner_key=caller.person.key,
        address_id=arguments.address_id,
        address=arguments.address.as_input(),
    )
    view = address_view(kept)
    return ToolResult(view, changed=_("Address changed: %(address)s") % {"address": view.label})


def preview_remove(caller: Caller, arguments: RemoveAddress) -> ConfirmCard:
    """Show what will be gone."""
    kept = address_get(owner_key=caller.person.key, address_id=arguments.address_id)
    return ConfirmCard(
        title=_("Delete this address?"),
        lines=(
            (_("Address"), address_input(kept).one_line()),
            (_("Orders"), _("Those already placed go where they were sent to.")),
        ),
        confirm_label=_("Delete address"),
    )


@tool(RemoveAddress, risk=Risk.HIGH, preview=preview_remove)
def remove_address(caller: Caller, arguments: RemoveAddress) -> ToolResult:
    """Take an address out of the person's address book; orders that were placed keep theirs."""
    view = address_view(address_remove(owner_key=caller.person.key, address_id=arguments.address_id))
    return ToolResult(view, changed=_("Address deleted: %(address)s") % {"address": view.label})
