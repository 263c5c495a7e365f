"""Addresses of staff and support agents under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern

from apps.ledger.rest_table import tool_path

urlpatterns: list[URLPattern] = [
    tool_path("staff/orders", GET="find_orders"),
    tool_path("staff/orders/<str:number>", GET="show_order"),
    tool_path("staff/orders/<str:number>/advance", POST="advance_order"),
    tool_path("staff/orders/<str:number>/cancel", POST="cancel_order_for"),
    tool_path("staff/returns", GET="find_returns"),
    tool_path("staff/returns/<str:number>/step", POST="step_return"),
    tool_path("staff/stock", GET="find_stock"),
    tool_path("staff/stock/<int:stock_id>/count", POST="count_stock"),
    tool_path("staff/transfers", GET="find_transfers", POST="request_transfer"),
    tool_path("staff/transfers/<str:number>/step", POST="step_transfer"),
    tool_path("staff/disagreements", GET="find_stock_disagreements"),
    tool_path("staff/disagreements/<int:disagreement_id>", POST="settle_stock_disagreement"),
    tool_path("staff/prices", POST="set_price"),
    tool_path("staff/offers/<int:offer_id>/switch", POST="switch_offer"),
    tool_path("staff/numbers", GET="shop_numbers"),
    tool_path("support/tickets", GET="find_tickets"),
    tool_path("support/tickets/<str:number>/reply", POST="reply_to_ticket"),
    tool_path("support/tickets/<str:number>/take", POST="take_ticket"),
    tool_path("support/tickets/<str:number>/resolve", POST="resolve_ticket"),
]
