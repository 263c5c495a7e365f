"""How a return is handed over, as its card, its view and its pages show it."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.orders.models import Return
from apps.orders.services.handover import HandoverPlan, handover_words
from apps.orders.services.returns import OPEN
from retailgenie.ai.types import ConfirmCard, ReturnView


def handover_card(plan: HandoverPlan) -> ConfirmCard:
    """Show how the parcel was to be handed over, and how it will be."""
    rows = [(_("Return"), plan.request.number)]
    before = handover_words(plan.request)
    if before:
        rows.append((_("Until now"), before))
    rows.append((_("From now on"), plan.words))
    place = plan.request.order.ship_to
    if plan.slot is not None:
        city = f"{place.get('city', '')} {place.get('pin', '')}".strip()
        rows.append((_("Collected at"), ", ".join(x for x in (place.get("line1"), city) if x)))
    rows.append((_("Costs"), _("nothing")))
    return ConfirmCard(
        title=_("Hand it over like this?"),
        lines=tuple(rows),
        confirm_label=_("Choose this"),
        warning="" if plan.slot else _("Please print the label and put it on the parcel."),
        binding=f"{plan.request.number}:{plan.words}",
    )


def withdraw_card(found: Return) -> ConfirmCard:
    """Show what won't come back after all."""
    rows = [(_("Request"), found.number)]
    rows += [
        (f"{row.quantity} × {row.line.product_title}", _("stays with you"))
        for row in found.lines.select_related("line")
    ]
    rows.append((_("Money"), _("nothing moves")))
    return ConfirmCard(
        title=_("Call this off?"),
        lines=tuple(rows),
        confirm_label=_("Call it off"),
        binding=f"{found.number}:{found.status}",
    )


def with_links(view: ReturnView, found: Return) -> ReturnView:
    """Return a request's view with its photos, its label, and the page where its time is chosen."""
    photos = tuple(photo.get_absolute_url() for photo in found.pictures.all())
    if found.status not in OPEN:
        return replace(view, photos=photos)
    return replace(
        view,
        photos=photos,
        pickup=handover_words(found),
        label_url=reverse("orders:label", args=[found.number]),
        handover_url=reverse("orders:handover", args=[found.number]),
    )
