"""Carts and orders over REST: each view is one tool. What needs a yes answers 202 with a confirm card and a token."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.ledger.rest import answer, body_of
from apps.orders.services.lookup import OrderAccess, order_access

JSON = OpenApiTypes.OBJECT


def body(request: Request) -> dict[str, object]:
    """Return the arguments in a request's body, without the approval that `answer` reads itself."""
    return {name: value for name, value in body_of(request).items() if name != "approval"}


@extend_schema(methods=["GET"], responses=JSON, description="The cart at today's prices.")
@extend_schema(methods=["DELETE"], request=None, responses=JSON, description="Take everything out.")
@api_view(["GET", "DELETE"])
def cart(request: Request) -> Response:
    return answer(request, "view_cart" if request.method == "GET" else "empty_cart", {})


@extend_schema(request=JSON, responses=JSON, description="Add {variant_id, quantity}.")
@api_view(["POST"])
def cart_lines(request: Request) -> Response:
    return answer(request, "add_to_cart", body(request))


@extend_schema(
    methods=["PATCH"], request=JSON, responses=JSON, description="Change {quantity} or {variant_id}."
)
@extend_schema(methods=["DELETE"], request=None, responses=JSON, description="Take the line out.")
@api_view(["PATCH", "DELETE"])
def cart_line(request: Request, line_id: int) -> Response:
    if request.method == "DELETE":
        return answer(request, "remove_from_cart", {"line_id": line_id})
    change = body(request)
    name = "change_cart_variant" if "variant_id" in change else "change_cart_quantity"
    return answer(request, name, {**change, "line_id": line_id})


@extend_schema(methods=["PUT"], request=JSON, responses=JSON, description="Put a coupon {code} on the cart.")
@extend_schema(methods=["DELETE"], request=None, responses=JSON, description="Take the coupon off.")
@api_view(["PUT", "DELETE"])
def cart_coupon(request: Request) -> Response:
    if request.method == "DELETE":
        return answer(request, "remove_coupon", {})
    return answer(request, "apply_coupon", body(request))


@extend_schema(responses=JSON, description="Addresses, stores (near ?place=) and ways to pay.")
@api_view(["GET"])
def checkout(request: Request) -> Response:
    return answer(request, "checkout_options", {"place": request.query_params.get("place", "")})


@extend_schema(request=JSON, responses=JSON, description="Keep an address; needs a yes.")
@api_view(["POST"])
def addresses(request: Request) -> Response:
    return answer(request, "add_address", body(request))


@extend_schema(methods=["GET"], responses=JSON, description="One's orders, newest first (?page=).")
@extend_schema(methods=["POST"], request=JSON, responses=JSON, description="Order the cart; needs a yes.")
@api_view(["GET", "POST"])
def orders(request: Request) -> Response:
    if request.method == "POST":
        return answer(request, "place_order", body(request))
    return answer(request, "list_orders", {"page": request.query_params.get("page", 1)})


@extend_schema(
    request=JSON,
    responses=JSON,
    description="Find an order without an account by {number, phone}. `access` in the answer opens it for half "
    "an hour: send it as X-Order-Access with reads, cancel and return of that order.",
)
@api_view(["POST"])
def order_access_make(request: Request) -> Response:
    response = answer(request, "look_up_order", body(request))
    if response.status_code == HTTPStatus.OK:
        response.data["access"] = response.data["data"].pop("url").rstrip("/").rpartition("/")[2]
    return response


def _acting(request: Request, number: str) -> OrderAccess | None:
    """Return what the key in X-Order-Access opens, where it is the key to this order."""
    key = request.headers.get("X-Order-Access", "")
    access = order_access(key) if key else None
    return access if access is not None and access.number == number.strip().upper() else None


@extend_schema(responses=JSON, description="One order with its timeline.")
@api_view(["GET"])
def order(request: Request, number: str) -> Response:
    return answer(request, "get_order", {"number": number}, acting=_acting(request, number))


@extend_schema(responses=JSON, description="What of an order may come back, until when, or why not.")
@api_view(["GET"])
def order_eligibility(request: Request, number: str) -> Response:
    return answer(request, "return_eligibility", {"number": number}, acting=_acting(request, number))


@extend_schema(request=JSON, responses=JSON, description="Send {lines, reason, ...} back; needs a yes.")
@api_view(["POST"])
def order_return(request: Request, number: str) -> Response:
    arguments = {**body(request), "number": number}
    return answer(request, "return_items", arguments, acting=_acting(request, number))


@extend_schema(request=JSON, responses=JSON, description="Cancel an order, with a {reason}; needs a yes.")
@api_view(["POST"])
def order_cancel(request: Request, number: str) -> Response:
    arguments = {**body(request), "number": number}
    return answer(request, "cancel_order", arguments, acting=_acting(request, number))


@extend_schema(responses=JSON, description="The tax invoice of an order, once it is packed.")
@api_view(["GET"])
def order_invoice(request: Request, number: str) -> Response:
    return answer(request, "get_invoice", {"number": number})
