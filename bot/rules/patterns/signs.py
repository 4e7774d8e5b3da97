"""Which signs and vetoes hold in which sentence of a text, and by which words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from typing import NamedTuple, TypeVar

from bot.rules.language import denying, going_on, roles, telling
from bot.rules.language.forms import Form
from bot.rules.language.items import are_unrelated, items_of
from bot.rules.language.text import Text
from bot.rules.patterns.compiling import Rule, comparable
from bot.rules.patterns.lexicon import Lexicon
from bot.rules.patterns.mentions import Mention, Scan, begun
from bot.rules.patterns.windows import Window, retells, windows_from
from bot.watchlist.channels import Authority

DIGEST_LINES = 5
"""A post of so many lines, half of them items, is a collection: vetoes and windows keep to their line."""

T = TypeVar("T")

_VERBS = Form.DONE | Form.NOW | Form.COMING


class Fired(NamedTuple):
    """A rule that holds in a sentence, and the mentions by which it does."""

    rule: Rule
    sentence: int
    mentions: tuple[Mention, ...]


_DOUBTING = denying.DENYING | telling.SUPPOSING
_fired = partial(tuple.__new__, Fired)
"""Twice as fast as calling the class."""


class _Scans(dict[int, Scan]):
    """Sentences looked up, by their indexes: each when it is first asked for, which most never are."""

    def __init__(self, text: Text, lexicon: Lexicon, posted_on: date | None) -> None:
        self._text = text
        self._lexicon = lexicon
        self._posted_on = posted_on

    def __missing__(self, index: int) -> Scan:
        sentence = self._text.sentences[index]
        scan = self[index] = self._lexicon.scan(
            sentence, sentence.language, sure=sentence.language_sure, posted_on=self._posted_on
        )
        return scan


class Reading:
    """One text being read, posted on a known day or not. What was worked out once is shared by all patterns."""

    def __init__(
        self, text: Text, lexicon: Lexicon, authority: Authority | None, posted_on: date | None = None
    ) -> None:
        self.text = text
        self.authority = authority
        self.every: Window = tuple(range(len(text.sentences)))
        """The indexes of all sentences."""
        self._lexicon = lexicon
        self._scans = _Scans(text, lexicon, posted_on)
        self._mentions: list[dict[tuple[int, ...], list[Mention]]] = [{} for _ in self.every]
        self._fired: list[dict[Rule, tuple[Mention, ...] | None]] = [{} for _ in self.every]
        self._doubtful: list[bool | None] = [None] * len(self.every)
        self._kept: dict[tuple[int, ...], Window] = {}
        self._windows: dict[tuple[Window, int], tuple[Window, ...]] = {}
        self._comparable: dict[Window, str] = {}
        self._judged: dict[tuple[Callable[..., object], int, int, int, int], object] = {}

    @property
    def bits(self) -> list[int]:
        """By sentence, the signs that a term of it could begin (`Bounds`)."""
        hints = self._lexicon.hints
        return [
            begun(hints(set(each.words), each.language, sure=each.language_sure))
            for each in self.text.sentences
        ]

    @cached_property
    def digest(self) -> bool:
        """Whether the post is a collection of separate items: marked as such, or of unrelated matters."""
        return self._listed or (
            len({sentence.line for sentence in self.text.sentences}) > 1 and are_unrelated(items_of(self.text))
        )

    @cached_property
    def _listed(self) -> bool:
        lines = {sentence.line: sentence for sentence in reversed(self.text.sentences)}
        entries = sum(sentence.item or sentence.marked for sentence in lines.values())
        return len(lines) >= DIGEST_LINES and entries * 2 >= len(lines)

    def leads(self, index: int) -> bool:
        """Whether a sentence introduces the items of a list: it stands on the first line and is none of them.

        Where the items are not marked the first is one like the others.
        """
        first = self.text.sentences[0]
        return (
            self._listed and self.text.sentences[index].line == first.line and not (first.item or first.marked)
        )

    def present(self, sentence: int) -> frozenset[int]:
        """All lists of which a term stands in a sentence."""
        return self._scans[sentence].present

    def of(self, sentence: int, groups: tuple[int, ...]) -> Sequence[Mention]:
        """Mentions of any of *groups* in a sentence."""
        scan = self._scans[sentence]
        if scan.present.isdisjoint(groups):
            return ()
        known = self._mentions[sentence]
        found = known.get(groups)
        if found is None:
            found = known[groups] = [
                mention for group in groups if group in scan.present for mention in scan.mentions(group)
            ]
        return found

    def fired(self, rules: Mapping[int, tuple[Rule, ...]], sentence: int) -> list[Fired]:
        """The signs among *rules* (by their lists) that hold in a sentence.

        Those that give no more than one of their key before them are left out, unasked.
        """
        found: list[Fired] = []
        highest: dict[str, Rule] = {}
        for rule in self.begun(rules, sentence):
            before = highest.get(rule.key)
            if before is not None and before.points >= rule.points and before.anywhere >= rule.anywhere:
                continue
            if (mentions := self.fires(rule, sentence)) is not None:
                found.append(_fired((rule, sentence, mentions)))
                highest[rule.key] = rule
        return found

    def begun(self, rules: Mapping[int, tuple[Rule, ...]], sentence: int) -> Iterable[Rule]:
        """Those of the *rules* (by their lists) of which a word stands in a sentence, in order.

        Of signs with equal points the first is told, whatever else was looked for.
        """
        here = rules.keys() & self.present(sentence)
        if len(here) < 2:
            return rules[here.pop()] if here else ()
        return dict.fromkeys([rule for group in sorted(here) for rule in rules[group]])

    def any_fires(self, rules: Mapping[int, tuple[Rule, ...]], sentence: int) -> bool:
        """Whether one of the *rules* (by their lists) holds in a sentence."""
        here = rules.keys() & self.present(sentence)
        return any(self.fires(rule, sentence) is not None for group in here for rule in rules[group])

    def fires(self, rule: Rule, sentence: int) -> tuple[Mention, ...] | None:
        """The mentions by which *rule* holds in a sentence; None where it does not."""
        known = self._fired[sentence]
        if rule in known:
            return known[rule]
        mentions = known[rule] = self._fire(rule, sentence)
        return mentions

    def words(self, fired: Fired) -> tuple[str, ...]:
        """The author's words by which a rule holds."""
        sentence = self.text.sentences[fired.sentence]
        return tuple(
            dict.fromkeys(self.text.words(sentence.stretch(each.first, each.last)) for each in fired.mentions)
        )

    def kept(self, background: tuple[int, ...]) -> Window:
        """The sentences that do not retell what was earlier, as words of the lists *background* say."""
        if not background:
            return self.every
        kept = self._kept.get(background)
        if kept is None:
            kept = self._kept[background] = tuple(
                index
                for index in self.every
                if not retells(index, self.text.sentences[index].words, self.of(index, background))
            )
        return kept

    def windows(self, kept: Window, beginning: int) -> tuple[Window, ...]:
        """The windows of the *kept* sentences that begin with one of them.

        It alone, neighbours together, a heading with its list.
        """
        windows = self._windows.get((kept, beginning))
        if windows is None:
            found = windows_from(self.text.sentences, kept, beginning, self.digest)
            windows = self._windows[kept, beginning] = tuple(found)
        return windows

    @property
    def widest(self) -> list[Window]:
        """The longest window of each beginning."""
        return [self.windows(self.every, index)[-1] for index in self.every]

    def comparable(self, window: Window) -> str:
        """A window as it is compared with examples."""
        if window not in self._comparable:
            self._comparable[window] = (
                comparable([self.text.sentences[window[0]]])
                if len(window) == 1
                else " ".join(filter(None, [self.comparable((index,)) for index in window]))
            )
        return self._comparable[window]

    def _fire(self, rule: Rule, sentence: int) -> tuple[Mention, ...] | None:
        if rule.bare and not self._is_doubtful(sentence):
            scan = self._scans[sentence]
            for group in rule.groups:
                if group in scan.present:
                    return (scan.mentions(group)[0],)
            return None
        if rule.channel is not None and rule.channel is not self.authority:
            return None
        present = self.present(sentence)
        for asked in rule.beside:
            if asked.isdisjoint(present):
                return None
        excluded = self.of(sentence, rule.without) if rule.without else ()
        if excluded and rule.within is None:
            return None
        if rule.verbless is True and not self._verbless(sentence):
            return None
        for mention in self.of(sentence, rule.groups):
            if (mentions := self._holds(rule, sentence, mention, excluded)) is not None:
                return mentions
        return None

    def _is_doubtful(self, sentence: int) -> bool:
        """Whether some word of a sentence could deny or suppose."""
        known = self._doubtful[sentence]
        if known is None:
            words = self.text.sentences[sentence].words
            known = self._doubtful[sentence] = not _DOUBTING.isdisjoint(words)
        return known

    def _holds(
        self, rule: Rule, sentence: int, mention: Mention, excluded: Sequence[Mention]
    ) -> tuple[Mention, ...] | None:
        """The mentions by which *rule* holds, one of them given; cheap conditions are asked first."""
        shown = [mention]
        if rule.verbless == "clause" and not self._judge(telling.verbless_clause, sentence, mention):
            return None
        if any(_near(mention, other, rule.within) or _overlap(mention, other) for other in excluded):
            return None
        if rule.with_:
            companions = [
                other for other in self.of(sentence, rule.with_) if _near(mention, other, rule.within)
            ]
            if not companions:
                return None
            shown.append(companions[0])
        if "any" not in rule.when and not rule.when & self._judge(telling.said_as, sentence, mention):
            return None
        words = self.text.sentences[sentence].words
        if rule.negated is not None:
            denied = not denying.DENYING.isdisjoint(words) and self._judge(denying.negated, sentence, mention)
            if denied != rule.negated:
                return None
        supposed = rule.certain and not telling.SUPPOSING.isdisjoint(words)
        if supposed and self._judge(telling.hypothetical, sentence, mention):
            return None
        if rule.alone and self._judge(telling.something_else, sentence, mention):
            return None
        if rule.continues and not self._goes_on(rule, sentence, mention):
            return None
        if rule.not_by or rule.by or rule.to:
            concerned = self._concerned(rule, sentence, mention)
            if concerned is None:
                return None
            shown += concerned
        return tuple(shown)

    def _goes_on(self, rule: Rule, sentence: int, mention: Mention) -> bool:
        """Whether the sentence before is about one of what *rule* says it continues."""
        if not sentence:
            return False
        before, verb = (
            self.text.sentences[sentence - 1].tokens,
            self.text.sentences[sentence].tokens[mention.first],
        )
        return any(going_on.is_about(before, thing, verb) for thing in self.of(sentence - 1, rule.continues))

    def _concerned(self, rule: Rule, sentence: int, mention: Mention) -> list[Mention] | None:
        """Who does it and to what, as *rule* asks; None where it is not so."""
        tokens = self.text.sentences[sentence].tokens
        if any(roles.does(tokens, mention, other) for other in self.of(sentence, rule.not_by)):
            return None
        found: list[Mention] = []
        if rule.by:
            doer = next(
                (each for each in self.of(sentence, rule.by) if roles.does(tokens, mention, each)), None
            )
            if doer is None:
                return None
            found.append(doer)
        if rule.to:
            known = self.of(sentence, (*rule.by, *rule.doers))
            things = self.of(sentence, rule.to)
            thing = next((each for each in things if roles.acted_upon(tokens, mention, each, known)), None)
            if thing is None:
                return None
            found.append(thing)
        return found

    def _judge(self, ask: Callable[..., T], sentence: int, mention: Mention) -> T:
        """What *ask* says of a mention, worked out once for all lists the words stand in."""
        key = (ask, sentence, mention.first, mention.last, mention.says)
        if key not in self._judged:
            self._judged[key] = ask(self.text.sentences[sentence].tokens, mention)
        return self._judged[key]  # type: ignore[return-value]

    def _verbless(self, sentence: int) -> bool:
        """Whether a sentence is a call without a verb, as far as words and lists tell."""
        if not telling.verbless(self.text.sentences[sentence].tokens):
            return False
        # What could be a noun as well ("attack") is no proof of a verb.
        return not self._scans[sentence].says(_VERBS)


def _overlap(mention: Mention, other: Mention) -> bool:
    return other.first <= mention.last and mention.first <= other.last


def _near(mention: Mention, other: Mention, within: int | None) -> bool:
    if _overlap(mention, other):
        return False
    gap = other.first - mention.last if other.first > mention.last else mention.first - other.last
    return within is None or gap <= within
