"""What the shop in memory does with orders that exist: cancel, change, return, exchange, refund, invoice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from retailgenie.ai.tools.types import Refused
from retailgenie.ai.types import (
    AddressView,
    EligibleLine,
    GiftCards,
    GiftCardView,
    InvoiceView,
    OrderView,
    RefundStatus,
    RefundView,
    ReturnEligibility,
    ReturnView,
)

CHANGES = (
    "change_user_address",
    "change_order_address",
    "change_order_contact",
    "change_order_payment",
    "change_order_items",
)
AFTER_PURCHASE = frozenset({"return_items", "exchange_items", *CHANGES})


class AfterPurchase:
    """closed: title -> why it can't come back."""

    orders: list[OrderView]
    gift_cards: tuple[GiftCardView, ...]
    closed: dict[str, str]
    addresses: tuple[AddressView, ...]

    def _order(self, number: str) -> OrderView | None:
        return next((x for x in self.orders if x.number == number), None)

    def known(self, number: str) -> OrderView:
        found = self._order(number) if number else self.orders[0]
        assert found is not None
        return found

    def put_order(self, number: str, **changes: Any) -> OrderView:
        """Change an order and return it."""
        self.orders = [replace(x, **changes) if x.number == number else x for x in self.orders]
        return self.known(number)

    def _cancel_order(
        self, number: str, reason: str = "", lines: list[dict[str, int]] | None = None
    ) -> OrderView:
        order = self.known(number)
        if lines:
            off = {x["line_id"]: x["quantity"] for x in lines}
            kept = tuple(replace(x, cancelled=x.cancelled + off.get(x.line_id, 0)) for x in order.lines)
            return self.put_order(number, lines=kept, refund_paise=10000)
        return self.put_order(
            number,
            status="cancelled",
            status_label="Cancelled",
            can_cancel=False,
            promise="",
            refund_paise=order.total_paise,
        )

    def _return_eligibility(self, number: str = "") -> ReturnEligibility:
        order = self.known(number)
        if order.status != "delivered":
            problem = f"Only what was delivered can come back; this order is: {order.status_label}."
            return ReturnEligibility(order.number, (), problem, (), ())
        lines = tuple(
            EligibleLine(
                x.line_id, x.product_id, x.title, x.colour, x.size, x.quantity,
                x.title not in self.closed, self.closed.get(x.title, ""), "", x.total_paise,
            )
            for x in order.lines
        )  # fmt: skip
        return ReturnEligibility(order.number, lines, "", (), ("original", "store_credit"))

    def _made(self, number: str, kind: str, amount: int) -> ReturnView:
        order = self.known(number)
        return ReturnView(
            "RT1", order.number, kind, "approved", "Approved", ("1 × thing",), amount, "UPI", "", order.url
        )

    def _return_items(self, number: str, **arguments: Any) -> ReturnView:
        return self._made(number, "return", 89900)

    def _exchange_items(self, number: str, **arguments: Any) -> ReturnView:
        return self._made(number, "exchange", 0)

    def _refund_status(self, number: str = "") -> RefundStatus:
        order = self.known(number)
        if not order.refund_paise:
            return RefundStatus(order.number, (), (), 0)
        refund = RefundView(order.refund_paise, "UPI", "done", "2026-11-19T10:00:00+05:30")
        return RefundStatus(order.number, (refund,), (), order.refund_paise)

    def _changed(self, number: str, **arguments: Any) -> OrderView:
        return self.known(number)

    _change_order_address = _change_order_contact = _change_order_payment = _change_order_items = _changed

    def _change_user_address(
        self, address: dict[str, str] | None = None, address_id: int | None = None
    ) -> AddressView:
        if address is None:
            return next(x for x in self.addresses if x.address_id == address_id)
        label = f"{address['line1']}, {address['city']} {address['pin']}"
        return AddressView(9, label, address["pin"], True)

    def _list_gift_cards(self) -> GiftCards:
        return GiftCards(self.gift_cards, sum(x.balance_paise for x in self.gift_cards))

    def _get_invoice(self, number: str = "") -> InvoiceView | Refused:
        order = self.known(number)
        if not order.invoice_url:
            return Refused("invoice_not_ready", "The invoice is made when the order is packed.")
        return InvoiceView(
            "RG/26-27/000001", order.number, "2026-11-19", order.total_paise, 0, order.invoice_url, "/i.pdf"
        )
