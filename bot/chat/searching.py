"""Finding incidents by words, in any form, mistyped ones included."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.rules.searching import Correction, correct
from bot.rules.text import search_terms
from bot.store import search, views
from bot.store.db import Session
from bot.values import IncidentView

MAX_TERMS: Final = 8
_KEPT_FOR: Final = timedelta(seconds=5)
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Vocabulary:
    """The words that can be found, kept for a few seconds: reading them walks the whole index."""

    _stems: Mapping[str, int] = field(default_factory=dict)
    _read_at: datetime | None = None

    async def stems(self, session: Session, now: datetime) -> Mapping[str, int]:
        """Every stem -> in how many statements it stands."""
        if self._read_at is None or not timedelta(0) <= now - self._read_at < _KEPT_FOR:
            self._stems = await search.vocabulary(session)
            self._read_at = now
        return self._stems


@dataclass(frozen=True, slots=True)
class Found:
    """What was found; `shown_for`: the words searched instead, when those asked for found nothing."""

    views: Sequence[IncidentView] = ()
    shown_for: str = ""


async def find(session: Session, words: str, vocabulary: Vocabulary, *, now: datetime, limit: int) -> Found:
    """The incidents with a statement that says all *words*, newest first; else those that say likely ones."""
    terms = search_terms(words)[:MAX_TERMS]
    if ids := await search.search(session, terms, limit=limit):
        return Found(await views.many(session, ids))
    correction = correct(terms, await vocabulary.stems(session, now))
    if not correction.changed:
        return Found()
    found = await views.many(session, await search.search(session, correction.terms, limit=limit))
    return Found(found, _in_words(correction, found))


def _in_words(correction: Correction, found: Sequence[IncidentView]) -> str:
    """The stems that were searched instead, as words that stand in what was found."""
    written = Counter(
        word
        for view in found
        for statement in view.statements
        for text in (statement.sentence, *statement.terms, *statement.facts.evidence.values())
        for word in _WORD.findall(text.lower())
    )
    shown = []
    for _, stems in correction.changed:
        forms = (word for word, _ in written.most_common() if _stems_of(word) & set(stems))
        # A word of the post outside the sentence, or a name of a place: its beginning has to do.
        shown.append(next(forms, f"{stems[0]}…"))
    return ", ".join(shown)


def _stems_of(word: str) -> set[str]:
    return {stem for stems in search_terms(word) for stem in stems}
