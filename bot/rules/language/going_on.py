"""What a sentence without a subject goes on with: "Беспилотник летел на Тулу. Сбит"."""

from bot.rules.language import english
from bot.rules.language.clauses import Tokens, after_phrase, is_counted, is_time, stretch
from bot.rules.language.grammar import QUANTITY_NOUNS, Word, classify
from bot.rules.language.phrases import modifies
from bot.rules.language.text import Token
from bot.rules.patterns.lexicon import Mention

_OPENING = 5
"""The subject of an English sentence stands within so many words."""


def is_about(tokens: Tokens, thing: Mention, verb: Token) -> bool:
    """Whether a sentence is about *thing* and nothing else that *verb*, in the next one, could be said of."""
    if tokens[thing.first].language == "en":
        return _is_english_subject(tokens, thing)
    kind = classify(tokens[thing.last])
    counted = is_counted(tokens, thing)
    if modifies(tokens, thing) or not ("n" in kind.cases or counted):
        return False
    if verb.language == "ru" and not _agree(classify(verb).plural, kind.plural, counted=counted):
        return False
    return not _names_another(tokens, thing)


def _agree(of_verb: bool | None, of_thing: bool | None, *, counted: bool) -> bool:
    return of_verb is None or of_thing is None or of_verb == of_thing or counted


def _names_another(tokens: Tokens, thing: Mention) -> bool:
    """Whether a noun stands outside of phrases with a preposition, as subject or object, beside *thing*."""
    place, high = stretch(tokens, thing.first)
    while place < high:
        kind = classify(tokens[place])
        if thing.first <= place <= thing.last:
            place += 1
        elif kind.pos == "preposition":
            place = after_phrase(tokens, place)
        elif kind.pos == "noun" and _may_be_subject_or_object(tokens[place], kind):
            return True
        else:
            place += 1
    return False


def _may_be_subject_or_object(token: Token, kind: Word) -> bool:
    if is_time(token.word) or token.word in QUANTITY_NOUNS:
        return False
    if token.language == "uk":  # "летів" ends as "дронів" does
        return "n" in kind.cases or token.word.endswith(("у", "ю"))
    return bool(kind.cases & frozenset("na"))


def _is_english_subject(tokens: Tokens, thing: Mention) -> bool:
    """Whether an English thing opens its sentence and no object follows the verb behind it."""
    before = tokens[: thing.first]
    if len(before) > _OPENING or english.modifies(tokens, thing):
        return False
    if any(classify(token).pos in {"preposition", "verb"} or token.word in {"our", "my"} for token in before):
        return False
    after = [token for token in tokens[thing.last + 1 :] if token.is_word]
    return not any(
        token.word in {"a", "an", "the"} and classify(after[place - 1]).pos != "preposition"
        for place, token in enumerate(after)
        if place
    )
