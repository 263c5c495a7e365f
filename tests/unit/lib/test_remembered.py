"""A value is computed once a version, and nobody waits for one that takes long."""

from __future__ import annotations

import itertools
import threading

from retailgenie.lib.remembered import Remembered, Version


def test_a_value_is_kept_until_its_version_changes() -> None:
    now, made = [1], itertools.count(1)
    version = Version(lambda: now[0])
    value = Remembered(lambda: next(made), version)
    assert [value.get(), value.get()] == [1, 1]
    now[0] = 2
    version.forget()
    assert value.get() == 2


def test_a_version_that_was_rolled_back_does_not_bring_its_value_back() -> None:
    """A test's transaction, or a restored database: the number is the old one, what it stands for is not."""
    answers = iter("ab")
    version = Version(lambda: 1)
    value = Remembered(lambda: next(answers), version)
    assert value.get() == "a"
    version.forget()
    assert value.get() == "b"


def test_nobody_waits_for_a_slow_value_that_has_an_older_one() -> None:
    go, over = threading.Event(), threading.Event()
    made: list[str] = []

    def build() -> str:
        if made:
            assert go.wait(10)
        made.append(threading.current_thread().name)
        return f"value {len(made)}"

    version = Version(lambda: 1)
    value = Remembered(build, version, slow=lambda old: True, after=over.set)
    assert value.get() == "value 1"
    version.forget()
    assert [value.get(), value.get()] == ["value 1", "value 1"]
    go.set()
    assert over.wait(10)
    assert value.get() == "value 2"
    assert made[1] != threading.current_thread().name
    assert len(made) == 2


def test_who_asks_for_the_fresh_value_waits_for_it_and_for_all_it_is_made_of() -> None:
    version, turn = Version(lambda: 1), [0]

    def count() -> int:
        turn[0] += 1
        return turn[0]

    first = Remembered(count, version, slow=lambda old: True)
    second = Remembered(lambda: first.get() * 10, version, slow=lambda old: True)
    assert second.get() == 10
    version.forget()
    assert second.fresh() == 20
    assert first.get() == 2
