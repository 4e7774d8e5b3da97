"""The pages for a browser: all chats, a conversation, and the files it shows."""

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from itertools import count
from string import Template
from typing import Any, Final

from aiohttp import web

from bot.sandbox.driver import Driver
from bot.sandbox.people import DEFAULT_PERSON

_FIRST_ROOM: Final = -1001000000001


def routes(driver: Driver) -> list[web.RouteDef]:
    """`/chat/<id>` (`?user=`, `?lang=`, `?theme=dark|light`), `/` with all of them, and `/upload/<file id>`."""

    async def one(request: web.Request) -> web.Response:
        page = files("bot.sandbox").joinpath("chat.html").read_text("utf-8")
        return web.Response(text=page, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def every(request: web.Request) -> web.Response:
        chats = await driver.chats() or [{"id": DEFAULT_PERSON, "title": "You", "kind": "private"}]
        watched = sorted(driver.site.channels.values(), key=lambda channel: channel.title)
        page = Template(files("bot.sandbox").joinpath("index.html").read_text("utf-8")).substitute(
            chats="".join(_line(f"/chat/{chat['id']}", chat["title"], chat["kind"]) for chat in chats),
            begin="".join(_new(chats)),
            options="".join(_option(channel.handle, channel.title) for channel in watched),
            channels="".join(_line(f"/s/{c.handle}", c.title, f"@{c.handle}") for c in watched),
        )
        return web.Response(text=page, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def upload(request: web.Request) -> web.Response:
        found = driver.world.uploads.get(request.match_info["file_id"])
        if found is None:
            return web.Response(status=404)
        # Never as a page of its own: what a bot uploads must not run beside the control verbs.
        headers = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=found.content, content_type=found.mime, headers=headers)

    return [
        web.get(r"/chat/{id:-?\d+}", one),
        web.get("/", every),
        web.get("/upload/{file_id}", upload),
    ]


def _new(chats: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Chats to begin: as somebody else, or where the first who spoke to the bot adds it."""
    taken = {chat["id"] for chat in chats}
    person = next(number for number in count(DEFAULT_PERSON) if number not in taken)
    room = next(number for number in count(_FIRST_ROOM, -1) if number not in taken)
    owner = next((chat["id"] for chat in chats if chat["kind"] == "private"), DEFAULT_PERSON)
    yield _line(f"/chat/{person}", "Write to the bot as somebody else", "new")
    yield _line(f"/chat/{room}?new=supergroup&user={owner}", "Add the bot to a group", "new")
    yield _line(f"/chat/{room}?new=forum&user={owner}", "Add the bot to a group with topics", "new")
    yield _line(f"/chat/{room}?new=group&user={owner}", "Add the bot to a group of the old kind", "new")
    yield _line(f"/chat/{room}?new=channel&user={owner}", "Make the bot admin of a channel", "new")


def _option(value: str, words: str) -> str:
    return f'<option value="{escape(value)}">{escape(words)}</option>'


def _line(address: str, title: str, more: str) -> str:
    return f'<a href="{escape(address)}">{escape(title)} <small>{escape(more)}</small></a>'
