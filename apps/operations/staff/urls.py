"""Addresses of the staff view, under /staff/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.operations.staff import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="staff"),
    path("orders/", views.orders, name="orders"),
    path("orders/<slug:number>/", views.order, name="order"),
    path("orders/<slug:number>/advance/", views.advance, name="advance"),
    path("stock/", views.stock, name="stock"),
    path("stock/<int:stock_id>/count/", views.count, name="count"),
    path("products/", views.products, name="products"),
]
