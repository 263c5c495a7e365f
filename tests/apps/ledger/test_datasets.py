"""Training and test datasets: who may read them, what they hold, and one hashed dataset made of all."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Role, User
from apps.accounts.services import token_issue
from apps.ledger.curated import curated_files, example_arguments
from apps.ledger.datasets import curated_load, dataset_build
from apps.ledger.models import CuratedDataset, CuratedExample
from retailgenie.ai.tools.registry import registry
from tests.conftest import person

pytestmark = pytest.mark.django_db
SERVICES = ("catalog", "orders", "chat", "feedback", "rollout")
PATHS = [f"/api/v1/{service}/{kind}-dataset" for service in SERVICES for kind in ("training", "test")]


@pytest.fixture
def orchestrator(db: None) -> dict[str, str]:
    """The headers of the one role that may read."""
    user = person("ml@retailgenie.example", "Orchestrator", Role.ML_ORCHESTRATOR)
    secret = token_issue(user=user, name="ml", scopes=[], now=timezone.now())[1]
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("apps.ledger.datasets.run_dir", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_has_fifty_examples_and_tests_that_its_tools_take(service: str) -> None:
    file = next(x for x in curated_files() if x.service == service)
    assert len(file.examples) >= 50
    assert len({row["query"] for row in file.examples}) == len(file.examples)
    for row in (*file.examples, *file.tests):
        registry.get(row["tool"]).arguments.model_validate(row["parameters"])
    assert {row["query"] for row in file.tests} & {row["query"] for row in file.examples} == set()
    assert all(0.5 < row["accuracy"] <= 1 for row in file.tests)


def test_ids_of_tests_are_unique_across_services() -> None:
    ids = [row["id"] for file in curated_files() for row in file.tests]
    assert len(set(ids)) == len(ids)


def test_the_orchestrator_reads_examples_and_scenarios(client: Client, orchestrator: dict[str, str]) -> None:
    curated_load(now=timezone.now())
    told: dict[str, Any] = client.get("/api/v1/orders/training-dataset", headers=orchestrator).json()
    assert told["service"] == "orders"
    assert told["metadata"]["total_examples"] == len(told["training_examples"]) >= 50
    assert told["metadata"]["currency"] == "INR"
    row = next(x for x in told["training_examples"] if x["user_query"] == "apply WELCOME10")
    assert row == {
        "user_query": "apply WELCOME10",
        "correct_tool": "apply_coupon",
        "correct_parameters": {"code": "WELCOME10"},
        "quality": "human_curated",
        "source": "developer",
    }
    tests = client.get("/api/v1/orders/test-dataset", headers=orchestrator).json()["test_scenarios"]
    assert tests[0] == {
        "id": "ORD-001",
        "priority": "critical",
        "query": "cancel RG87654321",
        "expected_tool": "cancel_order",
        "expected_params": {"number": "RG87654321"},
        "min_accuracy_required": 0.98,
    }
    assert client.get("/api/v1/nothing/test-dataset", headers=orchestrator).status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_everybody_else_gets_403(
    path: str, client: Client, asha: User, meera: User, kabir: User, admin: User
) -> None:
    curated_load(now=timezone.now())
    champion = person("champion@retailgenie.example", "Champion", Role.CHAMPION)
    for user in (None, asha, meera, kabir, champion, admin):
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_missing")


def test_what_nobody_reviewed_stays_in_the_shop(client: Client, orchestrator: dict[str, str]) -> None:
    curated_load(now=timezone.now())
    CuratedExample.objects.create(
        service="orders", purpose="train", key="x", query="unreviewed", tool="view_cart",
        quality="automated", source="production", updated_at=timezone.now(),
    )  # fmt: skip
    told = client.get("/api/v1/orders/training-dataset", headers=orchestrator).json()
    assert "unreviewed" not in [row["user_query"] for row in told["training_examples"]]


def test_all_services_become_one_hashed_dataset_once(home: Path) -> None:
    first = dataset_build(now=timezone.now())
    again = dataset_build(now=timezone.now())
    assert first == again
    assert CuratedDataset.objects.count() == 1
    body = (home / first.path).read_bytes()
    assert hashlib.sha256(body).hexdigest() == first.digest
    rows = [json.loads(line) for line in body.decode().splitlines()]
    assert first.counts == {service: sum(x["service"] == service for x in rows) for service in SERVICES}
    CuratedExample.objects.create(
        service="orders", purpose="train", key="x", query="one more", tool="view_cart", quality="production_validated",
        source="production", reviewed_at=timezone.now(), updated_at=timezone.now(),
    )  # fmt: skip
    changed = dataset_build(now=timezone.now())
    assert changed.digest != first.digest
    assert changed.counts["orders"] == first.counts["orders"] + 1
    assert (home / first.path).exists()


def test_an_example_that_is_taken_out_of_the_file_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    count = curated_load(now=timezone.now())
    assert CuratedExample.objects.count() == count
    only = tuple(x for x in curated_files() if x.service == "chat")
    monkeypatch.setattr("apps.ledger.datasets.curated_files", lambda: only)
    curated_load(now=timezone.now())
    assert set(CuratedExample.objects.values_list("service", flat=True)) == {"chat"}


def test_the_command_says_what_it_made(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("build_dataset")
    said = capsys.readouterr().out
    assert CuratedDataset.objects.get().digest in said
    assert "orders 54" in said


def test_the_documentation_takes_its_examples_from_them() -> None:
    assert example_arguments("apply_coupon") == {"code": "WELCOME10"}
    assert example_arguments("no_such_tool") == {}
