"""The chat page's wire: a conversation in the browser, and the files it shows."""

from html import escape
from importlib.resources import files

from aiohttp import web

from bot.sandbox.driver import Driver


def routes(driver: Driver) -> list[web.RouteDef]:
    """`/chat/<id>` (`?user=`, `?lang=`, `?theme=dark|light`), `/chat/` and `/upload/<file id>`."""

    async def one(request: web.Request) -> web.Response:
        page = files("bot.sandbox").joinpath("chat.html").read_text("utf-8")
        return web.Response(text=page, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def every(request: web.Request) -> web.Response:
        items = "".join(
            f'<li><a href="/chat/{chat["id"]}">{escape(chat["title"])}</a> {chat["kind"]}</li>'
            for chat in await driver.chats()
        )
        return web.Response(
            text=f"<!DOCTYPE html><meta charset=utf-8><title>Chats</title><ul>{items}</ul>",
            content_type="text/html",
        )

    async def upload(request: web.Request) -> web.Response:
        found = driver.world.uploads.get(request.match_info["file_id"])
        if found is None:
            return web.Response(status=404)
        # Never as a page of its own: what a bot uploads must not run beside the control verbs.
        headers = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=found.content, content_type=found.mime, headers=headers)

    return [
        web.get(r"/chat/{id:-?\d+}", one),
        web.get("/chat/", every),
        web.get("/upload/{file_id}", upload),
    ]
