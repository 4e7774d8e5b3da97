"""Deciding about incidents from the command line: `python -m bot hand …`.

While the bot runs, the database is its own: the command writes what it asks for, and the bot carries it out.
Where no bot runs, the command does it itself.
"""

import asyncio
import getpass
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.chat.admin.hand import DEEDS, refusal, render_preview, render_trail
from bot.chat.naming import names_of
from bot.chat.wording import Reader, Wording
from bot.errors import BotError, StoreBusy
from bot.pipeline.hand import Hand
from bot.rulebook import Rulebook
from bot.rules.incidents.hand import Deed, Refused, Request
from bot.store import db, hand, views
from bot.store.tables import Decision, DecisionStatus
from bot.watchlist.loading import Watchlist

PATIENCE: Final = timedelta(seconds=60)
"""How long the running bot may take: it looks every second, and a busy night's transaction takes some."""
_LOOK_EVERY: Final = 0.2

Confirm = Callable[[str], bool]


async def decide(url: str, rulebook: Rulebook, request: Request, *, confirm: Confirm) -> str:
    """Carry *request* out once *confirm* agrees to its preview; what was done, in a sentence.

    Raises `BotError` for what cannot be done, or if the running bot does not answer.
    """
    words = Wording(Reader("en", None, datetime.now(UTC)), names_of(rulebook.watchlist))
    async with _opened(url) as (database, alone):
        hands = Hand(database, lambda: rulebook, lambda: datetime.now(UTC))
        plan = await hands.look(request)
        if isinstance(plan, Refused):
            raise _not_done(plan, words)
        async with database.reading() as session:
            shown = await views.many(session, plan.incidents)
        if not confirm(render_preview(plan, shown, words).text):
            return "Nothing was changed."
        made_by = f"command line, {_user()}"
        if alone:
            done = await hands.decide(request, made_by=made_by, stamp=plan.stamp)
            if isinstance(done, Refused):
                raise _not_done(done, words)
            number = done.decision
        else:
            # What was shown is what is asked for, whatever is decided until the bot comes to it.
            asked = replace(request, decision=plan.undoes)
            async with database.writing() as session:
                number = await hand.ask(session, asked, made_by=made_by, now=datetime.now(UTC))
        return _said(await _carried_out(database, number), words)


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[tuple[db.Database, bool]]:
    """The database at the newest schema, and whether it is ours alone: otherwise the bot runs on it."""
    db.refuse_missing(url)
    database = db.connect(url)
    try:
        alone = False
        with suppress(StoreBusy):
            await database.hold()
            alone = True
        if alone:
            await db.migrate(url)
        yield database, alone
    finally:
        await database.close()


async def _carried_out(database: db.Database, number: int) -> Decision:
    """The decision once it is no longer waiting."""
    deadline = datetime.now(UTC) + PATIENCE
    while datetime.now(UTC) < deadline:
        async with database.reading() as session:
            decision = await hand.decision(session, number)
        if decision is not None and decision.status is not DecisionStatus.ASKED:
            return decision
        await asyncio.sleep(_LOOK_EVERY)
    raise BotError(
        f"the running bot has not carried it out yet; `hand log` shows when it has (number {number})"
    )


def _said(decision: Decision, words: Wording) -> str:
    if refused := hand.refused(decision):
        raise _not_done(refused, words)
    numbers = ", ".join(map(str, decision.incidents))
    done = words.say(DEEDS[Deed(decision.deed)]).text
    noun = "incident" if len(decision.incidents) == 1 else "incidents"
    return f"Done, as number {decision.id}: {noun} {numbers} {done}."


def _not_done(refused: Refused, words: Wording) -> BotError:
    return BotError(refusal(refused, words.say, prefix="hand ").text)


async def log(url: str, *, limit: int) -> list[Decision]:
    """What was decided by hand, the last first."""
    async with _opened(url) as (database, _), database.reading() as session:
        return await hand.trail(session, limit=limit)


def render_log(decisions: list[Decision], watchlist: Watchlist) -> str:
    """The trail as people read it, a decision a line."""
    words = Wording(Reader("en", UTC, datetime.now(UTC)), names_of(watchlist))
    return render_trail(decisions, words).text


def as_json(decisions: list[Decision]) -> list[dict[str, Any]]:
    """The trail for programs."""
    names = ("id", "deed", "incidents", "statements", "undoes", "undone_by", "why", "made_by")
    return [
        {name: getattr(one, name) for name in names}
        | {"made_at": one.made_at.isoformat(), "status": one.status.value, "refusal": one.refusal}
        for one in decisions
    ]


async def statements(url: str, incident_id: int) -> str:
    """The standing statements of an incident, with the numbers that a split takes. Raises `BotError`."""
    async with _opened(url) as (database, _), database.reading() as session:
        view = await views.one(session, incident_id)
    if view is None:
        raise BotError(f"There is no incident {incident_id}.")
    return "\n".join(
        f"{one.statement_id:>8}  {one.published_at:%Y-%m-%d %H:%M} UTC  {one.source}: {one.sentence}"
        for one in view.statements
        if one.withdrawn_at is None
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a process without a name, as in containers
        return "unknown"
