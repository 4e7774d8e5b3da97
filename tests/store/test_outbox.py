import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, func, select

from bot.store import cards, chats, claims, fanout, fates, outbox, queue
from bot.store.db import Database, Session
from bot.store.tables import Chat, OutboxRow, OutboxStatus, Purpose, Subscription
from tests.store.rows import LEASE, MINUTE, NOW, channel, incident, owed, statement, subscriber


async def _rows(session: Session) -> list[OutboxRow]:
    query = select(OutboxRow).order_by(col(OutboxRow.id))
    return list(await session.exec(query, execution_options={"populate_existing": True}))


async def _enqueue(session: Session, incident_id: int, **changes: object) -> int:
    values: dict[str, object] = {
        "reason": "more statements",
        "loud": False,
        "due_at": NOW,
        "now": NOW,
    } | changes
    return await fanout.enqueue_cards(session, incident_id, **values)  # type: ignore[arg-type]


async def _take(session: Session, *, now: object = NOW) -> OutboxRow:
    """Claim the one due row and mark it in flight."""
    [row] = await claims.claim(session, now=now, lease=LEASE, limit=9)  # type: ignore[arg-type]
    tried = outbox.Tried(row.id or 0, 40, 3)
    assert await outbox.mark_in_flight(session, row.id or 0, lease_until=row.due_at + LEASE, tried=tried)
    return row


def _tried(row: OutboxRow) -> tuple[int | None, int | None, int | None]:
    return (row.tried_as, row.tried_after, row.tried_revision)


async def test_every_active_subscriber_is_owed_the_card(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, 1, 2, -1002345678901)
        rows = await _rows(session)
    assert sorted(row.chat_id for row in rows) == [-1002345678901, 1, 2]
    assert {(row.purpose, row.reason, row.loud) for row in rows} == {(Purpose.CARD, "first statement", True)}


async def test_while_a_row_waits_more_news_change_what_is_said_and_not_how_often(
    database: Database,
) -> None:
    async with database.writing() as session:
        incident_id = await owed(session, 1, due_at=NOW)
        await _enqueue(session, incident_id, due_at=NOW + 9 * MINUTE)
        [row] = await _rows(session)
        assert (row.due_at, row.loud, row.reason) == (NOW, True, "first statement")
        await _enqueue(session, incident_id, reason="higher figure", loud=True)
        [row] = await _rows(session)
        assert (row.due_at, row.loud, row.reason) == (NOW, True, "higher figure")


async def test_a_second_statement_does_not_cut_the_first_wait_short(database: Database) -> None:
    first_wait = timedelta(seconds=10)
    async with database.writing() as session:
        incident_id = await owed(session, 1, due_at=NOW + first_wait)
        soon = NOW + timedelta(seconds=2)
        await _enqueue(session, incident_id, reason="higher figure", loud=True, due_at=soon, now=soon)
        [row] = await _rows(session)
    assert (row.due_at, row.reason) == (NOW + first_wait, "higher figure")


async def test_more_of_the_same_writes_only_the_row_that_someone_has_claimed(database: Database) -> None:
    async with database.writing() as session:
        incident_id = await incident(session)
        for chat_id in (1, 2):
            await subscriber(session, chat_id)
        assert await _enqueue(session, incident_id) == 2
        assert await _enqueue(session, incident_id) == 0
        [claimed] = await claims.claim(session, now=NOW, lease=LEASE, limit=1)
        assert await _enqueue(session, incident_id) == 1
        assert not await outbox.mark_in_flight(session, claimed.id or 0, lease_until=NOW + LEASE)
        assert await _enqueue(session, incident_id, reason="higher figure", loud=True) == 2


async def test_what_was_held_for_hours_comes_at_once_when_something_breaks_through(
    database: Database,
) -> None:
    async with database.writing() as session:
        incident_id = await owed(session, 1, due_at=NOW + 300 * MINUTE)
        await _enqueue(session, incident_id, reason="casualties", loud=True)
        [row] = await _rows(session)
    assert (row.due_at, row.reason) == (NOW, "casualties")


async def test_a_row_that_backs_off_is_not_hurried_by_more_news(database: Database) -> None:
    async with database.writing() as session:
        incident_id = await owed(session, 1)
        row = await _take(session)
        await outbox.retry(session, row.id or 0, due_at=NOW + MINUTE, error="502", now=NOW)
        await _enqueue(session, incident_id)
        [waiting] = await _rows(session)
    assert (waiting.due_at, waiting.last_error, waiting.attempts) == (NOW + MINUTE, "502", 1)


async def test_news_is_owed_only_where_there_is_a_card_to_reply_to(database: Database) -> None:
    async with database.writing() as session:
        for chat_id in (1, 2):
            await subscriber(session, chat_id)
        incident_id, other = await incident(session), await incident(session)
        await cards.record(session, incident_id, 1, message_id=5, shown_revision=1, now=NOW)
        await cards.record(session, other, 2, message_id=5, shown_revision=1, now=NOW)
        told = await fanout.enqueue_news(session, incident_id, reason="damage", loud=True, due_at=NOW, now=NOW)
        [row] = await _rows(session)
    assert told == 1
    assert (row.chat_id, row.purpose) == (1, Purpose.NEWS)


async def _news(session: Session, incident_id: int) -> int:
    return await fanout.enqueue_news(session, incident_id, reason="damage", loud=True, due_at=NOW, now=NOW)


async def test_news_waits_behind_a_first_card_that_is_on_its_way(database: Database) -> None:
    async with database.writing() as session:
        incident_id = await owed(session, 1)
        card = await _take(session)
        await _enqueue(session, incident_id)
        assert await _news(session, incident_id) == 1
        assert await claims.claim(session, now=NOW, lease=LEASE, limit=9) == []
        await outbox.acknowledge(session, card.id or 0, message_id=7, now=NOW)
        told = []
        for _ in range(2):
            row = await _take(session)
            await outbox.acknowledge(session, row.id or 0, message_id=7, now=NOW)
            told.append(row.purpose)
    assert told == [Purpose.CARD, Purpose.NEWS]


async def test_news_is_owed_where_the_first_card_may_have_arrived(database: Database) -> None:
    async with database.writing() as session:
        incident_id = await owed(session, 1)
        await _take(session)
        await outbox.recover_interrupted(session, now=NOW, starting=True)
        await _enqueue(session, incident_id)
        assert await _news(session, incident_id) == 1


async def test_a_first_card_that_only_waits_says_the_news_itself(database: Database) -> None:
    async with database.writing() as session:
        flying = await owed(session, 1)
        waiting = await owed(session)
        row = await _take(session)
        assert row.incident_id == flying
        assert await _news(session, waiting) == 0
        await outbox.retry(session, row.id or 0, due_at=NOW + MINUTE, error="429", now=NOW)
        assert await _news(session, flying) == 0


async def test_the_longest_due_row_comes_first_and_one_a_chat(database: Database) -> None:
    async with database.writing() as session:
        first = await owed(session, 1, due_at=NOW - MINUTE)
        second = await owed(session, 2, due_at=NOW - 2 * MINUTE)
        await owed(session, due_at=NOW + MINUTE)
        rows = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
    assert [(row.chat_id, row.incident_id) for row in rows] == [(1, second), (2, second)]
    assert first != second


async def test_a_chats_next_row_waits_until_the_one_before_it_is_settled(database: Database) -> None:
    async with database.writing() as session:
        first = await owed(session, 1)
        second = await owed(session)
        row = await _take(session)
        assert row.incident_id == first
        assert await claims.claim(session, now=NOW, lease=LEASE, limit=9) == []
        assert await claims.claim(session, now=NOW + 9 * MINUTE, lease=LEASE, limit=9) == []
        await outbox.acknowledge(session, row.id or 0, message_id=7, now=NOW)
        [following] = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
        assert following.incident_id == second


async def test_a_row_whose_call_came_to_nothing_keeps_its_place_in_its_chat(database: Database) -> None:
    async with database.writing() as session:
        first = await owed(session, 1)
        row = await _take(session)
        await outbox.retry(session, row.id or 0, due_at=NOW + MINUTE, error="429", now=NOW)
        second = await owed(session)
        assert await claims.claim(session, now=NOW, lease=LEASE, limit=9) == []
        [again] = await claims.claim(session, now=NOW + MINUTE, lease=LEASE, limit=9)
        assert again.incident_id == first
        await outbox.acknowledge(session, again.id or 0, message_id=7, now=NOW)
        [following] = await claims.claim(session, now=NOW + MINUTE, lease=LEASE, limit=9)
    assert following.incident_id == second


@pytest.mark.parametrize("open_fate", [False, True])
async def test_what_is_held_until_morning_keeps_nothing_else_waiting_though_it_was_tried(
    database: Database, open_fate: bool
) -> None:
    async with database.writing() as session:
        first = await owed(session, 1)
        row = await _take(session)
        await _enqueue(session, first, due_at=NOW + 500 * MINUTE)
        await outbox.retry(session, row.id or 0, due_at=NOW, error="429", now=NOW, open_fate=open_fate)
        second = await owed(session)
        [following] = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
        [_, held, _] = await _rows(session)
    assert following.incident_id == second
    assert (held.tried_as, held.possible_repeat) == (None, open_fate)


async def test_a_card_that_is_edited_later_keeps_nothing_else_waiting(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, 1)
        row = await _take(session)
        await outbox.retry(session, row.id or 0, due_at=NOW, error="429", now=NOW)
        [again] = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
        await outbox.put_off(session, again.id or 0, due_at=NOW + MINUTE, why="update interval", now=NOW)
        second = await owed(session)
        [following] = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
    assert following.incident_id == second


async def test_a_busy_chat_is_passed_over_for_the_others(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, 1, 2, 3)
        rows = await claims.claim(session, now=NOW, lease=LEASE, limit=9, busy={1, 3})
    assert [row.chat_id for row in rows] == [2]


async def test_a_claim_ends_with_its_lease(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, 1)
        assert len(await claims.claim(session, now=NOW, lease=LEASE, limit=9)) == 1
        assert await claims.claim(session, now=NOW, lease=LEASE, limit=9) == []
        assert len(await claims.claim(session, now=NOW + LEASE, lease=LEASE, limit=9)) == 1


async def test_a_row_goes_into_flight_once(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, 1)
        row = await _take(session)
        assert not await outbox.mark_in_flight(session, row.id or 0, lease_until=NOW + LEASE)
        [marked] = await _rows(session)
        assert (marked.status, marked.attempts) == (OutboxStatus.IN_FLIGHT, 1)


async def test_a_claim_is_void_once_there_is_more_to_say(database: Database) -> None:
    async with database.writing() as session:
        incident_id = await owed(session, 1)
        [row] = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
        await _enqueue(session, incident_id, loud=True, reason="higher figure")
        row_id = row.id or 0
        assert not await outbox.mark_in_flight(session, row_id, lease_until=NOW + LEASE)
        await outbox.supersede(session, row_id, why="shown already", now=NOW)
        await outbox.retry(session, row_id, due_at=NOW + MINUTE, error="update interval", now=NOW)
        [again] = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
    assert (again.id, again.reason) == (row_id, "higher figure")


async def test_what_was_called_off_during_the_call_is_not_tried_again(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, 1)
        row = await _take(session)
        await chats.deactivate(session, 1, reason="blocked", now=NOW)
        await outbox.retry(session, row.id or 0, due_at=NOW, error="502", now=NOW)
        await outbox.give_up(session, row.id or 0, error="502", now=NOW)
        [dead] = await _rows(session)
    assert (dead.status, dead.last_error) == (OutboxStatus.DEAD, "blocked")


async def test_two_claimers_never_get_the_same_row_nor_the_same_chat(database: Database) -> None:
    async with database.writing() as session:
        for chat_id in range(1, 61):
            await subscriber(session, chat_id)
        for _ in range(2):
            await owed(session)

    async def deliver() -> list[int]:
        sent: list[int] = []
        while True:
            async with database.writing() as session:
                rows = await claims.claim(session, now=NOW, lease=LEASE, limit=7)
                for row in rows:
                    assert await outbox.mark_in_flight(session, row.id or 0, lease_until=NOW + LEASE)
            if not rows:
                return sent
            async with database.writing() as session:
                flying = await session.exec(
                    select(func.count())
                    .where(col(OutboxRow.status) == OutboxStatus.IN_FLIGHT)
                    .group_by(col(OutboxRow.chat_id))
                )
                assert set(flying) <= {1}
                for row in rows:
                    await outbox.acknowledge(session, row.id or 0, message_id=1, now=NOW)
                    sent.append(row.id or 0)

    sent = [row_id for one in await asyncio.gather(*(deliver() for _ in range(4))) for row_id in one]
    assert len(sent) == len(set(sent))
    while rest := await deliver():
        sent += rest
    assert len(sent) == len(set(sent)) == 120


async def test_how_a_row_ended_is_kept(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, 1, 2, 3)
        for row in await claims.claim(session, now=NOW, lease=LEASE, limit=9):
            await outbox.mark_in_flight(session, row.id or 0, lease_until=NOW + LEASE)
        first, second, third = await _rows(session)
        await outbox.acknowledge(session, first.id or 0, message_id=77, now=NOW)
        await outbox.give_up(session, second.id or 0, error="400", now=NOW)
        await outbox.supersede(session, third.id or 0, why="shown already", now=NOW)
        ended = [(row.status, row.message_id, row.last_error) for row in await _rows(session)]
        assert ended == [
            (OutboxStatus.SENT, 77, None),
            (OutboxStatus.DEAD, None, "400"),
            (OutboxStatus.SUPERSEDED, None, "shown already"),
        ]
        assert {(row.finished_at, row.lease_until) for row in await _rows(session)} == {(NOW, None)}


@pytest.mark.parametrize("loud", [True, False])
async def test_what_failed_joins_what_was_enqueued_meanwhile(database: Database, loud: bool) -> None:
    async with database.writing() as session:
        incident_id = await owed(session, 1)
        row = await _take(session)
        await _enqueue(session, incident_id, loud=loud, reason="higher figure")
        await outbox.retry(session, row.id or 0, due_at=NOW + MINUTE, error="502", now=NOW)
        first, second = await _rows(session)
        assert (first.status, second.status) == (OutboxStatus.SUPERSEDED, OutboxStatus.PENDING)
        assert (second.loud, second.due_at, second.attempts) == (True, NOW + MINUTE, 1)
        assert second.reason == ("higher figure" if loud else "first statement")
        assert not second.possible_repeat


async def test_what_waits_again_just_while_more_is_enqueued_is_the_row_that_is_renewed(
    database: Database,
) -> None:
    async with database.writing() as session:
        incident_id = await owed(session, 1, 2)
        [failed, other] = await claims.claim(session, now=NOW, lease=LEASE, limit=2)
        for row in (failed, other):
            tried = outbox.Tried(row.id or 0, 40, 3)
            await outbox.mark_in_flight(session, row.id or 0, lease_until=NOW + LEASE, tried=tried)

    async def enqueue() -> int:
        async with database.writing() as session:
            return await _enqueue(session, incident_id, loud=True, reason="higher figure")

    async with database.writing() as session:
        await outbox.retry(session, failed.id or 0, due_at=NOW + MINUTE, error="502", now=NOW)
        enqueuing = asyncio.create_task(enqueue())
        await asyncio.sleep(0.2)  # long enough for it to have met the row, where the database lets it
    assert await enqueuing == 2
    async with database.reading() as session:
        rows = {row.id: row for row in await _rows(session) if row.status is OutboxStatus.PENDING}
        assert sorted(row.chat_id for row in rows.values()) == [1, 2]
        again = rows[failed.id]
        assert (again.reason, again.due_at, again.attempts) == ("higher figure", NOW + MINUTE, 1)


async def test_after_a_kill_what_was_in_flight_waits_with_what_it_was_sent_as(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, 1, 2, 3)
        claimed = await claims.claim(session, now=NOW, lease=LEASE, limit=2)
        flying, tried = claimed[0].id or 0, outbox.Tried(claimed[0].id or 0, 40, 3)
        await outbox.mark_in_flight(session, flying, lease_until=NOW + LEASE, tried=tried)
    async with database.writing() as session:
        assert await outbox.recover_interrupted(session, now=NOW, starting=True) == 1
        assert await outbox.recover_interrupted(session, now=NOW, starting=True) == 0
        rows = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
    assert [row.chat_id for row in rows] == [1, 2, 3]
    assert [_tried(row) for row in rows] == [(flying, 40, 3), (None, None, None), (None, None, None)]


async def test_while_running_only_an_expired_lease_is_taken_for_an_interruption(
    database: Database,
) -> None:
    async with database.writing() as session:
        await owed(session, 1)
        await _take(session)
        assert await outbox.recover_interrupted(session, now=NOW) == 0
        assert await outbox.recover_interrupted(session, now=NOW + LEASE) == 1


async def test_what_was_interrupted_joins_what_waits_for_the_same(database: Database) -> None:
    async with database.writing() as session:
        incident_id = await owed(session, 1)
        row = await _take(session)
        await _enqueue(session, incident_id, due_at=NOW + MINUTE)
        assert await outbox.recover_interrupted(session, now=NOW, starting=True) == 1
        first, second = await _rows(session)
    assert (first.status, second.status) == (OutboxStatus.SUPERSEDED, OutboxStatus.PENDING)
    assert (second.loud, second.due_at) == (True, NOW + MINUTE)
    assert _tried(second) == (row.id, 40, 0)


async def test_what_was_interrupted_long_after_it_was_due_is_looked_for_by_what_waits_since(
    database: Database,
) -> None:
    later = NOW + 20 * MINUTE
    async with database.writing() as session:
        incident_id = await owed(session, 1)
        row = await _take(session)
        await _enqueue(session, incident_id, due_at=later, now=later)
        await outbox.recover_interrupted(session, now=later, starting=True)
        _, waiting = await _rows(session)
    assert (_tried(waiting), waiting.possible_repeat) == ((row.id, 40, 0), False)


async def test_only_a_call_of_unknown_fate_keeps_what_it_was_sent_as(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, 1)
        for open_fate in (True, False):
            row = await _take(session)
            await outbox.retry(session, row.id or 0, due_at=NOW, error="lost", now=NOW, open_fate=open_fate)
            [waiting] = await _rows(session)
            assert _tried(waiting) == ((row.id, 40, 3) if open_fate else (None, None, None))


async def test_a_message_of_unknown_fate_has_its_chat_for_itself(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, 1)
        row = await _take(session)
        await outbox.retry(session, row.id or 0, due_at=NOW + MINUTE, error="lost", now=NOW, open_fate=True)
        await owed(session)
        assert await claims.claim(session, now=NOW, lease=LEASE, limit=9) == []
        [first] = await claims.claim(session, now=NOW + MINUTE, lease=LEASE, limit=9)
    assert first.id == row.id


async def test_a_message_that_cannot_be_looked_for_keeps_the_number_of_its_last_try(
    database: Database,
) -> None:
    async with database.writing() as session:
        await owed(session, 1)
        row = await _take(session)
        await outbox.retry(session, row.id or 0, due_at=NOW, error="lost", now=NOW, open_fate=True)
        await fates.settle(session, row.id or 0, repeat=True)
        [row] = await claims.claim(session, now=NOW, lease=LEASE, limit=9)
        tried = outbox.Tried(row.id or 0, None, 4)
        await outbox.mark_in_flight(session, row.id or 0, lease_until=NOW + LEASE, tried=tried)
        assert await fates.tried(session, row.id or 0) == outbox.Tried(row.id or 0, 40, 4)


async def test_whoever_writes_into_the_chat_takes_away_the_means_to_look(database: Database) -> None:
    async with database.writing() as session:
        await owed(session, 1, 2)
        for row in await claims.claim(session, now=NOW, lease=LEASE, limit=9):
            tried = outbox.Tried(row.id or 0, 40, 3)
            await outbox.mark_in_flight(session, row.id or 0, lease_until=NOW + LEASE, tried=tried)
        assert sorted(await fates.chats_in_doubt(session)) == [1, 2]
        await fates.expose(session, 1)
        assert await fates.chats_in_doubt(session) == [2]
        assert [row.tried_after for row in await _rows(session)] == [None, 40]


async def test_a_message_that_was_found_ends_its_row_unless_there_is_more_to_say(database: Database) -> None:
    async with database.writing() as session:
        incident_id = await owed(session, 1)
        row = await _take(session)
        await outbox.retry(session, row.id or 0, due_at=NOW, error="lost", now=NOW, open_fate=True)
        await claims.claim(session, now=NOW, lease=LEASE, limit=9)
        await _enqueue(session, incident_id)
        await outbox.find(session, row.id or 0, message_id=41, now=NOW)
        [waiting] = await _rows(session)
        assert waiting.status is OutboxStatus.PENDING
        await claims.claim(session, now=NOW, lease=LEASE, limit=9)
        await outbox.find(session, row.id or 0, message_id=41, now=NOW)
        [found] = await _rows(session)
    assert (found.status, found.message_id, _tried(found)) == (OutboxStatus.SENT, 41, (None, None, None))


async def test_the_backlog_says_how_much_is_owed_and_since_when(database: Database) -> None:
    async with database.writing() as session:
        empty = await queue.backlog(session, now=NOW)
        assert (empty.pending, empty.in_flight, empty.due, empty.oldest_due_at) == (0, 0, 0, None)
        await owed(session, 1, due_at=NOW - MINUTE)
        await owed(session, 2, due_at=NOW + MINUTE)
        await _take(session)
        backlog = await queue.backlog(session, now=NOW)
    assert (backlog.pending, backlog.in_flight, backlog.due) == (2, 1, 0)
    async with database.reading() as session:
        backlog = await queue.backlog(session, now=NOW + 2 * MINUTE)
    assert (backlog.due, backlog.oldest_due_at) == (2, NOW + MINUTE)


@pytest.mark.slow
async def test_a_hundred_thousand_chats_are_owed_a_card_by_one_statement(
    database: Database,
) -> None:
    chats = 100_000
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {chats})"
    async with database.writing() as session:
        await subscriber(session, -1)
        incident_id = await incident(session)
        connection = await session.connection()
        every = [column.name for column in Chat.__table__.c if column.name != "id"]  # type: ignore[attr-defined]
        names = ", ".join(every)
        await connection.execute(
            text(f"{numbers} INSERT INTO chat (id, {names}) SELECT i, {names} FROM n, chat WHERE id = -1")
            if database.url.get_backend_name() == "postgresql"
            else text(f"INSERT INTO chat (id, {names}) {numbers} SELECT i, {names} FROM n, chat WHERE id = -1")
        )
        wishes = ", ".join(column.name for column in Subscription.__table__.c if column.name != "chat_id")  # type: ignore[attr-defined]
        await connection.execute(
            text(
                f"INSERT INTO subscription (chat_id, {wishes})"
                f" SELECT chat.id, {wishes.replace('created_at', 'chat.created_at')}"
                " FROM chat, subscription WHERE chat.id > 0"
            )
        )
        for wish in (
            """regions = '["RU-BEL", "RU-MOW"]', kinds = '["attack", "interception"]'""",
            "quiet_from = 23, quiet_to = 7, quiet_holds = true",
            "minimum = 2, official_only = true",
        ):
            await connection.execute(text(f"UPDATE subscription SET {wish} WHERE chat_id % 3 = 0"))
        await connection.execute(text("UPDATE chat SET timezone = 'Europe/Moscow'"))
        source = await channel(session)
        await statement(session, incident_id, source.id or 0, 1)
    async with database.writing() as session:
        assert await _enqueue(session, incident_id) == chats + 1
        assert await _enqueue(session, incident_id) == 0  # nothing to change in any
    async with database.writing() as session:
        rows = await claims.claim(session, now=NOW, lease=LEASE, limit=30)
    assert len({row.chat_id for row in rows}) == 30
