"""Troubles of sources as they are remembered and told: which begin, which end, and which are one notice."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from bot.rulebook import Rulebook
from bot.rules.health import is_over, is_told
from bot.store import notices, troubles
from bot.store.db import Session
from bot.store.notices import NoticeKind
from bot.store.tables import Channel, Trouble
from bot.values import ChannelState

logger = logging.getLogger(__name__)

TOGETHER: Final = 3
"""So many channels with the same news are told one by one; more are one notice."""
_OF_SEVERAL: Final = {
    NoticeKind.SOURCE_AILS: NoticeKind.SOURCES_AIL,
    NoticeKind.SOURCE_WELL: NoticeKind.SOURCES_WELL,
}


@dataclass(frozen=True, slots=True)
class News:
    """One trouble that begins, ends or goes on, with the notice it owes; without a kind it owes none."""

    begun: Trouble | None = None
    ended: Trouble | None = None
    probed: Trouble | None = None
    probe_at: datetime | None = None
    kind: NoticeKind | None = None
    loud: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    async def write(self, session: Session, now: datetime) -> None:
        """Remember it, and owe its notice, in one transaction."""
        if self.begun is not None:
            session.add(self.begun)
        if self.ended is not None and self.ended.id is not None:
            await troubles.end(session, self.ended.id, now=now)
        if self.probed is not None and self.probed.id is not None:
            await troubles.set_probe(session, self.probed.id, self.probe_at)
        if self.kind is not None:
            await notices.owe(session, self.kind, dict(self.facts), now=now, loud=self.loud)


def channel_news(
    watched: Iterable[Channel],
    troubled: Mapping[int | None, Trouble],
    rulebook: Rulebook,
    now: datetime,
    *,
    pace: float,
) -> Iterable[News]:
    """What began or ended with channels: *troubled* holds what was told and is not over, by channel.

    *watched* must hold every channel that is in trouble or was, as long as it is watched. *pace*: see
    `bot.rules.health.tempo`.
    """
    seen = set()
    for channel in watched:
        seen.add(channel.id)
        trouble = troubled.get(channel.id)
        since = channel.state_since or now
        if trouble is not None and is_over(trouble.state, channel.state, channel.state_since, now, pace=pace):
            # Where another trouble takes its place, that one is told and no end of this.
            well = channel.state is ChannelState.OK
            facts = _facts(channel, rulebook) | {
                "state": trouble.state,
                "since": trouble.began_at.isoformat(),
            }
            yield News(ended=trouble, kind=NoticeKind.SOURCE_WELL if well else None, facts=facts)
            trouble = None
        if trouble is None and is_told(channel.state, since, channel.failures, now, pace=pace):
            logger.warning("channel in trouble handle=%s state=%r", channel.handle, channel.state.value)
            begun = Trouble(channel_id=channel.id, state=channel.state, began_at=since)
            facts = _facts(channel, rulebook)
            yield News(begun=begun, kind=NoticeKind.SOURCE_AILS, loud=True, facts=facts)
    for channel_id, trouble in troubled.items():
        if channel_id is not None and channel_id not in seen:
            yield News(ended=trouble)  # it left the watch list


def together(news: Iterable[News]) -> Iterable[News]:
    """*news* with one notice where several channels have the same one."""
    alike: dict[tuple[NoticeKind, str], list[News]] = {}
    for each in news:
        if each.kind is None or each.facts["heartbeat"]:
            yield each
        else:
            alike.setdefault((each.kind, each.facts["state"]), []).append(each)
    for (kind, state), same in alike.items():
        if len(same) <= TOGETHER:
            yield from same
            continue
        yield from (replace(each, kind=None) for each in same)
        facts = {
            "state": state,
            "handles": [each.facts["handle"] for each in same],
            "since": min(each.facts["since"] for each in same),
        }
        yield News(kind=_OF_SEVERAL[kind], facts=facts, loud=kind is NoticeKind.SOURCE_AILS)


def _facts(channel: Channel, rulebook: Rulebook) -> dict[str, Any]:
    """What the notice of a channel's trouble is worded from."""
    listed = rulebook.channel(channel.handle)
    return {
        "handle": channel.handle,
        "title": channel.title,
        "state": channel.state,
        "since": (channel.state_since or channel.next_due_at).isoformat(),
        "error": channel.last_error,
        "shown_as": channel.canonical_handle,
        "last_post_at": channel.last_post_at.isoformat() if channel.last_post_at else None,
        "heartbeat": bool(listed and listed.heartbeat),
    }
