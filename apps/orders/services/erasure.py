"""Taking a person out of what must stay: figures for the tax office, invoices for the time that the law names.

CGST Act 2017, section 36: books are kept until 72 months after the due date of the annual return. CGST Rules 2017,
rule 46: below ₹50,000 the invoice of an unregistered buyer needs neither name nor address, so there both are masked.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from apps.accounts.models import User
from apps.orders.models import (
    Address,
    AwaitedCharge,
    Cart,
    CreditNote,
    GiftCard,
    Invoice,
    KeptWay,
    Order,
    OrderStatus,
    Payment,
    Refund,
    Return,
)
from apps.orders.services.photos import photos_erase

FINISHED = (OrderStatus.DELIVERED, OrderStatus.CANCELLED, OrderStatus.RETURNED)
NAME_NEEDED_FROM_PAISE = 50_000_00
MASK = "•••"
ERASED_MAIL = "@erased.invalid"


@transaction.atomic
def orders_erase(owner_key: str) -> None:
    """Remove carts and addresses and take the person out of finished orders and their papers.

    Orders on their way keep what the courier needs; `erasures_finish` comes back to them.
    """
    Cart.objects.filter(owner_key=owner_key).exclude(state=Cart.State.ORDERED).delete()
    Address.objects.filter(owner_key=owner_key).delete()
    GiftCard.objects.filter(owner_key=owner_key).update(
        owner_key=Concat(Value("erased:"), Cast("pk", CharField()))
    )
    KeptWay.objects.filter(owner_key=owner_key).delete()
    photos_erase(owner_key)
    rows = Order.objects.select_for_update().filter(owner_key=owner_key, status__in=FINISHED)
    finished = list(rows.order_by("pk"))
    for order in finished:
        order.ship_to = {name: order.ship_to[name] for name in ("state", "pin") if name in order.ship_to}
        order.contact_name = order.contact_phone = order.contact_email = ""
        order.buyer_company = order.buyer_gstin = ""
        order.save()
    Payment.objects.filter(order__in=finished).update(detail="")
    Refund.objects.filter(payment__order__in=finished).update(detail="")
    Return.objects.filter(order__in=finished).update(settle_detail="", reason="")
    AwaitedCharge.objects.filter(order__in=finished).update(detail="")
    for invoice in Invoice.objects.filter(order__in=finished):
        _papers_mask(invoice)


def erasures_finish(*, now: datetime) -> int:
    """Finish what had to wait: orders of erased people that have arrived meanwhile; returns the people."""
    erased = User.objects.filter(is_active=False, email__endswith=ERASED_MAIL)
    keys = erased.annotate(key=Concat(Value("user:"), Cast("pk", CharField()))).values("key")
    left = Order.objects.filter(owner_key__in=keys, status__in=FINISHED).exclude(contact_name="")
    owners = sorted(set(left.order_by().values_list("owner_key", flat=True)))
    for owner_key in owners:
        orders_erase(owner_key)
    return len(owners)


def masked(buyer: dict[str, Any]) -> dict[str, Any]:
    """Return a buyer whom nobody can recognise: initials and the state of supply."""
    name = " ".join(f"{word[0]}{MASK}" for word in str(buyer.get("name", "")).split())
    return {**buyer, "name": name, "address": "", "phone": "", "masked": True}


def _papers_mask(invoice: Invoice) -> None:
    """Mask the buyer on an invoice and its credit notes where the law asks for no name."""
    needed = invoice.total_paise >= NAME_NEEDED_FROM_PAISE or invoice.buyer.get("gstin")
    if needed or invoice.buyer.get("masked"):
        return
    Invoice.objects.filter(pk=invoice.pk).update(buyer=masked(invoice.buyer))
    for note in CreditNote.objects.filter(invoice=invoice):
        CreditNote.objects.filter(pk=note.pk).update(buyer=masked(note.buyer))
