"""What digests owe, hold and told, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.store import cards, chats, claims, digests, incidents, outbox, statements, subscriptions
from bot.store.db import Database, Session
from bot.store.digest_contents import Line, Memory, owed, span
from bot.store.tables import Cadence, Digest, DigestEntry, OutboxStatus
from bot.values import Facts, Level, Reason
from tests.store import rows
from tests.store.rows import LEASE, MINUTE, NOW

HOUR = timedelta(hours=1)


async def hourly(session: Session, chat_id: int, **wishes: Any) -> None:
    await rows.subscriber(session, chat_id)
    await subscriptions.change(session, chat_id, now=NOW, cadence=Cadence.HOURLY, **wishes)


async def happens(session: Session, incident_id: int | None = None, *, number: int = 1, count: int = 2) -> int:
    """The mayor tells of an incident in Moscow, or more of it."""
    source = await rows.channel(session)
    incident_id = incident_id or await rows.incident(session)
    facts = Facts(count=count, places=("RU-MOW",))
    await rows.statement(session, incident_id, source.id or 0, number, facts=facts)
    await digests.owe(session, incident_id, now=NOW)
    return incident_id


async def held(session: Session, chat_id: int = 1) -> list[Line]:
    return await owed(session, chat_id, now=NOW, memory=Memory())


async def test_what_changes_is_owed_to_whoever_wants_it_by_digest(database: Database) -> None:
    async with database.writing() as session:
        await hourly(session, 1)
        await hourly(session, 2, regions=["RU-BEL"])
        await hourly(session, 3, regions=["RU"], minimum=2)
        await rows.subscriber(session, 4)
        incident_id = await happens(session)
        await happens(session, incident_id, number=2)

        entries = list(await session.exec(select(DigestEntry).order_by(DigestEntry.chat_id)))  # type: ignore[arg-type]

        assert [(entry.chat_id, entry.incident_id) for entry in entries] == [(1, incident_id), (3, incident_id)]


async def test_it_is_owed_until_it_was_acknowledged_and_again_once_it_changed(database: Database) -> None:
    async with database.writing() as session:
        await hourly(session, 1)
        incident_id = await happens(session)
        [line] = await held(session)
        assert (line.item.reason, line.item.level) == (Reason.FIRST, Level.REPORT)
        assert line.view.statements

        await digests.acknowledge(session, 1, [line.item], now=NOW + HOUR)
        assert await held(session) == []
        await happens(session, incident_id, number=2, count=9)

        [line] = await held(session)
        assert line.item.reason is Reason.HIGHER_FIGURE
        assert line.item.told
        assert line.item.told.figure == 2


async def test_what_another_incident_took_over_is_no_retraction(database: Database) -> None:
    async with database.writing() as session:
        await hourly(session, 1)
        incident_id = await happens(session)
        await digests.acknowledge(session, 1, [line.item for line in await held(session)], now=NOW)
        told = [row.statement_id for row in (await incidents.snapshot(session, incident_id))[0].statements]
        await statements.remove_statements(session, told)
        await incidents.sum_up(session, incident_id)

        assert await held(session) == []


async def test_more_than_the_database_is_asked_at_a_time_are_chosen_one_by_one(database: Database) -> None:
    async with database.writing() as session:
        await hourly(session, 1, minimum=5)
        for number in range(1, 26):
            await happens(session, number=number, count=number)
        assert [line.item.now.figure for line in await held(session)] == list(range(25, 4, -1))


class TestClaiming:
    async def test_what_is_due_is_taken_once(self, database: Database) -> None:
        async with database.writing() as session:
            await hourly(session, 1)
            await hourly(session, 2)
            assert await digests.claim(session, now=NOW, lease=LEASE, limit=9) == []
            due = NOW + HOUR
            taken = await digests.claim(session, now=due, lease=LEASE, limit=9)
            assert [digest.chat_id for digest in taken] == [1, 2]
            assert await digests.claim(session, now=due, lease=LEASE, limit=9) == []
            assert len(await digests.claim(session, now=due + LEASE, lease=LEASE, limit=1)) == 1

    async def test_not_for_a_chat_that_is_paused_or_has_a_message_in_flight(self, database: Database) -> None:
        async with database.writing() as session:
            await rows.owed(session, 1, 2)
            for row in await claims.claim(session, now=NOW, lease=LEASE, limit=1):
                await outbox.mark_in_flight(session, row.id or 0, lease_until=NOW + LEASE)
            await chats.pause(session, 2, until=NOW + 2 * HOUR)
            for chat_id in (1, 2, 3):
                await hourly(session, chat_id)
            taken = await digests.claim(session, now=NOW + HOUR, lease=LEASE, limit=9)
            assert [digest.chat_id for digest in taken] == [3]

    async def test_an_alert_that_waits_for_a_paused_chat_holds_nobody_up(self, database: Database) -> None:
        async with database.writing() as session:
            await hourly(session, 1)
            await rows.owed(session, 2, due_at=NOW + HOUR)
            assert await digests.claim(session, now=NOW + HOUR, lease=LEASE, limit=9) == []
            await chats.pause(session, 2, until=NOW + 2 * HOUR)
            assert len(await digests.claim(session, now=NOW + HOUR, lease=LEASE, limit=9)) == 1

    async def test_whoever_asked_does_not_wait_for_alerts(self, database: Database) -> None:
        async with database.writing() as session:
            await hourly(session, 1)
            await rows.owed(session, 2)
            await digests.ask(session, 1, now=NOW)
            [digest] = await digests.claim(session, now=NOW, lease=LEASE, limit=9)
            assert digest.asked


async def test_a_mark_is_made_once_and_what_is_left_in_flight_is_carried(database: Database) -> None:
    async with database.writing() as session:
        await hourly(session, 1)
        await digests.claim(session, now=NOW + HOUR, lease=LEASE, limit=1)
        assert await digests.mark_in_flight(session, 1, lease_until=NOW + HOUR + LEASE)
        assert not await digests.mark_in_flight(session, 1, lease_until=NOW + HOUR + LEASE)
        assert await digests.recover_interrupted(session, now=NOW + HOUR) == 0
        assert await digests.recover_interrupted(session, now=NOW + HOUR, starting=True) == 1
        digest = await digests.get(session, 1)
        assert digest
        assert (digest.status, digest.carried, digest.due_at) == (OutboxStatus.PENDING, True, NOW + 2 * HOUR)


async def test_cards_that_wait_are_told_by_digest_and_those_that_came_are_known(database: Database) -> None:
    async with database.writing() as session:
        shown = await rows.owed(session, 1)
        await incidents.set_told(session, shown, {"told": {}, "shown": {"figure": 2, "places": ["RU-MOW"]}})
        [row] = await claims.claim(session, now=NOW, lease=LEASE, limit=1)
        await outbox.acknowledge(session, row.id or 0, message_id=5, now=NOW)
        await cards.record(session, shown, 1, message_id=5, shown_revision=1, now=NOW)
        waiting = await rows.owed(session)

        await subscriptions.change(session, 1, now=NOW + 3 * MINUTE, cadence=Cadence.DAILY)

        entries = {row.incident_id: row for row in await session.exec(select(DigestEntry))}
        assert (entries[shown].told or {})["figure"] == 2
        assert entries[waiting].told is None
        assert await claims.claim(session, now=NOW + HOUR, lease=LEASE, limit=1) == []
        digest = await digests.get(session, 1)
        assert digest
        assert digest.since == NOW


async def test_a_chat_that_moved_keeps_what_it_was_told(database: Database) -> None:
    async with database.writing() as session:
        await hourly(session, 1)
        incident_id = await happens(session)
        await digests.acknowledge(session, 1, [line.item for line in await held(session)], now=NOW)
        await chats.migrate(session, 1, -1009, now=NOW)

        await happens(session, incident_id, number=2, count=9)

        [line] = await held(session, -1009)
        assert line.item.told
        assert [row.chat_id for row in await session.exec(select(Digest))] == [-1009]


@pytest.mark.parametrize("untold_only", [True, False])
async def test_a_span_holds_what_was_stated_in_it(database: Database, untold_only: bool) -> None:
    async with database.writing() as session:
        await rows.subscriber(session, 1)
        shown, waiting = await happens(session, number=1), await happens(session, number=2)
        await cards.record(session, shown, 1, message_id=5, shown_revision=9, now=NOW)
        found = await span(session, 1, since=NOW, memory=Memory(), untold_only=untold_only)
        assert {line.item.incident_id for line in found} == ({waiting} if untold_only else {shown, waiting})
        assert await span(session, 1, since=NOW + HOUR, memory=Memory()) == []
        await subscriptions.change(session, 1, now=NOW, regions=["UA"])
        assert await span(session, 1, since=NOW, memory=Memory()) == []
        assert len(await span(session, 2, since=NOW, memory=Memory())) == 2
