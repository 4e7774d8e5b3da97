"""Who may do what: every command and every kind of button, by everyone who can send it.

A command or a button that is new fails here until somebody has decided who may use it.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final

import pytest
from sqlmodel import select

from bot.chat.buttons import Press, Verb, encode
from bot.chat.commands import COMMANDS, OWNER_COMMANDS, PRESSES
from bot.chat.context import Controls
from bot.chat.naming import names_of
from bot.rulebook import Rulebook
from bot.store.tables import Announcement, Chat, Decision, Snooze, Subscription
from tests.chat.conftest import Desk
from tests.chat.test_owners import nothing_there, unchanged
from tests.chat.updates import Json, person

OWNER: Final = 7
GROUP: Final = -1_001_000_000_500
CHANNEL: Final = -1_001_000_000_600
ANONYMOUS: Final = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
CHANNEL_BOT: Final = {"id": 136817688, "is_bot": True, "first_name": "Channel"}

ADMINS_ONLY: Final = "Only admins can change that."
OWNERS_ONLY: Final = "That is for the admins of this bot."
NO_SUCH: Final = "There is no such command."
REFUSED: Final = {
    Verb.SNOOZE: "This would snooze it for the whole group, so only admins can snooze here. In a private chat "
    "with me you can snooze for yourself."
}
"""What those hear who may not press a button, where it is not `ADMINS_ONLY`."""


class Right(Enum):
    """Who may use something."""

    EVERYONE = "everyone"
    CHAT = "in groups its admins"
    BOT = "the bot's admins, in private"


@dataclass(frozen=True)
class Actor:
    """Somebody who writes or presses, in a chat. `fields` are those of the message."""

    name: str
    chat_id: int
    user: Json
    may: frozenset[Right]
    fields: tuple[tuple[str, Any], ...] = ()
    presses: bool = True


ALL, SETTLED, PLAIN = frozenset(Right), frozenset({Right.EVERYONE, Right.CHAT}), frozenset({Right.EVERYONE})
ACTORS: Final = (
    Actor("user", 8, person(8), SETTLED),
    Actor("group member", GROUP, person(8), PLAIN),
    Actor("group admin", GROUP, person(9), SETTLED),
    # Telegram says who pressed a button even where they write anonymously; a channel cannot press.
    Actor("anonymous admin", GROUP, ANONYMOUS, SETTLED, (("sender_chat", GROUP),), presses=False),
    Actor("channel", GROUP, CHANNEL_BOT, PLAIN, (("sender_chat", CHANNEL),), presses=False),
    Actor("bot admin", OWNER, person(OWNER), ALL),
    Actor("bot admin as a group member", GROUP, person(OWNER), PLAIN),
)

COMMAND_RIGHTS: Final = {
    **dict.fromkeys(["start", "help", "privacy", "subscriptions"], Right.EVERYONE),
    **dict.fromkeys(["latest", "digest", "search", "incident", "stats", "export"], Right.EVERYONE),
    **dict.fromkeys(["subscribe", "unsubscribe", "settings", "language", "deleteme"], Right.CHAT),
    **dict.fromkeys(["status", "channels", "reload", "test", "announce", "watch"], Right.BOT),
    **dict.fromkeys(["merge", "split", "retract", "restore", "undo", "audit"], Right.BOT),
}
BUTTONS: Final = {
    Verb.LATEST: (Right.EVERYONE, ("0",)),
    Verb.HELP: (Right.EVERYONE, ()),
    Verb.SEARCH: (Right.EVERYONE, ("0",)),
    Verb.INCIDENT: (Right.EVERYONE, ("1",)),
    Verb.WHY: (Right.EVERYONE, ("1",)),
    Verb.STATS: (Right.EVERYONE, ()),
    Verb.EXPORT: (Right.EVERYONE, ()),
    Verb.DIGEST: (Right.EVERYONE, ()),
    Verb.SUBSCRIBE: (Right.CHAT, ()),
    Verb.SETTINGS: (Right.CHAT, ("main", "here")),
    Verb.SNOOZE: (Right.CHAT, ("1",)),
    Verb.ANNOUNCE: (Right.BOT, ("send",)),
    Verb.HAND: (Right.BOT, ("undo", "1")),
}
"""Who may press it, and what it may carry."""


@pytest.fixture
def office(desk: Desk, rulebook: Rulebook) -> Desk:
    """A bot with an admin, and a group with another."""
    controls = Controls(lambda: rulebook, unchanged, nothing_there)
    names = names_of(rulebook.watchlist)
    desk.app.bot_data["services"] = replace(
        desk.app.bot_data["services"], names=lambda: names, admin_ids=frozenset({OWNER}), controls=controls
    )
    for user, status in ((8, "member"), (9, "administrator"), (OWNER, "member")):
        desk.wire.members[GROUP, user] = status
    return desk


async def stored(desk: Desk) -> list[Any]:
    """Everything that chats and admins decide."""
    async with desk.database.reading() as session:
        tables = (Chat, Subscription, Snooze, Announcement, Decision)
        return [row.model_dump() for table in tables for row in await session.exec(select(table))]


def test_everything_that_can_be_sent_has_somebody_who_may() -> None:
    assert COMMAND_RIGHTS.keys() == {command.name for command in (*COMMANDS, *OWNER_COMMANDS)}
    assert BUTTONS.keys() == set(Verb) == PRESSES.keys()


@pytest.mark.parametrize("command", COMMAND_RIGHTS)
async def test_a_command_answers_those_who_may_use_it_and_nobody_else(office: Desk, command: str) -> None:
    right = COMMAND_RIGHTS[command]
    for actor in ACTORS:
        fields = {name: {"id": value, "type": "channel"} for name, value in actor.fields}
        before = await stored(office)
        answer = await office.say(f"/{command}", chat_id=actor.chat_id, user=actor.user, **fields)

        assert "went wrong" not in answer, (actor.name, answer)
        if right in actor.may:
            assert answer, actor.name
            assert ADMINS_ONLY not in answer, actor.name
            assert NO_SUCH not in answer, actor.name
            continue
        if right is Right.CHAT:
            assert answer == ADMINS_ONLY, actor.name
        elif actor.chat_id > 0:
            assert answer.startswith(NO_SUCH), actor.name
        else:
            assert answer == "", actor.name
        assert await stored(office) == before, actor.name


@pytest.mark.parametrize("verb", BUTTONS)
async def test_a_button_obeys_those_who_may_press_it_and_nobody_else(office: Desk, verb: Verb) -> None:
    right, args = BUTTONS[verb]
    for actor in (actor for actor in ACTORS if actor.presses):
        before = await stored(office)
        answer = await office.press(encode(Press(verb, args)), chat_id=actor.chat_id, user=actor.user)

        assert "went wrong" not in answer, (actor.name, answer)
        if right in actor.may:
            assert office.notice not in (ADMINS_ONLY, OWNERS_ONLY), actor.name
            continue
        refusal = OWNERS_ONLY if right is Right.BOT else REFUSED.get(verb, ADMINS_ONLY)
        assert office.notice == refusal, actor.name
        assert answer == "", actor.name
        assert await stored(office) == before, actor.name
