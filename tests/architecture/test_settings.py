"""Settings refuse to start on something missing or unreadable, and say which."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "retailgenie.settings.production",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "PSEUDONYM_KEY": "p" * 60,
    "PAYMENT_WEBHOOK_SECRET": "w" * 60,
    "ALLOWED_HOSTS": "shop.example",
    "DATABASE_URL": "postgresql://shop:secret@db.example/shop",
    "REDIS_URL": "rediss://cache.example/0",
    "EMAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "shop@shop.example",
}


def check_deploy(variables: dict[str, str], tmp_path: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING", "--tag", "security"],
        cwd=ROOT,
        env={**kept, "RETAILGENIE_VAR": str(tmp_path), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_with_everything_set_passes_djangos_deployment_check(tmp_path: Path) -> None:
    done = check_deploy(COMPLETE, tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "name",
    ["SECRET_KEY", "PSEUDONYM_KEY", "PAYMENT_WEBHOOK_SECRET", "ALLOWED_HOSTS", "DATABASE_URL", "EMAIL_HOST"],
)
def test_production_names_the_variable_that_is_missing(name: str, tmp_path: Path) -> None:
    done = check_deploy({key: value for key, value in COMPLETE.items() if key != name}, tmp_path)
    assert done.returncode != 0
    assert f"{name} must be set" in done.stderr


def test_demo_passwords_cannot_be_allowed_in_production(tmp_path: Path) -> None:
    done = check_deploy({**COMPLETE, "DEMO_PASSWORDS_ALLOWED": "1"}, tmp_path)
    assert done.returncode == 0
    program = "from django.conf import settings; print(settings.DEMO_PASSWORDS_ALLOWED)"
    shown = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, **COMPLETE, "DEMO_PASSWORDS_ALLOWED": "1", "RETAILGENIE_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == "False"
