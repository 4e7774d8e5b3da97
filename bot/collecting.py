"""The garbage collector's full looks, kept short: each stops every thread, and with them all answers to chats.

A running bot keeps hundreds of thousands of objects for days: modules, rules, the readings of words that it
remembers. To look through all of them took 0.2 s of processor time, and 0.9 s on a busy machine. What survived
a full look is set aside where it has become much, and is not looked at again. It still goes when nothing refers
to it any more; only circles that form among what was set aside stay, and of these a moment holds few.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

MOST: Final = 50_000
"""Objects that a full look may leave to the next one: about 20 ms for it."""


@contextmanager
def short_looks() -> Iterator[None]:
    """Set aside what has become much, after each full look within the block."""
    gc.callbacks.append(_set_aside)
    try:
        yield
    finally:
        gc.callbacks.remove(_set_aside)


def _set_aside(phase: str, info: dict[str, Any]) -> None:
    if phase == "stop" and info["generation"] == 2 and len(gc.get_objects(generation=2)) > MOST:
        gc.freeze()
