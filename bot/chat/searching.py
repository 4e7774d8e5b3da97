"""Finding incidents by words, in any form, mistyped ones included."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.text import search_terms
from bot.store import views
from bot.store.db import Session
from bot.store.search import search
from bot.values import IncidentView

MAX_TERMS = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What was found; `shown_for` the words searched instead, when those asked for found nothing."""

    views: Sequence[IncidentView] = ()
    shown_for: str = ""


async def find(session: Session, words: str, *, limit: int) -> Found:
    """The incidents with a statement that says all *words*, newest first."""
    terms = search_terms(words)[:MAX_TERMS]
    ids = await search(session, terms, limit=limit)
    return Found(await views.many(session, ids))
