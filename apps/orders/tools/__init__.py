"""What the assistant, REST and agents can do with carts and orders."""

from __future__ import annotations

from apps.orders.tools import carts, checkout, orders

__all__ = ["carts", "checkout", "orders"]
