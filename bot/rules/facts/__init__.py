"""What a statement says beyond being a statement: figures, places, times, people, damage.

`read_facts` is the whole of it. Each kind of fact has a module of its own; what they share is the grammar of
numbers, the lexicon and the compiled gazetteer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.rules.facts.belonging import belonging
from bot.rules.facts.capitals import capitals
from bot.rules.facts.casualties import read_casualties
from bot.rules.facts.clock import read_clock
from bot.rules.facts.counts import figures, main_figure
from bot.rules.facts.damage import read_damage
from bot.rules.facts.figure import Figure
from bot.rules.facts.gazetteer import compile_places
from bot.rules.facts.inscriptions import read_inscription
from bot.rules.facts.itemised import by_place
from bot.rules.facts.lookup import Places
from bot.rules.facts.mention import Mention
from bot.rules.facts.periods import is_since, read_night, read_period
from bot.rules.facts.places import mentions, resolve
from bot.rules.facts.scope import names_day, read_scope
from bot.rules.facts.services import read_services
from bot.rules.language.text import Sentence, Span, Text
from bot.values import Facts, Scope
from bot.watchlist.channels import Channel

__all__ = ["Places", "compile_places", "read_facts"]

_KYIV = ZoneInfo("Europe/Kyiv")
_COUNTING_PATTERN = "interception"
_AIRPORTS = "airport-restrictions"


def read_facts(
    text: Text,
    *,
    focus: Sequence[Span],
    patterns: Sequence[str],
    pattern_id: str,
    places: Places,
    channel: Channel | None,
    posted_at: datetime,
) -> Facts:
    """The facts of one hit.

    *focus* are the spans of the sentences that decided the hit; *patterns* are all patterns accepted in
    the post:
    only with an interception among them is something counted. *channel* gives "here" and the clock.
    """
    home = channel.places if channel else ()
    sentences = belonging(text, focus)
    zone: tzinfo = channel.zone if channel else UTC
    if any(map(_is_of_air_force, sentences)):
        zone = _KYIV  # the Air Force of Ukraine, told elsewhere, keeps its own time
    evidence: dict[str, str] = {}

    written = read_inscription(text, sentences)
    cut = written[1] if written else None
    if written:
        evidence["inscription"] = text.words(written[2])
    plain = sum(token.capital for token in text.tokens) <= 1
    named = {
        sentence.index: mentions(sentence, places, home=home, plain=plain, skip=_inside(sentence, cut))
        for sentence in sentences
    }
    if not home:
        named = capitals(named, sentences)
    found = [mention for group in named.values() for mention in group]
    codes = resolve(found, home=home, also_here=any(pattern != _AIRPORTS for pattern in patterns))
    if words := _place_words(text, sentences, named, codes):
        evidence["places"] = words

    counting = _COUNTING_PATTERN in patterns or pattern_id == _COUNTING_PATTERN
    counted: list[Figure] = []
    if counting:
        hit = {
            sentence.index
            for sentence in sentences
            if any(sentence.start < span.end and span.start < sentence.end for span in focus)
        }
        placed = {index for index, group in named.items() if group}
        counted = figures(sentences, placed=placed, focus=hit)
    counted = [
        _multiplied(
            figure,
            [other for other in counted if other.sentence is figure.sentence],
            named.get(figure.sentence.index, ()),
        )
        for figure in counted
    ]
    regions = {
        index: frozenset(code for mention in group for code in mention.codes)
        for index, group in named.items()
        if group
    }
    count, minimum, used = main_figure(counted, places=regions, home=home)
    if used:
        evidence["count"] = _figure_words(text, used)

    tokens = tuple(token for sentence in sentences for token in sentence.tokens)
    window = read_period(tokens, zone=zone, posted_at=posted_at)
    if window is None and counting:
        window = read_night(tokens, zone=zone, posted_at=posted_at)
    if window:
        evidence["period"] = text.original[tokens[window[1]].start : tokens[window[2] - 1].end]
    scope, scope_words = Scope.EVENT, ""
    if counting:
        about = _sentences_of(used) or sentences
        scope, scope_words = read_scope(
            about,
            sentences,
            window=window is not None,
            since=any(is_since(sentence.tokens) for sentence in about),
            counted=count is not None,
            single=bool(used) and (used[0].more or used[0].implied),
        )
    elif found_day := names_day(sentences):
        scope, scope_words = Scope.PERIOD, found_day
    if scope_words:
        evidence["scope"] = scope_words
    clock = None if window else read_clock(sentences, zone=zone, posted_at=posted_at)
    if clock:
        evidence["stated_at"] = text.original[clock[1] : clock[2]]
    killed, injured = read_casualties(sentences, placed={index for index, group in named.items() if group})
    for name, toll in (("killed", killed), ("injured", injured)):
        if toll:
            evidence[name] = text.original[toll.start : toll.end]
    services = read_services(sentences)
    if services:
        evidence["emergency_services"] = text.original[services[0] : services[1]]
    damage = read_damage(sentences)
    if damage:
        evidence["damage"] = text.original[damage[0] : damage[1]]
    return Facts(
        count=count,
        count_is_minimum=minimum,
        scope=scope,
        places=codes,
        by_place=by_place(sentences, counted, named) if counting else {},
        period=window[0] if window else None,
        stated_at=clock[0] if clock else None,
        killed=killed.value if killed else None,
        injured=injured.value if injured else None,
        emergency_services=services is not None,
        inscription=written[0] if written else None,
        damage=text.original[damage[0] : damage[1]] if damage else None,
        evidence=evidence,
    )


def _is_of_air_force(sentence: Sentence) -> bool:
    """Whether a Russian text names the Air Force, as only Ukraine has one under this name."""
    return any(
        one.word in {"воздушные", "воздушных", "воздушными"}
        and other.word in {"силы", "сил", "силами", "силах"}
        for one, other in pairwise(sentence.tokens)
    )


def _inside(sentence: Sentence, span: Span | None) -> range | None:
    """Indexes of the tokens within *span*."""
    if span is None:
        return None
    inside = [i for i, token in enumerate(sentence.tokens) if span.start <= token.start < span.end]
    return range(inside[0], inside[-1] + 1) if inside else None


def _multiplied(figure: Figure, others: Sequence[Figure], named: Sequence[Mention]) -> Figure:
    """ "по два над A и B, один над C" is as many times two as there are places before the next of the
    sentence's figures.
    """
    if not figure.each:
        return figure
    end = min(
        (other.start for other in others if other.start > figure.start), default=len(figure.sentence.tokens)
    )
    after = [mention for mention in named if figure.end <= mention.start < end] or named
    return replace(figure, times=max(1, sum(max(1, len(mention.codes)) for mention in after)))


def _figure_words(text: Text, used: Sequence[Figure]) -> str:
    parts = []
    for figure in used:
        tokens = figure.sentence.tokens
        parts.append(text.original[tokens[figure.start].start : tokens[figure.end - 1].end])
    return "; ".join(parts)


def _place_words(
    text: Text, sentences: Sequence[Sentence], named: Mapping[int, Sequence[Mention]], codes: Sequence[str]
) -> str:
    parts: list[str] = []
    for sentence in sentences:
        for mention in named.get(sentence.index, ()):
            if not mention.source and set(mention.codes) & set(codes):
                tokens = sentence.tokens
                parts.append(text.original[tokens[mention.start].start : tokens[mention.end - 1].end])
    return "; ".join(dict.fromkeys(parts))


def _sentences_of(used: Sequence[Figure]) -> tuple[Sentence, ...]:
    return tuple({figure.sentence.index: figure.sentence for figure in used}.values())
