"""Buttons of a channel open the reader's private chat with the bot: what each asks for, as a link's parameter.

In a channel everyone may press, and an answer posted there would reach all its readers for the question of one.
"""

import re
from dataclasses import replace
from typing import Final

from bot.chat.buttons import Press, Verb
from bot.chat.context import Asked, Services
from bot.chat.questions import asking
from bot.chat.rendered import Rendered

_ASKED: Final = {Verb.WHY: asking.why, Verb.INCIDENT: asking.incident}
_PARAMETER: Final = re.compile(rf"({'|'.join(_ASKED)})_([0-9]{{1,10}})")


def parameter(press: Press | None) -> str | None:
    """What a link to the bot carries to ask what *press* asks; None for a button that no link stands for."""
    if press is None or press.verb not in _ASKED or not press.args:
        return None
    word = f"{press.verb}_{press.args[0]}"
    return word if _PARAMETER.fullmatch(word) else None


async def answer(question: Asked, services: Services) -> Rendered | None:
    """/start why_12 - what such a link asks for; None for any other parameter."""
    found = _PARAMETER.fullmatch(question.args[0]) if question.args else None
    if found is None:
        return None
    return await _ASKED[Verb(found[1])](replace(question, args=(found[2],)), services)
