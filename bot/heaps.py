"""One heap of the C library for all threads, instead of one for each.

The GNU library gives each thread a heap of its own, so that none waits for another's, and what a thread has
freed stays with it. Ours seldom run at the same time, as Python lets one go on at a time; and the heaps of
fifteen threads that each had parsed a page or asked the database once held 15 MB that nobody used.
"""

from typing import Final

_M_ARENA_MAX: Final = -8
"""As `malloc.h` has it."""


def share_one_heap() -> None:
    """Let all threads that begin after this allocate from the same heap. Other C libraries do as they do."""
    try:
        from ctypes import CDLL

        set_option = getattr(CDLL(None), "mallopt", None)
    except (ImportError, OSError):  # a Python built without it, or as one piece: it runs with a little more
        return
    if set_option is not None:
        set_option(_M_ARENA_MAX, 1)
