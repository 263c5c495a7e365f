"""Ways out of an empty result: which soft limit to give up, one at a time.

Price and exclusions are never given up, so nothing is shown that contradicts them; whatever was given up is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from apps.catalog.facets import attribute_label
from apps.catalog.facts import BRAND, CATEGORY, COLOUR, SIZE, facts
from retailgenie.ai.types import Limit, SearchQuery

NAMED_VALUES = 3  # a colour family has a dozen

# What people give up first; attributes that only this catalogue has come before all of these, except the one that
# names the thing itself: of "brown leather loafers" the colour goes before the loafers.
_KIND = 5
_HARDNESS = {SIZE: 1, "occasion": 2, COLOUR: 3, "material": 4, BRAND: 5, CATEGORY: 6, "gender": 7}
_DEPARTMENT = 8


def relaxations(query: SearchQuery) -> Iterator[tuple[str, SearchQuery]]:
    """Yield (what is given up, as words; the softer query), the least loss first."""
    soft = sorted((x for x in query.limits if not x.excluded), key=lambda x: _hardness(x, query))
    without_words = _("the words “%(words)s”") % {"words": query.text}, replace(query, text="")
    kind_is_known = any(x.attribute == CATEGORY for x in soft)
    if query.text and kind_is_known:
        yield without_words
    if query.in_stock_only:
        yield _("in stock only"), replace(query, in_stock_only=False)
    for limit in soft:
        rest = tuple(x for x in query.limits if x is not limit)
        if query.text or any(not x.excluded for x in rest):
            if (
                limit.attribute == CATEGORY
            ):  # it still orders what is left: women's shoes before other women's things
                yield limit_words(limit), replace(query, limits=rest, text=limit.values[0])
            yield limit_words(limit), replace(query, limits=rest)
    if query.text and soft and not kind_is_known:  # the words were the kind of thing: the greatest loss
        yield without_words


def _hardness(limit: Limit, query: SearchQuery) -> int:
    if limit.attribute == CATEGORY and _is_department(limit):
        return _DEPARTMENT
    last = query.said.split()[-1:]
    names_the_thing = bool(last) and limit.said.split()[-1:] == last
    return _HARDNESS.get(limit.attribute, _KIND if names_the_thing else 0)


def _is_department(limit: Limit) -> bool:
    """A whole department ("Watches") says more than whom it is for: no girl wants a frock instead of a watch."""
    trees = facts().categories
    return any(len(trees.get(value.casefold(), ())) > 1 for value in limit.values)


def limit_words(limit: Limit) -> str:
    """Return a limit as people say it: "colour Blue, Navy"."""
    values = ", ".join(limit.values[:NAMED_VALUES])
    return f"{attribute_label(limit.attribute).lower()} {values}"
