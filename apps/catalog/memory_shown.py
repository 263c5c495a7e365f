"""What is remembered, in words for people: what, for what, from where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from retailgenie.ai.types import LearntFrom, MemoryItem, Trait
from retailgenie.lib.money import format_inr

WHOM = {
    "son": gettext_lazy("your son"),
    "daughter": gettext_lazy("your daughter"),
    "child": gettext_lazy("your child"),
    "husband": gettext_lazy("your husband"),
    "wife": gettext_lazy("your wife"),
    "mother": gettext_lazy("your mother"),
    "father": gettext_lazy("your father"),
    "brother": gettext_lazy("your brother"),
    "sister": gettext_lazy("your sister"),
    "friend": gettext_lazy("your friend"),
}


@dataclass(frozen=True, slots=True)
class ItemShown:
    """key: what a button that forgets it sends. text: "Size M for shirts". source: "you told us on 3 May"."""

    key: str
    text: str
    source: str
    sure: bool


def item_shown(item: MemoryItem) -> ItemShown:
    return ItemShown(item.key, item_text(item), source_text(item), item.sure)


def item_text(item: MemoryItem) -> str:
    """Return what is remembered: "Size M for shirts (Men)", "Brand: Anokhi", "Shirts: ₹900 to ₹1,500"."""
    goods = item.goods.lower() or str(_("anything"))
    if item.audience:
        goods = f"{goods} ({item.audience})"
    if item.whom:
        goods = _("%(goods)s, for %(whom)s") % {"goods": goods, "whom": WHOM.get(item.whom, item.whom)}
    if item.what is Trait.SIZE:
        return pgettext("remembered", "Size %(size)s for %(goods)s") % {"size": item.value, "goods": goods}
    if item.what is Trait.BRAND:
        return pgettext("remembered", "You like the brand %(brand)s") % {"brand": item.value}
    return pgettext("remembered", "For %(goods)s you spend %(amount)s") % {
        "goods": goods,
        "amount": amount_text(item.low_paise, item.high_paise),
    }


def amount_text(low_paise: int | None, high_paise: int | None) -> str:
    if low_paise is not None and high_paise is not None:
        return _("%(low)s to %(high)s") % {"low": format_inr(low_paise), "high": format_inr(high_paise)}
    if high_paise is not None:
        return _("up to %(high)s") % {"high": format_inr(high_paise)}
    return _("from %(low)s") % {"low": format_inr(low_paise or 0)}


def source_text(item: MemoryItem) -> str:
    """Return where an item is from: "you told us on 3 May 2026", "from your order of 3 May 2026"."""
    day = date_format(date.fromisoformat(item.at), "j F Y")
    if item.source is LearntFrom.TOLD:
        return _("you told us on %(day)s") % {"day": day}
    return _("from your order of %(day)s") % {"day": day}
