from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event
from sqlmodel import col, select

from bot.store import cards, chats, claims, fanout, outbox, subscriptions
from bot.store.db import Database, Session
from bot.store.tables import Cadence, OutboxRow, OutboxStatus, Purpose, Snooze
from tests.store.rows import LEASE, MINUTE, NOW, incident, owed, subscriber

SUPERGROUP = -1002345678901


async def _statuses(session: Session, chat_id: int) -> list[OutboxStatus]:
    rows = await session.exec(
        select(OutboxRow).where(col(OutboxRow.chat_id) == chat_id).order_by(col(OutboxRow.id)),
        execution_options={"populate_existing": True},
    )
    return [row.status for row in rows]


async def test_a_chat_is_remembered_by_its_first_word_and_keeps_its_settings(database: Database) -> None:
    async with database.writing() as session:
        chat = await chats.touch(session, SUPERGROUP, kind="group", language="ru", now=NOW)
        assert (chat.id, chat.language, chat.active) == (SUPERGROUP, "ru", True)
        await chats.set_language(session, SUPERGROUP, "uk")
        chat = await chats.touch(session, SUPERGROUP, kind="supergroup", language="en", now=NOW)
        assert (chat.kind, chat.language, chat.created_at) == ("supergroup", "uk", NOW)


async def test_subscribing_and_unsubscribing_say_whether_they_changed_something(database: Database) -> None:
    async with database.writing() as session:
        await chats.touch(session, 1, kind="private", language="en", now=NOW)
        assert not await chats.unsubscribe(session, 1, now=NOW)
        assert await chats.subscribe(session, 1, now=NOW)
        assert not await chats.subscribe(session, 1, now=NOW + MINUTE)
        assert await chats.is_subscribed(session, 1)
        assert await chats.subscribers(session) == [1]
        assert await chats.count_subscribers(session) == 1
        assert await chats.unsubscribe(session, 1, now=NOW)
        assert not await chats.is_subscribed(session, 1)
        assert await chats.count_subscribers(session) == 0


async def test_who_unsubscribes_gets_nothing_that_was_waiting(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, 1, 2)
        [first, _] = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
        await chats.unsubscribe(session, 1, now=NOW)
        assert await _statuses(session, 1) == [OutboxStatus.SUPERSEDED]
        assert not await outbox.mark_in_flight(session, first.id or 0, lease_until=NOW + LEASE)
        assert await _statuses(session, 2) == [OutboxStatus.PENDING]


async def test_a_chat_that_is_gone_is_owed_nothing_until_it_talks_again(database: Database) -> None:
    async with database.writing() as session:
        incident_id = await owed(session, 1)
        [row] = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
        await outbox.mark_in_flight(session, row.id or 0, lease_until=NOW + LEASE)
        assert await chats.deactivate(session, 1, reason="blocked", now=NOW)
        assert not await chats.deactivate(session, 1, reason="blocked", now=NOW)
        assert await _statuses(session, 1) == [OutboxStatus.DEAD]
        sent = await fanout.enqueue_cards(session, incident_id, reason="more", loud=False, due_at=NOW, now=NOW)
        assert sent == 0

        await chats.touch(session, 1, kind="private", language="en", now=NOW)
        chat = await chats.get(session, 1)
        assert chat
        assert (chat.active, chat.inactive_reason) == (True, None)
        assert not await chats.is_subscribed(session, 1)


async def test_a_group_that_becomes_a_supergroup_takes_everything_along(database: Database) -> None:
    async with database.writing() as session:
        await subscriber(session, -5)
        await chats.set_language(session, -5, "uk")
        await owed(session)
        later = await owed(session)
        [row] = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
        await outbox.mark_in_flight(session, row.id or 0, lease_until=NOW + LEASE)
        await cards.record(session, later, -5, message_id=3, shown_revision=1, now=NOW)

        for _ in range(2):
            await chats.migrate(session, -5, SUPERGROUP, now=NOW)
            assert await chats.subscribers(session) == [SUPERGROUP]
            assert await _statuses(session, SUPERGROUP) == [OutboxStatus.PENDING] * 2
            assert await _statuses(session, -5) == []
        moved = await chats.get(session, SUPERGROUP)
        assert moved
        assert moved.language == "uk"
        assert await cards.get(session, later, SUPERGROUP) is None
        [again] = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
        assert again.id == row.id


async def test_moving_to_a_chat_that_waits_for_the_same_says_it_once(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, -5, SUPERGROUP)
        await chats.migrate(session, -5, SUPERGROUP, now=NOW)
        assert await _statuses(session, SUPERGROUP) == [OutboxStatus.PENDING]
        assert await _statuses(session, -5) == [OutboxStatus.DEAD]


async def test_a_supergroup_that_was_given_up_is_reachable_after_the_move(database: Database) -> None:
    async with database.writing() as session:
        await subscriber(session, -5)
        await subscriber(session, SUPERGROUP)
        await chats.deactivate(session, SUPERGROUP, reason="kicked", now=NOW)
        await chats.migrate(session, -5, SUPERGROUP, now=NOW)
        assert await chats.subscribers(session) == [SUPERGROUP]


async def test_a_group_moves_though_both_its_ids_snooze_the_same(database: Database) -> None:
    async with database.writing() as session:
        for chat_id in (-5, SUPERGROUP):
            await subscriber(session, chat_id)
            session.add(Snooze(chat_id=chat_id, target="RU-MOW", until=NOW + MINUTE))
        session.add(Snooze(chat_id=-5, target="RU-BEL", until=NOW + MINUTE))
        await session.flush()
        await chats.migrate(session, -5, SUPERGROUP, now=NOW)
        own = await session.exec(select(col(Snooze.target)).where(col(Snooze.chat_id) == SUPERGROUP))
        assert sorted(own) == ["RU-BEL", "RU-MOW"]


async def test_moving_a_chat_nobody_knows_is_no_mistake(database: Database) -> None:
    async with database.writing() as session:
        await chats.migrate(session, -5, SUPERGROUP, now=NOW)
        assert await chats.get(session, SUPERGROUP) is None


async def test_strikes_are_counted_in_a_row(database: Database) -> None:
    async with database.writing() as session:
        await subscriber(session, 1)
        assert [await chats.strike(session, 1) for _ in range(3)] == [1, 2, 3]
        await chats.clear_strikes(session, 1)
        assert await chats.strike(session, 1) == 1


async def test_a_paused_chat_waits_and_the_longest_pause_counts(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, 1, 2)
        await chats.pause(session, 1, until=NOW + 2 * MINUTE)
        await chats.pause(session, 1, until=NOW + MINUTE)
        for after, expected in [(timedelta(0), [2]), (MINUTE, [2]), (2 * MINUTE, [1, 2])]:
            rows = await claims.claim(session, now=NOW + after, lease=timedelta(0), limit=9)
            assert [row.chat_id for row in rows] == expected


async def test_a_chat_that_may_be_written_to_again_gets_at_once_what_was_put_off(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, 1)
        later = await owed(session, due_at=NOW + 2 * MINUTE)
        [row] = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
        await outbox.mark_in_flight(session, row.id or 0, lease_until=NOW + LEASE)
        await chats.pause(session, 1, until=NOW + 9 * MINUTE)
        await outbox.retry(session, row.id or 0, due_at=NOW + 9 * MINUTE, error="no rights", now=NOW)

        await chats.resume(session, 1, now=NOW + MINUTE)
        [first] = await claims.claim(session, now=NOW + MINUTE, lease=LEASE, limit=9)
        await outbox.acknowledge(session, first.id or 0, message_id=7, now=NOW)
        assert await claims.claim(session, now=NOW + MINUTE, lease=LEASE, limit=9) == []
        [second] = await claims.claim(session, now=NOW + 2 * MINUTE, lease=LEASE, limit=9)
    assert first.id == row.id
    assert second.incident_id == later


async def test_a_card_remembers_its_message_and_what_it_shows(database: Database) -> None:
    async with database.writing() as session:
        await subscriber(session, 1)
        incident_id = await incident(session)
        assert await cards.get(session, incident_id, 1) is None
        await cards.record(session, incident_id, 1, message_id=10, shown_revision=1, now=NOW)
        await cards.record(session, incident_id, 1, message_id=11, shown_revision=2, now=NOW + MINUTE)
    async with database.writing() as session:
        card = await cards.get(session, incident_id, 1)
        assert card
        assert (card.message_id, card.shown_revision, card.changed_at) == (11, 2, NOW + MINUTE)
        await cards.forget(session, incident_id, 1)
        assert await cards.get(session, incident_id, 1) is None


async def test_who_subscribes_in_a_topic_is_told_there(database: Database) -> None:
    async with database.writing() as session:
        await subscriber(session, SUPERGROUP, thread_id=4)
        await owed(session)
        [row] = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
    assert (row.thread_id, row.purpose) == (4, Purpose.CARD)


@pytest.fixture
def plans(database: Database) -> Iterator[list[str]]:
    """How SQLite finds the rows of each statement from here on."""
    if database.url.get_backend_name() != "sqlite":
        pytest.skip("PostgreSQL reads small tables whole in any case")
    found: list[str] = []

    def explain(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            cursor = connection.connection.cursor()
            cursor.execute("EXPLAIN QUERY PLAN " + statement, [None] * statement.count("?"))
            found.extend(row[3] for row in cursor.fetchall())
            cursor.close()

    engine = database.writers.sync_engine
    event.listen(engine, "before_cursor_execute", explain)
    yield found
    event.remove(engine, "before_cursor_execute", explain)


async def test_what_a_chat_is_owed_is_found_without_reading_all_that_was_ever_sent(
    database: Database, plans: list[str]
) -> None:
    async with database.writing() as session:
        for chat_id in (1, 2, 3):
            await owed(session, chat_id)
        plans.clear()
        await chats.migrate(session, 1, -1001, now=NOW)
        await chats.unsubscribe(session, 2, now=NOW)
        await chats.deactivate(session, 3, reason="blocked", now=NOW)
        await subscriptions.change(session, -1001, now=NOW, cadence=Cadence.DAILY)
        await subscriptions.change(session, -1001, now=NOW, quiet_from=22, quiet_to=7, quiet_holds=True)

    assert any("uq_outbox_pending" in plan for plan in plans)
    assert [plan for plan in plans if plan in ("SCAN outbox", "SCAN announcement_copy")] == []
