"""The shop's pages run no inline or evaluated code; only the admin gets what its library needs."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from retailgenie.lib.csp import DoorPolicyMiddleware


def policy(path: str) -> str:
    request = RequestFactory().get(path)
    middleware = DoorPolicyMiddleware(lambda request: HttpResponse())
    middleware.process_request(request)
    return str(middleware.process_response(request, HttpResponse()).headers["Content-Security-Policy"])


@pytest.mark.parametrize("path", ["/", "/staff/", "/administrator", "/product/admin/"])
def test_the_shops_pages_are_strict(path: str) -> None:
    assert "unsafe" not in policy(path)
    assert "object-src 'none'" in policy(path)


def test_the_admin_may_evaluate_its_attributes() -> None:
    directives = {entry.split(" ")[0]: entry for entry in policy("/admin/orders/").split("; ")}
    assert "'unsafe-eval'" in directives["script-src"]
    assert "'unsafe-inline'" not in directives["script-src"]
