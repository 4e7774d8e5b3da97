"""Ids that are given before their rows are stored: nobody else gets them, whatever becomes of it all."""

from contextlib import suppress

from bot.store.db import Database, connect
from bot.store.ids import GIVEN
from tests.databases import Server
from tests.store.rows import channel, incident, statement


class PulledPlug(Exception):
    """The transaction is rolled back."""


async def _say(database: Database, numbers: range, *, pulled: bool = False) -> list[int]:
    with suppress(PulledPlug):
        async with database.writing() as session:
            source = await channel(session)
            about = await incident(session)
            ids = [await statement(session, about, source.id or 0, number) for number in numbers]
            if pulled:
                raise PulledPlug
    return ids


async def test_no_id_is_given_twice_even_by_two_that_write_in_turn(server: Server) -> None:
    url = server.fresh()
    mine, other = connect(url), connect(url)
    try:
        ids = await _say(mine, range(1, GIVEN + 3))
        await _say(mine, range(100, 103), pulled=True)
        ids += await _say(other, range(200, 203))
        ids += await _say(mine, range(300, 303))
        assert len(set(ids)) == len(ids)
    finally:
        await mine.close()
        await other.close()
        server.give_back(url)


async def test_what_a_long_transaction_leaves_is_given_once(database: Database) -> None:
    long = await _say(database, range(1, GIVEN + 3))
    ids = long + await _say(database, range(100, 100 + 2 * GIVEN))
    assert len(set(ids)) == len(ids)


async def test_what_a_transaction_leaves_is_given_to_the_next(database: Database) -> None:
    assert [await _say(database, range(first, first + 2)) for first in (1, 3, 5)] == [[1, 2], [3, 4], [5, 6]]
