"""Which signs and vetoes hold in which sentence of a text, and by which words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from bot.rules.language import roles, telling
from bot.rules.language.forms import Form
from bot.rules.language.items import are_unrelated, items_of
from bot.rules.language.text import Sentence, Text
from bot.rules.patterns.compiling import Rule, comparable
from bot.rules.patterns.lexicon import Lexicon, Mention
from bot.watchlist.channels import Authority

DIGEST_LINES = 5
"""A post of so many lines, half of them items, is a collection: vetoes and windows keep to their line."""

SHORT = 5
"""A sentence of so few words and signs only adds to its neighbours: "Один БПЛА. Наш район. Сбит."."""

Window = tuple[int, ...]
"""Sentences read together, by their indexes."""

T = TypeVar("T")

_VERBS = Form.DONE | Form.NOW | Form.COMING


class Fired(NamedTuple):
    """A rule that holds in a sentence, with the author's words by which it does."""

    rule: Rule
    sentence: int
    words: tuple[str, ...]


class Reading:
    """One text being read. What was worked out once is shared by all patterns."""

    def __init__(self, text: Text, lexicon: Lexicon, authority: Authority | None) -> None:
        self.text = text
        self.authority = authority
        self.every: Window = tuple(range(len(text.sentences)))
        """The indexes of all sentences."""
        self._scans = [lexicon.scan(each, text.language, sure=text.language_shown) for each in text.sentences]
        self.bits = [scan.bits for scan in self._scans]
        """By sentence, the signs that a term of it can begin (`Bounds`)."""
        self._mentions: list[dict[tuple[int, ...], list[Mention]]] = [{} for _ in self.every]
        self._fired: list[dict[Rule, tuple[str, ...] | None]] = [{} for _ in self.every]
        self._windows: dict[Window, tuple[Window, ...]] = {}
        self._comparable: dict[Window, str] = {}
        self._judged: dict[tuple[Callable[..., object], int, int, int, int], object] = {}

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
        known = self._mentions[sentence]
        found = known.get(groups)
        if found is None:
            scan = self._scans[sentence]
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
            if (words := self.fires(rule, sentence)) is not None:
                found.append(Fired(rule, sentence, words))
                highest[rule.key] = rule
        return found

    def begun(self, rules: Mapping[int, tuple[Rule, ...]], sentence: int) -> Iterable[Rule]:
        """Those of the *rules* (by their lists) of which a word stands in a sentence, in order.

        Of signs with equal points the first is told, whatever else was looked for.
        """
        here = rules.keys() & self.present(sentence)
        if len(here) < 2:
            return rules[here.pop()] if here else ()
        return dict.fromkeys(rule for group in sorted(here) for rule in rules[group])

    def any_fires(self, rules: Mapping[int, tuple[Rule, ...]], sentence: int) -> bool:
        """Whether one of the *rules* (by their lists) holds in a sentence."""
        here = rules.keys() & self.present(sentence)
        return any(self.fires(rule, sentence) is not None for group in here for rule in rules[group])

    def fires(self, rule: Rule, sentence: int) -> tuple[str, ...] | None:
        """The words by which *rule* holds in a sentence; None where it does not."""
        known = self._fired[sentence]
        if rule in known:
            return known[rule]
        words = known[rule] = self._fire(rule, sentence)
        return words

    def windows(self, kept: Window) -> tuple[Window, ...]:
        """The windows of the *kept* sentences: each alone, neighbours together, a heading with its list."""
        if kept not in self._windows:
            self._windows[kept] = tuple(_windows(self.text.sentences, kept, digest=self.digest))
        return self._windows[kept]

    @property
    def widest(self) -> tuple[Window, ...]:
        """The longest window of each beginning, as if the post were no collection: that takes a closer look."""
        windows = _windows(self.text.sentences, self.every, digest=False)
        return tuple({window[0]: window for window in windows}.values())

    def comparable(self, window: Window) -> str:
        """A window as it is compared with examples."""
        if window not in self._comparable:
            self._comparable[window] = (
                comparable([self.text.sentences[window[0]]])
                if len(window) == 1
                else " ".join(filter(None, [self.comparable((index,)) for index in window]))
            )
        return self._comparable[window]

    def _fire(self, rule: Rule, sentence: int) -> tuple[str, ...] | None:
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
            if (words := self._holds(rule, sentence, mention, excluded)) is not None:
                return words
        return None

    def _holds(
        self, rule: Rule, sentence: int, mention: Mention, excluded: Sequence[Mention]
    ) -> tuple[str, ...] | None:
        """The words by which *rule* holds for one mention; cheap conditions are asked first."""
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
            denied = not telling.DENYING.isdisjoint(words) and self._judge(telling.negated, sentence, mention)
            if denied != rule.negated:
                return None
        supposed = rule.certain and not telling.SUPPOSING.isdisjoint(words)
        if supposed and self._judge(telling.hypothetical, sentence, mention):
            return None
        if rule.alone and self._judge(telling.something_else, sentence, mention):
            return None
        if rule.not_by or rule.by or rule.to:
            concerned = self._concerned(rule, sentence, mention)
            if concerned is None:
                return None
            shown += concerned
        return tuple(dict.fromkeys(self._words(sentence, each) for each in shown))

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

    def _words(self, sentence: int, mention: Mention) -> str:
        return self.text.words(self.text.sentences[sentence].stretch(mention.first, mention.last))


def _windows(sentences: Sequence[Sentence], kept: Sequence[int], *, digest: bool) -> Iterator[Window]:
    for place, index in enumerate(kept):
        yield (index,)
        if place + 1 < len(kept) and kept[place + 1] == index + 1:
            one, other = sentences[index], sentences[index + 1]
            if not digest or one.line == other.line:
                yield (index, index + 1)
                if (
                    index + 2 in kept[place + 2 : place + 3]
                    and len(other.words) <= SHORT
                    and not (digest and other.line != sentences[index + 2].line)
                ):
                    yield (index, index + 1, index + 2)
        if sentences[index].heading:
            items = [index]
            for following in kept[place + 1 :]:
                if following != items[-1] + 1 or not sentences[following].item:
                    break
                items.append(following)
            if len(items) > 2:
                yield tuple(items)


def _overlap(mention: Mention, other: Mention) -> bool:
    return other.first <= mention.last and mention.first <= other.last


def _near(mention: Mention, other: Mention, within: int | None) -> bool:
    if _overlap(mention, other):
        return False
    gap = other.first - mention.last if other.first > mention.last else mention.first - other.last
    return within is None or gap <= within
