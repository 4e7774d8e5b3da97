"""What every test can ask for."""

import gc
from collections.abc import Generator
from itertools import groupby
from pathlib import Path

import pytest

from bot.rulebook import Rulebook, load_rulebook
from tests.databases import pytest_terminal_summary

__all__ = ["pytest_terminal_summary"]

CONFIG = Path(__file__).parents[1] / "config"
WHOLE = Path(__file__).parent / "whole"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect in peace: what is made here stays, and the garbage collector would look it all through again and
    again, then and while the tests run."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the tests with the real process among the others, between files.

    They mostly wait, and in the order of their folder they come last: all at once, while nothing else is left.
    Within a file they would have its module's fixtures made a second time.
    """
    files = [list(of_one) for _, of_one in groupby(items, key=lambda item: item.nodeid.partition("::")[0])]
    whole = [item for file in files if file[0].path.is_relative_to(WHOLE) for item in file]
    spread: list[pytest.Item] = []
    placed = 0
    for file in (file for file in files if not file[0].path.is_relative_to(WHOLE)):
        due = len(whole) * (len(spread) - placed) // (len(items) - len(whole))
        spread += [*whole[placed:due], *file]
        placed = due
    items[:] = spread + whole[placed:]


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The shipped config folder, compiled once."""
    loaded = load_rulebook(CONFIG)
    gc.freeze()  # as the bot does
    return loaded
