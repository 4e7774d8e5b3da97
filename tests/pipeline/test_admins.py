"""Every admin is told every notice, in the order in which things happened."""

from datetime import timedelta

import pytest

from bot.chat.admin.notices import WORDS, render_notice
from bot.chat.naming import names_of
from bot.chat.wording import Reader, Wording
from bot.outcomes import ChatGone, ChatNotFound, Delivered, Fatal, Outcome, RetryLater, Unknown
from bot.pipeline.admins import LONGEST_WAIT, PAUSE, STALE, Informing
from bot.rulebook import Rulebook
from bot.store import notices
from bot.store.db import Database
from bot.store.notices import NoticeKind
from bot.store.tables import Notice
from tests.store.rows import NOW

ANN, BORYS = 11, 22


class Office:
    """Two admins, whose Telegram answers as a test says."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        self.sent: list[tuple[int, str]] = []
        self.answers: list[Outcome] = []
        self.stopped: list[str] = []
        self.informing = Informing(database, self.send, (ANN, BORYS), lambda: self.now, self.stopped.append)

    async def send(self, admin_id: int, notice: Notice) -> Outcome:
        self.sent.append((admin_id, notice.kind))
        return self.answers.pop(0) if self.answers else Delivered(1)

    async def owe(self, kind: NoticeKind = NoticeKind.CONFIG_MENDED) -> None:
        async with self.database.writing() as session:
            await notices.owe(session, kind, {}, now=self.now)

    async def work(self, *answers: Outcome) -> list[int]:
        """Send what is due; to whom."""
        self.answers, self.sent = list(answers), []
        await self.informing.work()
        return [admin_id for admin_id, _ in self.sent]

    async def waiting(self) -> int:
        async with self.database.reading() as session:
            return await notices.count_waiting(session)


@pytest.fixture
async def office(database: Database) -> Office:
    office = Office(database)
    await office.owe()
    return office


async def test_every_admin_is_told_once(office: Office) -> None:
    assert await office.work() == [ANN, BORYS]
    assert await office.work() == []
    assert await office.waiting() == 0


@pytest.mark.parametrize("answer", [RetryLater(None, False, "no network"), Unknown("broke off")])
async def test_whom_the_network_kept_from_it_is_told_later_and_nobody_else_again(
    office: Office, answer: Outcome
) -> None:
    assert await office.work(answer) == [ANN, BORYS]
    assert await office.work() == []
    office.now += PAUSE
    assert await office.work() == [ANN]
    assert await office.waiting() == 0


async def test_a_clock_that_was_set_back_keeps_nothing_waiting_for_an_hour(office: Office) -> None:
    await office.work(RetryLater(timedelta(seconds=5), False, "429"))
    office.now -= timedelta(hours=1)
    assert await office.work() == [ANN]


async def test_an_end_waits_for_its_beginning_and_nobody_for_another(office: Office) -> None:
    await office.owe(NoticeKind.CONFIG_TAKEN)
    await office.work(RetryLater(timedelta(hours=12), False, "429"))
    assert office.sent == [(ANN, "config mended"), (BORYS, "config mended"), (BORYS, "config taken")]
    assert await office.work() == []
    office.now += LONGEST_WAIT
    await office.work()
    assert office.sent == [(ANN, "config mended"), (ANN, "config taken")]
    assert await office.waiting() == 0


async def test_an_admin_who_blocked_the_bot_keeps_nothing_waiting(office: Office) -> None:
    assert await office.work(ChatGone("blocked")) == [ANN, BORYS]
    assert await office.waiting() == 0


async def test_an_admin_who_never_pressed_start_is_named_in_the_log_once_until_he_did(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    async def lines(*answers: Outcome) -> int:
        caplog.clear()
        await office.owe()
        await office.work(*answers)
        return sum("presses Start" in line and "user_id=11" in line for line in caplog.messages)

    silent = ChatNotFound("chat not found")
    assert [await lines(silent, Delivered(1), silent, Delivered(1)), await lines(silent)] == [1, 0]
    assert [await lines(Delivered(1)), await lines(silent)] == [0, 1]


async def test_a_refused_token_ends_the_process_and_keeps_the_notice(office: Office) -> None:
    await office.work(Fatal("Unauthorized"))
    assert office.stopped == ["Unauthorized"]
    assert await office.waiting() == 1


async def test_what_is_a_day_old_is_no_longer_told(office: Office) -> None:
    office.now += STALE
    assert await office.work() == []
    assert await office.waiting() == 0


def test_every_kind_of_notice_has_words() -> None:
    assert set(WORDS) == set(NoticeKind)


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_a_refusal_says_the_lines_of_check(rulebook: Rulebook, language: str) -> None:
    line = "watchlist.yaml:7: channels.0.handle: is missing"
    notice = Notice(kind=NoticeKind.CONFIG_REFUSED, facts={"problems": [line]}, created_at=NOW)
    words = Wording(Reader(language, None, NOW), names_of(rulebook.watchlist))

    assert line in render_notice(notice, words).text
