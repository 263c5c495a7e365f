"""What every page shows around its content: the phase, the cart's count, where the other view is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import SimpleLazyObject

from apps.accounts.middleware import VISITOR_KEY
from apps.accounts.models import User
from apps.ledger.notices import unread_count
from apps.orders.models import Cart
from retailgenie.ai.tools.types import Person

# Asked at the end of every turn and page.
PIECES = """
select coalesce(sum(line.quantity), 0) from orders_cartline line join orders_cart cart on cart.id = line.cart_id
where cart.owner_key = %s and cart.state = %s
"""


def shop(request: HttpRequest) -> dict[str, Any]:
    """Give templates the phase, counts of cart and notices, where the classic view is, what the search box holds."""
    classic_home = reverse_lazy("catalog:home")
    return {
        "shop_name": settings.SHOP_NAME,
        "phase": settings.SHOP_PHASE,
        "cart_count": SimpleLazyObject(lambda: cart_count(known_person(request))),
        "unread_notices": SimpleLazyObject(lambda: _unread(known_person(request))),
        "classic_home_url": classic_home,
        "classic_url": classic_home,
        "search_text": request.GET.get("q", ""),
    }


def known_person(request: HttpRequest) -> Person | None:
    """Return who acts without giving a newcomer an id: pages of strangers start no session."""
    visitor = request.session.get(VISITOR_KEY, "")
    if isinstance(request.user, User):
        return Person(user_id=request.user.pk, visitor_id=visitor)
    return Person(visitor_id=visitor) if visitor else None


def _unread(person: Person | None) -> int:
    return unread_count(person.key) if person else 0


def cart_count(person: Person | None) -> int:
    """Return the pieces in a person's open cart."""
    if person is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(PIECES, [person.key, Cart.State.OPEN])
        return int(cursor.fetchone()[0])
