"""What is seen of the bot before anyone wrote to it, as the local Telegram keeps it."""

from bot.chat.profile import publish_profile
from bot.sandbox import Sandbox
from tests.sandbox.conftest import make_bot


async def test_who_opens_the_chat_reads_in_his_language_what_the_bot_is_for() -> None:
    async with Sandbox.start() as sandbox, make_bot(sandbox) as bot:
        await publish_profile(bot)

        for code, words in {"ru": "читает", "uk": "читає", "de": "reads"}.items():
            description = (await sandbox.bot_profile(code))["description"]
            assert f"Lookout {words}" in description
            assert len(description) <= 512
        for code in ("ru", "uk", ""):
            short = (await bot.get_my_short_description(language_code=code)).short_description
            assert 20 < len(short) <= 120


async def test_what_the_owner_wrote_himself_stays() -> None:
    async with Sandbox.start() as sandbox, make_bot(sandbox) as bot:
        await bot.set_my_description("Ours", language_code="ru")

        await publish_profile(bot)

        assert (await sandbox.bot_profile("ru"))["description"] == "Ours"
