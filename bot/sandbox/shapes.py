"""The world's objects in the API's JSON form, and as a driver sees them."""

from html import escape

from bot.sandbox.entities import Entity
from bot.sandbox.views import Json, Shown
from bot.sandbox.world import PRESENT, Chat, Message, Status, Upload, User, World

_RIGHTS = [
    "can_be_edited",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]
_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


def chat(world: World, of: Chat) -> Json:
    """The API's `Chat`."""
    shape: Json = {"id": of.id, "type": of.kind}
    if of.kind == "private":
        user = world.users[of.id]
        shape["first_name"] = user.first_name
        if user.username:
            shape["username"] = user.username
    else:
        shape["title"] = of.title
        if of.username:
            shape["username"] = of.username
        if of.is_forum:
            shape["is_forum"] = True
    return shape


def message(world: World, of: Chat, what: Message, *, nested: bool = False) -> Json:
    """The API's `Message`; a replied-to message is nested one level deep."""
    shape: Json = {"message_id": what.id, "date": what.date, "chat": chat(world, of)}
    if what.sender_id is not None:
        shape["from"] = world.users[what.sender_id].as_json()
    if what.sender_chat_id is not None:
        shape["sender_chat"] = chat(world, world.chats[what.sender_chat_id])
    if what.thread_id is not None:
        shape |= {"message_thread_id": what.thread_id, "is_topic_message": True}
    if not nested and what.reply_to in of.messages:
        shape["reply_to_message"] = message(world, of, of.messages[what.reply_to], nested=True)
    if what.edit_date is not None:
        shape["edit_date"] = what.edit_date
    if what.protected:
        shape["has_protected_content"] = True
    if what.via_bot:
        shape["via_bot"] = world.bot.as_json()
    if what.link_preview:
        shape["link_preview_options"] = what.link_preview
    if what.markup and "inline_keyboard" in what.markup:
        shape["reply_markup"] = what.markup
    if what.service:
        return shape | what.service
    prefix = "caption" if what.media else "text"
    if what.text:
        shape[prefix] = what.text
    if what.entities:
        shape["caption_entities" if what.media else "entities"] = what.entities
    if what.media == "photo" and what.upload:
        shape["photo"] = [_photo_size(what.upload)]
    elif what.media == "document" and what.upload:
        shape["document"] = _document(what.upload)
    return shape


def member(world: World, user: User, status: Status) -> Json:
    """The API's `ChatMember`."""
    shape: Json = {"user": user.as_json(), "status": status}
    match status:
        case "creator":
            shape["is_anonymous"] = False
        case "administrator":
            shape |= dict.fromkeys(_RIGHTS, True)
            shape |= {"is_anonymous": False, "can_be_edited": False, "can_post_messages": True}
        case "kicked":
            shape["until_date"] = 0
    return shape


def member_change(world: World, of: Chat, by: User, whom: User, old: Status, new: Status) -> Json:
    """The API's `ChatMemberUpdated`."""
    return {
        "chat": chat(world, of),
        "from": by.as_json(),
        "date": world.now(),
        "old_chat_member": member(world, whom, old),
        "new_chat_member": member(world, whom, new),
    }


def full_chat(world: World, of: Chat) -> Json:
    """The API's `ChatFullInfo`, the parts a bot can rely on."""
    present = sum(status in PRESENT for status in of.members.values())
    return chat(world, of) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
        "active_usernames": [of.username] if of.username else [],
        "permissions": {"can_send_messages": of.bot_may_write},
        "description": f"{present} members" if of.kind != "private" else "",
    }


def shown(world: World, of: Chat, what: Message) -> Shown:
    """A message as the chat shows it now."""
    by_chat = what.sender_id is None or what.sender_chat_id == of.id
    sender = of.title if what.sender_id is None or by_chat else world.users[what.sender_id].first_name
    return Shown(
        chat_id=of.id,
        message_id=what.id,
        text=_service_words(what.service, sender) if what.service else what.text,
        html=as_html(what.text, what.entities),
        date=what.date,
        from_bot=what.by_bot,
        sender=sender,
        sender_id=None if by_chat else what.sender_id,
        entities=what.entities,
        reply_to=what.reply_to,
        thread_id=what.thread_id,
        reply_markup=what.markup,
        silent=what.silent,
        edits=what.edits,
        edit_date=what.edit_date,
        media=what.media,
        file_id=what.upload.file_id if what.upload else None,
        file_name=what.upload.name if what.upload else None,
        service=what.service is not None,
    )


def _service_words(service: Json, sender: str) -> str:
    """What a client writes in the middle of the chat."""
    if joined := service.get("new_chat_members"):
        return f"{sender} added {', '.join(user['first_name'] for user in joined)}"
    return "The group became a supergroup"


def as_html(text: str, entities: list[Entity]) -> str:
    """Text and entities as Telegram's HTML. Entities must be ordered and nested."""
    encoded = text.encode("utf-16-le")

    def between(begin: int, end: int) -> str:
        return escape(encoded[2 * begin : 2 * end].decode("utf-16-le"), quote=False)

    out: list[str] = []
    closing: list[tuple[int, str]] = []
    at = 0
    for entity in entities:
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        while closing and closing[-1][0] <= begin:
            until, tag = closing.pop()
            out.append(between(at, until) + tag)
            at = until
        if begin < at:
            continue
        out.append(between(at, begin))
        at = begin
        if tags := _tags(entity, between(begin, end)):
            out.append(tags[0])
            closing.append((min(end, closing[-1][0]) if closing else end, tags[1]))
    while closing:
        until, tag = closing.pop()
        out.append(between(at, until) + tag)
        at = until
    return "".join(out) + between(at, len(encoded) // 2)


def _tags(entity: Entity, content: str) -> tuple[str, str] | None:
    match entity["type"]:
        case "text_link":
            return f'<a href="{escape(entity["url"])}">', "</a>"
        case "url":
            href = content if "://" in content else f"https://{content}"
            return f'<a href="{escape(href.replace("&amp;", "&"))}">', "</a>"
        case "expandable_blockquote":
            return "<blockquote expandable>", "</blockquote>"
        case "date_time":
            wish = entity.get("date_time_format")
            format_ = f' format="{escape(wish)}"' if wish else ""
            return f'<tg-time unix="{entity["unix_time"]}"{format_}>', "</tg-time>"
        case kind if tag := _TAGS.get(kind):
            return f"<{tag}>", f"</{tag}>"
    return None


def _photo_size(upload: Upload) -> Json:
    return {
        "file_id": upload.file_id,
        "file_unique_id": f"AQAD{upload.file_id[-6:]}",
        "width": upload.width,
        "height": upload.height,
        "file_size": len(upload.content),
    }


def _document(upload: Upload) -> Json:
    return {
        "file_id": upload.file_id,
        "file_unique_id": f"AgAD{upload.file_id[-6:]}",
        "file_name": upload.name,
        "mime_type": upload.mime,
        "file_size": len(upload.content),
    }
