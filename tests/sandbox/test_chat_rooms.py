"""Groups, topics, channels and inline mode on the chat page: what each shows, and who speaks there."""

import asyncio

import pytest
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    ReplyParameters,
)

from bot.sandbox import Sandbox
from tests.sandbox.browser import CHROMIUM, Page
from tests.sandbox.conftest import ANYA, make_bot
from tests.sandbox.test_chat_page import enter

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found: the chat page was not looked at")

GROUP, CHANNEL = -1001500, -1001600
PETRO = 8


@pytest.fixture
async def group(sandbox: Sandbox) -> int:
    """A group that Anya began, with Petro in it."""
    await sandbox.say(ANYA, "/start", name="Anya")
    await sandbox.say(GROUP, "hello", user=ANYA, title="Newsroom")
    await sandbox.say(GROUP, "hi", user=PETRO, name="Petro")
    return GROUP


async def said(sandbox: Sandbox, chat_id: int) -> list[tuple[str, str, int | None]]:
    """Who said what in which topic."""
    shown = await sandbox.messages(chat_id)
    return [(message.sender, message.text, message.thread_id) for message in shown if not message.service]


async def choose(page: Page, value: str) -> None:
    """Choose who speaks."""
    await page.until(f"[...document.querySelector('#who')].some(option => option.value === {value!r})")
    await page.run(
        f"(who => {{ who.value = {value!r}; who.dispatchEvent(new Event('change')); }})"
        "(document.querySelector('#who'))"
    )


async def rows(page: Page) -> list[str]:
    texts: list[str] = await page.run(
        "[...document.querySelectorAll('main .row .text')].map(text => text.textContent)"
    )
    return texts


async def test_topics_are_tabs_and_what_is_written_in_one_stays_there(
    sandbox: Sandbox, page: Page, group: int
) -> None:
    thread = await sandbox.topic(group, "Alerts")
    async with make_bot(sandbox) as bot:
        await bot.send_message(group, "a card", message_thread_id=thread)
    await enter(page, sandbox, group)
    assert await rows(page) == ["hello", "hi"]

    await page.click("Alerts")
    await page.until("document.querySelectorAll('main .row').length === 1")
    await page.write("/subscribe")
    await page.until("document.querySelectorAll('main .row').length === 2")
    assert await rows(page) == ["a card", "/subscribe"]
    assert (await said(sandbox, group))[-1] == ("Anya", "/subscribe", thread)

    await page.click("+")
    await page.until("document.querySelector('#topics .on').textContent === 'Topic 2'")
    assert "Topic 2" in sandbox.world.chats[group].topics.values()


async def test_a_group_is_entered_as_its_owner_who_may_speak_as_anybody(
    sandbox: Sandbox, page: Page, group: int
) -> None:
    await enter(page, sandbox, group)
    assert await page.run("document.querySelector('#who').value") == str(ANYA)

    await choose(page, str(PETRO))
    await page.write("as Petro")
    await page.until("document.querySelectorAll('main .mine').length === 2")
    await choose(page, str(ANYA))
    await choose(page, "anonymous")
    await page.write("as the group")
    await page.until("[...document.querySelectorAll('.mine .text')].at(-1)?.textContent === 'as the group'")
    await choose(page, "new")
    await page.write("as somebody")
    await page.until("[...document.querySelectorAll('.mine .text')].at(-1)?.textContent === 'as somebody'")

    senders = [sender for sender, _, _ in await said(sandbox, group)]
    assert senders[:-1] == ["Anya", "Petro", "Petro", "Newsroom"]
    assert senders[-1] not in ("Anya", "Petro", "Newsroom")
    assert not await page.run("[...document.querySelector('#who')].some(o => o.value === 'anonymous')")


async def test_a_message_is_answered_and_the_bot_may_ask_for_an_answer(
    sandbox: Sandbox, page: Page, group: int
) -> None:
    await enter(page, sandbox, group)
    await page.click("↩", 1)
    assert await page.run("document.querySelector('#replying span').textContent") == "Petro: hi"
    await page.write("hi Petro")
    await page.until("document.querySelectorAll('main .row').length === 3")
    [_, hi, answer] = [m for m in await sandbox.messages(group) if not m.service]
    assert answer.reply_to == hi.message_id
    assert await page.run("document.querySelector('#replying').hidden")

    async with make_bot(sandbox) as bot:
        to_her = ReplyParameters(answer.message_id)
        asked = await bot.send_message(
            group, "Which?", reply_markup=ForceReply(selective=True), reply_parameters=to_her
        )
        await page.until("!document.querySelector('#replying').hidden")
        await page.write("Moscow")
        await page.until("document.querySelectorAll('main .row').length === 5")
        assert (await sandbox.messages(group))[-1].reply_to == asked.message_id
        # Nobody is meant: a client leaves it to whoever wants to answer.
        await bot.send_message(group, "Which city?", reply_markup=ForceReply(selective=True))
        await page.until("document.querySelectorAll('main .row').length === 6")
        assert await page.run("document.querySelector('#replying').hidden")


async def test_readers_of_a_channel_press_buttons_and_write_nothing(sandbox: Sandbox, page: Page) -> None:
    await sandbox.say(ANYA, "/start", name="Anya")
    await sandbox.add_to_group(CHANNEL, by=ANYA, kind="channel", title="Night news")
    await enter(page, sandbox, CHANNEL)
    link = await page.run("document.querySelector('.offer a').getAttribute('href')")
    assert link == f"/chat/{ANYA}"
    await page.write("by hand")
    await page.until("document.querySelector('main .text')?.textContent === 'by hand'")

    await enter(page, sandbox, CHANNEL, f"&user={PETRO}")
    assert await page.run("document.querySelector('form').hidden")
    async with make_bot(sandbox) as bot:
        await bot.send_message(
            CHANNEL,
            "card",
            reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Why?", callback_data="w")]]),
        )
        await page.click("Why?")
        await answer_press(bot)
        await page.until(f"location.pathname === '/chat/{PETRO}'")
        await page.until("document.querySelector('main .text')?.textContent === '/start why_1'")


async def answer_press(bot: Bot) -> None:
    """Answer the first pressed button by a link that asks the bot in private."""
    offset = 0
    while True:
        for update in await bot.get_updates(offset=offset, timeout=5):
            offset = update.update_id + 1
            if update.callback_query:
                me = await bot.get_me()
                await update.callback_query.answer(url=f"https://t.me/{me.username}?start=why_1")
                return


async def test_inline_results_show_what_stands_above_them_and_more_when_asked(
    sandbox: Sandbox, page: Page, group: int
) -> None:
    await enter(page, sandbox, group)
    async with make_bot(sandbox) as bot:
        await page.write("@lookout_sandbox_bot mosow")
        await answer_inline(bot, "1", note="These say moscow")
        await page.until("document.querySelectorAll('#commands button').length === 3")
        labels = await page.run("[...document.querySelectorAll('#commands b')].map(b => b.textContent)")
        assert labels == ["These say moscow", "Card 1"]
        await page.click("More")
        await answer_inline(bot, "2")
        await page.until("document.querySelectorAll('#commands .result').length === 3")
    await page.click("Card 2")
    await page.until("[...document.querySelectorAll('.mine .text')].at(-1)?.textContent === 'card 2'")
    assert (await said(sandbox, group))[-1][:2] == ("Anya", "card 2")


async def answer_inline(bot: Bot, number: str, note: str = "") -> None:
    """Offer one card for the next inline query; with a *note* above it, and another page below."""
    offset = 0
    while True:
        for update in await bot.get_updates(offset=offset, timeout=5):
            offset = update.update_id + 1
            if update.inline_query:
                card = InlineQueryResultArticle(
                    number, f"Card {number}", InputTextMessageContent(f"card {number}")
                )
                button = InlineQueryResultsButton(note, start_parameter="inline") if note else None
                await update.inline_query.answer([card], next_offset="10" if note else "", button=button)
                await bot.get_updates(offset=offset, timeout=0)
                return


async def test_what_people_do_to_a_group_is_done_from_its_menu(
    sandbox: Sandbox, page: Page, group: int
) -> None:
    await enter(page, sandbox, group)
    await page.click("⋮")
    await page.click("Make the bot an admin")
    async with asyncio.timeout(10):
        while sandbox.world.chats[group].bot_status != "administrator":  # noqa: ASYNC110 - the menu closes before
            await asyncio.sleep(0.02)
    await page.click("⋮")
    await page.click("Remove the bot")
    await page.until("document.querySelector('header p').textContent === 'supergroup without the bot'")
    await page.click("⋮")
    await page.click("Add the bot")
    await page.until("document.querySelector('header p').textContent === 'supergroup'")
    assert sandbox.world.chats[group].bot_status == "member"


async def test_a_post_is_written_on_the_first_page(sandbox: Sandbox, page: Page) -> None:
    await sandbox.channel("mos_sobyanin", title="Mayor")
    await page.open(sandbox.base_url)
    await page.until("document.forms[0]")
    await page.run(
        "(form => { form.elements.text.value = 'Two drones.'; form.requestSubmit(); })(document.forms[0])"
    )
    await page.until("document.querySelector('[role=status]').textContent.startsWith('Posted')")
    [post] = sandbox.site.channels["mos_sobyanin"].posts.values()
    assert post.text == "Two drones."
