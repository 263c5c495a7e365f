"""REST paths of carts and orders."""

from __future__ import annotations

from django.urls import URLPattern, path

from apps.ledger.rest_table import tool_path
from apps.orders import api

urlpatterns: list[URLPattern] = [
    tool_path("cart", GET="view_cart", PUT="restore_cart", DELETE="empty_cart"),
    tool_path("cart/lines", POST="add_to_cart"),
    path("cart/lines/<int:line_id>", api.cart_line, name="cart-line"),
    tool_path("cart/lines/<int:line_id>/later", POST="save_for_later"),
    tool_path("cart/coupon", PUT="apply_coupon", DELETE="remove_coupon"),
    tool_path("cart/reminders", PUT="set_cart_reminders"),
    tool_path("checkout", GET="checkout_options"),
    tool_path("gift-cards", GET="list_gift_cards"),
    tool_path("addresses", GET="list_addresses", POST="add_address", PUT="change_user_address"),
    tool_path("addresses/<int:address_id>", PUT="change_address", DELETE="remove_address"),
    tool_path("payment-ways", GET="list_payment_ways"),
    tool_path("orders", GET="list_orders", POST="place_order"),
    path("order-access", api.order_access_make, name="order-access"),
    tool_path("orders/<str:number>", acting=api.acting, GET="get_order"),
    tool_path("orders/<str:number>/track", GET="track_order"),
    tool_path("orders/<str:number>/eligibility", acting=api.acting, GET="return_eligibility"),
    tool_path("orders/<str:number>/return", acting=api.acting, POST="return_items"),
    tool_path("orders/<str:number>/return/withdraw", POST="withdraw_return"),
    tool_path("orders/<str:number>/return/slots", GET="return_slots"),
    tool_path("orders/<str:number>/return/handover", PUT="choose_return_handover"),
    tool_path("orders/<str:number>/return/photos", GET="return_photos"),
    tool_path("return-photos/<uuid:photo_id>", DELETE="remove_return_photo"),
    tool_path("orders/<str:number>/exchange", POST="exchange_items"),
    tool_path("orders/<str:number>/refund", GET="refund_status"),
    tool_path("orders/<str:number>/address", PUT="change_order_address"),
    tool_path("orders/<str:number>/contact", PUT="change_order_contact"),
    tool_path("orders/<str:number>/payment", PUT="change_order_payment"),
    tool_path("orders/<str:number>/items", PUT="change_order_items"),
    tool_path("orders/<str:number>/again", POST="order_again"),
    tool_path("orders/<str:number>/invoice", GET="get_invoice"),
    tool_path("orders/<str:number>/cancel", acting=api.acting, POST="cancel_order"),
]
