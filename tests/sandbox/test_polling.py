"""What people do reaches a running Application by real polling, and its answers come back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Update,
)
from telegram.error import BadRequest, Conflict
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.sandbox import TOKEN, Sandbox, SandboxClient
from tests.sandbox.conftest import ANYA, make_bot

GROUP, SUPERGROUP, CHANNEL = -500, -1001500, -1001600
Context = ContextTypes.DEFAULT_TYPE


async def greet(update: Update, context: Context) -> None:
    assert update.message
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Why?", callback_data="why:1")]])
    await update.message.reply_text("Welcome", reply_markup=keyboard)


async def explain(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query
    await query.answer(f"because {query.data}")
    if query.message and query.message.is_accessible:
        await query.edit_message_text("explained")


async def offer(update: Update, context: Context) -> None:
    assert update.inline_query
    content = InputTextMessageContent("<b>Moscow</b>", parse_mode="HTML")
    await update.inline_query.answer([InlineQueryResultArticle("1", "Moscow", content)])


async def note_member(update: Update, context: Context) -> None:
    assert update.my_chat_member
    context.bot_data["statuses"].append(update.my_chat_member.new_chat_member.status)


async def note_message(update: Update, context: Context) -> None:
    context.bot_data["seen"].append(update.effective_message)


@asynccontextmanager
async def running(sandbox: Sandbox) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    """An Application started by hand, as the bot itself does it."""
    app = ApplicationBuilder().token(TOKEN).base_url(f"{sandbox.base_url}/bot").job_queue(None).build()
    app.bot_data.update(statuses=[], seen=[])
    app.add_handler(CommandHandler("start", greet))
    app.add_handler(CallbackQueryHandler(explain))
    app.add_handler(InlineQueryHandler(offer))
    app.add_handler(ChatMemberHandler(note_member))
    app.add_handler(MessageHandler(filters.ALL, note_message))
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling(poll_interval=0, timeout=5)
        yield app
        await app.updater.stop()
        await app.stop()


async def until(holds: Callable[[], bool]) -> None:
    """Give the loop its turns until it holds."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 (the handlers under test know nothing of events)
            await asyncio.sleep(0)


async def test_a_command_is_answered_and_its_button_works(sandbox: Sandbox, client: SandboxClient) -> None:
    async with running(sandbox):
        await client.say(ANYA, "/start", name="Anya", language_code="uk")
        sent = await client.wait_for(lambda event: event.kind == "sent")
        assert (sent.chat_id, sent.text) == (ANYA, "Welcome")
        assert await client.press(ANYA, sent.message_id, "Why?") == "because why:1"
        await client.wait_for_messages(ANYA, lambda shown: shown[-1].text == "explained")


async def test_forged_and_stale_buttons_reach_the_bot_too(sandbox: Sandbox, client: SandboxClient) -> None:
    async with running(sandbox):
        await client.say(ANYA, "/start")
        assert await client.press(ANYA, 999, "made up") == "because made up"


async def test_an_unanswered_button_times_out_and_a_late_answer_is_refused(
    bot: Bot, client: SandboxClient
) -> None:
    sent = await bot.send_message(ANYA, "x")
    with pytest.raises(TimeoutError):
        await client.press(ANYA, sent.message_id, "data", wait=0.05)
    update = (await bot.get_updates())[-1]
    assert update.callback_query
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await update.callback_query.answer()


async def test_an_inline_query_is_answered_and_its_result_sent(sandbox: Sandbox, client: SandboxClient) -> None:
    async with running(sandbox):
        await client.say(ANYA, "/start")
        (result,) = await client.ask_inline(ANYA, "moscow")
        assert (result["title"], result["text"]) == ("Moscow", "Moscow")
        await client.choose_inline(ANYA, ANYA, result)
        assert "<b>Moscow</b>" in [message.html for message in await client.messages(ANYA)]


async def test_joining_promoting_and_removing_the_bot_is_told(sandbox: Sandbox, client: SandboxClient) -> None:
    async with running(sandbox) as app:
        await client.add_to_group(SUPERGROUP)
        await client.promote(SUPERGROUP)
        await client.kick(SUPERGROUP)
        await client.say(ANYA, "/start")
        await client.block(ANYA)
        await client.say(ANYA, "/start again")
        await until(lambda: len(app.bot_data["statuses"]) == 5)
        assert app.bot_data["statuses"] == ["member", "administrator", "kicked", "kicked", "member"]


async def test_in_groups_the_bot_hears_only_what_is_meant_for_it(
    sandbox: Sandbox, client: SandboxClient
) -> None:
    async with running(sandbox) as app:
        await client.say(SUPERGROUP, "just talking", user=8)
        await client.say(SUPERGROUP, "/help@another_bot", user=8)
        await client.say(SUPERGROUP, "/help", user=8)
        await client.say(CHANNEL, "a post", kind="channel")
        await client.promote(SUPERGROUP)
        await client.say(SUPERGROUP, "now it hears", user=8, anonymous=True)
        await until(lambda: len(app.bot_data["seen"]) == 4)
        seen = app.bot_data["seen"]
        assert [message.text for message in seen] == [None, "/help", "a post", "now it hears"]
        assert seen[2].sender_chat.id == CHANNEL
        assert seen[3].sender_chat.id == SUPERGROUP
        assert seen[3].from_user.username == "GroupAnonymousBot"


async def test_a_migration_is_told_in_both_chats(sandbox: Sandbox, client: SandboxClient) -> None:
    async with running(sandbox) as app:
        await client.add_to_group(GROUP, kind="group")
        new_id = await client.migrate(GROUP)
        await until(lambda: len(app.bot_data["seen"]) == 3)
        _, old, new = app.bot_data["seen"]
        assert (old.chat.id, old.migrate_to_chat_id) == (GROUP, new_id)
        assert (new.chat.id, new.migrate_from_chat_id) == (new_id, GROUP)


async def test_updates_stay_until_the_offset_confirms_them(bot: Bot, client: SandboxClient) -> None:
    await client.say(ANYA, "two")
    first = await bot.get_updates()
    assert [u.message.text for u in first if u.message] == ["/start", "two"]
    assert await bot.get_updates() == first
    assert await bot.get_updates(offset=first[1].update_id) == first[1:]
    assert await bot.get_updates(offset=first[1].update_id + 1) == ()
    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_only_the_kinds_asked_for_are_kept(bot: Bot, client: SandboxClient) -> None:
    updates = await bot.get_updates(allowed_updates=["my_chat_member"])
    await client.say(ANYA, "unwanted")
    await client.block(ANYA)
    news = await bot.get_updates(offset=updates[-1].update_id + 1)
    assert [update.my_chat_member is not None for update in news] == [True]


async def test_a_second_poller_ends_the_first(sandbox: Sandbox, bot: Bot) -> None:
    start = (await bot.get_updates())[-1].update_id + 1
    first = asyncio.create_task(bot.get_updates(offset=start, timeout=5))
    async with make_bot(sandbox) as other:
        await until(lambda: sandbox.world.updates.polled)
        await other.get_updates(offset=start)
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first


async def test_a_poller_that_died_leaves_its_updates_to_the_next(
    sandbox: Sandbox, bot: Bot, client: SandboxClient
) -> None:
    start = (await bot.get_updates())[-1].update_id + 1
    async with make_bot(sandbox) as dying:
        poll = asyncio.create_task(dying.get_updates(offset=start, timeout=5))
        await until(lambda: sandbox.world.updates.polled)
        poll.cancel()
    await client.say(ANYA, "said to nobody")
    (update,) = await bot.get_updates(offset=start, timeout=5)
    assert update.message
    assert update.message.text == "said to nobody"
