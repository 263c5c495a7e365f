"""The table of model versions says which one runs, and nobody types one in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.rollout.models import AliasName, ModelVersion
from apps.rollout.services import alias_move, model_version_register

pytestmark = pytest.mark.django_db


def test_the_table_shows_the_version_that_runs_and_takes_none_by_hand(client: Client, admin: User) -> None:
    for version in ("old", "new"):
        model_version_register(
            kind="intents", version=version, path=f"models/{version}", metrics={}, now=timezone.now()
        )
    alias_move(kind="intents", version="new", alias=AliasName.CHAMPION, now=timezone.now())
    client.force_login(admin)
    answer = client.get(reverse("admin:rollout_modelversion_changelist"))
    shown = {row.version: row.champion for row in answer.context["cl"].queryset}
    assert (answer.status_code, shown) == (200, {"old": False, "new": True})
    assert client.get(reverse("admin:rollout_modelversion_add")).status_code == 403
    assert ModelVersion.objects.count() == 2
