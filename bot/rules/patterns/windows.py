"""Which sentences of a post are read together, and which are not read at all because they retell."""

from collections.abc import Iterator, Sequence

from bot.rules.language.text import Sentence
from bot.rules.patterns.mentions import Mention

SHORT = 5
"""A sentence of so few words and signs only adds to its neighbours: "Один БПЛА. Наш район. Сбит."."""

Window = tuple[int, ...]
"""Sentences read together, by their indexes."""

_IMPOSED = (
    "введенн",
    "действовавш",
    "установленн",
    "наложенн",
    "запроваджен",
    "встановлен",
    "imposed",
    "introduced",
)
"""Beginnings of words after "earlier" for what may end now."""


def windows_from(sentences: Sequence[Sentence], kept: Window, index: int, digest: bool) -> Iterator[Window]:
    """The windows of the *kept* sentences that begin with *index*, one of them; the last is the longest.

    It alone, neighbours together (in a *digest* only those of one line), a heading with its list.
    """
    yield (index,)
    place = kept.index(index)
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


def retells(index: int, words: Sequence[str], background: Sequence[Mention]) -> bool:
    """Whether a sentence of these *words* opens with one of the words for "earlier", *background*.

    The first sentence of a post never retells. What was "earlier imposed" is in force until the sentence tells
    its end: that is news.
    """
    return index > 0 and any(
        mention.first <= 2 and not any(map(_is_imposed, words[mention.last + 1 : mention.last + 2]))
        for mention in background
    )


def _is_imposed(word: str) -> bool:
    return word.startswith(_IMPOSED)
