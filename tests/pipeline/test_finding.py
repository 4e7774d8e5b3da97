"""A message whose call was never answered is looked for before it is sent again."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import col, delete, update

from bot.pipeline.deliver import Delivery
from bot.pipeline.finding import ASKED_AT_MOST
from bot.rules.numbering import Numbering
from bot.store import chats, claims
from bot.store.tables import Card, Chat, OutboxRow, OutboxStatus
from tests.pipeline.conftest import READER, Desk
from tests.pipeline.faults import Disk
from tests.pipeline.test_deliver import BELGOROD, SIX_MORE, told
from tests.pipeline.test_ingest import ALL_CLEAR, DOWNED_TWO

OTHER = 8
SUPERGROUP = -1001234567890


@pytest.fixture
async def known(desk: Desk) -> Desk:
    """The reader has a card, so it is known how far Telegram has counted."""
    await told(desk)
    return desk


async def told_of_belgorod(desk: Desk) -> None:
    await desk.post(BELGOROD, handle="operativno31")
    desk.wait(seconds=30)
    await desk.deliver()


async def later(desk: Desk) -> None:
    desk.wait(minutes=1)
    await desk.deliver()


async def restart(desk: Desk) -> None:
    """As a new process: nothing is known but what is stored."""
    numbering = Numbering()
    old = desk.delivery
    limiter = desk.app.bot.rate_limiter
    limiter._numbering = numbering  # type: ignore[union-attr]
    desk.delivery = Delivery(
        old.database, old.send, old.clock, old.update_interval, old.stop, numbering=numbering
    )
    await desk.delivery.recover(starting=True)


async def die_during_the_call(desk: Desk) -> None:
    """Let the next message out, and never learn what became of it."""
    [row] = await desk.delivery.claim(8)

    async def never(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    desk.delivery._recording.record = never  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        await desk.delivery.deliver(row)


async def newest(desk: Desk) -> OutboxRow:
    """The newest row."""
    return max(await desk.rows(OutboxRow), key=lambda row: row.id or 0)


async def test_a_card_whose_answer_was_lost_is_found_and_not_repeated(known: Desk) -> None:
    known.wire.lose_next("sendMessage")
    await told_of_belgorod(known)
    assert len(await known.rows(Card)) == 1
    await later(known)

    assert len(known.messages()) == 2
    found = await newest(known)
    assert (found.status, found.message_id) == (OutboxStatus.SENT, 102)
    assert sorted(card.message_id for card in await known.rows(Card)) == [101, 102]


async def test_news_whose_answer_was_lost_is_found_and_not_repeated(known: Desk) -> None:
    await known.post(SIX_MORE)
    known.wait(minutes=20)
    known.wire.lose_next("sendMessage")
    await known.deliver()
    await later(known)

    assert len(known.messages()) == 2
    assert {each.status for each in await known.rows(OutboxRow)} == {OutboxStatus.SENT}


async def test_news_that_is_found_is_not_told_again_for_what_was_added_in_silence(known: Desk) -> None:
    known.wire.lose_next("sendMessage")
    await known.post(SIX_MORE)
    known.wait(minutes=20)
    await known.deliver()
    await known.post(ALL_CLEAR)
    for _ in range(3):
        known.wait(minutes=20)
        await known.deliver()

    assert len(known.messages()) == 2
    assert "All clear" in known.edits()[-1]["text"]


async def test_news_that_is_found_is_followed_by_what_is_to_be_told_since(known: Desk) -> None:
    known.wire.lose_next("sendMessage")
    await known.post(SIX_MORE)
    known.wait(minutes=20)
    await known.deliver()
    await known.post("При атаке беспилотников на Москву погибли два человека.")
    for _ in range(3):
        known.wait(minutes=20)
        await known.deliver()

    assert len(known.messages()) == 3
    assert "killed" in known.messages()[-1]["text"]
    assert "repeat" not in known.messages()[-1]["text"]


async def test_a_message_that_a_dead_process_had_sent_is_found_by_the_next(known: Desk) -> None:
    await known.post(BELGOROD, handle="operativno31")
    known.wait(seconds=30)
    await die_during_the_call(known)
    await restart(known)
    await known.deliver()

    assert len(known.messages()) == 2
    assert sorted(card.message_id for card in await known.rows(Card)) == [101, 102]


async def test_a_card_that_is_found_catches_up_with_what_was_said_since(known: Desk) -> None:
    known.wire.lose_next("sendMessage")
    await told_of_belgorod(known)
    await known.post("Под Белгородом сбиты ещё четыре беспилотника.", handle="operativno31")
    await later(known)
    await later(known)

    belgorod = known.messages()[1]
    assert "Belgorod" in belgorod["text"]
    assert [edit["message_id"] for edit in known.edits()] == [102]


async def test_what_did_not_arrive_is_sent_without_a_mark_once_later_messages_prove_it(known: Desk) -> None:
    known.wire.break_next("sendMessage", httpx.ReadTimeout("slow"))
    await told_of_belgorod(known)
    await known.app.bot.send_message(OTHER, "Hello")
    await later(known)

    _, _, again = known.messages()
    assert "repeat" not in again["text"]
    assert known.wire.asked("editMessageReplyMarkup") == []
    assert (await newest(known)).status is OutboxStatus.SENT


async def test_what_is_not_found_where_it_should_be_is_sent_again_and_says_so(known: Desk) -> None:
    known.wire.break_next("sendMessage", httpx.ReadTimeout("slow"))
    await told_of_belgorod(known)
    await later(known)
    assert len(known.messages()) == 2  # another's answer may yet tell where to end
    await later(known)

    _, _, again = known.messages()
    assert "repeat" in again["text"]
    assert len(known.wire.asked("editMessageReplyMarkup")) == 16


async def test_what_is_not_found_bears_no_mark_once_another_is_answered_meanwhile(known: Desk) -> None:
    known.wire.break_next("sendMessage", httpx.ReadTimeout("slow"))
    await told_of_belgorod(known)
    await restart(known)
    await later(known)
    assert len(known.wire.asked("editMessageReplyMarkup")) == 16
    await known.app.bot.send_message(OTHER, "Hello")
    await later(known)

    _, _, again = known.messages()
    assert "repeat" not in again["text"]
    assert len(known.wire.asked("editMessageReplyMarkup")) == 16


async def test_a_refusal_gives_back_what_was_stored_for_the_next_process(known: Desk) -> None:
    await restart(known)
    known.wire.answer_next("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3)
    await told_of_belgorod(known)
    await restart(known)
    known.wire.lose_next("sendMessage")
    await later(known)
    await later(known)

    assert "repeat" not in known.messages()[-1]["text"]
    assert sorted(card.message_id for card in await known.rows(Card)) == [101, 102]


async def test_an_answer_in_between_keeps_its_buttons_and_the_repeat_says_so(known: Desk) -> None:
    known.wire.break_next("sendMessage", httpx.ReadTimeout("slow"))
    await told_of_belgorod(known)
    answer = await known.app.bot.send_message(READER, "An answer")
    await later(known)

    assert known.wire.asked("editMessageReplyMarkup") == []
    assert known.wire.buttons(READER, answer.message_id) is None
    assert "repeat" in known.messages()[-1]["text"]


async def test_an_answer_before_a_crash_keeps_its_buttons(known: Desk) -> None:
    known.wire.break_next("sendMessage", httpx.ReadTimeout("slow"))
    await told_of_belgorod(known)
    await known.app.bot.send_message(READER, "An answer")
    await restart(known)
    await later(known)

    assert known.wire.asked("editMessageReplyMarkup") == []
    assert "repeat" in known.messages()[-1]["text"]


async def test_an_answer_of_unknown_fate_is_never_asked_about(known: Desk) -> None:
    known.wire.lose_next("sendMessage")
    with pytest.raises(Exception, match="Timed out"):
        await known.app.bot.send_message(READER, "An answer")
    known.wire.lose_next("sendMessage")
    await told_of_belgorod(known)
    await later(known)

    assert known.wire.asked("editMessageReplyMarkup") == []


async def test_a_message_whose_reader_pressed_a_button_meanwhile_is_found(known: Desk) -> None:
    known.wire.lose_next("sendMessage")
    await told_of_belgorod(known)
    await known.app.bot.edit_message_reply_markup(READER, 102)
    await later(known)

    assert len(known.messages()) == 2
    assert (await newest(known)).message_id == 102


async def test_a_search_that_cannot_be_made_is_made_later(known: Desk) -> None:
    known.wire.lose_next("sendMessage")
    await told_of_belgorod(known)
    known.wire.break_next("editMessageReplyMarkup", httpx.ReadTimeout("slow"))
    await later(known)
    assert (await newest(known)).status is OutboxStatus.PENDING
    await later(known)

    assert len(known.messages()) == 2
    assert (await newest(known)).status is OutboxStatus.SENT


async def test_what_cannot_be_looked_for_is_repeated_once_and_only_when_telegram_answers(desk: Desk) -> None:
    for _ in range(2):
        desk.wire.break_next("sendMessage", httpx.ReadTimeout("slow"))
    await told(desk)
    desk.wire.break_next("getMe", httpx.ReadTimeout("slow"))
    await later(desk)
    assert len(desk.messages()) == 1
    for _ in range(4):
        await later(desk)

    _, again = desk.messages()
    assert "repeat" in again["text"]
    assert not again.get("disable_notification")
    assert (await newest(desk)).status is OutboxStatus.DEAD


async def test_what_is_unknown_twice_is_sent_once_more_where_its_fate_will_be_known(desk: Desk) -> None:
    for _ in range(2):
        desk.wire.break_next("sendMessage", httpx.ReadTimeout("slow"))
    await told(desk)
    await later(desk)
    assert len(desk.messages()) == 2
    await desk.subscribe(OTHER)
    await told_of_belgorod(desk)
    assert len(desk.messages(OTHER)) == 1
    for _ in range(4):
        await later(desk)

    _, _, last, _ = desk.messages()
    assert "repeat" in last["text"]
    assert {row.status for row in await desk.rows(OutboxRow)} == {OutboxStatus.SENT}
    assert len(await desk.rows(Card)) == 3


async def test_in_a_supergroup_the_chats_own_numbers_count(known: Desk) -> None:
    await known.subscribe(SUPERGROUP)
    await known.app.bot.send_message(SUPERGROUP, "Hello")
    known.wire.lose_next("sendMessage")
    known.wire.lose_next("sendMessage")
    await told_of_belgorod(known)
    await later(known)

    assert len(known.messages(SUPERGROUP)) == 2
    assert [card.chat_id for card in await known.rows(Card)].count(SUPERGROUP) == 1


async def test_a_row_is_in_flight_only_when_its_turn_has_come(known: Desk) -> None:
    seen: list[OutboxStatus] = []
    finding = known.delivery._finding
    mark = finding.mark

    async def noting(row: OutboxRow, *, revision: int | None, anew: bool = False) -> bool:
        seen.append((await newest(known)).status)
        return await mark(row, revision=revision, anew=anew)

    finding.mark = noting  # type: ignore[method-assign]
    known.wire.answer_next("sendMessage", 429, "Too Many Requests: retry after 2", retry_after=2)
    await told_of_belgorod(known)  # refused: it waits 2 s
    known.wait(seconds=3)
    assert seen == [OutboxStatus.PENDING]
    assert (await newest(known)).tried_as is None


async def test_what_has_waited_for_days_is_told_no_more(desk: Desk) -> None:
    await desk.post(DOWNED_TWO)
    desk.wait(days=3)
    await desk.deliver()

    assert desk.messages() == []
    assert (await newest(desk)).last_error == "too old to be news"


async def test_a_row_that_waits_in_doubt_keeps_its_place_before_the_chats_other_rows(known: Desk) -> None:
    known.wire.lose_next("sendMessage")
    await told_of_belgorod(known)
    await known.post(SIX_MORE)
    async with known.database.writing() as session:
        claimed = await claims.claim(session, now=known.now, lease=timedelta(seconds=1), limit=8)
    assert claimed == []


@pytest.mark.parametrize("chat_id", [READER, SUPERGROUP])
async def test_the_first_message_after_a_restart_is_found_too(known: Desk, chat_id: int) -> None:
    await known.subscribe(chat_id)
    await told_of_belgorod(known)
    await restart(known)
    known.wire.lose_next("sendMessage")
    known.wire.lose_next("sendMessage")
    await known.post("Над Курской областью уничтожены 7 беспилотников.", handle="operativno31")
    known.wait(minutes=20)
    await known.deliver()
    sent = len(known.messages(chat_id))
    await later(known)

    assert len(known.messages(chat_id)) == sent
    assert {row.status for row in await known.rows(OutboxRow)} == {OutboxStatus.SENT}


async def test_what_two_processes_sent_before_they_died_is_found_by_the_third(known: Desk) -> None:
    await restart(known)
    await known.post(BELGOROD, handle="operativno31")
    known.wait(seconds=30)
    await die_during_the_call(known)
    await restart(known)
    await known.deliver()

    assert len(known.messages()) == 2
    assert sorted(card.message_id for card in await known.rows(Card)) == [101, 102]


async def test_an_answer_takes_away_what_was_stored_for_the_next_process(known: Desk) -> None:
    answer = await known.app.bot.send_message(READER, "An answer")
    await restart(known)
    known.wire.break_next("sendMessage", httpx.ReadTimeout("slow"))
    await told_of_belgorod(known)
    await later(known)

    assert known.wire.asked("editMessageReplyMarkup") == []
    assert known.wire.buttons(READER, answer.message_id) is None
    assert "repeat" in known.messages()[-1]["text"]


async def test_an_answer_in_flight_at_a_crash_is_never_asked_about(known: Desk) -> None:
    known.wire.lose_next("sendMessage")
    with pytest.raises(Exception, match="Timed out"):
        await known.app.bot.send_message(READER, "An answer")
    await restart(known)
    known.wire.lose_next("sendMessage")
    await told_of_belgorod(known)
    await later(known)

    assert known.wire.asked("editMessageReplyMarkup") == []


async def test_what_is_called_off_leaves_what_was_stored_for_the_next_process(known: Desk) -> None:
    await restart(known)
    await known.post(BELGOROD, handle="operativno31")
    known.wait(seconds=30)
    [row] = await known.delivery.claim(8)
    await known.post("Под Белгородом сбиты ещё четыре беспилотника.", handle="operativno31")
    await known.delivery.deliver(row)
    assert len(known.messages()) == 1  # there was more to say
    known.wire.lose_next("sendMessage")
    await later(known)
    await later(known)

    assert "repeat" not in known.messages()[-1]["text"]
    assert sorted(card.message_id for card in await known.rows(Card)) == [101, 102]


async def test_numbers_that_a_dead_process_knew_are_skipped(known: Desk) -> None:
    for chat_id in range(100, 120):
        await known.subscribe(chat_id)
    await told_of_belgorod(known)
    mine = max(await known.rows(OutboxRow), key=lambda row: row.message_id or 0)
    async with known.delivery.database.writing() as session:
        await session.exec(
            update(OutboxRow)
            .where(col(OutboxRow.id) == mine.id)
            .values(status=OutboxStatus.IN_FLIGHT, tried_as=mine.id, tried_after=101, tried_revision=1)
            .values(message_id=None)
        )
        await session.exec(delete(Card).where(col(Card.message_id) == mine.message_id))
        await session.exec(update(Chat).where(col(Chat.id) == mine.chat_id).values(numbered=None))
    await restart(known)
    await known.deliver()

    assert mine.message_id == 101 + 21
    asked = [call["message_id"] for call in known.wire.asked("editMessageReplyMarkup")]
    assert asked == [mine.message_id]


async def test_a_message_found_tells_the_next_process_how_far_its_chat_is_numbered(known: Desk) -> None:
    await known.post(BELGOROD, handle="operativno31")
    known.wait(seconds=30)
    await die_during_the_call(known)
    await restart(known)
    await known.deliver()
    await restart(known)
    known.wire.lose_next("sendMessage")
    await known.post("Над Курской областью уничтожены 7 беспилотников.", handle="operativno31")
    known.wait(minutes=20)
    await known.deliver()
    await later(known)

    assert "repeat" not in known.messages()[-1]["text"]
    assert sorted(card.message_id for card in await known.rows(Card)) == [101, 102, 103]


async def in_doubt(desk: Desk, chat_id: int) -> None:
    """A chat has one card. Of another nothing arrives, and the bot does not know."""
    await with_a_card(desk, chat_id)
    desk.wire.break_next("sendMessage", httpx.ReadTimeout("slow"))
    await told_of_belgorod(desk)


async def with_a_card(desk: Desk, chat_id: int) -> None:
    """A chat has one card, and is the only one."""
    if chat_id != READER:
        await desk.subscribe(chat_id)
        async with desk.database.writing() as session:
            await chats.unsubscribe(session, READER, now=desk.now)
    await told(desk)


def corrections(desk: Desk, chat_id: int) -> list[str]:
    """What the newest message says since it was edited."""
    return [edit["text"] for edit in desk.edits(chat_id) if edit["message_id"] == desk.wire.newest]


@pytest.mark.parametrize("chat_id", [READER, SUPERGROUP])
async def test_a_repeat_whose_number_proves_that_it_is_none_says_so_no_more(desk: Desk, chat_id: int) -> None:
    await in_doubt(desk, chat_id)
    await later(desk)
    await later(desk)

    again = desk.messages(chat_id)[-1]
    assert "repeat" in again["text"]
    [corrected] = corrections(desk, chat_id)
    assert "repeat" not in corrected
    assert again["text"].startswith(corrected)
    assert desk.wire.buttons(chat_id, desk.wire.newest) == again["reply_markup"]


async def test_news_that_repeats_nothing_says_so_no_more(desk: Desk) -> None:
    await in_doubt(desk, SUPERGROUP)
    await later(desk)
    desk.wire.break_next("sendMessage", httpx.ReadTimeout("slow"))
    await desk.post(SIX_MORE)
    desk.wait(minutes=20)
    await desk.deliver()
    await later(desk)

    again = desk.messages(SUPERGROUP)[-1]
    assert "reply_parameters" in again
    assert "repeat" in again["text"]
    [corrected] = corrections(desk, SUPERGROUP)
    assert again["text"].startswith(corrected)
    assert "repeat" not in corrected


async def test_a_repeat_that_others_wrote_before_asks_about_their_numbers_once_more(desk: Desk) -> None:
    await in_doubt(desk, SUPERGROUP)
    for _ in range(4):
        await desk.app.bot.send_message(OTHER, "As if somebody had written in the group")
    await later(desk)

    [corrected] = corrections(desk, SUPERGROUP)
    assert "repeat" not in corrected
    asked = [call["message_id"] for call in desk.wire.asked("editMessageReplyMarkup")]
    assert asked == [*range(102, 108), *range(102, 106)]


async def test_a_repeat_keeps_its_mark_where_the_first_arrived_after_the_search(desk: Desk) -> None:
    await in_doubt(desk, SUPERGROUP)
    first = desk.messages(SUPERGROUP)[-1]
    mark = desk.delivery._finding.mark

    async def late(row: OutboxRow, *, revision: int | None, anew: bool = False) -> bool:
        desk.wire.arrive(first)
        return await mark(row, revision=revision, anew=anew)

    desk.delivery._finding.mark = late  # type: ignore[method-assign]
    await later(desk)

    assert "repeat" in desk.messages(SUPERGROUP)[-1]["text"]
    assert corrections(desk, SUPERGROUP) == []
    assert desk.wire.asked("editMessageReplyMarkup")[-1]["message_id"] == 102


async def test_a_repeat_keeps_its_mark_where_too_much_was_written_meanwhile(desk: Desk) -> None:
    await in_doubt(desk, SUPERGROUP)
    for _ in range(7):
        await desk.app.bot.send_message(OTHER, "As if somebody had written in the group")
    await later(desk)

    assert "repeat" in desk.messages(SUPERGROUP)[-1]["text"]
    assert corrections(desk, SUPERGROUP) == []


async def test_a_repeat_keeps_its_mark_where_an_answer_came_in_between(desk: Desk) -> None:
    await in_doubt(desk, SUPERGROUP)
    mark = desk.delivery._finding.mark

    async def after_an_answer(row: OutboxRow, *, revision: int | None, anew: bool = False) -> bool:
        await desk.app.bot.send_message(SUPERGROUP, "An answer")
        return await mark(row, revision=revision, anew=anew)

    desk.delivery._finding.mark = after_an_answer  # type: ignore[method-assign]
    await later(desk)

    assert "repeat" in desk.messages(SUPERGROUP)[-1]["text"]
    assert corrections(desk, SUPERGROUP) == []
    assert len(desk.wire.asked("editMessageReplyMarkup")) == 6


async def test_what_was_repeated_blindly_once_keeps_its_mark(desk: Desk) -> None:
    await in_doubt(desk, SUPERGROUP)
    await desk.app.bot.send_message(SUPERGROUP, "An answer")
    desk.wire.break_next("sendMessage", httpx.ReadTimeout("slow"))
    for _ in range(3):
        await later(desk)

    assert "repeat" in desk.messages(SUPERGROUP)[-1]["text"]
    assert corrections(desk, SUPERGROUP) == []


async def test_a_mark_that_cannot_be_taken_off_stays_and_nothing_is_sent_again(desk: Desk) -> None:
    await in_doubt(desk, SUPERGROUP)
    desk.wire.break_next("editMessageText", httpx.ReadTimeout("slow"))
    for _ in range(3):
        await later(desk)

    assert len(desk.messages(SUPERGROUP)) == 3
    assert {row.status for row in await desk.rows(OutboxRow)} == {OutboxStatus.SENT}


async def test_a_number_that_only_another_chat_had_noted_before_the_crash_is_asked_about(known: Desk) -> None:
    await known.post(BELGOROD, handle="operativno31")
    known.wait(seconds=30)
    await die_during_the_call(known)
    async with known.database.writing() as session:
        await chats.touch(session, OTHER, kind="private", language="en", now=known.now)
        await session.exec(update(Chat).where(col(Chat.id) == OTHER).values(numbered=102))
    await restart(known)
    await known.deliver()

    assert len(known.messages()) == 2
    assert sorted(card.message_id for card in await known.rows(Card)) == [101, 102]


async def test_what_others_wrote_before_does_not_end_a_search(desk: Desk) -> None:
    await with_a_card(desk, SUPERGROUP)
    for _ in range(20):
        desk.wire.write(SUPERGROUP)
    desk.wire.lose_next("sendMessage")
    await told_of_belgorod(desk)
    await later(desk)

    assert len(desk.messages(SUPERGROUP)) == 2
    assert (await newest(desk)).message_id == 122


async def test_a_search_among_what_others_wrote_is_bounded(desk: Desk) -> None:
    await with_a_card(desk, SUPERGROUP)
    for _ in range(100):
        desk.wire.write(SUPERGROUP)
    desk.wire.lose_next("sendMessage")
    await told_of_belgorod(desk)
    await later(desk)

    assert len(desk.messages(SUPERGROUP)) == 3
    assert "repeat" in desk.messages(SUPERGROUP)[-1]["text"]
    assert len(desk.wire.asked("editMessageReplyMarkup")) == ASKED_AT_MOST


@pytest.mark.parametrize("restarted", [False, True])
async def test_what_is_of_unknown_fate_is_looked_for_before_a_backlog_is_sent(
    known: Desk, restarted: bool
) -> None:
    known.wire.lose_next("sendMessage")
    await told_of_belgorod(known)
    await behind_a_backlog(known)
    if restarted:
        await restart(known)
    [row] = await known.delivery.claim(1)

    assert (row.chat_id, row.tried_as) == (READER, row.id)


async def test_so_is_it_after_a_claim_that_failed(known: Desk) -> None:
    known.wire.lose_next("sendMessage")
    await told_of_belgorod(known)
    await behind_a_backlog(known)
    disk = Disk(known.database, room_after=1)
    disk.full = True
    with pytest.raises(OperationalError):
        await known.delivery.claim(1)
    disk.full = False
    [row] = await known.delivery.claim(1)

    assert row.chat_id == READER


async def test_so_is_it_where_another_row_for_the_same_was_enqueued_during_the_call(known: Desk) -> None:
    mark = known.delivery._finding.mark

    async def and_more(row: OutboxRow, *, revision: int | None, anew: bool = False) -> bool:
        is_marked = await mark(row, revision=revision, anew=anew)
        await known.post("Под Белгородом сбит ещё один беспилотник.", handle="operativno31")
        return is_marked

    known.delivery._finding.mark = and_more  # type: ignore[method-assign]
    known.wire.lose_next("sendMessage")
    await told_of_belgorod(known)
    await behind_a_backlog(known)
    [row] = await known.delivery.claim(1)

    assert row.chat_id == READER
    assert row.tried_as not in (None, row.id)


async def behind_a_backlog(desk: Desk) -> None:
    """Whatever else waits has waited for longer."""
    for chat_id in range(100, 105):
        await desk.subscribe(chat_id)
    await desk.post("Над Курской областью уничтожены 7 беспилотников.", handle="operativno31")
    desk.wait(minutes=20)
    async with desk.database.writing() as session:
        await session.exec(
            update(OutboxRow)
            .where(col(OutboxRow.tried_as).is_(None), col(OutboxRow.status) == OutboxStatus.PENDING)
            .values(due_at=desk.now - timedelta(hours=1))
        )
