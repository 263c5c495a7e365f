"""The OpenAPI document tells the truth: whatever schemathesis makes of it, for every role.

The budget is FUZZ_EXAMPLES requests an operation and role: 1 by default, so that the suite stays quick; more by
`FUZZ_EXAMPLES=50 pytest tests/apps/protocols/test_openapi.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from apps.accounts.models import User
from apps.catalog.models import Product
from apps.ledger.rest_schema import ERRORS
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Caller, Risk
from tests.apps.orders.shopping import ADDRESS, add, place

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "1"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROLES = ("guest", "asha", "ravi", "meera", "kabir", "admin")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    made: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


def unwrapped(found: Any) -> Any:
    """Return an operation of the document; raises what schemathesis found wrong with it."""
    return found.ok()


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests stay in the test's transaction, as Django's own test client has it."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_no_request_ends_in_an_error_an_unknown_status_or_another_s_things(
    role: str,
    document: dict[str, Any],
    one_connection: None,
    shirt: Product,
    asha: User,
    caller: Callable[..., Caller],
    token: Callable[..., str],
    request: pytest.FixtureRequest,
) -> None:
    add(caller(asha), shirt.variants.all()[0].pk)
    address = {**ADDRESS, "line1": "77 Moonflower Street", "phone": "90123 99887"}
    hers = (place(caller(asha), address=address).number, "Moonflower", "9012399887")
    headers = {} if role == "guest" else {"Authorization": f"Bearer {token(request.getfixturevalue(role))}"}
    schema = schemathesis.openapi.from_dict(document)
    schema.app = get_wsgi_application()
    asked = 0
    for operation in (unwrapped(found) for found in schema.get_all_operations()):

        @hypothesis.settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=EXAMPLES < 10,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
            phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        )
        @hypothesis.given(case=operation.as_strategy())
        def try_it(case: Any) -> None:
            nonlocal asked
            asked += 1
            answered = case.call(headers=headers)
            case.validate_response(answered, checks=CHECKS)
            if role in ("guest", "ravi"):
                assert [word for word in hers if word in answered.text] == []

        try_it()
    assert asked >= EXAMPLES * 60


def test_the_document_is_openapi_3_1_and_names_every_tool(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    operations = [op for methods in document["paths"].values() for op in methods.values()]
    assert len({op["operationId"] for op in operations}) == len(operations)
    told = " ".join(op["operationId"] for op in operations)
    missing = {tool.name for tool in registry if tool.name not in told}
    assert missing <= {"change_cart_quantity", "change_cart_variant", "search_products"}  # by other names


def test_every_operation_documents_its_errors_and_every_change_its_answers(document: dict[str, Any]) -> None:
    for methods in document["paths"].values():
        for operation in methods.values():
            assert set(ERRORS) <= set(operation["responses"])
            assert operation["summary"]
    placed = document["paths"]["/api/v1/orders"]["post"]
    assert {"200", "202"} <= set(placed["responses"])
    assert "Idempotency-Key" in [row["name"] for row in placed["parameters"]]
    body = placed["requestBody"]["content"]["application/json"]
    assert body["schema"]["properties"]["payment_method"]["enum"]
    assert body["examples"]


@pytest.mark.parametrize("tool", [x.name for x in registry if x.risk is not Risk.READ][:3])
def test_changes_have_examples(tool: str, document: dict[str, Any]) -> None:
    texts = [str(op) for methods in document["paths"].values() for op in methods.values()]
    assert any(tool in text for text in texts)


def test_a_catalogue_read_is_sent_once(client: Client, shirt: Product) -> None:
    path = f"/api/v1/products/{shirt.pk}"
    first = client.get(path)
    assert first["ETag"].startswith('W/"')
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    Product.objects.filter(pk=shirt.pk).update(title="Green shirt")
    changed = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed["ETag"] != first["ETag"]) == (200, True)


def test_errors_have_one_form(client: Client, shirt: Product) -> None:
    json_body = "application/json"
    answers = {
        404: client.get("/api/v1/no-such-thing"),
        400: client.post("/api/v1/cart/lines", "{", content_type=json_body),
        415: client.post("/api/v1/cart/lines", "x", content_type="text/plain"),
        405: client.delete("/api/v1/search"),
        422: client.post("/api/v1/cart/lines", {"variant_id": "x"}, content_type=json_body),
        401: client.get("/api/v1/profile"),
        406: client.get("/api/v1/offers", headers={"Accept": "image/png"}),
    }
    for status, answer in answers.items():
        assert answer.status_code == status, answer.content
        assert set(answer.json()) == {"code", "message", "details"}
