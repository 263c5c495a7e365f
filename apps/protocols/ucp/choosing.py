"""From what an agent sends to what the desk understands: items, buyer, the way of getting things, the instrument."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from apps.catalog.models import Product, Variant
from apps.protocols.desk.words import PICKUP, STANDARD, Fault, Problem, Wish
from apps.protocols.ucp.asked import (
    BuyerIn,
    CompleteIn,
    DestinationIn,
    FulfillmentIn,
    InstrumentIn,
    LineIn,
    MethodIn,
    SessionIn,
)
from apps.protocols.ucp.words import HANDLER_ID
from retailgenie.lib.errors import ShopError

METHODS = {"upi": "upi", "card": "card", "cod": "cod", "cash": "cod"}


class InstrumentUnknown(ShopError):
    """We can't be paid this way; the handlers in the answer say how."""

    code = "payment_failed"


def variant_of(item_id: str) -> int | None:
    """Return the variant behind "v12", a SKU, or "p7" where the product has only one; None for anything else."""
    rows = Variant.objects.filter(is_active=True, product__is_active=True)
    if re.fullmatch(r"v\d{1,18}", item_id):
        return rows.filter(pk=int(item_id[1:])).values_list("pk", flat=True).first()
    if re.fullmatch(r"p\d{1,18}", item_id):
        found = list(rows.filter(product_id=int(item_id[1:])).values_list("pk", flat=True)[:2])
        return found[0] if len(found) == 1 else None
    return rows.filter(sku=item_id).values_list("pk", flat=True).first()


def product_of(item_id: str) -> tuple[int, int | None] | None:
    """Return (product, variant or None) behind an id of either kind; None for an unknown one."""
    if re.fullmatch(r"p\d{1,18}", item_id):
        found = Product.objects.filter(pk=int(item_id[1:]), is_active=True).first()
        return (found.pk, None) if found else None
    variant_id = variant_of(item_id)
    if variant_id is None:
        return None
    return Variant.objects.values_list("product_id", flat=True).get(pk=variant_id), variant_id


def wish_of(asked: SessionIn) -> tuple[Wish, list[Problem]]:
    """Return the whole session as it is wanted, and lines that nobody sells."""
    lines, ids, problems = _lines(asked.line_items)
    choices, given = _who_and_where(asked.buyer or BuyerIn(), asked.fulfillment)
    codes = asked.discounts.codes if asked.discounts else ()
    given |= {"line_ids": ids, "codes": list(codes), "context": _small(asked.context)}
    return Wish(lines, codes, choices, given), problems


def corrections_of(asked: CompleteIn) -> Wish:
    """Return what a completion changes at the last moment; an empty wish for the usual one."""
    if asked.buyer is None and asked.fulfillment is None:
        return Wish()
    choices, given = _who_and_where(asked.buyer or BuyerIn(), asked.fulfillment)
    if asked.fulfillment is None:
        choices = {"buyer": choices["buyer"]}
        given = {"buyer": given["buyer"]}
    return Wish(choices=choices, given=given)


def instrument_of(asked: CompleteIn) -> dict[str, str]:
    """Return how it is paid (method, detail); raises InstrumentUnknown."""
    rows = asked.payment.instruments
    found: InstrumentIn | None = next((x for x in rows if x.selected), rows[0] if rows else None)
    if found is None:
        raise InstrumentUnknown(_("Please send the instrument to pay with."))
    method = METHODS.get(found.type)
    if found.handler_id != HANDLER_ID or method is None:
        raise InstrumentUnknown(_("We can't be paid that way. Please use one of our payment handlers."))
    return {"method": method, "detail": "" if method == "cod" else found.credential.token}


def _lines(asked: tuple[LineIn, ...]) -> tuple[dict[int, int], dict[str, str], list[Problem]]:
    """The same item twice is one line of both."""
    lines: dict[int, int] = {}
    ids: dict[str, str] = {}
    problems = []
    for line in asked:
        variant_id = variant_of(line.item.id)
        if variant_id is None:
            text = _("There is no item %(id)s, or it has variants: please send a variant's id.")
            problems.append(Problem(Fault.GONE, text % {"id": line.item.id[:40]}, line.item.id, fatal=True))
            continue
        lines[variant_id] = lines.get(variant_id, 0) + line.quantity
        ids.setdefault(str(variant_id), line.id)
    return lines, ids, problems


def _who_and_where(
    buyer: BuyerIn, fulfillment: FulfillmentIn | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    name = f"{buyer.first_name} {buyer.last_name}".strip()
    choices: dict[str, Any] = {
        "buyer": {"name": name, "phone": buyer.phone_number, "email": buyer.email},
        "destination": {},
        "option": "",
    }
    given: dict[str, Any] = {"buyer": {k: v for k, v in buyer.model_dump().items() if v}, "method": {}}
    method = _method(fulfillment)
    if method is None:
        return choices, given
    group = method.groups[0] if method.groups else None
    destination = _destination(method)
    option = (group.selected_option_id if group else None) or ""
    if method.type == PICKUP:
        option = method.selected_destination_id or option
    choices |= {"option": option or (STANDARD if method.type == "shipping" and not group else "")}
    given["method"] = {
        "id": method.id,
        "type": method.type if method.type in ("shipping", PICKUP) else "shipping",
        "group_id": group.id if group else "",
        "selected_destination_id": method.selected_destination_id or (destination.id if destination else ""),
    }
    if destination is not None:
        shown = {k: v for k, v in destination.model_dump().items() if v}
        given["method"]["destination"] = {**shown, "id": destination.id or "d1", "type": "shipping_address"}
        choices["destination"] = _where(destination, choices["buyer"])
    return choices, given


def _method(fulfillment: FulfillmentIn | None) -> MethodIn | None:
    """Return the method that is meant: one that has chosen something, else the first."""
    rows = fulfillment.methods if fulfillment else ()
    chosen = (x for x in rows if x.selected_destination_id or any(y.selected_option_id for y in x.groups))
    return next(chosen, rows[0] if rows else None)


def _destination(method: MethodIn) -> DestinationIn | None:
    chosen = (x for x in method.destinations if x.id and x.id == method.selected_destination_id)
    return next(chosen, method.destinations[0] if method.destinations else None)


def _where(given: DestinationIn, buyer: dict[str, str]) -> dict[str, str]:
    name = f"{given.first_name} {given.last_name}".strip() or buyer["name"]
    return {
        "name": name,
        "phone": given.phone_number or buyer["phone"],
        "line1": given.street_address,
        "line2": given.extended_address,
        "city": given.address_locality,
        "state": given.address_region.removeprefix("IN-")[:2].upper()
        if len(given.address_region) <= 5
        else "",
        "pin": given.postal_code,
        "country": given.address_country.upper() or "IN",
    }


def _small(context: dict[str, Any]) -> dict[str, Any]:
    """Keep of the context only short texts: it comes back in every answer."""
    return {str(k)[:40]: v for k, v in list(context.items())[:10] if isinstance(v, str) and len(v) <= 100}
