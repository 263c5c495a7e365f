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
