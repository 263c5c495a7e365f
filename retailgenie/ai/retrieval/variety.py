"""Keeps one thing in its many versions from filling a page: "Women's leather sandals" in nine colours."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

SAME = 3  # of one series in a row of WINDOW results
WINDOW = 12


def varied(keys: Sequence[int], series: Callable[[int], Hashable]) -> list[int]:
    """Return the keys with at most SAME of a series among any WINDOW that follow; the others wait, in their order.

    What waits is never dropped; where nothing else is left it comes after all. ["a1", "a2", "a3", "a4", "b"]
    becomes ["a1", "a2", "a3", "b", "a4"].
    """
    found: list[int] = []
    waiting: list[int] = []
    recent: list[Hashable] = []

    def place(key: int) -> bool:
        its = series(key)
        if its is not None and recent[-WINDOW + 1 :].count(its) >= SAME:
            return False
        found.append(key)
        recent.append(its)
        return True

    for key in keys:
        waiting = [late for late in waiting if not place(late)]
        if not place(key):
            waiting.append(key)
    while waiting:
        left = [late for late in waiting if not place(late)]
        if len(left) == len(waiting):
            return found + left
        waiting = left
    return found
