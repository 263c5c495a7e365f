"""What glibc's allocator is told, so that a process of many threads keeps little memory that it doesn't use."""

from __future__ import annotations

import ctypes
import sys

M_ARENA_MAX = -8  # of malloc.h
ARENAS = 2  # by default eight a core, each with its own leftovers; under the GIL few threads allocate at once


def memory_few_arenas() -> None:
    """Let all threads share ARENAS arenas; to be called before there are threads. Without glibc nothing happens."""
    libc = _glibc()
    if libc is not None:
        libc.mallopt(M_ARENA_MAX, ARENAS)


def memory_give_back() -> None:
    """Return to the system what was freed; a few ms, so for the end of something large."""
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None
