"""Whether a text is about a pattern, which sentences say so, and why: points for signs, points taken for vetoes.

A sentence is read into mentions once. For every pattern whose signs could reach its review threshold, each window
of one or two neighbouring sentences (or a heading with its list) is scored; the best window decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from rapidfuzz import fuzz, process

from bot.rules import roles
from bot.rules.forms import Form
from bot.rules.lexicon import Lexicon, Mention
from bot.rules.text import Language, Sentence, Span, Text, read_text
from bot.values import Point
from bot.watchlist.channels import Authority
from bot.watchlist.patterns import Against, Evidence, Pattern, Topic, Vocabulary, WordList

DIGEST_LINES = 5
"""A post of so many lines, half of them list items, is a collection: vetoes and windows keep to their own line."""

SHORT = 5
"""A sentence of so few words and signs only adds to its neighbours: "Один БПЛА. Наш район. Сбит." is one statement."""

VERBS = Form.DONE | Form.NOW | Form.COMING

_WORTH_COMPARING = 15


@dataclass(frozen=True, slots=True)
class _Rule:
    """One sign or veto, with its lists as numbers."""

    name: str
    points: int
    groups: tuple[int, ...]
    when: frozenset[str]
    to: tuple[int, ...]
    by: tuple[int, ...]
    not_by: tuple[int, ...]
    doers: tuple[int, ...]
    alone: bool
    verbless: bool
    anywhere: bool
    certain: bool
    with_: tuple[int, ...]
    without: tuple[int, ...]
    within: int | None
    channel: Authority | None
    negated: bool | None
    key: str
    scope: str


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A pattern ready to be asked."""

    id: str
    accept: int
    review: int
    evidence: tuple[_Rule, ...]
    against: tuple[_Rule, ...]
    background: tuple[int, ...]
    examples: Mapping[Language, tuple[str, ...]]
    example_points: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A pattern's best window in a text. `window` are indexes of its sentences, the deciding one first."""

    pattern_id: str
    score: int
    accepted: bool
    window: tuple[int, ...]
    points: tuple[Point, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """The words that gave points, as in the text, each once."""
        return tuple(dict.fromkeys(word for point in self.points if point.points > 0 for word in point.words))


@dataclass(frozen=True, slots=True)
class _Fired:
    rule: _Rule
    sentence: int
    words: tuple[str, ...]


class _Reading:
    """One text being read: mentions per sentence, looked up once and shared by all patterns."""

    def __init__(self, text: Text, lexicon: Lexicon, authority: Authority | None) -> None:
        self.text = text
        self.authority = authority
        self.mentions = [lexicon.read(each, sure=text.language_shown) for each in text.sentences]
        self.present = set().union(*self.mentions) if self.mentions else set()
        self._said: dict[tuple[int, Mention], frozenset[str]] = {}
        self._negated: dict[tuple[int, Mention], bool] = {}
        self._hypothetical: dict[tuple[int, Mention], bool] = {}

    @cached_property
    def digest(self) -> bool:
        """Whether the post is a collection of separate items."""
        lines = {sentence.line: sentence for sentence in reversed(self.text.sentences)}
        entries = sum(sentence.item or sentence.marked for sentence in lines.values())
        return len(lines) >= DIGEST_LINES and entries * 2 >= len(lines)

    def leads(self, index: int) -> bool:
        """Whether a sentence stands on the post's first line and that line is no item."""
        sentence = self.text.sentences[index]
        return sentence.line == self.text.sentences[0].line and not (sentence.item or sentence.marked)

    def of(self, sentence: int, groups: Iterable[int]) -> list[Mention]:
        """Mentions of any of *groups* in a sentence."""
        here = self.mentions[sentence]
        return [mention for group in groups if group in here for mention in here[group]]

    def said(self, sentence: int, mention: Mention) -> frozenset[str]:
        """`roles.said_as`, worked out once."""
        key = (sentence, mention)
        if key not in self._said:
            self._said[key] = roles.said_as(self.text.sentences[sentence].tokens, mention)
        return self._said[key]

    def negated(self, sentence: int, mention: Mention) -> bool:
        """`roles.negated`, worked out once."""
        key = (sentence, mention)
        if key not in self._negated:
            self._negated[key] = roles.negated(self.text.sentences[sentence].tokens, mention)
        return self._negated[key]

    def hypothetical(self, sentence: int, mention: Mention) -> bool:
        """`roles.hypothetical`, worked out once."""
        key = (sentence, mention)
        if key not in self._hypothetical:
            self._hypothetical[key] = roles.hypothetical(self.text.sentences[sentence].tokens, mention.first)
        return self._hypothetical[key]

    def verbless(self, sentence: int) -> bool:
        """Whether a sentence is a call without a verb, as far as words and lists tell."""
        if not roles.verbless(self.text.sentences[sentence].tokens):
            return False
        return not any(mention.says & VERBS for here in self.mentions[sentence].values() for mention in here)

    def words(self, sentence: int, mention: Mention) -> str:
        """A mention in the author's letters."""
        tokens = self.text.sentences[sentence].tokens
        return self.text.words(Span(tokens[mention.first].start, tokens[mention.last].end))

    def fire(self, rule: _Rule, sentence: int) -> tuple[str, ...] | None:
        """The words by which *rule* holds in *sentence*, or None."""
        if rule.channel is not None and rule.channel is not self.authority:
            return None
        found = self.of(sentence, rule.groups)
        if not found:
            return None
        if rule.without and self.of(sentence, rule.without) and rule.within is None:
            return None
        for mention in found:
            if (words := self._holds(rule, sentence, mention)) is not None:
                return words
        return None

    def _holds(self, rule: _Rule, sentence: int, mention: Mention) -> tuple[str, ...] | None:
        tokens = self.text.sentences[sentence].tokens
        if "any" not in rule.when and not rule.when & self.said(sentence, mention):
            return None
        if rule.negated is not None and self.negated(sentence, mention) != rule.negated:
            return None
        words = [self.words(sentence, mention)]
        if rule.without and any(
            _near(mention, other, rule.within) or _overlap(mention, other)
            for other in self.of(sentence, rule.without)
        ):
            return None
        if rule.certain and self.hypothetical(sentence, mention):
            return None
        if rule.verbless and not self.verbless(sentence):
            return None
        if rule.not_by and any(roles.does(tokens, mention, other) for other in self.of(sentence, rule.not_by)):
            return None
        if rule.with_:
            companions = [
                other for other in self.of(sentence, rule.with_) if _near(mention, other, rule.within)
            ]
            if not companions:
                return None
            words.append(self.words(sentence, companions[0]))
        if rule.by:
            doers = [other for other in self.of(sentence, rule.by) if roles.does(tokens, mention, other)]
            if not doers:
                return None
            words.append(self.words(sentence, doers[0]))
        if rule.alone and roles.something_else(tokens, mention):
            return None
        if rule.to:
            doers = self.of(sentence, (*rule.by, *rule.doers))
            things = [
                other for other in self.of(sentence, rule.to) if roles.acted_upon(tokens, mention, other, doers)
            ]
            if not things:
                return None
            words.append(self.words(sentence, things[0]))
        return tuple(dict.fromkeys(words))


def _overlap(mention: Mention, other: Mention) -> bool:
    return other.first <= mention.last and mention.first <= other.last


def _near(mention: Mention, other: Mention, within: int | None) -> bool:
    if _overlap(mention, other):
        return False
    gap = other.first - mention.last if other.first > mention.last else mention.first - other.last
    return within is None or gap <= within


class Matcher:
    """All patterns, compiled. Building costs seconds at a thousand patterns; asking costs a fraction of a millisecond."""

    def __init__(self, patterns: Sequence[Pattern], vocabulary: Vocabulary) -> None:
        self._lexicon = Lexicon()
        self._vocabulary = vocabulary
        self.patterns = tuple(self._compile(pattern) for pattern in patterns)
        self._lexicon.freeze()
        self._gates: dict[int, list[int]] = defaultdict(list)
        for number, pattern in enumerate(self.patterns):
            for group in {group for rule in pattern.evidence if rule.points > 0 for group in rule.groups}:
                self._gates[group].append(number)

    @property
    def forms(self) -> int:
        """Number of word forms known."""
        return self._lexicon.size

    def match(
        self, text: Text, authority: Authority | None, *, all_patterns: bool = False
    ) -> tuple[Scored, ...]:
        """Accepted patterns and those between review and accept; with *all_patterns* whatever gave a point."""
        reading = _Reading(text, self._lexicon, authority)
        numbers = sorted({number for group in reading.present for number in self._gates.get(group, ())})
        found = (self._score(self.patterns[number], reading, all_patterns) for number in numbers)
        return tuple(scored for scored in found if scored is not None)

    def _score(self, pattern: _Compiled, reading: _Reading, any_score: bool) -> Scored | None:
        present = reading.present
        best: dict[str, int] = {}
        for rule in pattern.evidence:
            if rule.points > best.get(rule.key, 0) and not present.isdisjoint(rule.groups):
                best[rule.key] = rule.points
        if sum(best.values()) + pattern.example_points < pattern.review and not any_score:
            return None
        sentences = [
            each.index for each in reading.text.sentences if not self._background(pattern, reading, each)
        ]
        fired: dict[int, list[_Fired]] = {}
        for index in sentences:
            for rule in pattern.evidence:
                if (words := reading.fire(rule, index)) is not None:
                    fired.setdefault(index, []).append(_Fired(rule, index, words))
        if not fired:
            return None
        vetoes = self._vetoes(pattern, reading)
        results = [
            self._window(pattern, reading, window, fired, vetoes)
            for window in _windows(reading.text.sentences, sentences, reading.digest)
            if any(index in fired for index in window)
        ]
        top = max(results, key=lambda scored: (scored.score, -len(scored.window), -min(scored.window)))
        return top if top.score >= pattern.review or any_score else None

    def _window(
        self,
        pattern: _Compiled,
        reading: _Reading,
        window: tuple[int, ...],
        fired: Mapping[int, list[_Fired]],
        vetoes: Sequence[_Fired],
    ) -> Scored:
        best: dict[str, _Fired] = {}
        for index, here in fired.items():
            if not reading.digest or reading.leads(index):
                for each in here:
                    if each.rule.anywhere:
                        best.setdefault(each.rule.key, each)
        for index in window:
            for each in fired.get(index, ()):
                if each.rule.key not in best or each.rule.points > best[each.rule.key].rule.points:
                    best[each.rule.key] = each
        points = [Point(each.rule.points, each.words, each.rule.name) for each in best.values()]
        total = sum(point.points for point in points)
        weight = {
            index: sum(each.rule.points for each in best.values() if each.sentence == index) for index in window
        }
        ordered = tuple(sorted(window, key=lambda index: (-weight[index], index)))
        if (
            total >= _WORTH_COMPARING
            and pattern.example_points
            and (likeness := _likeness(pattern, reading, window))
        ):
            gained = round(pattern.example_points * likeness / 100)
            points.append(Point(gained, (), f"similar to example {likeness:.0f}%"))
            total += gained
        total = min(100, total)
        seen: set[str] = set()
        for veto in vetoes:
            if veto.rule.key not in seen and _reaches(veto, window, ordered[0], reading):
                seen.add(veto.rule.key)
                points.append(Point(veto.rule.points, veto.words, veto.rule.name))
                total += veto.rule.points
        score = max(0, min(100, total))
        points.sort(key=lambda point: -point.points)
        return Scored(pattern.id, score, score >= pattern.accept, ordered, tuple(points))

    def _vetoes(self, pattern: _Compiled, reading: _Reading) -> list[_Fired]:
        return [
            _Fired(rule, index, words)
            for rule in pattern.against
            if not reading.present.isdisjoint(rule.groups)
            for index in range(len(reading.text.sentences))
            if (words := reading.fire(rule, index)) is not None
        ]

    def _background(self, pattern: _Compiled, reading: _Reading, sentence: Sentence) -> bool:
        """A sentence that opens with a word for "earlier" retells; the first sentence of a post never does."""
        if sentence.index == 0 or not pattern.background:
            return False
        return any(mention.first <= 2 for mention in reading.of(sentence.index, pattern.background))

    def _compile(self, pattern: Pattern) -> _Compiled:
        lists = {**self._vocabulary.lists, **pattern.lists}
        topics = [
            self._vocabulary.topics[name] for name in pattern.not_about if name in self._vocabulary.topics
        ]
        examples: dict[Language, list[str]] = defaultdict(list)
        for example in pattern.examples.texts:
            text = read_text(example)
            examples[text.language].append(_comparable(text.sentences))
        return _Compiled(
            pattern.id,
            pattern.accept,
            pattern.review,
            tuple(self._rule(evidence, lists) for evidence in pattern.evidence),
            (
                *(self._rule(against, lists) for against in pattern.against),
                *(self._topic(each, lists) for each in topics),
            ),
            self._groups(pattern.ignore_after, lists),
            {language: tuple(texts) for language, texts in examples.items()},
            pattern.examples.points if pattern.examples.texts else 0,
        )

    def _rule(self, source: Evidence | Against, lists: Mapping[str, WordList]) -> _Rule:
        sign = isinstance(source, Evidence)
        name = source.name if isinstance(source, Evidence) else source.why
        return _Rule(
            name=name,
            points=source.points,
            groups=self._groups(source.any, lists),
            when=frozenset(source.when),
            to=self._groups(source.to, lists),
            by=self._groups(source.by, lists),
            not_by=self._groups(source.not_by, lists) if isinstance(source, Evidence) else (),
            doers=self._groups(source.doers, lists) if isinstance(source, Evidence) else (),
            alone=source.alone,
            verbless=isinstance(source, Evidence) and source.verbless,
            anywhere=isinstance(source, Evidence) and source.anywhere,
            certain=sign,
            with_=self._groups(source.with_, lists),
            without=self._groups(source.without if isinstance(source, Evidence) else source.unless, lists),
            within=source.within,
            channel=Authority(source.channel) if source.channel else None,
            negated=source.negated,
            key=(source.group or name) if isinstance(source, Evidence) else name,
            scope="sentence" if sign else source.scope if isinstance(source, Against) else "sentence",
        )

    def _topic(self, topic: Topic, lists: Mapping[str, WordList]) -> _Rule:
        group = self._lexicon.add(WordList(ru=topic.ru, uk=topic.uk, en=topic.en))
        veto = Against(any=("$",), why=topic.why, points=topic.points, scope=topic.scope, unless=topic.unless)
        return replace(self._rule(veto, lists), groups=(group,))

    def _groups(self, names: Sequence[str], lists: Mapping[str, WordList]) -> tuple[int, ...]:
        groups = [
            self._lexicon.add(lists[name[1:]]) for name in names if name.startswith("$") and name[1:] in lists
        ]
        plain = [name for name in names if not name.startswith("$")]
        if plain:
            groups.append(self._lexicon.add(by_language(plain)))
        return tuple(groups)


def by_language(terms: Sequence[str]) -> WordList:
    """A plain list of words sorted by the language their letters show; doubtful Cyrillic counts as both."""
    latin = tuple(term for term in terms if any("a" <= char <= "z" for char in term.lower()))
    rest = tuple(term for term in terms if term not in latin)
    ukrainian = tuple(term for term in rest if not set(term.lower()) & set("ыэъё"))
    russian = tuple(term for term in rest if not set(term.lower()) & set("іїєґ'’ʼ"))
    return WordList(ru=russian, uk=ukrainian, en=latin)


def _windows(sentences: Sequence[Sentence], kept: Sequence[int], digest: bool) -> Iterable[tuple[int, ...]]:
    for place, index in enumerate(kept):
        yield (index,)
        if place + 1 < len(kept) and kept[place + 1] == index + 1:
            one, other = sentences[index], sentences[index + 1]
            if not digest or one.line == other.line:
                yield (index, index + 1)
                if kept[place + 2 : place + 3] == [index + 2] and len(other.tokens) <= SHORT:
                    yield (index, index + 1, index + 2)
        if sentences[index].heading:
            items = [index]
            for following in kept[place + 1 :]:
                if following != items[-1] + 1 or not sentences[following].item:
                    break
                items.append(following)
            if len(items) > 2:
                yield tuple(items)


def _reaches(veto: _Fired, window: tuple[int, ...], deciding: int, reading: _Reading) -> bool:
    if veto.rule.scope == "sentence":
        return veto.sentence == deciding
    if veto.rule.scope == "window" or veto.sentence in window:
        return veto.sentence in window
    lines = {reading.text.sentences[index].line for index in window}
    same_line = reading.text.sentences[veto.sentence].line in lines
    if reading.digest:
        over = reading.text.sentences[veto.sentence]
        return same_line or reading.leads(veto.sentence) or (over.heading and veto.sentence < min(window))
    if veto.rule.scope == "post":
        return True
    neighbour = min(abs(veto.sentence - index) for index in window) == 1
    return (neighbour and same_line) or veto.sentence < min(2, min(window))


def _comparable(sentences: Iterable[Sentence]) -> str:
    return " ".join(token.lemma for sentence in sentences for token in sentence.tokens if token.is_word)


def _likeness(pattern: _Compiled, reading: _Reading, window: Sequence[int]) -> float:
    examples = pattern.examples.get(reading.text.language)
    if not examples:
        return 0.0
    text = _comparable(reading.text.sentences[index] for index in window)
    found = process.extractOne(text, examples, scorer=fuzz.token_set_ratio)
    return float(found[1]) if found else 0.0
