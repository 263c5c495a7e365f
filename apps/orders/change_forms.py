"""Forms that change an order which isn't packed yet. The services check; forms only parse and ask again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.orders.forms import ADDRESS_FIELDS, NEW_ADDRESS, AddressForm, RefusableForm
from apps.orders.models import Payment
from retailgenie.ai.types import AddressView, GiftCards
from retailgenie.lib.money import format_inr

METHODS = (Payment.Method.UPI, Payment.Method.CARD, Payment.Method.COD, Payment.Method.GIFT_CARD)


class ChangeForm(RefusableForm):
    """A form whose fields are the arguments of a tool, apart from the order's number."""

    def arguments(self) -> dict[str, Any]:
        """Return the arguments; call it only when the form is valid."""
        return dict(self.cleaned_data)


class OrderAddressForm(AddressForm, ChangeForm):
    """A kept address, or all fields of a new one."""

    address_id = forms.ChoiceField(label=_("Deliver to"), required=False, widget=forms.RadioSelect)
    field_order = ["address_id"]

    def __init__(self, kept: Sequence[AddressView], data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        for name in ADDRESS_FIELDS:
            self.fields[name].required = False
        if not kept:
            del self.fields["address_id"]
            return
        field = self.fields["address_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*((str(x.address_id), x.label) for x in kept), (NEW_ADDRESS, _("Another address"))]
        field.initial = NEW_ADDRESS

    @property
    def _kept_id(self) -> int | None:
        chosen = self.cleaned_data.get("address_id", "")
        return int(chosen) if chosen.isdecimal() else None

    def clean(self) -> dict[str, Any]:
        for name in ADDRESS_FIELDS:
            if self._kept_id is None and name != "line2" and not self.cleaned_data.get(name):
                self.add_error(name, _("Please fill this in."))
        return self.cleaned_data

    def arguments(self) -> dict[str, Any]:
        if self._kept_id is not None:
            return {"address_id": self._kept_id}
        return {"address": {name: self.cleaned_data[name] for name in ADDRESS_FIELDS}}


class ContactForm(ChangeForm):
    """Whatever is left empty stays as it is."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("What you leave empty stays as it is."),
    )
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error(None, _("Please fill in what should change."))
        return self.cleaned_data


class PaymentForm(ChangeForm):
    """The new way to pay; the next page says what is taken and what goes back."""

    payment_method = forms.ChoiceField(
        label=_("How do you want to pay?"),
        choices=[(x.value, x.label) for x in METHODS],
        widget=forms.RadioSelect,
    )
    payment_detail = forms.CharField(
        label=_("UPI ID, or code of the gift card"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, cards: GiftCards, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        own = [f"{card.code} ({format_inr(card.balance_paise)})" for card in cards.cards]
        if own:
            self.fields["payment_detail"].help_text = _("Your gift cards: %(cards)s") % {
                "cards": ", ".join(own)
            }
