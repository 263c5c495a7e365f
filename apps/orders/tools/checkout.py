"""Tools from the cart to the order: choices, addresses, and placing it."""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.ledger.events import event_record
from apps.ledger.models import EventName
from apps.orders import selectors
from apps.orders.models import OrderStatus, Payment
from apps.orders.money_shown import giftcard_views
from apps.orders.services.addresses import AddressInput, address_add, address_check
from apps.orders.services.checkout import CASH_LIMIT_PAISE, Checkout, checkout_plan
from apps.orders.services.giftcards import giftcards_of
from apps.orders.services.placement import order_place
from apps.orders.services.risk import Where, method_problem
from apps.orders.services.ways import ways_of
from apps.orders.shown import address_view, cart_view, order_view, plan_card
from apps.orders.tools.carts import RowId
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, NoArguments, Risk, ToolResult
from retailgenie.ai.types import CheckoutOptions, ConfirmCard, GiftCards, PaymentWays

Name = Annotated[str, Field(min_length=1, max_length=120)]
Street = Annotated[str, Field(min_length=1, max_length=200)]
Phone = Annotated[str, Field(min_length=6, max_length=20)]
Code = Annotated[str, Field(min_length=1, max_length=40)]
State = Annotated[str, Field(max_length=2)]
PAYABLE = (Payment.Method.UPI, Payment.Method.CARD, Payment.Method.COD)


class Place(Arguments):
    place: Annotated[str, Field(max_length=60)] = ""


class AddAddress(Arguments):
    name: Name
    line1: Street
    line2: Annotated[str, Field(max_length=200)] = ""
    city: Annotated[str, Field(min_length=1, max_length=60)]
    pin: Annotated[str, Field(min_length=6, max_length=8)]
    phone: Phone
    state: State = ""

    def as_input(self) -> AddressInput:
        return AddressInput(**self.model_dump())


class PlaceOrder(Arguments):
    """Delivery takes address_id or address, pick-up takes store_id.

    gift_cards are used up first, in this order; payment_method pays the rest. gstin, company: of a business that buys.
    """

    fulfilment: Literal["delivery", "pickup"]
    payment_method: Literal["upi", "card", "cod", "gift_card"]
    address_id: RowId | None = None
    address: AddAddress | None = None
    store_id: RowId | None = None
    payment_detail: Annotated[str, Field(max_length=60)] = ""
    contact_name: Annotated[str, Field(max_length=120)] = ""
    contact_phone: Annotated[str, Field(max_length=20)] = ""
    contact_email: Annotated[str, Field(max_length=254, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")] = ""
    gift_cards: Annotated[tuple[Code, ...], Field(max_length=5)] = ()
    gstin: Annotated[str, Field(max_length=20)] = ""
    company: Annotated[str, Field(max_length=120)] = ""
    gift_message: Annotated[str, Field(max_length=300)] = ""

    def as_checkout(self) -> Checkout:
        return Checkout(
            fulfilment=self.fulfilment,
            payment_method=self.payment_method,
            address_id=self.address_id,
            address=self.address.as_input() if self.address else None,
            store_id=self.store_id,
            payment_detail=self.payment_detail,
            contact_name=self.contact_name,
            contact_phone=self.contact_phone,
            contact_email=self.contact_email,
            gift_cards=self.gift_cards,
            gstin=self.gstin,
            company=self.company,
            gift_message=self.gift_message,
        )


@tool(Place)
def checkout_options(caller: Caller, arguments: Place) -> ToolResult:
    """Show what a checkout can choose from: addresses, stores near a place for pick-up, ways to pay."""
    now = timezone.now()
    owner_key = caller.person.key
    quote = selectors.cart_priced(owner_key=owner_key, now=now).quote
    addresses = selectors.addresses_of(owner_key=owner_key)
    place = arguments.place or (addresses[0].pin if addresses else "")
    where = Where(owner_key)
    methods = [
        m
        for m in PAYABLE
        if (m != Payment.Method.COD or quote.total_paise <= CASH_LIMIT_PAISE)
        and not method_problem(person=caller.person, method=m, where=where, now=now)
    ]
    event_record(name=EventName.CHECKOUT_STARTED, caller=caller, now=now, total_paise=quote.total_paise)
    return ToolResult(
        CheckoutOptions(
            cart=cart_view(quote),
            addresses=tuple(address_view(x) for x in addresses),
            stores=selectors.stores_for_pickup(place=place, wants=quote.wants),
            payment_methods=tuple((str(m.value), str(m.label)) for m in methods),
            gift_cards=giftcard_views(giftcards_of(owner_key=owner_key)),
        )
    )


@tool(NoArguments)
def list_gift_cards(caller: Caller, arguments: NoArguments) -> ToolResult:
    """Show the person's gift cards and store credit with their balances."""
    cards = giftcard_views(giftcards_of(owner_key=caller.person.key))
    return ToolResult(GiftCards(cards, sum(x.balance_paise for x in cards)))


@tool(NoArguments)
def list_payment_ways(caller: Caller, arguments: NoArguments) -> ToolResult:
    """Show the person's own ways to pay: kept cards and UPI ids, those of earlier orders, gift cards with money."""
    return ToolResult(PaymentWays(ways_of(owner_key=caller.person.key)))


def preview_address(caller: Caller, arguments: AddAddress) -> ConfirmCard:
    """Check an address and show it as it will be kept."""
    clean = address_check(arguments.as_input())
    return ConfirmCard(
        title=_("Keep this address?"),
        lines=((_("Address"), clean.one_line()), (_("State"), clean.state), (_("Phone"), clean.phone)),
        confirm_label=_("Keep address"),
    )


@tool(AddAddress, risk=Risk.HIGH, preview=preview_address)
def add_address(caller: Caller, arguments: AddAddress) -> ToolResult:
    """Keep a delivery address in the person's address book."""
    kept = address_add(owner_key=caller.person.key, address=arguments.as_input(), now=timezone.now())
    view = address_view(kept)
    return ToolResult(view, changed=_("Address kept: %(address)s") % {"address": view.label})


def preview_order(caller: Caller, arguments: PlaceOrder) -> ConfirmCard:
    """Check the whole checkout and list what will be ordered, what it costs and where it goes."""
    plan = checkout_plan(
        person=caller.person,
        cart=selectors.cart_find(caller.person.key),
        checkout=arguments.as_checkout(),
        now=timezone.now(),
    )
    return plan_card(plan)


@tool(PlaceOrder, risk=Risk.HIGH, preview=preview_order)
def place_order(caller: Caller, arguments: PlaceOrder) -> ToolResult:
    """Order what is in the cart: for delivery or pick-up, paid by UPI, card or cash.

    What is ordered is what the confirm card showed: if the cart or a price changed since, nothing happens.
    """
    order = order_place(
        caller=caller,
        checkout=arguments.as_checkout(),
        key=caller.approval,
        expected=caller.approved_binding,
        now=timezone.now(),
    )
    shown = selectors.order_get(owner_key=caller.person.key, number=order.number)
    done = _("Order %(number)s is placed.")
    if order.status == OrderStatus.AWAITING_PAYMENT:
        done = _("Order %(number)s is kept for you until you have paid.")
    return ToolResult(order_view(shown), changed=done % {"number": order.number})
