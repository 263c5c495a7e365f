"""Placing an order: everything in one transaction, exactly once for one key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.catalog.models import Offer
from apps.catalog.stock import Pick, reservation_allocate, stock_reserve
from apps.ledger.events import event_record
from apps.ledger.models import EventName, NoticeKind
from apps.ledger.notices import letter_language, notify, recipient_of
from apps.orders.models import Allocation, Cart, Order, OrderLine, OrderStatus, Payment, Redemption
from apps.orders.numbers import order_number
from apps.orders.offers import reason
from apps.orders.payments.port import Charge, payment_provider
from apps.orders.services.announce import PLACED, order_announce
from apps.orders.services.carts import cart_lock
from apps.orders.services.checkout import Checkout, Plan, checkout_plan
from apps.orders.services.giftcards import giftcard_take
from apps.orders.services.policy import policy_now
from apps.orders.services.remainder import rule_terms
from apps.orders.services.timeline import note
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import ShopError
from retailgenie.lib.queue import enqueue


class CartChanged(ShopError):
    """The cart or a price is not what the card showed; show a new card. Nothing was ordered."""

    code: ClassVar[str] = "cart_changed"
    status: ClassVar[int] = 409


@transaction.atomic
def order_place(*, caller: Caller, checkout: Checkout, key: str, now: datetime, expected: str = "") -> Order:
    """Order the open cart. The same key (an approval, a request) gives the same order again.

    expected: Plan.fingerprint of what the person agreed to; anything else raises CartChanged.
    Raises what checkout_plan raises, PaymentDeclined and PaymentUnavailable; then nothing has changed.
    """
    owner_key = caller.person.key
    cart = cart_lock(owner_key=owner_key, now=now)
    placed = Order.objects.filter(owner_key=owner_key, placement_key=key).exclude(placement_key="").first()
    if placed is not None:
        return placed
    _lock_limited_offers(cart)
    plan = checkout_plan(person=caller.person, cart=cart, checkout=checkout, now=now)
    if expected and plan.fingerprint != expected:
        raise CartChanged(_("Your cart or a price has changed since. Please check the order again."))
    holder = f"cart:{cart.pk}"
    store_id = plan.store.pk if plan.store else None
    stock_reserve(holder=holder, wants=plan.quote.wants, store_id=store_id, now=now)
    order = _order(caller, cart, plan, key, now)
    payments = _take(order, plan, now)
    picks = reservation_allocate(holder=holder, reference=order.number, now=now)
    _lines(order, plan, picks)
    _redemptions(order, plan)
    Payment.objects.bulk_create(payments)
    _close(cart, now)
    _tell(caller, order, now)
    return order


def _take(order: Order, plan: Plan, now: datetime) -> list[Payment]:
    """Take the money, gift cards first; returns the payments to write down."""
    found = [
        _gift_payment(order, code, paise, f"gift_{order.number}_{index}", now)
        for index, (code, paise) in enumerate(plan.gift_parts, 1)
    ]
    if plan.rest_paise or not found:
        found.append(_rest(order, plan, now))
    return found


def _rest(order: Order, plan: Plan, now: datetime) -> Payment:
    """Charge what gift cards leave; an order whose payment the person has yet to agree to waits for it.

    The key stays the same when the same yes comes again after an answer that was lost.
    """
    method, detail = plan.checkout.payment_method, plan.checkout.payment_detail
    if method == Payment.Method.GIFT_CARD:
        return _gift_payment(order, detail, plan.rest_paise, f"gift_{order.number}", now)
    key = order.number
    if order.placement_key:
        key = f"{order.owner_key}:{order.placement_key}:{plan.rest_paise}"
    charged = payment_provider().charge(Charge(key, method, plan.rest_paise, detail))
    if charged.state == Payment.State.PENDING and method != Payment.Method.COD:
        order.status = OrderStatus.AWAITING_PAYMENT
        order.save(update_fields=["status"])
    return Payment(
        order=order,
        method=method,
        state=charged.state,
        amount_paise=plan.rest_paise,
        detail=charged.shown,
        provider=payment_provider().name,
        provider_reference=charged.reference,
        created_at=now,
        updated_at=now,
    )


def _gift_payment(order: Order, code: str, amount_paise: int, reference: str, now: datetime) -> Payment:
    card = giftcard_take(
        code=code, owner_key=order.owner_key, amount_paise=amount_paise, reference=order.number, now=now
    )
    return Payment(
        order=order,
        method=Payment.Method.GIFT_CARD,
        state=Payment.State.CAPTURED,
        amount_paise=amount_paise,
        detail=card.code,
        provider="shop",
        provider_reference=reference,
        created_at=now,
        updated_at=now,
    )


def _lock_limited_offers(cart: Cart) -> None:
    """Uses of a limited offer are counted under its row's lock, so that the last one is given once."""
    limited = Q(limit_total__isnull=False) | Q(limit_per_person__isnull=False) | Q(first_order_only=True)
    rows = Offer.objects.select_for_update().filter(limited, code__in=["", cart.coupon], is_active=True)
    list(rows.order_by("pk").values_list("pk"))


def _order(caller: Caller, cart: Cart, plan: Plan, key: str, now: datetime) -> Order:
    quote = plan.quote
    return Order.objects.create(
        number=order_number(now=now),
        owner_key=caller.person.key,
        placement_key=key,
        cart=cart,
        status=OrderStatus.PLACED,
        fulfilment=plan.checkout.fulfilment,
        store=plan.store,
        ship_to=plan.ship_to,
        contact_name=plan.contact.name,
        contact_phone=plan.contact.phone,
        contact_email=plan.contact.email,
        contact_language=letter_language(),
        buyer_gstin=plan.gstin,
        buyer_company=" ".join(plan.checkout.company.split())[:120] if plan.gstin else "",
        gift_message=plan.checkout.gift_message.strip()[:300],
        delivery_terms={
            "fee_paise": plan.delivery.fee_paise,
            "free_above_paise": plan.delivery.free_above_paise,
            "offer": any(x.free_delivery for x in quote.discounts),
        },
        place_of_supply=plan.place_of_supply,
        supplied_from=plan.supplied_from,
        subtotal_paise=quote.subtotal_paise,
        discount_paise=quote.discount_paise,
        delivery_paise=quote.delivery_paise,
        total_paise=quote.total_paise,
        tax_paise=plan.tax_paise,
        coupon="" if quote.coupon_problem else quote.coupon,
        offers=[
            {
                "title": x.rule.title,
                "reason": reason(x.rule),
                "discount_paise": x.total_paise,
                "terms": rule_terms(x.rule),
            }
            for x in quote.discounts
        ],
        policy=policy_now(now=now),
        promised_date=plan.promised_date,
        door=caller.door,
        placed_at=now,
        updated_at=now,
    )


def _lines(order: Order, plan: Plan, picks: Sequence[Pick]) -> None:
    by_variant: dict[int, list[Pick]] = defaultdict(list)
    for pick in picks:
        by_variant[pick.variant_id].append(pick)
    lines = []
    for row in plan.quote.lines:
        product, tax = row.variant.product, plan.line_tax(row)
        lines.append(
            OrderLine(
                order=order,
                variant=row.variant,
                product_title=product.title,
                colour=row.variant.colour,
                size=row.variant.size,
                image=row.variant.image,
                hsn=product.hsn,
                gst_percent=plan.line_percent(row),
                quantity=row.quantity,
                unit_price_paise=row.unit_price_paise,
                discount_paise=row.discount_paise,
                total_paise=row.total_paise,
                tax_paise=tax.total_paise,
                cgst_paise=tax.cgst_paise,
                sgst_paise=tax.sgst_paise,
                igst_paise=tax.igst_paise,
            )
        )
    OrderLine.objects.bulk_create(lines)
    Allocation.objects.bulk_create(
        Allocation(line=line, stock_id=pick.stock_id, quantity=pick.quantity)
        for line in lines
        for pick in by_variant[line.variant_id or 0]
    )


def _redemptions(order: Order, plan: Plan) -> None:
    Redemption.objects.bulk_create(
        Redemption(
            offer_id=discount.rule.offer_id,
            order=order,
            owner_key=order.owner_key,
            discount_paise=discount.total_paise,
        )
        for discount in plan.quote.discounts
    )


def _close(cart: Cart, now: datetime) -> None:
    cart.state, cart.updated_at = Cart.State.ORDERED, now
    cart.save(update_fields=["state", "updated_at"])


def _tell(caller: Caller, order: Order, now: datetime) -> None:
    note(order, order.status, actor=caller.person.key, now=now)
    if order.status == OrderStatus.AWAITING_PAYMENT:
        enqueue("orders.apply_notices")
        return
    event_record(
        name=EventName.ORDER_PLACED, caller=caller, now=now, order=order.number, total_paise=order.total_paise
    )
    message_queue(order, "order_placed", now=now)
    order_announce(order, PLACED, key=order.number, now=now)


def message_queue(order: Order, template: str, *, now: datetime, about: str = "") -> None:
    """Tell whose order it is, behind the bell and by e-mail; once an order, or once for what it is about.

    A guest reads the e-mail in any browser, so its link asks for number and phone.
    """
    recipient = recipient_of(order.owner_key, email=order.contact_email, language=order.contact_language)
    page = order.get_absolute_url()
    notify(
        key=f"{template}:{about or order.number}",
        kind=NoticeKind.ORDERS,
        recipient=recipient,
        template=template,
        context={"number": order.number, "name": order.contact_name, "total_paise": order.total_paise},
        url=page,
        email_page=page if order.owner_key.startswith("user:") else reverse("orders:look_up"),
        now=now,
    )
