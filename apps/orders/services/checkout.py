"""What an order would be, checked without changing anything: the confirm card shows it, placing does it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.catalog.delivery import delivery_estimate
from apps.catalog.models import Store
from apps.catalog.stock import available_by_variant, shortage
from apps.orders.gst import SELLER_STATE, Tax, principal_rate, tax_contained
from apps.orders.gst_rates import line_rate
from apps.orders.models import Cart, Order, Payment
from apps.orders.payments.embedded import check_detail
from apps.orders.pricing import PICKUP_TERMS, DeliveryTerms, Quote, QuoteLine, quote_lines, quote_make
from apps.orders.selectors import cart_lines
from apps.orders.services.addresses import (
    AddressInput,
    AddressInvalid,
    address_check,
    address_get,
    address_input,
    clean_phone,
)
from apps.orders.services.buyers import gstin_check
from apps.orders.services.giftcards import GiftCardTooSmall, gift_parts, giftcard_check
from apps.orders.services.risk import Where, method_problem
from retailgenie.ai.tools.types import Person
from retailgenie.lib.errors import NotFound, ShopError
from retailgenie.lib.money import format_inr

CASH_LIMIT_PAISE = 50_000_00  # couriers insure no more cash than this in one hand
UPI_LIMIT_PAISE = 1_00_000_00  # what banks allow for one UPI payment to a shop
PICKUP_DAYS = 1  # stores have things ready by the next day


class CartEmpty(ShopError):
    """There is nothing to order."""

    code: ClassVar[str] = "cart_empty"
    status: ClassVar[int] = 409


class NotDeliverable(ShopError):
    """No courier brings this there; a pick-up or another address may do."""

    code: ClassVar[str] = "not_deliverable"
    status: ClassVar[int] = 409


class MethodRefused(ShopError):
    """This way to pay isn't possible for this order; the message says why."""

    code: ClassVar[str] = "method_refused"
    status: ClassVar[int] = 409


class ContactMissing(ShopError):
    """A name or a phone number is missing; ask for it."""

    code: ClassVar[str] = "contact_missing"
    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True)
class Checkout:
    """What a person chose: one of address_id, address (delivery) or store_id (pick-up), and how to pay.

    gift_cards: codes that are used up first, in this order; payment_method pays what they leave.
    """

    fulfilment: str
    payment_method: str
    address_id: int | None = None
    address: AddressInput | None = None
    store_id: int | None = None
    payment_detail: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    gift_cards: tuple[str, ...] = ()
    gstin: str = ""
    company: str = ""
    gift_message: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Plan:
    """An order that could be placed now."""

    checkout: Checkout
    quote: Quote
    contact: Contact
    address: AddressInput | None
    store: Store | None
    promised_date: date
    place_of_supply: str
    supplied_from: str
    day: date
    delivery: DeliveryTerms = PICKUP_TERMS
    gift_parts: tuple[tuple[str, int], ...] = ()
    gstin: str = ""

    @property
    def rest_paise(self) -> int:
        """What the payment method pays, after the gift cards."""
        return self.quote.total_paise - sum(paise for _code, paise in self.gift_parts)

    @property
    def inside_one_state(self) -> bool:
        return self.place_of_supply == self.supplied_from

    @property
    def delivery_tax(self) -> Tax:
        rate = principal_rate([(x.total_paise, self.line_percent(x)) for x in self.quote.lines])
        return tax_contained(self.quote.delivery_paise, rate, inside_one_state=self.inside_one_state)

    @property
    def tax_paise(self) -> int:
        """GST contained in the total."""
        return sum(self.line_tax(x).total_paise for x in self.quote.lines) + self.delivery_tax.total_paise

    def line_percent(self, line: QuoteLine) -> Decimal:
        """Return the GST rate of a line, which goes by what one piece costs after discount."""
        product = line.variant.product
        return line_rate(
            hsn=product.hsn,
            listed=product.gst_percent,
            total_paise=line.total_paise,
            quantity=line.quantity,
            on=self.day,
        )

    def line_tax(self, line: QuoteLine) -> Tax:
        percent = self.line_percent(line)
        return tax_contained(line.total_paise, percent, inside_one_state=self.inside_one_state)

    @property
    def ship_to(self) -> dict[str, Any]:
        return asdict(self.address) if self.address else {}

    @property
    def fingerprint(self) -> str:
        """Digest of everything that must still hold when the yes comes; the promised date may move with the day."""
        return self.quote.fingerprint(
            fulfilment=self.checkout.fulfilment,
            address=self.ship_to,
            store=self.store.pk if self.store else None,
            method=self.checkout.payment_method,
            gift_cards=self.gift_parts,
            gstin=self.gstin,
            phone=self.contact.phone,
        )


def checkout_plan(*, person: Person, cart: Cart | None, checkout: Checkout, now: datetime) -> Plan:
    """Work out the order that this choice makes of this cart now.

    Raises CartEmpty, StockShortage, AddressInvalid, NotFound, NotDeliverable, MethodRefused, ContactMissing or
    GstinInvalid.
    """
    lines = quote_lines(cart_lines(cart))
    if cart is None or not lines:
        raise CartEmpty(_("Your cart is empty."))
    store, address, terms, promised = _way(person, checkout, now)
    contact = _contact(person, checkout, address)
    _check_stock(lines, store)
    quote = quote_make(
        lines,
        now=now,
        coupon=cart.coupon,
        owner_key=person.key,
        phone=contact.phone,
        delivery=terms,
    )
    parts = gift_parts(checkout.gift_cards, owner_key=person.key, amount_paise=quote.total_paise)
    _check_payment(checkout, quote.total_paise - sum(x for _code, x in parts), address, person.key)
    _check_risk(person, checkout, contact, address, now)
    here = store.state if store else SELLER_STATE
    return Plan(
        checkout=checkout,
        quote=quote,
        contact=contact,
        address=address,
        store=store,
        promised_date=promised,
        place_of_supply=address.state if address else here,
        supplied_from=here,
        day=timezone.localdate(now),
        delivery=terms,
        gift_parts=parts,
        gstin=gstin_check(checkout.gstin),
    )


def _way(
    person: Person, checkout: Checkout, now: datetime
) -> tuple[Store | None, AddressInput | None, DeliveryTerms, date]:
    today = timezone.localdate(now)
    if checkout.fulfilment == Order.Fulfilment.PICKUP:
        return _store(checkout.store_id), None, PICKUP_TERMS, today + timedelta(days=PICKUP_DAYS)
    if checkout.address_id is not None:
        address = address_input(address_get(owner_key=person.key, address_id=checkout.address_id))
    elif checkout.address is not None:
        address = address_check(checkout.address)
    else:
        raise AddressInvalid(_("Where should it be delivered? Please choose or give an address."))
    estimate = delivery_estimate(address.pin)
    if not estimate.serviceable:
        raise NotDeliverable(_("We can't deliver to %(pin)s.") % {"pin": address.pin}, pin=address.pin)
    terms = DeliveryTerms(estimate.fee_paise, estimate.free_above_paise)
    return None, address, terms, today + timedelta(days=estimate.max_days)


def _store(store_id: int | None) -> Store:
    found = Store.objects.filter(pk=store_id or 0, kind=Store.Kind.STORE, is_active=True).first()
    if found is None:
        raise NotFound(_("There is no such store."))
    return found


def _contact(person: Person, checkout: Checkout, address: AddressInput | None) -> Contact:
    user = User.objects.filter(pk=person.user_id).first() if person.user_id is not None else None
    name = checkout.contact_name or (address.name if address else "") or (user.name if user else "")
    phone = checkout.contact_phone or (address.phone if address else "") or (user.phone if user else "")
    if not name.strip() or not phone.strip():
        raise ContactMissing(_("Please give a name and a phone number for this order."))
    email = checkout.contact_email or (user.email if user else "")
    return Contact(" ".join(name.split())[:120], clean_phone(phone), email)


def _check_stock(lines: tuple[QuoteLine, ...], store: Store | None) -> None:
    left = available_by_variant([x.variant.pk for x in lines], store_id=store.pk if store else None)
    short = {x.variant.pk: left[x.variant.pk] for x in lines if left[x.variant.pk] < x.quantity}
    if short:
        raise shortage(short)


def _check_risk(
    person: Person, checkout: Checkout, contact: Contact, address: AddressInput | None, now: datetime
) -> None:
    door = (address.line1, address.pin) if address else ("", "")
    where = Where(person.key, contact.phone, *door)
    problem = method_problem(person=person, method=checkout.payment_method, where=where, now=now)
    if problem:
        raise MethodRefused(problem)


def _check_payment(
    checkout: Checkout, total_paise: int, address: AddressInput | None, owner_key: str
) -> None:
    """total_paise: what gift cards leave to pay; nothing left needs no method."""
    if checkout.gift_cards and not total_paise:
        return
    if checkout.payment_method == Payment.Method.GIFT_CARD:
        if checkout.gift_cards and not checkout.payment_detail.strip():
            raise GiftCardTooSmall(
                _("%(amount)s is left to pay. Please choose another way for it.")
                % {"amount": format_inr(total_paise)}
            )
        giftcard_check(code=checkout.payment_detail, owner_key=owner_key, amount_paise=total_paise)
        return
    check_detail(checkout.payment_method, checkout.payment_detail.strip())
    if checkout.payment_method == Payment.Method.UPI and total_paise > UPI_LIMIT_PAISE:
        limit = format_inr(UPI_LIMIT_PAISE)
        raise MethodRefused(_("UPI allows at most %(limit)s. Please pay by card.") % {"limit": limit})
    if checkout.payment_method != Payment.Method.COD:
        return
    if total_paise > CASH_LIMIT_PAISE:
        limit = format_inr(CASH_LIMIT_PAISE)
        raise MethodRefused(
            _("Cash is possible up to %(limit)s. Please pay by UPI or card.") % {"limit": limit}
        )
    if address is not None and not delivery_estimate(address.pin).cash_on_delivery:
        raise MethodRefused(_("Cash on delivery isn't possible at this address. Please pay by UPI or card."))
