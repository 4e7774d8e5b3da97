"""From a post to what it says: which patterns it is about, by which words, with which facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rules.facts import read_facts
from bot.rules.facts.gazetteer import Places, compile_places
from bot.rules.language.text import Text, read_text
from bot.rules.patterns.matching import Matcher, Scored
from bot.values import Hit
from bot.watchlist.channels import Channel
from bot.watchlist.patterns import Pattern, Vocabulary
from bot.watchlist.places import Gazetteer


@dataclass(frozen=True)
class Rules:
    """Everything needed to read a text, compiled once from the config folder."""

    matcher: Matcher
    patterns: tuple[Pattern, ...]
    vocabulary: Vocabulary
    places: Places


def compile_rules(patterns: Sequence[Pattern], vocabulary: Vocabulary, gazetteer: Gazetteer) -> Rules:
    """Make patterns, their shared vocabulary and the places ready for reading."""
    return Rules(Matcher(patterns, vocabulary), tuple(patterns), vocabulary, compile_places(gazetteer))


def read(rules: Rules, text: str, *, channel: Channel | None, posted_at: datetime) -> tuple[Hit, ...]:
    """What *text* says: accepted hits and near misses (`Hit.accepted` False), best first, each with its facts.

    *channel* tells who speaks, in which language, where "here" is and which patterns are looked for;
    *posted_at* (aware) decides what "tonight" means.
    """
    return _hits(rules, text, channel, posted_at, everything=False)


def explain(rules: Rules, text: str, *, channel: Channel | None, posted_at: datetime) -> tuple[Hit, ...]:
    """As `read`, with every pattern that got at least one point."""
    return _hits(rules, text, channel, posted_at, everything=True)


def _hits(
    rules: Rules, text: str, channel: Channel | None, posted_at: datetime, *, everything: bool
) -> tuple[Hit, ...]:
    reading = read_text(text, language=channel.language if channel else "ru")
    scored = [
        each
        for each in rules.matcher.match(reading, channel.authority if channel else None, everything=everything)
        if channel is None or channel.patterns is None or each.pattern_id in channel.patterns
    ]
    scored.sort(key=lambda each: (-each.score, each.pattern_id))
    matched = tuple(each.pattern_id for each in scored if each.accepted)
    return tuple(_hit(rules, reading, each, matched, channel, posted_at) for each in scored)


def _hit(
    rules: Rules,
    text: Text,
    scored: Scored,
    matched: tuple[str, ...],
    channel: Channel | None,
    posted_at: datetime,
) -> Hit:
    sentences = [text.sentences[index] for index in scored.window]
    facts = read_facts(
        text,
        focus=tuple(sentence.span for sentence in sentences),
        patterns=matched,
        pattern_id=scored.pattern_id,
        places=rules.places,
        channel=channel,
        posted_at=posted_at,
    )
    return Hit(
        pattern_id=scored.pattern_id,
        score=scored.score,
        accepted=scored.accepted,
        sentence=text.words(sentences[0].span),
        terms=scored.terms,
        points=scored.points,
        facts=facts,
    )
