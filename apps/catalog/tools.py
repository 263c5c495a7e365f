"""What the assistant and other programs can do with the catalogue."""

from __future__ import annotations

from time import perf_counter
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import Field

from apps.catalog import (
    alert_tools,
    memory_tools,
    places,
    recommendations,
    review_tools,
    selectors,
    suggestions,
)
from apps.catalog.delivery import delivery_estimate
from apps.catalog.filters import MAX_LIMITS
from apps.catalog.search import MAX_PAGE_SIZE, search
from apps.catalog.search_arms import search_note
from apps.catalog.selectors import card_of
from apps.catalog.services import favourite_add, favourite_remove
from apps.ledger.events import event_record
from apps.ledger.models import EventName
from retailgenie.ai.tools.registry import tool
from retailgenie.ai.tools.types import Arguments, Caller, NoArguments, Risk, ToolResult, UndoStep
from retailgenie.ai.types import Limit, MoneyRange, SearchQuery, Sort

__all__ = ["alert_tools", "memory_tools", "review_tools"]  # they register their own

Id = Annotated[int, Field(gt=0, lt=2**63)]
Paise = Annotated[int, Field(ge=0, lt=10**12)]
Words = Annotated[str, Field(max_length=20_000)]
Place = Annotated[str, Field(max_length=100)]


class LimitArguments(Arguments):
    """One attribute and the values that satisfy it, or that are not wanted."""

    attribute: Annotated[str, Field(max_length=60)]
    values: Annotated[tuple[Annotated[str, Field(max_length=120)], ...], Field(min_length=1, max_length=100)]
    excluded: bool = False


class WishArguments(Arguments):
    """What is wished for: words, hard limits and a price range in paise."""

    text: Words = ""
    said: Words = ""
    limits: Annotated[tuple[LimitArguments, ...], Field(max_length=MAX_LIMITS)] = ()
    min_price_paise: Paise | None = None
    max_price_paise: Paise | None = None

    def query(self) -> SearchQuery:
        """Return the wish as the search takes it."""
        return SearchQuery(
            text=self.text,
            said=self.said,
            limits=tuple(Limit(x.attribute, x.values, x.excluded) for x in self.limits),
            price=MoneyRange(self.min_price_paise, self.max_price_paise),
        )


class SearchArguments(WishArguments):
    sort: Sort = Sort.RELEVANCE
    in_stock_only: bool = False
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE)] = 12
    as_typed: bool = False
    plain: bool = False

    def query(self) -> SearchQuery:
        wish = super().query()
        return SearchQuery(
            text=wish.text,
            said=wish.said,
            limits=wish.limits,
            price=wish.price,
            sort=self.sort,
            in_stock_only=self.in_stock_only,
            page=self.page,
            page_size=self.page_size,
            as_typed=self.as_typed,
            plain=self.plain,
        )


class ProductArguments(Arguments):
    product_id: Id


class CompareArguments(Arguments):
    product_ids: Annotated[tuple[Id, ...], Field(min_length=2, max_length=selectors.MAX_COMPARED)]


class CategoryArguments(Arguments):
    parent: Annotated[str, Field(max_length=80)] = ""


class AvailabilityArguments(Arguments):
    product_id: Id
    variant_id: Id | None = None
    place: Place = ""


class PlaceArguments(Arguments):
    place: Place = ""


class PinArguments(Arguments):
    pin: Annotated[str, Field(max_length=20)]


@tool(SearchArguments, public=True)
def search_products(caller: Caller, arguments: SearchArguments) -> ToolResult:
    """Find products by words, limits on attributes, price and stock, with facets, sorted and in pages."""
    started = perf_counter()
    results = search(arguments.query(), owner_key=caller.person.key)
    now = timezone.now()
    search_note(caller=caller, results=results, seconds=perf_counter() - started, now=now)
    if results.cards:  # what the ranker counts as seen
        products = [card.product_id for card in results.cards]
        event_record(name=EventName.RESULT_SHOWN, caller=caller, now=now, products=products)
    return ToolResult(results)


@tool(ProductArguments, public=True)
def get_product(caller: Caller, arguments: ProductArguments) -> ToolResult:
    """Show one product with its description, pictures, variants, stock and reviews."""
    detail = selectors.product_detail(arguments.product_id, owner_key=caller.person.key)
    event_record(
        name=EventName.PRODUCT_VIEWED, caller=caller, now=timezone.now(), product=arguments.product_id
    )
    return ToolResult(detail)


@tool(ProductArguments, public=True)
def product_reviews(caller: Caller, arguments: ProductArguments) -> ToolResult:
    """Show what buyers say of a product."""
    return ToolResult(selectors.product_detail(arguments.product_id, owner_key=caller.person.key))


@tool(CompareArguments, public=True)
def compare_products(caller: Caller, arguments: CompareArguments) -> ToolResult:
    """Put two to four products side by side."""
    return ToolResult(selectors.products_compared(arguments.product_ids, owner_key=caller.person.key))


@tool(ProductArguments, public=True)
def similar_products(caller: Caller, arguments: ProductArguments) -> ToolResult:
    """Suggest products like a given one in look, kind and price."""
    return ToolResult(recommendations.similar_products(arguments.product_id, owner_key=caller.person.key))


@tool(ProductArguments, public=True)
def complete_the_look(caller: Caller, arguments: ProductArguments) -> ToolResult:
    """Suggest what goes with a given product."""
    return ToolResult(recommendations.complete_the_look(arguments.product_id, owner_key=caller.person.key))


@tool(ProductArguments, public=True)
def bought_together(caller: Caller, arguments: ProductArguments) -> ToolResult:
    """Show what other people bought together with a given product."""
    return ToolResult(recommendations.bought_together(arguments.product_id, owner_key=caller.person.key))


@tool(NoArguments)
def buy_again(caller: Caller, arguments: NoArguments) -> ToolResult:
    """Suggest what the person bought before and may want again."""
    return ToolResult(suggestions.buy_again(owner_key=caller.person.key))


@tool(WishArguments, public=True)
def recommend_products(caller: Caller, arguments: WishArguments) -> ToolResult:
    """Suggest products for a wish, or for the person when there is none."""
    return ToolResult(recommendations.recommend_products(arguments.query(), owner_key=caller.person.key))


@tool(NoArguments, public=True)
def trending_products(caller: Caller, arguments: NoArguments) -> ToolResult:
    """Show what sells best now."""
    return ToolResult(recommendations.trending_products(owner_key=caller.person.key))


@tool(CategoryArguments, public=True)
def browse_categories(caller: Caller, arguments: CategoryArguments) -> ToolResult:
    """List the categories of the shop, or those below one of them, with their number of products."""
    return ToolResult(selectors.categories_below(arguments.parent))


@tool(AvailabilityArguments, public=True)
def check_availability(caller: Caller, arguments: AvailabilityArguments) -> ToolResult:
    """Say how many pieces of a product or variant there are online and in stores near a city or PIN code."""
    return ToolResult(
        places.product_availability(
            arguments.product_id,
            variant_id=arguments.variant_id,
            place=arguments.place,
            owner_key=caller.person.key,
        )
    )


@tool(PlaceArguments, public=True)
def find_stores(caller: Caller, arguments: PlaceArguments) -> ToolResult:
    """List the stores near a city or PIN code, nearest first."""
    return ToolResult(places.stores_near(arguments.place))


@tool(PinArguments, public=True)
def check_delivery(caller: Caller, arguments: PinArguments) -> ToolResult:
    """Say whether and how fast we deliver to a PIN code, and what it costs."""
    return ToolResult(delivery_estimate(arguments.pin))


@tool(NoArguments, public=True)
def list_offers(caller: Caller, arguments: NoArguments) -> ToolResult:
    """List the offers and coupons that run now."""
    return ToolResult(selectors.offers_running(timezone.now()))


@tool(NoArguments)
def list_favourites(caller: Caller, arguments: NoArguments) -> ToolResult:
    """List the person's favourite products."""
    return ToolResult(selectors.favourites_of(caller.person.key))


@tool(ProductArguments, risk=Risk.WRITE)
def add_favourite(caller: Caller, arguments: ProductArguments) -> ToolResult:
    """Keep a product among the person's favourites."""
    title = card_of(arguments.product_id).title
    added = favourite_add(owner_key=caller.person.key, product_id=arguments.product_id, now=timezone.now())
    undo = UndoStep("remove_favourite", {"product_id": arguments.product_id}) if added else None
    return ToolResult(
        selectors.favourites_of(caller.person.key), _("%(title)s is a favourite now") % {"title": title}, undo
    )


@tool(ProductArguments, risk=Risk.WRITE)
def remove_favourite(caller: Caller, arguments: ProductArguments) -> ToolResult:
    """Take a product out of the person's favourites."""
    removed = favourite_remove(owner_key=caller.person.key, product_id=arguments.product_id)
    undo = UndoStep("add_favourite", {"product_id": arguments.product_id}) if removed else None
    return ToolResult(selectors.favourites_of(caller.person.key), _("Taken out of your favourites"), undo)
