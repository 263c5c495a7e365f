"""Checkout, orders and the address book. Money and addresses move only after the confirm page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import User
from apps.ledger.pages import answer, read, write
from apps.ledger.prefill import prefill_drop, prefill_of
from apps.orders.forms import CheckoutForm
from apps.orders.selectors import PAGE
from retailgenie.ai.tools.types import Done, Refused
from retailgenie.ai.types import CheckoutOptions, OrderView, RefundStatus


@require_http_methods(["GET", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """Where to and how to pay; then the confirm page; then the order."""
    options: CheckoutOptions = read(request, "checkout_options", place=_place(request))
    if not options.cart.lines and request.method == "GET":
        return redirect("orders:cart")
    form = CheckoutForm(options, request.POST or None, initial=_contact(request))
    if request.method != "POST" or not form.is_valid():
        return _checkout_page(request, form, options)
    outcome = write(request, "place_order", **form.arguments())
    if isinstance(outcome, Refused):
        form.add_refusal(outcome.message, outcome.details)
        return _checkout_page(request, form, options)
    done = reverse("orders:orders")
    if isinstance(outcome, Done):
        prefill_drop(request.session)
        done = reverse("orders:done", args=[outcome.result.data.number])
    return answer(request, outcome, done=done, back=reverse("orders:checkout"))


def _checkout_page(request: HttpRequest, form: CheckoutForm, options: CheckoutOptions) -> HttpResponse:
    context = {"form": form, "options": options, "cart": options.cart, "place": _place(request)}
    return render(request, "orders/checkout.html", context, status=400 if form.errors else 200)


def _place(request: HttpRequest) -> str:
    """Return the city or PIN code whose stores are offered for pick-up."""
    return " ".join(request.GET.get("place", "").replace("\x00", " ").split())[:60]


def _contact(request: HttpRequest) -> dict[str, Any]:
    chosen = {"fulfilment": "pickup"} if request.GET.get("fulfilment") == "pickup" else {}
    chosen |= prefill_of(request.session, "checkout", now=timezone.now())
    if not isinstance(request.user, User):
        return chosen
    return {"name": request.user.name, "phone": request.user.phone, "email": request.user.email} | chosen


@require_safe
def done(request: HttpRequest, number: str) -> HttpResponse:
    """Thank you: the order that was just placed."""
    return render(request, "orders/done.html", {"order": read(request, "get_order", number=number)})


@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """The person's orders, newest first."""
    asked = request.GET.get("page", "")
    number = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    listed = read(request, "list_orders", page=number)
    page = Paginator(range(listed.total), PAGE).get_page(number)
    return render(request, "orders/orders.html", {"orders": listed.orders, "page": page})


@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order with its timeline."""
    found: OrderView = read(request, "get_order", number=number)
    back: RefundStatus = read(request, "refund_status", number=found.number)
    return render(request, "orders/order.html", {"order": found, "returns": back.returns})


@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel after the confirm page."""
    outcome = write(
        request,
        "cancel_order",
        number=number,
        reason=request.POST.get("reason", "").replace("\x00", "")[:120],
    )
    return answer(request, outcome, done=reverse("orders:order", args=[number]))


@require_POST
def again(request: HttpRequest, number: str) -> HttpResponse:
    """Put the things of an order into the cart once more."""
    outcome = write(request, "order_again", number=number[:16])
    back = reverse("orders:order", args=[number])
    return answer(request, outcome, done=reverse("orders:cart"), back=back)
