"""Addresses in India: checked, cleaned, and kept for their owner only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

import phonenumbers
from django.db import transaction
from django.utils.translation import gettext as _

from apps.orders.models import Address
from retailgenie.lib.cities import state_of_city
from retailgenie.lib.errors import NotFound, ShopError
from retailgenie.lib.pins import ARMY, PinUnknown, clean_pin, states_of_pin

MAX_ADDRESSES = 20
COUNTRY = "IN"
MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


class AddressInvalid(ShopError):
    """Something of the address is missing or can't be right; details maps each field to its problem."""

    code: ClassVar[str] = "address_invalid"
    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True)
class AddressInput:
    """An address as typed; state may be left out, the PIN code says it."""

    name: str
    phone: str
    line1: str
    city: str
    pin: str
    line2: str = ""
    state: str = ""

    def one_line(self) -> str:
        parts = (self.name, self.line1, self.line2, f"{self.city} {self.pin}")
        return ", ".join(part for part in parts if part)


def address_check(address: AddressInput) -> AddressInput:
    """Return the address cleaned (phone in E.164, state filled in); raises AddressInvalid with all its problems."""
    clean = replace(
        address,
        name=" ".join(address.name.split()),
        line1=" ".join(address.line1.split()),
        line2=" ".join(address.line2.split()),
        city=" ".join(address.city.split()),
    )
    problems = {
        field: _("Please fill this in.") for field in ("name", "line1", "city") if not getattr(clean, field)
    }
    try:
        clean = replace(clean, phone=clean_phone(address.phone))
    except AddressInvalid as error:
        problems["phone"] = error.message
    try:
        clean = _with_state(clean)
    except PinUnknown:
        problems["pin"] = _("That is no Indian PIN code: it should be six digits, the first not 0.")
    except AddressInvalid as error:
        problems["pin"] = error.message
    if problems:
        raise AddressInvalid(" ".join(dict.fromkeys(problems.values())), **problems)
    return clean


def clean_phone(text: str) -> str:
    """Return an Indian mobile number, which couriers can call, in E.164 (+919876543210); raises AddressInvalid."""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        raise AddressInvalid(_("That is no phone number.")) from None
    if (
        not phonenumbers.is_valid_number_for_region(number, COUNTRY)
        or phonenumbers.number_type(number) not in MOBILE
    ):
        raise AddressInvalid(
            _("That is no Indian mobile number: it should have ten digits and begin with 6 to 9.")
        )
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@transaction.atomic
def address_add(*, owner_key: str, address: AddressInput, now: datetime) -> Address:
    """Keep an address (the same one twice is kept once); the first one becomes the default."""
    clean = address_check(address)
    mine = Address.objects.filter(owner_key=owner_key)
    fields = {
        "name": clean.name,
        "phone": clean.phone,
        "line1": clean.line1,
        "line2": clean.line2,
        "city": clean.city,
        "state": clean.state,
        "pin": clean.pin,
    }
    same = mine.filter(**fields).first()
    if same is not None:
        return same
    if mine.count() >= MAX_ADDRESSES:
        raise AddressInvalid(_("You can keep at most %(most)d addresses.") % {"most": MAX_ADDRESSES})
    return Address.objects.create(owner_key=owner_key, created_at=now, is_default=not mine.exists(), **fields)


@transaction.atomic
def address_main_set(*, owner_key: str, address: AddressInput, now: datetime) -> Address:
    """Keep an address and make it the one that is offered first."""
    kept = address_add(owner_key=owner_key, address=address, now=now)
    Address.objects.filter(owner_key=owner_key).exclude(pk=kept.pk).update(is_default=False)
    kept.is_default = True
    kept.save(update_fields=["is_default"])
    return kept


@transaction.atomic
def address_change(*, owner_key: str, address_id: int, address: AddressInput) -> Address:
    """Correct a kept address; orders keep the address that they were sent to. Raises NotFound, AddressInvalid."""
    kept = _address_locked(owner_key, address_id)
    clean = address_check(address)
    for name in ("name", "phone", "line1", "line2", "city", "state", "pin"):
        setattr(kept, name, getattr(clean, name))
    kept.save()
    return kept


@transaction.atomic
def address_remove(*, owner_key: str, address_id: int) -> Address:
    """Take an address out of the book and return what it was; the newest other becomes the default. Raises NotFound."""
    kept = _address_locked(owner_key, address_id)
    key = kept.pk
    kept.delete()
    kept.pk = key
    if kept.is_default:
        following = Address.objects.filter(owner_key=owner_key).order_by("-created_at", "-pk").first()
        if following is not None:
            following.is_default = True
            following.save(update_fields=["is_default"])
    return kept


def _address_locked(owner_key: str, address_id: int) -> Address:
    found = Address.objects.select_for_update().filter(owner_key=owner_key, pk=address_id).first()
    if found is None:
        raise NotFound(_("There is no such address."))
    return found


def address_get(*, owner_key: str, address_id: int) -> Address:
    """Return one of the owner's addresses; raises NotFound for anybody else's."""
    found = Address.objects.filter(owner_key=owner_key, pk=address_id).first()
    if found is None:
        raise NotFound(_("There is no such address."))
    return found


def address_input(address: Address) -> AddressInput:
    """Copy a kept address, as an order stores it."""
    return AddressInput(
        name=address.name,
        phone=address.phone,
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        state=address.state,
        pin=address.pin,
    )


def _with_state(address: AddressInput) -> AddressInput:
    pin = clean_pin(address.pin)
    states = states_of_pin(pin)
    if states == (ARMY,):
        raise AddressInvalid(_("Couriers can't deliver to Army Postal Service codes."))
    home = state_of_city(address.city)
    if home and home not in states:
        raise AddressInvalid(
            _("PIN code %(pin)s is not in %(city)s: one of the two must be wrong.")
            % {"pin": pin, "city": address.city}
        )
    if address.state and address.state.upper() not in states:
        raise AddressInvalid(_("This PIN code is not in that state."))
    return replace(address, pin=pin, state=address.state.upper() or home or states[0])
