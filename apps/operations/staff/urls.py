"""Addresses of the staff view, under /staff/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.operations.staff import (
    board,
    figures,
    imports,
    offers,
    outside,
    prices,
    returns,
    stock,
    transfers,
    views,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="staff"),
    path("numbers/", figures.figures, name="numbers"),
    path("orders/", board.orders, name="orders"),
    path("orders/bulk/", board.bulk, name="orders_bulk"),
    path("orders/picking/", board.picking, name="picking"),
    path("orders/<slug:number>/", views.order, name="order"),
    path("orders/<slug:number>/advance/", views.advance, name="advance"),
    path("orders/<slug:number>/cancel-pieces/", views.cancel_pieces, name="cancel_pieces"),
    path("orders/<slug:number>/undelivered/", views.undelivered, name="undelivered"),
    path("returns/", returns.returns, name="returns"),
    path("returns/<slug:number>/", returns.step, name="return_step"),
    path("stock/", stock.stock, name="stock"),
    path("stock/<int:stock_id>/count/", stock.count, name="count"),
    path("stock/counts/", stock.counts, name="counts"),
    path("stock/transfers/", transfers.transfers, name="transfers"),
    path("stock/transfers/new/", transfers.new, name="transfer_new"),
    path("stock/transfers/<slug:number>/", transfers.transfer, name="transfer"),
    path("stock/transfers/<slug:number>/step/", transfers.step, name="transfer_step"),
    path("stock/outside/", outside.outside, name="outside"),
    path("stock/outside/now/", outside.now, name="outside_now"),
    path("stock/outside/<int:conflict_id>/", outside.settle, name="outside_settle"),
    path("products/", views.products, name="products"),
    path("products/<int:product_id>/prices/", prices.prices, name="prices"),
    path("products/<int:product_id>/prices/change/", prices.change, name="prices_change"),
    path("products/prices/<int:planned_id>/withdraw/", prices.withdraw, name="planned_withdraw"),
    path("offers/", offers.offers, name="offers"),
    path("offers/new/", offers.edit, name="offer_new"),
    path("offers/<int:offer_id>/", offers.offer, name="offer"),
    path("offers/<int:offer_id>/edit/", offers.edit, name="offer_edit"),
    path("offers/<int:offer_id>/step/", offers.step, name="offer_step"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.upload, name="import_new"),
    path("imports/example/<slug:kind>.csv", imports.example, name="import_example"),
    path("imports/<int:job_id>/", imports.job, name="import"),
    path("imports/<int:job_id>/step/", imports.step, name="import_step"),
    path("imports/<int:job_id>/faults.csv", imports.faults, name="import_faults"),
]
