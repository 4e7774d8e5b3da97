"""Everything a demo or a test can do to the local Telegram, as plain async functions."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.sandbox import shapes
from bot.sandbox.api import Api
from bot.sandbox.faults import ALL, Fault, Faults
from bot.sandbox.log import Log
from bot.sandbox.pacing import Pacing
from bot.sandbox.people import DEFAULT_PERSON, People
from bot.sandbox.publishing import Publishing
from bot.sandbox.queries import Queries
from bot.sandbox.rooms import Rooms
from bot.sandbox.site import Site
from bot.sandbox.views import (
    Call,
    ChatKind,
    Event,
    FaultKind,
    Json,
    Shown,
)
from bot.sandbox.watching import Watching
from bot.sandbox.world import Chat, User, World, utc_now


class Driver(Publishing, Rooms, Watching):
    """The local Telegram without its wires. `SandboxClient` offers the same over HTTP."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        super().__init__(Site(clock))
        self.world = World(clock)
        self.queries = Queries(self.world)
        self.people = People(self.world, self.queries)
        self.api = Api(self.world, self.queries)
        self.faults = Faults()
        self.pacing = Pacing()
        self.requests: Log[Call] = Log()

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
        """Write into a chat; the message's id. Chat and person are made when new.

        A positive `chat_id` is that person's private chat; writing there ends a block. A new group
        or channel first adds the bot (as admin to a channel), as it must be for it to hear anything.
        """
        if chat_id > 0:
            person = self.people.user(chat_id, name, language_code, username)
            chat = self.people.private(person)
            self.people.set_blocked(person, False)
        else:
            person = self.people.user(user or DEFAULT_PERSON, name, language_code, username)
            known = chat_id in self.world.chats
            chat = self.people.group(chat_id, kind, title)
            if not known:
                status = "administrator" if chat.kind == "channel" else "member"
                chat.members[person.id] = "creator"
                self.people.set_bot_status(chat, person, status)  # type: ignore[arg-type]
        message = self.people.say(
            chat, person, text, thread_id=thread_id, reply_to=reply_to, anonymous=anonymous
        )
        return message.id

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
        """Press a button by its text or raw callback data; the words of the bot's answer, or its address.

        Raises `TimeoutError` when the bot gives none within `wait` seconds.
        """
        chat = self._chat(chat_id)
        person = self._person(chat, user, language_code)
        return await self.people.press(chat, message_id, button, person, wait)

    async def ask_inline(self, user: int, query: str, *, offset: str = "", wait: float = 10.0) -> list[Json]:
        """Type `@bot query`; the results offered, each with its parsed `text`."""
        results: list[Json] = (await self.offers(user, query, offset=offset, wait=wait))["results"]
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
        person = self.people.user(user, language_code=language_code)
        return await self.people.ask_inline(person, query, offset, wait)

    async def choose_inline(
        self, chat_id: int, user: int, result: Json, *, thread_id: int | None = None
    ) -> int:
        """Send an offered result into a chat; the message's id."""
        person = self.people.user(user)
        return self.people.choose_inline(self._chat(chat_id), person, result, thread_id).id

    async def block(self, user: int) -> None:
        """Block the bot."""
        self.people.set_blocked(self.people.user(user), True)

    async def unblock(self, user: int) -> None:
        """Unblock the bot."""
        self.people.set_blocked(self.people.user(user), False)

    async def deactivate(self, user: int) -> None:
        """Delete the person's account."""
        self.people.private(self.people.user(user))
        self.people.user(user).deactivated = True

    # -- looking --------------------------------------------------------------------------------

    async def messages(self, chat_id: int) -> list[Shown]:
        """The chat as it is now, old to new; empty for an unknown one."""
        chat = self.world.chats.get(chat_id)
        if chat is None:
            return []
        ordered = sorted(chat.messages.values(), key=lambda message: message.id)
        return [shapes.shown(self.world, chat, message) for message in ordered]

    async def bot_profile(self, language_code: str = "") -> Json:
        """What a new user sees of the bot: `name`, `username`, `description`, `commands`.

        Texts in `language_code` where the bot set them, else those for everybody. Commands are those
        of private chats or of the default scope.
        """
        known = self.world.profile
        scopes = ('{"type": "all_private_chats"}', '{"type": "default"}')
        commands = [
            self.world.commands.get((scope, language)) for language in (language_code, "") for scope in scopes
        ]
        return {
            "name": self.world.bot.first_name,
            "username": self.world.bot.username,
            "description": known.get(("description", language_code)) or known.get(("description", ""), ""),
            "commands": next((found for found in commands if found), []),
        }

    async def events(self, after: int = 0, *, wait: float = 0.0) -> list[Event]:
        """What happened in the chats after event `after`; with nothing yet, wait for the first."""
        return await self.world.events.after(after, wait)

    async def calls(self, after: int = 0, *, method: str | None = None, wait: float = 0.0) -> list[Call]:
        """The requests after number `after`: Bot API calls and, by path, page fetches.

        `method` is an exact method name, or the beginning of a path ("/s/").
        """
        return [
            call
            for call in await self.requests.after(after, wait)
            if method is None
            or call.method.casefold() == method.casefold()
            or (method.startswith("/") and call.method.startswith(method))
        ]

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
        """Spoil the next `times` matching requests (None: all until cleared); see `Fault`."""
        self.faults.add(
            Fault(
                target, kind, ALL if times is None else times, status, retry_after, description, delay, chat_id
            )
        )

    async def clear_faults(self) -> None:
        """Take every fault back."""
        self.faults.clear()

    async def strict_pacing(self, on: bool = True) -> None:
        """Answer 429 above Telegram's published limits."""
        self.pacing.strict = on

    async def reset(self) -> None:
        """An empty world; numbers of updates, events and calls go on."""
        self.world.clear()
        self.site.clear()
        self.faults.clear()
        self.requests.clear()
        self.pacing = Pacing()
        await asyncio.sleep(0)

    def _person(self, chat: Chat, user: int | None, language_code: str | None) -> User:
        if user is None and chat.kind == "private":
            user = chat.id
        return self.people.user(user or DEFAULT_PERSON, language_code=language_code)
