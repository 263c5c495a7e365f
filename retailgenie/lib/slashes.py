"""Leads an address that has a slash too many to the page that is meant; Django itself adds one that is missing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import is_valid_path
from django.utils.http import escape_leading_slashes


class SlashMiddleware:
    """Redirects /search/ to /search where the first is nothing and the second is a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info.rstrip("/")
        asked = request.method in ("GET", "HEAD") and path and request.path_info.endswith("/")
        if asked and not is_valid_path(request.path_info) and is_valid_path(path):
            query = request.META.get("QUERY_STRING", "")
            target = escape_leading_slashes(path)
            return HttpResponsePermanentRedirect(f"{target}?{query}" if query else target)
        return self.get_response(request)
