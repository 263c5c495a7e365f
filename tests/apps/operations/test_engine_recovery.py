"""The embedded engines survive what happens to programs: kills, stale files, a full disk, missing parts."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
from pathlib import Path

import psycopg
import pytest
from redis import Redis as RedisClient

from apps.operations.engines.errors import EngineUnavailable
from apps.operations.engines.postgres import DATABASE, Postgres
from apps.operations.engines.processes import pid_in
from apps.operations.engines.redis import Redis, find_program


def connect(server: Postgres) -> psycopg.Connection:
    return psycopg.connect(host=str(server.sockets), user="postgres", dbname=DATABASE, autocommit=True)


def test_a_killed_postgres_comes_back_with_every_committed_row(own_home: Path) -> None:
    server = Postgres()
    server.start()
    with connect(server) as connection:
        connection.execute("create table kept (id int)")
        connection.execute("insert into kept values (1), (2)")
    os.kill(pid_in(server.data / "postmaster.pid") or 0, signal.SIGKILL)
    server.start()
    with connect(server) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (2,)
        assert connection.execute("show jit").fetchone() == ("off",)
        assert connection.execute("create extension vector").statusmessage == "CREATE EXTENSION"


def test_a_stale_pid_file_with_a_strangers_number_does_not_stop_the_start(own_home: Path) -> None:
    server = Postgres()
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n0\n5432\n\n\n\n")
    assert not server.running()
    server.start()
    assert server.running()


def test_an_interrupted_first_start_begins_again(own_home: Path) -> None:
    (own_home / "postgres").mkdir()
    (own_home / "postgres" / "half").touch()
    server = Postgres()
    server.start()
    assert server.running()


def test_a_full_disk_is_said_in_one_line(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(own_home)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=5 << 20))
    with pytest.raises(EngineUnavailable, match=r"The disk is full: .* 5 MB are free\.$"):
        Postgres().start()


def test_missing_programs_are_said_in_one_line(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EngineUnavailable, match="The PostgreSQL package is missing"):
        Postgres().start()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EngineUnavailable, match="There is no Redis: install redis-server or valkey-server"):
        find_program()


def test_redis_keeps_its_queue_over_a_restart_and_survives_a_kill(own_home: Path) -> None:
    server = Redis()
    server.start()
    with RedisClient(unix_socket_path=str(server.socket)) as client:
        client.lpush("queue", "work")
    server.stop()
    server.start()
    os.kill(pid_in(server.pid_file) or 0, signal.SIGKILL)
    server.start()
    with RedisClient(unix_socket_path=str(server.socket)) as client:
        assert client.lrange("queue", 0, -1) == [b"work"]


def test_a_server_on_the_path_is_preferred_to_the_wheels(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = own_home / "bin"
    programs.mkdir()
    for name in ("valkey-server", "redis-server"):
        (programs / name).touch(mode=0o755)
        monkeypatch.setenv("PATH", str(programs))
        assert find_program() == str(programs / name)
