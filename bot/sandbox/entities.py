"""Text with its entities: lengths in UTF-16 units, the checks Telegram makes, what it detects itself."""

import re
from collections.abc import Sequence
from typing import Any

from bot.sandbox.refusals import bad_request

Entity = dict[str, Any]
"""A MessageEntity in the API's own JSON form; `offset` and `length` are UTF-16 units."""

MAX_ENTITIES = 100
"""Entities above this number are dropped without a word."""

TYPES = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)

_STYLES = {"bold": 1, "italic": 2, "underline": 3, "strikethrough": 4, "spoiler": 5}
_CONTROLS = dict.fromkeys(range(32), " ") | {9: "\t", 10: "\n", 13: None}

_AUTOMATIC = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\".,:;!?)»]|(?<![\w/@.])t\.me/[\w/+]+)"
    r"|(?<![\w/@.])(?P<mention>@[A-Za-z]\w{3,31})"
    r"|(?<![\w#/])(?P<hashtag>#\w*[^\W\d]\w*)"
    r"|(?<![\w/<>@])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?)(?![\w/])"
)


def units(text: str) -> int:
    """Length in UTF-16 units, the measure of every limit of Telegram's: an emoji is 2."""
    return len(text) + sum(char > "\uffff" for char in text)


def clean(text: str) -> str:
    """Control characters become spaces and carriage returns go, as Telegram does before parsing."""
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise bad_request("strings must be encoded in UTF-8")
    return text.translate(_CONTROLS)


def checked(text: str, entities: Sequence[Any]) -> list[Entity]:
    """The `entities` parameter as Telegram would take it, or `Refused`."""
    length, starts = units(text), _character_starts(text)
    result: list[Entity] = []
    for entity in entities:
        if not isinstance(entity, dict) or entity.get("type") not in TYPES:
            raise bad_request("can't parse MessageEntity: unsupported type specified")
        try:
            begin, end = int(entity["offset"]), int(entity["offset"]) + int(entity["length"])
        except (KeyError, TypeError, ValueError):
            raise bad_request('can\'t parse MessageEntity: Field "offset" must be a Number') from None
        if begin < 0 or end < begin:
            raise bad_request(f"receive an entity with incorrect offset {begin}")
        if end > length:
            raise bad_request(
                f"entity beginning at UTF-16 offset {begin} ends after the end of the text at "
                f"UTF-16 offset {end}"
            )
        if begin not in starts:
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {begin}")
        if end not in starts:
            raise bad_request(f"entity ends in a middle of a UTF-16 symbol at byte offset {end}")
        if end > begin:
            result.append(dict(entity) | {"offset": begin, "length": end - begin})
    return ordered(result)


def ordered(entities: list[Entity]) -> list[Entity]:
    """In Telegram's order; nothing inside code, no quote inside a quote, no doubles."""
    kept: list[Entity] = []
    for entity in sorted(entities, key=_place):
        around = [e for e in kept if e["offset"] + e["length"] > entity["offset"]]
        closed = any(e["type"] in ("code", "pre") for e in around)
        quote = "blockquote" in entity["type"]
        repeated = any(e["type"] == entity["type"] or (quote and "blockquote" in e["type"]) for e in around)
        if not closed and not repeated:
            kept.append(entity)
    return kept


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at both ends; entities move and shrink with the text."""
    shorter = text.lstrip(" \n\t")
    shift = units(text) - units(shorter)
    shorter = shorter.rstrip(" \n\t")
    length = units(shorter)
    result = []
    for entity in entities:
        begin = max(entity["offset"] - shift, 0)
        end = min(entity["offset"] + entity["length"] - shift, length)
        if end > begin:
            result.append(entity | {"offset": begin, "length": end - begin})
    return shorter, result


def with_automatic(text: str, entities: list[Entity]) -> list[Entity]:
    """Add the links, mentions, hashtags and commands that Telegram finds in the text by itself."""
    found = list(entities)
    taken = [
        (e["offset"], e["offset"] + e["length"])
        for e in entities
        if e["type"] in ("code", "pre", "text_link", "text_mention", "url", "mention", "bot_command")
    ]
    for match in _AUTOMATIC.finditer(text):
        begin = units(text[: match.start()])
        length = units(match.group())
        if not any(start < begin + length and begin < end for start, end in taken):
            found.append({"type": match.lastgroup, "offset": begin, "length": length})
    return sorted(found, key=_place)


def _place(entity: Entity) -> tuple[int, int, int]:
    """Outer before inner; of two over the same words, quotes and code come first, then links."""
    rank = {"blockquote": 0, "expandable_blockquote": 0, "pre": 1, "code": 2, "text_link": 3}
    own = rank.get(entity["type"], 4 + _STYLES.get(entity["type"], 0))
    return entity["offset"], -entity["length"], own


def _character_starts(text: str) -> set[int]:
    starts, at = {0}, 0
    for char in text:
        at += 2 if char > "\uffff" else 1
        starts.add(at)
    return starts
