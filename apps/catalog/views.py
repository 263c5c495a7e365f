"""The classic shop window: home, categories, search, products, favourites, stores, offers."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.callers import caller_of
from apps.catalog.facets import attribute_label
from apps.catalog.listing import listing, search_arguments
from apps.catalog.models import Category, Product
from apps.catalog.pages import child_categories, home_tiles, place_of, product_picks, season_now, trail_of
from apps.catalog.search_arms import Arm, arm_of, legacy_query
from apps.catalog.search_url import is_understood, query_from, with_controls
from apps.catalog.understanding import understand
from apps.ledger.pages import ReadRefused, answer, read, write
from retailgenie.ai.tools.types import Done, Door
from retailgenie.ai.types import Limit, SearchQuery

PAGE_SIZE = 24
MAX_COMPARED = 4
MAX_DIGITS = 18  # of a row number; more does not fit its column


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The shop window: categories, what sells, offers, what suits the season."""
    context = {
        "tiles": home_tiles(),
        "trending": read(request, "trending_products"),
        **_own_picks(request),
        "offers": read(request, "list_offers"),
        "seasonal": read(request, "recommend_products", **season_now()),
    }
    return render(request, "catalog/home.html", context)


def _own_picks(request: HttpRequest) -> dict[str, Any]:
    """What this person may want again or next; a visitor has bought nothing, so nothing is asked."""
    if not request.user.is_authenticated:
        return {}
    again = read(request, "buy_again")
    return {"again": again, "for_you": read(request, "recommend_products")} if again.cards else {}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Results for a sentence or for an address that already holds an understood query."""
    query = query_from(request.GET, page_size=PAGE_SIZE)
    if not is_understood(request.GET):
        query = with_controls(_read_wish(request, query.said), request.GET)
    return _results(request, query, {"trail": ()})


def _read_wish(request: HttpRequest, said: str) -> SearchQuery:
    if arm_of(caller_of(request, Door.CLASSIC).person.key) is Arm.LEGACY:
        return legacy_query(said, page_size=PAGE_SIZE)
    return understand(said, get_language() or "en", PAGE_SIZE)


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything in one category, with the same filters as search."""
    shown = get_object_or_404(Category.objects.select_related("parent"), slug=slug)
    fixed = Limit("category", (shown.name,))
    asked = query_from(request.GET, page_size=PAGE_SIZE)
    limits = (fixed, *(x for x in asked.limits if x.attribute != "category"))
    context = {"category": shown, "children": child_categories(shown), "trail": trail_of(shown)}
    query = SearchQuery(
        text=asked.text,
        said=asked.said,
        limits=limits,
        price=asked.price,
        sort=asked.sort,
        in_stock_only=asked.in_stock_only,
        page=asked.page,
        page_size=PAGE_SIZE,
    )
    return _results(request, query, context, fixed=(fixed,))


def _results(
    request: HttpRequest, query: SearchQuery, context: dict[str, Any], fixed: tuple[Limit, ...] = ()
) -> HttpResponse:
    results = read(request, "search_products", **search_arguments(query))
    whole = context | listing(request, results, fixed=fixed)
    partial = getattr(request, "htmx", None) and request.htmx.target == "results"  # type: ignore[attr-defined]
    return render(request, "catalog/results.html" + ("#results" if partial else ""), whole)


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One product: pictures, choices, stock near a place, reviews, what is like it and goes with it."""
    found = get_object_or_404(Product.objects.select_related("category__parent"), slug=slug, is_active=True)
    detail = read(request, "get_product", product_id=found.pk)
    picks = product_picks(detail, request.GET.get("colour", ""), request.GET.get("size", ""))
    context: dict[str, Any] = {
        "detail": detail,
        "card": detail.card,
        "picks": picks,
        "facts": [(attribute_label(name), value) for name, value in detail.card.attributes],
        "trail": [*trail_of(found.category), (found.title, found.get_absolute_url())],
    }
    context |= _nearby(request, found.pk, picks.variant.variant_id if picks.variant else None)
    if getattr(request, "htmx", None) and request.htmx.target == "nearby":  # type: ignore[attr-defined]
        return render(request, "catalog/product.html#nearby", context)
    context["similar"] = read(request, "similar_products", product_id=found.pk)
    context["together"] = read(request, "bought_together", product_id=found.pk)
    context["goes_with"] = read(request, "complete_the_look", product_id=found.pk)
    return render(request, "catalog/product.html", context)


def _nearby(request: HttpRequest, product_id: int, variant_id: int | None) -> dict[str, Any]:
    """Stores and delivery for the asked place; a place that can't be read is said in `place_problem`."""
    place = place_of(request)
    context: dict[str, Any] = {"place": place, "availability": None, "delivery": None, "place_problem": ""}
    if not place:
        return context
    try:
        if place.isdecimal():
            context["delivery"] = read(request, "check_delivery", pin=place)
        context["availability"] = read(
            request, "check_availability", product_id=product_id, variant_id=variant_id, place=place
        )
    except ReadRefused as error:
        context["place_problem"] = error.message
    return context


@require_POST
def favourite(request: HttpRequest) -> HttpResponse:
    """Keep a product or let it go; htmx gets the button back, a plain form the page it came from."""
    product_id = request.POST.get("product_id", "")
    if not product_id.isdecimal() or len(product_id) > MAX_DIGITS:
        raise Http404
    shown = get_object_or_404(Product, pk=int(product_id), is_active=True)
    keep = request.POST.get("keep") == "1"
    outcome = write(request, "add_favourite" if keep else "remove_favourite", product_id=shown.pk)
    if not getattr(request, "htmx", None):
        return answer(request, outcome, done=_next(request))
    card = {"product_id": shown.pk, "title": shown.title, "favourite": keep == isinstance(outcome, Done)}
    return render(request, "components/favourite.html", {"card": card})


@require_safe
def favourites(request: HttpRequest) -> HttpResponse:
    """What the person kept."""
    return render(request, "catalog/favourites.html", {"cards": read(request, "list_favourites").cards})


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """What is cheaper now, and the coupons."""
    return render(request, "catalog/offers.html", {"offers": read(request, "list_offers")})


@require_safe
def stores(request: HttpRequest) -> HttpResponse:
    """Stores near a PIN code or in a city."""
    place = place_of(request)
    context: dict[str, Any] = {"place": place, "stores": (), "place_problem": ""}
    try:
        context["stores"] = read(request, "find_stores", place=place)
    except ReadRefused as error:
        context["place_problem"] = error.message
    return render(request, "catalog/stores.html", context)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four products side by side (?p=1&p=2)."""
    ids = [int(x) for x in request.GET.getlist("p") if x.isdecimal() and len(x) <= MAX_DIGITS][:MAX_COMPARED]
    comparison = read(request, "compare_products", product_ids=ids) if len(ids) > 1 else None
    return render(request, "catalog/compare.html", {"comparison": comparison})


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("catalog:favourites")
