"""Answers on their way to Telegram: a text, a picture or a file, sent or put in the place of another."""

from typing import Any, Final

from telegram import (
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.chat.rendered import Attachment, Form, Rendered

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)


async def post(
    bot: ExtBot[Any],
    chat_id: int,
    rendered: Rendered,
    *,
    thread_id: int | None = None,
    reply: ReplyParameters | None = None,
) -> None:
    """Send one message."""
    where: dict[str, Any] = {
        "chat_id": chat_id,
        "message_thread_id": thread_id,
        "reply_parameters": reply,
        "reply_markup": rendered.reply_markup(),
    }
    text, entities = rendered.body.text, rendered.entities()
    match rendered.attachment:
        case None:
            await bot.send_message(text=text, entities=entities, link_preview_options=_NO_PREVIEW, **where)
        case Attachment(form=Form.PICTURE) as picture:
            await bot.send_photo(photo=_file(picture), caption=text, caption_entities=entities, **where)
        case file:
            await bot.send_document(document=_file(file), caption=text, caption_entities=entities, **where)


async def replace(update: Update, rendered: Rendered) -> bool:
    """Let the message whose button was pressed show *rendered*; False where that cannot be done."""
    message = update.callback_query.message if update.callback_query else None
    if not isinstance(message, Message):  # too old for Telegram to let us have it
        return False
    has_text = message.text is not None
    try:
        if not rendered.body:
            await message.edit_reply_markup(rendered.buttons())
        elif rendered.attachment is None and has_text:
            await message.edit_text(
                rendered.body.text,
                entities=rendered.entities(),
                reply_markup=rendered.buttons(),
                link_preview_options=_NO_PREVIEW,
            )
        elif rendered.attachment is not None and not has_text:
            await message.edit_media(_media(rendered, rendered.attachment), reply_markup=rendered.buttons())
        else:
            return False
    except BadRequest as error:
        return "not modified" in str(error).casefold()
    return True


def _file(attachment: Attachment) -> InputFile:
    return InputFile(attachment.content, filename=attachment.name)


def _media(rendered: Rendered, attachment: Attachment) -> InputMediaPhoto | InputMediaDocument:
    kind = InputMediaPhoto if attachment.form is Form.PICTURE else InputMediaDocument
    return kind(
        attachment.content,
        caption=rendered.body.text,
        caption_entities=rendered.entities(),
        filename=attachment.name,
    )
