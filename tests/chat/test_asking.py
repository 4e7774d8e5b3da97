"""/latest and /search over statements that are really stored."""

from datetime import datetime, timedelta

import pytest

from bot.rules.text import search_key
from bot.store import channels, incidents, matches, posts
from bot.values import Facts, FetchedPost, Hit, Role
from tests.chat.conftest import Desk
from tests.chat.incidents import AT_0058
from tests.chat.updates import person

BELGOROD = "Под Белгородом сбит беспилотник, на корпусе надпись «с любовью жителям»."
MOSCOW = "Средства ПВО сбили два беспилотника, летевших на Москву."


async def publish(
    desk: Desk, sentence: str, *, handle: str, message_id: int, at: datetime, facts: Facts
) -> None:
    """Store a statement as the pipeline would, as an incident of its own."""
    hit = Hit("interception", 90, True, sentence, ("сбит",), (), facts)
    now = desk.now
    async with desk.database.writing() as session:
        titles = {row.handle: row.title or row.handle for row in await channels.all_states(session)}
        await channels.sync(session, titles | {handle: f"Канал {handle}"}, now=now)
        channel_id = (await channels.ids(session))[handle]
        post = FetchedPost(message_id, sentence, at, handle)
        [stored] = (await posts.store(session, channel_id, [post], now=now)).new
        match_ids = await matches.store(session, stored.version_id, [hit], rules_version="1")
        incident_id = await incidents.add(
            session, story="air-attack", places=facts.places, role=Role.REPORTS, published_at=at
        )
        await incidents.add_statement(
            session,
            incident_id,
            post_id=stored.post_id,
            channel_id=channel_id,
            match_id=match_ids["interception"],
            kinds=["interception"],
            role=Role.REPORTS,
            ends=False,
            published_at=at,
            sentence=sentence,
            facts=facts,
            search_key=search_key(sentence),
            join_reason="nothing open of this story and place",
        )


@pytest.fixture
async def night(desk: Desk) -> Desk:
    """Belgorod in the evening, Moscow at 0:58."""
    evening = AT_0058 - timedelta(hours=5)
    facts = Facts(count=1, places=("RU-BEL",), inscription="с любовью жителям")
    await publish(desk, BELGOROD, handle="operativno31", message_id=77, at=evening, facts=facts)
    facts = Facts(count=2, places=("RU-MOW",))
    await publish(desk, MOSCOW, handle="mos_sobyanin", message_id=1001, at=AT_0058, facts=facts)
    return desk


async def test_latest_shows_the_newest_first_each_with_its_link(night: Desk) -> None:
    answer = await night.say("/latest")

    assert answer.index("https://t.me/mos_sobyanin/1001") < answer.index("https://t.me/operativno31/77")
    assert "2 drones downed — Канал mos_sobyanin, 00:58 MSK" in answer


async def test_latest_shows_as_many_as_asked_for(night: Desk) -> None:
    assert (await night.say("/latest 1")).count("https://t.me/") == 1


@pytest.mark.parametrize("words", ["надпись", "надписями", "НАДПИСЬ", "надпись белгород", "любовь жителей"])
async def test_search_finds_a_statement_by_any_form_of_its_words(night: Desk, words: str) -> None:
    answer = await night.say(f"/search {words}")

    assert "https://t.me/operativno31/77" in answer
    assert "mos_sobyanin" not in answer
    assert "Надпись: «с любовью жителям»" in await night.say(f"/search {words}", user=person(7, "ru"))


async def test_search_finds_a_mistyped_word_and_says_what_it_took_it_for(night: Desk) -> None:
    answer = await night.say("/search бесплотник")

    assert answer.startswith("Nothing was found for “бесплотник”. Shown for: беспилотник")
    assert answer.count("https://t.me/") == 2


async def test_a_word_published_since_the_last_search_can_be_found(night: Desk) -> None:
    assert "Nothing was found" in await night.say("/search вертолётт")
    night.now += timedelta(seconds=10)
    await publish(
        night,
        "Сбит вертолёт.",
        handle="mos_sobyanin",
        message_id=1002,
        at=AT_0058,
        facts=Facts(count=1, places=("RU-MOW",)),
    )

    assert "https://t.me/mos_sobyanin/1002" in await night.say("/search вертолётт")
