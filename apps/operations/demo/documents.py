"""FAQ, policies and guides of the demo shop; every figure that code knows comes from the code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from apps.catalog.delivery import DAYS, FEE_PAISE, FREE_ABOVE_PAISE, REMOTE_FEE_PAISE, Zone
from apps.catalog.stock import RESERVATION_LIFE
from apps.content.models import Document
from apps.operations.demo.kinds import read_table
from apps.operations.demo.offers import WELCOME_FROM_PAISE, WELCOME_MOST_PAISE, WELCOME_PERCENT
from apps.operations.demo.policy import RETURN_DAYS, SLAB_RUPEES
from apps.operations.demo.stores import cities
from apps.orders.services.addresses import MAX_ADDRESSES
from apps.orders.services.carts import MAX_LINES, MAX_PER_LINE
from apps.orders.services.checkout import CASH_LIMIT_PAISE, UPI_LIMIT_PAISE
from retailgenie.lib.money import format_inr

ENGLISH = ("delivery", "returns", "payment", "orders", "guides")
SECONDS_PER_DAY = 86_400


def figures() -> dict[str, str]:
    """Return what documents may quote, as people read it."""
    spans = {zone.value: DAYS[zone] for zone in (Zone.LOCAL, Zone.NATIONAL, Zone.REMOTE)}
    return {
        **{f"{name}_days": f"{low} to {high}" for name, (low, high) in spans.items()},
        **{f"{name}_days_hi": f"{low} से {high}" for name, (low, high) in spans.items()},
        **{f"{name}_days": str(days) for name, days in RETURN_DAYS.items() if days is not None},
        "fee": format_inr(FEE_PAISE),
        "remote_fee": format_inr(REMOTE_FEE_PAISE),
        "free_above": format_inr(FREE_ABOVE_PAISE),
        "cash_limit": format_inr(CASH_LIMIT_PAISE),
        "upi_limit": format_inr(UPI_LIMIT_PAISE),
        "hold_minutes": str(int(RESERVATION_LIFE.total_seconds() // 60)),
        "max_per_line": str(MAX_PER_LINE),
        "max_lines": str(MAX_LINES),
        "max_addresses": str(MAX_ADDRESSES),
        "welcome_percent": str(WELCOME_PERCENT),
        "welcome_from": format_inr(WELCOME_FROM_PAISE),
        "welcome_most": format_inr(WELCOME_MOST_PAISE),
        "slab": format_inr(SLAB_RUPEES * 100),
        "reset_days": str(settings.PASSWORD_RESET_TIMEOUT // SECONDS_PER_DAY),
        "store_count": str(sum(len(row[4]) for row in cities().values())),
        "city_count": str(len(cities())),
    }


def documents() -> Iterator[dict[str, str]]:
    """Yield every document as (slug, title, topic, kind, body, language), with its figures filled in."""
    known = figures()
    for language, names in (("en", ENGLISH), ("hi", ("hindi",))):
        for name in names:
            rows: list[dict[str, Any]] = read_table(f"documents/{name}")
            for row in rows:
                yield {**row, "body": row["body"].strip().format_map(known), "language": language}


def load_documents(*, now: datetime) -> int:
    """Write and publish the documents that are not there yet; returns how many."""
    known = set(Document.objects.values_list("slug", "language"))
    rows = [
        Document(**row, status=Document.Status.PUBLISHED, updated_at=now)
        for row in documents()
        if (row["slug"], row["language"]) not in known
    ]
    return len(Document.objects.bulk_create(rows))
