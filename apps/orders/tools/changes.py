"""Tools that change an order which isn't packed yet, and the address that is offered first."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.accounts.models import User
from apps.orders import after_cards, selectors
from apps.orders.models import Order
from apps.orders.services.addresses import (
    AddressInput,
    AddressInvalid,
    address_check,
    address_get,
    address_input,
    address_main_set,
    clean_phone,
)
from apps.orders.services.changes import (
    ChangeRefused,
    address_change_check,
    order_address_change,
    order_contact_change,
    order_payment_change,
    payment_change_check,
)
from apps.orders.services.item_change import Wish, item_plan, order_items_change
from apps.orders.services.money import Way
from apps.orders.services.policy import change_problem
from apps.orders.shown import address_view, order_view
from apps.orders.tools.carts import RowId
from apps.orders.tools.checkout import AddAddress
from apps.orders.tools.orders import Number
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, Person, Risk, ToolResult
from retailgenie.ai.types import ConfirmCard

Detail = Annotated[str, Field(max_length=60)]


class Addressed(Arguments):
    """One of address_id and address."""

    address_id: RowId | None = None
    address: AddAddress | None = None

    def chosen(self, owner_key: str) -> AddressInput:
        if self.address is not None:
            return self.address.as_input()
        if self.address_id is not None:
            return address_input(address_get(owner_key=owner_key, address_id=self.address_id))
        raise AddressInvalid(_("Which address? Please choose or give one."))


class NewPlace(AddAddress):
    """An address; without name or phone, whoever the order goes to now."""

    name: Annotated[str, Field(max_length=120)] = ""
    phone: Annotated[str, Field(max_length=20)] = ""


class ChangeOrderAddress(Addressed):
    number: Number
    address: NewPlace | None = None

    def chosen_for(self, order: Order) -> AddressInput:
        """Return the address with what stays as the order has it."""
        if self.address is None:
            return self.chosen(order.owner_key)
        kept = {"name": order.contact_name, "phone": order.contact_phone, **order.ship_to}
        given = self.address.as_input()
        return replace(given, name=given.name or kept["name"], phone=given.phone or kept["phone"])


class OwnAddress(Addressed):
    """name and phone left out: those of the address that was the person's until now, else of the account."""

    address: NewPlace | None = None

    def chosen_by(self, person: Person) -> AddressInput:
        """Return the address with what stays as it is known of the person."""
        if self.address is None:
            return self.chosen(person.key)
        given = self.address.as_input()
        known = selectors.addresses_of(owner_key=person.key)[:1]
        user = User.objects.filter(pk=person.user_id or 0).first()
        name = given.name or next((x.name for x in known), user.name if user else "")
        phone = given.phone or next((x.phone for x in known), user.phone if user else "")
        return replace(given, name=name, phone=phone)


class ChangeOrderContact(Arguments):
    """Empty: as it is."""

    number: Number
    name: Annotated[str, Field(max_length=120)] = ""
    phone: Annotated[str, Field(max_length=20)] = ""
    email: Annotated[str, Field(max_length=254, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")] = ""


class ChangeOrderPayment(Arguments):
    """payment_detail: a UPI id, a card token or the code of a gift card."""

    number: Number
    payment_method: Literal["upi", "card", "cod", "gift_card"]
    payment_detail: Detail = ""


class NewVariant(Arguments):
    """quantity 0: all pieces of the line."""

    line_id: RowId
    variant_id: RowId
    quantity: Annotated[int, Field(ge=0, le=999)] = 0

    def as_wish(self) -> Wish:
        return Wish(self.line_id, self.variant_id, self.quantity)


NewVariants = Annotated[tuple[NewVariant, ...], Field(min_length=1, max_length=50)]


class Settled(Arguments):
    """How a difference is paid or given back: as the order was paid unless something else is said."""

    payment_method: Literal["original", "upi", "card", "cod", "gift_card", "store_credit"] = "original"
    payment_detail: Detail = ""

    @property
    def way(self) -> Way:
        return Way(self.payment_method, self.payment_detail.strip())


class ChangeOrderItems(Settled):
    number: Number
    items: NewVariants


def _order(caller: Caller, number: str) -> Order:
    return selectors.order_get(owner_key=caller.person.key, number=number)


def _shown(caller: Caller, order: Order, text: str) -> ToolResult:
    view = order_view(_order(caller, order.number))
    return ToolResult(view, changed=text % {"number": order.number})


def preview_address(caller: Caller, arguments: ChangeOrderAddress) -> ConfirmCard:
    """Check the new address and show it."""
    order = _order(caller, arguments.number)
    return after_cards.address_card(order, address_change_check(order, arguments.chosen_for(order)))


@tool(ChangeOrderAddress, risk=Risk.HIGH, preview=preview_address)
def change_order_address(caller: Caller, arguments: ChangeOrderAddress) -> ToolResult:
    """Send an order that isn't packed yet to another address."""
    address = arguments.chosen_for(_order(caller, arguments.number))
    order = order_address_change(caller=caller, number=arguments.number, address=address, now=timezone.now())
    return _shown(caller, order, _("Order %(number)s goes to the new address."))


def preview_contact(caller: Caller, arguments: ChangeOrderContact) -> ConfirmCard:
    """Show who will be called."""
    order = _order(caller, arguments.number)
    problem = change_problem(order)
    if problem:
        raise ChangeRefused(problem, status=order.status)
    phone = clean_phone(arguments.phone) if arguments.phone.strip() else order.contact_phone
    return after_cards.contact_card(order, arguments.name or order.contact_name, phone, arguments.email)


@tool(ChangeOrderContact, risk=Risk.HIGH, preview=preview_contact)
def change_order_contact(caller: Caller, arguments: ChangeOrderContact) -> ToolResult:
    """Change whom the courier calls and where e-mails about an order go, before it is packed."""
    order = order_contact_change(
        caller=caller,
        number=arguments.number,
        name=arguments.name,
        phone=arguments.phone,
        email=arguments.email,
        now=timezone.now(),
    )
    return _shown(caller, order, _("The contact of order %(number)s is changed."))


def preview_payment(caller: Caller, arguments: ChangeOrderPayment) -> ConfirmCard:
    """Say what is taken and what goes back."""
    order = _order(caller, arguments.number)
    way = Way(arguments.payment_method, arguments.payment_detail.strip())
    return after_cards.payment_card(order, *payment_change_check(order, way, now=timezone.now()))


@tool(ChangeOrderPayment, risk=Risk.HIGH, preview=preview_payment)
def change_order_payment(caller: Caller, arguments: ChangeOrderPayment) -> ToolResult:
    """Pay an order that isn't packed yet another way; what was paid before goes back."""
    way = Way(arguments.payment_method, arguments.payment_detail.strip())
    order = order_payment_change(caller=caller, number=arguments.number, way=way, now=timezone.now())
    return _shown(caller, order, _("Order %(number)s is paid another way."))


def preview_items(caller: Caller, arguments: ChangeOrderItems) -> ConfirmCard:
    """List what becomes what, and the difference in price."""
    order = _order(caller, arguments.number)
    wishes = [item.as_wish() for item in arguments.items]
    return after_cards.items_card(item_plan(order, wishes=wishes, way=arguments.way))


@tool(ChangeOrderItems, risk=Risk.HIGH, preview=preview_items)
def change_order_items(caller: Caller, arguments: ChangeOrderItems) -> ToolResult:
    """Change items of an order that isn't packed yet into other sizes or colours of the same products, all at once."""
    order = order_items_change(
        caller=caller,
        number=arguments.number,
        wishes=[item.as_wish() for item in arguments.items],
        way=arguments.way,
        expected=caller.approved_binding,
        now=timezone.now(),
    )
    return _shown(caller, order, _("The items of order %(number)s are changed."))


def preview_user_address(caller: Caller, arguments: OwnAddress) -> ConfirmCard:
    """Check the address and show it as it will be kept."""
    return after_cards.main_address_card(address_check(arguments.chosen_by(caller.person)))


@tool(OwnAddress, risk=Risk.HIGH, preview=preview_user_address)
def change_user_address(caller: Caller, arguments: OwnAddress) -> ToolResult:
    """Make an address, new or kept, the person's own default address."""
    address = arguments.chosen_by(caller.person)
    kept = address_main_set(owner_key=caller.person.key, address=address, now=timezone.now())
    view = address_view(kept)
    return ToolResult(view, changed=_("Your address is now: %(address)s") % {"address": view.label})
