"""An announcement reaches each chat at most once, after the alerts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot.outcomes import (
    ChatGone,
    ChatMigrated,
    Delivered,
    Fatal,
    MayNotWrite,
    Outcome,
    RetryLater,
    Unknown,
)
from bot.pipeline.announce import PATIENCE, PAUSE, Announcing, give_up_interrupted
from bot.pipeline.finding import Before
from bot.store import announcements, chats
from bot.store.db import Database
from bot.store.tables import AnnouncementCopy
from tests.pipeline.faults import Disk
from tests.store.rows import NOW, owed, subscriber


class Office:
    """Announces "Hello" to chats 1 and 2, and answers for Telegram."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        self.sent: list[int] = []
        self.answers: list[Outcome] = []
        self.stopped: list[str] = []
        self.dies = False
        self.faults: set[int] = set()
        self.dies_during_the_call = False
        self.work = Announcing(database, self.send, lambda: self.now, self.stopped.append)

    async def send(
        self, chat_id: int, thread_id: int | None, text: str, styles: Sequence[Any], before: Before
    ) -> Outcome:
        if self.dies:
            raise KeyboardInterrupt
        assert await before()
        if self.dies_during_the_call:
            raise KeyboardInterrupt
        assert (text, list(styles)) == ("Hello", [["bold", 0, 5, None]])
        self.sent.append(chat_id)
        if chat_id in self.faults:
            raise RuntimeError("a bug")
        return self.answers.pop(0) if self.answers else Delivered(1)

    async def announce(self) -> int | None:
        async with self.database.writing() as session:
            return await announcements.announce(session, "Hello", [("bold", 0, 5, None)], now=self.now)

    async def run(self, *answers: Outcome) -> list[int]:
        """Send all that is due; to whom."""
        self.answers, self.sent = list(answers), []
        while copies := await self.work.claim(1):
            for copy in copies:
                await self.work.deliver(copy)
        return self.sent


@pytest.fixture
async def office(database: Database) -> Office:
    async with database.writing() as session:
        await subscriber(session, 1, thread_id=5)
        await subscriber(session, 2)
        await chats.touch(session, 3, kind="private", language="en", now=NOW)
    office = Office(database)
    assert await office.announce() == 2
    return office


async def test_every_subscriber_is_told_once(office: Office) -> None:
    assert await office.run() == [1, 2]
    assert await office.run() == []


async def test_the_same_is_announced_again_only_after_a_while(office: Office) -> None:
    assert await office.announce() is None
    office.now += timedelta(minutes=11)
    assert await office.announce() == 2


async def test_an_alert_goes_first(office: Office) -> None:
    async with office.database.writing() as session:
        await owed(session)

    assert await office.run() == []


async def test_alerts_that_never_end_do_not_keep_it_back_for_ever(office: Office) -> None:
    async with office.database.writing() as session:
        await owed(session)
    office.now += PATIENCE + timedelta(seconds=1)

    assert await office.run() == [1, 2]


async def test_what_is_unknown_is_not_repeated(office: Office) -> None:
    assert await office.run(Unknown("connection lost")) == [1, 2]
    assert await office.run() == []


async def test_what_was_interrupted_during_the_call_is_not_repeated(office: Office) -> None:
    office.dies_during_the_call = True
    with pytest.raises(KeyboardInterrupt):
        await office.run()
    office.dies_during_the_call = False
    await give_up_interrupted(office.database, now=NOW)

    assert await office.run() == [2]


async def test_what_was_interrupted_before_its_turn_came_is_sent(office: Office) -> None:
    office.dies = True
    with pytest.raises(KeyboardInterrupt):
        await office.run()
    office.dies = False
    await give_up_interrupted(office.database, now=NOW)

    assert await office.run() == [1, 2]


async def test_a_paused_chat_keeps_nobody_else_waiting(office: Office) -> None:
    async with office.database.writing() as session:
        await owed(session)
        for chat_id in (1, 2):
            await chats.pause(session, chat_id, until=NOW + timedelta(hours=14))
        await subscriber(session, 4)
    office.now += timedelta(minutes=11)
    assert await office.announce() == 3

    assert await office.run() == [4]


async def test_what_cannot_have_arrived_is_sent_later(office: Office) -> None:
    assert await office.run(RetryLater(None, False, "network")) == [1, 2]
    assert await office.run() == []
    office.now += PAUSE
    assert await office.run(RetryLater(timedelta(hours=1), False, "429")) == [1]
    office.now += timedelta(hours=1)
    assert await office.run() == [1]


async def test_it_is_not_tried_for_ever(office: Office) -> None:
    for _ in range(20):
        await office.run(*[RetryLater(None, False, "network")] * 2)
        office.now += PAUSE

    assert await office.run() == []


async def test_a_chat_that_is_gone_is_no_subscriber_any_more(office: Office) -> None:
    await office.run(ChatGone("blocked"), MayNotWrite("no rights"))
    async with office.database.reading() as session:
        assert await chats.subscribers(session) == [2]


async def test_a_chat_that_moved_is_told_at_its_new_address(office: Office) -> None:
    assert await office.run(ChatMigrated(-1009)) == [1, -1009, 2]


async def test_nothing_more_is_sent_once_the_token_is_refused(office: Office) -> None:
    await office.run(Fatal("token"))

    assert office.stopped == ["token"]


async def test_a_chat_that_left_before_its_turn_is_not_told_nor_when_it_comes_back(office: Office) -> None:
    async with office.database.writing() as session:
        await chats.unsubscribe(session, 1, now=NOW)
        await chats.deactivate(session, 2, reason="blocked", now=NOW)
        assert await announcements.count_waiting(session) == 0
        await subscriber(session, 1)
        await subscriber(session, 2)

    assert await office.run() == []


async def test_a_chat_whose_move_was_noticed_otherwise_is_told_at_its_new_address(office: Office) -> None:
    async with office.database.writing() as session:
        await chats.migrate(session, 1, -1009, now=NOW)

    assert await office.run() == [-1009, 2]


async def test_a_fault_of_ours_ends_no_other_copy_and_a_copy_that_may_have_arrived_is_not_repeated(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.faults = {1}

    assert await office.run() == [1, 2]

    assert await office.run() == []
    assert [record.message for record in caplog.records] == ["announcement crashed chat_id=1"]
    async with office.database.reading() as session:
        found = await session.exec(select(AnnouncementCopy.last_error).order_by(col(AnnouncementCopy.chat_id)))
        assert list(found) == ["may have arrived: RuntimeError('a bug')", None]


async def test_a_full_disk_costs_no_chat_its_announcement(office: Office) -> None:
    disk = Disk(office.database, room_after=4)
    office.work = replace(office.work, sleep=disk.sleep)
    await office.announce()
    [first, *_] = await office.work.claim(1)
    disk.full = True
    office.sent = []
    await office.work.deliver(first)
    assert len(disk.pauses) == 4
    assert await office.run() == [2]
    office.now += PAUSE
    assert await office.run() == [1]
