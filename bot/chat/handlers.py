"""From Telegram's updates to answers, and back. The only place that knows both."""

import logging
import secrets
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from functools import partial
from typing import Any, Final

from telegram import (
    BotCommand,
    BotCommandScopeChat,
    Chat,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, TelegramError
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.chat import commands, elsewhere, groups, links
from bot.chat.admins import may_change
from bot.chat.answering import post, replace
from bot.chat.buttons import Press, Verb, decode
from bot.chat.commands import COMMANDS, OWNER_COMMANDS, PRESSES, Answer, Command, is_owner
from bot.chat.context import App, Asked, Context, asked
from bot.chat.failures import classify
from bot.chat.languages import DEFAULT, LANGUAGES, Voice, language_for, mark, voice
from bot.chat.markup import Markup
from bot.chat.pointing import point_to_private
from bot.chat.questions.inline import inline_query
from bot.chat.rendered import Rendered
from bot.chat.settings.typed import asked_in, give_up, is_asked_in, typed
from bot.chat.settings.visit import target_of
from bot.outcomes import OurBug

_GROUPS: Final = (Chat.GROUP, Chat.SUPERGROUP)
_OWNERS_ONLY: Final = mark("That is for the admins of this bot.")
_OUT_OF_DATE: Final = mark("This button is out of date. Write /start for new ones.")
_ADMINS_ONLY: Final = mark("Only admins can change that.")
_SNOOZE_IS_FOR_ADMINS: Final = mark(
    "This would snooze it for the whole group, so only admins can snooze here. In a private chat with me you "
    "can snooze for yourself."
)
_NO_SNOOZE_IN_CHANNELS: Final = mark(
    "There is no snooze in a channel: it would be for all its readers. In a private chat with me you can "
    "snooze for yourself."
)

Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]

logger = logging.getLogger(__name__)


def register(app: App) -> None:
    """Add every handler, in the order in which they are tried."""
    for command in (*COMMANDS, *OWNER_COMMANDS):
        app.add_handler(CommandHandler(command.name, _handle(command), filters=filters.UpdateType.MESSAGE))
    app.add_handler(CallbackQueryHandler(pressed))
    app.add_handler(InlineQueryHandler(inline_query))
    app.add_handler(ChatMemberHandler(groups.membership_changed, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, groups.migrated))
    app.add_handler(MessageHandler(filters.COMMAND & filters.UpdateType.MESSAGE, unknown_command))
    app.add_handler(MessageHandler(filters.COMMAND & filters.UpdateType.CHANNEL_POST, point_to_private))
    talk = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL
    app.add_handler(MessageHandler(talk, other_message))
    answers = filters.ChatType.GROUPS & filters.REPLY & filters.TEXT & filters.UpdateType.MESSAGE
    app.add_handler(MessageHandler(answers, group_reply))
    app.add_error_handler(failed)


def _is_owner(update: Update, context: Context) -> bool:
    question = asked(update)
    return question is not None and is_owner(question.user_id, question.kind, context.services)


async def publish_menu(bot: ExtBot[Any], admin_ids: Iterable[int] = ()) -> None:
    """Put the commands into the clients' menus, in every language; all of them into those of admins."""
    for language in LANGUAGES:
        say = voice(language)
        menu = [BotCommand(command.name, say(command.summary).text) for command in COMMANDS]
        more = [BotCommand(command.name, say(command.summary).text) for command in OWNER_COMMANDS]
        code = None if language == DEFAULT else language
        await bot.set_my_commands(menu, language_code=code)
        for admin_id in admin_ids:
            with suppress(BadRequest):  # an admin who has not written to the bot yet
                scope = BotCommandScopeChat(admin_id)
                await bot.set_my_commands([*more, *menu], scope=scope, language_code=code)


def _handle(command: Command) -> Handle:
    async def handle(update: Update, context: Context) -> None:
        if command.for_owners and not _is_owner(update, context):
            await unknown_command(update, context)
            return
        await _give_up(update, context)
        linked = command.name == "start" and bool(context.args)  # such a link subscribes
        if (command.changes_chat or linked) and not await may_change(update):
            await _reply(update, context, Rendered(_say(update)(_ADMINS_ONLY)))
            return
        if command.name == "settings" and await _elsewhere(update, context):
            return
        may = not command.weighs_asker or await may_change(update)
        await _answer(command.answer, update, context, may_change=may)

    return handle


async def _give_up(update: Update, context: Context, *, in_groups: bool = False) -> None:
    """What is asked or pressed answers no question of the bot's. In a group others ask and press meanwhile, and
    the answer is a reply: only the buttons of the settings, which are for admins, end their question there."""
    question = asked(update)
    if question and (in_groups or question.kind == Chat.PRIVATE):
        await give_up(question, context.services)


async def _elsewhere(update: Update, context: Context) -> bool:
    """Show the settings of the channel that /settings names; False where it names none."""
    question = asked(update, tuple(context.args or ()))
    name = elsewhere.meant(question) if question else None
    if question is None or name is None:
        return False
    await _reply(update, context, await elsewhere.settings(question, context.services, update, name))
    return True


async def pressed(update: Update, context: Context) -> None:
    """A button: do what it says. Whoever presses is checked, not whoever asked for the buttons."""
    query = update.callback_query
    assert query is not None  # CallbackQueryHandler only passes presses
    press = decode(query.data)
    command = PRESSES.get(press.verb) if press else None
    if command is None or update.effective_chat is None:
        await _answer_query(update, _OUT_OF_DATE)
    elif command.for_owners and not _is_owner(update, context):
        await _answer_query(update, _OWNERS_ONLY)
    elif press and press.verb is Verb.SNOOZE and update.effective_chat.type == Chat.CHANNEL:
        await _answer_query(update, _NO_SNOOZE_IN_CHANNELS, stays=True)  # a card from before it had none
    elif press and press.verb is Verb.SNOOZE and not await may_change(update):
        await _answer_query(update, _SNOOZE_IS_FOR_ADMINS, stays=True)
    elif command.changes_chat and not await may_change(update, _target(press)):
        await _answer_query(update, _ADMINS_ONLY)
    elif update.effective_chat.type == Chat.CHANNEL and not command.changes_chat:
        await _answer_elsewhere(press, update, context)
    elif press and press.verb is Verb.SNOOZE:  # a card whose buttons change says nothing by itself
        await _snooze(command, press, update, context)
    else:
        await _answer_query(update)
        await _give_up(update, context, in_groups=command.name == "settings")
        may = not command.weighs_asker or await may_change(update)
        await _answer(command.answer, update, context, press.args if press else (), may_change=may)


async def _snooze(command: Command, press: Press, update: Update, context: Context) -> None:
    question, rendered = asked(update, press.args), Rendered(Markup())
    await _give_up(update, context)
    try:
        if question:
            rendered = await command.answer(question, context.services)
    finally:
        await _answer_query(update, toast=rendered.toast)
    await _reply(update, context, rendered)


async def _answer_elsewhere(press: Press | None, update: Update, context: Context) -> None:
    """A reader of a channel asks: the answer is for nobody else, so it waits in their private chat."""
    if word := links.parameter(press):
        await _answer_query(update, url=f"https://t.me/{context.bot.username}?start={word}")
    else:
        await _answer_query(update, _OUT_OF_DATE)


def _target(press: Press | None) -> int | None:
    """The other chat a button is about, if any."""
    return target_of(press.args) if press and press.verb is Verb.SETTINGS else None


async def unknown_command(update: Update, context: Context) -> None:
    """A command that is not ours. In groups it is meant for another bot unless it names us."""
    message = update.effective_message
    assert message is not None  # MessageHandler only passes messages
    word = (message.text or message.caption or "").split(maxsplit=1)[0]
    is_for_us = word.casefold().endswith(f"@{context.bot.username}".casefold())
    if message.chat.type == Chat.PRIVATE or is_for_us:
        await _give_up(update, context)
        await _answer(commands.unknown, update, context, (word,))


async def other_message(update: Update, context: Context) -> None:
    """Anything else in a private chat: a command without its slash, what the bot asked for, or small talk."""
    question, message = asked(update), update.effective_message
    text = message.text if message and message.text else ""
    if command := commands.meant_by(text):
        await _handle(command)(update, context)
    elif question and (shown := await _typed(question, update, context, text)):
        await _reply(update, context, shown)
    else:
        await _answer(commands.talk, update, context, tuple(text.split()))


async def _typed(question: Asked, update: Update, context: Context, text: str) -> Rendered | None:
    may, called = partial(may_change, update), partial(elsewhere.title, update)
    return await typed(question, context.services, text, may, called)


async def group_reply(update: Update, context: Context) -> None:
    """A reply in a group: what the bot asked for in that message, if an admin answers."""
    question, message = asked(update), update.effective_message
    if question is None or message is None or (asking := message.reply_to_message) is None:
        return
    if not await is_asked_in(question, context.services, asking.message_id) or not await may_change(update):
        return
    if shown := await _typed(question, update, context, message.text or ""):
        await _reply(update, context, shown)


async def failed(update: object, context: Context) -> None:
    """Any error of a handler: a line in the log, a kind word in the chat, and a number that joins the two.

    Not in a channel, where all its readers would be told.
    """
    error = context.error
    if isinstance(error, TelegramError) and not isinstance(failure := classify(error), OurBug):
        logger.warning("answer not delivered what=%s why=%r", type(failure).__name__, str(error))
        return
    number = secrets.token_hex(3)
    logger.error("handler failed number=%s", number, exc_info=error)
    chat = update.effective_chat if isinstance(update, Update) else None
    if isinstance(update, Update) and chat and chat.type != Chat.CHANNEL and not update.my_chat_member:
        say = _say(update)
        with suppress(TelegramError):
            await _reply(
                update,
                context,
                Rendered(
                    say("Something went wrong here. It is noted as {number}; please try again.", number=number)
                ),
            )


async def refuse(update: Update) -> None:
    """Say to whoever asks too fast that it is too much."""
    sentence = mark(
        "That was too fast for me, so the last one was not done. Wait two seconds, then try it again."
    )
    with suppress(TelegramError):
        if update.callback_query:
            await _answer_query(update, sentence)
        elif update.message:
            await update.message.reply_text(_say(update)(sentence).text)


async def _answer(
    answer: Answer,
    update: Update,
    context: Context,
    args: tuple[str, ...] | None = None,
    *,
    may_change: bool = True,
) -> None:
    """Answer a command with its words, or a press with *args*."""
    if question := asked(update, tuple(context.args or ()) if args is None else args, may_change=may_change):
        await _reply(update, context, await answer(question, context.services))


async def _reply(update: Update, context: Context, rendered: Rendered) -> None:
    """Answer where it was asked: in its topic, in groups as a reply, or in the message that was pressed."""
    question, message = asked(update), update.message
    if question is None:
        return
    if rendered.in_place and await replace(update, context, rendered):
        return
    if not rendered.body:  # buttons for a message that cannot be changed any more
        return
    reply = None
    if message is not None and question.kind in _GROUPS:
        reply = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    for each in (rendered, *rendered.following):
        sent = await post(context, question.chat_id, each, thread_id=question.thread_id, reply=reply)
        if each.asks:
            await asked_in(question, context.services, sent.message_id)


async def _answer_query(
    update: Update,
    sentence: str | None = None,
    *,
    toast: str | None = None,
    url: str | None = None,
    stays: bool = False,
) -> None:
    """Stop the button's waiting sign, always; show *sentence* over the chat, or open the bot by a link.

    *toast* is a sentence that is said in the chat's language already.

    `stays`: until it is closed, for what is too long to be read in passing; of at most 200 characters.
    """
    assert update.callback_query is not None
    words = _say(update)(sentence).text if sentence else toast
    with suppress(BadRequest):  # it was pressed so long ago that Telegram waits no more
        await update.callback_query.answer(words, show_alert=stays or None, url=url)


def _say(update: Update) -> Voice:
    user = update.effective_user
    return voice(language_for(user.language_code if user else None))
