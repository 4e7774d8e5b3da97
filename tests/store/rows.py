"""Rows that tests need before they come to their point. Each function makes one thing with plain values."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.store import channels, chats, fanout, incidents, matches, posts, statements
from bot.store.db import Session
from bot.store.tables import Channel
from bot.values import Facts, FetchedPost, Hit, Point, Role

NOW = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LEASE = timedelta(seconds=30)


def post(message_id: int, text: str = "Two drones were shot down.", **more: object) -> FetchedPost:
    """A post of a mayor's channel, published one minute after the one before."""
    values: dict[str, object] = {"published_at": NOW + message_id * MINUTE, "handle": "mayor"} | more
    return FetchedPost(message_id=message_id, text=text, **values)  # type: ignore[arg-type]


def hit(pattern_id: str = "interception", *, score: int = 90, facts: Facts | None = None) -> Hit:
    """A hit that its pattern accepts from 60 points on."""
    return Hit(
        pattern_id=pattern_id,
        score=score,
        accepted=score >= 60,
        sentence="Two drones were shot down.",
        terms=("drones", "shot down"),
        points=(Point(50, ("shot down",), "what happened"), Point(40, ("drones",), "what it happened to")),
        facts=facts or Facts(count=2, places=("RU-MOW",)),
    )


async def channel(session: Session, handle: str = "mayor") -> Channel:
    """A watched channel, beside those there are."""
    titles = {row.handle: row.title or row.handle for row in await channels.all_states(session)}
    await channels.sync(session, titles | {handle: f"Channel of {handle}"}, now=NOW)
    return next(row for row in await channels.all_states(session) if row.handle == handle)


async def incident(
    session: Session, *, story: str = "air-attack", at: datetime = NOW, places: Sequence[str] = ("RU-MOW",)
) -> int:
    """An incident in Moscow without a statement yet."""
    return await incidents.add(session, story=story, places=places, role=Role.REPORTS, published_at=at)


async def statement(
    session: Session,
    incident_id: int,
    channel_id: int,
    message_id: int,
    *,
    role: Role = Role.REPORTS,
    ends: bool = False,
    search_key: str = "two drone moscow",
    facts: Facts | None = None,
) -> int:
    """A statement of its own post in an incident."""
    found = hit(facts=facts)
    stored = await posts.store(session, channel_id, [post(message_id)], now=NOW)
    [fresh] = stored.new
    await matches.store(session, fresh.version_id, [found], rules_version="1")
    statement_id = await statements.add_statement(
        session,
        incident_id,
        post_id=fresh.post_id,
        channel_id=channel_id,
        version_id=fresh.version_id,
        pattern_id=found.pattern_id,
        kinds=[found.pattern_id],
        role=role,
        ends=ends,
        published_at=fresh.post.published_at,
        sentence=found.sentence,
        facts=found.facts,
        search_key=search_key,
        join_reason="same story and place within the gap",
    )
    await incidents.sum_up(session, incident_id, ended_at=fresh.post.published_at if ends else None)
    return statement_id


async def subscriber(session: Session, chat_id: int, *, thread_id: int | None = None) -> int:
    """A chat that wants to be told."""
    await chats.touch(session, chat_id, kind="private", language="en", now=NOW)
    await chats.subscribe(session, chat_id, thread_id=thread_id, now=NOW)
    return chat_id


async def owed(session: Session, *chat_ids: int, due_at: datetime = NOW) -> int:
    """An incident whose card these chats (and all subscribers before) are owed."""
    for chat_id in chat_ids:
        await subscriber(session, chat_id)
    incident_id = await incident(session)
    await fanout.enqueue_cards(
        session, incident_id, reason="first statement", loud=True, due_at=due_at, now=NOW
    )
    return incident_id
