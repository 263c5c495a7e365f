"""A player's HTTP client, and the rows that the words of an act mean."""

from __future__ import annotations

from typing import Any

from django.test import Client

from apps.accounts.middleware import VISITOR_KEY
from apps.catalog.models import Store
from apps.operations.evaluation.report import BadInput
from apps.operations.evaluation.scenario_world import GUEST_ADDRESS, Player
from apps.orders.models import Address, Cart, CartLine, Order
from retailgenie.ai.evaluation.scenarios import Act

HOST = "localhost"  # allowed by every settings module


class Browser:
    """A player's HTTP client; both doors act through it."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.client = Client(SERVER_NAME=HOST)
        if player.user is not None:
            self.client.force_login(player.user)
        session = self.client.session
        session[VISITOR_KEY] = player.visitor_id
        session.save()
        if player.user is None:
            self.client.cookies["sessionid"] = session.session_key or ""

    def line_id(self, act: Act) -> int:
        """Return the cart line that an act describes."""
        cart = Cart.objects.filter(owner_key=self.player.key, state=Cart.State.OPEN).first()
        lines = CartLine.objects.filter(cart=cart).order_by("pk")
        found = lines.filter(variant__product__title=act.product).first() if act.product else lines.last()
        if found is None:
            raise BadInput(f"There is no line {act.product!r} in the cart.")
        return found.pk

    def order_number(self, act: Act) -> str:
        """Return the number of the latest order, or of the latest that holds the described product."""
        rows = Order.objects.filter(owner_key=self.player.key).order_by("-placed_at", "-pk")
        found = rows.filter(lines__product_title=act.order).first() if act.order != "latest" else rows.first()
        if found is None:
            raise BadInput(f"There is no order {act.order!r}.")
        return found.number

    def where(self, act: Act) -> dict[str, Any]:
        """Return address_id, address or store_id as the act describes it."""
        if act.fulfilment == "pickup":
            return {"store_id": Store.objects.get(name=act.store).pk}
        if isinstance(act.address, dict):
            return {"address": {**GUEST_ADDRESS, **act.address}}
        row = Address.objects.filter(owner_key=self.player.key, line1=act.address).first()
        if row is None:
            raise BadInput(f"There is no address {act.address!r}.")
        return {"address_id": row.pk}
