"""What every test can ask for."""

from pathlib import Path

import pytest

from bot.rulebook import Rulebook, load_rulebook
from tests.databases import pytest_terminal_summary

__all__ = ["pytest_terminal_summary"]

CONFIG = Path(__file__).parents[1] / "config"


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The shipped config folder, compiled once."""
    return load_rulebook(CONFIG)
