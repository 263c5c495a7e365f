"""What a journey leaves behind, without numbers and times: journeys through different doors must leave the same."""

from __future__ import annotations

from typing import Any

from apps.catalog.models import Stock, StockMovement
from apps.orders.models import Cart, Order, OrderEvent, OrderLine, Payment, Refund


def shop_state() -> dict[str, list[Any]]:
    """Return orders with their lines, money and timeline, carts, and stock with its movements, in a fixed order."""
    return {
        "orders": list(
            Order.objects.order_by("pk").values_list(
                "status",
                "fulfilment",
                "contact_name",
                "contact_phone",
                "ship_to",
                "subtotal_paise",
                "discount_paise",
                "delivery_paise",
                "total_paise",
                "tax_paise",
            )
        ),
        "lines": list(
            OrderLine.objects.order_by("pk").values_list(
                "variant__sku", "quantity", "cancelled", "shipped", "total_paise", "tax_paise"
            )
        ),
        "payments": list(Payment.objects.order_by("pk").values_list("method", "state", "amount_paise")),
        "refunds": list(Refund.objects.order_by("pk").values_list("amount_paise", "state")),
        "timeline": list(OrderEvent.objects.order_by("pk").values_list("kind", "status")),
        "carts": list(
            Cart.objects.order_by("pk").values_list("state", "lines__variant__sku", "lines__quantity")
        ),
        "stock": list(
            Stock.objects.order_by("pk").values_list(
                "variant__sku", "store__name", "on_hand", "allocated", "reserved"
            )
        ),
        "movements": list(
            StockMovement.objects.order_by("pk").values_list(
                "kind", "stock__variant__sku", "on_hand_change", "allocated_change"
            )
        ),
    }


ADDRESS = {
    "name": "Asha Rao",
    "phone": "+919876543210",
    "line1": "12 Lake Road",
    "line2": "",
    "city": "Pune",
    "state": "MH",
    "pin": "411004",
}
# Two red kurtas in M for ₹899 each, paid by UPI, then cancelled: the end of every journey, whichever way it went.
BOUGHT_AND_CANCELLED: dict[str, list[Any]] = {
    "orders": [
        ("cancelled", "delivery", "Asha Rao", "+919876543210", ADDRESS, 179800, 0, 0, 179800, 0),
    ],
    "lines": [("Red-M", 2, 2, 0, 179800, 0)],
    "payments": [("upi", "refunded", 179800)],
    "refunds": [(179800, "completed")],
    "timeline": [("placed", "placed"), ("cancelled", "cancelled"), ("refunded", "cancelled")],
    "carts": [("ordered", "Red-M", 2)],
    "movements": [("allocate", "Red-M", 0, 2), ("release", "Red-M", 0, -2)],
}


def journey_end() -> dict[str, list[Any]]:
    """Return what a journey changed, with variants named by colour and size only: `BOUGHT_AND_CANCELLED` to compare."""
    state = shop_state()
    changed = {key: state[key] for key in BOUGHT_AND_CANCELLED} | {"movements": state["movements"][-2:]}
    return {key: [tuple(_short(value) for value in row) for row in rows] for key, rows in changed.items()}


def _short(value: Any) -> Any:
    """Cut a SKU of the test catalogue ("P12-Red-M") to what doesn't depend on other tests."""
    return (
        value.split("-", 1)[1] if isinstance(value, str) and value.startswith("P") and "-" in value else value
    )
