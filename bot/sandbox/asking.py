"""Bot API methods that ask or set something and leave the chats' messages alone."""

import json

from bot.sandbox import shapes
from bot.sandbox.params import Params
from bot.sandbox.reach import check_member, find_chat
from bot.sandbox.refusals import bad_request
from bot.sandbox.views import Json
from bot.sandbox.world import PRESENT, World

MAX_COMMANDS, MAX_COMMAND, MAX_COMMAND_DESCRIPTION = 100, 32, 256
_PROFILE_LIMITS = {"name": 64, "description": 512, "short_description": 120}


def get_me(world: World, params: Params) -> Json:
    """getMe"""
    return world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def done(world: World, params: Params) -> bool:
    """logOut, close: nothing to do here."""
    return True


async def get_updates(world: World, params: Params) -> list[Json]:
    """getUpdates"""
    allowed = params.structure("allowed_updates")
    return await world.updates.poll(
        offset=params.integer("offset") or 0,
        limit=params.integer("limit") or 100,
        wait=min(params.integer("timeout") or 0, 50),
        allowed=allowed if isinstance(allowed, list) else None,
    )


def delete_webhook(world: World, params: Params) -> bool:
    """deleteWebhook"""
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    return True


def get_webhook_info(world: World, params: Params) -> Json:
    """getWebhookInfo"""
    info: Json = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": world.updates.count,
    }
    return info | ({"allowed_updates": world.updates.allowed} if world.updates.allowed else {})


def set_my_commands(world: World, params: Params) -> bool:
    """setMyCommands"""
    commands = params.structure("commands") or []
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        name, description = str(command.get("command", "")), str(command.get("description", ""))
        plain = name.lstrip("/")
        if not (1 <= len(plain) <= MAX_COMMAND and plain.isascii()) or plain != plain.lower():
            raise bad_request("BOT_COMMAND_INVALID")
        if not plain.replace("_", "").isalnum():
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= MAX_COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(params)] = list(commands)
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    """getMyCommands"""
    return world.commands.get(_scope(params), [])


def delete_my_commands(world: World, params: Params) -> bool:
    """deleteMyCommands"""
    world.commands.pop(_scope(params), None)
    return True


def set_my_name(world: World, params: Params) -> bool:
    """setMyName"""
    return _set_profile(world, params, "name")


def set_my_description(world: World, params: Params) -> bool:
    """setMyDescription"""
    return _set_profile(world, params, "description")


def set_my_short_description(world: World, params: Params) -> bool:
    """setMyShortDescription"""
    return _set_profile(world, params, "short_description")


def get_my_name(world: World, params: Params) -> Json:
    """getMyName"""
    return {"name": world.profile.get(("name", params.text("language_code")), world.bot.first_name)}


def get_my_description(world: World, params: Params) -> Json:
    """getMyDescription"""
    key = ("description", params.text("language_code"))
    return {"description": world.profile.get(key, "")}


def get_my_short_description(world: World, params: Params) -> Json:
    """getMyShortDescription"""
    key = ("short_description", params.text("language_code"))
    return {"short_description": world.profile.get(key, "")}


def get_chat(world: World, params: Params) -> Json:
    """getChat"""
    chat = find_chat(world, params)
    if chat.kind != "private":
        check_member(world, chat)
    return shapes.full_chat(world, chat)


def get_chat_member(world: World, params: Params) -> Json:
    """getChatMember"""
    chat = find_chat(world, params)
    if chat.kind != "private":
        check_member(world, chat)
    user = world.users.get(params.integer("user_id") or 0)
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if user.id == world.bot.id:
        status = chat.bot_status
    elif chat.kind == "private":
        status = "member"
    else:
        status = chat.members.get(user.id, "left")
    return shapes.member(world, user, status)


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """getChatAdministrators"""
    chat = find_chat(world, params)
    if chat.kind == "private":
        raise bad_request("there are no administrators in the private chat")
    check_member(world, chat)
    everyone = chat.members | {world.bot.id: chat.bot_status}
    return [
        shapes.member(world, world.users[user_id], status)
        for user_id, status in everyone.items()
        if status in ("creator", "administrator")
    ]


def leave_chat(world: World, params: Params) -> bool:
    """leaveChat"""
    chat = find_chat(world, params)
    if chat.kind == "private":
        raise bad_request("chat member status can't be changed in private chats")
    check_member(world, chat)
    old, chat.bot_status = chat.bot_status, "left"
    change = shapes.member_change(world, chat, world.bot, world.bot, old, "left")
    world.updates.add("my_chat_member", change)
    world.note("member", chat, text="left", user_id=world.bot.id)
    return True


def send_chat_action(world: World, params: Params) -> bool:
    """sendChatAction"""
    chat = find_chat(world, params)
    check_member(world, chat)
    if chat.kind != "private" and chat.bot_status not in PRESENT:
        raise bad_request("not enough rights")
    if not params.text("action"):
        raise bad_request("wrong parameter action in request")
    return True


def _set_profile(world: World, params: Params, what: str) -> bool:
    value = params.text(what)
    if len(value) > _PROFILE_LIMITS[what]:
        raise bad_request(f"bot {what.replace('_', ' ')} is too long")
    world.profile[what, params.text("language_code")] = value
    return True


def _scope(params: Params) -> tuple[str, str]:
    scope = params.structure("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), params.text("language_code")
