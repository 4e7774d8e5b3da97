"""The public channels: what was posted where, and which posts a page of a channel holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.refusals import bad_request
from bot.sandbox.views import ChannelKind
from bot.sandbox.world import utc_now
from bot.values import MediaKind

PAGE_SIZE = 20
"""Messages on one page; each picture of an album is one."""


@dataclass(slots=True)
class Post:
    """One block of a channel's page. An album takes the ids from `id` to `id + album - 1`."""

    id: int
    text: str
    at: datetime
    media: tuple[MediaKind, ...] = ()
    album: int = 1
    reply_to: int | None = None
    forwarded_from: str | None = None
    forwarded_id: int | None = None
    edited: bool = False
    service: bool = False
    rich: bool = False
    html: bool = False


@dataclass(slots=True)
class Channel:
    """A public name. `posts_as` is the handle its posts carry if that is another one (renamed)."""

    handle: str
    title: str
    kind: ChannelKind = "channel"
    description: str = ""
    subscribers: int = 128_400
    posts_as: str | None = None
    posts: dict[int, Post] = field(default_factory=dict)
    next_id: int = 1
    fetches: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Posts of one page, old to new, and the cursors to its neighbours if there are any."""

    posts: Sequence[Post]
    before: int | None
    after: int | None


class Site:
    """All public names. A name nobody set up does not exist."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self.clock = clock
        self.channels: dict[str, Channel] = {}

    def clear(self) -> None:
        """No channel is left."""
        self.channels = {}

    def find(self, handle: str) -> Channel | None:
        """Handles do not care about case."""
        return self.channels.get(handle.casefold())

    def open(self, handle: str) -> Channel:
        """The channel of that name, made when new."""
        return self.channels.setdefault(handle.casefold(), Channel(handle, handle))

    def publish(self, channel: Channel, post: Post) -> Post:
        """Add a post; its id is the next free one when it has none (0)."""
        post.id = post.id or channel.next_id
        if any(post.id + offset in channel.posts for offset in range(post.album)):
            raise bad_request(f"{channel.handle}/{post.id} is taken")
        channel.posts[post.id] = post
        channel.next_id = max(channel.next_id, post.id + post.album)
        return post

    def post(self, handle: str, message_id: int) -> Post:
        """One post by its id, or that of a picture of its album."""
        channel = self.find(handle)
        found = channel and find_post(channel, message_id)
        if not found:
            raise bad_request(f"no post {handle}/{message_id}")
        return found


def find_post(channel: Channel, message_id: int) -> Post | None:
    """The block that holds this id."""
    for post in channel.posts.values():
        if post.id <= message_id < post.id + post.album:
            return post
    return None


def page_of(channel: Channel, *, before: int | None = None, after: int | None = None, words: str = "") -> Page:
    """The newest posts below `before`, or the oldest above `after`; about 20 messages."""
    posts = sorted(channel.posts.values(), key=lambda post: post.id)
    posts = [post for post in posts if words.casefold() in post.text.casefold()]
    if after is not None:
        chosen = _fill([post for post in posts if post.id > after])
    else:
        below = [post for post in posts if before is None or post.id < before]
        chosen = _fill(below[::-1])[::-1]
    if not chosen:
        return Page((), None, None)
    first, last = chosen[0], chosen[-1]
    return Page(
        chosen,
        before=first.id if posts[0].id < first.id else None,
        after=last.id + last.album - 1 if posts[-1].id > last.id else None,
    )


def _fill(posts: Sequence[Post]) -> list[Post]:
    chosen: list[Post] = []
    size = 0
    for post in posts:
        size += post.album
        if chosen and size > PAGE_SIZE:
            break
        chosen.append(post)
    return chosen
