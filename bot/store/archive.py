"""The archive over a span of time as a night: posts as they were published, edited and deleted."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from bot.errors import StoreUnusable
from bot.nights import Night
from bot.store.db import Session, connect, refuse_missing
from bot.store.tables import Channel, Post, PostVersion


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Session]:
    """One consistent view of the archive at *url*, for a command that only looks: it makes no database.

    Raises `ConfigError` for an address of another kind, `StoreUnusable` where nothing is there, nobody answers,
    or the tables are not ours.
    """
    refuse_missing(url)
    database = connect(url)
    try:
        async with database.reading() as session:
            yield session
    except DBAPIError as exc:
        reason = str(exc.orig).partition("\n")[0]
        raise StoreUnusable(f"DATABASE_URL holds no archive that can be read: {reason}") from exc
    finally:
        await database.close()


async def night_between(session: Session, start: datetime, end: datetime) -> Night | None:
    """What was published from *start* on and before *end*; None if nothing was.

    An edit or a deletion happens when it was noticed, which may be after *end*.
    """
    span = col(Post.published_at) >= start, col(Post.published_at) < end
    posts = (
        select(Post, col(Channel.handle))
        .join(Channel, col(Channel.id) == col(Post.channel_id))
        .where(*span)
        .order_by(col(Post.published_at), col(Post.id))
    )
    versions = (
        select(PostVersion)
        .join(Post, col(Post.id) == col(PostVersion.post_id))
        .where(*span)
        .order_by(col(PostVersion.post_id), col(PostVersion.number))
    )
    said: dict[int, list[PostVersion]] = defaultdict(list)
    events: list[dict[str, Any]] = []
    for version in await session.exec(versions):
        if version.text or version.media:
            said[version.post_id].append(version)
    for post, handle in await session.exec(posts):
        events += _events(post, handle, said[post.id or 0])
    if not events:
        return None
    title = f"The archive from {shown(start)} to {shown(end)}"
    return Night.model_validate({"title": title, "posts": _in_order(events)})


def shown(moment: datetime) -> str:
    """*moment* to the minute, as people read it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _events(post: Post, handle: str, versions: Sequence[PostVersion]) -> Iterator[dict[str, Any]]:
    name = _name(handle, post.message_id)
    origin = (post.forwarded_from or "").casefold()
    for number, version in enumerate(versions):
        said = {"channel": handle, "text": version.text, "media": list(version.media)}
        if number:
            # Clocks of page and bot may differ: an edit never comes before its post.
            yield said | {"at": max(version.seen_at, post.published_at), "edits": name}
            continue
        yield said | {
            "at": post.published_at,
            "id": name,
            "reply_to": _name(handle, post.reply_to) if post.reply_to else None,
            "forwards": _name(origin, post.forwarded_id) if post.forwarded_id else None,
            "forwards_of": origin,
        }
    if post.deleted_at is not None and versions:
        yield {"at": max(post.deleted_at, post.published_at), "channel": handle, "deletes": name}


def _in_order(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """*events* by time, each referring only to posts before it."""
    handles = {event["channel"].casefold() for event in events}
    known: set[str] = set()
    ordered = []
    for event in sorted(events, key=lambda event: event["at"]):
        reply, forwards, origin = (event.get(name) for name in ("reply_to", "forwards", "forwards_of"))
        ordered.append(
            event
            | {
                "at": event["at"].isoformat(),
                "reply_to": reply if reply in known else None,
                "forwards": forwards if forwards in known else None,
                "forwards_of": origin if origin in handles and forwards not in known else None,
            }
        )
        if name := event.get("id"):
            known.add(name)
    return ordered


def _name(handle: str, message_id: int) -> str:
    """A post's name in a night: handles hold no hyphen, so two posts never share one."""
    return f"{handle.casefold().replace('_', '-')}-{message_id}"
