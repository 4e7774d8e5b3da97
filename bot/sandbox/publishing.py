"""What the authors of channels do: set a name up, post, edit, delete."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.sandbox.site import Post, Site
from bot.sandbox.views import ChannelKind
from bot.values import MediaKind


class Publishing:
    """The verbs that change the public pages."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def channel(
        self,
        handle: str,
        *,
        title: str | None = None,
        kind: ChannelKind = "channel",
        description: str | None = None,
        subscribers: int | None = None,
        renamed_to: str | None = None,
        next_id: int | None = None,
    ) -> None:
        """Set a public name up, or change it. With `renamed_to` its posts carry that handle."""
        channel = self.site.open(handle)
        channel.title = title or channel.title
        channel.kind = kind
        channel.description = channel.description if description is None else description
        channel.subscribers = channel.subscribers if subscribers is None else subscribers
        channel.posts_as = renamed_to
        channel.next_id = next_id or channel.next_id

    async def publish(
        self,
        handle: str,
        text: str,
        *,
        at: datetime | None = None,
        media: Sequence[str] = (),
        album: int = 1,
        reply_to: int | None = None,
        forwarded_from: str | None = None,
        forwarded_id: int | None = None,
        edited: bool = False,
        service: bool = False,
        rich: bool = False,
        html: bool = False,
        message_id: int = 0,
    ) -> int:
        """Post to a channel, which is made when new; the (first) id of the post.

        `at` is aware and defaults to now. `media` are `MediaKind` values; an album takes `album`
        ids and is made of photos unless `media` names as many. `rich` hides the text from the page,
        as rich messages do. A forward links the message `forwarded_id` if its origin is a handle.
        `html` says that `text` is Telegram's HTML.
        """
        if at is not None and at.tzinfo is None:
            raise ValueError("`at` needs a time zone")
        kinds = tuple(MediaKind(kind) for kind in media)
        post = Post(
            id=message_id,
            text=text,
            at=(at or self.site.clock()).astimezone(UTC),
            media=kinds or ((MediaKind.PHOTO,) * album if album > 1 else ()),
            album=album,
            reply_to=reply_to,
            forwarded_from=forwarded_from,
            forwarded_id=forwarded_id,
            edited=edited,
            service=service,
            rich=rich,
            html=html,
        )
        return self.site.publish(self.site.open(handle), post).id

    async def edit(self, handle: str, message_id: int, text: str, *, mark: bool = True) -> None:
        """Change a post's text; the page then says "edited" unless `mark` is false."""
        post = self.site.post(handle, message_id)
        post.text, post.edited = text, post.edited or mark

    async def delete(self, handle: str, message_id: int) -> None:
        """Take a post away; its id stays a gap."""
        post = self.site.post(handle, message_id)
        channel = self.site.open(handle)
        del channel.posts[post.id]
