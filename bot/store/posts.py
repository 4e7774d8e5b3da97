"""Posts: each is stored once, and every change of its text is a version of its own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import pairwise
from typing import Any

from sqlalchemy import Select, Table, bindparam
from sqlmodel import col, exists, func, select, update

from bot.rules.rereading import Watched
from bot.store.db import AS_IT_IS, Session, insert_in
from bot.store.tables import Channel, Post, PostVersion, Statement
from bot.values import FetchedPost

_POST: Table = Post.__table__  # type: ignore[attr-defined]
_VERSION: Table = PostVersion.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class StoredPost:
    """A version that was stored just now. `number` is 1 for a new post."""

    post_id: int
    version_id: int
    number: int
    post: FetchedPost


@dataclass(frozen=True, slots=True)
class StoredPosts:
    """What storing a page changed, oldest message first. `unchanged` counts the posts that say what we knew.

    `returned` are those among them that were taken for deleted.
    """

    new: tuple[StoredPost, ...] = ()
    changed: tuple[StoredPost, ...] = ()
    unchanged: int = 0
    returned: tuple[StoredPost, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A post as its channel shows it now."""

    handle: str
    message_id: int
    published_at: datetime
    text: str

    @property
    def url(self) -> str:
        """Its public address."""
        return f"https://t.me/{self.handle}/{self.message_id}"


async def published(session: Session, *, since: datetime) -> list[Published]:
    """The posts with a text published from *since* on, newest first, deleted ones left out."""
    newest = select(func.max(col(PostVersion.id))).group_by(col(PostVersion.post_id))
    rows = await session.exec(
        select(Post, PostVersion, col(Channel.handle))
        .join(PostVersion, col(PostVersion.post_id) == col(Post.id))
        .join(Channel, col(Channel.id) == col(Post.channel_id))
        .where(
            col(PostVersion.id).in_(newest),
            col(Post.published_at) >= since,
            col(Post.deleted_at).is_(None),
            col(PostVersion.text) != "",
        )
        .order_by(col(Post.published_at).desc(), col(Post.id).desc())
    )
    return [
        Published(handle, post.message_id, post.published_at, version.text) for post, version, handle in rows
    ]


async def store(
    session: Session, channel_id: int, fetched: Sequence[FetchedPost], *, now: datetime
) -> StoredPosts:
    """Store what a channel's page showed. The same page twice changes nothing.

    A post that is shown again after it was taken for deleted counts as there again. Four statements at most,
    whatever the page holds (some thousand posts; a page has twenty), and one when it holds nothing new.
    """
    shown = {post.message_id: post for post in sorted(fetched, key=lambda post: post.message_id)}
    known = await _latest_versions(session, channel_id, shown)
    known |= await _insert_posts(
        session, channel_id, [p for p in shown.values() if p.message_id not in known], now
    )
    returned = [known[message_id] for message_id in shown if known[message_id].deleted]
    if returned:
        back = [latest.post_id for latest in returned]
        await session.exec(update(Post).where(col(Post.id).in_(back)).values(deleted_at=None))

    wanted = [
        (known[post.message_id], post)
        for post in shown.values()
        if known[post.message_id].fingerprint != _digest(post)
    ]
    versions = await _insert_versions(session, wanted, now)
    stored = [
        StoredPost(latest.post_id, versions[latest.post_id], latest.number + 1, post)
        for latest, post in wanted
        if latest.post_id in versions
    ]
    return StoredPosts(
        new=tuple(post for post in stored if post.number == 1),
        changed=tuple(post for post in stored if post.number > 1),
        unchanged=len(shown) - len(stored),
        returned=tuple(
            StoredPost(latest.post_id, latest.version_id, latest.number, shown[latest.message_id])
            for latest in returned
            if latest.fingerprint == _digest(shown[latest.message_id])
        ),
    )


async def unknown(session: Session, channel_id: int, fetched: Sequence[FetchedPost]) -> list[FetchedPost]:
    """Those of *fetched* that are new, say something else than the version we hold, or were deleted."""
    known = await _latest_versions(session, channel_id, {post.message_id: post for post in fetched})
    return [
        post
        for post in fetched
        if post.message_id not in known
        or known[post.message_id].fingerprint != _digest(post)
        or known[post.message_id].deleted
    ]


async def known_ids(session: Session, channel_id: int, *, first: int, last: int) -> set[int]:
    """The message ids we hold from *first* to *last*, deleted ones left out: what a whole page must show."""
    held = select(col(Post.message_id)).where(
        col(Post.channel_id) == channel_id,
        col(Post.message_id).between(first, last),
        col(Post.deleted_at).is_(None),
    )
    return set(await session.exec(held))


async def longest_pause(session: Session, channel_id: int, *, since: datetime) -> timedelta | None:
    """The longest time between two posts of a channel published from *since* on; None with fewer than two."""
    rows = await session.exec(
        select(col(Post.published_at))
        .where(col(Post.channel_id) == channel_id, col(Post.published_at) >= since)
        .order_by(col(Post.published_at))
    )
    return max((later - earlier for earlier, later in pairwise(rows)), default=None)


async def mark_deleted(
    session: Session, channel_id: int, message_ids: Collection[int], *, now: datetime
) -> list[int]:
    """Mark these posts as deleted; returns the post ids of those that were not marked before, oldest first."""
    gone = await session.exec(
        update(Post)
        .where(
            col(Post.channel_id) == channel_id,
            col(Post.message_id).in_(message_ids),
            col(Post.deleted_at).is_(None),
        )
        .values(deleted_at=now)
        .returning(col(Post.id)),
        execution_options=AS_IT_IS,
    )
    return sorted(gone.scalars())


async def watched(session: Session, *, since: datetime, channel_id: int | None = None) -> list[Watched]:
    """The posts that carry a standing statement, published from *since* on and not deleted, oldest first."""
    carries = exists().where(col(Statement.post_id) == col(Post.id), col(Statement.withdrawn_at).is_(None))
    query = select(Post).where(col(Post.published_at) >= since, col(Post.deleted_at).is_(None), carries)
    if channel_id is not None:
        query = query.where(col(Post.channel_id) == channel_id)
    return [
        Watched(_id(post), post.channel_id, post.message_id, post.published_at, post.checked_at)
        for post in await session.exec(
            query.order_by(col(Post.published_at), col(Post.id)), execution_options={"populate_existing": True}
        )
    ]


async def set_checked(session: Session, post_ids: Collection[int], at: datetime | None) -> None:
    """Remember that these posts were looked at; None: that they are to be."""
    if post_ids:
        await session.exec(update(Post).where(col(Post.id).in_(post_ids)).values(checked_at=at))


@dataclass(frozen=True, slots=True)
class _Latest:
    """What we hold of a post: the number and fingerprint of its latest version, 0 and None without one."""

    post_id: int
    message_id: int
    version_id: int = 0
    number: int = 0
    fingerprint: str | None = None
    deleted: bool = False


async def _latest_versions(
    session: Session, channel_id: int, message_ids: Collection[int]
) -> dict[int, _Latest]:
    given = {"channel": channel_id, "message_ids": list(message_ids)}
    rows = await (await session.connection()).execute(_holding(), given)
    return {
        message_id: _Latest(
            post_id=post_id,
            message_id=message_id,
            version_id=version_id or 0,
            number=number or 0,
            fingerprint=fingerprint,
            deleted=deleted_at is not None,
        )
        for post_id, message_id, deleted_at, version_id, number, fingerprint in rows.all()
    }


@cache
def _holding() -> Select[Any]:
    """Built once, as every page that is read asks it, and for columns: nobody needs the texts."""
    newest = (
        select(func.max(PostVersion.number))
        .where(col(PostVersion.post_id) == col(Post.id))
        .correlate(Post)
        .scalar_subquery()
    )
    return (
        select(_POST.c.id, _POST.c.message_id, _POST.c.deleted_at)
        .add_columns(_VERSION.c.id, _VERSION.c.number, _VERSION.c.fingerprint)
        .outerjoin(_VERSION, (_VERSION.c.post_id == _POST.c.id) & (_VERSION.c.number == newest))
        .where(
            _POST.c.channel_id == bindparam("channel"),
            _POST.c.message_id.in_(bindparam("message_ids", expanding=True)),
        )
    )


async def _insert_posts(
    session: Session, channel_id: int, posts: Sequence[FetchedPost], now: datetime
) -> dict[int, _Latest]:
    """Insert posts we did not know; message id -> what is held, also where another process was faster."""
    if not posts:
        return {}
    rows = [
        {
            "channel_id": channel_id,
            "message_id": post.message_id,
            "published_at": post.published_at,
            "first_seen_at": now,
            "forwarded_from": post.forwarded_from,
            "forwarded_id": post.forwarded_id,
            "reply_to": post.reply_to,
        }
        for post in posts
    ]
    inserted = await session.exec(
        insert_in(session.get_bind().dialect.name, _POST)
        .on_conflict_do_nothing(index_elements=["channel_id", "message_id"])
        .returning(_POST.c.message_id, _POST.c.id),
        params=rows,  # given as rows to insert they would be part of the statement, and compiled anew each time
    )
    held = {message_id: _Latest(post_id, message_id) for message_id, post_id in inserted}
    missed = [post.message_id for post in posts if post.message_id not in held]
    return held | (await _latest_versions(session, channel_id, missed) if missed else {})


async def _insert_versions(
    session: Session, wanted: Sequence[tuple[_Latest, FetchedPost]], now: datetime
) -> dict[int, int]:
    """Post id -> version id. A version that another process stored meanwhile is left out."""
    if not wanted:
        return {}
    rows = [
        {
            "post_id": latest.post_id,
            "number": latest.number + 1,
            "text": post.text,
            "fingerprint": _digest(post),
            "edited": post.edited,
            "media": [kind.value for kind in post.media],
            "seen_at": now,
        }
        for latest, post in wanted
    ]
    stored = await session.exec(
        insert_in(session.get_bind().dialect.name, _VERSION)
        .on_conflict_do_nothing(index_elements=["post_id", "number"])
        .returning(_VERSION.c.post_id, _VERSION.c.id),
        params=rows,
    )
    return {row.post_id: row.id for row in stored}


def _id(post: Post) -> int:
    assert post.id is not None  # it was read from the database
    return post.id


def _digest(post: FetchedPost) -> str:
    return sha256(post.fingerprint.encode()).hexdigest()
