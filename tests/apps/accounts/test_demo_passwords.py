"""The demo's published password opens nothing outside a shop on one machine."""

from __future__ import annotations

import pytest
from django.conf import settings as shop_settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from apps.accounts.models import User


@pytest.fixture
def demo_asha(asha: User) -> User:
    asha.set_password(shop_settings.DEMO_PASSWORD)
    asha.save()
    return asha


@pytest.mark.parametrize("allowed", [True, False])
def test_it_logs_in_only_where_it_is_allowed(
    client: Client, demo_asha: User, settings: Settings, allowed: bool
) -> None:
    settings.DEMO_PASSWORDS_ALLOWED = allowed
    client.post(
        reverse("accounts:login"), {"username": demo_asha.email, "password": shop_settings.DEMO_PASSWORD}
    )
    assert ("_auth_user_id" in client.session) is allowed


def test_it_cannot_be_chosen_where_it_is_refused(settings: Settings) -> None:
    validate_password(shop_settings.DEMO_PASSWORD)
    settings.DEMO_PASSWORDS_ALLOWED = False
    with pytest.raises(ValidationError, match="The password of the demo can't be used here"):
        validate_password(shop_settings.DEMO_PASSWORD)
