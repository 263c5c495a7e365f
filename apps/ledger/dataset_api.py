"""Each service's training and test dataset, for the orchestrator of the models and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.permissions import DATASETS
from apps.ledger.datasets import scenario_dataset, services_publishing, training_dataset
from apps.ledger.rest import rest_caller
from retailgenie.lib.errors import PermissionMissing

SERVICE = OpenApiParameter(
    "service", {"type": "string", "enum": services_publishing()}, OpenApiParameter.PATH
)
ROWS: dict[str, Any] = {"type": "array", "items": {"type": "object"}}
TRAINING: dict[str, Any] = {
    "type": "object",
    "required": ["service", "training_examples", "metadata"],
    "properties": {"service": {"type": "string"}, "training_examples": ROWS, "metadata": {"type": "object"}},
}
TESTS: dict[str, Any] = {
    "type": "object",
    "required": ["service", "test_scenarios"],
    "properties": {"service": {"type": "string"}, "test_scenarios": ROWS},
}


@extend_schema(
    operation_id="training_dataset",
    tags=["datasets"],
    summary="Training dataset",
    description="A service's reviewed examples. Only for the role ml_orchestrator.",
    parameters=[SERVICE],
    responses={200: TRAINING},
)
@api_view(["GET"])
def training(request: Request, service: str) -> Response:
    return _published(request, training_dataset, service)


@extend_schema(
    operation_id="test_dataset",
    tags=["datasets"],
    summary="Test dataset",
    description="A service's test scenarios. Only for the role ml_orchestrator.",
    parameters=[SERVICE],
    responses={200: TESTS},
)
@api_view(["GET"])
def testing(request: Request, service: str) -> Response:
    return _published(request, scenario_dataset, service)


def _published(request: Request, publish: Callable[[str], dict[str, Any]], service: str) -> Response:
    caller = rest_caller(request)
    if DATASETS not in caller.permissions or (caller.only and DATASETS not in caller.only):
        raise PermissionMissing("Only the orchestrator of the models may read datasets.")
    return Response(publish(service))
