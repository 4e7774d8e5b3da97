"""What is published, and which fault comes when: all of it from one seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

OBLASTS: Final = (
    *("Белгород", "Брян", "Кур", "Воронеж", "Ростов", "Туль", "Калуж", "Орлов", "Липец", "Рязан", "Твер"),
    *("Смолен", "Саратов", "Самар", "Волгоград", "Астрахан", "Пензен", "Тамбов", "Нижегород", "Владимир"),
    *("Иванов", "Ярослав", "Костром", "Вологод", "Новгород", "Псков", "Ленинград", "Мурман", "Архангель"),
    *("Киров", "Ульянов", "Оренбург", "Свердлов", "Челябин", "Тюмен", "Курган", "Ом", "Новосибир", "Том"),
    "Москов",
)
"""What stands before "-ской" in the names of regions."""
SMALL_TALK: Final = "Доброе утро! Сегодня без осадков, берегите себя."
CHANNELS: Final = tuple(f"torture_{n}" for n in range(1, 9))

KILL: Final = "kill"
FAULTS: Final = (
    *("limited_for_all", "limited_for_one", "server_errors", "reset_before", "reset_after", "slow", "late"),
    *("page_errors", "page_cut_short", "page_of_something_else", "page_slow", "host_down"),
    *("blocked", "kicked", "migrated", "locked", "disk_full", "clock_ahead", "clock_behind", "terminated"),
)
ONCE: Final = frozenset({"kicked", "migrated", "clock_ahead", "clock_behind", "disk_full", "terminated"})
"""Faults that a run has only one of: each takes a while, or a chat."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much: *faults* besides the kills, *pause* seconds between two statements on the average."""

    statements: int
    chats: int
    places: int
    kills: int
    faults: int
    pause: float
    lock: float
    """Seconds for which another connection keeps the write lock."""
    settles_within: float


SHORT: Final = Size(
    statements=40, chats=10, places=4, kills=3, faults=20, pause=0.3, lock=1.5, settles_within=120
)
FULL: Final = Size(
    statements=1_000, chats=50, places=40, kills=20, faults=100, pause=0.5, lock=12, settles_within=1_200
)


def between(statements: int, chats: int, kills: int) -> Size:
    """A size between the short run and the full one, at the pace of the short one."""
    return replace(
        SHORT,
        statements=statements,
        chats=chats,
        kills=kills,
        places=max(SHORT.places, min(statements // 25, FULL.places)),
        faults=max(SHORT.faults, statements // 10),
        settles_within=FULL.settles_within,
    )


@dataclass(frozen=True, slots=True)
class Publish:
    """A channel says something: with a *count* about a region, or small talk (count 0)."""

    handle: str
    oblast: str
    count: int

    @property
    def text(self) -> str:
        return (
            f"Над {self.oblast}ской областью уничтожены {self.count} беспилотников."
            if self.count
            else SMALL_TALK
        )


@dataclass(frozen=True, slots=True)
class Correct:
    """An earlier statement is edited to another count."""

    count: int


@dataclass(frozen=True, slots=True)
class Talk:
    """People write into a chat: a *command*, or more among themselves than a search asks about.

    The bot's answer to a command takes away the means to look for a message of unknown fate.
    """

    command: bool


@dataclass(frozen=True, slots=True)
class Suffer:
    """A fault, or a kill."""

    name: str


Step = Publish | Correct | Talk | Suffer


def plan(size: Size, rng: random.Random) -> Sequence[tuple[float, Step]]:
    """Steps, each with the seconds to wait before it."""
    said = list(_said(size, rng))
    troubles: list[Step] = [Suffer(name) for name in _dealt(size.faults, rng)]
    troubles += [Suffer(KILL)] * size.kills
    rng.shuffle(troubles)
    steps: list[Step] = list(said)
    # Not before the first cards are on their way, and with statements still to come after the last.
    for place, trouble in zip(
        sorted((rng.randrange(len(said) // 8, len(said)) for _ in troubles), reverse=True),
        troubles,
        strict=True,
    ):
        steps.insert(place, trouble)
    return [(rng.expovariate(1 / size.pause) if isinstance(step, Publish) else 0.0, step) for step in steps]


def _said(size: Size, rng: random.Random) -> Iterator[Publish | Correct | Talk]:
    for number in range(size.statements):
        yield Publish(rng.choice(CHANNELS), OBLASTS[rng.randrange(size.places)], rng.randint(5, 20))
        if number % 7 == 6:
            yield Publish(rng.choice(CHANNELS), OBLASTS[0], 0)
        if number % 10 == 9:
            yield Correct(rng.randint(21, 30))
        if number % 5 == 3:
            yield Talk(command=number % 10 == 3)


def _dealt(count: int, rng: random.Random) -> list[str]:
    """Each kind of fault once, then those that can be had again."""
    dealt = list(FAULTS)
    again = [name for name in FAULTS if name not in ONCE]
    while len(dealt) < count:
        dealt.append(rng.choice(again))
    return dealt[:count]
