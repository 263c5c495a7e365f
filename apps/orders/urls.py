"""Cart, checkout, orders and the address book."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apps.orders import (
    address_views,
    after_views,
    cart_views,
    invoice_views,
    lookup_views,
    pay_views,
    return_views,
    views,
)
from apps.orders.lookup_views import for_key_holders

app_name = "orders"
urlpatterns: list[URLPattern | URLResolver] = [
    path("cart/", cart_views.cart, name="cart"),
    path("cart/add/", cart_views.add, name="cart_add"),
    path("cart/line/<int:line_id>/", cart_views.line, name="cart_line"),
    path("cart/coupon/", cart_views.coupon, name="cart_coupon"),
    path("cart/reminders/", cart_views.reminders, name="cart_reminders"),
    path("cart/empty/", cart_views.empty, name="cart_empty"),
    path("undo/", cart_views.undo, name="undo"),
    path("checkout/", views.checkout, name="checkout"),
    path("checkout/done/<slug:number>/", views.done, name="done"),
    path("orders/", views.orders, name="orders"),
    path("track/", lookup_views.look_up, name="look_up"),
    path("track/<str:key>/", lookup_views.open_order, name="open"),
    path("orders/<slug:number>/", for_key_holders(views.order), name="order"),
    path("orders/<slug:number>/cancel/", for_key_holders(views.cancel), name="cancel"),
    path(
        "orders/<slug:number>/cancel-part/",
        for_key_holders(after_views.pieces),
        {"act": "cancel"},
        name="cancel_part",
    ),
    path("orders/<slug:number>/items/", after_views.pieces, {"act": "items"}, name="items"),
    path(
        "orders/<slug:number>/return/", for_key_holders(after_views.pieces), {"act": "return"}, name="return"
    ),
    path("orders/<slug:number>/exchange/", after_views.pieces, {"act": "exchange"}, name="exchange"),
    path("orders/<slug:number>/address/", after_views.address, name="address"),
    path("orders/<slug:number>/again/", views.again, name="again"),
    path("orders/<slug:number>/photos/", return_views.photos, name="photos"),
    path("orders/<slug:number>/contact/", after_views.contact, name="contact"),
    path("orders/<slug:number>/payment/", after_views.payment, name="payment"),
    path("returns/photos/<uuid:photo_id>/", return_views.photo, name="photo"),
    path("returns/<slug:number>/handover/", return_views.handover, name="handover"),
    path("returns/<slug:number>/withdraw/", return_views.withdraw, name="withdraw"),
    path("returns/<slug:number>/label/", return_views.label, name="label"),
    path("orders/<slug:number>/pay/", pay_views.pay, name="pay"),
    path("payments/webhook/", pay_views.webhook, name="payment_webhook"),
    path("invoices/<slug:number>/", invoice_views.invoice, name="invoice"),
    path("invoices/<slug:number>/pdf/", invoice_views.invoice_pdf, name="invoice_pdf"),
    path("account/addresses/", address_views.addresses, name="addresses"),
    path("account/addresses/<int:address_id>/", address_views.address, name="address_edit"),
    path("account/addresses/<int:address_id>/delete/", address_views.remove, name="address_remove"),
    path("account/addresses/<int:address_id>/default/", address_views.make_default, name="address_default"),
]
