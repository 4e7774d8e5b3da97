"""Bot API methods that change what a chat shows: send, edit, delete."""

from typing import Literal

from bot.sandbox import contents, keyboards, shapes
from bot.sandbox.entities import Entity
from bot.sandbox.params import Params
from bot.sandbox.reach import check_may_write, check_member, find_chat, find_thread
from bot.sandbox.refusals import bad_request
from bot.sandbox.views import Json
from bot.sandbox.world import Chat, Message, Upload, World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def send_message(world: World, params: Params) -> Json:
    """sendMessage"""
    chat = find_chat(world, params)
    text, entities = contents.read_text(params)
    return _post(world, chat, params, text, entities)


def send_photo(world: World, params: Params) -> Json:
    """sendPhoto"""
    return _send_file(world, params, "photo")


def send_document(world: World, params: Params) -> Json:
    """sendDocument"""
    return _send_file(world, params, "document")


def edit_message_text(world: World, params: Params) -> Json:
    """editMessageText"""
    chat, message = _find_own(world, params)
    text, entities = contents.read_text(params)
    markup = keyboards.checked(params.structure("reply_markup"))
    if message.media or message.service:
        raise bad_request("there is no text in the message to edit")
    preview = params.structure("link_preview_options")
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise bad_request(NOT_MODIFIED)
    message.text, message.entities, message.markup = text, entities, markup
    message.link_preview = preview
    return _edited(world, chat, message)


def edit_message_caption(world: World, params: Params) -> Json:
    """editMessageCaption"""
    chat, message = _find_own(world, params)
    text, entities = contents.read_caption(params)
    markup = keyboards.checked(params.structure("reply_markup"))
    if not message.media:
        raise bad_request("there is no caption in the message to edit")
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise bad_request(NOT_MODIFIED)
    message.text, message.entities, message.markup = text, entities, markup
    return _edited(world, chat, message)


def edit_message_media(world: World, params: Params) -> Json:
    """editMessageMedia"""
    chat, message = _find_own(world, params)
    media = params.structure("media")
    kind = media.get("type") if isinstance(media, dict) else None
    if kind not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: type not supported")
    given = str(media.get("media", ""))
    upload = contents.read_upload(
        world,
        params.attached(given) or params.file("media") if not given else params.attached(given) or given,
        kind,
    )
    text, entities = contents.caption(
        str(media.get("caption", "")),
        str(media.get("parse_mode", "")),
        media.get("caption_entities"),
    )
    markup = keyboards.checked(params.structure("reply_markup"))
    before = (message.upload, message.text, message.entities, message.markup)
    if before == (upload, text, entities, markup):
        raise bad_request(NOT_MODIFIED)
    message.media, message.upload, message.markup = kind, upload, markup
    message.text, message.entities = text, entities
    return _edited(world, chat, message)


def edit_message_reply_markup(world: World, params: Params) -> Json:
    """editMessageReplyMarkup"""
    chat, message = _find_own(world, params)
    markup = keyboards.checked(params.structure("reply_markup"))
    if markup == message.markup:
        raise bad_request(NOT_MODIFIED)
    message.markup = markup
    return _edited(world, chat, message)


def delete_message(world: World, params: Params) -> bool:
    """deleteMessage"""
    chat = find_chat(world, params)
    check_member(world, chat)
    message = chat.messages.get(params.integer("message_id") or 0)
    if message is None:
        raise bad_request("message to delete not found")
    strong = chat.kind == "private" or chat.bot_status in ("administrator", "creator")
    if not (message.by_bot or strong):
        raise bad_request("message can't be deleted")
    del chat.messages[message.id]
    world.note("deleted", chat, message)
    return True


def _send_file(world: World, params: Params, kind: Literal["photo", "document"]) -> Json:
    chat = find_chat(world, params)
    text, entities = contents.read_caption(params)
    check_may_write(world, chat)
    upload = contents.read_upload(world, params.file(kind), kind)
    return _post(world, chat, params, text, entities, kind, upload)


def _post(
    world: World,
    chat: Chat,
    params: Params,
    text: str,
    entities: list[Entity],
    media: Literal["photo", "document"] | None = None,
    upload: Upload | None = None,
) -> Json:
    check_may_write(world, chat)
    markup = keyboards.checked(params.structure("reply_markup"))
    thread_id = find_thread(chat, params)
    reply_to = contents.read_reply(chat, params)
    channel = chat.kind == "channel"
    message = Message(
        id=world.next_id(chat),
        date=world.now(),
        text=text,
        entities=entities,
        sender_id=None if channel else world.bot.id,
        sender_chat_id=chat.id if channel else None,
        reply_to=reply_to,
        thread_id=thread_id,
        markup=markup,
        silent=params.flag("disable_notification"),
        protected=params.flag("protect_content"),
        link_preview=params.structure("link_preview_options"),
        media=media,
        upload=upload,
        by_bot=True,
    )
    chat.messages[message.id] = message
    chat.last_from_bot = True
    world.note("sent", chat, message)
    return shapes.message(world, chat, message)


def _find_own(world: World, params: Params) -> tuple[Chat, Message]:
    if params.has("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = find_chat(world, params)
    check_member(world, chat)
    number = params.integer("message_id")
    if not number:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request("message to edit not found")
    if not message.by_bot:
        raise bad_request("message can't be edited")
    return chat, message


def _edited(world: World, chat: Chat, message: Message) -> Json:
    message.edits += 1
    message.edit_date = world.now()
    world.note("edited", chat, message)
    return shapes.message(world, chat, message)
