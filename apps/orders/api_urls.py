"""REST paths of carts and orders."""

from __future__ import annotations

from django.urls import path

from apps.orders import api

urlpatterns = [
    path("cart", api.cart, name="cart"),
    path("cart/lines", api.cart_lines, name="cart-lines"),
    path("cart/lines/<int:line_id>", api.cart_line, name="cart-line"),
    path("cart/coupon", api.cart_coupon, name="cart-coupon"),
    path("checkout", api.checkout, name="checkout"),
    path("addresses", api.addresses, name="addresses"),
    path("orders", api.orders, name="orders"),
    path("order-access", api.order_access_make, name="order-access"),
    path("orders/<str:number>", api.order, name="order"),
    path("orders/<str:number>/eligibility", api.order_eligibility, name="order-eligibility"),
    path("orders/<str:number>/return", api.order_return, name="order-return"),
    path("orders/<str:number>/invoice", api.order_invoice, name="order-invoice"),
    path("orders/<str:number>/cancel", api.order_cancel, name="order-cancel"),
]
