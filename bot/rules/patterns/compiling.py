"""Patterns as the matcher asks them: lists as numbers, topics as vetoes, examples ready to compare."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import repeat

from bot.rules.language.morphology import lemma
from bot.rules.language.text import Language, Sentence, read_text
from bot.rules.language.tokens import is_letters, written_in
from bot.rules.patterns.lexicon import LONG_AGO, Lexicon
from bot.watchlist.channels import Authority
from bot.watchlist.patterns import Against, Evidence, Pattern, Topic, Vocabulary, WordList

_WORDS_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One sign or veto. Rules are compared by identity: equal ones are made once and shared by patterns.

    `key`: signs of one key count once. `certain`: does not hold in conditions, aims and questions.
    """

    name: str
    points: int
    groups: tuple[int, ...]
    when: frozenset[str]
    to: tuple[int, ...]
    by: tuple[int, ...]
    not_by: tuple[int, ...]
    doers: tuple[int, ...]
    alone: bool
    continues: tuple[int, ...]
    verbless: bool | str
    anywhere: bool
    certain: bool
    with_: tuple[int, ...]
    without: tuple[int, ...]
    within: int | None
    channel: Authority | None
    negated: bool | None
    key: str
    scope: str
    denies: str = "all"
    topic: bool = False
    """Whether it is a topic: its `without` said in the deciding sentence keeps it from its neighbours."""
    beside: tuple[frozenset[int], ...] = field(init=False)
    """Lists of which a word each must stand in the same sentence, whatever the grammar says."""
    bare: bool = field(init=False)
    """Whether it asks for nothing but a word of its lists that is neither denied nor supposed."""

    def __post_init__(self) -> None:
        beside = tuple(frozenset(asked) for asked in (self.with_, self.to, self.by) if asked)
        object.__setattr__(self, "beside", beside)
        asks = (
            beside
            or self.not_by
            or self.without
            or self.alone
            or self.continues
            or self.verbless
            or self.channel
        )
        object.__setattr__(self, "bare", not asks and "any" in self.when and not self.negated)


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A pattern ready to be asked. Signs and vetoes are found by the lists they begin with.

    `anywhere` are the signs that count for every window, `by_key` all signs key by key.
    """

    id: str
    accept: int
    review: int
    signs: Mapping[int, tuple[Rule, ...]]
    anywhere: Mapping[int, tuple[Rule, ...]]
    by_key: Mapping[str, Mapping[int, tuple[Rule, ...]]]
    vetoes: Mapping[int, tuple[Rule, ...]]
    background: tuple[int, ...]
    examples: Mapping[Language, tuple[str, ...]]
    example_points: int


class Compiler:
    """Compiles patterns over one lexicon, sharing lists and topics between them."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._topics: dict[str, Rule] = {}
        self._verbs = frozenset(
            term.removeprefix("to ")
            for listed in (*vocabulary.lists.values(), *vocabulary.topics.values())
            for term in listed.en
            if term.startswith("to ") and term.count(" ") == 1
        )

    def compile(self, pattern: Pattern) -> Compiled:
        """*pattern* over the lexicon. Unknown lists and topics are left out; `checking.lint` names them."""
        lists = {**self._vocabulary.lists, **pattern.lists}
        examples: dict[Language, list[str]] = defaultdict(list)
        for example in pattern.examples.texts:
            text = read_text(example)
            examples[text.language].append(comparable(text.sentences))
        topics = [self._topic(name) for name in pattern.not_about if name in self._vocabulary.topics]
        signs = [self._sign(evidence, lists) for evidence in pattern.evidence]
        vetoes = [*(self._veto(against, lists) for against in pattern.against), *topics]
        return Compiled(
            id=pattern.id,
            accept=pattern.accept,
            review=pattern.review,
            signs=_by_group(signs),
            anywhere=_by_group([rule for rule in signs if rule.anywhere]),
            by_key={
                key: _by_group([rule for rule in signs if rule.key == key])
                for key in {rule.key for rule in signs}
            },
            vetoes=_by_group(vetoes),
            background=self._groups(pattern.ignore_after, lists),
            examples={language: tuple(texts) for language, texts in examples.items()},
            example_points=pattern.examples.points if pattern.examples.texts else 0,
        )

    def _sign(self, evidence: Evidence, lists: Mapping[str, WordList]) -> Rule:
        return replace(
            self._rule(evidence, lists),
            name=evidence.name,
            not_by=self._groups(evidence.not_by, lists),
            doers=self._groups(evidence.doers, lists),
            continues=self._groups(evidence.continues, lists),
            verbless=evidence.verbless,
            anywhere=evidence.anywhere,
            certain=True,
            without=self._beside(evidence.without, lists),
            key=evidence.group or evidence.name,
        )

    def _veto(self, against: Against, lists: Mapping[str, WordList]) -> Rule:
        return replace(
            self._rule(against, lists),
            name=against.why,
            without=self._beside(against.unless, lists),
            key=against.why,
            scope=against.scope,
            denies=against.denies,
        )

    def _topic(self, name: str) -> Rule:
        if name not in self._topics:
            topic: Topic = self._vocabulary.topics[name]
            veto = Against(
                any=(),
                why=topic.why,
                points=topic.points,
                scope=topic.scope,
                unless=topic.unless,
                denies=topic.denies,
            )
            group = self._lexicon.add(WordList(ru=topic.ru, uk=topic.uk, en=topic.en))
            self._topics[name] = replace(self._veto(veto, self._vocabulary.lists), groups=(group,), topic=True)
        return self._topics[name]

    def _rule(self, source: Evidence | Against, lists: Mapping[str, WordList]) -> Rule:
        return Rule(
            name="",
            points=source.points,
            groups=self._groups(source.any, lists),
            when=frozenset(source.when),
            to=self._groups(source.to, lists),
            by=self._groups(source.by, lists),
            not_by=(),
            doers=(),
            alone=source.alone,
            continues=(),
            verbless=False,
            anywhere=False,
            certain=False,
            with_=self._beside(source.with_, lists),
            without=(),
            within=source.within,
            channel=Authority(source.channel) if source.channel else None,
            negated=source.negated,
            key="",
            scope="sentence",
        )

    def _beside(self, names: Sequence[str], lists: Mapping[str, WordList]) -> tuple[int, ...]:
        """Lists only asked whether they stand there: an English word in them is a verb, too, if it can be."""
        return self._groups((*names, *(f"to {name}" for name in names if name in self._verbs)), lists)

    def _groups(self, names: Sequence[str], lists: Mapping[str, WordList]) -> tuple[int, ...]:
        groups = [
            self._lexicon.add(lists[name[1:]]) for name in names if name.startswith("$") and name[1:] in lists
        ]
        if plain := [name for name in names if not name.startswith("$")]:
            groups.append(self._lexicon.add(by_language(plain)))
        return tuple(groups)


def by_language(terms: Sequence[str]) -> WordList:
    """A plain list of words sorted by the language their letters show; doubtful Cyrillic counts as both."""
    latin = tuple(term for term in terms if any("a" <= char <= "z" for char in term.lower()))
    rest = tuple(term for term in terms if term not in latin)
    if "#" in rest:
        latin = (*latin, "#")
    if LONG_AGO in latin:
        rest = (*rest, LONG_AGO)
    ukrainian = tuple(term for term in rest if not set(term.lower()) & set("ыэъё"))
    russian = tuple(term for term in rest if not set(term.lower()) & set("іїєґ'’ʼ"))
    return WordList(ru=russian, uk=ukrainian, en=latin)


def comparable(sentences: Sequence[Sentence]) -> str:
    """Sentences as their words' base forms: what likeness to examples is measured on.

    Only Russian words are brought to base forms, so that an installation with the Ukrainian dictionary reads
    just as one without it.
    """
    return " ".join(
        [
            base
            for sentence in sentences
            for base in map(_compared, sentence.words, repeat(sentence.language))
            if base
        ]
    )


@lru_cache(maxsize=_WORDS_REMEMBERED)
def _compared(word: str, spoken: Language) -> str:
    """A token as it is compared with examples, "" for what is no word."""
    if not is_letters(word):
        return ""
    return lemma(word, "ru") if written_in(word, spoken) == "ru" else word


def _by_group(rules: Sequence[Rule]) -> dict[int, tuple[Rule, ...]]:
    found: dict[int, list[Rule]] = defaultdict(list)
    for rule in rules:
        for group in rule.groups:
            found[group].append(rule)
    return {group: tuple(listed) for group, listed in found.items()}
