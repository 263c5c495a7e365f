"""A database that lives as long as one measurement: the shop's own data is never touched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from retailgenie.lib.rundir import run_dir


@contextmanager
def scratch_database(purpose: str) -> Iterator[str]:
    """Point the default connection at a fresh, migrated database; yields its name and drops it afterwards."""
    shop = connection.settings_dict["NAME"]
    test = connection.settings_dict["TEST"]
    before = test.get("NAME")
    test["NAME"] = f"scratch_{purpose}_{os.getpid()}"
    try:
        name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield name
        finally:
            connection.creation.destroy_test_db(shop, verbosity=0)
            shutil.rmtree(run_dir() / "index" / name, ignore_errors=True)
    finally:
        test["NAME"] = before
