"""Reading public channels from their web pages, back to the last known post."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import httpx2

from bot.errors import SourceError, SourceGone
from bot.sources.fetch import TOTAL_SECONDS, Fetcher, Redirected
from bot.sources.pace import Clock, Pace, Sleep
from bot.sources.page import Page, broken, landing_kind, parse_embed, parse_page
from bot.values import ChannelState, Doubt, FetchedPost

PAGES_PER_CALL = 50
_WORDLESS = 5
"""So many posts of a page without their words are no odd kinds of post; on a short page most of them."""

_HANDLE = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one call learned about a channel.

    `posts` run from old to new without repeats; posts already known that are still on the newest page are
    among them, for they may have been edited. `handle` is the canonical one on the page: if it differs from
    the configured one by more than case, the channel was renamed or has a second name. `complete` is False
    while the way back to the last known post is not done yet: then `posts` is empty, the caller's cursor has
    nothing to move to, and the next call goes on. `unreadable` counts blocks without an id or a time. `doubts`
    say where those stand that may be new: up to `understood_to` nothing was missed.
    """

    posts: tuple[FetchedPost, ...]
    handle: str
    title: str | None
    complete: bool
    unreadable: int = 0
    doubts: tuple[Doubt, ...] = ()

    @property
    def understood_to(self) -> int | None:
        """The id up to which nothing was missed; None: nothing was at all."""
        return min((doubt.low for doubt in self.doubts), default=None)


@dataclass(slots=True)
class _WayBack:
    """Posts read so far on the way from the newest back to `after`: without a hole down to `oldest`."""

    after: int
    handle: str
    title: str | None
    posts: dict[int, FetchedPost] = field(default_factory=dict)
    unreadable: int = 0
    doubts: dict[int | None, Doubt] = field(default_factory=dict)
    """By the post that comes after: an older page shows better than a newer one what comes before."""

    @property
    def oldest(self) -> int:
        return min(self.posts)

    @property
    def arrived(self) -> bool:
        """Nothing can lie between what was read and what is known. Ids start at 1."""
        return self.oldest <= max(self.after, 0) + 1

    def add(self, page: Page, *, before: int | None = None) -> None:
        """Take a page that ends right below post *before*; None: the newest."""
        self.posts = {post.message_id: post for post in page.posts} | self.posts
        self.unreadable += page.unreadable
        for doubt in page.doubts:
            high = before if doubt.high is None else doubt.high
            if doubt.is_above(self.after):
                self.doubts[high] = doubt._replace(high=high)

    def reading(self) -> Reading:
        posts = tuple(self.posts[message_id] for message_id in sorted(self.posts))
        doubts = tuple(sorted(self.doubts.values(), key=lambda doubt: doubt.low))
        return Reading(posts, self.handle, self.title, True, self.unreadable, doubts)


class WebReader:
    """Reads channels under one request budget for the whole host. An async context manager.

    `base_url` is where the channel pages are, `requests_per_second` the shared budget (burst 2). `transport`,
    `clock` (monotonic seconds), `sleep` and `now` (wall clock) are there for tests.
    """

    def __init__(
        self,
        base_url: str = "https://t.me",
        *,
        requests_per_second: float = 1.0,
        proxy: str | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._base = httpx2.URL(base_url)
        self._pace = Pace(requests_per_second, clock, sleep)
        self._fetcher = Fetcher(
            base_url,
            self._pace,
            proxy=proxy,
            transport=transport,
            now=now,
            total_seconds=total_seconds,
        )
        self._unfinished: dict[str, _WayBack] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def set_rate(self, requests_per_second: float) -> None:
        """Another budget, from the next request on."""
        self._pace.set_rate(requests_per_second)

    async def close(self) -> None:
        """Close the connections."""
        await self._fetcher.close()

    async def read(self, handle: str, *, after: int | None) -> Reading:
        """Read what is new since message `after`; with None (cold start) the newest page only.

        Pages back until the last known id or the channel's start is reached, so nothing is skipped after a
        busy night. At most 50 pages a call. What was read is kept until the way is done, also over an error,
        and handed out only then: a cursor that moves to the newest post never jumps over a hole. After a
        restart the way starts anew.

        Raises SourceGone if the handle has no channel page, SourceError if it can not be read now.
        """
        _check(handle)
        key = handle.casefold()
        way = self._unfinished.pop(key, None)
        if way is None or way.after != after:
            page = await self._page(handle)
            if after is None or (not page.posts and after <= 0):
                shown_as = page.handle or handle
                doubts = tuple(doubt for doubt in page.doubts if doubt.is_above(after))
                return Reading(page.posts, shown_as, page.title, True, page.unreadable, doubts)
            if not page.posts:
                raise SourceError(f"the page shows no posts, but there were some up to number {after}")
            way = _WayBack(after, page.handle or handle, page.title)
            way.add(page)
        try:
            arrived = way.arrived or await self._walk_back(handle, way)
        except SourceError:
            self._unfinished[key] = way
            raise
        if arrived:
            return way.reading()
        self._unfinished[key] = way
        return Reading((), way.handle, way.title, complete=False, unreadable=way.unreadable)

    async def read_one(self, handle: str, message_id: int) -> FetchedPost | None:
        """One post alone, None if it was deleted. Its text may be cut: use it to learn whether it exists.

        Raises SourceError if that can not be told now.
        """
        _check(handle)
        if message_id < 1:
            raise ValueError("message ids start at 1")
        return parse_embed(await self._get(handle, f"{handle}/{message_id}", embed="1", mode="tme"))

    async def read_until(self, handle: str, message_id: int) -> tuple[FetchedPost, ...]:
        """About twenty posts that end with number *message_id*, oldest first; it is left out if it is gone.

        For posts that slid off the newest page. Raises SourceError as `read` does.
        """
        _check(handle)
        return (await self._page(handle, before=message_id + 1)).posts

    async def _walk_back(self, handle: str, way: _WayBack) -> bool:
        """Read older pages until nothing is missing; False when this call's pages are used up."""
        for _ in range(PAGES_PER_CALL - 1):
            # The oldest post that was read, and not the page's own cursor: so no post can be skipped.
            oldest = way.oldest
            page = await self._page(handle, before=oldest)
            if not page.posts:
                await self._make_sure_of_start(handle)
                return True
            if page.posts[0].message_id >= oldest:
                raise SourceError("paging back does not move: the same posts come again")
            way.add(page, before=oldest)
            if way.arrived:
                return True
        return False

    async def _make_sure_of_start(self, handle: str) -> None:
        """An empty page is the channel's start only if the newest page still shows posts.

        Hosts under load have been seen to answer "no messages" for channels that are full.
        """
        if not (await self._page(handle)).posts:
            raise SourceError("the page shows no posts where there were some a moment ago")

    async def _page(self, handle: str, before: int | None = None) -> Page:
        query = {} if before is None else {"before": str(before)}
        body = await self._get(handle, f"s/{handle}", **query)
        page = parse_page(body)
        if not page.is_channel:
            raise _gone(handle, body)
        if not page.posts and page.unreadable:
            raise broken("not one of its posts can be read; has the markup changed?")
        if not page.posts and not page.empty_marker:
            raise broken("empty, and without a word about it")
        if page.wordless > len(page.posts) / 2 or page.wordless >= _WORDLESS:
            raise broken("the words of its posts are not where they were; has the markup changed?")
        return page

    async def _get(self, handle: str, path: str, **query: str) -> bytes:
        try:
            return await self._fetcher.get(path, **query)
        except Redirected as redirect:
            if not self._is_landing(redirect.url, handle):
                raise
        raise _gone(handle, await self._fetcher.get(handle))

    def _is_landing(self, url: httpx2.URL, handle: str) -> bool:
        """Only the handle's own plain page on the same host is worth a second request."""
        same_host = (url.scheme, url.host, url.port) == (self._base.scheme, self._base.host, self._base.port)
        path = f"{self._base.path.rstrip('/')}/{handle}"
        return same_host and url.path.rstrip("/").casefold() == path.casefold()


def _gone(handle: str, body: bytes) -> SourceGone:
    """Why there is no channel page, from the landing page in its place."""
    kind = landing_kind(body)
    return SourceGone(kind.state, f"@{handle} {kind.words}")


def _check(handle: str) -> None:
    """Refuse what can not be a handle before any address is built from it."""
    if not _HANDLE.fullmatch(handle):
        raise SourceGone(ChannelState.MISSING, f"{handle[:40]!r} can not be the handle of a channel")
