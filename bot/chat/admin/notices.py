"""Notices to the bot's admins, worded when they are sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.chat.admin import alarms
from bot.chat.admin.status import shortened
from bot.chat.admin.trying import render_changes, render_problems
from bot.chat.languages import DEFAULT
from bot.chat.markup import Markup
from bot.chat.names import Names
from bot.chat.rendered import Rendered
from bot.chat.sender import Sender
from bot.chat.wording import Reader, Wording
from bot.outcomes import Outcome
from bot.rulebook import Changes
from bot.store import chats
from bot.store.db import Database
from bot.store.notices import NoticeKind
from bot.store.tables import Notice

Facts = Mapping[str, Any]


def _taken(facts: Facts, words: Wording) -> Markup:
    changed = Changes(*(tuple(facts[name]) for name in ("added", "removed", "changed")))
    return render_changes(changed, words)


def _refused(facts: Facts, words: Wording) -> Markup:
    problems: Sequence[str] = facts["problems"]
    return render_problems(problems, words)


def _mended(_: Facts, words: Wording) -> Markup:
    return shortened(
        [words.say("The config folder is in order again; what it says is already in force.")], words.say
    )


WORDS: Final[Mapping[NoticeKind, Callable[[Facts, Wording], Markup]]] = {
    NoticeKind.CONFIG_TAKEN: _taken,
    NoticeKind.CONFIG_REFUSED: _refused,
    NoticeKind.CONFIG_MENDED: _mended,
    **alarms.WORDS,
}
"""A notice's words, by its kind: one entry for each."""


def render_notice(notice: Notice, words: Wording) -> Markup:
    """What a notice says to one reader."""
    return WORDS[NoticeKind(notice.kind)](notice.facts, words)


@dataclass(frozen=True, slots=True)
class NoticePoster:
    """What notices are sent through. `names` is asked anew each time: the watch list may have been reloaded."""

    sender: Sender
    names: Callable[[], Names]
    clock: Callable[[], datetime]
    database: Database

    async def notice(self, admin_id: int, notice: Notice) -> Outcome:
        """Tell one admin, in the language of his private chat with the bot."""
        async with self.database.reading() as session:
            chat = await chats.get(session, admin_id)
        zone = ZoneInfo(chat.timezone) if chat and chat.timezone else None
        words = Wording(Reader(chat.language if chat else DEFAULT, zone, self.clock()), self.names())
        return await self.sender.send_card(admin_id, Rendered(render_notice(notice, words)), loud=notice.loud)
