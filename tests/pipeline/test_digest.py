"""A chat that is told hourly or daily gets one digest of what is new: nothing twice, nothing lost."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from telegram.ext import BaseRateLimiter, ExtBot

from bot.chat.digest_posting import DigestPoster
from bot.chat.lanes import CalledOff
from bot.chat.naming import names_of
from bot.chat.sender import Sender
from bot.outcomes import Outcome
from bot.pipeline import digest
from bot.pipeline.digest import REFUSALS, Digesting
from bot.store import chats, digests, subscriptions
from bot.store.tables import Cadence, Chat, Digest, DigestEntry, Subscription
from bot.values import Level
from tests.databases import SQLiteFiles
from tests.pipeline.conftest import MAYOR, NIGHT, READER, Desk
from tests.pipeline.faults import Disk
from tests.pipeline.test_ingest import ALL_CLEAR, DOWNED_TWO

SIX_MORE = "Уничтожены ещё шесть беспилотников, летевших на Москву."
INJURED = "В Шебекино при атаке беспилотника ранены два человека, повреждён жилой дом."
BELGOROD = "operativno31"
HOUR = timedelta(hours=1)


class Unhurried(BaseRateLimiter[Any]):
    """Keeps no distance between messages: tests need not wait."""

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def process_request(
        self, callback: Any, args: Any, kwargs: Any, endpoint: Any, data: Any, rate_limit_args: Any
    ) -> Any:
        if rate_limit_args and rate_limit_args.before and not await rate_limit_args.before():
            raise CalledOff
        return await callback(*args, **kwargs)


@pytest.fixture
def server(sqlite_files: SQLiteFiles) -> SQLiteFiles:
    """One database here; what differs between the two is tested with the store."""
    return sqlite_files


class Office:
    """The desk, with digests going out; its reader is told hourly by Moscow's clock, 0:58 when it begins."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        names = names_of(desk.rulebook.watchlist)
        self.bot = ExtBot("42:TEST", request=desk.wire, rate_limiter=Unhurried())
        poster = DigestPoster(Sender(self.bot), lambda: names, lambda: desk.now)
        self.work = Digesting(desk.database, poster, lambda: desk.now, desk.stopped.append)

    async def wish(self, chat_id: int = READER, **wishes: Any) -> None:
        async with self.desk.database.writing() as session:
            await subscriptions.change(session, chat_id, now=self.desk.now, **wishes)

    async def at(self, hour: int, minute: int = 0, *, day: int = 13) -> list[dict[str, Any]]:
        """Move the clock to that time of Moscow's and send what is due then; the messages of the reader."""
        self.desk.now = datetime(2026, 5, day, hour, minute, tzinfo=UTC) - 3 * HOUR
        return await self.send()

    async def send(self) -> list[dict[str, Any]]:
        before = len(self.desk.wire.sent)
        await self.desk.deliver()
        for row in await self.work.claim(8):
            await self.work.work(row, until=lambda: False)
        return self.desk.wire.sent[before:]

    async def waiting(self, chat_id: int = READER) -> Digest:
        async with self.desk.database.reading() as session:
            found = await digests.get(session, chat_id)
        assert found
        return found


@pytest.fixture
async def office(desk: Desk) -> AsyncIterator[Office]:
    office = Office(desk)
    async with desk.database.writing() as session:
        await subscriptions.set_timezone(session, READER, "Europe/Moscow", now=desk.now)
    await office.wish(cadence=Cadence.HOURLY)
    async with office.bot:
        yield office


async def test_a_full_disk_before_the_call_costs_a_digest_seconds_and_no_hour(office: Office) -> None:
    desk, disk = office.desk, Disk(office.desk.database, room_after=3)
    office.work = replace(office.work, sleep=disk.sleep)
    await desk.post(DOWNED_TWO)
    desk.wait(hours=1)
    [row] = await office.work.claim(1)
    disk.full = True
    await office.work.deliver(row)
    assert len(disk.pauses) == 3
    assert await office.send() == []
    desk.wait(seconds=15)
    assert len(await office.send()) == 1


async def test_a_night_comes_as_one_message_the_gravest_first_and_only_once(office: Office) -> None:
    desk = office.desk
    await desk.post(DOWNED_TWO)
    await desk.post(INJURED, handle=BELGOROD)
    assert await office.at(0, 59) == []

    [message] = await office.at(1)

    text = message["text"]
    assert text.startswith("Digest: new since 00:58 MSK\n2 incidents")
    assert text.index("2 injured") < text.index("2 drones downed")
    assert "Sergei Sobyanin" in text
    assert {"https://t.me/operativno31/101", "https://t.me/mos_sobyanin/101"} <= set(text.split())
    assert not message.get("disable_notification")
    assert await office.at(2) == []
    assert (await office.waiting()).due_at == datetime(2026, 5, 13, 0, tzinfo=UTC)


async def test_what_was_told_comes_again_when_it_changed_and_says_what_was_said_before(office: Office) -> None:
    desk = office.desk
    await desk.post(DOWNED_TWO)
    await desk.post(INJURED, handle=BELGOROD)
    await office.at(1)
    await desk.post(SIX_MORE)

    [message] = await office.at(2)

    assert "1 incident · 1 of them was told before and changed" in message["text"]
    assert "Higher figure, before: 2" in message["text"]
    assert "8 drones downed" in message["text"]
    assert "injured" not in message["text"]


async def test_a_repetition_is_no_news(office: Office) -> None:
    await office.desk.post(DOWNED_TWO)
    await office.at(1)
    await office.desk.post("Напомню: ночью сбиты два беспилотника, летевшие на Москву.", handle=MAYOR)
    assert await office.at(2) == []


async def test_a_retraction_of_what_was_told_is_told(office: Office) -> None:
    number = await office.desk.post(DOWNED_TWO)
    await office.at(1)
    await office.desk.post("Доброй ночи!", message_id=number)
    [message] = await office.at(2)
    assert "Withdrawn" in message["text"]
    assert not message.get("disable_notification")


async def test_what_is_withdrawn_before_it_was_told_is_not(office: Office) -> None:
    number = await office.desk.post(DOWNED_TWO)
    await office.desk.post("Доброй ночи!", message_id=number)
    assert await office.at(1) == []


async def test_daily_comes_at_its_hour(office: Office) -> None:
    await office.wish(cadence=Cadence.DAILY, digest_hour=7)
    await office.desk.post(DOWNED_TWO)
    assert await office.at(6, 59) == []
    [message] = await office.at(7)
    assert "2 drones downed" in message["text"]
    await office.desk.post(SIX_MORE)
    assert await office.at(6, 59, day=14) == []
    assert await office.at(9, day=14)  # the bot was down at seven
    assert (await office.waiting()).due_at == datetime(2026, 5, 15, 4, tzinfo=UTC)


async def test_alerts_and_all_clears_make_no_sound(office: Office) -> None:
    await office.desk.post("Внимание! Объявлена ракетная опасность на территории области.", handle=BELGOROD)
    [message] = await office.at(1)
    assert message["disable_notification"]
    await office.desk.post(DOWNED_TWO)
    await office.at(2)
    await office.desk.post(ALL_CLEAR)
    messages = await office.at(3)
    assert all(message["disable_notification"] for message in messages)


async def test_the_level_a_chat_may_be_woken_from_counts(office: Office) -> None:
    await office.wish(sound_from=Level.CASUALTIES)
    await office.desk.post(DOWNED_TWO)
    [message] = await office.at(1)
    assert message["disable_notification"]


class TestUnknownFate:
    async def test_it_is_carried_over_without_sound_and_says_so(self, office: Office) -> None:
        await office.desk.post(DOWNED_TWO)
        office.desk.wire.lose_next("sendMessage")
        assert len(await office.at(1)) == 1
        assert await office.at(1, 5) == []
        await office.desk.post(INJURED, handle=BELGOROD)

        [message] = await office.at(2)

        assert message["disable_notification"]
        assert "Some of this may have come before" in message["text"]
        assert message["text"].startswith("Digest: new since 00:58")
        assert message["text"].index("2 injured") < message["text"].index("2 drones downed")
        await office.desk.post(SIX_MORE)
        [message] = await office.at(3)
        assert "may have come before" not in message["text"]
        assert not message.get("disable_notification")

    async def test_a_daily_one_comes_within_the_hour_not_a_day_later(self, office: Office) -> None:
        await office.wish(cadence=Cadence.DAILY, digest_hour=7)
        await office.desk.post(DOWNED_TWO)
        office.desk.wire.lose_next("sendMessage")
        await office.at(7)
        [message] = await office.at(8)
        assert message["disable_notification"]
        assert (await office.waiting()).due_at == datetime(2026, 5, 14, 4, tzinfo=UTC)

    @pytest.mark.parametrize("starting", [True, False])
    async def test_what_was_interrupted_is_carried_over(self, office: Office, starting: bool) -> None:
        desk = office.desk
        await desk.post(DOWNED_TWO)
        desk.now = datetime(2026, 5, 12, 22, 0, tzinfo=UTC)
        async with desk.database.writing() as session:
            [row] = await digests.claim(session, now=desk.now, lease=HOUR / 60, limit=1)
            assert await digests.mark_in_flight(session, row.chat_id, lease_until=desk.now + HOUR / 60)

        desk.wait(seconds=0 if starting else 61)
        await digest.recover(desk.database, now=desk.now, starting=starting)

        assert await office.send() == []
        [message] = await office.at(2)
        assert message["disable_notification"]


async def test_what_cannot_have_arrived_is_tried_again_soon_with_what_came_meanwhile(office: Office) -> None:
    desk = office.desk
    await desk.post(DOWNED_TWO)
    desk.wire.break_next("sendMessage", httpx.ConnectError("down"))
    assert len(await office.at(1)) == 1
    await desk.post(SIX_MORE)
    [message] = await office.at(1, 1)
    assert "8 drones downed" in message["text"]
    assert "may have come before" not in message["text"]


async def test_what_is_refused_every_time_is_dropped(office: Office) -> None:
    await office.desk.post(DOWNED_TWO)
    for hour in range(1, REFUSALS + 2):
        for _ in range(2):
            office.desk.wire.answer_next("sendMessage", 400, "Bad Request: message is too odd")
        await office.at(hour)
    office.desk.wire._queued.clear()
    assert await office.at(REFUSALS + 2) == []
    await office.desk.post(SIX_MORE)
    assert len(await office.at(REFUSALS + 3)) == 1


async def test_a_crash_of_ours_ends_nothing(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    await office.desk.post(DOWNED_TWO)
    poster, office.work = (
        office.work,
        Digesting(office.desk.database, Broken(), lambda: office.desk.now, office.desk.stopped.append),
    )
    assert await office.at(1) == []
    assert "digest crashed" in caplog.text
    office.work = poster
    assert len(await office.at(2)) == 1


class Broken:
    """A chat side with a bug."""

    async def digest(self, *_: object, **__: object) -> Outcome:
        raise RuntimeError("a bug")


async def test_what_was_called_off_since_the_claim_is_not_sent(office: Office) -> None:
    await office.desk.post(DOWNED_TWO)
    office.desk.now = datetime(2026, 5, 12, 22, 0, tzinfo=UTC)
    [row] = await office.work.claim(1)
    await digest.recover(office.desk.database, now=office.desk.now, starting=True)
    await office.work.deliver(row)
    assert office.desk.messages() == []
    assert len(await office.send()) == 1


class TestRecipients:
    async def test_who_blocked_the_bot_is_left_alone(self, office: Office) -> None:
        await office.desk.post(DOWNED_TWO)
        office.desk.wire.answer_next("sendMessage", 403, "Forbidden: bot was blocked by the user")
        await office.at(1)
        assert await office.desk.rows(Subscription) == []
        assert await office.desk.rows(Digest) == []
        assert await office.desk.rows(DigestEntry) == []

    async def test_a_chat_that_moved_gets_it_at_its_new_address(self, office: Office) -> None:
        await office.desk.post(DOWNED_TWO)
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        office.desk.wire.answer_next("sendMessage", 400, text, migrate_to_chat_id=-1009)
        sent = await office.at(1)
        assert [message["chat_id"] for message in sent] == [READER, -1009]
        assert [row.chat_id for row in await office.desk.rows(Digest)] == [-1009]

    async def test_a_pause_is_obeyed(self, office: Office) -> None:
        await office.desk.post(DOWNED_TWO)
        office.desk.wire.answer_next("sendMessage", 429, "Too Many Requests", retry_after=600)
        await office.at(1)
        assert await office.at(1, 9) == []
        [chat] = await office.desk.rows(Chat)
        assert (await office.waiting()).due_at == chat.paused_until == NIGHT + timedelta(minutes=12)

    async def test_where_it_may_not_write_it_waits_and_gives_up_after_a_week(self, office: Office) -> None:
        await office.desk.post(DOWNED_TWO)
        for day in range(13, 22):
            office.desk.wire.answer_next(
                "sendMessage", 400, "Bad Request: not enough rights to send text messages"
            )
            await office.at(12, day=day)
        [chat] = await office.desk.rows(Chat)
        assert not chat.active

    async def test_unsubscribing_and_deleting_leave_nothing(self, office: Office) -> None:
        await office.desk.post(DOWNED_TWO)
        async with office.desk.database.writing() as session:
            await chats.unsubscribe(session, READER, now=office.desk.now)
        assert await office.at(1) == []
        assert await office.desk.rows(DigestEntry) == []
        await office.desk.subscribe()
        await office.wish(cadence=Cadence.HOURLY)
        async with office.desk.database.writing() as session:
            await subscriptions.forget(session, READER)
        assert await office.desk.rows(Digest) == []


class TestNight:
    async def test_where_quiet_hours_hold_the_morning_brings_one(self, office: Office) -> None:
        await office.wish(quiet_from=23, quiet_to=7, quiet_holds=True)
        await office.desk.post(DOWNED_TWO)
        assert await office.at(1) == []
        await office.desk.post(INJURED, handle=BELGOROD)
        assert await office.at(2) == []
        [message] = await office.at(7)
        assert "2 incidents" in message["text"]
        assert message["text"].startswith("Digest: new since 00:58")
        assert not message.get("disable_notification")

    async def test_what_breaks_through_brings_the_digest_of_that_hour(self, office: Office) -> None:
        await office.wish(quiet_from=23, quiet_to=7, quiet_holds=True, break_from=Level.CASUALTIES)
        await office.desk.post(DOWNED_TWO)
        assert await office.at(1) == []
        await office.desk.post(INJURED, handle=BELGOROD)
        assert await office.at(1, 59) == []
        [message] = await office.at(2)
        assert "2 incidents" in message["text"]
        assert not message.get("disable_notification")

    async def test_where_they_do_not_hold_it_comes_without_sound(self, office: Office) -> None:
        await office.wish(quiet_from=23, quiet_to=7)
        await office.desk.post(DOWNED_TWO)
        [message] = await office.at(1)
        assert message["disable_notification"]


class TestChoosing:
    async def test_what_a_card_shows_is_not_told_again_until_it_changes(self, office: Office) -> None:
        await office.wish(cadence=Cadence.INSTANT)
        await office.at(0, 59)
        await office.desk.post(DOWNED_TWO)
        assert len(await office.at(1)) == 1
        await office.wish(cadence=Cadence.HOURLY)
        assert await office.at(2) == []

        await office.desk.post(SIX_MORE)

        [message] = await office.at(3)
        assert "Higher figure, before: 2" in message["text"]
        assert len(office.desk.edits()) == 1

    async def test_a_card_that_only_waits_is_told_by_the_digest(self, office: Office) -> None:
        await office.wish(cadence=Cadence.INSTANT)
        await office.at(0, 59)
        await office.wish(quiet_from=23, quiet_to=7, quiet_holds=True)
        await office.desk.post(DOWNED_TWO)
        assert await office.at(2, 30) == []

        await office.wish(cadence=Cadence.HOURLY, quiet_from=None)

        [message] = await office.at(3)
        assert message["text"].startswith("Digest: new since 00:59")

    async def test_what_gathered_comes_at_once_when_there_shall_be_no_more(self, office: Office) -> None:
        await office.desk.post(DOWNED_TWO)
        await office.wish(cadence=Cadence.INSTANT)
        [message] = await office.send()
        assert message["text"].startswith("Digest")
        assert await office.desk.rows(Digest) == []
        office.desk.wait(minutes=30)
        await office.desk.post(SIX_MORE)
        office.desk.wait(minutes=1)
        [card] = await office.send()
        assert not card["text"].startswith("Digest")

    async def test_what_a_chat_chose_meanwhile_counts(self, office: Office) -> None:
        await office.desk.post(DOWNED_TWO)
        await office.desk.post(INJURED, handle=BELGOROD)
        await office.wish(regions=["RU-MOW"])
        [message] = await office.at(1)
        assert "2 drones downed" in message["text"]
        assert "injured" not in message["text"]

    async def test_what_is_snoozed_is_told_after_the_snooze(self, office: Office) -> None:
        await office.desk.post(DOWNED_TWO)
        async with office.desk.database.writing() as session:
            until = office.desk.now + HOUR
            await subscriptions.snooze(session, READER, "RU-MOW", until=until, now=office.desk.now)
        assert await office.at(1) == []
        assert len(await office.at(2)) == 1

    async def test_another_clock_moves_the_hour(self, office: Office) -> None:
        await office.wish(cadence=Cadence.DAILY, digest_hour=7)
        async with office.desk.database.writing() as session:
            await subscriptions.set_timezone(session, READER, "Asia/Yekaterinburg", now=office.desk.now)
        assert (await office.waiting()).due_at == datetime(2026, 5, 13, 2, tzinfo=UTC)


async def test_an_alert_goes_first_for_a_while(office: Office) -> None:
    await office.desk.subscribe(8)
    await office.desk.post(DOWNED_TWO)
    office.desk.now = datetime(2026, 5, 12, 22, 0, tzinfo=UTC)
    assert await office.work.claim(8) == []
    office.desk.wait(minutes=5)
    assert len(await office.work.claim(8)) == 1


async def test_what_is_told_long_ago_is_forgotten(office: Office) -> None:
    await office.desk.post(DOWNED_TWO)
    await office.at(1)
    await digest.recover(office.desk.database, now=office.desk.now + 15 * 24 * HOUR)
    assert await office.desk.rows(DigestEntry) == []
