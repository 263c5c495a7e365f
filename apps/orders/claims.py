"""What of carts and orders belongs to a person: it follows them at log-in, is exported, and is erased."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.claims import on_login
from apps.accounts.personal import keeps
from apps.accounts.services import on_erase, on_export
from apps.orders import purchases  # noqa: F401 - registers itself
from apps.orders.exporting import orders_export
from apps.orders.services.claims import orders_claim
from apps.orders.services.erasure import orders_erase
from retailgenie.ai.tools.types import Person


@on_login
def claim(visitor: Person, owner: Person, now: datetime) -> None:
    """Hand over cart, orders and addresses."""
    orders_claim(visitor_key=visitor.key, user_key=owner.key, now=now)


on_export("orders", orders_export)
on_erase(orders_erase)

keeps(
    "orders.Cart",
    "orders.Address",
    what=_("Your cart and addresses"),
    erased=_("Removed."),
    part="orders",
)
keeps(
    "orders.Order",
    "orders.OrderEvent",
    "orders.Redemption",
    "orders.Return",
    "orders.AwaitedCharge",
    what=_("Your orders: what, when, where to, how paid, what came back"),
    erased=_(
        "The figures stay for the tax office; name, phone, e-mail address, street and payment details are removed, "
        "of orders on their way once they have arrived."
    ),
    part="orders",
)
keeps(
    "orders.Invoice",
    "orders.CreditNote",
    what=_("Your invoices and credit notes"),
    erased=_(
        "Stay for six years after the yearly return, as section 36 of the CGST Act demands; your name on them is "
        "masked below ₹50,000. Above it, and on invoices with a GSTIN, the law asks for the name."
    ),
    part="orders",
)
keeps(
    "orders.GiftCard",
    what=_("Your gift cards and store credit"),
    erased=_("The link to you is cut; what was left on them is lost."),
    part="orders",
)
keeps("orders.KeptWay", what=_("Your kept ways to pay"), erased=_("Removed."), part="orders")
keeps("orders.ReturnPhoto", what=_("Photos of what you sent back"), erased=_("Removed."), part="orders")
