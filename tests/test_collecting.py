"""How much the garbage collector has to look through."""

import gc
from collections.abc import Iterator

import pytest

from bot.collecting import MOST, short_looks


@pytest.fixture(autouse=True)
def _nothing_set_aside() -> Iterator[None]:
    """A full look before, and everything looked at again afterwards."""
    gc.collect()
    gc.freeze()  # what other tests left is none of ours
    yield
    gc.unfreeze()


def test_much_that_stays_is_looked_at_once() -> None:
    before = gc.get_freeze_count()
    kept = [[number] for number in range(MOST + 1)]
    with short_looks():
        gc.collect()
    assert gc.get_freeze_count() - before >= len(kept)
    assert len(gc.get_objects(generation=2)) < MOST


def test_little_that_stays_is_looked_at_again_for_its_circles_may_end() -> None:
    before = gc.get_freeze_count()
    with short_looks():
        gc.collect()
    assert gc.get_freeze_count() == before


def test_nothing_is_set_aside_after_the_block() -> None:
    before = gc.get_freeze_count()
    with short_looks():
        pass
    kept = [[number] for number in range(MOST + 1)]
    gc.collect()
    assert gc.get_freeze_count() == before
    assert len(kept) > MOST
