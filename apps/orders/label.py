"""The label of a return: who sends what to whom, with the number as a Code 128 bar code."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from apps.catalog.models import Store
from apps.orders.models import Return
from apps.orders.return_models import ReturnHandover
from apps.orders.services.cancel import MANAGE
from apps.orders.services.handover import handover_words
from apps.orders.services.returns import OPEN
from retailgenie.ai.tools.types import Caller
from retailgenie.lib.errors import NotFound

START_B, STOP = 104, 106
# ISO/IEC 15417, table 1: widths of bars and spaces of the values 0 to 106.
WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
).split()


@dataclass(frozen=True, slots=True)
class Label:
    """bars: (start, width) of each black bar in modules; width: of all of it."""

    number: str
    order_number: str
    sender: tuple[str, ...]
    receiver: tuple[str, ...]
    items: tuple[str, ...]
    handed_over: str
    drops_off: bool
    bars: tuple[tuple[int, int], ...]
    width: int


def label_of(*, caller: Caller, number: str) -> Label:
    """Return the label of a request that is on its way, to its owner or staff; raises NotFound."""
    rows = Return.objects.select_related("order").filter(number=number.upper(), status__in=OPEN)
    if MANAGE not in caller.permissions:
        rows = rows.filter(order__owner_key=caller.person.key)
    found = rows.first()
    if found is None:
        raise NotFound(_("There is no label for this."))
    place, order = found.order.ship_to, found.order
    city = f"{place.get('city', '')} {place.get('pin', '')}".strip()
    handover = ReturnHandover.objects.filter(request=found).first()
    bars, width = code_128(found.number)
    return Label(
        number=found.number,
        order_number=order.number,
        sender=_lines(order.contact_name, place.get("line1"), place.get("line2"), city),
        receiver=_receiver(),
        items=tuple(
            f"{row.quantity} × {row.line.product_title}" for row in found.lines.select_related("line")
        ),
        handed_over=handover_words(found),
        drops_off=handover is not None and handover.way == ReturnHandover.Way.DROP_OFF,
        bars=bars,
        width=width,
    )


def _receiver() -> tuple[str, ...]:
    """Where returns go: the first warehouse."""
    house = Store.objects.filter(kind=Store.Kind.WAREHOUSE, is_active=True).order_by("pk").first()
    if house is None:
        return (settings.SELLER_NAME,)
    return _lines(settings.SELLER_NAME, _("Returns"), house.address, f"{house.city} {house.pin}")


def _lines(*parts: str | None) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


def code_128(text: str) -> tuple[tuple[tuple[int, int], ...], int]:
    """Return the bars of a text in Code 128 B, and how wide it is.

    The check value (ISO/IEC 15417, annex A): start value plus each value times its position, modulo 103.
    """
    values = [START_B, *(ord(sign) - 32 for sign in text)]
    check = (START_B + sum(n * value for n, value in enumerate(values[1:], 1))) % 103
    bars, at = [], 0
    for value in (*values, check, STOP):
        for n, width in enumerate(map(int, WIDTHS[value])):
            if n % 2 == 0:
                bars.append((at, width))
            at += width
    return tuple(bars), at
