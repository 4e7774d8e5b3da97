"""Why an incident is told: the sentence, the words that counted and how much each, in plain language. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.chat.buttons import Press, Verb, encode
from bot.chat.cards import deciding
from bot.chat.claims import standing
from bot.chat.markup import Markup, bold, clean, fill, join, plain, quote
from bot.chat.names import Names
from bot.chat.rendered import Button, Rendered
from bot.chat.wording import Reader, Wording
from bot.values import IncidentView, Point, StatementView

MAX_SENTENCE: Final = 700
MAX_POINTS: Final = 20
MAX_WORDS: Final = 120
_LIKENESS: Final = re.compile(r"similar to example (\d+)%")


def render_why(view: IncidentView, index: int, *, reader: Reader, names: Names) -> Rendered:
    """Why the statement number *index* of an incident counts, with buttons to the others; see `explained`."""
    words = Wording(reader, names)
    statements = explained(view)
    index = min(max(index, 0), len(statements) - 1)
    statement = statements[index]
    title = words.say("Why this is told (incident {id})", id=view.incident_id)
    if len(statements) > 1:
        title = fill("{title} · {n}/{of}", title=title, n=index + 1, of=len(statements))
    kinds = ", ".join(words.kind(kind) for kind in statement.kinds)
    verdict = words.say(
        "Understood as: {kinds}. It has {score} points of 100.", kinds=bold(kinds), score=statement.score
    )
    body = join(
        "\n",
        [
            bold(title),
            quote(clean(statement.sentence, limit=MAX_SENTENCE)),
            words.attribution(statement),
            plain(statement.url),
            plain(" "),
            verdict,
            *points(statement.points, words),
        ],
    )
    return Rendered(body, _turning(view, index, len(statements), words))


def explained(view: IncidentView) -> Sequence[StatementView]:
    """The statements to explain: those that stand, else all; that of the headline, the newest, reposts last."""
    newest_first = list(reversed(standing(view) or view.statements))
    first = deciding(view)
    return sorted(newest_first, key=lambda one: (one is not first, one.echo_of is not None))


def points(given: Sequence[Point], words: Wording) -> list[Markup]:
    """What counted for it and what against it, a line each, weightiest first; each word stands once."""
    lines = [_point(point, words) for point in _by_words(given)[:MAX_POINTS]]
    return [line for line in lines if line]


def _by_words(given: Sequence[Point]) -> list[Point]:
    """The points added up so that each word stands once among those for and once among those against.

    A reader sees words, not rules: two rules that share a word become one line of the words of both.
    """
    together: list[Point] = []
    for point in given:
        ours = [other for other in together if _belong(point, other)]
        words: dict[str, str] = {}
        for word in (word for one in (*ours, point) for word in one.words):
            words.setdefault(word.casefold(), word)
        together = [other for other in together if other not in ours]
        together.append(
            replace(
                ours[0] if ours else point,
                points=sum(one.points for one in (*ours, point)),
                words=tuple(words.values()),
            )
        )
    return sorted(together, key=lambda point: -abs(point.points))


def _belong(one: Point, other: Point) -> bool:
    if (one.points < 0) is not (other.points < 0):
        return False
    if not one.words or not other.words:
        return not one.words and not other.words and one.why == other.why
    return bool({word.casefold() for word in one.words} & {word.casefold() for word in other.words})


def _point(point: Point, words: Wording) -> Markup:
    amount = bold(f"+{point.points}" if point.points >= 0 else f"−{-point.points}")
    quoted = ", ".join(words.say("“{word}”", word=clean(word, limit=MAX_WORDS)).text for word in point.words)
    if likeness := _LIKENESS.fullmatch(point.why):
        return words.say(
            "{points} resembles known statements of this kind ({n} %)", points=amount, n=likeness[1]
        )
    if not quoted:
        return fill("{points} {why}", points=amount, why=clean(point.why, limit=MAX_WORDS))
    if point.points < 0:
        return words.say("{points} speaks against it: {words}", points=amount, words=quoted)
    return words.say("{points} for {words}", points=amount, words=quoted)


def _turning(view: IncidentView, index: int, of: int, words: Wording) -> tuple[tuple[Button, ...], ...]:
    others = [("‹", index - 1), ("›", index + 1)]
    row = tuple(
        Button(label, encode(Press(Verb.WHY, (str(view.incident_id), str(number)))))
        for label, number in others
        if 0 <= number < of
    )
    return (row,) if row else ()
