"""What of orders over REST is more than one row of the table: a line's change, and the key to a guest's order."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.ledger.rest import answer
from apps.ledger.rest_schema import document, responses
from apps.ledger.rest_table import arguments_of
from apps.orders.services.lookup import OrderAccess, order_access
from retailgenie.ai.tools.registry import registry

QUANTITY = registry.get("change_cart_quantity")
LOOK_UP = registry.get("look_up_order")


@extend_schema(
    methods=["PATCH"],
    operation_id="change_cart_line",
    tags=["orders"],
    summary="Change a line of the cart",
    description="Change {quantity}, or {variant_id} for another size or colour.",
    request={
        "application/json": {
            "type": "object",
            "properties": {"quantity": {"type": "integer"}, "variant_id": {"type": "integer"}},
            "examples": [{"quantity": 2}],
        }
    },
    responses=responses(QUANTITY),
)
@extend_schema(
    methods=["DELETE"],
    operation_id="remove_from_cart_delete",
    tags=["orders"],
    summary="Remove from cart",
    request=None,
    responses=responses(QUANTITY),
)
@api_view(["PATCH", "DELETE"])
def cart_line(request: Request, line_id: int) -> Response:
    if request.method == "DELETE":
        return answer(request, "remove_from_cart", {"line_id": line_id})
    change = arguments_of(request, QUANTITY)
    name = "change_cart_variant" if "variant_id" in change else "change_cart_quantity"
    return answer(request, name, {**change, "line_id": line_id})


@api_view(["POST"])
def _order_access(request: Request) -> Response:
    response = answer(request, LOOK_UP.name, arguments_of(request, LOOK_UP))
    if response.status_code == HTTPStatus.OK:
        response.data["access"] = response.data["data"].pop("url").rstrip("/").rpartition("/")[2]
    return response


order_access_make = document(
    _order_access,
    "POST",
    LOOK_UP,
    [],
    note=" `access` in the answer opens it: send it as X-Order-Access with reads, cancel and return of that order.",
)


def acting(request: Request, given: dict[str, Any]) -> OrderAccess | None:
    """Return what the key in X-Order-Access opens, where it is the key to this order."""
    key = request.headers.get("X-Order-Access", "")
    access = order_access(key) if key else None
    number = str(given.get("number", "")).strip().upper()
    return access if access is not None and access.number == number else None
