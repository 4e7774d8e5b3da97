"""What the bot's own admins can do in the chat, and that nobody else can."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.chat import handlers
from bot.chat.buttons import Press, Verb, encode
from bot.chat.commands import OWNER_COMMANDS, PRESSES
from bot.chat.context import Controls
from bot.chat.naming import names_of
from bot.errors import ConfigError, Problem, SourceGone
from bot.rulebook import Changes, Rulebook, changes
from bot.sources.web import Reading
from bot.store import announcements, channels, chats, digests, refusal, subscriptions, troubles
from bot.store.tables import Cadence, Gap, Trouble
from bot.values import ChannelState, FetchedPost
from bot.watchlist.loading import load
from tests.chat.conftest import Desk
from tests.chat.updates import person, said
from tests.crowd import crowd
from tests.small_config import small_config
from tests.store.rows import owed

OWNER, STRANGER = 7, 8
AT = datetime(2026, 5, 12, 21, 58, tzinfo=UTC)
MOSCOW = "Средства ПВО сбили два беспилотника, летевших на Москву. На месте работают экстренные службы."


@pytest.fixture
def office(desk: Desk, rulebook: Rulebook) -> Desk:
    """The desk with an admin, and with the real config folder."""
    desk.reload = unchanged  # type: ignore[attr-defined]
    desk.read = nothing_there  # type: ignore[attr-defined]
    names = names_of(rulebook.watchlist)
    controls = Controls(
        lambda: rulebook,
        lambda: desk.reload(),  # type: ignore[attr-defined]
        lambda handle: desk.read(handle),  # type: ignore[attr-defined]
    )
    services = desk.app.bot_data["services"]
    desk.app.bot_data["services"] = replace(
        services, names=lambda: names, admin_ids=frozenset({OWNER}), controls=controls
    )
    return desk


async def unchanged() -> Changes:
    return Changes()


async def nothing_there(handle: str) -> Reading:
    raise SourceGone(ChannelState.MISSING, f"@{handle} does not exist")


def page(*texts: str, handle: str = "gov_test") -> Callable[[str], Awaitable[Reading]]:
    posts = tuple(FetchedPost(n, text, AT + timedelta(minutes=n), handle) for n, text in enumerate(texts, 1))

    async def read(asked: str) -> Reading:
        return Reading(posts, handle, 'Губернатор "Тест"', complete=True)

    return read


class TestOthers:
    @pytest.mark.parametrize("command", [command.name for command in OWNER_COMMANDS])
    async def test_for_others_the_commands_do_not_exist(self, office: Desk, command: str) -> None:
        answer = await office.say(f"/{command}", user=person(STRANGER), chat_id=STRANGER)

        assert answer.startswith("There is no such command.")
        assert f"/{command} " not in answer

    @pytest.mark.parametrize("command", [command.name for command in OWNER_COMMANDS])
    async def test_in_a_group_nobody_is_answered(self, office: Desk, command: str) -> None:
        office.wire.members[-500, OWNER] = "creator"

        assert await office.say(f"/{command}", chat_id=-500) == ""

    async def test_buttons_are_checked_when_they_are_pressed(self, office: Desk) -> None:
        for verb in [verb for verb, command in PRESSES.items() if command.for_owners]:
            data = encode(Press(verb, ("send",)))
            assert await office.press(data, user=person(STRANGER), chat_id=STRANGER) == ""
            assert office.notice == "That is for the admins of this bot."

    async def test_without_admins_nobody_is_one(self, desk: Desk) -> None:
        assert (await desk.say("/status")).startswith("There is no such command.")

    async def test_only_admins_see_them_in_their_help_and_menu(self, office: Desk) -> None:
        assert "/announce" in await office.say("/help")
        assert "/announce" not in await office.say("/help", user=person(STRANGER), chat_id=STRANGER)

        await handlers.publish_menu(office.app.bot, [OWNER])
        menus = office.wire.asked("setMyCommands")
        own = [menu for menu in menus if "scope" in menu]
        assert len(own) == 3
        assert all("announce" in str(menu["commands"]) for menu in own)
        assert not any("announce" in str(menu["commands"]) for menu in menus if "scope" not in menu)


class TestStatus:
    async def test_it_says_what_ails(self, office: Desk) -> None:
        now = office.now
        async with office.database.writing() as session:
            await channels.sync(session, {"good": "Good", "bad": "Bad", "quiet": "Quiet"}, now=now)
            ids = await channels.ids(session)
            for handle, last in (("good", now), ("quiet", now - timedelta(days=4))):
                await channels.record_success(
                    session, ids[handle], now=now, next_due_at=now, cursor=1, last_post_at=last
                )
            await channels.record_failure(
                session, ids["bad"], state=ChannelState.MISSING, error="gone", now=now, next_due_at=now
            )
            for given_up_at in (now, now, None):
                session.add(Gap(channel_id=ids["good"], low=1, high=3, seen_at=now, given_up_at=given_up_at))
        await office.say("/subscribe")

        answer = await office.say("/status")

        assert "2 channels are read" in answer
        assert "⚠️ @bad: does not exist" in answer
        assert "🔇 @quiet: silent for 4 d" in answer
        assert "⚠️ @good: posts in 2 places could not be read" in answer
        assert "1 chat is subscribed" in answer
        assert "Waiting: 0, of them due: 0; on their way: 0" in answer

        listed = await office.say("/channels")
        assert "🟢 @good Good · read" in listed
        assert "⚠️ @bad Bad · does not exist · not read yet" in listed

    async def test_a_long_queue_is_shown_with_its_age_and_what_it_costs(self, office: Desk) -> None:
        async with office.database.writing() as session:
            await crowd(session, range(1, 1001), now=office.now)
            await announcements.announce(session, "Hello", [], now=office.now)
            await owed(session, due_at=office.now - timedelta(minutes=3))
        answer = await office.say("/status")

        assert "the oldest for 3 min" in answer
        assert "Announcements waiting: 1000" in answer
        assert "a card is edited every 1 min" in answer

    async def test_admins_whom_no_alarm_reaches_are_named(self, office: Desk) -> None:
        services = office.app.bot_data["services"]
        office.app.bot_data["services"] = replace(services, admin_ids=frozenset({OWNER, 21, 22, 23}))
        async with office.database.writing() as session:
            for admin_id in (21, 22):
                await chats.touch(session, admin_id, kind="private", language="en", now=office.now)
            await chats.deactivate(session, 22, reason="blocked", now=office.now)
        assert "No alarm reaches 22, 23:" in await office.say("/status")

    async def test_it_says_that_the_config_folder_is_refused_while_it_is(self, office: Desk) -> None:
        assert "refused" not in await office.say("/status")
        async with office.database.writing() as session:
            await refusal.note(session, problems=3, now=office.now - timedelta(minutes=7))

        assert (
            "⚠️ The config folder is refused for 7 min, there are 3 problems: what was in force before goes on. "
            "/reload lists them." in await office.say("/status")
        )

    async def test_digests_that_wait_are_counted(self, office: Desk) -> None:
        assert "Digests" not in await office.say("/status")
        async with office.database.writing() as session:
            for chat_id in range(1, 4):
                await chats.touch(session, chat_id, kind="private", language="en", now=office.now)
                await subscriptions.change(session, chat_id, now=office.now, cadence=Cadence.HOURLY)
        office.now += timedelta(hours=2)
        async with office.database.writing() as session:
            await digests.claim(session, now=office.now, lease=timedelta(minutes=1), limit=1)
            await digests.mark_in_flight(session, 1, lease_until=office.now + timedelta(minutes=1))

        assert "Digests due: 2; on their way: 1" in await office.say("/status")

    async def test_it_shows_that_all_channels_fail_and_when_they_are_tried_next(self, office: Desk) -> None:
        began, probe = office.now - timedelta(minutes=20), office.now + timedelta(minutes=5, seconds=30)
        async with office.database.writing() as session:
            session.add(Trouble(state=ChannelState.BLOCKED, began_at=began, probe_at=probe))
        assert "🚨 All channels fail for 20 min (the host refuses us); next try in 5 min" in await office.say(
            "/status"
        )

        office.now = probe
        assert "one request is trying" in await office.say("/status")
        async with office.database.writing() as session:
            trouble = await troubles.host(session)
            assert trouble is not None
            await troubles.set_probe(session, trouble.id or 0, None)
        assert "🟡 The host answers again" in await office.say("/status")

    @pytest.mark.parametrize(
        ("state", "line"),
        [
            (ChannelState.RENAMED, "⚠️ @mayor: has another name now (1 s): @moscow_mayor"),
            (ChannelState.UNREADABLE, "⚠️ @mayor: hides its texts"),
            (ChannelState.TEASERS, "⚠️ @mayor: posts teasers only"),
            (ChannelState.QUIET, "🔇 @mayor: silent for 20 h"),
        ],
    )
    async def test_a_channel_that_can_be_read_counts_as_read_whatever_ails_it(
        self, office: Desk, state: ChannelState, line: str
    ) -> None:
        now = office.now
        async with office.database.writing() as session:
            await channels.sync(session, {"mayor": "Mayor"}, now=now)
            ids = await channels.ids(session)
            await channels.record_success(
                session,
                ids["mayor"],
                now=now,
                next_due_at=now,
                canonical_handle="moscow_mayor",
                last_post_at=now - timedelta(hours=20),
                state=state,
            )

        answer = await office.say("/status")

        assert line in answer
        assert "1 channel is read" in answer


class TestReload:
    async def test_it_names_what_is_different(self, office: Desk) -> None:
        async def reload() -> Changes:
            return Changes(("@new",), ("@old",), ("attack", "polling"))

        assert "in the config folder has changed" in await office.say("/reload")
        office.reload = reload  # type: ignore[attr-defined]
        answer = await office.say("/reload")

        assert answer.splitlines()[1:4] == ["New: @new", "Gone: @old", "Changed: attack, polling"]

    async def test_mistakes_are_listed_and_change_nothing(self, office: Desk) -> None:
        async def reload() -> Changes:
            raise ConfigError(
                [Problem("watchlist.yaml:7", "channels[0].handle", f"is wrong {n}") for n in range(99)]
            )

        office.reload = reload  # type: ignore[attr-defined]
        answer = await office.say("/reload")

        assert answer.startswith("Nothing was changed: there are 99 problems.")
        assert "watchlist.yaml:7: channels[0].handle: is wrong 0" in answer
        assert answer.splitlines()[-1].startswith("and ")

    def test_changes_are_told_by_name(self, rulebook: Rulebook) -> None:
        old = rulebook.watchlist
        mayor = old.channels["mos_sobyanin"]
        others = {
            handle: each for handle, each in old.channels.items() if handle not in ("mos_sobyanin", "kpszsu")
        }
        renamed = mayor.model_copy(update={"title": "Another"})
        fresh = mayor.model_copy(update={"handle": "fresh"})
        new = replace(old, channels={"mos_sobyanin": renamed, "fresh": fresh, **others})

        assert changes(old, new) == Changes(("@fresh",), ("@kpszsu",), ("@mos_sobyanin",))
        assert not changes(old, old)


class TestTrying:
    async def test_a_text_is_explained_with_what_the_card_would_say(self, office: Desk) -> None:
        answer = await office.say(f"/test @mos_sobyanin {MOSCOW}")

        assert answer.startswith("✅ Drones or missiles shot down: ")
        assert "2 drones downed" in answer
        assert "emergency services on site" in answer
        assert "“сбили”" in answer

    async def test_what_does_not_match_says_how_far_it_is(self, office: Desk) -> None:
        assert "⚪ not" in await office.say("/test Завтра учения: условный беспилотник будет сбит.")
        assert "Nothing in it points" in await office.say("/test Доброе утро!")
        assert "I read no channel" in await office.say("/test @nobody_here текст")
        assert "/test @mos_sobyanin" in await office.say("/test")

    async def test_a_channel_is_drafted_with_what_it_would_have_told(self, office: Desk) -> None:
        shot_down = ["Над Брянской областью сбит беспилотник."] * 6
        office.read = page("Доброе утро!", *shot_down, *["С праздником!"] * 3, *shot_down[:2])  # type: ignore[attr-defined]
        answer = await office.say("/watch add https://t.me/gov_test")

        assert answer.startswith("Lines to add under channels in watchlist.yaml:\n  - handle: gov_test\n")
        assert '    title: "Губернатор \\"Тест\\""\n' in answer
        assert "    # a guess from 12 posts, please check\n    language: ru\n" in answer
        assert "    # a guess from the language, please check\n    timezone: Europe/Moscow\n" in answer
        assert "    # a guess from 12 posts, please check\n    places: [RU-BRY]\n" in answer
        assert "Its last 12 posts with text were read." in answer
        assert "8 of them would have matched:" in answer
        assert "only with" not in answer

    @pytest.mark.parametrize(
        "texts",
        [
            pytest.param(["Над Тулой сбит беспилотник, атака отражена, есть разрушения."], id="few posts"),
            pytest.param([*["Сбиты дроны в Туле, погиб человек."] * 6, *["Курс рубля."] * 6], id="no majority"),
        ],
    )
    async def test_a_place_is_drafted_only_where_most_of_many_posts_name_it(
        self, office: Desk, texts: list[str]
    ) -> None:
        office.read = page(*texts)  # type: ignore[attr-defined]
        answer = await office.say("/watch add @gov_test")

        assert "\n    places:" not in answer
        assert (
            "    # if it speaks for one region, add that one's code from places.yaml, such as places: [RU-"
            in answer
        )

    async def test_who_speaks_on_a_drafted_channel_is_for_the_admin_to_choose(
        self, office: Desk, tmp_path: Path
    ) -> None:
        office.read = page("Доброе утро!")  # type: ignore[attr-defined]
        answer = await office.say("/watch add @gov_test")
        entry = re.search(r"^  - handle.*?places: \[RU-MOW\]$", answer, re.DOTALL | re.MULTILINE)
        assert entry
        folder = small_config(tmp_path / "config")
        watchlist = folder / "watchlist.yaml"
        head = watchlist.read_text("utf-8").replace("channels: []", "channels:")
        watchlist.write_text(f"{head}{entry[0]}\n", "utf-8")

        with pytest.raises(ConfigError) as refused:
            load(folder)
        [problem] = refused.value.problems
        assert "authority" in problem.key
        assert "must be one of official, media, monitor, not 'official | media | monitor'" in problem.message

        watchlist.write_text(
            watchlist.read_text("utf-8").replace("official | media | monitor", "media"), "utf-8"
        )
        assert load(folder).channels["gov_test"].authority == "media"

    async def test_a_post_that_matches_on_some_channels_only_says_on_which(self, office: Desk) -> None:
        office.read = page("Вихід з Таганрога", "Швидкісна на Полтаву")  # type: ignore[attr-defined]

        assert "(only with authority: monitor)" in await office.say("/watch add @gov_test")

    async def test_what_cannot_be_drafted_says_why(self, office: Desk) -> None:
        assert "/watch add @name" in await office.say("/watch add")
        assert "watched already" in await office.say("/watch add @MOS_sobyanin")
        assert "@nobody does not exist" in await office.say("/watch @nobody")


class TestAnnouncing:
    async def preview(self, office: Desk, text: str = "/announce The bot moves tonight") -> dict[str, Any]:
        bold = {"type": "bold", "offset": 10, "length": 3}
        command = {"type": "bot_command", "offset": 0, "length": 9}
        _, preview = await office.send(said(text, entities=[command, bold]))
        return preview

    async def owed(self, office: Desk) -> list[announcements.Copy]:
        async with office.database.writing() as session:
            later = office.now + timedelta(hours=1)
            return await announcements.due(session, now=later, due_by=later, limit=9)

    async def test_it_is_seen_before_it_goes_out_to_so_many(self, office: Desk) -> None:
        await office.say("/subscribe", chat_id=21, user=person(21))
        await office.say("/subscribe")
        preview = await self.preview(office)
        assert preview["text"] == "The bot moves tonight"
        assert await self.owed(office) == []

        became = await office.tap(preview, "Send to 2 chats")

        assert became["text"].endswith("It is on its way to 2 chats.")
        copies = await self.owed(office)
        assert sorted(copy.chat_id for copy in copies) == [7, 21]
        assert (copies[0].text, copies[0].styles) == ("The bot moves tonight", [["bold", 0, 3, None]])

    async def test_pressed_twice_it_goes_out_once(self, office: Desk) -> None:
        await office.say("/subscribe")
        preview = await self.preview(office)
        await office.tap(preview, "Send to 1 chat")

        assert "a moment ago" in (await office.tap(preview, "Send to 1 chat"))["text"]
        assert len(await self.owed(office)) == 1

    async def test_it_can_be_thought_better_of(self, office: Desk) -> None:
        await office.say("/subscribe")

        assert (await office.tap(await self.preview(office), "Cancel"))["text"] == "Nothing was sent."
        assert await self.owed(office) == []
        assert "/announce" in await office.say("/announce")

    async def test_what_is_longer_than_a_message_is_said_to_be_before_anything_is_shown(
        self, office: Desk
    ) -> None:
        [answer] = await office.send(said("/announce " + "🚀" * 2049))

        assert answer["text"] == (
            "This is too long for one message by 2 characters: it has 4098, of at most 4096. "
            "An emoji counts as two."
        )
        assert len(await office.send(said("/announce " + "🚀" * 2048))) == 2

    async def test_what_just_fits_goes_out_and_is_said_to(self, office: Desk) -> None:
        await office.say("/subscribe")
        preview = await self.preview(office, "/announce " + "a" * 4096)

        became = await office.tap(preview, "Send to 1 chat")

        assert became["text"] == "It is on its way to 1 chat."
        assert len(await self.owed(office)) == 1


def test_every_owner_button_is_for_owners() -> None:
    assert PRESSES[Verb.ANNOUNCE].for_owners
