"""Small reads and choices that only the classic pages need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.cards import product_cards
from apps.catalog.models import Category, Product, Variant
from apps.catalog.pictures import image_url
from apps.catalog.shown_names import shown_name
from retailgenie.ai.types import ProductCard, ProductDetail, VariantView

PLACE_KEY = "place"  # the session remembers the last PIN code or city that was asked about
MAX_PLACE = 60
SEASON_OF_MONTH = {
    **dict.fromkeys((11, 12, 1, 2), "winter"),
    **dict.fromkeys((3, 4, 5, 6), "summer"),
    **dict.fromkeys((7, 8, 9), "monsoon"),
    10: "festive",
}
SEASON_LIMIT = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """One colour or size to pick: whether it is picked, and whether anything of it is left."""

    value: str
    picked: bool
    available: int
    variant_id: int | None = None


@dataclass(frozen=True, slots=True)
class Picks:
    """Colours and sizes of a product page; variant is what "add to cart" would add, if one is settled.

    priced: the card with the price of the picked colour or variant.
    """

    colour: str
    colours: tuple[Choice, ...]
    sizes: tuple[Choice, ...]
    variant: VariantView | None
    priced: ProductCard
    image_url: str

    @property
    def sold_out(self) -> tuple[Choice, ...]:
        """The sizes of the picked colour that one can only wait for."""
        return tuple(choice for choice in self.sizes if not choice.available)


@dataclass(frozen=True, slots=True)
class Tile:
    """A department on the shop's front, with the picture of what sells best in it."""

    name: str
    url: str
    image_url: str


def product_picks(detail: ProductDetail, colour: str, size: str) -> Picks:
    """Return the choices of a product with the asked colour and size picked, where they exist."""
    card = detail.card
    picked = colour if colour in card.colours else _first_colour(card)
    of_colour = [x for x in card.variants if x.colour == picked]
    chosen = next((x for x in of_colour if x.size == size and size), None)
    if chosen is None and len(of_colour) == 1:
        chosen = of_colour[0]
    prices = [chosen.price_paise] if chosen else [x.price_paise for x in of_colour]
    return Picks(
        colour=picked,
        colours=tuple(Choice(x, x == picked, _left(card, x)) for x in card.colours),
        sizes=tuple(Choice(x.size, x == chosen, x.available, x.variant_id) for x in of_colour),
        variant=chosen,
        priced=replace(card, price_paise=min(prices, default=card.price_paise)),
        image_url=_picture(of_colour) or card.image_url,
    )


def _picture(variants: list[VariantView]) -> str:
    """Return the picture of the first of these variants that has one, else ""."""
    rows = Variant.objects.filter(pk__in=[x.variant_id for x in variants]).exclude(image="")
    image = rows.values_list("image", flat=True).first()
    return image_url(image) if image else ""


def _first_colour(card: ProductCard) -> str:
    """Return the first colour that can be bought, else the first there is."""
    return next(
        (x.colour for x in card.variants if x.available), card.variants[0].colour if card.variants else ""
    )


def _left(card: ProductCard, colour: str) -> int:
    return sum(x.available for x in card.variants if x.colour == colour)


def place_of(request: HttpRequest) -> str:
    """Return the place asked about now, before, or in the person's account; "" when none is known."""
    asked = request.GET.get("place")
    if asked is not None:
        place = " ".join(asked.replace("\x00", " ").split())[:MAX_PLACE]
        compact = place.replace(" ", "")
        place = compact if compact.isdecimal() else place
        request.session[PLACE_KEY] = place
        return place
    remembered = request.session.get(PLACE_KEY)
    if remembered is not None:
        return str(remembered)
    return request.user.pin if isinstance(request.user, User) else ""


def season_now() -> dict[str, Any]:
    """Return the arguments that ask for what suits this time of the year."""
    return {"text": SEASON_OF_MONTH[timezone.localdate().month]}


def trail_of(category: Category) -> list[tuple[str, str]]:
    """Return the way from the shop's front to a category, for breadcrumbs."""
    trail: list[tuple[str, str]] = []
    step: Category | None = category
    while step is not None:
        trail.insert(0, (shown_name(step.name), step.get_absolute_url()))
        step = step.parent
    return trail


def child_categories(category: Category) -> list[Category]:
    return list(category.children.all())


def home_tiles() -> list[Tile]:
    """Return the departments, each with the picture of its most popular product."""
    categories = {row.pk: row for row in Category.objects.all()}
    best = (
        Product.objects.filter(is_active=True).order_by("category_id", "-popularity").distinct("category_id")
    )
    top: dict[int, tuple[float, int]] = {}
    for category_id, product_id, popularity in best.values_list("category_id", "pk", "popularity"):
        root = _root(categories, category_id)
        top[root] = max(top.get(root, (-1.0, 0)), (popularity, product_id))
    cards = {card.product_id: card for card in product_cards([product_id for _, product_id in top.values()])}
    return [
        Tile(shown_name(row.name), row.get_absolute_url(), cards[top[row.pk][1]].image_url)
        for row in categories.values()
        if row.parent_id is None and row.pk in top
    ]


def _root(categories: dict[int, Category], category_id: int) -> int:
    """Return the department that a category belongs to."""
    step = categories[category_id]
    while step.parent_id is not None:
        step = categories[step.parent_id]
    return step.pk
