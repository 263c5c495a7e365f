"""Forms of the cart, the checkout and the address book. The services check; forms only parse and ask again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.orders.models import Order
from retailgenie.ai.types import CheckoutOptions
from retailgenie.lib.money import format_inr

NEW_ADDRESS = "new"
GIFT_CARD = "gift_card"
EXTRAS = ("gift_message", "gstin", "company")
ADDRESS_FIELDS = ("name", "phone", "line1", "line2", "city", "pin")


def _text(
    label: Any, autocomplete: str, *, length: int, required: bool = False, **attributes: str
) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete, **attributes})
    return forms.CharField(label=label, max_length=length, required=required, widget=widget)


class RefusableForm(forms.Form):
    """A form whose last word is a service's."""

    def add_refusal(self, message: str, details: dict[str, Any]) -> None:
        """Show why the order was refused, at the fields that it is about where it says so."""
        problems = {
            name: problem if " " in str(problem) else message  # a value alone is no sentence
            for name, problem in details.items()
            if name in self.fields
        }
        for row in details.get("errors", ()):
            problems[row["field"].split(".")[-1].removeprefix("contact_")] = str(_("Please check this."))
        for name, problem in problems.items():
            self.add_error(name if name in self.fields else None, problem)
        if not problems:
            self.add_error(None, message)


class AddressForm(RefusableForm):
    """One address in India."""

    name = _text(_("Name"), "name", length=120, required=True)
    phone = _text(_("Mobile number"), "tel", length=20, required=True, inputmode="tel")
    line1 = _text(_("Flat, house, street"), "address-line1", length=200, required=True)
    line2 = _text(_("Area, landmark (optional)"), "address-line2", length=200)
    city = _text(_("City"), "address-level2", length=60, required=True)
    pin = _text(_("PIN code"), "postal-code", length=7, required=True, inputmode="numeric")


class CheckoutForm(RefusableForm):
    """Where to, to whom, and how to pay. Which fields are needed depends on the choices, so `clean` asks."""

    fulfilment = forms.ChoiceField(
        label=_("How do you want to get it?"), choices=Order.Fulfilment.choices, initial="delivery"
    )
    address_id = forms.ChoiceField(label=_("Deliver to"), required=False)
    name = _text(_("Name"), "name", length=120)
    phone = _text(_("Mobile number"), "tel", length=20, inputmode="tel")
    email = forms.EmailField(
        label=_("E-mail address (for the invoice)"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    line1 = _text(_("Flat, house, street"), "address-line1", length=200)
    line2 = _text(_("Area, landmark (optional)"), "address-line2", length=200)
    city = _text(_("City"), "address-level2", length=60)
    pin = _text(_("PIN code"), "postal-code", length=7, inputmode="numeric")
    store_id = forms.ChoiceField(label=_("Pick up at"), required=False)
    payment_method = forms.ChoiceField(label=_("How do you want to pay?"))
    payment_detail = _text(_("UPI ID or last four digits of the card (optional)"), "off", length=60)
    gift_cards = forms.MultipleChoiceField(
        label=_("Pay with what you have here first"), required=False, widget=forms.CheckboxSelectMultiple
    )
    gift_code = _text(_("Code of a gift card"), "off", length=40)
    gift_message = forms.CharField(
        label=_("Message that goes with the gift"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    gstin = _text(_("GSTIN"), "off", length=20, autocapitalize="characters")
    company = _text(_("Company on the invoice"), "organization", length=120)

    def __init__(self, options: CheckoutOptions, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        addresses = [(str(x.address_id), x.label) for x in options.addresses]
        self._choose("address_id", [*addresses, (NEW_ADDRESS, _("Another address"))])
        stores = [(str(x.store_id), f"{x.name}, {x.address}, {x.city}") for x in options.stores]
        self._choose("store_id", stores + self._asked_store(stores))
        self._choose("payment_method", [*options.payment_methods, (GIFT_CARD, _("Only the gift card"))])
        cards = [(x.code, f"{x.label} · {format_inr(x.balance_paise)}") for x in options.gift_cards]
        self._choose("gift_cards", cards)

    def _asked_store(self, stores: list[tuple[str, str]]) -> list[tuple[str, Any]]:
        """Keep a store that was offered on an earlier page; placing the order checks that there is one."""
        asked = str(self.data.get("store_id", ""))
        known = {value for value, _label in stores}
        return [(asked, _("The store you chose"))] if asked.isdecimal() and asked not in known else []

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if choices and name not in self.initial and not isinstance(field, forms.MultipleChoiceField):
            field.initial = choices[0][0]

    @property
    def extras_open(self) -> bool:
        """Whether a message or a company was filled in, or is wrong, so that the page shows these fields."""
        return any(self.data.get(name) or name in self.errors for name in EXTRAS)

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of `place_order` for what was chosen; call it only when the form is valid."""
        given = self.cleaned_data
        chosen: dict[str, Any] = {
            "fulfilment": given["fulfilment"],
            "payment_method": given["payment_method"],
            "payment_detail": given["payment_detail"],
            "contact_email": given["email"],
        }
        code = given["gift_code"].strip().upper()
        chosen["gift_cards"] = [*given["gift_cards"], *([code] if code else [])]
        chosen |= {name: given[name] for name in EXTRAS}
        if given["fulfilment"] == Order.Fulfilment.PICKUP:
            contact = {"contact_name": given["name"], "contact_phone": given["phone"]}
            return chosen | contact | {"store_id": int(given["store_id"])}
        if given["address_id"] not in ("", NEW_ADDRESS):
            return chosen | {"address_id": int(given["address_id"])}
        return chosen | {"address": {name: given[name] for name in ADDRESS_FIELDS}}

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        cards = given.get("gift_cards") or given.get("gift_code")
        if given.get("payment_method") == GIFT_CARD and not cards:
            self.add_error("gift_code", _("Please choose a gift card or give its code."))
        pickup = given.get("fulfilment") == Order.Fulfilment.PICKUP
        if pickup and not given.get("store_id"):
            self.add_error("store_id", _("Please choose a store."))
        if not pickup and given.get("address_id") in ("", NEW_ADDRESS, None):
            for name in ADDRESS_FIELDS:
                if name != "line2" and not given.get(name):
                    self.add_error(name, _("Please fill this in."))
        return given
