"""The driver's verbs over HTTP, typed."""

from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Any

import httpx2

from bot.errors import BotError
from bot.sandbox.faults import ALL
from bot.sandbox.views import Call, ChannelKind, ChatKind, Event, FaultKind, Json, Shown
from bot.sandbox.watching import Watching

_MARGIN = 15.0
"""Seconds an answer may take beyond what was asked to wait."""


class ControlError(BotError):
    """The sandbox refused a verb; the message says why."""


class SandboxClient(Watching):
    """Drives a sandbox in another process. Verbs and arguments are those of `Driver`."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        # Plain HTTP needs no certificates, and to load them takes 50 ms.
        verify = not base_url.startswith("http:")
        self._http = httpx2.AsyncClient(base_url=base_url, timeout=_MARGIN, trust_env=False, verify=verify)

    async def __aenter__(self) -> "SandboxClient":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let the connections go."""
        await self._http.aclose()

    # -- channels -------------------------------------------------------------------------------

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
        """Set a public name up, or change it."""
        await self._do(
            "channel",
            handle=handle,
            title=title,
            kind=kind,
            description=description,
            subscribers=subscribers,
            renamed_to=renamed_to,
            next_id=next_id,
        )

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
        """Post to a channel; the (first) id of the post."""
        return int(
            await self._do(
                "publish",
                handle=handle,
                text=text,
                at=at.isoformat() if at else None,
                media=list(media),
                album=album,
                reply_to=reply_to,
                forwarded_from=forwarded_from,
                forwarded_id=forwarded_id,
                edited=edited,
                service=service,
                rich=rich,
                html=html,
                message_id=message_id,
            )
        )

    async def edit(self, handle: str, message_id: int, text: str, *, mark: bool = True) -> None:
        """Change a post's text."""
        await self._do("edit", handle=handle, message_id=message_id, text=text, mark=mark)

    async def delete(self, handle: str, message_id: int) -> None:
        """Take a post away."""
        await self._do("delete", handle=handle, message_id=message_id)

    # -- chats ----------------------------------------------------------------------------------

    async def say(
        self,
        chat_id: int,
        text: str,
        *,
        user: int | None = None,
        kind: ChatKind | None = None,
        title: str | None = None,
        name: str | None = None,
        username: str | None = None,
        language_code: str | None = None,
        thread_id: int | None = None,
        reply_to: int | None = None,
        anonymous: bool = False,
    ) -> int:
        """Write into a chat; the message's id."""
        return int(
            await self._do(
                "say",
                chat_id=chat_id,
                text=text,
                user=user,
                kind=kind,
                title=title,
                name=name,
                username=username,
                language_code=language_code,
                thread_id=thread_id,
                reply_to=reply_to,
                anonymous=anonymous,
            )
        )

    async def press(
        self,
        chat_id: int,
        message_id: int,
        button: str,
        *,
        user: int | None = None,
        language_code: str | None = None,
        wait: float = 10.0,
    ) -> str:
        """Press a button; the words of the bot's answer, or the address it opens. Raises `TimeoutError`."""
        return str(
            await self._do(
                "press",
                wait,
                chat_id=chat_id,
                message_id=message_id,
                button=button,
                user=user,
                language_code=language_code,
                wait=wait,
            )
        )

    async def ask_inline(self, user: int, query: str, *, offset: str = "", wait: float = 10.0) -> list[Json]:
        """Type `@bot query`; the results offered. Raises `TimeoutError` without an answer."""
        results: list[Json] = await self._do(
            "ask_inline", wait, user=user, query=query, offset=offset, wait=wait
        )
        return results

    async def offers(
        self,
        user: int,
        query: str,
        *,
        language_code: str | None = None,
        offset: str = "",
        wait: float = 10.0,
    ) -> Json:
        """The same with what stands around: `results`, the `button` above them or None, and `next_offset`."""
        offered: Json = await self._do(
            "offers",
            wait,
            user=user,
            query=query,
            language_code=language_code,
            offset=offset,
            wait=wait,
        )
        return offered

    async def choose_inline(
        self, chat_id: int, user: int, result: Json, *, thread_id: int | None = None
    ) -> int:
        """Send an offered result into a chat."""
        sent = await self._do("choose_inline", chat_id=chat_id, user=user, result=result, thread_id=thread_id)
        return int(sent)

    async def block(self, user: int) -> None:
        """Block the bot."""
        await self._do("block", user=user)

    async def unblock(self, user: int) -> None:
        """Unblock the bot."""
        await self._do("unblock", user=user)

    async def deactivate(self, user: int) -> None:
        """Delete the person's account."""
        await self._do("deactivate", user=user)

    async def add_to_group(
        self,
        chat_id: int,
        *,
        by: int | None = None,
        kind: ChatKind | None = None,
        title: str | None = None,
        username: str | None = None,
        forum: bool = False,
        admin: bool = False,
    ) -> None:
        """Add the bot to a group or channel."""
        await self._do(
            "add_to_group",
            chat_id=chat_id,
            by=by,
            kind=kind,
            title=title,
            username=username,
            forum=forum,
            admin=admin,
        )

    async def kick(self, chat_id: int, *, by: int | None = None) -> None:
        """Remove the bot from a group or channel."""
        await self._do("kick", chat_id=chat_id, by=by)

    async def promote(
        self, chat_id: int, user: int | None = None, *, admin: bool = True, by: int | None = None
    ) -> None:
        """Make a person (or the bot) an admin, or a plain member again."""
        await self._do("promote", chat_id=chat_id, user=user, admin=admin, by=by)

    async def restrict(self, chat_id: int, *, may_write: bool = False) -> None:
        """Take the bot's right to write away, or give it back."""
        await self._do("restrict", chat_id=chat_id, may_write=may_write)

    async def topic(self, chat_id: int, name: str, *, closed: bool = False) -> int:
        """Open (or close) a forum topic; its thread id."""
        return int(await self._do("topic", chat_id=chat_id, name=name, closed=closed))

    async def migrate(self, chat_id: int, *, by: int | None = None) -> int:
        """Turn a basic group into a supergroup; the new id."""
        return int(await self._do("migrate", chat_id=chat_id, by=by))

    # -- looking --------------------------------------------------------------------------------

    async def messages(self, chat_id: int) -> list[Shown]:
        """The chat as it is now, old to new."""
        return [Shown(**item) for item in await self._do("messages", chat_id=chat_id)]

    async def chats(self) -> list[Json]:
        """Every chat: `id`, `kind`, `title`."""
        chats: list[Json] = await self._do("chats")
        return chats

    async def room(self, chat_id: int) -> Json:
        """What a chat's head shows: title, topics, people, the bot's status."""
        room: Json = await self._do("room", chat_id=chat_id)
        return room

    async def bot_profile(self, language_code: str = "") -> Json:
        """What a new user sees of the bot: `name`, `username`, `description`, `commands`."""
        profile: Json = await self._do("bot_profile", language_code=language_code)
        return profile

    async def events(self, after: int = 0, *, wait: float = 0.0) -> list[Event]:
        """What happened in the chats after event `after`."""
        return [Event(**item) for item in await self._do("events", wait, after=after, wait=wait)]

    async def calls(self, after: int = 0, *, method: str | None = None, wait: float = 0.0) -> list[Call]:
        """The requests after number `after`, with the time each arrived."""
        found = await self._do("calls", wait, after=after, method=method, wait=wait)
        return [Call(**item) for item in found]

    # -- trouble --------------------------------------------------------------------------------

    async def fault(
        self,
        target: str,
        *,
        kind: FaultKind = "status",
        times: int | None = 1,
        status: int = 500,
        retry_after: int | None = None,
        description: str | None = None,
        delay: float = 0.0,
        chat_id: int | None = None,
    ) -> None:
        """Spoil the next matching requests."""
        await self._do(
            "fault",
            target=target,
            kind=kind,
            times=ALL if times is None else times,
            status=status,
            retry_after=retry_after,
            description=description,
            delay=delay,
            chat_id=chat_id,
        )

    async def clear_faults(self) -> None:
        """Take every fault back."""
        await self._do("clear_faults")

    async def strict_pacing(self, on: bool = True) -> None:
        """Answer 429 above Telegram's published limits."""
        await self._do("strict_pacing", on=on)

    async def reset(self) -> None:
        """An empty world."""
        await self._do("reset")

    async def _do(self, verb: str, seconds: float = 0.0, /, **arguments: Any) -> Any:
        given = {name: value for name, value in arguments.items() if value is not None}
        answer = await self._http.post(f"/control/{verb}", json=given, timeout=seconds + _MARGIN)
        body = answer.json()
        if answer.status_code == 408:
            raise TimeoutError(body["error"])
        if answer.status_code != 200:
            raise ControlError(body["error"])
        return body["result"]
