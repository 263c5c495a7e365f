"""The buyer of an invoice: a business that gives its GSTIN, or the person who ordered.

The number doesn't move the place of supply: goods that are sent are supplied where their movement ends, and goods that
are collected where they are handed over (IGST Act 2017, section 10(1)(a) and (c)); buyer and recipient are one here.
"""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext as _
from stdnum import luhn
from stdnum.exceptions import InvalidComponent, ValidationError
from stdnum.in_ import gstin as stdnum_gstin
from stdnum.in_ import pan

from apps.orders.states import GSTIN_DIGITS, STATES, state_text
from retailgenie.lib.errors import ShopError

LADAKH = "38"  # a state since 2019, younger than python-stdnum's table
STATE_OF_NUMBER = {number: code for code, (number, _name) in STATES.items()}


class GstinInvalid(ShopError):
    """The number has the wrong form, check digit or state; nothing was ordered. Ask again, or leave it out."""

    code: ClassVar[str] = "gstin_invalid"
    status: ClassVar[int] = 422


def gstin_check(text: str) -> str:
    """Return a GSTIN as the register writes it, "" for none; raises GstinInvalid."""
    given = "".join(text.split()).upper()
    if not given:
        return ""
    try:
        found = _ladakh(given) if given[:2] == LADAKH else str(stdnum_gstin.validate(given))
    except ValidationError as error:
        problem = _("This is no GSTIN: one has 15 signs, such as 27AAPFU0939F1ZV. Please check it.")
        raise GstinInvalid(problem, gstin=problem) from error
    if found[:2] not in STATE_OF_NUMBER:
        problem = _("No state has the number %(number)s. Please check the GSTIN.") % {"number": found[:2]}
        raise GstinInvalid(problem, gstin=problem)
    return found


def _ladakh(given: str) -> str:
    if len(given) != 15 or given[12] == "0" or given[13] != "Z":
        raise InvalidComponent
    pan.validate(given[2:12])
    return str(luhn.validate(given, GSTIN_DIGITS))


def gstin_state(gstin: str) -> str:
    """Return the code of the state where a checked GSTIN is registered, "" for none."""
    return STATE_OF_NUMBER.get(gstin[:2], "")


def gstin_warning(gstin: str, place_of_supply: str) -> str:
    """Say that the tax of another state is no credit in that of the registration; "" where they are one."""
    state = gstin_state(gstin)
    if not state or state == place_of_supply:
        return ""
    return _("Your GSTIN is of %(state)s, and the goods go to %(place)s: check that you can use its tax.") % {
        "state": state_text(state),
        "place": state_text(place_of_supply),
    }
