"""Telegram's HTML parse mode: markup in, plain text and entities out, or the error Telegram gives."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.sandbox.entities import Entity, ordered, units
from bot.sandbox.refusals import Refused, bad_request

_TYPE_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot));?")
_ATTRIBUTE = re.compile(r"""([^\s=>"']+)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.\-]+)))?""")
_SPACE = re.compile(r"\s*")


def parse(source: str) -> tuple[str, list[Entity]]:
    """Plain text and its entities. Raises `Refused` with "can't parse entities: …" on bad markup.

    Only the four named references &lt; &gt; &amp; &quot; and numeric ones are decoded; anything else
    after an ampersand stays as typed.
    """
    return _Parser(source).run()


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    begin: int
    """In UTF-16 units of the text so far."""


@dataclass(slots=True)
class _Parser:
    source: str
    text: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def run(self) -> tuple[str, list[Entity]]:
        at = 0
        while at < len(self.source):
            if self.source[at] == "<":
                close = self.source.startswith("</", at)
                at = self._end_tag(at) if close else self._start_tag(at)
            else:
                until = self.source.find("<", at)
                until = len(self.source) if until < 0 else until
                self._add(decoded(self.source[at:until]))
                at = until
        if self.stack:
            raise _error(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        return "".join(self.text), ordered(self.entities)

    def _add(self, text: str) -> None:
        self.text.append(text)
        self.length += units(text)

    def _start_tag(self, start: int) -> int:
        name, at = self._name(start + 1)
        if at >= len(self.source):
            raise self._error_at("Unclosed start tag", start)
        if name not in _TYPE_OF_TAG:
            raise self._error_at(f'Unsupported start tag "{name}"', start)
        attributes: dict[str, str] = {}
        while True:
            at = self._skip_space(at)
            if at >= len(self.source):
                raise self._error_at("Unclosed start tag", start)
            if self.source[at] == ">":
                break
            match = _ATTRIBUTE.match(self.source, at)
            if not match:
                raise self._error_at(f'Empty attribute name in the tag "{name}"', start)
            at = match.end()
            if at < len(self.source) and self.source[at] == "=":
                raise self._error_at("Unclosed start tag", start)
            value = next((group for group in match.groups()[1:] if group is not None), "")
            attributes[match[1].lower()] = decoded(value)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._error_at('Tag "span" must have class "tg-spoiler"', start)
        self.stack.append(_Open(name, attributes, self.length))
        return at + 1

    def _end_tag(self, start: int) -> int:
        name, at = self._name(start + 2)
        at = self._skip_space(at)
        if at >= len(self.source) or self.source[at] != ">":
            raise self._error_at("Unclosed end tag", start)
        if not self.stack:
            raise self._error_at("Unexpected end tag", start)
        opened = self.stack.pop()
        if name and name != opened.tag:
            raise self._error_at("Unmatched end tag", start, f', expected "</{opened.tag}>", found "</{name}>"')
        self._close(opened)
        return at + 1

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.begin
        if not length:
            return
        entity: Entity = {
            "type": _TYPE_OF_TAG[opened.tag],
            "offset": opened.begin,
            "length": length,
        }
        match opened.tag:
            case "a":
                url = opened.attributes.get("href") or self._tail(length)
                if not (link := valid_url(url)):
                    return
                entity["url"] = link
            case "blockquote" if "expandable" in opened.attributes:
                entity["type"] = "expandable_blockquote"
            case "tg-emoji":
                entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
            case "tg-time":
                if not opened.attributes.get("unix", "").isdecimal():
                    raise _error('Tag "tg-time" must have a valid attribute "unix"')
                entity["unix_time"] = int(opened.attributes["unix"])
                if format_ := opened.attributes.get("format"):
                    entity["date_time_format"] = format_
            case "code":
                language = opened.attributes.get("class", "").removeprefix("language-")
                parent = self.stack[-1] if self.stack else None
                if parent and parent.tag == "pre" and parent.begin == opened.begin and language:
                    parent.attributes["language"] = language
                    return
            case "pre" if "language" in opened.attributes:
                entity["language"] = opened.attributes["language"]
        self.entities.append(entity)

    def _tail(self, length: int) -> str:
        encoded = "".join(self.text).encode("utf-16-le")
        return encoded[len(encoded) - 2 * length :].decode("utf-16-le")

    def _name(self, at: int) -> tuple[str, int]:
        end = at
        while end < len(self.source) and not self.source[end].isspace() and self.source[end] != ">":
            end += 1
        return self.source[at:end].lower(), end

    def _skip_space(self, at: int) -> int:
        match = _SPACE.match(self.source, at)
        return match.end() if match else at

    def _error_at(self, what: str, at: int, more: str = "") -> Refused:
        return _error(f"{what} at byte offset {len(self.source[:at].encode())}{more}")


def decoded(text: str) -> str:
    """Character references replaced; unknown ones stay as typed."""

    def character(match: re.Match[str]) -> str:
        if match[3]:
            return _NAMED[match[3]]
        code = int(match[1], 16) if match[1] else int(match[2])
        valid = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
        return chr(code) if valid else match[0]

    return _REFERENCE.sub(character, text)


def valid_url(url: str) -> str | None:
    """The link as Telegram stores it, or None if it would drop it and keep the bare text."""
    if url.startswith("tg://"):
        return url
    full = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
        ok = parts.scheme in ("http", "https") and ("." in host or host == "localhost" or ":" in host)
    except ValueError:
        return None
    if not ok or re.search(r"\s", full):
        return None
    return full if parts.path else f"{full}/"


def _error(what: str) -> Refused:
    return bad_request(f"can't parse entities: {what}")
