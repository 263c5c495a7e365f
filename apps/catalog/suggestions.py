"""Suggestions learned from what was bought: together, again, for a person, in a region; each with its reason.

Without a learned recommender each falls back on what the catalogue itself says. Nothing sold out is suggested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.catalog.cards import product_cards
from apps.catalog.models import Product, Stock
from apps.catalog.pages import SEASON_OF_MONTH
from apps.catalog.recommender import lines_of, recommender
from apps.ledger.purchases import Purchase
from retailgenie.ai.types import Cards
from retailgenie.lib.pins import PinUnknown, state_of_pin

SHOWN = 8
LOOKED_AT = 120  # suggestions that limits, stock and variety may thin out
MAX_OF_A_CATEGORY = 2
LEAST_TOGETHER = 2  # baskets with both before we say that things are bought together
SEASONAL = 1.5  # how much more a thing of the running season counts among what sells
SECONDS_A_DAY = 86_400


def sellable(rows: QuerySet[Product]) -> QuerySet[Product]:
    """Products with something left of them; read as one set of ids, so that it costs one pass over the stock."""
    stocked = Stock.objects.filter(on_hand__gt=F("allocated") + F("reserved"), store__is_active=True)
    return rows.filter(is_active=True, pk__in=stocked.values("variant__product_id"))


def companions_of(product_id: int) -> dict[int, int]:
    """Return what lies in the baskets that hold a product, best first, with the number of those baskets."""
    known = recommender()
    pairs = known.goes_with(product_id) if known else []
    return {key: count for key, count in pairs if count >= LEAST_TOGETHER}


def bought_together_ids(product_id: int) -> dict[int, str]:
    """Return product id -> reason for what is bought with a product and can be bought now."""
    counts = companions_of(product_id)
    left = set(sellable(Product.objects.filter(pk__in=counts)).values_list("pk", flat=True))
    return {
        key: ngettext(
            "Bought together in %(count)d order", "Bought together in %(count)d orders", count
        ) % {"count": count}
        for key, count in counts.items()
        if key in left
    }  # fmt: skip


def buy_again(*, owner_key: str, now: datetime | None = None) -> Cards:
    """Return what the person bought before and may want again, the likeliest first; only their own purchases."""
    now = now or timezone.now()
    lines = lines_of(owner_key, now=now)
    times = Counter(line.product_id for line in lines)
    last = {line.product_id: line.at for line in lines}
    known = recommender()
    order = (
        [key for key, _features in known.suggest(_ages(lines, now), only_new=False)]
        if known and lines
        else []
    )
    order += sorted(times, key=lambda key: last[key], reverse=True)
    left = set(sellable(Product.objects.filter(pk__in=times)).values_list("pk", flat=True))
    chosen = [key for key in dict.fromkeys(order) if key in left][:SHOWN]
    why = {key: _bought(times[key], last[key]) for key in chosen}
    return Cards(_("Buy again"), product_cards(chosen, owner_key=owner_key, why=why))


def _bought(times: int, last: datetime) -> str:
    day = timezone.localtime(last).strftime("%d.%m.%Y")
    if times == 1:
        return _("You bought this on %(day)s") % {"day": day}
    return _("You bought this %(times)d times, last on %(day)s") % {"times": times, "day": day}


def picked_for(owner_key: str, allowed: QuerySet[Product], *, now: datetime | None = None) -> dict[int, str]:
    """Return product id -> reason of things new to a person that their purchases speak for; empty without any."""
    now = now or timezone.now()
    lines, known = lines_of(owner_key, now=now), recommender()
    if known is None or not lines:
        return {}
    owned = [line.product_id for line in reversed(lines)]
    found = dict(known.suggest(_ages(lines, now), only_new=True)[:LOOKED_AT])
    chosen = _varied(found, sellable(allowed))
    because = {key: known.because_of(key, owned) for key in chosen}
    titles = dict(
        Product.objects.filter(pk__in=[x for x in because.values() if x]).values_list("pk", "title")
    )
    return {key: _reason(found[key], titles.get(because[key] or 0, "")) for key in chosen}


def _reason(features: Mapping[str, float], title: str) -> str:
    if title and features["linked"] > 0:
        return _("Because you bought %(title)s") % {"title": title}
    if features["alike"] > 0:
        return _("People with your taste buy it")
    return _("Many people buy this now")


def trending_ids(
    allowed: QuerySet[Product], *, owner_key: str = "", now: datetime | None = None
) -> dict[int, str]:
    """Return product id -> reason of what sells best of late, in the person's state where that is known."""
    now = now or timezone.now()
    region = region_of(owner_key, now=now)
    known = recommender()
    sales = dict(known.selling(region)[: LOOKED_AT * 2]) if known else {}
    season = SEASON_OF_MONTH[timezone.localtime(now).month]
    seasonal = set(Product.objects.filter(pk__in=sales, season__iexact=season).values_list("pk", flat=True))
    order = sorted(sales, key=lambda key: (-sales[key] * (SEASONAL if key in seasonal else 1.0), key))
    chosen = _varied(order, sellable(allowed))
    if len(chosen) < SHOWN:  # a young shop, or narrow limits
        rest = sellable(allowed).exclude(pk__in=chosen).order_by("-popularity", "pk")
        chosen = _varied([*chosen, *rest.values_list("pk", flat=True)[: LOOKED_AT * 2]], sellable(allowed))
    near = known is not None and region in known.region_names
    there = _("Popular in your state now") if near else _("Many people buy this now")
    return {key: _("Many people buy this for the season") if key in seasonal else there for key in chosen}


def region_of(owner_key: str, *, now: datetime) -> str:
    """Return the state a person's last order went to, else that of the PIN code in their account, else ""."""
    return region_of_lines(lines_of(owner_key, now=now), owner_key)


def region_of_lines(lines: Sequence[Purchase], owner_key: str) -> str:
    """Return the same where the person's purchases were read already."""
    if lines and lines[-1].region:
        return lines[-1].region
    if not owner_key.startswith("user:"):
        return ""
    pin = User.objects.filter(pk=owner_key.removeprefix("user:")).values_list("pin", flat=True).first()
    try:
        return state_of_pin(pin) if pin else ""
    except PinUnknown:
        return ""


def _ages(lines: Sequence[Purchase], now: datetime) -> list[tuple[int, str, float]]:
    return [(x.product_id, x.basket, (now - x.at).total_seconds() / SECONDS_A_DAY) for x in lines]


def _varied(order: Iterable[int], allowed: QuerySet[Product]) -> list[int]:
    """Keep the order and what is allowed, no more than MAX_OF_A_CATEGORY of a category until there is nothing else."""
    keys = list(order)
    categories = dict(allowed.filter(pk__in=keys).order_by().values_list("pk", "category_id"))
    seen: Counter[int] = Counter()
    first: list[int] = []
    rest: list[int] = []
    for key in keys:
        if key in categories:
            seen[categories[key]] += 1
            (first if seen[categories[key]] <= MAX_OF_A_CATEGORY else rest).append(key)
    return (first + rest)[:SHOWN]
