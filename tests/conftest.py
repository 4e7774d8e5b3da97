"""What every test can ask for."""

from pathlib import Path

import pytest

from bot.rulebook import Rulebook, load_rulebook
from tests.databases import pytest_terminal_summary

__all__ = ["pytest_terminal_summary"]

CONFIG = Path(__file__).parents[1] / "config"
WHOLE = Path(__file__).parent / "whole"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the tests with the real process among the others, between files.

    They mostly wait, and in the order of their folder they come last: all at once, while nothing else is left.
    Within a file they would have its module's fixtures made a second time.
    """
    whole = [item for item in items if item.path.is_relative_to(WHOLE)]
    others = [item for item in items if not item.path.is_relative_to(WHOLE)]
    spread: list[pytest.Item] = []
    placed = 0
    for number, item in enumerate(others):
        if number == 0 or item.path != others[number - 1].path:
            due = len(whole) * number // len(others)
            spread += whole[placed:due]
            placed = due
        spread.append(item)
    items[:] = spread + whole[placed:]


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The shipped config folder, compiled once."""
    return load_rulebook(CONFIG)
