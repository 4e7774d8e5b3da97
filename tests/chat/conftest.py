"""The chat side as it runs, over a real database; only the network is ours."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from telegram import Update

from bot.chat import application, limiter
from bot.chat.context import App, Services
from bot.chat.pictures.album import Album
from bot.store import db
from tests.chat.incidents import NAMES, NOW
from tests.chat.updates import Json, press, said
from tests.chat.wire import Wire
from tests.databases import SQLiteFiles, opened, sqlite_files

__all__ = ["sqlite_files"]

TOKEN = "42:TEST"
SHOWING = ("sendMessage", "editMessageText", "sendPhoto", "editMessageMedia", "sendDocument")


@dataclass
class Desk:
    """Where a test writes as a user and reads what the bot wrote."""

    wire: Wire
    database: db.Database
    now: datetime = NOW
    updates: int = 0
    app: App = field(init=False)

    async def send(self, update: Json) -> list[dict[str, Any]]:
        """Let the bot work on *update*; what it wrote for it."""
        before = len(self.wire.sent)
        self.updates += 1
        self.now += timedelta(seconds=1)
        await self.app.process_update(Update.de_json(update | {"update_id": self.updates}, self.app.bot))
        return self.wire.sent[before:]

    async def say(self, text: str, **fields: Any) -> str:
        """Write *text*; the bot's answer, or nothing."""
        answers = await self.send(said(text, **fields))
        return "\n".join(answer.get("text") or answer["caption"] for answer in answers)

    async def press(self, data: str, **fields: Any) -> str:
        """Press a button; what the bot wrote."""
        answers = await self.send(press(data, **fields))
        return "\n".join(answer.get("text") or answer["caption"] for answer in answers)

    async def tap(self, message: dict[str, Any], label: str, **fields: Any) -> dict[str, Any]:
        """Press the button *label* of a message the bot sent; the message it became, or the next one."""
        buttons = [button for row in message["reply_markup"]["inline_keyboard"] for button in row]
        [data] = [button["callback_data"] for button in buttons if button["text"] == label]
        before = len(self.wire.calls)
        await self.send(press(data, under=message, **fields))
        shown = [params for name, params in self.wire.calls[before:] if name in SHOWING]
        [became] = shown
        return became

    @property
    def notice(self) -> str:
        """What the last pressed button showed over the chat."""
        return str(self.wire.asked("answerCallbackQuery")[-1].get("text", ""))


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
async def database(sqlite_files: SQLiteFiles) -> AsyncIterator[db.Database]:
    async with opened(sqlite_files) as database:
        yield database


@pytest.fixture
async def desk(wire: Wire, database: db.Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    # The clock of a desk is moved by hand, that of the line is the loop's: a second a message, really waited.
    for spacing in ("PRIVATE_SPACING", "GROUP_SPACING"):
        monkeypatch.setattr(limiter, spacing, 0.001)
    desk = Desk(wire, database)
    # What is drawn ahead would be read and drawn in the middle of what a test does next.
    services = Services(database, lambda: NAMES, lambda: desk.now, album=Album(ahead_after=3600.0))
    desk.app = application.build(TOKEN, services, request=wire)
    async with desk.app:
        yield desk
    await services.album.close()
