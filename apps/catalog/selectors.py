"""Reads of the catalogue beyond search: details, comparison, categories, reviews, offers, favourites."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.catalog.cards import product_cards
from apps.catalog.facets import attribute_label
from apps.catalog.facts import facts
from apps.catalog.models import Category, Favourite, Offer, Product, Review, Variant
from apps.catalog.pictures import image_url
from retailgenie.ai.types import Cards, Comparison, OfferView, ProductCard, ProductDetail, ReviewView
from retailgenie.lib.errors import NotFound
from retailgenie.lib.money import format_inr

MAX_REVIEWS = 20
MAX_COMPARED = 4


def card_of(product_id: int, *, owner_key: str = "") -> ProductCard:
    """Return one product's card; raises NotFound for an unknown or inactive one."""
    cards = product_cards([product_id], owner_key=owner_key)
    if not cards:
        raise NotFound(_("This product isn't in the shop any more."))
    return cards[0]


def product_detail(product_id: int, *, owner_key: str = "") -> ProductDetail:
    """Return everything a product page shows; raises NotFound."""
    card = card_of(product_id, owner_key=owner_key)
    product = Product.objects.get(pk=product_id)
    pictures = Variant.objects.filter(product_id=product_id, is_active=True).exclude(image="")
    images = dict.fromkeys(image_url(name) for name in pictures.values_list("image", flat=True))
    return ProductDetail(
        card=card,
        description=product.description,
        images=tuple(images) or (card.image_url,),
        return_days=product.return_days,
        reviews=product_reviews(product_id),
    )


def product_reviews(product_id: int) -> tuple[ReviewView, ...]:
    """Return the published reviews, those that helped most people first, then the newest."""
    published = Review.objects.filter(product_id=product_id, state=Review.State.PUBLISHED)
    rows = published.order_by("-helpful", "-created_at", "-pk")[:MAX_REVIEWS]
    return tuple(
        ReviewView(
            row.rating,
            row.title,
            row.text,
            row.author,
            timezone.localtime(row.created_at).date().isoformat(),
            row.verified,
            row.pk,
            row.helpful,
        )
        for row in rows
    )


def products_compared(product_ids: Sequence[int], *, owner_key: str = "") -> Comparison:
    """Return up to four products side by side; raises NotFound where fewer than two are in the shop."""
    cards = product_cards(list(dict.fromkeys(product_ids))[:MAX_COMPARED], owner_key=owner_key)
    if len(cards) < 2:
        raise NotFound(_("I need two products that are in the shop to compare."))
    rows = [
        (_("Price"), tuple(format_inr(card.price_paise) for card in cards)),
        (_("Rating"), tuple(_rating(card) for card in cards)),
        (_("Brand"), tuple(card.brand for card in cards)),
        (_("Category"), tuple(card.category for card in cards)),
        (_("Colours"), tuple(", ".join(card.colours) for card in cards)),
        (_("Sizes in stock"), tuple(_sizes_in_stock(card) for card in cards)),
    ]
    names = dict.fromkeys(name for card in cards for name, _value in card.attributes)
    rows += [
        (attribute_label(name), tuple(dict(card.attributes).get(name, "–") for card in cards))
        for name in names
    ]
    return Comparison(cards, tuple(row for row in rows if any(value not in ("", "–") for value in row[1])))


def _rating(card: ProductCard) -> str:
    return f"{card.rating:.1f} ({card.review_count})" if card.review_count else "–"


def _sizes_in_stock(card: ProductCard) -> str:
    sizes = dict.fromkeys(x.size for x in card.variants if x.size and x.available > 0)
    return ", ".join(sizes) or (_("In stock") if card.in_stock else _("Sold out"))


def categories_below(parent: str = "") -> tuple[tuple[str, str, int], ...]:
    """Return (name, address, number of products) of the categories below one (name or slug), or of the top ones.

    Empty ones are left out. Raises NotFound for an unknown parent.
    """
    rows = list(Category.objects.all())
    above = None
    if parent:
        above = next((x for x in rows if parent.casefold() in (x.name.casefold(), x.slug.casefold())), None)
        if above is None:
            raise NotFound(_("There is no category called %(name)s.") % {"name": parent})
    counts = _category_counts(rows)
    shown = [row for row in rows if row.parent_id == (above.pk if above else None) and counts[row.pk]]
    return tuple((row.name, row.get_absolute_url(), counts[row.pk]) for row in shown)


def _category_counts(rows: Sequence[Category]) -> Counter[int]:
    """Count active products in each category and in all below it."""
    own = Counter(Product.objects.filter(is_active=True).values_list("category_id", flat=True))
    trees = facts().categories
    return Counter(
        {row.pk: sum(own[key] for key in trees.get(row.slug.casefold(), {row.pk})) for row in rows}
    )


def offers_running(now: datetime) -> tuple[OfferView, ...]:
    """Return the offers that anyone can use now, those that end first at the top."""
    rows = Offer.objects.filter(
        Q(ends_at__gt=now) | Q(ends_at__isnull=True), is_active=True, starts_at__lte=now
    )
    return tuple(
        OfferView(
            row.title,
            row.description,
            row.code,
            timezone.localtime(row.ends_at).date().isoformat() if row.ends_at else "",
        )
        for row in rows.order_by("ends_at", "pk")
    )


def favourites_of(owner_key: str) -> Cards:
    """Return a person's favourites, newest first."""
    rows = Favourite.objects.filter(owner_key=owner_key).order_by("-created_at", "-pk")
    return Cards(
        _("Your favourites"),
        product_cards(list(rows.values_list("product_id", flat=True)[:100]), owner_key=owner_key),
    )
