"""The form for pieces of an order: how many, which variant instead, why, and how money moves. The services check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.orders.forms import RefusableForm
from apps.orders.reasons import REASONS
from apps.orders.services.returns import PICKUP_DAYS
from retailgenie.ai.types import ReturnSlots


class Act(StrEnum):
    CANCEL = "cancel"
    ITEMS = "items"
    RETURN = "return"
    EXCHANGE = "exchange"


TOOLS = {
    Act.CANCEL: "cancel_order",
    Act.ITEMS: "change_order_items",
    Act.RETURN: "return_items",
    Act.EXCHANGE: "exchange_items",
}
REFUND_TO = (
    ("original", _("The way I paid")),
    ("store_credit", _("Store credit")),
    ("gift_card", _("A gift card of mine")),
    ("upi", _("A UPI id")),
)
PAY_BY = (
    ("original", _("The way I paid")),
    ("upi", _("A UPI id")),
    ("card", _("Card")),
    ("gift_card", _("A gift card of mine")),
    ("store_credit", _("Store credit")),
)


@dataclass(frozen=True, slots=True)
class Choosable:
    """A line of which pieces may be chosen. variants: (id, words) of what it can become."""

    line_id: int
    title: str
    left: int
    variants: Sequence[tuple[int, str]] = ()


class PiecesForm(RefusableForm):
    """One number (and one variant) for each line, and what an act needs besides."""

    def __init__(
        self,
        act: Act,
        lines: Sequence[Choosable],
        reasons: Sequence[str],
        data: Mapping[str, Any] | None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.act = act
        self.lines = [x for x in lines if x.left and (x.variants or not self._swaps)]
        only = len(self.lines) == 1 and self.lines[0].left == 1 and act != Act.CANCEL
        for line in self.lines:
            if self._swaps:
                choices = [("", _("leave it")), *((str(pk), words) for pk, words in line.variants)]
                self.fields[f"variant_{line.line_id}"] = forms.ChoiceField(
                    label=line.title, choices=choices, required=False
                )
            if line.left > 1 or not self._swaps:
                self.fields[f"pieces_{line.line_id}"] = forms.IntegerField(
                    label=_("How many of these?") if self._swaps else line.title,
                    min_value=0,
                    max_value=line.left,
                    required=False,
                    initial=line.left if self._swaps or only else 0,
                )
        self._ask(reasons)

    @property
    def _swaps(self) -> bool:
        return self.act in (Act.ITEMS, Act.EXCHANGE)

    @property
    def prefilled(self) -> str:
        """What was filled in, as the query with which the page shows it again."""
        kept = [(name, self.data.get(name, "")) for name in self.fields if self.data.get(name)]
        return urlencode(kept)

    @property
    def _comes_back(self) -> bool:
        return self.act in (Act.RETURN, Act.EXCHANGE)

    def _ask(self, reasons: Sequence[str]) -> None:
        if self.act != Act.ITEMS:
            listed: list[tuple[str, Any]] = [(reason, reason) for reason in reasons] or [*REASONS]
            self.fields["reason"] = forms.ChoiceField(label=_("Why?"), choices=listed)
        if self.act != Act.CANCEL:
            label = _("Money back to") if self.act == Act.RETURN else _("Difference in price by")
            ways = REFUND_TO if self.act == Act.RETURN else PAY_BY
            self.fields["way"] = forms.ChoiceField(label=label, choices=ways)
            self.fields["detail"] = forms.CharField(
                label=_("UPI id, or code of the gift card"), max_length=60, required=False
            )
        if self._comes_back:
            first = timezone.localdate() + timedelta(days=1)
            last = first + timedelta(days=PICKUP_DAYS - 1)
            limits = {"type": "date", "min": first.isoformat(), "max": last.isoformat()}
            self.fields["pickup_date"] = forms.DateField(
                label=_("When should the courier come? (optional)"),
                required=False,
                widget=forms.DateInput(attrs=limits, format="%Y-%m-%d"),
            )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self._chosen():
            self.add_error(None, _("Please choose at least one piece."))
        return self.cleaned_data

    def _chosen(self) -> list[dict[str, int]]:
        given, found = self.cleaned_data, []
        for line in self.lines:
            count = given.get(f"pieces_{line.line_id}")
            variant = given.get(f"variant_{line.line_id}")
            if self._swaps and variant:
                found.append({"line_id": line.line_id, "variant_id": int(variant), "quantity": count or 0})
            elif not self._swaps and count:
                found.append({"line_id": line.line_id, "quantity": count})
        return found

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the act's tool, apart from the number of the order."""
        given = self.cleaned_data
        found: dict[str, Any] = {"items" if self._swaps else "lines": self._chosen()}
        if "reason" in given:
            found["reason"] = given["reason"]
        if self.act == Act.RETURN:
            found |= {"refund_to": given["way"], "refund_detail": given["detail"]}
        elif self._swaps:
            found |= {"payment_method": given["way"], "payment_detail": given["detail"]}
        if given.get("pickup_date"):
            found["pickup_date"] = given["pickup_date"].isoformat()
        return found


class HandoverForm(RefusableForm):
    """One of the courier's hours, or by one's own hands."""

    slot = forms.ChoiceField(label=_("Choose one of these"), widget=forms.RadioSelect)

    def __init__(self, slots: ReturnSlots, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        field = self.fields["slot"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(slots.slots)
