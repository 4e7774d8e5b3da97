"""A desk where pages are read and messages arrive, with a clock that a test moves. Only the wire is ours."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import inspect
from sqlmodel import SQLModel, select

from bot.chat import application, limiter
from bot.chat.context import App, Services
from bot.chat.naming import names_of
from bot.chat.posting import Poster
from bot.chat.sender import Sender
from bot.errors import SourceError
from bot.pipeline.deliver import Delivery
from bot.pipeline.ingest import Ingest
from bot.pipeline.rereading import Rereading
from bot.rulebook import Rulebook
from bot.rules.numbering import Numbering
from bot.sources.web import Reading
from bot.store import channels, chats
from bot.store.db import Database
from bot.store.tables import Channel
from bot.values import FetchedPost
from tests.chat.wire import Wire
from tests.databases import Rows, database, postgresql, put_rows, rows_of, server, sqlite_files

__all__ = ["database", "postgresql", "server", "sqlite_files"]

T = TypeVar("T", bound=SQLModel)
NIGHT = datetime(2026, 5, 12, 21, 58, tzinfo=UTC)
READER = 7
MAYOR = "mos_sobyanin"


@dataclass
class Desk:
    """The pipeline over a real database and the real chat side."""

    database: Database
    rulebook: Rulebook
    wire: Wire
    now: datetime = NIGHT
    pages: dict[str, dict[int, FetchedPost]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    scale: float = 1.0
    newest: int | None = None
    """Posts on the newest page; all of them if None."""
    unreadable: bool = False
    crashing: Collection[str] = ()
    """Channels whose older pages make our code crash."""
    asked: list[tuple[str, int]] = field(default_factory=list)
    """Posts whose older or own page was asked for."""
    numbering: Numbering = field(default_factory=Numbering)
    app: App = field(init=False)
    ingest: Ingest = field(init=False)
    rereading: Rereading = field(init=False)
    delivery: Delivery = field(init=False)

    def wait(self, **spans: float) -> None:
        """Move the clock."""
        self.now += timedelta(**spans)

    def publish(self, text: str, *, handle: str = MAYOR, message_id: int | None = None, **fields: Any) -> int:
        """Put a post on a channel's page, or change the one that has *message_id*."""
        page = self.pages.setdefault(handle.lower(), {})
        number = message_id or max(page, default=100) + 1
        published_at = page[number].published_at if number in page else self.now
        page[number] = FetchedPost(number, text, published_at, handle, **fields)
        return number

    async def read(self, handle: str = MAYOR) -> None:
        """Read one channel's page as it is now."""
        channel = await self.channel(handle)
        await self.ingest.poll(channel)

    async def post(self, text: str, *, handle: str = MAYOR, **fields: Any) -> int:
        """Publish a post and read the page."""
        number = self.publish(text, handle=handle, **fields)
        await self.read(handle)
        return number

    async def deliver(self) -> int:
        """Send what is due, all of it; how many rows that were."""
        count = 0
        while rows := await self.delivery.claim(8):
            for row in rows:
                await self.delivery.deliver(row)
            count += len(rows)
        return count

    async def subscribe(self, chat_id: int = READER) -> None:
        """Subscribe a private chat."""
        async with self.database.writing() as session:
            await chats.touch(session, chat_id, kind="private", language="en", now=self.now)
            await chats.subscribe(session, chat_id, now=self.now)

    async def channel(self, handle: str = MAYOR) -> Channel:
        """A channel's row as it is now."""
        [channel] = [row for row in await self.rows(Channel) if row.handle == handle.lower()]
        return channel

    async def rows(self, table: type[T]) -> list[T]:
        """Every row of a table, by its key: PostgreSQL moves those that change."""
        async with self.database.reading() as session:
            return list(await session.exec(select(table).order_by(*inspect(table).primary_key)))

    def messages(self, chat_id: int = READER) -> list[dict[str, Any]]:
        """What was sent to a chat."""
        return [sent for sent in self.wire.sent if sent["chat_id"] == chat_id]

    def edits(self, chat_id: int = READER) -> list[dict[str, Any]]:
        """How messages of a chat were edited."""
        return [edit for edit in self.wire.asked("editMessageText") if edit["chat_id"] == chat_id]

    async def _read(self, handle: str, after: int | None) -> Reading:
        page = self.pages.get(handle, {})
        posts = tuple(page[number] for number in sorted(page))
        posts = posts[-self.newest :] if self.newest else posts
        return Reading(posts, self.names.get(handle, handle), None, complete=True)

    async def read_until(self, handle: str, message_id: int) -> tuple[FetchedPost, ...]:
        """An older page, as `WebReader` reads it."""
        self.asked.append((handle, message_id))
        if handle in self.crashing:
            raise RuntimeError("a bug")
        if self.unreadable:
            raise SourceError("the page can not be read")
        page = self.pages.get(handle, {})
        return tuple(page[number] for number in sorted(page) if number <= message_id)[-20:]

    async def read_one(self, handle: str, message_id: int) -> FetchedPost | None:
        """A post's own page, as `WebReader` reads it."""
        self.asked.append((handle, message_id))
        if self.unreadable:
            raise SourceError("the page can not be read")
        return self.pages.get(handle, {}).get(message_id)


@pytest.fixture
async def desk(database: Database, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """Every watched channel was read once (cold start), and one private chat is subscribed."""
    # The clock of a desk is moved by hand, that of the line is the loop's: a second a message, really waited.
    monkeypatch.setattr(limiter, "PRIVATE_SPACING", 0.001)
    desk = Desk(database, rulebook, Wire())

    def clock() -> datetime:
        return desk.now

    names = names_of(rulebook.watchlist)
    services = Services(database, lambda: names, clock)
    desk.app = application.build("42:TEST", services, request=desk.wire, numbering=desk.numbering)
    desk.ingest = Ingest(database, desk._read, lambda: rulebook, clock, lambda: desk.scale)
    desk.rereading = Rereading(database, desk, lambda: rulebook, clock)
    desk.delivery = Delivery(
        database=database,
        send=Poster(Sender(desk.app.bot), lambda: names, clock, database),
        clock=clock,
        update_interval=lambda: rulebook.watchlist.incidents.update_interval,
        stop=desk.stopped.append,
        numbering=desk.numbering,
    )
    kind = database.url.get_backend_name()
    if kind in _started:
        await put_rows(database, _started[kind])
    else:
        await _start(desk)
        _started[kind] = await rows_of(database)
    async with desk.app:
        yield desk


_started: dict[str, Rows] = {}
"""What a desk's database of each kind holds when a test begins."""


async def _start(desk: Desk) -> None:
    titles = {channel.handle: channel.title for channel in desk.rulebook.watchlist.channels.values()}
    async with desk.database.writing() as session:
        await channels.sync(session, titles, now=desk.now)
    for handle in (MAYOR, "operativno31", "vorobiev_live", "mod_russia"):
        await desk.read(handle)
    await desk.subscribe()
