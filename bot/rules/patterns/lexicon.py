"""From the words of a post to the lists they stand in: all forms are known, reading is looking up."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from bot.rules.language import morphology
from bot.rules.language.folding import fold
from bot.rules.language.forms import Form, forms
from bot.rules.language.morphology import Language
from bot.rules.language.text import Sentence
from bot.rules.language.typos import MIN_LENGTH, TypoIndex
from bot.rules.patterns.mentions import UNKNOWN, Known, Mention, Phrase, Scan, follow
from bot.watchlist.patterns import WordList

__all__ = ["Lexicon", "Mention"]

_NUMBER, _END = "#", "|"
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
        self._by_form: dict[str, list[tuple[int, int]]] = {}
        self._by_beginning: dict[str, list[tuple[str, int]]] = {}
        self._singles: dict[int, list[int]] = {}
        self._openings: dict[int, list[Phrase]] = {}
        self._in_phrases: set[int] = set()
        self._numbers: dict[Language, list[int]] = {"ru": [], "uk": [], "en": []}
        self._typos = TypoIndex(())
        self._bits: Mapping[int, int] = {}
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
        if term.endswith("*"):
            self._by_beginning.setdefault(term[:_BEGINNING_KEY], []).append((term[:-1], number))
        else:
            for form, says in _forms(term, language).items():
                self._by_form.setdefault(form, []).append((number, says))
        return number

    def freeze(self, bits: Mapping[int, int] | None = None) -> None:
        """Make the typo index, when all lists are in; *bits* are what each list stands for, to be combined."""
        self._typos = TypoIndex(self._by_form)
        self._bits = bits or {}

    @property
    def size(self) -> int:
        """Number of forms known."""
        return len(self._by_form)

    def scan(self, sentence: Sentence, spoken: Language, *, sure: bool = True) -> Scan:
        """Look up every word of *sentence*, which stands in a text of the language *spoken*.

        A word is looked up among the words of its own language; where the text's letters do not tell Russian
        from Ukrainian (*sure* False), among those of both.
        """
        met = self._met[spoken, sure].get
        knowns = [
            met(token[0]) or self.known(token[0], token.language, spoken, sure=sure)
            for token in sentence.tokens
        ]
        words: set[int] = set()
        present: set[int] = set()
        listed: list[tuple[int, dict[int, int]]] = []
        opening: list[int] = []
        bits = 0
        for place, known in enumerate(knowns):
            if known is not UNKNOWN:
                if known.singles:
                    present.update(known.singles)
                    bits |= known.bits
                    listed.append((place, known.singles))
                if known.words:
                    words.update(known.words)
                    if known.openings:
                        opening.append(place)
        phrases: list[Mention] = []
        for place in opening:
            for phrase in knowns[place].openings:
                if phrase.words[-1][0] in words and (mention := follow(phrase, sentence.tokens, knowns, place)):
                    phrases.append(mention)
                    present.add(mention.group)
                    bits |= self._bits.get(mention.group, 0)
        return Scan(knowns, listed, phrases, present, bits)

    def known(self, word: str, language: Language, spoken: Language, *, sure: bool) -> Known:
        """What is known of a folded word or number of this language in a text of the language *spoken*.

        Of a sign nothing is known. Each is looked up once.
        """
        met = self._met[spoken, sure]
        known = met.get(word)
        if known is None:
            if len(met) >= _WORDS_REMEMBERED:
                met.clear()
            known = met[word] = self._look_up(word, language, sure)
        return known

    def phrases(self, groups: Set[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """The phrases of these lists: the list and the numbers of the words, the longest first."""
        terms = [term for term, _ in self._words]
        for phrase in (phrase for opened in self._openings.values() for phrase in opened):
            if phrase.group in groups:
                numbers = {number for number, _ in phrase.words}
                yield phrase.group, tuple(sorted(numbers, key=lambda number: (-len(terms[number]), number)))

    def _is_of(self, form: str, language: Language | None) -> bool:
        return language is None or any(self._languages[number] == language for number, _ in self._by_form[form])

    def _look_up(self, word: str, spoken: Language, sure: bool) -> Known:
        if word[0].isdecimal():
            counted = dict.fromkeys(self._numbers[spoken], Form.OTHER)
            words = dict(self._by_form.get(word, ()))
            if (number := self._words.get((_NUMBER, spoken))) is not None:
                words[number] = Form.OTHER
            openings = tuple(phrase for number in words for phrase in self._openings.get(number, ()))
            return Known(self._of_phrases(words), counted, openings, 0, self._all_bits(counted))
        if not word[0].isalnum():
            return UNKNOWN
        language = spoken if sure or spoken == "en" else None
        exact = self._by_form.get(word)
        if exact is None and len(word) >= MIN_LENGTH and not _is_russian(word, spoken):
            word = self._typos.repair(word, spoken, lambda form: self._is_of(form, language)) or word
            exact = self._by_form.get(word)
        words = {}
        for number, says in exact or ():
            words[number] = words.get(number, 0) | says
        for beginning, number in self._by_beginning.get(word[:_BEGINNING_KEY], ()):
            if word.startswith(beginning):
                words[number] = Form.NOUN if spoken == "en" else Form.OTHER
        if language is not None:
            words = {number: says for number, says in words.items() if self._languages[number] == language}
        if not words:
            return UNKNOWN
        singles: dict[int, int] = {}
        for number, says in words.items():
            for group in self._singles.get(number, ()):
                singles[group] = singles.get(group, 0) | says
        openings = tuple(phrase for number in words for phrase in self._openings.get(number, ()))
        says = 0
        for each in singles.values():
            says |= each
        return Known(self._of_phrases(words), singles, openings, says, self._all_bits(singles))

    def _all_bits(self, groups: Iterable[int]) -> int:
        found = 0
        for group in groups:
            found |= self._bits.get(group, 0)
        return found

    def _of_phrases(self, words: dict[int, int]) -> dict[int, int]:
        return {number: says for number, says in words.items() if number in self._in_phrases}


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
