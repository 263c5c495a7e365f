"""A foreign retail world in our tables and back: statuses, payment rows, gift cards, addresses.

Their dollars are our rupees (cents are paise), their order status is computed from ours, a PayPal account is a UPI id,
a credit card a card token, and a ZIP code is a PIN code with a 4 before it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from apps.accounts.models import Role, User
from apps.catalog.models import Category, Product, Store, Variant
from apps.catalog.stock import stock_allocate, stock_receive
from apps.orders.models import (
    Address,
    Allocation,
    GiftCard,
    Order,
    OrderLine,
    OrderPolicy,
    OrderStatus,
    Payment,
    Refund,
)
from apps.orders.services.addresses import AddressInput, address_add
from apps.orders.services.giftcards import giftcard_issue
from apps.orders.services.ways import way_keep
from retailgenie.lib.pins import states_of_pin

PHONE = "+919876543210"  # their customers have none
PLENTY = 1000  # pieces of what they call available
STATUS = {
    "pending": OrderStatus.PLACED,
    "processed": OrderStatus.SHIPPED,
    "delivered": OrderStatus.DELIVERED,
    "cancelled": OrderStatus.CANCELLED,
}
GONE = (OrderStatus.SHIPPED, OrderStatus.DELIVERED)
Row = dict[str, Any]


@dataclass(slots=True)
class World:
    """What is needed to translate: their ids to our rows, and the parts of an address that we don't keep."""

    users: dict[str, User] = field(default_factory=dict)
    methods: dict[str, Row] = field(default_factory=dict)  # user id -> payment methods as theirs
    items: dict[str, Row] = field(default_factory=dict)  # item id -> variant as theirs, with name and product
    products: dict[str, int] = field(default_factory=dict)  # product id -> ours
    variants: dict[str, int] = field(default_factory=dict)  # item id -> ours
    places: dict[tuple[str, str, str], tuple[str, str, str]] = field(default_factory=dict)

    def address_in(self, theirs: Row, name: str) -> dict[str, str]:
        """Return an address in our form, as a tool's arguments; remembers city, state and country.

        Their cities bear their state, for some share the name of one of ours, which lies elsewhere.
        """
        city = f"{theirs['city']} {theirs['state']}"
        place = theirs["city"], theirs["state"], theirs["country"]
        self.places[theirs["address1"], city, theirs["zip"]] = place
        return {
            "name": name,
            "line1": theirs["address1"],
            "line2": theirs["address2"],
            "city": city,
            "pin": f"4{theirs['zip']}",
            "phone": PHONE,
        }

    def address_out(self, ours: Row) -> Row:
        """Return an address in their form."""
        zip_code = ours["pin"][1:]
        unknown = ours["city"], "", ""  # an address that none of theirs is
        city, state, country = self.places.get((ours["line1"], ours["city"], zip_code), unknown)
        return {
            "address1": ours["line1"],
            "address2": ours["line2"],
            "city": city,
            "country": country,
            "state": state,
            "zip": zip_code,
        }


def method_in(method_id: str) -> tuple[str, str]:
    """Return (way, detail) of their payment method."""
    if method_id.startswith("gift_card"):
        return "gift_card", method_id
    if method_id.startswith("paypal"):
        return "upi", f"{method_id}@paypal"
    return "card", f"tok_{method_id}"


def method_out(way: str, detail: str) -> str:
    """Return their payment method of (way, detail)."""
    match way:
        case "upi":
            return detail.removesuffix("@paypal")
        case "card":
            return detail.removeprefix("tok_")
        case _:
            return detail


def world_load(db: Row, *, now: datetime) -> World:
    """Write their shop into this database (a scratch one)."""
    world = World()
    warehouse = Store.objects.create(
        code="w1", kind=Store.Kind.WAREHOUSE, name="Warehouse", address="1 Road", city="Pune", state="MH",
        pin="411001", latitude=18.5, longitude=73.9,
    )  # fmt: skip
    _products(world, db["products"], now)
    _stock(world, db, warehouse, now)
    for user_id, row in db["users"].items():
        _user(world, user_id, row, now)
    policy = policy_create()
    for order_id, row in db["orders"].items():
        _order(world, order_id, row, policy, now)
    return world


def policy_create() -> OrderPolicy:
    """Write their rules down: no windows, one change of items, one request, money back to its way or a gift card."""
    return OrderPolicy.objects.create(
        name="their rules",
        cancel_until=OrderPolicy.Until.PLACED,
        cancel_reasons=["no longer needed", "ordered by mistake"],
        item_changes=1,
        item_change_closes=True,
        difference_to=["any"],
        unstated_is_final=False,
        requests_per_order=1,
        refund_to=["original", "gift_card"],
    )


def paise(amount: float) -> int:
    return round(amount * 100)


def _products(world: World, products: Row, now: datetime) -> None:
    category = Category.objects.create(name="Other", slug="other")
    for product_id, row in products.items():
        product = Product.objects.create(
            external_id=product_id, slug=f"p{product_id}", title=row["name"], category=category,
            launched_at=now, updated_at=now,
        )  # fmt: skip
        world.products[product_id] = product.pk
        for item_id, variant in row["variants"].items():
            world.items[item_id] = {**variant, "name": row["name"], "product_id": product_id}
            price = paise(variant["price"])
            made = Variant.objects.create(
                product=product,
                sku=item_id,
                price_paise=price,
                mrp_paise=price,
                **told_apart(variant["options"]),
            )
            world.variants[item_id] = made.pk


def told_apart(options: Row) -> Row:
    """Return their options as fields of our variant: colour, size, and whatever else tells pieces apart."""
    others = {name: value for name, value in options.items() if name not in ("color", "size")}
    return {"colour": options.get("color", ""), "size": options.get("size", ""), "attributes": others}


def _stock(world: World, db: Row, warehouse: Store, now: datetime) -> None:
    """Plenty of what is available, and of the rest just what open orders hold."""
    pieces = {item_id: PLENTY if row["available"] else 0 for item_id, row in world.items.items()}
    for order in db["orders"].values():
        for item in order["items"] if order["status"] == "pending" else ():
            pieces[item["item_id"]] += 1
    rows = [(world.variants[item_id], warehouse.pk, count) for item_id, count in pieces.items() if count]
    stock_receive(rows=rows, reference="load", now=now)


def _user(world: World, user_id: str, row: Row, now: datetime) -> None:
    name = f"{row['name']['first_name']} {row['name']['last_name']}"
    user = User(email=f"{user_id}@world.example", name=name, role=Role.SHOPPER)
    user.set_unusable_password()
    user.save()
    world.users[user_id], world.methods[user_id] = user, row["payment_methods"]
    key = f"user:{user.pk}"
    address_add(owner_key=key, address=AddressInput(**world.address_in(row["address"], name)), now=now)
    for method_id, method in row["payment_methods"].items():
        if method["source"] == "gift_card":
            giftcard_issue(
                code=method_id,
                owner_key=key,
                amount_paise=paise(method["balance"]),
                reference="load",
                now=now,
            )
        else:
            way, detail = method_in(method_id)
            label = f"{method['brand']} ending {method['last_four']}" if "last_four" in method else ""
            way_keep(owner_key=key, method=way, detail=detail, label=label.capitalize(), now=now)


def _order(world: World, order_id: str, row: Row, policy: OrderPolicy, now: datetime) -> None:
    user, status = world.users[row["user_id"]], STATUS[row["status"]]
    address = world.address_in(row["address"], user.name)
    state = states_of_pin(address["pin"])[0]
    total = sum(paise(item["price"]) for item in row["items"])
    order = Order.objects.create(
        number=order_id.removeprefix("#"), owner_key=f"user:{user.pk}", status=status, fulfilment="delivery",
        ship_to=asdict(AddressInput(**address, state=state)), contact_name=user.name, contact_phone=PHONE,
        place_of_supply=state, supplied_from="MH", subtotal_paise=total, total_paise=total, policy=policy,
        placed_at=now - timedelta(days=5), updated_at=now,
    )  # fmt: skip
    lines = [_line(order, item, world) for item in row["items"]]
    OrderLine.objects.bulk_create(lines)
    if status == OrderStatus.PLACED:
        _hold(order, lines, now)
    _payments(order, row["payment_history"], now)


def _line(order: Order, item: Row, world: World) -> OrderLine:
    price = paise(item["price"])
    gone, cancelled = order.status in GONE, order.status == OrderStatus.CANCELLED
    return OrderLine(
        order=order, variant_id=world.variants[item["item_id"]], product_title=item["name"], quantity=1,
        colour=item["options"].get("color", ""), size=item["options"].get("size", ""),
        unit_price_paise=price, total_paise=price, shipped=int(gone), cancelled=int(cancelled),
        delivered=int(order.status == OrderStatus.DELIVERED),
    )  # fmt: skip


def _hold(order: Order, lines: list[OrderLine], now: datetime) -> None:
    wants: dict[int, int] = {}
    for line in lines:
        wants[line.variant_id or 0] = wants.get(line.variant_id or 0, 0) + 1
    stock = {
        pick.variant_id: pick.stock_id
        for pick in stock_allocate(wants=wants, reference=order.number, now=now)
    }
    Allocation.objects.bulk_create(
        Allocation(line=line, stock_id=stock[line.variant_id or 0], quantity=1) for line in lines
    )


def _payments(order: Order, history: list[Row], now: datetime) -> None:
    at = order.placed_at
    payment: Payment | None = None
    for number, row in enumerate(history):
        way, detail = method_in(row["payment_method_id"])
        amount, reference = paise(row["amount"]), f"{order.number}-{number}"
        if row["transaction_type"] == "payment":
            payment = Payment.objects.create(
                order=order, method=way, detail=detail, state=Payment.State.CAPTURED, amount_paise=amount,
                provider_reference=reference, created_at=at, updated_at=at,
            )  # fmt: skip
        elif payment is not None:
            Refund.objects.create(
                payment=payment, amount_paise=amount, reason="cancelled", method=way, detail=detail,
                state="completed", provider_reference=reference, created_at=now, completed_at=now,
            )  # fmt: skip
            payment.state = Payment.State.REFUNDED
            payment.save(update_fields=["state"])


def world_dump(world: World, user_ids: set[str]) -> Row:
    """Return the orders and profiles of some users in their form."""
    found: Row = {"orders": {}, "users": {}}
    for user_id in user_ids:
        key = f"user:{world.users[user_id].pk}"
        orders = Order.objects.filter(owner_key=key).prefetch_related(
            "payments__refunds", "events", "returns"
        )
        for order in orders:
            found["orders"][f"#{order.number}"] = _order_out(world, order)
        home = Address.objects.filter(owner_key=key, is_default=True).values().get()
        balances = dict(GiftCard.objects.filter(owner_key=key).values_list("code", "balance_paise"))
        methods = {
            method_id: row | ({"balance": balances[method_id] / 100} if method_id in balances else {})
            for method_id, row in world.methods[user_id].items()
        }
        found["users"][user_id] = {"address": world.address_out(dict(home)), "payment_methods": methods}
    return found


def _order_out(world: World, order: Order) -> Row:
    lines = order.lines.select_related("variant").order_by("pk")
    row: Row = {
        "status": _status_out(order),
        "items": [_item_out(world, line) for line in lines],
        "address": world.address_out(order.ship_to),
        "payment_history": _history_out(order),
    }
    for event in order.events.all():
        if event.kind == OrderStatus.CANCELLED:
            row["cancel_reason"] = event.details["reason"]
    for request in order.returns.all():
        lines_back = list(request.lines.select_related("line__variant", "new_variant"))
        way = method_out(request.settle_by, request.settle_detail)
        if request.settle_by == "original":
            way = row["payment_history"][0]["payment_method_id"]
        row[f"{request.kind}_items"] = sorted(_sku(x.line) for x in lines_back)
        row[f"{request.kind}_payment_method_id"] = way
        if request.kind == "exchange":
            row["exchange_new_items"] = sorted(x.new_variant.sku for x in lines_back if x.new_variant)
            row["exchange_price_difference"] = -request.amount_paise / 100
    return row


def _status_out(order: Order) -> str:
    for request in order.returns.all():
        return f"{request.kind} requested"
    if order.item_changes:
        return "pending (item modified)"
    return next(theirs for theirs, ours in STATUS.items() if ours == order.status)


def _sku(line: OrderLine) -> str:
    return line.variant.sku if line.variant else ""


def _item_out(world: World, line: OrderLine) -> Row:
    item = world.items[_sku(line)]
    return {
        "name": item["name"],
        "product_id": item["product_id"],
        "item_id": item["item_id"],
        "price": line.unit_price_paise / 100,
        "options": item["options"],
    }


def _history_out(order: Order) -> list[Row]:
    """Return payments and refunds in the order in which they happened, payments first."""
    rows: list[tuple[datetime, int, str, int, str]] = []
    for payment in order.payments.all():
        own = method_out(payment.method, payment.detail)
        rows.append((payment.created_at, 0, "payment", payment.amount_paise, own))
        for refund in payment.refunds.all():
            to = method_out(refund.method, refund.detail) if refund.method else own
            rows.append((refund.created_at, 1, "refund", refund.amount_paise, to))
    for event in order.events.all():
        if event.kind == "items_changed" and not event.details["difference_paise"]:
            to = method_out(event.details["way"], event.details["detail"])
            rows.append((event.at, 1, "refund", 0, to))
    return [
        {"transaction_type": kind, "amount": amount / 100, "payment_method_id": method}
        for _at, _rank, kind, amount, method in sorted(rows)
    ]
