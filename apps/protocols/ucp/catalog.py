"""Searching, looking up and showing products: the shop's own search behind the protocol's shapes."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from django.utils.translation import gettext as _

from apps.ledger.execution import execute_tool
from apps.protocols.ucp.asked import LookupIn, ProductIn, SearchIn
from apps.protocols.ucp.catalog_shown import detail_body, product_body
from apps.protocols.ucp.choosing import product_of
from apps.protocols.ucp.envelope import error_message, failure, metadata
from apps.protocols.ucp.people import caller_of_context
from apps.protocols.ucp.words import Answer, Context, TooLarge, UcpError
from retailgenie.ai.tools.types import Done, Refused
from retailgenie.ai.types import ProductCard, SearchResults

PAGE = 10
MOST_A_PAGE = 48
MOST_LOOKED_UP = 50
EVERYTHING = ("*", "")


def search(context: Context, body: dict[str, Any]) -> Answer:
    """Find products by words, category and price, in pages. A wish that nothing fits has an empty answer."""
    asked = SearchIn.model_validate(body)
    filters = asked.filters
    if asked.query is None and (filters is None or not (filters.categories or filters.price)):
        raise UcpError(_("Please send a query or filters."))
    number = _page_of(asked.cursor or asked.pagination.cursor)
    size = min(asked.limit or asked.pagination.limit or PAGE, MOST_A_PAGE)
    price = filters.price if filters else None
    limits = (
        [{"attribute": "category", "values": list(filters.categories)}]
        if filters and filters.categories
        else []
    )
    arguments = {
        "text": "" if (asked.query or "").strip() in EVERYTHING else asked.query,
        "limits": limits,
        "min_price_paise": price.min if price else None,
        "max_price_paise": price.max if price else None,
        "page": number,
        "page_size": size,
    }
    outcome = execute_tool(caller_of_context(context), "search_products", arguments)
    if isinstance(outcome, Refused):
        raise UcpError(outcome.message)
    assert isinstance(outcome, Done)
    found: SearchResults = outcome.result.data
    exact = not found.relaxed  # what was found only by leaving a wish out is not what was asked for
    cards = found.cards if exact else ()
    more = exact and number * size < found.total
    pages: dict[str, Any] = {"has_next_page": more, "total_count": found.total if exact else 0}
    if more:
        pages["cursor"] = _cursor(number + 1)
    products = [product_body(card) for card in cards]
    return Answer({"ucp": metadata(context), "products": products, "pagination": pages})


def lookup(context: Context, body: dict[str, Any]) -> Answer:
    """Return known products by product or variant ids, each once; unknown ids are named in a message."""
    asked = LookupIn.model_validate(body)
    if len(asked.ids) > MOST_LOOKED_UP:
        raise TooLarge(_("At most %(most)d ids at once.") % {"most": MOST_LOOKED_UP})
    wanted: dict[int, dict[int, list[dict[str, str]]]] = {}
    whole: dict[int, str] = {}
    unknown = []
    for item_id in dict.fromkeys(asked.ids):
        found = product_of(item_id)
        if found is None:
            unknown.append(item_id)
        elif found[1] is None:
            wanted.setdefault(found[0], {})
            whole[found[0]] = item_id
        else:
            wanted.setdefault(found[0], {}).setdefault(found[1], []).append({"id": item_id, "match": "exact"})
    products = []
    for product_id, inputs in wanted.items():
        card = _card(context, product_id)
        if card is not None:
            for variant in card.variants if product_id in whole else ():
                inputs.setdefault(variant.variant_id, []).append(
                    {"id": whole[product_id], "match": "featured"}
                )
            products.append(product_body(card, inputs=inputs))
    answer: dict[str, Any] = {"ucp": metadata(context), "products": products}
    if unknown:
        text = _("Unknown: %(ids)s") % {"ids": ", ".join(x[:40] for x in unknown)}
        answer["messages"] = [{"type": "info", "code": "not_found", "content": text}]
    return Answer(answer)


def product(context: Context, body: dict[str, Any]) -> Answer:
    """Return one product whole; its chosen variant stands first."""
    asked = ProductIn.model_validate(body)
    names = [x.name.casefold() for x in asked.selected]
    if len(set(names)) < len(names):
        raise UcpError(_("Please choose each option once."))
    found = product_of(asked.id)
    outcome = (
        execute_tool(caller_of_context(context), "get_product", {"product_id": found[0]}) if found else None
    )
    if found is None or not isinstance(outcome, Done):
        message = error_message("not_found", _("There is no such product."))
        return Answer(failure(context, [message]))
    wanted = {x.name: x.label for x in asked.selected}
    shown = detail_body(outcome.result.data, variant_id=found[1], wanted=wanted)
    return Answer({"ucp": metadata(context), "product": shown})


def _card(context: Context, product_id: int) -> ProductCard | None:
    outcome = execute_tool(caller_of_context(context), "get_product", {"product_id": product_id})
    return outcome.result.data.card if isinstance(outcome, Done) else None


def _cursor(page: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([page]).encode()).decode()


def _page_of(cursor: str) -> int:
    if not cursor:
        return 1
    try:
        (page,) = json.loads(base64.urlsafe_b64decode(cursor))
    except (ValueError, binascii.Error, TypeError) as error:
        raise UcpError(_("This cursor is not one of ours.")) from error
    if not isinstance(page, int) or not 1 <= page <= 100_000:
        raise UcpError(_("This cursor is not one of ours."))
    return page
