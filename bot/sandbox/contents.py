"""What a call wants to say: text or caption with entities, a file, a message to reply to."""

from typing import Any

from bot.sandbox import entities as text_rules
from bot.sandbox import markup
from bot.sandbox.entities import MAX_ENTITIES, Entity, units
from bot.sandbox.params import Params, Sent
from bot.sandbox.refusals import bad_request
from bot.sandbox.views import Json
from bot.sandbox.world import Chat, Upload, World

MAX_TEXT, MAX_CAPTION = 4096, 1024
"""In UTF-16 units, after the markup is parsed."""


def formatted(source: str, parse_mode: str, entities: Any) -> tuple[str, list[Entity]]:
    """Parsed, trimmed, with what Telegram detects itself, and at most 100 entities."""
    source = text_rules.clean(source)
    match parse_mode.lower():
        case "html":
            text, found = markup.parse(source)
        case "":
            text, found = source, text_rules.checked(source, entities or [])
        case _:
            raise bad_request("unsupported parse_mode")
    text, found = text_rules.trimmed(text, found)
    return text, text_rules.with_automatic(text, found)[:MAX_ENTITIES]


def read_text(params: Params) -> tuple[str, list[Entity]]:
    """The text of a message; neither empty nor too long."""
    text, found = formatted(params.text("text"), params.text("parse_mode"), params.structure("entities"))
    if not text:
        raise bad_request("message text is empty")
    if units(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text, found


def read_caption(params: Params) -> tuple[str, list[Entity]]:
    """The caption of a picture or file; may be empty."""
    return caption(params.text("caption"), params.text("parse_mode"), params.structure("caption_entities"))


def caption(source: str, parse_mode: str, entities: Any) -> tuple[str, list[Entity]]:
    """A caption from its parts."""
    text, found = formatted(source, parse_mode, entities)
    if units(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return text, found


def read_upload(world: World, given: Sent | str | None, kind: str) -> Upload:
    """The file of a call: new bytes, or a file id seen before. Addresses are never fetched."""
    if given is None:
        raise bad_request(f"there is no {kind} in the request")
    if isinstance(given, str):
        if given in world.uploads:
            return world.uploads[given]
        if given.startswith(("http://", "https://")):
            raise bad_request("wrong file identifier/HTTP URL specified")
        raise bad_request("wrong remote file identifier specified: Wrong character in the string")
    if not given.content:
        raise bad_request("file must be non-empty")
    width, height = _dimensions(given.content)
    if kind == "photo" and not width:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if kind == "photo" and (width + height > 10_000 or max(width, height) > 20 * min(width, height)):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    upload = world.add_upload(given.name, given.mime, given.content)
    upload.width, upload.height = width, height
    return upload


def read_reply(chat: Chat, params: Params) -> int | None:
    """The message that is replied to; a missing one is refused unless the caller allowed it."""
    wanted: Json = params.structure("reply_parameters") or {
        "message_id": params.integer("reply_to_message_id"),
        "allow_sending_without_reply": params.flag("allow_sending_without_reply"),
    }
    number = wanted.get("message_id")
    if not number:
        return None
    if int(number) in chat.messages:
        return int(number)
    if wanted.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _dimensions(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, JPEG, GIF or WebP, (0, 0) for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    if content.startswith(b"GIF8"):
        return int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return 512, 512
    if content.startswith(b"\xff\xd8"):
        return _jpeg_dimensions(content)
    return 0, 0


def _jpeg_dimensions(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = content[at + 5 : at + 7], content[at + 7 : at + 9]
            return int.from_bytes(width), int.from_bytes(height)
        at += 2 + size
    return 0, 0
