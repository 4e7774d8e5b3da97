"""From the words of a post to the lists they stand in: every form is known beforehand, so reading is looking up."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.rules import morphology
from bot.rules.folding import fold
from bot.rules.forms import Form, forms
from bot.rules.morphology import Language
from bot.rules.text import Sentence, Token
from bot.rules.typos import MIN_LENGTH, TypoIndex
from bot.watchlist.patterns import WordList

_NUMBER = "#"
_FAR, _NEAR = 5, 1
_PREFIX_KEY = 3
_WORDS_REMEMBERED = 100_000


class Entry(NamedTuple):
    """A word belongs to the list *group*; *says* is what this form of it says, *term* what the admin wrote."""

    group: int
    says: Form
    term: str
    language: Language


class Mention(NamedTuple):
    """A term found in a sentence: tokens `first` to `last`, both included."""

    group: int
    first: int
    last: int
    says: Form
    term: str


class _Word(NamedTuple):
    """One word of a phrase: the forms it may take, or beginnings."""

    forms: Mapping[str, Form]
    beginnings: tuple[str, ...]
    gap: int

    def says(self, word: str) -> Form | None:
        if (found := self.forms.get(word)) is not None:
            return found
        return Form.OTHER if self.beginnings and word.startswith(self.beginnings) else None


class _Phrase(NamedTuple):
    group: int
    term: str
    words: tuple[_Word, ...]
    language: Language


class Lexicon:
    """All lists of all patterns, by form. Lists are numbered by `group`; equal lists share a number."""

    def __init__(self) -> None:
        self._groups: dict[tuple[tuple[str, ...], ...], int] = {}
        self._forms: dict[str, list[Entry]] = {}
        self._beginnings: dict[str, list[tuple[str, Entry]]] = {}
        self._openings: dict[str, list[_Phrase]] = {}
        self._phrase_beginnings: dict[str, list[tuple[str, _Phrase]]] = {}
        self._numbers: list[Entry] = []
        self._typos: TypoIndex | None = None
        self._seen: dict[tuple[str, Language | None], tuple[tuple[Entry, ...], tuple[_Phrase, ...], str]] = {}

    def add(self, words: WordList) -> int:
        """Number the list and take in its words."""
        key = (words.ru, words.uk, words.en)
        if (known := self._groups.get(key)) is not None:
            return known
        group = self._groups[key] = len(self._groups)
        languages: tuple[tuple[Language, Sequence[str]], ...] = (
            ("ru", words.ru),
            ("uk", words.uk),
            ("en", words.en),
        )
        for language, terms in languages:
            for term in terms:
                self._take(group, term, language)
        return group

    def _take(self, group: int, term: str, language: Language) -> None:
        plain = " ".join(fold(term).split())
        if plain == _NUMBER:
            self._numbers.append(Entry(group, Form.OTHER, term, language))
            return
        if " + " in plain:
            one, other = plain.split(" + ", 1)
            self._phrase(group, term, f"{one} .. {other}", language)
            self._phrase(group, term, f"{other} .. {one}", language)
            return
        if language == "en" and plain.startswith("to ") and plain.count(" ") == 1:
            self._word(group, term, plain, language)
        elif " " in plain or "-" in plain:
            self._phrase(group, term, plain, language)
        else:
            self._word(group, term, plain, language)

    def _word(self, group: int, term: str, plain: str, language: Language) -> None:
        if plain.endswith("*"):
            self._beginnings.setdefault(plain[:_PREFIX_KEY], []).append(
                (plain[:-1], Entry(group, _says_of_beginning(language), term, language))
            )
            return
        for form, says in _word_forms(plain, language).items():
            entries = self._forms.setdefault(form, [])
            entry = Entry(group, says, term, language)
            if not any(other.group == group and other.says == says and other.language == language for other in entries):
                entries.append(entry)

    def _phrase(self, group: int, term: str, plain: str, language: Language) -> None:
        parts = re.sub(r"(?<=\w)-(?=\w)", " ", plain).split()
        if parts[0] == "to" and language == "en" and len(parts) > 1:
            parts[:2] = ["to " + parts[1]]
        words: list[_Word] = []
        gap = 0
        for part in parts:
            if part == "..":
                gap = _FAR
                continue
            beginnings = (part[:-1],) if part.endswith("*") else ()
            found: Mapping[str, Form] = {} if beginnings else _word_forms(part, language)
            words.append(_Word(found, beginnings, gap))
            gap = _NEAR
        phrase = _Phrase(group, term, tuple(words), language)
        for form in words[0].forms:
            self._openings.setdefault(form, []).append(phrase)
        for beginning in words[0].beginnings:
            self._phrase_beginnings.setdefault(beginning[:_PREFIX_KEY], []).append((beginning, phrase))

    def freeze(self) -> None:
        """Make the typo index, when all lists are in."""
        long = (word for each in (self._forms, self._openings) for word in each)
        self._typos = TypoIndex(long)

    @property
    def size(self) -> int:
        """Number of forms known."""
        return len(self._forms)

    def _look_up(self, token: Token, spoken: Language | None) -> tuple[tuple[Entry, ...], tuple[_Phrase, ...], str]:
        word = token.word
        entries, phrases = self._exact(word, spoken)
        if self._typos is None or len(word) < MIN_LENGTH or self._is_known(token):
            return entries, phrases, word
        repaired = self._typos.repair(word)
        if repaired is None:
            return entries, phrases, word
        return (*self._exact(repaired, spoken), repaired)

    def _is_known(self, token: Token) -> bool:
        word = token.word
        return word in self._forms or word in self._openings or morphology.known(word, token.language)

    def _exact(self, word: str, spoken: Language | None) -> tuple[tuple[Entry, ...], tuple[_Phrase, ...]]:
        entries = list(self._forms.get(word, ()))
        phrases = list(self._openings.get(word, ()))
        key = word[:_PREFIX_KEY]
        entries += [entry for beginning, entry in self._beginnings.get(key, ()) if word.startswith(beginning)]
        phrases += [phrase for beginning, phrase in self._phrase_beginnings.get(key, ()) if word.startswith(beginning)]
        if spoken is None:
            return tuple(dict.fromkeys(entries)), tuple(phrases)
        return (
            tuple(entry for entry in entries if entry.language == spoken),
            tuple(phrase for phrase in phrases if phrase.language == spoken),
        )

    def read(self, sentence: Sentence, *, sure: bool = True) -> dict[int, list[Mention]]:
        """The mentions of every list in *sentence*, in order.

        A word is looked up among the words of its own language; where the text's letters do not tell Russian
        from Ukrainian (*sure* False), among those of both.
        """
        found: dict[int, list[Mention]] = {}
        seen = self._seen
        tokens = sentence.tokens
        for place, token in enumerate(tokens):
            if token.is_word:
                spoken = token.language if sure or token.language == "en" else None
                key = (token.word, spoken)
                looked_up = seen.get(key)
                if looked_up is None:
                    if len(seen) >= _WORDS_REMEMBERED:
                        seen.clear()
                    looked_up = seen[key] = self._look_up(token, spoken)
                for group, says, term, _ in looked_up[0]:
                    found.setdefault(group, []).append(Mention(group, place, place, says, term))
                for phrase in looked_up[1]:
                    if mention := self._follow(phrase, tokens, place, looked_up[2]):
                        found.setdefault(phrase.group, []).append(mention)
            elif token.is_number:
                for group, says, term, language in self._numbers:
                    if language == token.language:
                        found.setdefault(group, []).append(Mention(group, place, place, says, term))
                for phrase in self._openings.get(token.word, ()):
                    if mention := self._follow(phrase, tokens, place, token.word):
                        found.setdefault(phrase.group, []).append(mention)
        return found

    def _follow(self, phrase: _Phrase, tokens: Sequence[Token], place: int, first: str) -> Mention | None:
        says = phrase.words[0].says(first) or Form.OTHER
        last = place
        for word in phrase.words[1:]:
            for nearer in range(last + 1, min(len(tokens), last + 2 + word.gap + 2)):
                token = tokens[nearer]
                if nearer - last - 1 > word.gap + _signs(tokens, last + 1, nearer):
                    return None
                if (said := word.says(token.word)) is None and token.is_word:
                    looked_up = self._seen.get((token.word, token.language)) or self._seen.get((token.word, None))
                    if looked_up is not None and looked_up[2] != token.word:
                        said = word.says(looked_up[2])
                if said is not None:
                    last = nearer
                    says = _stronger(says, said)
                    break
            else:
                return None
        return Mention(phrase.group, place, last, says, phrase.term)


def _signs(tokens: Sequence[Token], start: int, end: int) -> int:
    return sum(not (tokens[place].is_word or tokens[place].is_number) for place in range(start, end))


_VERBAL = Form.DONE | Form.NOW | Form.COMING | Form.INFINITIVE | Form.IMPERATIVE | Form.PARTICIPLE


def _stronger(one: Form, other: Form) -> Form:
    """What a phrase says is what its verb says."""
    return other if other & _VERBAL and not one & _VERBAL else one


def _says_of_beginning(language: Language) -> Form:
    return Form.NOUN if language == "en" else Form.OTHER


def _word_forms(plain: str, language: Language) -> Mapping[str, Form]:
    if plain.startswith("="):
        return {plain[1:]: Form.OTHER}
    if plain.isdigit():
        return {plain: Form.OTHER}
    return forms(plain, language)


def every_form(words: Iterable[str], language: Language) -> dict[str, Form]:
    """All forms of single *words*, for built-in lists."""
    return {form: says for word in words for form, says in forms(word, language).items()}
