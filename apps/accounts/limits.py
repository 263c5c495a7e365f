"""Says "too often" to people and programs: 429 with Retry-After, as a page or as JSON."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from retailgenie.lib.addresses import address_of
from retailgenie.lib.limits import TooManyRequests, limit_take

View = Callable[..., HttpResponseBase]


class LimitsMiddleware:
    """Answers for whatever a view refused as too often."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return too_often(request, error) if isinstance(error, TooManyRequests) else None


def too_often(request: HttpRequest, error: TooManyRequests) -> HttpResponse:
    """Return the 429 answer that fits the door."""
    if request.path_info.startswith("/api/"):
        body = {"code": error.code, "message": error.message, "details": error.details}
        response: HttpResponse = JsonResponse(body, status=error.status)
    else:
        response = render(request, "429.html", {"message": error.message}, status=error.status)
    response["Retry-After"] = str(error.details["retry_after"])
    return response


def limited(by_address: str, *, by_field: str = "", field: str = "") -> Callable[[View], View]:
    """Guard the POST of a view by two named limits: the address, and what one field of its form says."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method == "POST":
                limit_take(by_address, address_of(request), now=timezone.now())
                if by_field:
                    limit_take(by_field, request.POST.get(field, "").strip().lower(), now=timezone.now())
            return view(request, *args, **kwargs)

        return guarded

    return decorate
