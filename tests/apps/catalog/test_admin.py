"""The admin edits products so that price history and search follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.catalog.models import PriceChange, Product
from tests.apps.catalog.factories import make_product

pytestmark = pytest.mark.django_db
MODELS = [model for model in admin.site._registry if model._meta.app_label in ("catalog", "content")]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_list_opens(client: Client, admin: User, model: Any) -> None:
    make_product()
    client.force_login(admin)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    assert client.get(reverse(name), {"q": "x"}).status_code == 200


def test_a_new_price_is_remembered_and_searched(
    client: Client, admin: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    product = make_product(sizes=["M"], price=999)
    variant = product.variants.get()
    client.force_login(admin)
    page = client.get(reverse("admin:catalog_product_change", args=[product.pk]))
    form = page.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    fields = {name: value for name, value in values.items() if value is not None and value is not False}
    inline = page.context["inline_admin_formsets"][0].formset
    fields |= {f"{inline.prefix}-{name}": value for name, value in inline.management_form.initial.items()}
    row = inline.forms[0]
    fields |= {
        row.add_prefix(name): row[name].value() for name in row.fields if row[name].value() is not None
    }
    fields |= {
        row.add_prefix("price_paise"): 799_00,
        "title": "Blue linen shirt",
        "attributes": "{}",
        "tags": "[]",
    }
    fields |= {"regions": "[]", "is_active": "on", "launched_at_0": "2026-03-02", "launched_at_1": "10:00:00"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page.request["PATH_INFO"], fields)
    assert answer.status_code == 302, answer.context["errors"]
    assert Product.objects.get().min_price_paise == 799_00
    assert list(PriceChange.objects.values_list("variant_id", "price_paise")) == [(variant.pk, 799_00)]
    assert Product.objects.get().embeddings.count() == 1


@pytest.mark.parametrize(
    "model", ["offer", "stock", "stockmovement", "stockcount", "transfer", "importjob", "plannedprice",
              "stockconflict", "outsidesystem", "outsidelevel", "outsidepush", "pricechange"],
)  # fmt: skip
def test_what_is_money_or_stock_is_only_looked_at(client: Client, admin: User, model: str) -> None:
    client.force_login(admin)
    assert client.get(f"/admin/catalog/{model}/").status_code == 200
    assert client.get(f"/admin/catalog/{model}/add/").status_code == 403
    assert client.post(f"/admin/catalog/{model}/add/", {}).status_code == 403
