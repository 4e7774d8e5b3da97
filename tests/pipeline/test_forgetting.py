"""The archive forgets old posts in which nothing was found, and never what an incident rests on."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel, col, delete, func, select, update

from bot.pipeline.forgetting import REST, Forgetting
from bot.store import announcements, cards, matches, posts, retention
from bot.store.db import Database, Session
from bot.store.tables import (
    Announcement,
    AnnouncementCopy,
    Card,
    Channel,
    Incident,
    IncidentStatus,
    Match,
    OutboxRow,
    OutboxStatus,
    Pin,
    Post,
    PostVersion,
    Purpose,
    Statement,
    Trouble,
)
from bot.values import ChannelState
from bot.watchlist.channels import Retention
from tests.store import rows
from tests.store.rows import NOW

DAY = timedelta(days=1)
OLD = NOW - 100 * DAY
LAST = 1000
"""The newest message of the channel: those up to 800 may go."""


class Archive:
    """A channel with old posts, and a clock."""

    def __init__(self, database: Database, channel: Channel) -> None:
        self.database = database
        self.channel_id = channel.id or 0
        self.now = NOW
        self.forgetting = Forgetting(database, lambda: Retention(), lambda: self.now)

    async def stored(self, session: Session, *numbers: int, text: str = "Good morning.") -> list[int]:
        """Store old posts with these numbers; their post ids."""
        page = [rows.post(number, text, published_at=OLD) for number in numbers]
        stored = await posts.store(session, self.channel_id, page, now=OLD)
        return [one.post_id for one in (*stored.new, *stored.changed)]

    async def left(self) -> set[int]:
        """The numbers of the posts that are there."""
        async with self.database.reading() as session:
            return set(await session.exec(select(col(Post.message_id))))

    async def count(self, table: type[SQLModel]) -> int:
        async with self.database.reading() as session:
            return (await session.exec(select(func.count()).select_from(table))).one()


@pytest.fixture
async def archive(database: Database) -> Archive:
    async with database.writing() as session:
        channel = await rows.channel(session)
        await session.exec(update(Channel).values(cursor=LAST))
    return Archive(database, channel)


async def test_old_posts_in_which_nothing_was_found_go_with_all_their_versions_and_near_misses(
    archive: Archive,
) -> None:
    async with archive.database.writing() as session:
        await archive.stored(session, 1, 2)
        await archive.stored(session, 2, text="Good evening.")
        version = (await session.exec(select(col(PostVersion.id)))).first()
        await matches.store(session, version or 0, [rows.hit(score=50)], rules_version="1")

    assert await archive.forgetting.work() == 2

    assert [await archive.count(table) for table in (Post, PostVersion, Match)] == [0, 0, 0]


async def test_what_an_incident_rests_on_stays(archive: Archive) -> None:
    async with archive.database.writing() as session:
        incident_id = await rows.incident(session)
        for number in (1, 2):
            await rows.statement(session, incident_id, archive.channel_id, number)
        withdrawn = (await session.exec(select(col(Statement.id)))).first()
        await session.exec(update(Statement).where(col(Statement.id) == withdrawn).values(withdrawn_at=OLD))
        [matched] = await archive.stored(session, 3)
        first = (await session.exec(select(PostVersion).where(col(PostVersion.post_id) == matched))).one()
        await matches.store(session, first.id or 0, [rows.hit()], rules_version="1")
        await archive.stored(session, 3, text="Taken back.")
        [pinned] = await archive.stored(session, 4)
        session.add(Pin(incident_id=incident_id, post_id=pinned))
        await session.exec(update(Post).values(published_at=OLD, first_seen_at=OLD))

    assert await archive.forgetting.work() == 0

    assert await archive.left() == {1, 2, 3, 4}
    assert await archive.count(Statement) == 2


async def test_young_posts_and_those_a_page_may_still_show_stay(archive: Archive) -> None:
    async with archive.database.writing() as session:
        await archive.stored(session, 800, 801, LAST)
        young = [rows.post(5, published_at=NOW - 89 * DAY)]
        await posts.store(session, archive.channel_id, young, now=NOW - 89 * DAY)

    assert await archive.forgetting.work() == 1

    assert await archive.left() == {801, LAST, 5}


async def test_a_pass_goes_on_where_the_last_slice_ended_and_rests_at_its_end(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "SLICE", 3)
    async with archive.database.writing() as session:
        await archive.stored(session, *range(1, 8))

    assert [await archive.forgetting.work() for _ in range(4)] == [3, 3, 1, 0]

    async with archive.database.writing() as session:
        await archive.stored(session, 9)
    assert await archive.forgetting.work() == 0
    archive.now += REST
    assert await archive.forgetting.work() == 1


async def test_old_deliveries_go_and_what_is_owed_stays(archive: Archive) -> None:
    async with archive.database.writing() as session:
        await rows.owed(session, 7, 8, 9)
        sent, dead, waiting = (await session.exec(select(col(OutboxRow.id)).order_by(col(OutboxRow.id)))).all()
        await session.exec(update(OutboxRow).values(created_at=OLD))
        for row_id, status in ((sent, OutboxStatus.SENT), (dead, OutboxStatus.DEAD)):
            await session.exec(
                update(OutboxRow).where(col(OutboxRow.id) == row_id).values(status=status, finished_at=OLD)
            )
        assert await announcements.announce(session, "Hello", [], now=NOW) == 3
        await session.exec(
            update(AnnouncementCopy)
            .where(col(AnnouncementCopy.chat_id) == 7)
            .values(status=OutboxStatus.SENT, finished_at=OLD)
        )

    assert await archive.forgetting.work() == 3

    async with archive.database.reading() as session:
        assert list(await session.exec(select(col(OutboxRow.id)))) == [waiting]
        assert set(await session.exec(select(col(AnnouncementCopy.chat_id)))) == {8, 9}


async def old_cards(archive: Archive, *chat_ids: int, at: datetime = NOW - 200 * DAY) -> int:
    """An incident that was quiet from *at* on, with a card in each chat; its number."""
    async with archive.database.writing() as session:
        incident_id = await rows.owed(session, *chat_ids)
        for chat_id in chat_ids:
            await cards.record(session, incident_id, chat_id, message_id=1, shown_revision=1, now=at)
        await session.exec(delete(OutboxRow))
        of_it = update(Incident).where(col(Incident.id) == incident_id)
        await session.exec(of_it.values(last_statement_at=at, status=IncidentStatus.CLOSED))
    return incident_id


async def test_cards_of_what_is_long_past_go_and_those_that_may_still_change_stay(archive: Archive) -> None:
    await old_cards(archive, 7, 8)
    young = await old_cards(archive, 7, at=NOW - 179 * DAY)
    by_hand, owed = await old_cards(archive, 7), await old_cards(archive, 8)
    async with archive.database.writing() as session:
        await cards.record(session, by_hand, 7, message_id=1, shown_revision=2, now=NOW)
        when: dict[str, Any] = {"due_at": NOW, "created_at": NOW}
        session.add(
            OutboxRow(incident_id=owed, chat_id=8, purpose=Purpose.CARD, reason="retracted", loud=True, **when)
        )

    assert await archive.forgetting.work() == 2

    async with archive.database.reading() as session:
        assert set(await session.exec(select(col(Card.incident_id)))) == {young, by_hand, owed}


async def test_the_cards_of_a_broadcast_go_slice_by_slice(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "SLICE", 3)
    await old_cards(archive, *range(1, 8))
    assert [await archive.forgetting.work() for _ in range(4)] == [3, 3, 1, 0]
    assert await archive.count(Card) == 0


async def test_announcements_that_were_told_and_troubles_that_are_over_go_at_the_end_of_a_pass(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "SLICE", 2)
    async with archive.database.writing() as session:
        for chat_id in range(1, 6):
            await rows.subscriber(session, chat_id)
        assert await announcements.announce(session, "Hello", [], now=OLD) == 5
        await session.exec(update(AnnouncementCopy).values(status=OutboxStatus.SENT, finished_at=OLD))
        assert await announcements.announce(session, "Hello again", [], now=NOW) == 5
        for ended_at in (OLD, NOW, None):
            session.add(Trouble(state=ChannelState.MISSING, began_at=OLD, ended_at=ended_at))

    while await archive.forgetting.work():
        pass

    assert await archive.count(AnnouncementCopy) == 5
    async with archive.database.reading() as session:
        assert list(await session.exec(select(Announcement.text))) == ["Hello again"]
        assert set(await session.exec(select(Trouble.ended_at))) == {NOW, None}


def test_less_than_two_days_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 2d"):
        Retention(unmatched_posts=DAY)


def test_cards_are_kept_for_as_long_as_digests_need_them() -> None:
    with pytest.raises(ValueError, match="at least 14d"):
        Retention(cards=13 * DAY)
