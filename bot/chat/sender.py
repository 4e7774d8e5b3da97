"""Send one card or edit it, and say what became of it.

Nothing is retried here but what cannot have arrived and can be mended at once: styles Telegram refuses, a forum
topic that is gone. Everything else is the outbox's business. `find` asks whether a message is there without
changing it, provided that its number can only be that message's (`bot.rules.numbering`).
"""

import logging
from dataclasses import replace
from typing import Final

from telegram import LinkPreviewOptions, Message, ReplyParameters
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.chat.failures import classify, is_thread_gone
from bot.chat.lanes import Lane, Turn
from bot.chat.markup import MAX_UNITS, Markup, units
from bot.chat.rendered import Rendered
from bot.outcomes import Delivered, Failure, NotModified, OurBug, Outcome

_GENERAL_TOPIC: Final = 1
_ALERT: Final = Turn(Lane.ALERT)
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)

logger = logging.getLogger(__name__)


class Sender:
    """Writes to chats in the line in which answers to people do not stand."""

    def __init__(self, bot: ExtBot[Turn]) -> None:
        self._bot = bot

    async def send_card(
        self,
        chat_id: int,
        rendered: Rendered,
        *,
        loud: bool,
        thread_id: int | None = None,
        reply_to: int | None = None,
        turn: Turn = _ALERT,
    ) -> Outcome:
        """Send a message; a reply to *reply_to* if that is still there. `loud` False: without sound."""
        # General has the number 1, and is refused under that number.
        thread_id = None if thread_id == _GENERAL_TOPIC else thread_id
        try:
            return Delivered(await self._send(chat_id, rendered, loud, thread_id, reply_to, turn))
        except TelegramError as error:
            if thread_id is not None and is_thread_gone(error):
                outcome = await self.send_card(chat_id, rendered, loud=loud, reply_to=reply_to, turn=turn)
                return replace(outcome, thread_lost=True) if isinstance(outcome, Delivered) else outcome
            failure = classify(error)
            if not isinstance(failure, OurBug):
                return failure
            _report(failure, chat_id)
        try:
            message_id = await self._send(chat_id, _bare(rendered), loud, thread_id, reply_to, turn)
        except TelegramError as error:
            return classify(error)
        return Delivered(message_id, plain=True)

    async def edit_card(
        self, chat_id: int, message_id: int, rendered: Rendered, *, turn: Turn = _ALERT
    ) -> Outcome:
        """Replace what a message shows. `MessageGone`: send it anew."""
        try:
            await self._edit(chat_id, message_id, rendered, turn)
        except TelegramError as error:
            failure = classify(error)
            if not isinstance(failure, OurBug):
                return failure
            _report(failure, chat_id)
        else:
            return Delivered(message_id)
        try:
            await self._edit(chat_id, message_id, _bare(rendered), turn)
        except TelegramError as error:
            return _after_bare_edit(classify(error), message_id)
        return Delivered(message_id, plain=True)

    async def find(self, chat_id: int, message_id: int, rendered: Rendered, *, turn: Turn) -> Outcome:
        """Whether *message_id* has the buttons of *rendered*: `Delivered`, `MessageGone`, or why not asked."""
        try:
            await self._bot.edit_message_reply_markup(
                chat_id, message_id, reply_markup=rendered.buttons(), rate_limit_args=turn
            )
        except TelegramError as error:
            failure = classify(error)
            return Delivered(message_id) if isinstance(failure, NotModified) else failure
        return Delivered(message_id)  # whoever got it pressed a button, which changed them

    async def reach(self) -> Failure | None:
        """Whether Telegram answers at all: None, or why not."""
        try:
            await self._bot.get_me()
        except TelegramError as error:
            return classify(error)
        return None

    async def _send(
        self,
        chat_id: int,
        rendered: Rendered,
        loud: bool,
        thread_id: int | None,
        reply_to: int | None,
        turn: Turn,
    ) -> int:
        reply = None
        if reply_to is not None:
            reply = ReplyParameters(reply_to, allow_sending_without_reply=True)
        message: Message = await self._bot.send_message(
            chat_id,
            rendered.body.text,
            entities=rendered.entities(),
            disable_notification=not loud,
            message_thread_id=thread_id,
            reply_parameters=reply,
            reply_markup=rendered.reply_markup(),
            link_preview_options=_NO_PREVIEW,
            rate_limit_args=turn,
        )
        return message.message_id

    async def _edit(self, chat_id: int, message_id: int, rendered: Rendered, turn: Turn) -> None:
        await self._bot.edit_message_text(
            rendered.body.text,
            chat_id=chat_id,
            message_id=message_id,
            entities=rendered.entities(),
            reply_markup=rendered.buttons(),
            link_preview_options=_NO_PREVIEW,
            rate_limit_args=turn,
        )


def _bare(rendered: Rendered) -> Rendered:
    """The words alone, short enough for any message; buttons stay."""
    text = rendered.text
    while units(text) > MAX_UNITS:
        text = text[: len(text) - (units(text) - MAX_UNITS + 1) // 2 - 1].rstrip() + "…"
    return replace(rendered, body=Markup(text))


def _after_bare_edit(failure: Failure, message_id: int) -> Outcome:
    # The bare words were there already, from the last time the styles were refused.
    return Delivered(message_id, plain=True) if isinstance(failure, NotModified) else failure


def _report(failure: OurBug, chat_id: int) -> None:
    logger.error("telegram refused our markup, sending bare words chat=%d error=%r", chat_id, failure.why)
