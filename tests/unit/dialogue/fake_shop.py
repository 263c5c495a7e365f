"""A small shop in memory behind the Toolbox port; it records every call and refuses HIGH tools without their token."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from retailgenie.ai.tools.types import Done, NeedsApproval, Outcome, Refused, ToolResult
from retailgenie.ai.types import (
    AddressView,
    Availability,
    Cards,
    CartLineView,
    CartView,
    CheckoutOptions,
    Citation,
    Comparison,
    ConfirmCard,
    DeliveryEstimate,
    GiftCardView,
    OfferView,
    OrderLineView,
    OrderList,
    OrderView,
    PaymentWay,
    PaymentWays,
    PolicyAnswer,
    ProductCard,
    ProductDetail,
    SearchQuery,
    SearchResults,
    StoreStock,
    StoreView,
    TicketView,
    VariantView,
)
from tests.unit.dialogue.fake_after import AFTER_PURCHASE, AfterPurchase
from tests.unit.dialogue.fake_around import AroundShop
from tests.unit.dialogue.fake_memory import MEMORY_HIGH, MEMORY_WRITE, MemoryShop

HIGH = frozenset({"place_order", "cancel_order", "open_ticket", "add_address", *AFTER_PURCHASE, *MEMORY_HIGH})
WRITE = frozenset(
    {
        "add_to_cart", "change_cart_quantity", "change_cart_variant", "remove_from_cart", "empty_cart",
        "save_for_later", "apply_coupon", "remove_coupon", "add_favourite", "remove_favourite", "rate_answer",
        "order_again", *MEMORY_WRITE,
    }
)  # fmt: skip
STORES = (
    StoreView(1, "RetailGenie FC Road", "12 FC Road", "Pune", "411004", "", "10-21"),
    StoreView(2, "RetailGenie Camp", "3 MG Road", "Pune", "411001", "", "10-21"),
)
ADDRESSES = (
    AddressView(1, "Home: 12 MG Road, Pune 411001", "411001", True),
    AddressView(2, "Office: 4 Baner Road, Pune 411045", "411045", False),
)
KINDS = {1: "shirt", 2: "shirt", 3: "shirt", 4: "kurta", 5: "kurta", 6: "saree", 7: "jacket", 8: "jeans"}
ROWS = (
    (1, "Neela linen shirt", "shirt", "blue", "linen", 129900, 4.1),
    (2, "Aasman cotton shirt", "shirt", "blue", "cotton", 89900, 4.5),
    (3, "Surkh formal shirt", "shirt", "red", "cotton", 109900, 3.9),
    (4, "Gulal festive kurta", "kurta", "red", "silk", 199900, 4.7),
    (5, "Saada daily kurta", "kurta", "white", "cotton", 69900, 4.0),
    (6, "Mayura silk saree", "saree", "green", "silk", 499900, 4.8),
    (7, "Himal quilted jacket", "jacket", "black", "polyester", 349900, 4.2),
    (8, "Rozana straight jeans", "jeans", "blue", "denim", 159900, 4.3),
)


def product(row: tuple[int, str, str, str, str, int, float]) -> ProductCard:
    number, title, kind, colour, material, paise, rating = row
    sizes = ("",) if kind == "saree" else ("S", "M", "L")
    colours = (colour, "black") if number == 1 else (colour,)
    variants = tuple(
        VariantView(number * 100 + n, f"SKU{number}{n}", shade, size, paise, 5)
        for n, (shade, size) in enumerate((c, s) for c in colours for s in sizes)
    )
    attributes = (("material", material), ("gender", "men"))
    return ProductCard(
        number,
        title,
        f"/p/{number}/",
        "",
        "Testa",
        kind,
        paise,
        paise + 20000,
        rating,
        12,
        variants,
        attributes,
    )


@dataclass
class FakeShop(AroundShop, AfterPurchase, MemoryShop):
    """One person's view of the shop. calls: (tool, arguments, approval) in order."""

    logged_in: bool = True
    addresses: tuple[AddressView, ...] = ADDRESSES
    cart: list[tuple[int, int]] = field(default_factory=list)  # (variant_id, quantity)
    coupon: str = ""
    declined: str = ""  # the way of paying that the bank refuses
    orders: list[OrderView] = field(default_factory=list)
    tickets: list[dict[str, Any]] = field(default_factory=list)
    favourites: list[int] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    tokens: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    before: dict[str, tuple[list[tuple[int, int]], str]] = field(default_factory=dict)
    unapproved: list[str] = field(default_factory=list)
    closed: dict[str, str] = field(default_factory=dict)  # title -> why it can't come back
    gift_cards: tuple[GiftCardView, ...] = ()
    ways: tuple[PaymentWay, ...] = ()
    awaited: bool = False  # the next order waits for its payment
    cash: bool = False  # orders were paid in cash, so money can't go back the way it came

    def __post_init__(self) -> None:
        self.products = {row[0]: product(row) for row in ROWS}

    # --- the Toolbox port ------------------------------------------------------------------------

    def call(self, tool: str, arguments: dict[str, Any], approval: str = "") -> Outcome:
        self.calls.append((tool, arguments, approval))
        if tool in ("list_orders", "track_order", "get_order", "cancel_order") and not self.logged_in:
            return Refused("login_required", "Please log in first; then I can do this.")
        if tool in HIGH:
            return self._high(tool, arguments, approval)
        receipt = ""
        if tool in WRITE:
            receipt = f"receipt-{len(self.calls)}"
            self.before[receipt] = (list(self.cart), self.coupon)
        data = getattr(self, f"_{tool}")(**arguments)
        return data if isinstance(data, Refused) else Done(ToolResult(data), receipt)

    def _list_payment_ways(self) -> PaymentWays:
        return PaymentWays(self.ways)

    def undo(self, receipt_id: str) -> Outcome:
        self.calls.append(("undo", {"receipt": receipt_id}, ""))
        if receipt_id not in self.before:
            return Refused("not_found", "There is nothing like that to undo.")
        self.cart, self.coupon = self.before.pop(receipt_id)
        return Done(ToolResult(self._view_cart()))

    def _high(self, tool: str, arguments: dict[str, Any], approval: str) -> Outcome:
        if not approval:
            if "number" in arguments and self._order(arguments["number"]) is None:
                return Refused("not_found", "There is no such order.")
            if self.cash and arguments.get("refund_to") == "original":
                return Refused(
                    "way_refused", "You paid in cash. Please give a UPI id or choose store credit."
                )
            token = f"token-{len(self.calls)}"
            self.tokens[token] = (tool, arguments)
            lines = tuple((str(key), str(value)) for key, value in arguments.items())
            return NeedsApproval(token, ConfirmCard(tool, lines, self._view_cart().total_paise))
        if self.tokens.pop(approval, None) != (tool, arguments):
            self.unapproved.append(tool)
            return Refused("approval_invalid", "That confirmation is not for this.")
        if tool == "place_order" and arguments["payment_method"] == self.declined:
            return Refused("payment_declined", "The payment was declined. Nothing was taken.")
        return Done(ToolResult(getattr(self, f"_{tool}")(**arguments)), f"receipt-{len(self.calls)}")

    # --- catalogue ---------------------------------------------------------------------------------

    def _search_products(self, **wish: Any) -> SearchResults:
        cards = [x for x in self.products.values() if self._fits(x, wish)]
        if wish.get("sort") == "price":
            cards.sort(key=lambda x: x.price_paise)
        start = (wish["page"] - 1) * wish["page_size"]
        page = tuple(cards[start : start + wish["page_size"]])
        return SearchResults(SearchQuery(text=wish["text"], page=wish["page"]), len(cards), page)

    def _fits(self, card: ProductCard, wish: dict[str, Any]) -> bool:
        values = {value.lower() for _, value in card.attributes} | {card.category, *card.colours, *card.sizes}
        for limit in wish["limits"]:
            hit = any(value.lower() in {x.lower() for x in values} for value in limit["values"])
            if hit is bool(limit["excluded"]):
                return False
        low, high = wish.get("min_price_paise") or 0, wish.get("max_price_paise") or 10**12
        return bool(low <= card.price_paise <= high)

    def _get_product(self, product_id: int) -> ProductDetail:
        return ProductDetail(self.products[product_id], "A good piece.", (), 15)

    _product_reviews = _get_product

    def _compare_products(self, product_ids: list[int]) -> Comparison:
        cards = tuple(self.products[x] for x in product_ids)
        return Comparison(cards, (("Material", tuple(dict(x.attributes)["material"] for x in cards)),))

    def _cards(self, **_: Any) -> Cards:
        return Cards("Suggestions", tuple(self.products.values())[:3])

    _similar_products = _complete_the_look = _recommend_products = _trending_products = _list_favourites = (
        _cards
    )

    def _browse_categories(self, parent: str = "") -> tuple[tuple[str, str, int], ...]:
        return (("Shirts", "/c/shirts/", 3), ("Kurtas", "/c/kurtas/", 2))

    def _check_availability(self, product_id: int, variant_id: int | None, place: str) -> Availability:
        stores = tuple(StoreStock(x, 2) for x in STORES) if place else ()
        return Availability(self.products[product_id], 15, stores, place, variant_id)

    def _find_stores(self, place: str = "") -> tuple[StoreView, ...]:
        return STORES if place.lower() in ("pune", "411001", "411004", "") else ()

    def _check_delivery(self, pin: str) -> DeliveryEstimate:
        return DeliveryEstimate(pin, "Pune", not pin.startswith("9"), 2, 4, 4900, 99900, True)

    def _list_offers(self) -> tuple[OfferView, ...]:
        return (OfferView("Ten off", "10% off above ₹999", "SAVE10", "2026-12-31"),)

    def _add_favourite(self, product_id: int) -> Cards:
        self.favourites.append(product_id)
        return self._cards()

    # --- cart ------------------------------------------------------------------------------------------

    def _line(self, variant_id: int, quantity: int) -> CartLineView:
        card = self.products[variant_id // 100]
        piece = next(x for x in card.variants if x.variant_id == variant_id)
        total = piece.price_paise * quantity
        return CartLineView(
            variant_id + 5000, card.product_id, variant_id, card.title, card.url, "", piece.colour, piece.size,
            quantity, piece.price_paise, total, 5,
        )  # fmt: skip

    def _view_cart(self) -> CartView:
        lines = tuple(self._line(*x) for x in self.cart)
        total = sum(x.total_paise for x in lines)
        off = total // 10 if self.coupon else 0
        return CartView(lines, total, off, 0, total - off, self.coupon)

    def _add_to_cart(self, variant_id: int, quantity: int = 1) -> CartView:
        if variant_id // 100 not in self.products:
            raise KeyError(variant_id)
        self.cart.append((variant_id, quantity))
        return self._view_cart()

    def _change_cart_quantity(self, line_id: int, quantity: int) -> CartView:
        self.cart = [(v, quantity if v + 5000 == line_id else q) for v, q in self.cart]
        self.cart = [(v, q) for v, q in self.cart if q > 0]
        return self._view_cart()

    def _change_cart_variant(self, line_id: int, variant_id: int) -> CartView:
        self.cart = [(variant_id if v + 5000 == line_id else v, q) for v, q in self.cart]
        return self._view_cart()

    def _remove_from_cart(self, line_id: int) -> CartView:
        self.cart = [x for x in self.cart if x[0] + 5000 != line_id]
        return self._view_cart()

    _save_for_later = _remove_from_cart

    def _empty_cart(self) -> CartView:
        self.cart = []
        return self._view_cart()

    def _apply_coupon(self, code: str) -> CartView | Refused:
        if code != "SAVE10":
            return Refused("coupon_invalid", f"The code {code} doesn't work.")
        self.coupon = code
        return self._view_cart()

    def _remove_coupon(self) -> CartView:
        self.coupon = ""
        return self._view_cart()

    def _order_again(self, number: str) -> CartView | Refused:
        order = self._order(number)
        titles = {line.title for line in order.lines} if order else set()
        self.cart += [(key * 100 + 1, 1) for key, card in self.products.items() if card.title in titles]
        return self._view_cart() if order else Refused("not_found", "There is no such order.")

    # --- orders and people ----------------------------------------------------------------------------

    def _checkout_options(self, place: str = "") -> CheckoutOptions:
        methods = (("upi", "UPI"), ("card", "Card"), ("cod", "Cash on delivery"))
        own = self.addresses if self.logged_in else ()
        return CheckoutOptions(self._view_cart(), own, STORES, methods, self.gift_cards)

    def _place_order(self, **arguments: Any) -> OrderView:
        cart = self._view_cart()
        order = self.add_order(tuple(x.title for x in cart.lines), cart.total_paise)
        if self.awaited:
            order = self.orders[0] = replace(
                order,
                status="awaiting_payment",
                status_label="Waiting for payment",
                pay_url="/pay/",
                waiting="Please pay until 14:05.",
            )
        self.cart, self.coupon = [], ""
        return order

    def add_order(self, titles: tuple[str, ...], paise: int) -> OrderView:
        number = f"RG2611{len(self.orders) + 1:04d}"
        lines = tuple(OrderLineView(n, 1, x, "blue", "M", 1, 0, paise, "") for n, x in enumerate(titles))
        order = OrderView(
            number, "placed", "Placed", "2026-11-20T10:00:00+05:30", paise, lines, "UPI", "Pune",
            "by Tue 24 Nov", f"/orders/{number}/", can_cancel=True,
        )  # fmt: skip
        self.orders.insert(0, order)
        return order

    def _order(self, number: str) -> OrderView | None:
        return next((x for x in self.orders if x.number == number), None)

    def _list_orders(self) -> OrderList:
        return OrderList(tuple(self.orders), len(self.orders))

    def _track_order(self, number: str = "") -> OrderView | Refused:
        found = self._order(number) if number else next(iter(self.orders), None)
        return found or Refused("not_found", "There is no such order.")

    _get_order = _track_order

    def _open_ticket(self, **arguments: Any) -> TicketView:
        self.tickets.append(arguments)
        return TicketView(f"T-{len(self.tickets)}", arguments["subject"], "New", "/help/tickets/1/")

    def _search_policies(self, question: str) -> PolicyAnswer:
        if "warp" in question:
            return PolicyAnswer(question, "", ())
        text = "You can return most things within 15 days."
        return PolicyAnswer(question, text, (Citation("returns", "Returns", "/help/returns/", text, 0.8),))
