"""The small shop of the scenarios, its people, and what a scenario finds there at its start."""

from __future__ import annotations

import json
import tempfile
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from apps.accounts.callers import caller_for
from apps.accounts.models import User
from apps.catalog.counting import stock_count
from apps.catalog.import_rows import ImportRow, read_rows
from apps.catalog.importing import catalog_import
from apps.catalog.indexing import catalog_index
from apps.catalog.models import Offer, Product, Stock, Store, Variant
from apps.catalog.stock import stock_receive
from apps.content.indexing import content_index
from apps.content.services import document_publish, document_write
from apps.ledger.execution import execute_tool
from apps.operations.evaluation.report import BadInput
from apps.orders.models import Address, Order, OrderEvent, OrderLine, OrderPolicy, ReturnPhoto
from apps.orders.services.addresses import AddressInput, address_add
from apps.orders.services.cancel import MANAGE
from apps.orders.services.giftcards import giftcard_issue
from apps.orders.services.progress import order_advance
from apps.orders.services.timeline import Why
from apps.orders.services.undelivered import order_undelivered
from retailgenie.ai.evaluation.scenarios import LineWanted, OrderGiven, Setup
from retailgenie.ai.tools.types import Caller, Done, Door, NeedsApproval, Outcome, Refused

IN_WAREHOUSE = 30  # pieces of each variant, so that nothing sells out by itself
IN_STORE = 3
DOMAIN = "scenarios.example"


def build_world(path: Path, *, now: datetime) -> None:
    """Fill an empty, migrated database with the world's products, stores, offers, documents and people."""
    world = yaml.safe_load(path.read_text(encoding="utf-8"))
    catalog_import(rows=_rows(world["products"]), now=now)
    stores = [Store.objects.create(kind=Store.Kind.STORE, **row) for row in world["stores"]]
    pieces = [
        (key, store.pk, IN_STORE) for key in Variant.objects.values_list("pk", flat=True) for store in stores
    ]
    stock_receive(rows=pieces, reference="scenarios", now=now)
    for offer in world["offers"]:
        Offer.objects.create(starts_at=now - timedelta(days=1), **offer)
    for document in world["documents"]:
        written = document_write(**document, now=now)
        document_publish(document_id=written.pk, now=now)
    for name, person in world["people"].items():
        _person(name, person, now)
    catalog_index()
    content_index()


def _rows(products: list[dict[str, Any]]) -> list[ImportRow]:
    """Write the products as a foreign catalogue and read it back the way any catalogue is read."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for given in products:
            product = dict(given)
            sizes = product.pop("sizes")
            product["product_id"] = product.pop("id")
            for size in sizes:
                file.write(
                    json.dumps({**product, "size": size, "stock": IN_WAREHOUSE}, ensure_ascii=False) + "\n"
                )
        file.flush()
        found = list(read_rows(Path(file.name), {}))
    bad = [row for row in found if not isinstance(row, ImportRow)]
    if bad:
        raise BadInput(f"The scenarios' world can't be loaded: {bad[0]}")
    return [row for row in found if isinstance(row, ImportRow)]


def _person(name: str, person: dict[str, Any], now: datetime) -> None:
    user = User.objects.create_user(f"{name}@{DOMAIN}", name=person["name"])
    owner_key = caller_for(user, visitor_id="", door=Door.SYSTEM).person.key
    for address in person["addresses"]:
        address_add(owner_key=owner_key, address=AddressInput(**address), now=now)


# --- one scenario ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Player:
    """Who plays a scenario; a log-in in the middle changes the user."""

    user: User | None
    visitor_id: str

    def caller(self, door: Door) -> Caller:
        return caller_for(self.user, visitor_id=self.visitor_id, door=door)

    @property
    def key(self) -> str:
        return self.caller(Door.SYSTEM).person.key


def player_of(persona: str) -> Player:
    user = None if persona.startswith("guest") else User.objects.get(email=f"{persona}@{DOMAIN}")
    return Player(user, str(uuid.uuid5(uuid.NAMESPACE_URL, persona)))


def set_up(setup: Setup, player: Player, *, now: datetime) -> None:
    """Put the scenario's orders, cart and empty shelves in place."""
    for number, order in enumerate(setup.orders):
        owner = player_of(order.owner) if order.owner else player
        days = order.days_ago or len(setup.orders) - number
        _order(order, owner, at=now - timedelta(days=days))
    for code, paise in setup.gift_cards.items():
        giftcard_issue(code=code, owner_key=player.key, amount_paise=paise, reference="scenarios", now=now)
    for line in setup.cart:
        add_line(player.caller(Door.SYSTEM), line)
    for _n in range(setup.declined):
        decline_card(player.caller(Door.SYSTEM))
    for title in setup.sold_out:
        sell_out(title, now=now)
    for title, text in setup.descriptions.items():
        Product.objects.filter(title=title).update(description=text)


def sell_out(title: str, *, now: datetime) -> None:
    """Leave no piece of a product that could be sold."""
    for row in Stock.objects.filter(variant__product__title=title):
        stock_count(stock_id=row.pk, counted=row.allocated + row.reserved, actor="scenarios", now=now)


def variant_named(title: str, *, size: str = "", colour: str = "") -> Variant:
    """Return the variant of a product by its words; raises BadInput for one that the world lacks."""
    rows = Variant.objects.filter(product__title=title)
    rows = rows.filter(size__iexact=size) if size else rows
    rows = rows.filter(colour__iexact=colour) if colour else rows
    found = rows.first()
    if found is None:
        raise BadInput(f"The scenarios' world has no {title} {size} {colour}.")
    return found


def add_line(caller: Caller, line: LineWanted) -> None:
    variant = variant_named(line.title, size=line.size, colour=line.colour)
    done(execute_tool(caller, "add_to_cart", {"variant_id": variant.pk, "quantity": line.quantity}))


def _order(given: OrderGiven, owner: Player, *, at: datetime) -> None:
    """Place an order as its owner and move it along its timeline."""
    caller = owner.caller(Door.SYSTEM)
    for line in (LineWanted(given.product, given.size, quantity=given.quantity), *given.also):
        add_line(caller, line)
    address = Address.objects.filter(owner_key=owner.key).order_by("pk").first()
    where: dict[str, Any] = {"address_id": address.pk} if address else {"address": GUEST_ADDRESS}
    wish = {"fulfilment": "delivery", "payment_method": given.payment, **where}
    order = approved(caller, "place_order", wish)
    Order.objects.filter(number=order.number).update(placed_at=at)
    OrderEvent.objects.filter(order__number=order.number).update(at=at)
    staff = replace(caller, permissions=frozenset({MANAGE}))
    for status in _way_to(given.status):
        order_advance(caller=staff, number=order.number, to=status, now=at)
    if given.status == "refused":
        order_undelivered(caller=staff, number=order.number, why=Why.REFUSED, now=at)
    _terms(given, Order.objects.get(number=order.number), at)
    if given.sent_back:
        lines = [
            {"line_id": x.pk, "quantity": x.quantity}
            for x in OrderLine.objects.filter(order__number=order.number)
        ]
        approved(caller, "return_items", {"number": order.number, "lines": lines, "reason": "damaged"})


def _terms(given: OrderGiven, order: Order, at: datetime) -> None:
    """Put an order under terms of its own, and photos of what is wrong with it."""
    if given.policy:
        order.policy = OrderPolicy.objects.create(name="scenario", **given.policy)
        order.save(update_fields=["policy"])
    ReturnPhoto.objects.bulk_create(
        ReturnPhoto(owner_key=order.owner_key, order=order, width=4, height=3, size_bytes=1, created_at=at)
        for _n in range(given.photos)
    )


GUEST_ADDRESS = {
    "name": "Meena Das", "phone": "9822012345", "line1": "5 Lake Road", "city": "Pune", "pin": "411001",
}  # fmt: skip
BAD_CARD = "tok_declined"  # the embedded provider declines it
JOURNEY = ("packed", "shipped", "out_for_delivery", "delivered")


def _way_to(status: str) -> tuple[str, ...]:
    if status == "refused":
        return JOURNEY[:-1]
    return JOURNEY[: JOURNEY.index(status) + 1] if status in JOURNEY else ()


def decline_card(caller: Caller) -> None:
    """Try to pay for the open cart with a card that the bank declines; raises BadInput if it isn't declined."""
    wish = {
        "fulfilment": "delivery", "payment_method": "card", "payment_detail": BAD_CARD, "address": GUEST_ADDRESS,
    }  # fmt: skip
    asked = execute_tool(caller, "place_order", wish)
    token = asked.token if isinstance(asked, NeedsApproval) else ""
    outcome = execute_tool(caller, "place_order", wish, token)
    if not isinstance(outcome, Refused) or outcome.code != "payment_declined":
        raise BadInput(f"A card of the scenarios' set-up was not declined: {outcome}")


def done(outcome: Outcome) -> Any:
    """Return the data of a call that must succeed; raises BadInput with the reason otherwise."""
    if isinstance(outcome, Done):
        return outcome.result.data
    raise BadInput(f"A step of the scenarios' set-up was not done: {outcome}")


def approved(caller: Caller, tool: str, arguments: dict[str, Any]) -> Any:
    """Call a HIGH tool, and again with the token of its card."""
    asked = execute_tool(caller, tool, arguments)
    token = asked.token if isinstance(asked, NeedsApproval) else ""
    return done(execute_tool(caller, tool, arguments, token) if token else asked)
