"""What happened after the purchase, in plain words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from retailgenie.lib.money import format_inr


def after_text(kind: str, details: dict[str, Any]) -> str:
    """Say one entry of the timeline; "" for kinds of other steps."""
    amount = format_inr(abs(int(details.get("amount_paise", 0) or 0)))
    texts = {
        "part_cancelled": _("A part of the order was cancelled: %(pieces)s pieces.")
        % {"pieces": details.get("pieces", "")},
        "address_changed": _("The order now goes to another address in %(city)s.")
        % {"city": details.get("city", "")},
        "contact_changed": _("The contact for this order was changed."),
        "payment_changed": _("The order is now paid another way."),
        "items_changed": _("Items were changed: %(items)s.") % {"items": details.get("items", "")},
        "charged": _("We took %(amount)s more for the difference in price.") % {"amount": amount},
        "return_requested": _("You asked to return %(items)s.") % {"items": details.get("items", "")},
        "exchange_requested": _("You asked to exchange %(items)s.") % {"items": details.get("items", "")},
        "return_approved": _("Your request was approved. We pick the things up."),
        "return_rejected": _("Your request was turned down: %(answer)s")
        % {"answer": details.get("answer", "")},
        "return_received": _("The things you sent back have arrived."),
        "part_sent": _part_sent(details),
        "part_arrived": _("A part of your order has arrived: %(items)s.")
        % {"items": details.get("items", "")},
        "undelivered": _undelivered(str(details.get("why", ""))),
        "payment_awaited": _("Your change waits for a payment of %(amount)s.") % {"amount": amount},
        "payment_not_made": _("The payment of %(amount)s did not come, so nothing was changed.")
        % {"amount": amount},
        "exchange_refunded": _("We can't send the exchange, so you get your money back."),
        "return_withdrawn": _("You called off request %(number)s.") % {"number": details.get("return", "")},
        "handover_chosen": _("How it is handed over: %(when)s.") % {"when": details.get("when", "")},
        "exchange_sent": _("What you get in exchange is on its way."),
    }
    return texts.get(kind, "")


def _undelivered(why: str) -> str:
    texts = {
        "refused": _("The parcel was refused at the door and came back to us."),
        "nobody": _("The courier reached nobody; the parcel came back to us."),
        "not_collected": _("Nobody collected the order; the store took it back."),
    }
    return texts.get(why, _("The parcel came back to us."))


def _part_sent(details: dict[str, Any]) -> str:
    items = details.get("items", "")
    if not details.get("tracking"):
        return _("A part of your order is on its way: %(items)s.") % {"items": items}
    return _(
        "A part of your order is on its way with %(carrier)s, tracking number %(tracking)s: %(items)s."
    ) % {
        "carrier": details.get("carrier", ""),
        "tracking": details["tracking"],
        "items": items,
    }
