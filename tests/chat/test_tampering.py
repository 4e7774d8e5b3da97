"""Buttons and commands with arguments that no version of the bot ever wrote."""

import random

import pytest

from bot.chat.buttons import MAX_BYTES, Press, Verb, encode
from bot.chat.commands import COMMANDS, OWNER_COMMANDS
from tests.chat.conftest import Desk
from tests.chat.test_authorisation import OWNER, office
from tests.chat.updates import person

__all__ = ["office"]

ODD = (
    *("0", "1", "-1", "-0", "007", "9" * 10, "9" * 19, "9" * 30, "-" + "9" * 19, "here", "main", "x", "_", "-"),
    *(
        "regions",
        "region",
        "kinds",
        "everything",
        "night",
        "zone",
        "language",
        "en",
        "RU-MOW",
        "ZZ-ZZZ",
        "send",
    ),
    *("undo", "merge", "confirm", "csv", "passwd", "json", "7d", "m1", "m" + "9" * 20, "-1001000000600"),
)
ODD_WORDS = (
    *ODD,
    "../../etc/passwd",
    "'; DROP TABLE chat;--",
    '"',
    "%",
    "\\",
    "@",
    "²",
    "٣",
    "\u202e1",
    "<b>x</b>",
)
TRIES = 8


@pytest.mark.parametrize("verb", Verb)
async def test_a_button_with_odd_arguments_is_no_error(office: Desk, verb: Verb) -> None:
    rng = random.Random(verb.value)
    for _ in range(TRIES):
        args = tuple(rng.choices(ODD, k=rng.randint(0, 4)))
        if len(f"1:{verb}:{':'.join(args)}") > MAX_BYTES:
            continue
        answer = await office.press(encode(Press(verb, args)), chat_id=OWNER, user=person(OWNER))
        assert "went wrong" not in answer, args


@pytest.mark.parametrize("command", [command.name for command in (*COMMANDS, *OWNER_COMMANDS)])
async def test_a_command_with_odd_arguments_is_no_error(office: Desk, command: str) -> None:
    rng = random.Random(command)
    for _ in range(TRIES // 2):
        words = " ".join(rng.choices(ODD_WORDS, k=rng.randint(1, 3)))
        answer = await office.say(f"/{command} {words}", chat_id=OWNER, user=person(OWNER))
        assert "went wrong" not in answer, words
