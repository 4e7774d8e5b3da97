"""Text with styles, measured the way Telegram measures it. Pure values.

Styles are sent as entities beside the text, never as HTML: then nothing a channel writes can become markup, a
message cannot be refused for a broken tag, and the length that counts is simply the length of the text.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import NamedTuple

from telegram import MessageEntity

MAX_UNITS = 4096
"""Telegram's limit of a message's text, in UTF-16 units: an emoji is 2, so `len()` is wrong."""
MAX_ENTITIES = 100
"""Telegram drops entities beyond this number without a word."""


def units(text: str) -> int:
    """Length of *text* in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Entity(NamedTuple):
    """A style on a stretch of text, in UTF-16 units. `kind` is one of `MessageEntity`'s types.

    Telegram's own class is some thirty times slower to make and to move.
    """

    kind: str
    offset: int
    length: int
    url: str | None = None
    at: datetime | None = None
    shape: str | None = None

    def as_telegram(self) -> MessageEntity:
        """The form in which it is sent."""
        return MessageEntity(
            self.kind,
            self.offset,
            self.length,
            url=self.url,
            unix_time=self.at,
            date_time_format=self.shape,
        )


@dataclass(frozen=True, slots=True)
class Markup:
    """A text and the styles on it."""

    text: str = ""
    entities: tuple[Entity, ...] = ()

    def __add__(self, other: "Markup | str") -> "Markup":
        return concat((self, other))

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def units(self) -> int:
        """Length of the text as Telegram counts it."""
        return units(self.text)

    @property
    def fits(self) -> bool:
        """Whether Telegram would take this as one message."""
        return self.units <= MAX_UNITS and len(self.entities) <= MAX_ENTITIES


def concat(parts: "Iterable[Markup | str]") -> Markup:
    """The *parts* one after another."""
    texts: list[str] = []
    entities: list[Entity] = []
    offset = 0
    for part in parts:
        if isinstance(part, Markup):
            entities += (e._replace(offset=e.offset + offset) if offset else e for e in part.entities)
            part = part.text
        texts.append(part)
        offset += units(part)
    return Markup("".join(texts), tuple(entities))


def plain(text: str) -> Markup:
    """*text* as it is."""
    return Markup(text)


def styled(kind: str, text: Markup | str, *, url: str | None = None) -> Markup:
    """*text* with one style over all of it; inner styles are kept. Nothing stays nothing."""
    inner = text if isinstance(text, Markup) else Markup(text)
    if not inner:
        return inner
    return Markup(inner.text, (Entity(kind, 0, inner.units, url), *inner.entities))


def bold(text: Markup | str) -> Markup:
    """*text* in bold."""
    return styled(MessageEntity.BOLD, text)


def struck(text: Markup | str) -> Markup:
    """*text* struck through."""
    return styled(MessageEntity.STRIKETHROUGH, text)


def code(text: Markup | str) -> Markup:
    """*text* to be copied by a tap."""
    return styled(MessageEntity.CODE, text)


def link(text: str, url: str) -> Markup:
    """*text* that opens *url*, which is always one this program made."""
    return styled(MessageEntity.TEXT_LINK, text, url=url)


def quote(text: Markup | str, *, folded: bool = False) -> Markup:
    """*text* as a quotation; *folded* shows three lines until it is tapped."""
    return styled(MessageEntity.EXPANDABLE_BLOCKQUOTE if folded else MessageEntity.BLOCKQUOTE, text)


def moment(text: str, at: datetime, shape: str) -> Markup:
    """*text* that clients show as the time *at* in the reader's own zone, in the form *shape* ("t", "dt").

    Clients that do not know date-time entities show *text*.
    """
    whole_second = at.replace(microsecond=0)
    return Markup(text, (Entity(MessageEntity.DATE_TIME, 0, units(text), at=whole_second, shape=shape),))


def join(separator: str, parts: Iterable[Markup]) -> Markup:
    """The non-empty *parts* with *separator* between them."""
    pieces: list[Markup | str] = []
    for part in parts:
        if part:
            pieces += (separator, part) if pieces else (part,)
    return concat(pieces)


def fill(template: str, /, **parts: "Markup | str | int") -> Markup:
    """*template* with its `{names}` replaced by *parts*, which keep their styles.

    Only the template is read for names: braces inside a part stay what they are.
    """
    pieces: list[Markup | str] = []
    for literal, name, _, _ in Formatter().parse(template):
        pieces.append(literal)
        if name is not None:
            part = parts[name]
            pieces.append(part if isinstance(part, Markup) else str(part))
    return concat(pieces)


_INVISIBLE = re.compile(
    # Directions (a hidden override can turn a figure round), zero-width signs, fillers, tags.
    "[\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_STRAY_JOINER = re.compile(
    "(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d|\u200d(?![\u2190-\u2bff\U0001f000-\U0001faff])"
)
_STACKED_MARKS = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{2})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)


def clean(text: str, *, limit: int) -> str:
    """Words from outside made fit to be shown on one line: at most *limit* characters, cut at a word with "…".

    Takes out what is invisible or turns the direction of writing (joiners inside emoji stay), control
    characters, lone surrogates and towers of accents; white space becomes single spaces.
    """
    text = _STRAY_JOINER.sub("", _INVISIBLE.sub("", text))
    if not text.isprintable():
        text = "".join(" " if char.isspace() else char for char in text if char.isspace() or _is_shown(char))
    text = _STACKED_MARKS.sub(r"\1", " ".join(text.split()))
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at_word = cut.rpartition(" ")[0]
    return (at_word if len(at_word) > limit // 2 else cut).rstrip(" ,;:—-\u200d") + "…"


def _is_shown(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs", "Co")
