"""The applications that `bench http` compares: the shop and a bare Django view, each by ASGI and over the WSGI bridge.

HTTP_APP says which: shop-asgi, shop-wsgi, bare-asgi or bare-wsgi.
"""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "retailgenie.settings.local")

from typing import Any

from django.conf import settings

WHAT, _, BY = os.environ.get("HTTP_APP", "shop-asgi").partition("-")
if WHAT == "bare":
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []

from contextlib import nullcontext

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path

from apps.operations.bench.wsgi_bridge import WsgiBridge
from retailgenie.lib.lifespan import Lifespan

THREADS = 8
MAX_BODY = 1024 * 1024


def bare(request: HttpRequest) -> JsonResponse:
    """Answer with a little JSON, as small as a view can be."""
    return JsonResponse({"code": "ok"})


urlpatterns = [path("bare", bare)]
lifespan = Lifespan(nullcontext)
serve: Any = (
    get_asgi_application()
    if BY == "asgi"
    else WsgiBridge(get_wsgi_application(), threads=THREADS, max_body=MAX_BODY)
)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Hand HTTP to the chosen application."""
    await (lifespan if scope["type"] == "lifespan" else serve)(scope, receive, send)
