"""Search wishes: how a later one changes an earlier one, how they are said back and how the search tool takes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from retailgenie.ai.nlu.plurals import UNCOUNTED, plural, singular
from retailgenie.ai.types import Limit, MoneyRange, SearchQuery, Sort
from retailgenie.lib.money import format_inr

SIZES_SAID = 3
# Names of departments and uses that are no things by themselves: "home products", not "homes".
NO_NOUNS = frozenset(
    "home beauty kitchen sport sports running walking training hiking living dining men women kids boys girls".split()
)
PARTS = re.compile(r" (?:with|for|without) |,|\(")  # behind it a title tells what a thing has or is for
STORY = 4  # words beside what was understood
ORDER = ("colour", "material", "pattern", "brand", "occasion")  # said before the kind of thing


class Text(Protocol):
    """A wording by its key (`Turn.text`)."""

    def __call__(self, key: str, **values: Any) -> str: ...


def merged(last: SearchQuery, new: SearchQuery) -> SearchQuery:
    """Return the last wish with what is new: same attribute replaced, exclusions added, first page.

    Another kind of thing that is told more of ("and a brown leather belt") is a wish of its own.
    """
    if _another_kind(last, new) and any(x.attribute != "category" for x in new.limits):
        return replace(new, page=1)
    price = new.price if new.price != MoneyRange() else last.price
    sort = new.sort if new.sort is not Sort.RELEVANCE else last.sort
    kept = tuple(x for x in last.limits if not _replaced(x, new.limits))
    text = " ".join(dict.fromkeys((*last.text.split(), *new.text.split()))) if not _kind(new) else new.text
    said = " ".join(x for x in (last.said, new.said) if x)
    return replace(
        last, text=text, said=said, limits=(*kept, *new.limits), price=price, sort=sort,
        in_stock_only=last.in_stock_only or new.in_stock_only, page=1,
    )  # fmt: skip


def _kind(query: SearchQuery) -> bool:
    return query.limit("category") is not None


def _another_kind(last: SearchQuery, new: SearchQuery) -> bool:
    before, now = last.limit("category"), new.limit("category")
    return before is not None and now is not None and set(before.values).isdisjoint(now.values)


def is_story(query: SearchQuery) -> bool:
    """Whether so much is told around a kind of thing that the rest of the words name nothing that is sold."""
    return _kind(query) and len(query.text.split()) >= STORY


def _replaced(old: Limit, new: tuple[Limit, ...]) -> bool:
    """A limit gives way to one of its kind; "not red" also takes "red" back."""
    for limit in new:
        if limit.attribute == old.attribute and (not limit.excluded or not old.excluded):
            return limit.excluded is old.excluded or not set(limit.values).isdisjoint(old.values)
    return False


def is_empty(query: SearchQuery | None) -> bool:
    """Whether a wish names nothing at all to look for."""
    return query is None or not (query.text.strip() or query.limits or query.price != MoneyRange())


def arguments(query: SearchQuery) -> dict[str, Any]:
    """Return the arguments of `search_products`."""
    return {
        "text": query.text,
        "said": query.said,
        "limits": [
            {"attribute": x.attribute, "values": list(x.values), "excluded": x.excluded} for x in query.limits
        ],
        "min_price_paise": query.price.min_paise,
        "max_price_paise": query.price.max_paise,
        "sort": query.sort.value,
        "in_stock_only": query.in_stock_only,
        "page": query.page,
        "page_size": query.page_size,
        "as_typed": query.as_typed,
    }


def described(query: SearchQuery, text: Text) -> str:
    """Return the wish as one says it: "blue cotton shirts for men under ₹1,500, not red"."""
    wanted = {x.attribute: _said_values(x, query.said) for x in query.limits if not x.excluded}
    kinds = wanted.get("category", "").split(", ")
    if len(kinds) > 1:  # "curtains for the living room": the room is no thing to buy
        wanted["category"] = ", ".join([x for x in kinds if x.lower() not in NO_NOUNS] or kinds)
    kind, _, who = (wanted.pop(name, "") for name in ("category", "size", "gender"))
    size = query.limit("size")
    sizes = "/".join(_unlike(size.values)[:SIZES_SAID]) if size else ""
    first = [wanted.pop(name) for name in ORDER if name in wanted]
    free = " ".join(word for word in query.text.split() if any(char.isalnum() for char in word))
    words = [*first, *wanted.values(), _several(kind) or free or text("wish_things")]
    if words[-1].lower() in NO_NOUNS:
        words.append(text("wish_things"))
    words = ["/".join(x.split(", ")) for x in words]
    thing = " ".join(dict.fromkeys(x.lower() for x in words if x))
    if who and who.lower() not in thing:
        thing = text("wish_for", thing=thing, who=who.lower()).strip()
    parts = [thing, text("wish_size", sizes=sizes) if sizes else "", _price(query.price, text)]
    said = text("wish_joint").join(x for x in parts if x)
    refused = [_said_values(x, query.said).lower() for x in query.limits if x.excluded]
    return text("wish_not", wish=said, values=", ".join(refused)) if refused else said


def _unlike(sizes: Sequence[str]) -> list[str]:
    """Leave out the bare number of a size that is there with its scale: "9" beside "UK 9"."""
    return [x for x in sizes if not any(y.endswith(f" {x}") for y in sizes)]


def _several(kind: str) -> str:
    """Return an English kind of thing in the plural: "party dress" -> "party dresses"."""
    if kind.lower() in NO_NOUNS:
        return kind
    head, _, last = kind.lower().rpartition(" ")
    if not last or not last.isascii() or last in UNCOUNTED or singular(last) != last:
        return kind
    return f"{head} {plural(last)}".strip()


def names_kind(query: SearchQuery, titles: Sequence[str]) -> bool:
    """Whether any of the things found is of the kind that was asked for, as far as titles and categories say."""
    kind = query.limit("category")
    if kind is None and query.text.strip():
        return _named_by_a_title(query.text, titles)
    if kind is None or len(kind.values) > 1:
        return True
    words = {singular(word) for title in titles for word in title.lower().replace("-", " ").split()}
    named = [singular(word) for word in f"{kind.values[0]} {kind.said}".lower().split()]
    return any(word in words or any(x.endswith(word) for x in words if len(word) > 2) for word in named)


def _named_by_a_title(text: str, titles: Sequence[str]) -> bool:
    """Whether free words end in what a title names, and not only in what it has: a bag "with laptop sleeve" is none."""
    last = singular(text.lower().split()[-1])
    parts = [PARTS.split(title.lower().replace("-", " "), maxsplit=1) for title in titles]
    heads, rests = ({singular(y) for x in parts for y in "".join(x[n : n + 1]).split()} for n in (0, 1))
    return last in heads or last not in rests


def _said_values(limit: Limit, said: str) -> str:
    """Return the words that were said: a colour stands for its family, a kind for its kinds."""
    heard = [x for x in limit.values if x.lower().removesuffix("s") in said.lower()]
    same = [x for x in limit.values if x.lower().removesuffix("s") == limit.said.lower().removesuffix("s")]
    return (same[0] if same else limit.said) or "/".join(heard or limit.values[:1])


def _price(price: MoneyRange, text: Text) -> str:
    low = format_inr(price.min_paise) if price.min_paise is not None else ""
    high = format_inr(price.max_paise) if price.max_paise is not None else ""
    if low and high:
        return text("wish_between", low=low, high=high)
    if high:
        return text("wish_under", high=high)
    return text("wish_over", low=low) if low else ""
