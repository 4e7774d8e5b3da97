"""One message block of a channel page -> its parts: text, media, marks. Pure; knows Telegram's class names."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from bot.values import MediaKind

MEDIA = {
    "tgme_widget_message_photo_wrap": MediaKind.PHOTO,
    "tgme_widget_message_video_player": MediaKind.VIDEO,
    "tgme_widget_message_roundvideo_player": MediaKind.ROUND_VIDEO,
    "tgme_widget_message_voice_player": MediaKind.VOICE,
    "tgme_widget_message_audio_player": MediaKind.AUDIO,
    "tgme_widget_message_document_wrap": MediaKind.DOCUMENT,
    "tgme_widget_message_sticker_wrap": MediaKind.STICKER,
    "tgme_widget_message_sticker": MediaKind.STICKER,
    "tgme_widget_message_tgsticker": MediaKind.STICKER,
    "tgme_widget_message_videosticker": MediaKind.STICKER,
    "tgme_widget_message_poll": MediaKind.POLL,
    "tgme_widget_message_location_wrap": MediaKind.LOCATION,
    "tgme_widget_message_venue_wrap": MediaKind.LOCATION,
    "tgme_widget_message_link_preview": MediaKind.LINK_PREVIEW,
}

# Paths like /handle, /handle/41, /s/handle; the host does not matter in the places where Telegram puts them.
_PATH = re.compile(r"(?:https?://[^/]+)?/(?:s/)?([A-Za-z][A-Za-z0-9_]{3,31})(?:/([0-9]{1,18}))?/?(?:[?#].*)?")
_AROUND = (
    "_author",
    "_owner_name",
    "_user",
    "_reply",
    "_forwarded",
    "_footer",
    "_info",
    "_views",
    "_meta",
    "_date",
    "_from_author",
    "_via",
    "_inline",
    "_reactions",
    "_voters",
    "_service",
    "_error",
    "_settings",
    "_suggest",
)
"""Ends of class names, after "tgme_widget_message", of what stands around a post's own words."""
_STRANGE = 3
"""So many characters of words in no place we know are a text that we do not find."""
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BLOCKS = frozenset({"div", "p", "blockquote", "pre", "ul", "ol", "li"})
_SILENT = frozenset({"script", "style", "template"})


@dataclass(slots=True)
class Parts:
    """What one walk over a message block finds. Nodes of a quoted reply are never among them."""

    texts: list[LexborNode] = field(default_factory=list)
    media: list[MediaKind] = field(default_factory=list)
    unsupported: list[str] = field(default_factory=list)
    forwarded_from: LexborNode | None = None
    reply: LexborNode | None = None
    date: LexborNode | None = None
    edited: bool = False


def classes(node: LexborNode) -> list[str]:
    """The class names of an element."""
    return (node.attributes.get("class") or "").split()


def children(node: LexborNode) -> Iterator[LexborNode]:
    """Elements and text nodes directly below, in order."""
    return node.iter(include_text=True)


def linked(node: LexborNode | None) -> tuple[str, int | None] | None:
    """The handle and message id that an element's link points at."""
    match = _PATH.fullmatch(node.attributes.get("href") or "") if node is not None else None
    return (match[1], int(match[2]) if match[2] else None) if match else None


def take_apart(message: LexborNode) -> Parts:
    """Walk a message once, in document order, without descending into what is already understood."""
    parts = Parts()
    wrappers = _wrappers(message)
    stack = [message]
    while stack:
        node = stack.pop()
        if not _take(node, parts, wrappers):
            stack.extend(reversed(list(node.iter())))
    return parts


def _wrappers(message: LexborNode) -> set[int]:
    """Texts that hold another text (captions of albums do): their nodes' ids."""
    found = set()
    texts = message.css(".js-message_text")
    ids = {text.mem_id for text in texts}
    for text in texts:
        above = text.parent
        while above is not None and above.mem_id != message.mem_id:
            if above.mem_id in ids:
                found.add(above.mem_id)
                break
            above = above.parent
    return found


def _take(node: LexborNode, parts: Parts, wrappers: set[int]) -> bool:
    """Note what this element is; True if nothing below it matters."""
    names = classes(node)
    kind = next((MEDIA[name] for name in names if name in MEDIA), None)
    if kind is not None:
        is_audio = kind is MediaKind.DOCUMENT and node.css_first(".tgme_widget_message_document_icon.audio")
        parts.media.append(MediaKind.AUDIO if is_audio else kind)
        return True
    if "tgme_widget_message_reply" in names:
        parts.reply = node
        return True
    if "js-message_text" in names:
        # Only the innermost of nested texts is taken, so no caption is doubled.
        if node.mem_id in wrappers:
            return False
        parts.texts.append(node)
        return True
    if "message_media_not_supported" in names:
        parts.unsupported.append(plain_text(node))
        return True
    if "tgme_widget_message_forwarded_from_name" in names:
        parts.forwarded_from = node
    elif "tgme_widget_message_date" in names:
        parts.date = node
    elif "tgme_widget_message_meta" in names:
        # Only the element's own words: an author's signature inside it may say anything.
        parts.edited = "edited" in node.text(deep=False).split()
    return False


def media_of(parts: Parts, text: str) -> tuple[MediaKind, ...]:
    """Kinds of attachment, with UNSUPPORTED where the page hides something that nothing else stands for.

    Every video and sticker carries a marker for old browsers, so a marker beside known media means nothing.
    Posts that must be opened in Telegram (rich messages) show neither text nor a known attachment, or say so.
    """
    shown = [kind for kind in parts.media if kind is not MediaKind.LINK_PREVIEW]
    must_open = any("open telegram" in label.casefold() for label in parts.unsupported)
    hidden = parts.unsupported and (not shown or (must_open and not text))
    return (*parts.media, MediaKind.UNSUPPORTED) if hidden else tuple(parts.media)


def holds_strange_words(message: LexborNode) -> bool:
    """Whether a block without a text holds words all the same, in no place that we know, or nothing at all."""
    parts, empty = 0, True
    stack = list(message.iter(include_text=True))
    while stack:
        node = stack.pop()
        if node.is_text_node:
            parts += len(_SPACE.sub(" ", node.text_content or "").strip())
            continue
        names = classes(node)
        if any(name in MEDIA or "not_supported" in name or name.startswith("tgme_reaction") for name in names):
            empty = False
        elif not any(
            name.startswith("tgme_widget_message" + around) for name in names for around in _AROUND
        ) and (node.tag not in _SILENT):
            stack.extend(node.iter(include_text=True))
    return parts >= _STRANGE or (empty and not parts)


def plain_text(node: LexborNode) -> str:
    """The text as a browser shows it: `<br>` and blocks break lines, other white space collapses.

    Emoji are characters inside tags: they stay, with no space added. Tags are gone before entities
    are decoded (the parser does both), so a typed `<b>` stays text.
    """
    out = _Lines()
    # Entries: a node to enter with its "preformatted" flag, or None where a block ends.
    stack: list[tuple[LexborNode | None, bool]] = []
    stack.extend([(child, False) for child in children(node)][::-1])
    while stack:
        current, raw = stack.pop()
        if current is None:
            out.end_line()
        elif current.is_text_node:
            out.add(current.text_content or "", raw)
        elif current.tag == "br":
            out.add("\n", raw=True)
        elif current.tag not in _SILENT:
            raw = raw or current.tag == "pre"
            if current.tag in _BLOCKS:
                out.end_line()
                stack.append((None, raw))
            stack.extend([(child, raw) for child in children(current)][::-1])
    return out.text()


class _Lines:
    """Collects text and collapses white space across element borders."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._last = "\n"

    def add(self, text: str, raw: bool) -> None:
        if not raw:
            text = _SPACE.sub(" ", text)
            if self._last in " \n":
                text = text.removeprefix(" ")
        if text:
            self._pieces.append(text)
            self._last = text[-1]

    def end_line(self) -> None:
        if self._last != "\n":
            self.add("\n", raw=True)

    def text(self) -> str:
        lines = "".join(self._pieces).split("\n")
        return "\n".join(line.rstrip(" ") for line in lines).strip()


def outgoing_links(node: LexborNode) -> Iterator[str]:
    """Absolute links of a text. Hashtags are relative; ampersands may come escaped twice."""
    for anchor in node.css("a[href]"):
        href = (anchor.attributes.get("href") or "").strip()
        if href.startswith(("http://", "https://")):
            yield html.unescape(href) if "&amp;" in href else href
