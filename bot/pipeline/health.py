"""Watching the sources: the host is left alone while it fails, admins are told once, readers see what is old.

What is wrong with each channel stands in its row (`bot.pipeline.ingest`). Here that becomes an alarm and later
an all-clear, each owed in the transaction that remembers it: a restart repeats neither.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.errors import SourceError
from bot.pipeline import gaps
from bot.pipeline.alarms import News, channel_news, together
from bot.pipeline.ingest import Clock, Read
from bot.rulebook import Rulebook
from bot.rules.circuit import Circuit, Permit
from bot.rules.health import FAILING, OF_THE_HOST, is_old, tempo
from bot.sources.web import Reading
from bot.store import cards, channels, fanout, incidents, troubles
from bot.store.db import Database, Session
from bot.store.notices import NoticeKind
from bot.store.tables import Channel, Trouble
from bot.values import ChannelState, Reason

logger = logging.getLogger(__name__)

GATHERING: Final = timedelta(minutes=1)
"""After news of a channel the next ones wait for so long, to be told together."""


@dataclass(slots=True)
class Health:
    """Guards the host and tells admins. `rulebook` is asked anew each time: it may have been reloaded."""

    database: Database
    rulebook: Callable[[], Rulebook]
    clock: Clock
    circuit: Circuit = field(default_factory=Circuit)
    _started_at: datetime = field(init=False)
    _next_news_at: datetime = field(init=False)
    _probing_until: datetime | None = None
    """While one request tries the host no other does; one that is never made must not keep all from trying."""
    _answered: bool = False
    """The host has answered again, and the channels that failed with it are still to be forgiven."""

    def __post_init__(self) -> None:
        self._started_at = self._next_news_at = self.clock()

    async def restore(self) -> None:
        """At a start: a host that failed before it is tried with one request first."""
        async with self.database.reading() as session:
            trouble = await troubles.host(session)
        if trouble is not None and trouble.probe_at is not None:
            self.circuit = Circuit(
                opened_at=trouble.began_at, probe_at=self.clock(), probes=1, state=trouble.state
            )

    @property
    def may_read(self) -> bool:
        """Whether the host may be asked for more than a probe."""
        return self.circuit.permit(self.clock()) is Permit.ALL

    async def claim(self, limit: int, *, lease: timedelta) -> list[Channel]:
        """Take up to *limit* due channels to read; one to try the host with, or none, while it fails."""
        now = self.clock()
        permit = self.circuit.permit(now)
        if permit is Permit.NOTHING:
            return []
        # As far ahead as a lease at most: the clock may be set back meanwhile.
        if permit is Permit.ONE and self._probing_until and now < self._probing_until <= now + lease:
            return []
        async with self.database.writing() as session:
            if permit is Permit.ALL:
                return await channels.claim_due(session, now=now, lease=lease, limit=limit)
            taken = await channels.claim_next(session, now=now, lease=lease)
        self._probing_until = now + lease if taken else None
        return taken

    def guarded(self, read: Read) -> Read:
        """*read*, with what it meets noted."""

        async def reading(handle: str, after: int | None) -> Reading:
            try:
                found = await read(handle, after)
            except SourceError as error:
                self._note_failure(handle, error)
                raise
            finally:
                self._probing_until = None
            self._note_answer()
            return found

        return reading

    def _note_answer(self) -> None:
        if self.circuit.opened_at is not None:
            logger.info("host answers again")
            self._answered = True
        self.circuit = self.circuit.answered(self.clock())

    def _note_failure(self, handle: str, error: SourceError) -> None:
        now, watchlist = self.clock(), self.rulebook().watchlist
        if error.state not in OF_THE_HOST:
            self._note_answer()  # Telegram itself says that there is no such page
            return
        was_open = self.circuit.opened_at is not None
        self.circuit = self.circuit.failed(
            handle,
            ChannelState(error.state),
            str(error),
            now=now,
            watched=len(watchlist.channels),
            asked=error.retry_after,
            pace=tempo(watchlist.polling.max_interval),
        )
        if self.circuit.opened_at is not None and not was_open:
            logger.warning("host failing state=%r error=%r", self.circuit.state.value, str(error))

    async def sweep(self) -> None:
        """Owe the alarms and all-clears that are due, and let cards say which source is out of date."""
        if self._answered:
            async with self.database.writing() as session:
                await channels.forgive(session, OF_THE_HOST, now=self.clock())
            self._answered = False
        now, polling = self.clock(), self.rulebook().watchlist.polling
        pace = tempo(polling.max_interval)
        async with self.database.reading() as session:
            open_troubles = {each.channel_id: each for each in await troubles.open_ones(session)}
            told = [channel_id for channel_id in open_troubles if channel_id is not None]
            watched = await channels.noteworthy(session, read_before=now - polling.max_interval, besides=told)
            passed = await gaps.untold(session, now)
        host = self._host_news(open_troubles.get(None), now, pace)
        news: list[News] = []
        gathers = timedelta(0) < self._next_news_at - now <= GATHERING * pace
        if self.circuit.opened_at is None and not gathers:
            news = list(together(channel_news(watched, open_troubles, self.rulebook(), now, pace=pace)))
            if any(each.kind for each in news):
                self._next_news_at = now + GATHERING * pace
        aged = list(self._aged(watched, now, polling.max_interval))
        if not (host or news or aged or passed):
            return
        async with self.database.writing() as session:
            await incidents.lock(session)
            await gaps.tell(session, passed, now)
            for each in (*([host] if host else []), *news):
                await each.write(session, now)
            await _age(session, aged, now)

    def _host_news(self, trouble: Trouble | None, now: datetime, pace: float) -> News | None:
        circuit = self.circuit
        if trouble is None:
            if not circuit.is_confirmed or circuit.opened_at is None:
                return None
            facts = {"state": circuit.state, "since": circuit.opened_at.isoformat(), "error": circuit.why}
            logger.warning("host in trouble state=%r", circuit.state.value)
            begun = Trouble(state=circuit.state, began_at=circuit.opened_at, probe_at=circuit.probe_at)
            return News(begun=begun, kind=NoticeKind.HOST_FAILS, loud=True, facts=facts)
        if circuit.is_steady(now, pace=pace):
            logger.info("host is well again")
            facts = {"state": trouble.state, "since": trouble.began_at.isoformat()}
            return News(ended=trouble, kind=NoticeKind.HOST_WELL, facts=facts)
        return News(probed=trouble, probe_at=circuit.probe_at) if trouble.probe_at != circuit.probe_at else None

    def _aged(
        self, watched: Iterable[Channel], now: datetime, max_interval: timedelta
    ) -> Iterable[tuple[int, datetime | None]]:
        """(channel id, since when it was not read or None) of the channels for which that changes."""
        for channel in watched:
            assert channel.id is not None  # it was read from the database
            read_at = channel.last_read_at
            if channel.unread_since is not None:
                if not is_old(read_at, now, max_interval=max_interval):
                    yield channel.id, None
            # What was not read as we were not there, or seems so by a clock that jumped, is read in a moment.
            elif (
                read_at is not None
                and (channel.state in FAILING or self.circuit.opened_at is not None)
                and is_old(max(read_at, self._started_at), now, max_interval=max_interval)
            ):
                yield channel.id, read_at


async def _age(session: Session, aged: Iterable[tuple[int, datetime | None]], now: datetime) -> None:
    """Let open incidents' cards say, or no longer say, since when a source was not read."""
    changed = dict(aged)
    for channel_id, since in changed.items():
        await channels.set_unread_since(session, channel_id, since)
    if not changed:
        return
    for incident_id in await incidents.open_ones_of(session, changed):
        await cards.set_stale(session, incident_id)
        await fanout.enqueue_cards(
            session,
            incident_id,
            reason=Reason.MORE,
            loud=False,
            due_at=now,
            now=now,
            holders_only=True,
        )
