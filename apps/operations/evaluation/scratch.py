"""A database that lives as long as one measurement: the shop's own data is never touched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from django.utils import timezone

from apps.operations.evaluation.report import BadInput
from apps.rollout.models import Alias, Kind, ModelVersion
from apps.rollout.selectors import forget
from apps.rollout.services import model_version_register
from retailgenie.ai.encoder import encoders_folder
from retailgenie.ai.encoder.encoder import META_FILE
from retailgenie.lib.rundir import run_dir


@contextmanager
def scratch_database(purpose: str, *, kept: bool = False, encoder: str = "") -> Iterator[str]:
    """Point the default connection at a fresh, migrated database; yields its name and drops it afterwards.

    kept: it stays, and the next one of this purpose finds it as it was left, with later migrations applied.
    encoder: the one that finds products there; the shop's where left out.
    """
    settings.RATE_LIMITS = False  # a measurement is a crowd behind one address, in a process of its own
    models = _registered()
    shop = connection.settings_dict["NAME"]
    test = connection.settings_dict["TEST"]
    before = test.get("NAME")
    test["NAME"] = f"kept_{purpose}" if kept else f"scratch_{purpose}_{os.getpid()}"
    close_pool()
    try:
        name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=kept)
        try:
            _carry(*models)
            if encoder:
                run_encoder(encoder)
            yield name
        finally:
            connection.creation.destroy_test_db(shop, verbosity=0, keepdb=kept)
            if not kept:
                shutil.rmtree(run_dir() / "index" / name, ignore_errors=True)
    finally:
        close_pool()
        test["NAME"] = before


def run_encoder(name: str) -> None:
    """Make an encoder the one that finds products in this scratch shop; raises BadInput where it was never built."""
    if not (encoders_folder() / name / META_FILE).exists():
        raise BadInput(f"There is no encoder {name} on this machine.")
    now = timezone.now()
    model_version_register(
        kind=Kind.ENCODER, version=name, path=f"models/encoder/{name}", metrics={}, now=now
    )
    forget()


def close_pool() -> None:
    """Let go of pooled connections: they would go on talking to the database they were opened for."""
    wrapper = connections[connection.alias]
    wrapper.close()
    if isinstance(wrapper, DatabaseWrapper):
        wrapper.close_pool()


def _registered() -> tuple[list[ModelVersion], list[Alias]]:
    """Return the shop's models; a shop that was never set up has none."""
    if ModelVersion._meta.db_table not in connection.introspection.table_names():
        return [], []
    return list(ModelVersion.objects.all()), list(Alias.objects.all())


def _carry(versions: list[ModelVersion], aliases: list[Alias]) -> None:
    """Let the scratch shop run the same models: they are files of the run folder, not data of the shop."""
    Alias.objects.all().delete()
    ModelVersion.objects.all().delete()
    ModelVersion.objects.bulk_create(versions)
    Alias.objects.bulk_create(aliases)
    forget()
