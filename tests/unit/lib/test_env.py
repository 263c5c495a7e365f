"""Variables are read with their type, and what can't be read is named."""

from __future__ import annotations

import pytest

from retailgenie.lib import env


@pytest.fixture(autouse=True)
def set_variable(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    value = getattr(request, "param", None)
    monkeypatch.delenv("THING", raising=False)
    if value is not None:
        monkeypatch.setenv("THING", value)


def given(*values: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("set_variable", values, indirect=True, ids=map(repr, values))


@given("", " ")
def test_a_variable_set_to_nothing_counts_as_not_set(set_variable: None) -> None:
    assert env.text("THING", "else") == "else"
    assert env.number("THING", 3) == 3
    assert env.flag("THING", default=True) is True
    with pytest.raises(env.BadEnvironment, match=r"^THING must be set\.$"):
        env.text("THING")


@given("maybe", "2")
def test_a_flag_is_yes_or_no(set_variable: None) -> None:
    with pytest.raises(env.BadEnvironment, match=r"^THING is '.*'; it should be 1 or 0\.$"):
        env.flag("THING", default=False)


@given("ten", "0", "-4")
def test_a_number_is_whole_and_not_too_small(set_variable: None) -> None:
    with pytest.raises(env.BadEnvironment, match="THING is"):
        env.number("THING", 5, least=1)


@given("a, b,,c ")
def test_a_list_is_split_at_commas(set_variable: None) -> None:
    assert env.items("THING") == ["a", "b", "c"]


@given("postgresql://shop:p%40ss@db.example:6432/shop?sslmode=require")
def test_a_database_address_becomes_djangos_entry(set_variable: None) -> None:
    assert env.database("THING") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "shop",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require"},
    }


@given("postgresql://me@/shop?host=/run/pg&port=5433")
def test_a_database_address_may_name_a_sockets_folder(set_variable: None) -> None:
    entry = env.database("THING")
    assert (entry["HOST"], entry["PORT"], entry["OPTIONS"]) == ("/run/pg", "5433", {})


@given("mysql://x/y", "postgresql://host", "shop")
def test_another_database_is_refused(set_variable: None) -> None:
    with pytest.raises(env.BadEnvironment, match="should look like postgresql://"):
        env.database("THING")


@given("unix:///run/redis.sock?db=3")
def test_celery_gets_redis_sockets_in_its_own_words(set_variable: None) -> None:
    assert env.broker(env.redis("THING")) == "redis+socket:///run/redis.sock?virtual_host=3"
    assert env.broker("rediss://cache/0") == "rediss://cache/0"
