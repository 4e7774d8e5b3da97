"""A clock that was ahead is set back: what waits for a while does not wait for an hour."""

from datetime import timedelta

from sqlmodel import col, select, update

from bot.store import cards, claims, clock, digests, outbox
from bot.store.db import Database
from bot.store.tables import Card, Channel, Chat, Digest, OutboxRow
from tests.store import rows
from tests.store.rows import LEASE, MINUTE, NOW

HOUR = timedelta(hours=1)
AHEAD = NOW + HOUR
"""What the clock said just before."""


async def test_channels_that_were_read_in_the_future_are_due_now(database: Database) -> None:
    async with database.writing() as session:
        await rows.channel(session)
        await session.exec(update(Channel).values(last_read_at=AHEAD, next_due_at=AHEAD + MINUTE))
        assert await clock.set_right(session, now=NOW) == HOUR
        [channel] = await session.exec(select(Channel), execution_options={"populate_existing": True})
    assert (channel.next_due_at, channel.last_read_at) == (NOW, NOW)


async def test_a_clock_that_runs_on_changes_nothing(database: Database) -> None:
    async with database.writing() as session:
        await rows.channel(session)
        await session.exec(update(Channel).values(last_read_at=NOW, next_due_at=NOW + MINUTE))
        for later in (timedelta(0), MINUTE, HOUR):
            assert await clock.set_right(session, now=NOW + later) is None
        [channel] = await session.exec(select(Channel), execution_options={"populate_existing": True})
    assert channel.next_due_at == NOW + MINUTE


async def test_a_clock_that_was_ahead_while_no_channel_could_be_read_is_noticed(database: Database) -> None:
    """Found by the torture test: the host failed meanwhile, and three edits waited for an hour."""
    async with database.writing() as session:
        await rows.channel(session)
        await rows.owed(session, 1)
        assert await clock.set_right(session, now=NOW) is None
        assert await clock.set_right(session, now=AHEAD) is None
        await session.exec(
            update(OutboxRow).values(due_at=AHEAD + MINUTE / 6, last_error="update interval", lease_until=None)
        )
        assert await clock.set_right(session, now=NOW) == HOUR
        assert await clock.set_right(session, now=NOW) is None
        assert len(await claims.claim(session, now=NOW, lease=LEASE, limit=9)) == 1


async def test_messages_that_wait_for_their_next_try_are_due_now_and_those_for_a_time_of_day_stay(
    database: Database,
) -> None:
    async with database.writing() as session:
        await rows.channel(session)
        await rows.owed(session, 1, 2, 3)
        await session.exec(update(Channel).values(last_read_at=AHEAD))
        for chat_id, due_at, error in (
            (1, AHEAD + 4 * MINUTE, "server error"),
            (2, AHEAD + MINUTE / 6, None),
            (3, AHEAD + 5 * HOUR, None),
        ):
            await session.exec(
                update(OutboxRow)
                .where(col(OutboxRow.chat_id) == chat_id)
                .values(due_at=due_at, last_error=error, lease_until=None)
            )
        await clock.set_right(session, now=NOW)
        taken = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
    assert sorted(row.chat_id for row in taken) == [1, 2]


async def test_a_message_in_flight_is_not_held_for_longer(database: Database) -> None:
    async with database.writing() as session:
        await rows.channel(session)
        await rows.owed(session, 1)
        await session.exec(update(Channel).values(last_read_at=AHEAD))
        [row] = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
        tried = outbox.Tried(row.id or 0, 40, 1)
        assert await outbox.mark_in_flight(session, row.id or 0, lease_until=AHEAD + LEASE, tried=tried)
        await clock.set_right(session, now=NOW)
        assert await outbox.recover_interrupted(session, now=NOW + LEASE) == 1


async def test_a_pause_of_a_chat_and_the_age_of_a_card_are_as_long_as_before(database: Database) -> None:
    async with database.writing() as session:
        await rows.channel(session)
        incident_id = await rows.owed(session, 1)
        await session.exec(update(Channel).values(last_read_at=AHEAD))
        await session.exec(update(Chat).values(paused_until=AHEAD + 3 * MINUTE))
        await cards.record(session, incident_id, 1, message_id=5, shown_revision=1, now=AHEAD)
        await clock.set_right(session, now=NOW)
        [chat] = await session.exec(select(Chat), execution_options={"populate_existing": True})
        [card] = await session.exec(select(Card), execution_options={"populate_existing": True})
    assert chat.paused_until == NOW + 3 * MINUTE
    assert card.changed_at == NOW


async def test_a_digest_that_failed_is_tried_again_and_the_next_hour_stays(database: Database) -> None:
    async with database.writing() as session:
        await rows.channel(session)
        await rows.subscriber(session, 1)
        await rows.subscriber(session, 2)
        await session.exec(update(Channel).values(last_read_at=AHEAD))
        session.add(Digest(chat_id=1, since=NOW, due_at=AHEAD + MINUTE, attempts=1))
        session.add(Digest(chat_id=2, since=NOW, due_at=AHEAD + MINUTE))
        await session.flush()
        await clock.set_right(session, now=NOW)
        due = await digests.claim(session, now=NOW, lease=LEASE, limit=9)
    assert [row.chat_id for row in due] == [1]
