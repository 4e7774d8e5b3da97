"""What was searched instead of what was typed, in words. Pure."""

from collections.abc import Sequence
from functools import partial

from rapidfuzz.distance import OSA

from bot.chat.questions.snippets import stems_of
from bot.rules.language.designations import words_in
from bot.rules.language.romanised import is_latin, sound
from bot.rules.searching import Word
from bot.values import IncidentView


def in_words(
    words: Sequence[Word],
    terms: Sequence[Sequence[str]],
    found: Sequence[IncidentView],
    snippets: Sequence[str],
) -> str:
    """The stems that were searched instead of what was typed, as words that stand in what was found."""
    changed = [(word, stems) for word, stems in zip(words, terms, strict=True) if set(stems) - set(word.stems)]
    if not changed:
        return ""
    said = [
        text
        for view in found
        for statement in view.statements
        for text in (statement.sentence, *statement.terms, *statement.facts.evidence.values())
    ]
    written = {word for text in (*said, *snippets) for word in words_in(text.lower())}
    shown = []
    for word, stems in changed:
        forms = [form for form in written if stems_of(form) & set(stems)]
        # The form most like the typed one. A word of the post outside the sentence: its beginning has to do.
        nearest = min(forms, key=partial(_unlikeness, word.typed), default=f"{stems[0]}…")
        shown.append(nearest)
    return ", ".join(shown)


def _unlikeness(typed: str, form: str) -> tuple[int, str]:
    """How much *form* differs from what was typed; by its sound from what was typed in other letters."""
    if is_latin(typed) and not is_latin(form):
        return OSA.distance(sound(typed), sound(form)), form
    return OSA.distance(typed, form), form
