"""What every test run needs before the first test: engines under a lease, encoder, texts, Celery's application."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import retailgenie.celery
from apps.operations.engines.leases import engines_up
from retailgenie.ai.encoder import encoders_folder
from retailgenie.ai.encoder.build import build_encoder
from retailgenie.lib.messages import messages_compile
from retailgenie.lib.rundir import CHECKOUT


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have tasks known, translations compiled and the encoder built before the first test asks for them."""
    # Tests run tasks in threads, and the first to look one up must not find half of them.
    retailgenie.celery.app.loader.import_default_modules()
    messages_compile(CHECKOUT / "locale")
    build_encoder(encoders_folder(), progress=lambda line: None)


@pytest.fixture(scope="session")
def engines() -> Iterator[None]:
    """Have PostgreSQL and Redis up; an engine that was running before is left running."""
    with engines_up():
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(engines: None, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the engines with the first test that asks for the database."""
