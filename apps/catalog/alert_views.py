"""Pages of stock alerts: asking for one, saying yes from an e-mail, the list."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.catalog.alerts import alert_confirm, alert_of_link, variant_name
from apps.catalog.models import StockAlert, Variant
from apps.ledger.pages import answer, read, write
from retailgenie.lib.errors import NotFound

MAX_DIGITS = 18  # of a row number; more does not fit its column


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Wait for a variant."""
    asked = request.POST.get("variant_id", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= MAX_DIGITS):
        raise Http404
    variant = get_object_or_404(Variant.objects.select_related("product"), pk=int(asked))
    email = request.POST.get("email", "").replace("\x00", "")[:254]
    outcome = write(request, "add_stock_alert", variant_id=variant.pk, email=email)
    return answer(request, outcome, done=variant.product.get_absolute_url())


@require_safe
@never_cache
def alerts(request: HttpRequest) -> HttpResponse:
    """What this person waits for."""
    return render(request, "catalog/alerts.html", {"alerts": read(request, "list_stock_alerts").alerts})


@require_POST
def remove(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Stop waiting."""
    return answer(
        request, write(request, "remove_stock_alert", alert_id=alert_id), done=reverse("catalog:alerts")
    )


@require_http_methods(["GET", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes from an e-mail. Opening the page changes nothing: mail scanners open every link."""
    try:
        alert = (
            alert_confirm(token=token, now=timezone.now())
            if request.method == "POST"
            else alert_of_link(token)
        )
    except NotFound as error:
        raise Http404 from error
    if request.method == "POST":
        return HttpResponseRedirect(request.path)
    context = {
        "alert": alert,
        "title": variant_name(alert.variant),
        "waiting": alert.state == StockAlert.State.UNCONFIRMED,
    }
    return render(request, "catalog/alert_confirm.html", context)
