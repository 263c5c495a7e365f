"""From curated files to rows, from rows to what a service publishes, and from all services to one hashed dataset."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Max

from apps.ledger.curated import curated_files
from apps.ledger.models import CuratedDataset, CuratedExample
from retailgenie.lib.errors import ShopError
from retailgenie.lib.rundir import run_dir

FOLDER = "datasets"


class NoSuchService(ShopError):
    """No service of this name publishes examples; details.services names those that do."""

    code: ClassVar[str] = "no_such_service"
    status: ClassVar[int] = 404


@transaction.atomic
def curated_load(*, now: datetime) -> int:
    """Write the files' examples into the tables; rows that a file no longer has go. Returns how many there are."""
    rows = [row for file in curated_files() for row in _rows(file.service, file.examples, file.tests, now)]
    CuratedExample.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["service", "key"],
        update_fields=["purpose", "query", "tool", "parameters", "priority", "min_accuracy"],
    )
    kept = {(row.service, row.key) for row in rows}
    developed = CuratedExample.objects.filter(source=CuratedExample.Source.DEVELOPER)
    gone = [row.pk for row in developed if (row.service, row.key) not in kept]
    developed.filter(pk__in=gone).delete()
    return len(rows)


def _rows(
    service: str, examples: tuple[dict[str, Any], ...], tests: tuple[dict[str, Any], ...], now: datetime
) -> list[CuratedExample]:
    shared = {
        "service": service,
        "quality": CuratedExample.Quality.HUMAN_CURATED,
        "source": CuratedExample.Source.DEVELOPER,
        "reviewed_at": now,
        "updated_at": now,
    }
    train = [
        CuratedExample(
            purpose=CuratedExample.Purpose.TRAIN,
            key=hashlib.sha256(f"{row['tool']}:{row['query']}".encode()).hexdigest()[:16],
            query=row["query"],
            tool=row["tool"],
            parameters=row["parameters"],
            **shared,
        )
        for row in examples
    ]
    return train + [
        CuratedExample(
            purpose=CuratedExample.Purpose.TEST,
            key=row["id"],
            query=row["query"],
            tool=row["tool"],
            parameters=row["parameters"],
            priority=row["priority"],
            min_accuracy=row["accuracy"],
            **shared,
        )
        for row in tests
    ]


def services_publishing() -> list[str]:
    """Return the services that publish examples."""
    return [file.service for file in curated_files()]


def training_dataset(service: str) -> dict[str, Any]:
    """Return a service's reviewed training examples with what they are; raises NoSuchService."""
    rows = _reviewed(service, CuratedExample.Purpose.TRAIN)
    updated = rows.aggregate(last=Max("updated_at"))["last"]
    return {
        "service": service,
        "training_examples": [_example(row) for row in rows],
        "metadata": {
            "total_examples": len(rows),
            "last_updated": updated.isoformat() if updated else None,
            "currency": "INR",
            "amounts": "paise",
        },
    }


def scenario_dataset(service: str) -> dict[str, Any]:
    """Return a service's test scenarios; raises NoSuchService."""
    return {
        "service": service,
        "test_scenarios": [
            {
                "id": row.key,
                "priority": row.priority,
                "query": row.query,
                "expected_tool": row.tool,
                "expected_params": row.parameters,
                "min_accuracy_required": row.min_accuracy,
            }
            for row in _reviewed(service, CuratedExample.Purpose.TEST)
        ],
    }


def _reviewed(service: str, purpose: str) -> Any:
    if service not in services_publishing():
        raise NoSuchService("No service of this name publishes examples.", services=services_publishing())
    return CuratedExample.objects.filter(
        service=service, purpose=purpose, reviewed_at__isnull=False
    ).order_by("key")


def _example(row: CuratedExample) -> dict[str, Any]:
    shown = {
        "user_query": row.query,
        "correct_tool": row.tool,
        "correct_parameters": row.parameters,
        "quality": row.quality,
        "source": row.source,
    }
    return {**shown, "mistake_made": row.mistake_made} if row.mistake_made else shown


def dataset_build(*, now: datetime) -> CuratedDataset:
    """Collect every service's reviewed training examples into one JSONL file; the same rows give the same version."""
    curated_load(now=now)
    lines, counts = [], {}
    for service in services_publishing():
        examples = training_dataset(service)["training_examples"]
        counts[service] = len(examples)
        lines += [
            json.dumps({"service": service, **row}, ensure_ascii=False, sort_keys=True) for row in examples
        ]
    body = ("\n".join(lines) + "\n").encode()
    digest = hashlib.sha256(body).hexdigest()
    known = CuratedDataset.objects.filter(digest=digest).first()
    if known is not None:
        return known
    version = f"{now:%Y%m%d}-{digest[:12]}"
    path = run_dir() / FOLDER / f"{version}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return CuratedDataset.objects.create(
        version=version, digest=digest, counts=counts, path=f"{FOLDER}/{path.name}", created_at=now
    )
