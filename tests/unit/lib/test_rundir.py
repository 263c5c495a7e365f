"""The engines' folder is the run folder, unless their account can't enter or a socket's path would be too long."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import pytest

from retailgenie.lib import rundir


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RETAILGENIE_VAR", "/srv/short")
    monkeypatch.setattr(rundir, "service_account", lambda: None)
    return Path("/srv/short")


def test_it_is_the_run_folder(home: Path) -> None:
    assert rundir.engine_dir() == home
    assert rundir.postgres_socket_dir() == home / "sockets"


def test_a_path_too_long_for_a_socket_moves_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETAILGENIE_VAR", "/srv/" + "long/" * 20)
    moved = rundir.engine_dir()
    assert moved.parent in rundir.OPEN_FOLDERS
    assert len(os.fsencode(moved / "sockets" / ".s.PGSQL.5432.lock")) <= rundir.SOCKET_PATH_BYTES
    assert rundir.engine_dir() == moved


def test_a_closed_folder_on_the_way_moves_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    stranger = pwd.struct_passwd(("stranger", "x", 65000, 65000, "", "/", "/bin/sh"))
    monkeypatch.setattr(rundir, "SOCKET_PATH_BYTES", 1000)
    monkeypatch.setattr(rundir, "service_account", lambda: stranger)
    monkeypatch.setenv("RETAILGENIE_VAR", str(closed / "var"))
    assert rundir.engine_dir().parent in rundir.OPEN_FOLDERS
    monkeypatch.setattr(rundir, "service_account", lambda: None)
    assert rundir.engine_dir() == closed / "var"
