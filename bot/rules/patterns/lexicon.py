"""From the words of a post to the lists they stand in: all forms are known, reading is looking up."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from bot.rules.language import morphology
from bot.rules.language.dates import long_ago
from bot.rules.language.folding import fold
from bot.rules.language.forms import Form, forms
from bot.rules.language.morphology import Language
from bot.rules.language.tokens import Sentence, written_in
from bot.rules.language.typos import MIN_LENGTH, TypoIndex
from bot.rules.patterns.mentions import UNKNOWN, Hint, Known, Mention, Phrase, Scan
from bot.watchlist.patterns import WordList

__all__ = ["Lexicon", "Mention"]

_NUMBER, _END = "#", "|"
LONG_AGO = "@past"
"""A date that names its year and lies long before its post (`bot.rules.language.dates`)."""
_NEAR = 1
_GAPS = {"..": 5, "&": 0}
"""How many other words may stand between two words of a phrase, by the sign between them."""
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_BEGINNING_KEY = 3
_WORDS_REMEMBERED = 30_000
"""Of each language."""


class Lexicon:
    """All lists of all patterns. Lists are numbered by `group`, words by `word`; equal ones share a number."""

    def __init__(self) -> None:
        self._groups: dict[tuple[tuple[str, ...], ...], int] = {}
        self._words: dict[tuple[str, Language], int] = {}
        self._languages: list[Language] = []
        self._by_form: dict[str, tuple[tuple[int, int], ...]] = {}
        """What is known of each form. Tuples, shared by the forms of a word: lists would take a tenth of the
        memory of all rules, and the garbage collector would look through each of them again and again.
        """
        self._by_beginning: dict[str, list[tuple[str, int]]] = {}
        self._singles: dict[int, list[int]] = {}
        self._openings: dict[int, list[Phrase]] = {}
        self._in_phrases: set[int] = set()
        self._exact: set[int] = set()
        """Words that stand for one form only: a mistyped word is none of them."""
        self._numbers: dict[Language, list[int]] = {"ru": [], "uk": [], "en": []}
        self._past: dict[Language, list[int]] = {"ru": [], "uk": [], "en": []}
        self._typos = TypoIndex(())
        self._bits: Mapping[int, int] = {}
        self._rare: dict[int, list[tuple[int, frozenset[int]]]] = {}
        self._deciding: set[int] = set()
        self._told: dict[tuple[Language, bool], dict[str, Hint | None]] = defaultdict(dict)
        self._met: dict[tuple[Language, bool], dict[str, Known]] = defaultdict(dict)
        """Every word met, by the language of its text and whether that is sure."""

    def add(self, listed: WordList) -> int:
        """Number the list and take in its words."""
        key = (listed.ru, listed.uk, listed.en)
        if (known := self._groups.get(key)) is not None:
            return known
        group = self._groups[key] = len(self._groups)
        languages: tuple[tuple[Language, Sequence[str]], ...] = (
            ("ru", listed.ru),
            ("uk", listed.uk),
            ("en", listed.en),
        )
        for language, terms in languages:
            for term in terms:
                if term == LONG_AGO:
                    self._past[language].append(group)
                else:
                    self._take(group, " ".join(fold(term).split()), language)
        return group

    def _take(self, group: int, term: str, language: Language) -> None:
        if term == _NUMBER:
            self._numbers[language].append(group)
        elif " + " in term:
            one, other = term.split(" + ", 1)
            self._take_phrase(group, f"{one} .. {other}", language)
            self._take_phrase(group, f"{other} .. {one}", language)
        elif (term.startswith("to ") and term.count(" ") == 1) or (" " not in term and "-" not in term):
            self._singles.setdefault(self._word(term, language), []).append(group)
        else:
            self._take_phrase(group, term, language)

    def _take_phrase(self, group: int, term: str, language: Language) -> None:
        parts = (_HYPHEN.sub(" ", term) if "-" in term else term).split()
        if parts[0] == "to" and language == "en":
            parts[:2] = ["to " + parts[1]]
        words: list[tuple[int, int]] = []
        gap = 0
        final = parts[-1] == _END
        for part in parts[:-1] if final else parts:
            if part in _GAPS:
                gap = _GAPS[part]
            else:
                words.append((self._word(part, language), gap))
                gap = _NEAR
        self._openings.setdefault(words[0][0], []).append(Phrase(group, tuple(words), final))
        self._in_phrases.update(number for number, _ in words)

    def _word(self, term: str, language: Language) -> int:
        """The number of a word, with all its forms taken in the first time."""
        if "a" <= term.lstrip("=")[:1] <= "z":
            language = "en"  # a Latin name in a Russian list is met as a Latin word
        key = (term, language)
        if (known := self._words.get(key)) is not None:
            return known
        number = self._words[key] = len(self._words)
        self._languages.append(language)
        if term.startswith("="):
            self._exact.add(number)
        if term.endswith("*"):
            self._by_beginning.setdefault(term[:_BEGINNING_KEY], []).append((term[:-1], number))
        else:
            alone: dict[int, tuple[tuple[int, int], ...]] = {}
            for form, says in _forms(term, language).items():
                entry = alone.get(says)
                if entry is None:
                    entry = alone[says] = ((number, says),)
                before = self._by_form.get(form)
                self._by_form[form] = entry if before is None else before + entry
        return number

    def freeze(self, bits: Mapping[int, int] | None = None) -> None:
        """Make the typo index, when all lists are in; *bits* are what each list stands for, to be combined."""
        self._typos = TypoIndex(form for form, words in self._by_form.items() if not self._is_exact(words))
        self._bits = bits or {}
        terms = [term for term, _ in self._words]
        for phrase in (phrase for opened in self._openings.values() for phrase in opened):
            if phrase.group in self._bits:
                numbers = frozenset(number for number, _ in phrase.words)
                rarest = min(numbers, key=lambda number: (-len(terms[number]), number))
                self._rare.setdefault(rarest, []).append((self._bits[phrase.group], numbers))
                self._deciding |= numbers

    @property
    def size(self) -> int:
        """Number of forms known."""
        return len(self._by_form)

    def scan(
        self, sentence: Sentence, spoken: Language, *, sure: bool = True, posted_on: date | None = None
    ) -> Scan:
        """Look up every word of *sentence*, in a text of the language *spoken*, posted on that day.

        A word is looked up among the words of its own language; where the text's letters do not tell Russian
        from Ukrainian (*sure* False), among those of both.
        """
        met = self._met[spoken, sure].get
        knowns = [met(word) or self.known(word, spoken, sure=sure) for word in sentence.words]
        return Scan(sentence.words, knowns, self._dates(sentence, spoken, posted_on))

    def _dates(self, sentence: Sentence, spoken: Language, posted_on: date | None) -> list[Mention]:
        groups = self._past[spoken]
        if posted_on is None or not groups or not any(word[0].isdecimal() for word in sentence.words):
            return []
        dates = long_ago(sentence.tokens, posted_on)
        return [Mention(group, first, last, Form.OTHER) for group in groups for first, last in dates]

    def hints(self, words: set[str], spoken: Language, *, sure: bool) -> list[Hint]:
        """What those of *words* tell that tell anything: most do not, and are passed over at once."""
        told = self._told[spoken, sure]
        if fresh := words.difference(told):
            if len(told) > _WORDS_REMEMBERED:
                told = self._told[spoken, sure] = {}
                fresh = words
            for word in fresh:
                told[word] = self.known(word, spoken, sure=sure).hint
        return list(filter(None, map(told.get, words)))

    def known(self, word: str, spoken: Language, *, sure: bool) -> Known:
        """What is known of a folded word or number in a text of the language *spoken*.

        Its own language is told from its alphabet. Of a sign nothing is known. Each is looked up once.
        """
        met = self._met[spoken, sure]
        known = met.get(word)
        if known is None:
            if len(met) >= _WORDS_REMEMBERED:
                met.clear()
            language = spoken if word[0].isdecimal() else written_in(word, spoken)
            known = met[word] = self._look_up(word, language, sure)
        return known

    def _is_of(self, form: str, language: Language | None) -> bool:
        return any(
            language is None or self._languages[number] == language
            for number, _ in self._by_form[form]
            if number not in self._exact
        )

    def _is_exact(self, words: Sequence[tuple[int, int]]) -> bool:
        return self._exact.issuperset([number for number, _ in words])

    def _look_up(self, word: str, spoken: Language, sure: bool) -> Known:
        if word[0].isdecimal():
            words = dict(self._by_form.get(word, ()))
            if (number := self._words.get((_NUMBER, spoken))) is not None:
                words[number] = Form.OTHER
            return self._known(words, dict.fromkeys(self._numbers[spoken], Form.OTHER), 0)
        if not word[0].isalnum():
            return UNKNOWN
        language = spoken if sure or spoken == "en" else None
        written = word
        exact = self._by_form.get(word)
        if exact is None and len(word) >= MIN_LENGTH and not _is_russian(word, spoken):
            word = self._typos.repair(word, spoken, lambda form: self._is_of(form, language)) or word
            meant = self._by_form.get(word, ())
            exact = tuple([each for each in meant if each[0] not in self._exact])
        words = {}
        for number, says in exact or ():
            words[number] = words.get(number, 0) | says
        # A word taken for a typo of another may be right as it is: it keeps its own beginning.
        for spelt in dict.fromkeys((word, written)):
            for beginning, number in self._by_beginning.get(spelt[:_BEGINNING_KEY], ()):
                if spelt.startswith(beginning):
                    words[number] = Form.NOUN if spoken == "en" else Form.OTHER
        if language is not None:
            words = {number: says for number, says in words.items() if self._languages[number] == language}
        if not words:
            return UNKNOWN
        singles: dict[int, int] = {}
        for number, says in words.items():
            for group in self._singles.get(number, ()):
                singles[group] = singles.get(group, 0) | says
        says = 0
        for each in singles.values():
            says |= each
        return self._known(words, singles, says)

    def _known(self, words: dict[int, int], singles: dict[int, int], says: int) -> Known:
        openings: dict[int, list[tuple[int, Phrase]]] = defaultdict(list)
        opened = (phrase for number in words for phrase in self._openings.get(number, ()))
        for numbered in enumerate(opened):
            openings[numbered[1].words[-1][0]].append(numbered)
        bits = 0
        for group in singles:
            bits |= self._bits.get(group, 0)
        numbers = self._deciding.intersection(words)
        rare = tuple(phrase for number in words for phrase in self._rare.get(number, ()))
        return Known(
            words={number: says for number, says in words.items() if number in self._in_phrases},
            singles=singles,
            openings=dict(openings),
            says=says,
            hint=Hint(bits, rare, frozenset(numbers)) if bits or numbers else None,
        )


def _is_russian(word: str, language: Language) -> bool:
    """Whether a dictionary holds the word. Ukrainian is not asked: installations with and without agree."""
    return language == "ru" and morphology.known(word, "ru")


def _forms(term: str, language: Language) -> Mapping[str, int]:
    if term == _NUMBER:
        return {}
    if term.startswith("="):
        return {term[1:]: Form.OTHER}
    if term.isdigit():
        return {term: Form.OTHER}
    return forms(term, language)
