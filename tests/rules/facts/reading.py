"""A short way to read facts in tests: the shipped places, a channel of one region, a posting time."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.errors import Problem
from bot.rules.facts import compile_places, read_facts
from bot.rules.facts.lookup import Places
from bot.rules.language.text import read_text
from bot.values import Facts
from bot.watchlist.channels import Channel
from bot.watchlist.places import Gazetteer, load_places

CONFIG = Path(__file__).parents[3] / "config"


@cache
def gazetteer() -> tuple[Gazetteer, list[Problem]]:
    """The shipped places, and what is wrong with them. Each worker collects all tests: nothing is read then."""
    found, problems = load_places(CONFIG / "places.yaml")
    assert found is not None, problems
    return found, problems


@cache
def places() -> Places:
    """The shipped places, compiled."""
    return compile_places(gazetteer()[0])


MAYOR = Channel(handle="mayor", title="Mayor", timezone="Europe/Moscow", language="ru", places=("RU-MOW",))
BORDER = Channel(handle="border", title="Governor", timezone="Europe/Moscow", language="ru", places=("RU-BEL",))
MINISTRY = Channel(handle="ministry", title="Ministry", timezone="Europe/Moscow", language="ru")
AIR_FORCE = Channel(handle="airforce", title="Air Force", timezone="Europe/Kyiv", language="uk")
KHARKIV = Channel(handle="kharkiv", title="Kharkiv", timezone="Europe/Kyiv", language="uk", places=("UA-63",))


def facts(
    text: str,
    channel: Channel | None = None,
    *,
    at: str = "2026-05-23T05:02",
    patterns: tuple[str, ...] = ("interception",),
    hit: int = 0,
) -> Facts:
    """The facts of *text*, posted *at* (UTC), decided by its sentence number *hit*."""
    read = read_text(text, language=channel.language if channel else "ru")
    return read_facts(
        read,
        focus=[read.sentences[hit].span],
        patterns=patterns,
        pattern_id=patterns[0],
        places=places(),
        channel=channel,
        posted_at=datetime.fromisoformat(at).replace(tzinfo=UTC),
    )
