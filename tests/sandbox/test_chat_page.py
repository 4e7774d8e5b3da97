"""The chat page in a real browser: what a person sees and what pressing and typing does."""

import httpx2
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters

from bot.sandbox import Sandbox, SandboxClient
from tests.sandbox.browser import CHROMIUM, Page
from tests.sandbox.conftest import ANYA, make_bot
from tests.sandbox.test_bot_api import PNG
from tests.sandbox.test_polling import running

in_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found: the chat page was not looked at")


async def enter(page: Page, sandbox: Sandbox, chat_id: int, more: str = "") -> None:
    await page.open(f"{sandbox.base_url}/chat/{chat_id}?lang=en{more}")
    await page.until("document.body.dataset.ready")


async def test_the_page_needs_nothing_from_elsewhere(sandbox: Sandbox) -> None:
    async with httpx2.AsyncClient(base_url=sandbox.base_url, verify=False) as http:
        text = (await http.get("/chat/42")).text
        first = (await http.get("/")).text
    for page in (text, first):
        assert "src=" not in page.replace("image.src = `/upload/", "")
        assert "https://" not in page.replace('words.startsWith("https://t.me/")', "")
        assert "http://" not in page


async def test_the_first_page_leads_to_every_chat_and_channel(sandbox: Sandbox) -> None:
    async with httpx2.AsyncClient(base_url=sandbox.base_url, verify=False) as http:
        assert 'href="/chat/5000001"' in (await http.get("/")).text
        await sandbox.say(42, "/start", name="Anya <3")
        await sandbox.publish("mos_sobyanin", "x")
        text = (await http.get("/")).text
    assert '<a href="/chat/42">Anya &lt;3 ' in text
    assert '<a href="/s/mos_sobyanin">' in text


async def test_uploads_are_served_but_can_not_run(sandbox: Sandbox, bot: Bot) -> None:
    sent = await bot.send_document(ANYA, b"<script>alert(1)</script>", filename="x.html")
    assert sent.document
    async with httpx2.AsyncClient(base_url=sandbox.base_url, verify=False) as http:
        answer = await http.get(f"/upload/{sent.document.file_id}")
        assert (await http.get("/upload/none")).status_code == 404
    assert answer.headers["content-security-policy"] == "sandbox"
    assert answer.content == b"<script>alert(1)</script>"


@in_browser
async def test_a_new_user_starts_with_one_press_and_uses_the_buttons(
    sandbox: Sandbox, client: SandboxClient, page: Page
) -> None:
    async with running(sandbox):
        await enter(page, sandbox, ANYA)
        await page.click("Start")
        await page.click("Why?")
        await page.until("document.querySelector('.bot .text').textContent === 'explained'")
        await page.until("document.querySelector('#toast').textContent === 'because why:1'")
        await page.until("document.querySelector('.bot .meta').textContent.startsWith('edited')")
        await page.write("/start again")
        await page.until("document.querySelectorAll('.row').length === 4")
    shown = await client.messages(ANYA)
    assert [m.text for m in shown] == ["/start", "explained", "/start again", "Welcome"]


@in_browser
async def test_the_language_that_the_client_speaks_is_marked(sandbox: Sandbox, page: Page) -> None:
    marked = "document.querySelector('.languages .on')?.textContent"
    await page.open(sandbox.base_url)
    await page.until(f"{marked} === 'English'")

    await page.run("document.querySelector('[data-lang=uk]').click()")
    await page.until(f"{marked} === 'Українська'")


@in_browser
async def test_a_card_looks_as_it_should(sandbox: Sandbox, page: Page) -> None:
    await sandbox.say(ANYA, "/latest")
    async with make_bot(sandbox) as bot:
        card = await bot.send_message(
            ANYA,
            "<b>Moscow</b> &lt;2&gt;\n<blockquote expandable>one\ntwo\nthree\nfour\nfive</blockquote>\n"
            '<tg-time unix="1790000000" format="t">then</tg-time> <tg-spoiler>hidden</tg-spoiler>',
            parse_mode="HTML",
            disable_notification=True,
            reply_markup=InlineKeyboardMarkup(
                [[InlineKeyboardButton("Stop", callback_data="s", style="danger")]]
            ),
        )
        await bot.send_photo(ANYA, PNG, caption="chart", reply_parameters=ReplyParameters(card.message_id))
    await enter(page, sandbox, ANYA)
    row = "document.querySelector('.bot')"
    assert await page.run(f"{row}.querySelector('b').textContent") == "Moscow"
    assert "<2>" in await page.run(f"{row}.innerText")
    assert "🔕" in await page.run(f"{row}.querySelector('.meta').textContent")
    quote = f"{row}.querySelector('blockquote')"
    folded = await page.run(f"{quote}.clientHeight")
    await page.run(f"{quote}.click()")
    assert await page.run(f"{quote}.clientHeight") > folded
    assert await page.run(f"{row}.querySelector('tg-time').textContent") != "then"
    assert await page.run(f"{row}.querySelector('button').className") == "danger"
    answered = await page.run("document.querySelector('.reply span').textContent")
    assert answered == "Moscow <2>"


@in_browser
async def test_nothing_sticks_out_of_a_phone_in_dark_or_light(sandbox: Sandbox, page: Page) -> None:
    await sandbox.say(ANYA, "/start " + "long" * 60)
    async with make_bot(sandbox) as bot:
        rows = [[InlineKeyboardButton(f"{n}", callback_data="x") for n in range(8)]]
        await bot.send_message(ANYA, "x" * 300, reply_markup=InlineKeyboardMarkup(rows))
    pictures = []
    for scheme in ("light", "dark"):
        await page.prefer(scheme)
        await enter(page, sandbox, ANYA)
        assert await page.run("document.documentElement.scrollWidth") <= 412
        assert await page.run("document.querySelector('main').scrollWidth") <= 412
        pictures.append(await page.picture())
    assert pictures[0] != pictures[1]


@in_browser
async def test_a_label_that_is_too_long_is_cut_as_telegram_cuts_it(sandbox: Sandbox, page: Page) -> None:
    await sandbox.say(ANYA, "/start")
    async with make_bot(sandbox) as bot:
        labels = ["Short", "This label is much too long for half a phone"]
        rows = [[InlineKeyboardButton(label, callback_data="x") for label in labels]]
        await bot.send_message(ANYA, "x", reply_markup=InlineKeyboardMarkup(rows))
    await enter(page, sandbox, ANYA)
    (short_height, short_cut), (long_height, long_cut) = await page.run(
        "[...document.querySelectorAll('.keyboard button')]"
        ".map(b => [b.clientHeight, b.scrollWidth > b.clientWidth])"
    )
    assert short_height == long_height
    assert (short_cut, long_cut) == (False, True)


@in_browser
async def test_a_group_shows_who_speaks(sandbox: Sandbox, page: Page) -> None:
    await sandbox.say(-1001500, "hello", user=8, name="Borys", title="Newsroom")
    await enter(page, sandbox, -1001500, "&user=9")
    assert await page.run("document.querySelector('h1').textContent") == "Newsroom"
    assert await page.run("document.querySelector('.sender').textContent") == "Borys"
    await page.write("/help")
    await page.until("document.querySelectorAll('.row.mine').length === 1")
    assert await page.run("document.querySelectorAll('.sender').length") == 1
    assert sandbox.world.chats[-1001500].members[9] == "member"


@in_browser
async def test_the_bot_offers_results_where_its_name_is_written_and_one_is_sent_by_a_press(
    sandbox: Sandbox, page: Page
) -> None:
    await sandbox.say(ANYA, "/start")
    async with running(sandbox):
        await enter(page, sandbox, ANYA)
        await page.write("@lookout_sandbox_bot mos")
        await page.until("document.querySelector('#commands .result')")
        assert len(await sandbox.messages(ANYA)) == 2  # "/start" and its answer: the words were not said
        await page.click("Moscow")
        await page.until("[...document.querySelectorAll('.text b')].some(b => b.textContent === 'Moscow')")


@in_browser
async def test_a_group_and_a_channel_are_begun_from_the_first_page(sandbox: Sandbox, page: Page) -> None:
    await sandbox.say(ANYA, "/start", name="Anya")
    begun = {
        "Add the bot to a group ": "supergroup",
        "Add the bot to a group of the old kind": "group",
        "Make the bot admin of a channel": "channel",
    }
    for words, kind in begun.items():
        await page.open(sandbox.base_url)
        link = f"[...document.links].find(a => a.textContent.startsWith({words!r}))"
        await page.until(link)
        await page.open(await page.run(f"{link}.href"))
        await page.until("document.body.dataset.ready")
        [made] = [chat for chat in await sandbox.chats() if chat["kind"] == kind]
        assert await page.run("document.querySelector('h1').textContent") == made["title"]
        assert await page.run("user") == ANYA
