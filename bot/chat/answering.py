"""Answers on their way to Telegram: a text, a picture or a file, sent or put in the place of another."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

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

from bot.chat.context import Context
from bot.chat.pictures.uploads import Uploads
from bot.chat.rendered import Attachment, Form, Rendered

_Sent = TypeVar("_Sent", bound=Message | bool)
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)


async def post(
    context: Context,
    chat_id: int,
    rendered: Rendered,
    *,
    thread_id: int | None = None,
    reply: ReplyParameters | None = None,
    silent: bool = False,
) -> Message:
    """Send one message; as which it arrived."""
    bot = context.bot
    where: dict[str, Any] = {
        "chat_id": chat_id,
        "message_thread_id": thread_id,
        "reply_parameters": reply,
        "reply_markup": rendered.reply_markup(),
        "disable_notification": silent or None,
    }
    text, entities = rendered.body.text, rendered.entities()
    match rendered.attachment:
        case None:
            return await bot.send_message(
                text=text, entities=entities, link_preview_options=_NO_PREVIEW, **where
            )
        case Attachment(form=Form.PICTURE) as picture:

            async def send(photo: InputFile | str) -> Message:
                return await bot.send_photo(photo=photo, caption=text, caption_entities=entities, **where)

            return await _with_picture(picture, context.services.uploads, send)
        case file:
            return await bot.send_document(
                document=_file(file), caption=text, caption_entities=entities, **where
            )


async def replace(update: Update, context: Context, rendered: Rendered) -> bool:
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
            await _replace_media(message, rendered, rendered.attachment, context.services.uploads)
        else:
            return False
    except BadRequest as error:
        return "not modified" in str(error).casefold()
    return True


async def _replace_media(
    message: Message, rendered: Rendered, attachment: Attachment, uploads: Uploads
) -> None:
    caption: dict[str, Any] = {"caption": rendered.body.text, "caption_entities": rendered.entities()}

    async def edit(photo: InputFile | str) -> Message | bool:
        return await message.edit_media(InputMediaPhoto(photo, **caption), reply_markup=rendered.buttons())

    if attachment.form is Form.PICTURE:
        await _with_picture(attachment, uploads, edit)
    else:
        media = InputMediaDocument(_file(attachment), **caption)
        await message.edit_media(media, reply_markup=rendered.buttons())


async def _with_picture(
    picture: Attachment, uploads: Uploads, send: Callable[[InputFile | str], Awaitable[_Sent]]
) -> _Sent:
    """Send a picture by the id it has at Telegram; upload it where it has none, or none any more."""
    if known := uploads.id_of(picture.content):
        try:
            return await send(known)
        except BadRequest as error:
            if "file" not in str(error).casefold():  # "wrong file identifier", "FILE_REFERENCE_EXPIRED"
                raise
            uploads.forget(picture.content)
    sent = await send(_file(picture))
    if isinstance(sent, Message) and sent.photo:
        uploads.keep(picture.content, sent.photo[-1].file_id)
    return sent


def _file(attachment: Attachment) -> InputFile:
    return InputFile(attachment.content, filename=attachment.name)
