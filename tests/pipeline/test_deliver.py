"""What is owed reaches its chat: once, in order, and whatever Telegram answers."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import select

from bot.outcomes import Outcome
from bot.pipeline.finding import LEASE
from bot.store import chats, claims, outbox
from bot.store.tables import Card, Chat, OutboxRow, OutboxStatus, Subscription
from tests.crowd import crowd
from tests.pipeline.conftest import READER, Desk
from tests.pipeline.faults import Disk
from tests.pipeline.test_ingest import ALL_CLEAR, DOWNED_TWO, NEWS

SIX_MORE = "Уничтожены ещё шесть беспилотников, летевших на Москву."
LINK = "https://t.me/mos_sobyanin/101"
BELGOROD = "Под Белгородом сбит беспилотник. На крыле надпись «С любовью жителям». Пострадавших нет."


async def told(desk: Desk, text: str = DOWNED_TWO) -> None:
    await desk.post(text)
    desk.wait(seconds=30)
    await desk.deliver()


async def test_a_statement_reaches_the_subscriber_as_one_card_with_sound(desk: Desk) -> None:
    await told(desk)

    [card] = desk.messages()
    assert not card.get("disable_notification")
    assert LINK in card["text"]
    assert "Moscow" in card["text"]
    assert "Sergei Sobyanin" in card["text"]
    [row] = await desk.rows(Card)
    assert row.chat_id == READER


async def test_the_card_quotes_the_sentence_of_every_claim_it_makes(desk: Desk) -> None:
    await told(desk, "Ночью над Москвой сбиты восемь беспилотников. Повреждены два дома, пострадавших нет.")

    [card] = desk.messages()
    assert "сбиты восемь беспилотников. Повреждены два дома" in card["text"]


async def test_nothing_is_sent_before_the_first_wait_is_over(desk: Desk) -> None:
    await desk.post(DOWNED_TWO)
    desk.wait(seconds=9)
    assert await desk.deliver() == 0

    desk.wait(seconds=1)
    assert await desk.deliver() == 1


async def test_more_of_the_same_edits_the_card_in_silence(desk: Desk) -> None:
    await told(desk)
    desk.wait(minutes=20)
    await told(desk, ALL_CLEAR)

    assert len(desk.messages()) == 1
    [edit] = desk.edits()
    assert LINK in edit["text"]


async def test_real_news_edits_the_card_and_sounds_as_a_reply_to_it(desk: Desk) -> None:
    await told(desk)
    [card] = await desk.rows(Card)
    desk.wait(minutes=20)
    await told(desk, SIX_MORE)
    await desk.deliver()

    assert len(desk.edits()) == 1
    news = desk.messages()[1]
    assert not news.get("disable_notification")
    assert news["reply_parameters"]["message_id"] == card.message_id


async def test_a_card_is_edited_no_more_often_than_the_update_interval(desk: Desk) -> None:
    await told(desk)
    await desk.post(ALL_CLEAR)
    await desk.deliver()
    assert desk.edits() == []

    desk.wait(seconds=30)
    await desk.deliver()
    assert len(desk.edits()) == 1


async def test_a_card_is_edited_more_rarely_while_a_thousand_messages_queue(desk: Desk) -> None:
    await told(desk)
    async with desk.database.writing() as session:
        await crowd(session, range(1000, 2000), now=desk.now)
    await desk.post(ALL_CLEAR)
    desk.wait(seconds=40)
    await desk.delivery.measure()
    [row] = [row for row in await desk.delivery.claim(1001) if row.chat_id == READER]
    await desk.delivery.deliver(row)

    assert desk.edits() == []
    [row] = [row for row in await desk.rows(OutboxRow) if row.chat_id == READER and row.last_error]
    assert row.due_at > desk.now + timedelta(seconds=20)


async def test_a_chat_that_subscribes_late_gets_the_card_with_the_next_change(desk: Desk) -> None:
    await told(desk)
    await desk.subscribe(8)
    assert desk.messages(8) == []

    desk.wait(minutes=20)
    await told(desk, ALL_CLEAR)

    assert len(desk.messages(8)) == 1


async def test_who_unsubscribes_is_told_nothing_more(desk: Desk) -> None:
    await desk.post(DOWNED_TWO)
    async with desk.database.writing() as session:
        await chats.unsubscribe(session, READER, now=desk.now)
    desk.wait(minutes=1)
    await desk.deliver()

    assert desk.messages() == []


@pytest.mark.parametrize(
    "description",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot was kicked from the supergroup chat",
    ],
)
async def test_a_chat_that_is_gone_is_unsubscribed_with_the_reason(desk: Desk, description: str) -> None:
    desk.wire.answer_next("sendMessage", 403, description)
    await told(desk)

    [chat] = await desk.rows(Chat)
    assert not chat.active
    assert chat.inactive_reason
    assert await desk.rows(Subscription) == []
    desk.wait(days=1)
    assert await desk.deliver() == 0


async def test_too_many_requests_are_obeyed_to_the_second_over_a_restart(desk: Desk) -> None:
    desk.wire.answer_next("sendMessage", 429, "Too Many Requests: retry after 40", retry_after=40)
    await told(desk)

    [row] = await desk.rows(OutboxRow)
    assert row.status is OutboxStatus.PENDING
    assert row.due_at == desk.now + timedelta(seconds=40)
    desk.wait(seconds=39)
    assert await desk.delivery.claim(8) == []


async def test_a_migrated_group_keeps_its_subscription_and_what_it_is_owed(desk: Desk) -> None:
    new_id = -1001234567890
    desk.wire.answer_next(
        "sendMessage",
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=new_id,
    )
    await told(desk)
    await desk.deliver()

    assert [s.chat_id for s in await desk.rows(Subscription)] == [new_id]
    assert len(desk.messages(new_id)) == 1


async def test_a_migrated_group_is_told_news_by_its_new_card_alone(desk: Desk) -> None:
    new_id = -1001234567890
    await told(desk)
    await desk.post(SIX_MORE)
    desk.wait(minutes=20)
    desk.wire.answer_next(
        "editMessageText",
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=new_id,
    )
    await desk.deliver()
    await desk.deliver()

    [card] = desk.messages(new_id)
    assert not card.get("disable_notification")
    assert [each.message_id for each in await desk.rows(Card) if each.chat_id == new_id] == [102]


@pytest.mark.parametrize("status", [500, 502])
async def test_a_server_error_leaves_it_open_and_the_repeat_says_so(desk: Desk, status: int) -> None:
    desk.wire.answer_next("sendMessage", status, "Bad Gateway")
    await told(desk)
    desk.wait(minutes=1)
    await desk.deliver()

    [_, again] = desk.messages()
    assert "repeat" in again["text"]


async def test_a_connection_that_never_stood_is_tried_again_without_a_mark(desk: Desk) -> None:
    desk.wire.break_next("sendMessage", httpx.ConnectError("refused"))
    await told(desk)
    desk.wait(minutes=1)
    await desk.deliver()

    [_, again] = desk.messages()
    assert "repeat" not in again["text"]


async def test_a_deleted_card_is_sent_anew(desk: Desk) -> None:
    await told(desk)
    desk.wire.answer_next("editMessageText", 400, "Bad Request: message to edit not found")
    desk.wait(minutes=20)
    await told(desk, ALL_CLEAR)

    assert len(desk.messages()) == 2
    [card] = await desk.rows(Card)
    assert card.shown_revision == 2


async def test_a_crash_before_the_call_loses_nothing(desk: Desk) -> None:
    await desk.post(DOWNED_TWO)
    desk.wait(seconds=30)
    assert len(await desk.delivery.claim(8)) == 1

    desk.wait(seconds=LEASE.total_seconds())
    desk.delivery._busy.clear()  # as in a new process
    await desk.delivery.recover(starting=True)
    await desk.deliver()

    [card] = desk.messages()
    assert "repeat" not in card["text"]


async def test_a_crash_during_the_call_repeats_once_and_says_so(desk: Desk) -> None:
    await desk.post(DOWNED_TWO)
    desk.wait(seconds=30)
    async with desk.database.writing() as session:
        [row] = await claims.claim(session, now=desk.now, lease=LEASE, limit=8)
        tried = outbox.Tried(row.id or 0, None, 1)
        await outbox.mark_in_flight(session, row.id or 0, lease_until=desk.now + LEASE, tried=tried)

    await desk.delivery.recover(starting=True)
    await desk.deliver()

    [card] = desk.messages()
    assert "repeat" in card["text"]


async def test_one_chats_trouble_is_not_anothers(desk: Desk) -> None:
    await desk.subscribe(8)
    desk.wire.answer_next("sendMessage", 403, "Forbidden: bot was blocked by the user")
    await told(desk)

    assert len(desk.messages(7) + desk.messages(8)) == 2
    async with desk.database.reading() as session:
        rows = list(await session.exec(select(OutboxRow)))
    assert sorted(row.status for row in rows) == [OutboxStatus.DEAD, OutboxStatus.SENT]


async def test_a_refused_token_stops_everything_and_blames_nobody(desk: Desk) -> None:
    desk.wire.answer_next("sendMessage", 401, "Unauthorized")
    await told(desk)

    assert desk.stopped
    [chat] = await desk.rows(Chat)
    assert chat.active
    [row] = await desk.rows(OutboxRow)
    assert row.status is OutboxStatus.PENDING


async def test_a_statement_withdrawn_before_it_was_told_is_never_told(desk: Desk) -> None:
    number = await desk.post(DOWNED_TWO)
    await desk.post(NEWS, message_id=number, edited=True)
    desk.wait(minutes=1)
    await desk.deliver()

    assert desk.messages() == []


async def test_a_withdrawn_incident_says_so_on_its_card(desk: Desk) -> None:
    number = await desk.post(DOWNED_TWO)
    desk.wait(seconds=30)
    await desk.deliver()
    desk.wait(minutes=5)
    await desk.post(NEWS, message_id=number, edited=True)
    await desk.deliver()

    assert "ithdrawn" in desk.edits()[-1]["text"]


async def test_a_row_is_hidden_from_a_second_claim(desk: Desk) -> None:
    await desk.post(DOWNED_TWO)
    desk.wait(seconds=30)

    assert len(await desk.delivery.claim(8)) == 1
    assert await desk.delivery.claim(8) == []


async def test_who_unsubscribes_during_the_call_is_not_tried_again(desk: Desk) -> None:
    desk.wire.break_next("sendMessage", httpx.ConnectError("refused"))
    await told(desk)
    async with desk.database.writing() as session:
        await chats.unsubscribe(session, READER, now=desk.now)
    desk.wait(minutes=10)
    await desk.deliver()

    assert len(desk.messages()) == 1


async def test_faults_of_the_network_never_use_up_a_rows_life(desk: Desk) -> None:
    for _ in range(12):
        desk.wire.break_next("sendMessage", httpx.ConnectError("refused"))
    await told(desk)
    for _ in range(12):
        desk.wait(minutes=6)
        await desk.deliver()
    desk.wire.answer_next("sendMessage", 400, "Bad Request: chat not found")
    desk.wait(minutes=6)
    await desk.deliver()

    [chat] = await desk.rows(Chat)
    assert chat.active
    [row] = await desk.rows(OutboxRow)
    assert row.status is not OutboxStatus.DEAD


async def test_a_message_of_unknown_fate_is_repeated_ever_more_rarely_and_soon_in_silence(desk: Desk) -> None:
    await told(desk)
    for _ in range(40):
        desk.wire.break_next("sendMessage", httpx.ReadTimeout("slow"))
    await desk.post(BELGOROD, handle="operativno31")
    for _ in range(60):
        desk.wait(seconds=5)
        await desk.deliver()

    _, *sent = desk.messages()
    assert 3 <= len(sent) <= 10
    assert [bool(message.get("disable_notification")) for message in sent[:2]] == [False, False]
    assert all(message.get("disable_notification") for message in sent[2:])


async def test_a_chat_that_is_not_found_once_is_not_lost_by_what_waits_beside(desk: Desk) -> None:
    desk.wire.answer_next("sendMessage", 400, "Bad Request: chat not found")
    await desk.post(DOWNED_TWO)
    await desk.post(BELGOROD, handle="operativno31")
    desk.wait(seconds=30)
    await desk.deliver()
    [chat] = await desk.rows(Chat)
    assert (chat.active, chat.strikes) == (True, 1)

    desk.wait(minutes=5)
    await desk.deliver()
    _, first, second = desk.messages()
    assert "Moscow" in first["text"]
    assert "Belgorod" in second["text"]


async def test_what_waits_for_the_network_is_sent_soon_after_it_is_back(desk: Desk) -> None:
    for _ in range(8):
        desk.wire.break_next("sendMessage", httpx.ConnectError("refused"))
    await told(desk)
    for _ in range(8):
        desk.wait(seconds=30)
        await desk.deliver()

    assert len(desk.messages()) == 9


async def test_a_chat_we_may_not_write_to_is_left_alone_ever_longer(desk: Desk) -> None:
    for _ in range(3):
        desk.wire.answer_next(
            "sendMessage", 400, "Bad Request: not enough rights to send text messages to the chat"
        )
    await told(desk)
    [chat] = await desk.rows(Chat)
    assert chat.paused_until == desk.now + timedelta(hours=1)

    desk.wait(hours=1)
    await desk.deliver()
    [chat] = await desk.rows(Chat)
    assert chat.paused_until == desk.now + timedelta(hours=2)

    desk.wait(days=8)
    await desk.deliver()
    [chat] = await desk.rows(Chat)
    assert not chat.active


async def test_a_fault_after_the_call_makes_the_next_message_say_that_it_may_be_a_repeat(desk: Desk) -> None:
    await desk.post(DOWNED_TWO)
    desk.wait(seconds=30)
    [row] = await desk.delivery.claim(8)
    recording = desk.delivery._recording
    record, recording.record = recording.record, _crash  # type: ignore[method-assign]
    await desk.delivery.deliver(row)
    recording.record = record  # type: ignore[method-assign]
    desk.wait(minutes=1)
    await desk.deliver()

    [first, again] = desk.messages()
    assert "repeat" not in first["text"]
    assert "repeat" in again["text"]


async def _crash(*_: object, **__: object) -> None:
    raise RuntimeError("bug")


async def test_what_was_claimed_for_a_worker_that_died_is_sent_by_the_next(desk: Desk) -> None:
    for chat_id in (8, 9, 10):
        await desk.subscribe(chat_id)
    await desk.post(DOWNED_TWO)
    desk.wait(seconds=15)
    [first] = await desk.delivery.claim(1)
    poster, now = desk.delivery.send, desk.now
    desk.delivery.send = Dying(desk, poster, after=1)
    with pytest.raises(TypeError):
        await desk.delivery.work(first, until=lambda: False)
    desk.delivery.send, desk.now = poster, now

    await desk.deliver()

    told = [len(desk.messages(chat_id)) for chat_id in (READER, 8, 9, 10)]
    assert told == [1, 0, 1, 1]


async def test_a_message_that_arrived_while_the_disk_was_full_is_noted_later_and_sent_once(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    disk = Disk(desk.database, room_after=5)
    desk.delivery.sleep = disk.sleep
    poster = desk.delivery.send

    class Filling:
        async def card(self, *args: Any, **kwargs: Any) -> Outcome:
            outcome: Outcome = await poster.card(*args, **kwargs)
            disk.full = True
            return outcome

        def __getattr__(self, name: str) -> Any:
            return getattr(poster, name)

    desk.delivery.send = Filling()
    await told(desk)

    assert disk.pauses == [1, 2, 4, 8, 10]
    assert len(desk.messages()) == 1
    assert [row.status for row in await desk.rows(OutboxRow)] == [OutboxStatus.SENT]
    said = [record.getMessage() for record in caplog.records if "the database" in record.getMessage()]
    assert said == [
        "the database cannot be written, trying again error='database or disk is full'",
        "the database can be written again",
    ]


async def test_a_row_whose_failure_cannot_be_noted_waits_and_is_delivered_afterwards(desk: Desk) -> None:
    disk = Disk(desk.database, room_after=2)
    desk.delivery.sleep = disk.sleep
    await desk.post(DOWNED_TWO)
    desk.wait(seconds=30)
    [row] = await desk.delivery.claim(1)
    disk.full = True
    await desk.delivery.work(row, until=lambda: False)
    assert len(disk.pauses) == 2
    assert desk.messages() == []

    desk.wait(minutes=10)
    await desk.deliver()
    assert len(desk.messages()) == 1


async def test_a_worker_that_cannot_claim_ends_without_a_word(desk: Desk) -> None:
    disk = Disk(desk.database, room_after=1)
    await desk.post(DOWNED_TWO)
    desk.wait(seconds=30)
    [row] = await desk.delivery.claim(1)
    deliver = desk.delivery.deliver

    async def then_full(claimed: OutboxRow) -> None:
        await deliver(claimed)
        disk.full = True

    desk.delivery.deliver = then_full  # type: ignore[method-assign, assignment]
    await desk.delivery.work(row, until=lambda: False)
    assert len(desk.messages()) == 1
    disk.full = False


class Dying:
    """Sends so many cards; with the next one it crashes, and so does whoever would write that down."""

    def __init__(self, desk: Desk, poster: Any, *, after: int) -> None:
        self.desk, self.poster, self.left = desk, poster, after

    async def card(self, *args: Any, **kwargs: Any) -> Outcome:
        if not self.left:
            self.desk.now = None  # type: ignore[assignment]
            raise RuntimeError("the disk is full")
        self.left -= 1
        outcome: Outcome = await self.poster.card(*args, **kwargs)
        return outcome

    def __getattr__(self, name: str) -> Any:
        return getattr(self.poster, name)
