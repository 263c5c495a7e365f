"""Filters and tags of every template: money, icons, discounts, dates, query strings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from apps.catalog.shown_names import shown_name
from apps.catalog.structured import product_json
from retailgenie.ai.types import ConfirmCard, ProductCard, ProductDetail, VariantView
from retailgenie.lib.money import format_inr

register = template.Library()

# Colours that static/css/swatches.css draws; others get a patterned dot, and their name as for all.
SWATCHES = frozenset(
    "red maroon wine pink peach coral orange rust mustard yellow gold cream beige tan brown green olive mint teal"
    " turquoise blue navy sky purple lavender black charcoal grey silver white multicolour".split()
)
SWATCH_OF = {
    "ivory": "cream",
    "gray": "grey",
    "multi": "multicolour",
    "multicolor": "multicolour",
    "golden": "gold",
}
LOW_STOCK = 5  # pieces; below it a card says how many are left


@register.filter
def inr(paise: int | None) -> str:
    """Format paise as ₹1,499; nothing for None."""
    return "" if paise is None else format_inr(paise)


@register.filter
def named(name: str) -> str:
    """Write a category or a value of the catalogue in the page's language, as far as there is a word."""
    return shown_name(name)


@register.filter
def percent_off(card: ProductCard) -> int:
    """Return the discount from MRP in whole per cent, 0 when there is none."""
    if card.mrp_paise <= card.price_paise:
        return 0
    return (card.mrp_paise - card.price_paise) * 100 // card.mrp_paise


@register.filter
def pieces(card: ProductCard) -> int:
    """Return how many pieces of any variant can be sold now."""
    return sum(variant.available for variant in card.variants)


@register.filter
def cheapest(card: ProductCard) -> VariantView | None:
    """Return the cheapest variant that can be sold now, or None."""
    return min(
        (variant for variant in card.variants if variant.available > 0),
        key=lambda variant: variant.price_paise,
        default=None,
    )


@register.filter
def swatch(colour: str) -> str:
    """Return the class of a colour's dot by the most telling of its words: "Navy Blue" is navy, "Rose Gold" gold."""
    words = [SWATCH_OF.get(word, word) for word in colour.lower().replace("-", " ").split()]
    return next((f"swatch-{word}" for word in words if word in SWATCHES), "swatch-other")


@register.filter
def size_run(card: ProductCard) -> list[tuple[str, bool]]:
    """Return the sizes of a card in their order, each with whether any colour of it can be sold now."""
    left = {x.size for x in card.variants if x.available > 0}
    return [(size, size in left) for size in card.sizes]


@register.filter
def is_low(available: int) -> bool:
    """Say whether so few pieces are left that the shopper should know."""
    return 0 < available <= LOW_STOCK


@register.filter
def shows_total(card: ConfirmCard) -> bool:
    """Say whether a confirm card needs a line for its total: not when one of its own lines says that sum already."""
    return card.total_paise is not None and format_inr(card.total_paise) not in [
        value for _, value in card.lines
    ]


@register.filter
def day(iso: str) -> str:
    """Format an ISO date or instant as a short local day: 24 Nov 2026."""
    return date_format(_local(iso), "j M Y") if iso else ""


@register.filter
def moment(iso: str) -> str:
    """Format an ISO instant as local day and time: 24 Nov, 3:15 p.m."""
    return date_format(_local(iso), "j M, P") if iso else ""


def _local(iso: str) -> datetime | date:
    instant = datetime.fromisoformat(iso)
    return timezone.localtime(instant) if timezone.is_aware(instant) else instant


@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """Draw one symbol of the icon sheet; it is decoration, so the control around it needs its own name."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        extra_class,
        static("img/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: object) -> str:
    """Return the page's query string with some values changed; None takes a name away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag
def link_with(url: str, **values: object) -> str:
    """Return an address with a query string of the values that are not empty."""
    query = urlencode({name: value for name, value in values.items() if value not in (None, "")})
    return f"{url}?{query}" if query else url


@register.simple_tag(takes_context=True)
def product_structured(context: dict[str, Any], detail: ProductDetail) -> SafeString:
    """Write a product's JSON-LD; `product_json` has made it safe inside a script element."""
    url = context["request"].build_absolute_uri(detail.card.url)
    return mark_safe(product_json(detail, url=url))  # noqa: S308
