"""What was filed before search keys were made otherwise is found by the new ones."""

from dataclasses import dataclass, field, replace
from types import MappingProxyType

import pytest
from sqlmodel import col, update

from bot.pipeline.rekeying import Rekeying
from bot.pipeline.search_keys import fingerprint
from bot.rulebook import Rulebook
from bot.rules.language.text import search_terms
from bot.store import keyed, search
from bot.store.tables import Statement
from tests.pipeline.conftest import Desk

DOWNED = "Силами ПВО уничтожены два беспилотника, летевшие на Москву."
OLD_KEY = "ключ прежних времён"


@dataclass
class Walk:
    """An archive filed with keys of another making, and the walk over it."""

    desk: Desk
    rulebook: Rulebook
    finished: int = 0
    rekeying: Rekeying = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Another process: nothing is kept in memory."""
        self.rekeying = Rekeying(self.desk.database, lambda: self.rulebook, self.finish)

    async def finish(self) -> None:
        self.finished += 1

    async def age(self) -> None:
        """Give every statement a key as it was made once."""
        async with self.desk.database.writing() as session:
            await session.exec(update(Statement).values(search_key=search.searchable(OLD_KEY)))

    async def found(self, words: str) -> int:
        async with self.desk.database.reading() as session:
            return len(await search.search(session, search_terms(words), limit=10))

    async def keys(self) -> list[str]:
        rows = sorted(await self.desk.rows(Statement), key=lambda row: row.id or 0)
        return [row.search_key for row in rows]

    def renamed(self, code: str, name: str) -> Rulebook:
        """The rulebook after an admin gave a place another name."""
        watchlist = self.rulebook.watchlist
        places = dict(watchlist.gazetteer.places)
        also = places[code].also
        names = also.model_copy(update={"ru": (*also.ru, name)})
        places[code] = places[code].model_copy(update={"also": names})
        gazetteer = replace(watchlist.gazetteer, places=MappingProxyType(places))
        return replace(self.rulebook, watchlist=replace(watchlist, gazetteer=gazetteer))


@pytest.fixture
async def walk(desk: Desk, rulebook: Rulebook) -> Walk:
    for number in range(3):
        await desk.post(f"{DOWNED} Сообщение {number}.")
        desk.wait(hours=4)
    walk = Walk(desk, rulebook)
    await walk.age()
    return walk


@pytest.fixture
def slices_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyed, "SLICE", 2)


async def test_an_old_statement_is_found_by_a_place_in_any_form_again(walk: Walk) -> None:
    filed = "Беспилотник"
    assert await walk.found("москве") == 0

    assert await walk.rekeying.work() == 3

    assert await walk.found("москве") == 3
    assert await walk.found(filed) == 3
    assert walk.finished == 1


async def test_it_gets_the_key_that_filing_gives(walk: Walk) -> None:
    await walk.desk.post(DOWNED + " Сообщение 2.")
    as_filed = (await walk.keys())[-1]
    await walk.age()
    await walk.rekeying.work()
    assert (await walk.keys())[-1] == as_filed


@pytest.mark.usefixtures("slices_of_two")
async def test_a_walk_goes_on_after_a_restart_where_it_was_and_ends(walk: Walk) -> None:
    assert await walk.rekeying.work() == 2
    await walk.age()
    walk.restart()

    assert await walk.rekeying.work() == 1
    assert walk.finished == 1
    assert (await walk.keys()).count(search.searchable(OLD_KEY)) == 2  # those it had left behind before

    walk.restart()
    assert await walk.rekeying.work() == 0
    assert walk.finished == 1


async def test_where_nothing_is_to_be_written_nobody_is_told(desk: Desk, rulebook: Rulebook) -> None:
    await desk.post(DOWNED)
    walk = Walk(desk, rulebook)
    assert await walk.rekeying.work() == 0
    assert walk.finished == 0


async def test_a_name_an_admin_gives_a_place_finds_what_was_filed_before(walk: Walk) -> None:
    await walk.rekeying.work()
    assert await walk.found("Златоглавая") == 0

    walk.rulebook = walk.renamed("RU-MOW", "Златоглавая")
    assert await walk.rekeying.work() == 3

    assert await walk.found("Златоглавой") == 3


@pytest.mark.usefixtures("slices_of_two")
async def test_a_reload_that_touches_no_name_does_not_begin_anew(walk: Walk) -> None:
    await walk.rekeying.work()
    await walk.age()
    walk.rulebook = replace(walk.rulebook)
    assert await walk.rekeying.work() == 1


async def test_a_key_that_an_edit_wrote_meanwhile_stays(walk: Walk) -> None:
    async with walk.desk.database.reading() as session:
        [row, *_] = await keyed.after(session, 0)
    async with walk.desk.database.writing() as session:
        await session.exec(
            update(Statement).where(col(Statement.id) == row.statement_id).values(search_key="edit")
        )
        await keyed.write(session, [(row, "walk")])
    assert (await walk.keys())[0] == "edit"


def test_the_fingerprint_is_of_names_and_not_of_objects(walk: Walk) -> None:
    assert fingerprint(walk.rulebook) == fingerprint(replace(walk.rulebook))
    assert fingerprint(walk.rulebook) != fingerprint(walk.renamed("RU-MOW", "Златоглавая"))
