"""Filing remembers incidents between transactions: what it remembers, and what it makes of it, must be true."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.pipeline.filing import Filing, Said
from bot.rulebook import Rulebook
from bot.rules.incidents.clustering import partition
from bot.rules.incidents.joining import key_of
from bot.rules.incidents.settling import Settlement, settle
from bot.store import channels, incidents, posts
from bot.store.db import Database, connect
from bot.store.open_incidents import of_story
from bot.store.tables import Channel
from bot.values import Facts, FetchedPost, Hit, OpenIncident, Role, Scope
from tests.databases import Server

STORY = "air-attack"
DUSK = datetime(2026, 5, 12, 18, tzinfo=UTC)
LONG_AGO = DUSK - timedelta(days=3)
KINDS = {"interception": Role.REPORTS, "alert": Role.WARNS, "all-clear": Role.ENDS, "attack": Role.HARMS}
PLACES = (("RU-MOW",), ("RU-MOW",), ("RU-BEL",), ("RU-KLU",), ("RU-BEL", "RU-MOW"), ("RU-BEL", "RU-KRS"), ())
WORDS = (
    "Силы ПВО сбили над городом беспилотник.",
    "Ещё один аппарат уничтожен на подлёте.",
    "Дежурные силы отработали, на месте работают службы.",
)


class PulledPlug(Exception):
    """The transaction is rolled back."""


@dataclass
class Newsroom:
    """Posts that are published, edited and deleted at random, and filed."""

    server: Server
    url: str
    rulebook: Rulebook
    random: Random
    database: Database
    posts: dict[tuple[int, int], FetchedPost] = field(default_factory=dict)

    async def channels(self) -> list[Channel]:
        async with self.database.writing() as session:
            await channels.sync(session, {name: name for name in ("mayor", "governor", "newsroom")}, now=DUSK)
        async with self.database.reading() as session:
            return list(await channels.all_states(session))

    def text(self, *, edited: bool = False) -> str:
        return self.random.choice(WORDS) + (f" Уточнено {self.random.random()}." if edited else "")

    def said(self, post: FetchedPost) -> Said:
        """What reading makes of it: made up, and nothing now and then."""
        if self.random.random() < 0.05:
            return Said()
        kind = self.random.choice([*KINDS, "interception", "interception"])
        facts = Facts(
            count=self.random.choice([None, 1, 2, 2, 5]),
            scope=self.random.choice([*Scope, Scope.EVENT, Scope.EVENT, Scope.EVENT]),
            places=self.random.choice(PLACES),
        )
        hits = (Hit(kind, 100, True, post.text, (), (), facts),)
        return Said(hits, {draft.story: draft for draft in self.rulebook.drafts(hits)})

    async def step(self, sources: list[Channel], *, database: Database, pulled: bool = False) -> None:
        """Publish, edit or delete something, in one transaction."""
        with suppress(PulledPlug):
            async with database.writing() as session:
                source = self.random.choice(sources)
                filing = Filing(session, source, self.rulebook, DUSK)
                known = [key for key in self.posts if key[0] == source.id]
                chance = self.random.random()
                if known and chance < 0.15:
                    numbers = [number for _, number in self.some_of(known)]
                    gone = await posts.mark_deleted(session, source.id or 0, numbers, now=DUSK)
                    await filing.look_up(gone)
                    for post_id in gone:
                        await filing.withdraw(post_id)
                else:
                    fresh = self.published(source, known, edits=chance < 0.4)
                    stored = await posts.store(session, source.id or 0, fresh, now=DUSK)
                    for one in stored.new:
                        await filing.add(one, self.said(one.post))
                    revised = (*stored.changed, *stored.returned)
                    await filing.look_up([one.post_id for one in revised])
                    for one in revised:
                        await filing.revise(one, self.said(one.post))
                    if not pulled:
                        self.posts |= {(source.id or 0, post.message_id): post for post in fresh}
                if pulled:
                    raise PulledPlug

    def some_of(self, known: list[tuple[int, int]]) -> list[tuple[int, int]]:
        return self.random.sample(known, min(len(known), self.random.randint(1, 3)))

    def published(self, source: Channel, known: list[tuple[int, int]], *, edits: bool) -> list[FetchedPost]:
        if known and edits:
            edited = [self.posts[key] for key in self.some_of(known)]
            return [replace(post, text=self.text(edited=True), edited=True) for post in edited]
        number = max((number for _, number in known), default=100) + 1
        forwarded = self.random.choice([None] * 9 + ["mayor", "stranger"])
        return [
            FetchedPost(
                number + extra,
                self.text(),
                DUSK + timedelta(minutes=self.random.randrange(1200)),
                source.handle,
                reply_to=self.random.choice([None, None, None, 101]),
                forwarded_from=None if forwarded == source.handle else forwarded,
                forwarded_id=self.random.choice([None, 101, 102]),
            )
            for extra in range(self.random.randint(1, 3))
        ]


async def seen(database: Database) -> tuple[list[OpenIncident], list[OpenIncident]]:
    """The incidents as filing remembers them, and as the database holds them."""
    async with database.writing() as session:
        remembered = await of_story(session, STORY).since(LONG_AGO)
        stored = await incidents.recent(session, story=STORY, since=LONG_AGO)
    return remembered, stored


@pytest.mark.parametrize("seed", range(2))
async def test_what_is_remembered_is_what_is_stored_and_what_was_said_settles_the_same(
    server: Server, rulebook: Rulebook, seed: int
) -> None:
    url = server.fresh()
    room = Newsroom(server, url, rulebook, Random(seed), connect(url))
    other = connect(url)
    try:
        sources = await room.channels()
        for number in range(1, 31):
            database = other if number % 7 == 0 else room.database
            await room.step(sources, database=database, pulled=number % 5 == 0)
            if number % 13 == 0:
                await room.database.close()
                room.database = connect(url)
            remembered, stored = await seen(room.database)
            assert remembered == stored
        gap = rulebook.watchlist.incidents.gap
        standing = {key_of(said): said for one in stored for said in one.statements}
        assert len(standing) > 10
        assert settle(stored, gap=gap) == Settlement()
        assert {(one.places, frozenset(key_of(said) for said in one.statements)) for one in stored} == {
            (one.places, frozenset(key_of(member.said) for member in one.members))
            for one in partition(standing.values(), gap=gap)
        }
    finally:
        await room.database.close()
        await other.close()
        server.give_back(url)
