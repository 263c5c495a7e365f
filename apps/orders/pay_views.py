"""The provider's side of a payment: its signed notices, and the page that stands for the bank's and the UPI app."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from apps.ledger.pages import read
from apps.orders.models import Order
from apps.orders.payments.embedded import EmbeddedProvider
from apps.orders.payments.notices import NoticeUnreadable, notice_sign
from apps.orders.services.payments import notice_receive, reference_asked
from retailgenie.ai.types import OrderView

MOST_BYTES = 10_000  # a notice has some hundred


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Take a notice of the provider: 200 once it is kept, also for a copy; 400 for a wrong signature or form."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return JsonResponse({"code": "too_large"}, status=413)
    signature = request.headers.get("X-Payment-Signature", "")
    try:
        notice = notice_receive(body=request.body, signature=signature, now=timezone.now())
    except NoticeUnreadable as error:
        return JsonResponse({"code": error.code, "message": error.message}, status=error.status)
    return JsonResponse({"id": notice.event_id, "applied": notice.applied_at is not None})


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """Agree to a payment or refuse it, as one would in the bank's page or the UPI app; `next` leads back to a talk."""
    order: OrderView = read(request, "get_order", number=number)
    asked = request.POST.get("next") or request.GET.get("next", "")
    back = asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else order.url
    if not order.pay_url:
        return redirect(back)
    if request.method != "POST":
        return render(request, "orders/pay.html", {"order": order, "back": back})
    asked_for = reference_asked(Order.objects.get(number=order.number))
    notice = EmbeddedProvider().decide(asked_for, agreed=request.POST.get("answer") == "agree")
    if notice is None:
        raise Http404
    now = timezone.now()
    body, signature = notice_sign(notice, now=now)
    notice_receive(body=body, signature=signature, now=now)
    return redirect(back)
