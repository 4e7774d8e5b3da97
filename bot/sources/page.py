"""Channel page -> posts. Pure: no network, no clock."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.errors import SourceError
from bot.sources.markup import (
    classes,
    holds_strange_words,
    linked,
    media_of,
    outgoing_links,
    plain_text,
    take_apart,
)
from bot.values import ChannelState, Doubt, FetchedPost, MediaKind

_POST = re.compile(r"([A-Za-z][A-Za-z0-9_]{3,31})/([0-9]{1,18})")
_NUMBER = re.compile(r"[0-9]{1,18}")
_ALBUM = 10
"""Most numbers that one block takes."""

# Deep nesting makes every HTML parser quadratic. Real pages nest some 30 levels; the check is skipped
# below a number of tags at which even the worst nesting is parsed in well under a second.
_MANY_TAGS = 8_000
_MAX_DEPTH = 1_000
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_VOID = frozenset({"br", "img", "meta", "link", "input", "hr", "source", "path", "circle", "wbr"})


@dataclass(frozen=True, slots=True)
class Page:
    """One channel page as it came.

    `handle` is the canonical one (the posts', else the header's). `posts` run from old to new, service
    messages included and flagged. `before` is the cursor for older posts. `empty_marker` is the page's own
    "no messages". `at_start` says that nothing older exists. `is_channel` is False for landing pages.
    `unreadable` counts message blocks without an id or a time: more than none means the markup has changed.
    `wordless` counts posts whose words are in no place we know, or that hold nothing at all: many mean it, too.
    `doubts`, from old to new, say where the unreadable blocks stand.
    """

    handle: str | None
    title: str | None
    posts: tuple[FetchedPost, ...]
    before: int | None
    at_start: bool
    empty_marker: bool
    is_channel: bool
    unreadable: int
    wordless: int = 0
    doubts: tuple[Doubt, ...] = ()


class Landing(Enum):
    """What stands behind a handle that has no channel page: the state, and the words that say so."""

    MISSING = ChannelState.MISSING, "does not exist"
    CHANNEL = (
        ChannelState.NO_PREVIEW,
        "is a channel without a public preview (restricted by its owner or by Telegram)",
    )
    GROUP = ChannelState.NOT_A_CHANNEL, "is a group, not a channel"
    BOT = ChannelState.NOT_A_CHANNEL, "is a bot, not a channel"
    USER = ChannelState.NOT_A_CHANNEL, "is a user, not a channel"

    @property
    def state(self) -> ChannelState:
        return self.value[0]

    @property
    def words(self) -> str:
        return self.value[1]


def parse_page(html: str | bytes) -> Page:
    """Read a channel page. Raises SourceError if it is none of Telegram's pages, and nothing else."""
    tree = _tree(html)
    blocks = tree.css(".tgme_widget_message")
    read = [_post(block) for block in blocks]
    wordless = {
        place
        for place, (block, post) in enumerate(zip(blocks, read, strict=True))
        if post and not post.service and not post.text and holds_strange_words(block)
    }
    found = {
        post.message_id: replace(post, media=(*post.media, MediaKind.UNSUPPORTED)) if n in wordless else post
        for n, post in enumerate(read)
        if post is not None
    }
    posts = tuple(found[message_id] for message_id in sorted(found))
    before = _before(tree)
    empty_marker = tree.css_first(".tme_no_messages_found") is not None
    nothing_older = posts[0].message_id <= 1 if posts else empty_marker
    return Page(
        handle=posts[-1].handle if posts else _header_handle(tree),
        title=_title(tree),
        posts=posts,
        before=before,
        at_start=before is None and nothing_older,
        empty_marker=empty_marker,
        is_channel=tree.css_first(".tgme_channel_history") is not None or bool(blocks),
        unreadable=sum(post is None for post in read),
        wordless=len(wordless),
        doubts=_doubts(blocks, read),
    )


def _doubts(blocks: Sequence[LexborNode], read: Sequence[FetchedPost | None]) -> tuple[Doubt, ...]:
    """Where the blocks stand that were not *read*."""
    numbers: dict[tuple[int, int | None], list[int]] = {}
    for place, (block, post) in enumerate(zip(blocks, read, strict=True)):
        if post is None:
            known = numbers.setdefault(_around(read, place), [])
            known += [identity[1]] if (identity := _identity(block)) else []
    return tuple(Doubt(low, high, tuple(known)) for (low, high), known in numbers.items())


def _around(read: Sequence[FetchedPost | None], place: int) -> tuple[int, int | None]:
    """The ids of the posts before and after the block at *place*, which has none."""
    before = max((post.message_id for post in read[:place] if post is not None), default=None)
    after = min((post.message_id for post in read[place:] if post is not None), default=None)
    # How many numbers the first block takes is unknown, so the ids right below the next post are in doubt.
    return (max((after or 1) - _ALBUM - 1, 0) if before is None else before), after


def landing_kind(html: str | bytes) -> Landing:
    """Tell apart why a handle has no channel page. Raises SourceError if this is no landing page."""
    tree = _tree(html)
    title = tree.css_first(".tgme_page_title")
    if title is None or not plain_text(title):
        if tree.css_first(".tgme_page") is None:
            raise broken("neither a channel nor a landing page")
        return Landing.MISSING
    extra = " ".join(plain_text(node) for node in tree.css(".tgme_page_extra")).casefold()
    action = " ".join(plain_text(node) for node in tree.css(".tgme_page_action")).casefold()
    if "subscriber" in extra or tree.css_first('a[href^="/s/"]') is not None:
        return Landing.CHANNEL
    if "member" in extra or "online" in extra:
        return Landing.GROUP
    if "monthly user" in extra or "start bot" in action:
        return Landing.BOT
    if extra.startswith("@") or "send message" in action:
        return Landing.USER
    return Landing.CHANNEL


def parse_landing(html: str | bytes) -> ChannelState:
    """The state a landing page stands for. Raises SourceError as `landing_kind` does."""
    return landing_kind(html).state


def parse_embed(html: str | bytes) -> FetchedPost | None:
    """Read one post from its embedded page; None if the page says that the post is not there.

    Long texts are cut on embedded pages: use this to learn whether a post exists, not what it says.
    Raises SourceError for any other answer, a channel that may not be shown included.
    """
    tree = _tree(html)
    error = tree.css_first(".tgme_widget_message_error")
    if error is not None:
        words = plain_text(error)
        if "not found" in words.casefold() and "channel" not in words.casefold():
            return None
        raise SourceError(f"the post can not be shown: {words[:200] or 'no reason given'}")
    block = tree.css_first(".tgme_widget_message")
    post = _post(block) if block is not None else None
    if post is None:
        raise broken("no post and no word about it")
    return post


def broken(why: str) -> SourceError:
    """A page that is none of those we know: what to raise."""
    return SourceError(f"broken page: {why}", state=ChannelState.BROKEN_PAGE)


def _tree(html: str | bytes) -> LexborHTMLParser:
    text = html.decode("utf-8", "replace") if isinstance(html, bytes) else html
    if "tgme_" not in text:
        raise broken("none of Telegram's markup in it")
    if text.count("<") > _MANY_TAGS and _too_deep(text):
        raise broken("nested beyond reason")
    return LexborHTMLParser(text.encode("utf-8", "replace"))


def _too_deep(text: str) -> bool:
    """Whether more elements are open at once than on any real page; a closing tag closes only its own kind."""
    open_tags: Counter[str] = Counter()
    depth = 0
    for match in _TAG.finditer(text):
        name = match[2].lower()
        if match[1]:
            if open_tags[name]:
                open_tags[name] -= 1
                depth -= 1
        elif name not in _VOID:
            open_tags[name] += 1
            depth += 1
            if depth > _MAX_DEPTH:
                return True
    return False


def _post(block: LexborNode) -> FetchedPost | None:
    identity, published_at = _identity(block), _time(block)
    if identity is None or published_at is None:
        return None
    handle, message_id = identity
    parts = take_apart(block)
    texts = dict.fromkeys(plain_text(node) for node in parts.texts)
    text = "\n".join(filter(None, texts))
    reply = linked(parts.reply)
    origin, origin_id = _origin(parts.forwarded_from)
    return FetchedPost(
        message_id=message_id,
        text=text,
        published_at=published_at,
        handle=handle,
        edited=parts.edited,
        media=media_of(parts, text),
        forwarded_from=origin,
        forwarded_id=origin_id,
        reply_to=reply[1] if reply and reply[0].casefold() == handle.casefold() else None,
        service="service_message" in classes(block),
        links=tuple(dict.fromkeys(link for node in parts.texts for link in outgoing_links(node))),
    )


def _identity(block: LexborNode) -> tuple[str, int] | None:
    """Handle and id: from `data-post`, which some blocks lack, else from the link of the date."""
    if match := _POST.fullmatch(block.attributes.get("data-post") or ""):
        return match[1], int(match[2])
    link = linked(block.css_first("a.tgme_widget_message_date"))
    return (link[0], link[1]) if link and link[1] is not None else None


def _time(block: LexborNode) -> datetime | None:
    """Publication time in UTC. A video's duration is a `<time>` as well, so only the date's counts."""
    node = block.css_first(".tgme_widget_message_date time[datetime]")
    try:
        read = datetime.fromisoformat((node.attributes.get("datetime") or "") if node else "")
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _origin(node: LexborNode | None) -> tuple[str | None, int | None]:
    """Where a forward comes from: handle and message id if they are linked, else the name."""
    if node is None:
        return None, None
    return linked(node) or (plain_text(node) or None, None)


def _before(tree: LexborHTMLParser) -> int | None:
    more = tree.css_first("a.tme_messages_more[data-before]")
    if more is not None and _NUMBER.fullmatch(number := more.attributes.get("data-before") or ""):
        return int(number)
    # rel=canonical carries a `before` too, but it is the page's own address.
    link = tree.css_first('link[rel="prev"]')
    try:
        query = urlsplit((link.attributes.get("href") or "") if link else "").query
        number = parse_qs(query, max_num_fields=20).get("before", [""])[0]
    except ValueError:
        return None
    return int(number) if _NUMBER.fullmatch(number) else None


def _header_handle(tree: LexborHTMLParser) -> str | None:
    link = linked(tree.css_first(".tgme_channel_info_header_username a"))
    return link[0] if link else None


def _title(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first(".tgme_channel_info_header_title") or tree.css_first(".tgme_header_title")
    return (plain_text(node) or None) if node is not None else None
