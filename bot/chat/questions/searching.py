"""Finding incidents by words, in any form, mistyped ones included, and by what their statements are like."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Final

from bot.chat.markup import Markup
from bot.chat.questions.filters import Question
from bot.chat.questions.instead import in_words
from bot.chat.questions.snippets import saying, snippet
from bot.chat.questions.vocabulary import Vocabulary
from bot.rules.language import wordlists
from bot.rules.language.designations import is_designation
from bot.rules.language.text import search_terms, search_words
from bot.rules.searching import Word, choose, readings
from bot.store import search, views
from bot.store.criteria import Criteria
from bot.store.db import Session
from bot.values import IncidentView, StatementView

MAX_TERMS: Final = 8
MAX_RANKED: Final = 300
"""Statements among which relevance is told: the newest that say everything."""

_ONE_THING: Final = "дрон беспилотник бпла безпілотник drone uav"
"""Names of what most is asked for; officials use now one, now another."""

_LITTLE: Final = wordlists.words(
    """
    в во на над под по из с со за к у о об от до для и что около возле із зі з під про від та й і біля що
    v vo na nad pod po iz s so za k u o ot do dlya i chto okolo vozle z pid pro vid ta bilya shcho
    in on at over near of the a an and to from for by with
    """
)
"""Words that people write between those they look for, and that a statement need not say."""

_NAME: Final = re.compile(r"[^\W\d_]{4,}")
"""The word of a designation that has one."""

Terms = Sequence[Sequence[str]]


class Order(StrEnum):
    """Which incidents come first: those whose sentences say most of the words, or the newest."""

    RELEVANCE = "r"
    TIME = "t"


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of what is found: its order, how many to leave out, how many to show."""

    limit: int
    offset: int = 0
    order: Order = Order.RELEVANCE


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found; `more`: there is a further one.

    `shown_for`: the words searched instead, when those asked for found nothing. `snippets`, by incident, are
    the statements that say the words, with the stretch that says them.
    """

    views: Sequence[IncidentView] = ()
    more: bool = False
    shown_for: str = ""
    snippets: Mapping[int, tuple[StatementView, Markup]] = field(default_factory=dict)


async def find(session: Session, question: Question, vocabulary: Vocabulary, *, page: Page) -> Found:
    """The incidents with a statement that says all the words and is as asked; else those that say likely words.

    Without words, the newest that are as asked.
    """
    if not question.words:
        found = await views.latest(
            session, limit=page.limit + 1, offset=page.offset, criteria=question.criteria
        )
        return Found(found[: page.limit], len(found) > page.limit)
    words = words_to_find(question.words)
    terms: Terms = [word.stems for word in words]
    ids = await _ids(session, terms, question.criteria, page)
    if not ids:
        corrected = await _corrected(session, words, vocabulary, question.criteria)
        if corrected is None or corrected == terms:
            return Found()
        terms = [_by_any_name(stems) for stems in corrected]
        ids = await _ids(session, terms, question.criteria, page)
    shown = await views.many(session, ids[: page.limit])
    said = await search.said_by(session, ids[: page.limit], terms)
    snippets = _snippets(shown, terms, said)
    texts = [text.text for _, text in snippets.values()]
    return Found(shown, len(ids) > page.limit, in_words(words, terms, shown, texts), snippets)


def words_to_find(text: str) -> list[Word]:
    """The words of *text* that tell what is looked for; the little ones only where there are no others."""
    words = [
        Word(typed, _by_any_name(stems))
        for typed, stems in zip(search_words(text), search_terms(text), strict=True)
    ]
    return ([word for word in words if word.typed not in _LITTLE] or words)[:MAX_TERMS]


def _by_any_name(stems: Sequence[str]) -> tuple[str, ...]:
    """*stems*, with those of the other names of the same thing."""
    names = _stems_of_one_thing()
    return (*stems, *(name for name in names if name not in stems)) if set(stems) & set(names) else tuple(stems)


@cache
def _stems_of_one_thing() -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem for stems in search_terms(_ONE_THING) for stem in stems))


async def _corrected(
    session: Session, words: Sequence[Word], vocabulary: Vocabulary, criteria: Criteria
) -> Terms | None:
    """What *words* were meant to be; None where nothing that is said is like them."""
    lexicon = await vocabulary.lexicon(session)
    likely = [readings(word, lexicon, alone=len(words) == 1) for word in words]
    if not all(likely):
        return None
    if len(words) == 1:
        return [tuple(likely[0])]
    keys = await search.newest_keys(session, likely, limit=MAX_RANKED, criteria=criteria)
    chosen = choose(likely, (frozenset(key.split()) for key in keys))
    if chosen is None:
        return None
    # A word that stays keeps all its stems.
    return [
        word.stems if set(stems) <= set(word.stems) else stems
        for word, stems in zip(words, chosen, strict=True)
    ]


async def _ids(session: Session, terms: Terms, criteria: Criteria, page: Page) -> list[int]:
    """The incidents of a page and, if there is one, the next incident after it."""
    if page.order is Order.TIME or len(terms) < 2:  # one word is said or not: there is nothing to rank
        return await search.search(session, terms, limit=page.limit + 1, offset=page.offset, criteria=criteria)
    hits = await search.newest_hits(session, terms, limit=MAX_RANKED, criteria=criteria)
    said_in, last = saying(terms), page.offset + page.limit + 1
    best: dict[int, int] = {}
    complete = 0
    for hit in hits:
        before = best.get(hit.incident_id, 0)
        if before < len(terms):
            best[hit.incident_id] = max(before, said_in(hit.sentence))
            complete += best[hit.incident_id] == len(terms)
        if complete == len(best) >= last:  # nothing older can come before these
            break
    ranked = sorted(best, key=lambda incident_id: -best[incident_id])  # stable: newest first among equals
    return ranked[page.offset : page.offset + page.limit + 1]


def _snippets(
    shown: Sequence[IncidentView], terms: Terms, said: Mapping[int, int]
) -> dict[int, tuple[StatementView, Markup]]:
    """The statements that were found: those that say most, also by their kinds and places (*said*, by id)."""
    said_in = saying(terms)
    snippets = {}
    for view in shown:
        candidates = [statement for statement in view.statements if statement.withdrawn_at is None]
        if candidates:
            # Of equals the newest.
            best = max(
                reversed(candidates),
                key=lambda each: (
                    said.get(each.statement_id, 0),
                    said_in(each.text),
                    said_in(each.sentence),
                ),
            )
            # The sentence alone where it says as much as the whole post.
            text = best.sentence if said_in(best.sentence) >= said_in(best.text) else best.text
            snippets[view.incident_id] = best, snippet(text, terms)
    return snippets


async def find_first(
    session: Session, questions: Iterable[Question], vocabulary: Vocabulary, *, page: Page
) -> tuple[Question, Found]:
    """The first of *questions* that finds something as it is written, else with other words; and what it finds.

    Where none does, the last.
    """
    answer: tuple[Question, Found] | None = None
    for question in questions:
        found = await find(session, question, vocabulary, page=page)
        if found.views and not found.shown_for:
            return question, found
        if answer is None or not answer[1].views:
            answer = question, found
    assert answer is not None  # somebody asked
    return answer


async def easier(session: Session, question: Question, vocabulary: Vocabulary, *, limit: int) -> list[Question]:
    """Questions that find something instead of one that did not: those with a part less."""
    helping: list[Question] = []
    for other in _with_less(question):
        found = await find(session, other, vocabulary, page=Page(1, 0, Order.TIME))
        if found.views:
            helping.append(other)
        if len(helping) == limit:
            break
    return helping


def _with_less(question: Question) -> Iterator[Question]:
    words = question.words.split()[:MAX_TERMS]
    if question.parts and words:
        yield Question(question.words)
    for at, word in enumerate(words):
        if (name := _NAME.match(word)) and is_designation(word):  # "Искандер-К": another Искандер
            yield replace(question, words=" ".join([*words[:at], name[0], *words[at + 1 :]]))
    for left_out in range(len(words) if len(words) > 1 else 0):
        rest = " ".join(words[:left_out] + words[left_out + 1 :])
        yield replace(question, words=rest)
