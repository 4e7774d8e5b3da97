"""The Bot API: from a method's name to its answer."""

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any

from bot.sandbox import asking, sending
from bot.sandbox.params import Params
from bot.sandbox.queries import Queries
from bot.sandbox.refusals import Refused
from bot.sandbox.world import BOT_ID, World

TOKEN = f"{BOT_ID}:SANDBOX-not-a-secret-000000000000AA"
"""The one token the sandbox accepts: fixed, public, and of a real token's shape."""

Method = Callable[[World, Params], Any | Awaitable[Any]]

_METHODS: dict[str, Method] = {
    "getme": asking.get_me,
    "logout": asking.done,
    "close": asking.done,
    "getupdates": asking.get_updates,
    "deletewebhook": asking.delete_webhook,
    "getwebhookinfo": asking.get_webhook_info,
    "setmycommands": asking.set_my_commands,
    "getmycommands": asking.get_my_commands,
    "deletemycommands": asking.delete_my_commands,
    "setmyname": asking.set_my_name,
    "getmyname": asking.get_my_name,
    "setmydescription": asking.set_my_description,
    "getmydescription": asking.get_my_description,
    "setmyshortdescription": asking.set_my_short_description,
    "getmyshortdescription": asking.get_my_short_description,
    "getchat": asking.get_chat,
    "getchatmember": asking.get_chat_member,
    "getchatadministrators": asking.get_chat_administrators,
    "leavechat": asking.leave_chat,
    "sendchataction": asking.send_chat_action,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "editmessagetext": sending.edit_message_text,
    "editmessagecaption": sending.edit_message_caption,
    "editmessagemedia": sending.edit_message_media,
    "editmessagereplymarkup": sending.edit_message_reply_markup,
    "deletemessage": sending.delete_message,
}


class Api:
    """One bot's API over one world."""

    def __init__(self, world: World, queries: Queries) -> None:
        self._world = world
        self._methods = _METHODS | {
            "answercallbackquery": queries.answer_callback_query,
            "answerinlinequery": queries.answer_inline_query,
        }

    async def answer(self, method: str, params: Params) -> Any:
        """The `result` of a call. Raises `Refused`."""
        handler = self._methods.get(method.lower())
        if handler is None:
            raise Refused(404, "Not Found: method not found")
        result = handler(self._world, params)
        return await result if isawaitable(result) else result


def check_token(token: str) -> None:
    """Refuse any token but ours: 401 for a well-formed one, 404 for what is no token at all."""
    if token == TOKEN:
        return
    number, _, secret = token.partition(":")
    if number.isdecimal() and len(secret) >= 30:
        raise Refused(401, "Unauthorized")
    raise Refused(404, "Not Found")
