"""From a post to what it says: which patterns it is about, by which words, with which facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rules.facts import read_facts
from bot.rules.facts.gazetteer import Places, compile_places
from bot.rules.facts.places import mentions, resolve
from bot.rules.language.text import Span, Text, read_letters, read_sentences, read_text
from bot.rules.patterns.matching import Matcher
from bot.rules.patterns.scoring import Scored
from bot.values import Facts, Hit
from bot.watchlist.channels import Channel
from bot.watchlist.patterns import Pattern, Vocabulary
from bot.watchlist.places import Gazetteer


@dataclass(frozen=True, eq=False)
class Rules:
    """Everything needed to read a text, compiled once from the config folder."""

    matcher: Matcher
    patterns: tuple[Pattern, ...]
    vocabulary: Vocabulary
    gazetteer: Gazetteer
    places: Places

    def come_from(self, patterns: Sequence[Pattern], vocabulary: Vocabulary, gazetteer: Gazetteer) -> bool:
        """Whether compiling these would make the same rules again."""
        return (tuple(patterns), vocabulary) == (self.patterns, self.vocabulary) and self.knows(gazetteer)

    def knows(self, gazetteer: Gazetteer) -> bool:
        """Whether its places are these, in the same order: of two that claim a name the first has it."""
        return list(gazetteer) == list(self.gazetteer)


def compile_rules(
    patterns: Sequence[Pattern],
    vocabulary: Vocabulary,
    gazetteer: Gazetteer,
    *,
    in_use: Iterable[Rules] = (),
) -> Rules:
    """Make patterns, their shared vocabulary and the places ready for reading.

    The same places as of rules *in_use* are taken from there: they are a third of the work.
    """
    matcher = Matcher(patterns, vocabulary)
    for rules in in_use:
        if rules.knows(gazetteer):
            return Rules(matcher, tuple(patterns), vocabulary, rules.gazetteer, rules.places)
    return Rules(matcher, tuple(patterns), vocabulary, gazetteer, compile_places(gazetteer))


def read(rules: Rules, text: str, *, channel: Channel | None, posted_at: datetime) -> tuple[Hit, ...]:
    """What *text* says: accepted hits and near misses (`Hit.accepted` False), best first, each with its facts.

    *channel* tells who speaks, in which language, where "here" is and which patterns are looked for;
    *posted_at* (aware) decides what "tonight" means.
    """
    return _hits(rules, text, channel, posted_at, everything=False)


def explain(rules: Rules, text: str, *, channel: Channel | None, posted_at: datetime) -> tuple[Hit, ...]:
    """As `read`, with every pattern that got at least one point."""
    return _hits(rules, text, channel, posted_at, everything=True)


def regions_named(rules: Rules, text: str) -> tuple[str, ...]:
    """The regions that *text* names anywhere, whatever it is about."""
    sentences = read_text(text).sentences
    named = [mention for sentence in sentences for mention in mentions(sentence, rules.places, home=())]
    return resolve(named, home=(), also_here=False)


def _hits(
    rules: Rules, text: str, channel: Channel | None, posted_at: datetime, *, everything: bool
) -> tuple[Hit, ...]:
    authority = channel.authority if channel else None
    letters = read_letters(text, language=channel.language if channel else "ru")
    if not everything and not rules.matcher.could_match(letters, authority):
        return ()
    reading = read_sentences(letters)
    scored = [
        each
        for each in rules.matcher.match(reading, authority, posted_on=posted_at.date(), everything=everything)
        if channel is None or channel.patterns is None or each.pattern_id in channel.patterns
    ]
    scored.sort(key=lambda each: (-each.score, each.pattern_id))
    matched = tuple(each.pattern_id for each in scored if each.accepted)
    known: dict[tuple[tuple[Span, ...], str | None], Facts] = {}
    hits = []
    for each in scored:
        focus = tuple(reading.sentences[index].span for index in each.window)
        # Accepted hits of the same sentences have the same facts: all accepted patterns are told to each.
        key = (focus, None if each.accepted else each.pattern_id)
        if key not in known:
            known[key] = read_facts(
                reading,
                focus=focus,
                patterns=matched,
                pattern_id=each.pattern_id,
                places=rules.places,
                channel=channel,
                posted_at=posted_at,
            )
        hits.append(_hit(reading, each, known[key]))
    return tuple(hits)


def _hit(text: Text, scored: Scored, facts: Facts) -> Hit:
    return Hit(
        pattern_id=scored.pattern_id,
        score=scored.score,
        accepted=scored.accepted,
        sentence=text.words(text.sentences[scored.window[0]].span),
        terms=scored.terms,
        points=scored.points,
        facts=facts,
    )
