"""Changing an order that isn't packed yet: where it goes, who is called, how it is paid."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.catalog.delivery import delivery_estimate
from apps.orders.models import AwaitedCharge, Order, Payment
from apps.orders.services.addresses import AddressInput, address_check, clean_phone
from apps.orders.services.awaited import Begun, awaited_call_off, awaited_open
from apps.orders.services.checkout import CASH_LIMIT_PAISE, MethodRefused, NotDeliverable
from apps.orders.services.lines import order_retax
from apps.orders.services.money import (
    Way,
    charge_way_check,
    first_payment,
    money_give,
    money_take,
    operation_key,
    payment_left,
    payment_words,
    way_real,
)
from apps.orders.services.policy import change_problem
from apps.orders.services.risk import cash_problem, where_of
from apps.orders.services.timeline import note, order_lock
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import ShopError
from retailgenie.lib.money import format_inr


class ChangeRefused(ShopError):
    """The order can't be changed, or not in this way; the message says why."""

    code: ClassVar[str] = "change_refused"
    status: ClassVar[int] = 409


def address_change_check(order: Order, address: AddressInput) -> AddressInput:
    """Return the address as the order will keep it; raises ChangeRefused, AddressInvalid, NotDeliverable..."""
    problem = change_problem(order)
    if problem:
        raise ChangeRefused(problem, status=order.status)
    if order.fulfilment != Order.Fulfilment.DELIVERY:
        raise ChangeRefused(_("This order is picked up in a store."))
    clean = address_check(address)
    estimate = delivery_estimate(clean.pin)
    if not estimate.serviceable:
        raise NotDeliverable(_("We can't deliver to %(pin)s.") % {"pin": clean.pin}, pin=clean.pin)
    payment = first_payment(order)
    if payment is not None and payment.method == Payment.Method.COD and not estimate.cash_on_delivery:
        raise MethodRefused(_("Cash on delivery isn't possible at this address. Please pay by UPI or card."))
    return clean


@transaction.atomic
def order_address_change(*, caller: Caller, number: str, address: AddressInput, now: datetime) -> Order:
    """Send a placed order somewhere else; its price stays, the GST follows the new place of supply."""
    order = order_lock(number=number, owner_key=caller.person.key)
    clean = address_change_check(order, address)
    order.ship_to = asdict(clean)
    order.place_of_supply = clean.state
    order.contact_name, order.contact_phone = clean.name[:120], clean.phone
    order.promised_date = timezone.localdate(now) + timedelta(days=delivery_estimate(clean.pin).max_days)
    order.updated_at = now
    order.save()
    order_retax(order)
    note(order, "address_changed", actor=caller.person.key, now=now, details={"city": clean.city})
    return order


@transaction.atomic
def order_contact_change(
    *, caller: Caller, number: str, name: str, phone: str, email: str, now: datetime
) -> Order:
    """Change who is called and written to; "" keeps what there is."""
    order = order_lock(number=number, owner_key=caller.person.key)
    problem = change_problem(order)
    if problem:
        raise ChangeRefused(problem, status=order.status)
    order.contact_name = " ".join(name.split())[:120] or order.contact_name
    order.contact_phone = clean_phone(phone) if phone.strip() else order.contact_phone
    order.contact_email = email.strip() or order.contact_email
    order.updated_at = now
    order.save(update_fields=["contact_name", "contact_phone", "contact_email", "updated_at"])
    note(order, "contact_changed", actor=caller.person.key, now=now)
    return order


def payment_change_check(order: Order, way: Way, *, now: datetime) -> tuple[Payment, Way, int]:
    """Return the payment that is replaced, the new way and the amount; raises ChangeRefused, GiftCardTooSmall..."""
    problem = change_problem(order)
    if problem:
        raise ChangeRefused(problem, status=order.status)
    old = first_payment(order)
    amount = sum(payment_left(payment) for payment in order.payments.all())
    if old is None or not amount:
        raise ChangeRefused(_("There is nothing to pay for this order."))
    if way_real(order, way).kind == "original":
        raise ChangeRefused(_("It is paid that way already: %(way)s.") % {"way": payment_words(old)})
    if way.kind == Payment.Method.COD:
        _check_cash(order, amount)
        problem = cash_problem(where_of(order), now)
        if problem:
            raise MethodRefused(problem)
    else:
        charge_way_check(order, way, amount)
    return old, way, amount


@transaction.atomic
def order_payment_change(*, caller: Caller, number: str, way: Way, now: datetime) -> Order:
    """Pay a placed order another way: the new payment is taken first, then the old one is given back.

    A payment that waits for a yes elsewhere leaves the old one as it is until it comes.
    """
    order = order_lock(number=number, owner_key=caller.person.key)
    awaited_call_off(order, now=now)
    _old, way, amount = payment_change_check(order, way, now=now)
    before = list(order.payments.values_list("pk", flat=True))
    key = operation_key("pay", order, approval=caller.approval, count=len(before))
    if way.kind == Payment.Method.COD:
        Payment.objects.create(
            order=order, method=Payment.Method.COD, state=Payment.State.PENDING, amount_paise=amount,
            provider_reference=key, created_at=now, updated_at=now,
        )  # fmt: skip
    else:
        waiting = money_take(order, amount, way, key=key, now=now)
        if waiting is not None:
            awaited_open(order, waiting, Begun(AwaitedCharge.Kind.PAYMENT, caller.person.key), now=now)
            return order
    _give_old(order, amount, before, key=key, actor=caller.person.key, now=now)
    return order


def payment_replace(order: Order, payment: Payment, *, key: str, actor: str, now: datetime) -> None:
    """Let a payment that has come take the place of the others of a locked order; raises ChangeRefused."""
    others = [x for x in order.payments.all() if x.pk != payment.pk]
    problem = change_problem(order)
    if problem or sum(payment_left(x) for x in others) != payment.amount_paise:
        raise ChangeRefused(problem or _("A price has changed since. Please check the change again."))
    _give_old(order, payment.amount_paise, [x.pk for x in others], key=key, actor=actor, now=now)


def _give_old(
    order: Order, amount_paise: int, before: list[int], *, key: str, actor: str, now: datetime
) -> None:
    """Give back what was paid before, or stop asking for cash."""
    refunded = money_give(
        order, amount_paise, Way(), reason="payment changed", key=f"{key}:back", now=now, only=before
    )
    note(order, "payment_changed", actor=actor, now=now)
    if refunded:
        note(order, "refunded", actor="system", now=now, details={"amount_paise": refunded})


def _check_cash(order: Order, amount_paise: int) -> None:
    if amount_paise > CASH_LIMIT_PAISE:
        limit = format_inr(CASH_LIMIT_PAISE)
        raise MethodRefused(
            _("Cash is possible up to %(limit)s. Please pay by UPI or card.") % {"limit": limit}
        )
    pin = order.ship_to.get("pin", "")
    if pin and not delivery_estimate(pin).cash_on_delivery:
        raise MethodRefused(_("Cash on delivery isn't possible at this address. Please pay by UPI or card."))
