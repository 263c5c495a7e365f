"""The unofficial conformance runner for UCP against a serving shop: no MUST is violated, and enough is really run."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from apps.catalog.indexing import catalog_index
from apps.catalog.models import Offer, Product
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.protocols.ucp_agent import CHECKER_PROFILE, PLATFORM
from tests.apps.protocols.ucp_bridge import mcp_bridge

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
LEAST_RUN = 46  # checks that must have been run, so that a profile that declares less can't look better
NOT_RUN = {"discount.multiple_accept_both"}  # a cart of this shop carries one coupon
ADDRESS = {
    "first_name": "Asha", "last_name": "Rao", "street_address": "12 Lake Road", "address_locality": "Pune",
    "address_region": "MH", "postal_code": "411004", "address_country": "IN", "phone_number": "9876543210",
}  # fmt: skip


def instrument(token: str) -> dict[str, Any]:
    return {
        "id": "instr_1",
        "handler_id": "retailgenie",
        "type": "card",
        "credential": {"type": "token", "token": token},
        "billing_address": ADDRESS,
    }


def completion(token: str) -> dict[str, Any]:
    """What completes the runner's checkout: it names no street, so the last corrections do."""
    destination = {"id": "d1", "type": "shipping_address", **ADDRESS}
    method = {
        "type": "shipping",
        "destinations": [destination],
        "selected_destination_id": "d1",
        "groups": [{"selected_option_id": "standard"}],
    }
    return {
        "payment": {"instruments": [instrument(token)]},
        "buyer": {
            "first_name": "Asha",
            "last_name": "Rao",
            "email": "asha@example.com",
            "phone_number": "9876543210",
        },
        "fulfillment": {"methods": [method]},
    }


@pytest.fixture
def shirts(transactional_db: None) -> Product:
    """Twelve shirts to page through, the first with sizes."""
    store = make_store("Pune", name="Pune warehouse", kind="warehouse")
    made = [
        make_product(f"Linen shirt {n}", price=1200, pieces=50, store=store, sizes=["S", "M"])
        for n in range(12)
    ]
    Offer.objects.create(
        title="Ten percent off", kind="percentage", code="SAVE10", percent=10,
        starts_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    catalog_index()
    return made[0]


def run_checker(server: str, config: dict[str, Any], folder: Path) -> dict[str, Any]:
    path = folder / "config.json"
    path.write_text(json.dumps(config))
    command = [
        sys.executable,
        "-m",
        "spck_conformance.cli",
        "--server",
        server,
        "--config",
        str(path),
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize("binding", ["rest", "mcp"])
def test_the_checker_finds_no_deviation(
    live_server: LiveServer, shirts: Product, settings: Any, tmp_path: Path, binding: str
) -> None:
    settings.SITE_URL = live_server.url
    settings.UCP_KNOWN_PLATFORMS = {CHECKER_PROFILE: {**PLATFORM, "trusted": True}}
    settings.RATE_LIMITS = False
    variant = f"v{shirts.variants.get(size='M').pk}"
    config = {
        "product_id": variant,
        "currency": "INR",
        "fulfillment_option_id": "standard",
        "complete_payment": completion("tok_ok"),
        "fail_payment": completion("tok_declined"),
        "discount": {"valid_code": "SAVE10", "invalid_code": "NOT_A_CODE", "rejected_messages": True},
        "catalog": {
            "variant_id": variant,
            "max_batch": 50,
            "configurable_product_id": f"p{shirts.pk}",
            "paginated_query": "linen shirt",
            "paginated_total": 12,
        },
    }
    with mcp_bridge(live_server.url) if binding == "mcp" else nullcontext(live_server.url) as server:
        rows = run_checker(server, config, tmp_path)["checks"]
    bad = [
        (x["id"], x["status"], x["observed"])
        for x in rows
        if not str(x["status"]).startswith(("clean", "not-"))
    ]
    assert not bad
    run = [x["id"] for x in rows if x["status"] == "clean-pass"]
    waiting = {x["id"] for x in rows if str(x["status"]).startswith("not-tested")}
    assert waiting <= NOT_RUN
    assert len(run) >= LEAST_RUN, sorted(run)
    call_command("check_stock", verbosity=0)
