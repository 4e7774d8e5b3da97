"""A changed incident is told: why and how loudly is decided, and who is owed it is written to the outbox."""

import logging
from dataclasses import replace
from datetime import datetime

from bot.rulebook import Rulebook
from bot.rules.notifying import Standing, Telling, level_of, standing, why_tell
from bot.store import digests, fanout, incidents
from bot.store.db import Session
from bot.values import Reason

logger = logging.getLogger(__name__)


async def tell(
    session: Session,
    incident_id: int,
    rulebook: Rulebook,
    now: datetime,
    *,
    quietly: bool = False,
    merged: bool = False,
    holders_only: bool = False,
    hushed: bool = False,
) -> None:
    """Owe a changed incident to its subscribers.

    *quietly*: nothing is owed, as what changed is older than our watch. *merged*: another incident took its
    statements. *holders_only*: only the cards that are there follow, as an old post was edited. *hushed*:
    nothing happened but in our own books, so nothing sounds, now or later.
    """
    policy = rulebook.watchlist.incidents
    incident, memory = await incidents.snapshot(session, incident_id)
    told = Standing.from_json(memory["told"]) if memory else None
    shown = Standing.from_json(memory["shown"]) if memory else None
    current = standing(incident.places, incident.statements, ended=incident.ended_at is not None)
    if merged:
        telling = Telling(Reason.WITHDRAWN, loud=False)
    else:
        telling = why_tell(told, current, shown=shown, jump=policy.jump)
    if hushed:
        telling = replace(telling, loud=False)
    heard = hushed or (telling.loud and not quietly)
    remembered = current if told is None or heard else replace(told, ended=current.ended)
    await incidents.set_told(session, incident_id, {"told": remembered.as_json(), "shown": current.as_json()})
    if quietly:
        return
    due_at = now + policy.first_wait if told is None else now
    # A retraction is as grave as what it takes back.
    level = level_of(told if told is not None and current.withdrawn else current, incident.role)
    reason = telling.reason
    # A chat that has no card yet hears its first one, whatever this change is to the others.
    await fanout.enqueue_cards(
        session,
        incident_id,
        reason=reason,
        loud=current.reported and not hushed,
        level=level,
        due_at=due_at,
        now=now,
        holders_only=holders_only,
    )
    if not holders_only:
        await digests.owe(session, incident_id, now=now)
    if telling.loud and told is not None:
        await fanout.enqueue_news(
            session, incident_id, reason=reason, loud=True, level=level, due_at=due_at, now=now
        )
    logger.info(
        "incident changed id=%d reason=%r loud=%s statements=%d",
        incident_id,
        reason.value,
        telling.loud,
        len(incident.statements),
    )
