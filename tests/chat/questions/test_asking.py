"""/latest and /search over statements that are really stored."""

import asyncio
import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.chat.buttons import Press, Verb, encode
from bot.chat.questions.vocabulary import Vocabulary
from bot.rules.language.text import search_key
from bot.store import channels, incidents, matches, posts, statements
from bot.values import Facts, FetchedPost, Hit, Point, Role
from tests.chat.conftest import Desk
from tests.chat.incidents import AT_0058
from tests.chat.updates import person, said

BELGOROD = "Под Белгородом сбит беспилотник, на корпусе надпись «с любовью жителям»."
MOSCOW = "Средства ПВО сбили два беспилотника, летевших на Москву."


def labels(message: dict[str, Any]) -> list[str]:
    return [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


def bold_in(message: dict[str, Any]) -> list[str]:
    text = message["text"].encode("utf-16-le")
    return [
        text[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
        for e in message["entities"]
        if e["type"] == "bold"
    ]


async def publish(
    desk: Desk,
    sentence: str,
    *,
    handle: str,
    message_id: int,
    at: datetime,
    facts: Facts,
    text: str = "",
    role: Role = Role.REPORTS,
    found_by: str = "",
    joins: int | None = None,
) -> int:
    """Store a statement as the pipeline would; the incident it *joins*, or its own.

    *found_by* are words by which it is found besides its own, as those of its kind are.
    """
    given = (Point(60, ("сбит",), "brought down"), Point(-5, ("надпись",), "a joke"))
    hit = Hit("interception", 90, True, sentence, ("сбит",), given, facts)
    now = desk.now
    async with desk.database.writing() as session:
        titles = {row.handle: row.title or row.handle for row in await channels.all_states(session)}
        await channels.sync(session, titles | {handle: f"Канал {handle}"}, now=now)
        channel_id = (await channels.ids(session))[handle]
        post = FetchedPost(message_id, text or sentence, at, handle)
        [stored] = (await posts.store(session, channel_id, [post], now=now)).new
        await matches.store(session, stored.version_id, [hit], rules_version="1")
        incident_id = joins or await incidents.add(
            session, story="air-attack", places=facts.places, role=role, published_at=at
        )
        await statements.add_statement(
            session,
            incident_id,
            post_id=stored.post_id,
            channel_id=channel_id,
            version_id=stored.version_id,
            pattern_id="interception",
            kinds=["interception"],
            role=role,
            ends=False,
            published_at=at,
            sentence=sentence,
            facts=facts,
            search_key=search_key(f"{text or sentence} {found_by}"),
            join_reason="nothing open of this story and place",
        )
    return incident_id


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


class TestLatestWhereRegionsAreChosen:
    async def test_says_that_it_is_of_all_and_offers_those_of_the_chat(self, night: Desk) -> None:
        await night.say("/subscribe Belgorod")
        [everywhere] = await night.send(said("/latest"))
        assert bold_in(everywhere)[0] == "Latest incidents, all regions"
        assert "mos_sobyanin" in everywhere["text"]

        own = await night.tap(everywhere, "📍 Only Belgorod Region")
        assert bold_in(own)[0] == "Latest incidents: Belgorod Region"
        assert "operativno31" in own["text"]
        assert "mos_sobyanin" not in own["text"]

        assert bold_in(await night.tap(own, "All regions"))[0] == "Latest incidents, all regions"

    async def test_says_that_nothing_was_reported_there(self, night: Desk) -> None:
        await night.say("/subscribe Bryansk")
        [everywhere] = await night.send(said("/latest"))
        own = await night.tap(everywhere, "📍 Only Bryansk Region")
        assert own["text"] == "Nothing like this has been reported yet: Bryansk Region"
        assert labels(own) == ["All regions"]

    async def test_goes_on_with_the_same_regions(self, night: Desk) -> None:
        await night.say("/subscribe Belgorod")
        for message_id in (78, 79):
            await publish(
                night,
                BELGOROD,
                handle="operativno31",
                message_id=message_id,
                at=AT_0058,
                facts=Facts(count=1, places=("RU-BEL",)),
            )
        [everywhere] = await night.send(said("/latest 2"))
        own = await night.tap(everywhere, "📍 Only Belgorod Region")
        assert "https://t.me/operativno31/77" in (await night.tap(own, "More ›"))["text"]

    async def test_a_country_is_chosen_with_all_its_regions_but_those_left_out(self, night: Desk) -> None:
        await night.say("/subscribe Russia")
        [everywhere] = await night.send(said("/latest"))
        own = await night.tap(everywhere, "📍 Only Russia")
        assert bold_in(own)[0] == "Latest incidents: Russia"
        assert "mos_sobyanin" in own["text"]
        await night.say("/subscribe Ukraine")
        await night.say("/unsubscribe Moscow")

        [everywhere] = await night.send(said("/latest 1"))
        own = await night.tap(everywhere, "📍 Only Russia, Ukraine except Moscow")
        assert bold_in(own)[0] == "Latest incidents: Russia, Ukraine except Moscow"
        assert "operativno31" in own["text"]
        assert "mos_sobyanin" not in own["text"]
        assert labels(own)[1:] == ["All regions"]

    async def test_everything_but_a_region_is_shown_without_that(self, night: Desk) -> None:
        await night.say("/subscribe")
        await night.say("/unsubscribe Moscow")
        [everywhere] = await night.send(said("/latest"))
        assert bold_in(everywhere)[0] == "Latest incidents, all regions"
        own = await night.tap(everywhere, "📍 Everything except Moscow")
        assert bold_in(own)[0] == "Latest incidents: everything except Moscow"
        assert "operativno31" in own["text"]
        assert "mos_sobyanin" not in own["text"]

    async def test_what_was_chosen_since_counts_when_the_button_is_pressed(self, night: Desk) -> None:
        await night.say("/subscribe Bryansk")
        [everywhere] = await night.send(said("/latest"))
        await night.say("/subscribe Belgorod")
        own = await night.tap(everywhere, "📍 Only Bryansk Region")
        assert bold_in(own)[0] == "Latest incidents: Belgorod Region, Bryansk Region"
        await night.say("/unsubscribe")
        everywhere = await night.tap(everywhere, "📍 Only Bryansk Region")
        assert bold_in(everywhere)[0] == "Latest incidents"

    async def test_a_place_that_is_asked_for_and_a_chat_that_chose_none_get_the_usual_title(
        self, night: Desk
    ) -> None:
        assert bold_in((await night.send(said("/latest")))[0])[0] == "Latest incidents"
        await night.say("/subscribe Belgorod")
        [asked] = await night.send(said("/latest Moscow"))
        assert asked["text"].startswith("Latest incidents: Moscow\n")
        assert not any("Only" in label for label in labels(asked))


async def test_a_long_question_for_the_latest_is_answered_within_a_message(night: Desk) -> None:
    [answer] = await night.send(said("/latest " + "Москва " * 500))

    assert "https://t.me/mos_sobyanin/1001" in answer["text"]
    assert len(answer["text"]) < 1500


async def test_latest_shows_as_many_as_asked_for(night: Desk) -> None:
    assert (await night.say("/latest 1")).count("https://t.me/") == 1


@pytest.mark.parametrize("words", ["надпись", "надписями", "НАДПИСЬ", "надпись белгород", "любовь жителей"])
async def test_search_finds_a_statement_by_any_form_of_its_words(night: Desk, words: str) -> None:
    answer = await night.say(f"/search {words}")

    assert "https://t.me/operativno31/77" in answer
    assert "mos_sobyanin" not in answer
    assert "Надпись: «с любовью жителям»" in await night.say(f"/search {words}", user=person(7, "ru"))


async def test_search_quotes_the_statement_that_was_found_by_its_kind_and_no_newer_one(desk: Desk) -> None:
    facts = Facts(count=2, places=("RU-MOW",))
    wounded = await publish(
        desk,
        "Пострадали двое.",
        handle="mos_sobyanin",
        message_id=6,
        at=AT_0058,
        facts=facts,
        found_by="people injured drone",
    )
    await publish(
        desk,
        "Сбит ещё один беспилотник.",
        handle="mos_sobyanin",
        message_id=7,
        at=AT_0058 + timedelta(minutes=5),
        facts=facts,
        found_by="drone",
        joins=wounded,
    )

    answer = await desk.say("/search injured drone")

    assert "Пострадали двое." in answer
    assert "https://t.me/mos_sobyanin/6" in answer


@pytest.mark.parametrize("words", ["дроны в Москве", "дрони над Москвою", "drones in и сбили"])
async def test_little_words_need_not_be_said(night: Desk, words: str) -> None:
    answer = await night.say(f"/search {words}")

    assert answer.startswith(f"Found for “{words}”")
    assert "https://t.me/mos_sobyanin/1001" in answer


async def test_search_finds_a_mistyped_word_and_says_what_it_took_it_for(night: Desk) -> None:
    answer = await night.say("/search бесплотник")

    assert answer.startswith("No statement says “бесплотник”. These say “беспилотник”:")
    assert answer.count("https://t.me/") == 2


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("беспилотник today", ["mos_sobyanin/1001"]),  # at 00:58 in Moscow, at 21:58 of May 12 in UTC
        ("беспилотник сьогодні", ["mos_sobyanin/1001"]),
        ("беспилотник вчера", ["operativno31/77"]),
        ("беспилотник 12.05", ["operativno31/77"]),
        ("беспилотник 2026-05-13", ["mos_sobyanin/1001"]),
        ("drones May 13", ["mos_sobyanin/1001"]),
        ("drones on 12 May", ["operativno31/77"]),
        ("May 12", ["operativno31/77"]),
        ("беспилотник 13 травня", ["mos_sobyanin/1001"]),
        ("беспилотник 13 мая", ["mos_sobyanin/1001"]),
        ("бесплотник 13 мая", ["mos_sobyanin/1001"]),
    ],
)
async def test_a_day_among_the_words_finds_what_was_said_on_it(
    night: Desk, words: str, finds: list[str]
) -> None:
    answer = await night.say(f"/search {words}")

    assert "Nothing was found" not in answer
    assert re.findall(r"https://t.me/(\S+)", answer) == finds


async def test_what_a_day_found_is_turned_like_any_other_list(night: Desk) -> None:
    for n in range(6):
        facts = Facts(count=1, places=("RU-BEL",))
        at = AT_0058 + timedelta(minutes=n)
        await publish(night, BELGOROD, handle="operativno31", message_id=80 + n, at=at, facts=facts)
    [first] = await night.send(said("/search надпись сегодня"))
    assert first["text"].startswith("Found for “надпись since:сегодня”")
    assert first["text"].count("https://t.me/") == 5

    second = await night.tap(first, "More ›")
    assert second["text"].count("https://t.me/") == 1


async def test_words_that_look_like_a_day_of_which_nothing_is_known_stay_words(night: Desk) -> None:
    at = AT_0058 + timedelta(minutes=5)
    facts = Facts(count=1, places=("RU-BEL",))
    await publish(night, "Сбит пулемётом 12.7 мм.", handle="gov", message_id=5, at=at, facts=facts)

    assert (await night.say("/search пулемётом 12.7")).startswith("Found for “пулемётом 12.7”")


async def test_a_day_of_which_nothing_was_said_is_left_out_by_a_tap(night: Desk) -> None:
    [empty] = await night.send(said("/search надпись 1 мая"))

    assert "Nothing was found for “надпись 1 мая”." in empty["text"]
    found = await night.tap(empty, "🔎 надпись")
    assert "https://t.me/operativno31/77" in found["text"]


async def test_plain_words_in_private_are_looked_for_by_a_tap(night: Desk) -> None:
    [answer] = await night.send(said("надпись  Белгород"))
    assert answer["text"].endswith("Shall I look for this? надпись Белгород")

    found = await night.tap(answer, "🔎 надпись Белгород")

    assert "https://t.me/operativno31/77" in found["text"]


async def test_search_takes_latin_letters_for_cyrillic_ones_and_says_so(night: Desk) -> None:
    answer = await night.say("/search nadpis")

    assert answer.startswith("No statement says “nadpis”. These say “надпись”:")
    assert "https://t.me/operativno31/77" in answer
    assert "Nothing was found" in await night.say("/search vertolyot")


async def test_words_read_at_the_start_and_by_two_searches_at_once_count_once(night: Desk) -> None:
    vocabulary = Vocabulary()

    async def read() -> int:
        async with night.database.reading() as session:
            return (await vocabulary.lexicon(session)).counts[search_key("надпись")]

    await asyncio.gather(vocabulary.warm(night.database), read(), read())

    assert await read() == 1


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


@pytest.mark.parametrize("words", ["дроны", "БПЛА", "безпілотники", "drones", "UAV", "дроны Белгород"])
async def test_a_drone_is_found_by_any_of_its_names(night: Desk, words: str) -> None:
    answer = await night.say(f"/search {words}")

    assert answer.startswith(f"Found for “{words}”")
    assert "https://t.me/operativno31/77" in answer


async def test_latest_takes_a_place_and_a_kind_in_any_form(night: Desk) -> None:
    for words in ("Белгороде", "10 belgorod", "Шебекино 3", "Белгород interception", "перехват @operativno31"):
        answer = await night.say(f"/latest {words}")
        assert "https://t.me/operativno31/77" in answer, words
        assert "mos_sobyanin" not in answer, words
    assert "Nothing like this" in await night.say("/latest Белгород attack")


async def test_a_mistyped_place_of_latest_is_one_tap_away(night: Desk) -> None:
    [answer] = await night.send(said("/latest Белгрод 3"))

    assert "Did you mean this? Белгород" in answer["text"]
    assert "https://t.me/operativno31/77" in (await night.tap(answer, "🔎 Белгород"))["text"]


async def test_latest_is_paged_in_place_and_keeps_its_filter(night: Desk) -> None:
    for number in range(5):
        facts = Facts(count=1, places=("RU-BEL",))
        at = AT_0058 + timedelta(minutes=number)
        await publish(
            night, f"Сбит {number}-й.", handle="operativno31", message_id=80 + number, at=at, facts=facts
        )
    [first] = await night.send(said("/latest 2 Белгород"))
    assert re.findall(r"operativno31/(\d+)", first["text"]) == ["84", "83"]
    assert labels(first) == ["1", "2", "More ›"]

    second = await night.tap(first, "More ›")
    assert re.findall(r"operativno31/(\d+)", second["text"]) == ["82", "81"]
    assert second["message_id"] == 5  # the same message
    assert labels(second) == ["3", "4", "‹ Back", "More ›"]

    last = await night.tap(second, "More ›")
    assert re.findall(r"operativno31/(\d+)", last["text"]) == ["80", "77"]
    assert labels(last) == ["5", "6", "‹ Back"]
    assert (await night.tap(await night.tap(last, "‹ Back"), "‹ Back"))["text"] == first["text"]


async def test_a_number_under_a_list_opens_the_card_and_why_explains_it(night: Desk) -> None:
    [listed] = await night.send(said("/latest"))
    card = await night.tap(listed, "2")
    assert "https://t.me/operativno31/77" in card["text"]
    assert "message_id" not in card  # a message of its own

    why = await night.tap(card, "Why?")
    assert BELGOROD in why["text"]
    assert "Understood as: Interception. It has 90 points of 100." in why["text"]
    assert "+60 for “сбит”" in why["text"]
    assert "−5 speaks against it: “надпись”" in why["text"]


async def test_an_incident_is_shown_by_its_number(night: Desk) -> None:
    assert "https://t.me/operativno31/77" in await night.say("/incident 1")
    assert "https://t.me/mos_sobyanin/1001" in await night.say("/incident #2")
    assert await night.say("/incident 99") == "There is no incident 99."
    assert "/incident 12" in await night.say("/incident last")
    assert "no incident 99" in await night.press(encode(Press(Verb.WHY, ("99",))))


async def test_what_was_found_is_in_bold_where_it_is_said(night: Desk) -> None:
    [found] = await night.send(said("/search надписью белгород"))

    assert {"Белгородом", "надпись"} <= set(bold_in(found))


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("беспилотник place:moscow", ["mos_sobyanin/1001"]),
        ("беспилотник min:2", ["mos_sobyanin/1001"]),
        ("беспилотник channel:operativno31", ["operativno31/77"]),
        ("беспилотник until:12.05", ["operativno31/77"]),  # it was May 13 in Moscow already
        ("беспилотник until:5h", ["operativno31/77"]),
        ("беспилотник since:2h", ["mos_sobyanin/1001"]),
        ("kind:interception", ["mos_sobyanin/1001", "operativno31/77"]),
        ("беспилотник kind:attack", []),
    ],
)
async def test_filters_narrow_a_search_down(night: Desk, words: str, finds: list[str]) -> None:
    answer = await night.say(f"/search {words}")

    assert re.findall(r"https://t.me/(\S+)", answer) == finds


async def test_a_wrong_filter_is_explained_and_one_tap_asks_the_right_question(night: Desk) -> None:
    [wrong] = await night.send(said("/search надпись place:belgrod"))
    assert "I know no place called “belgrod” (in place:belgrod)." in wrong["text"]

    found = await night.tap(wrong, "🔎 надпись place:Belgorod")
    assert "https://t.me/operativno31/77" in found["text"]


async def test_a_kind_that_is_none_is_answered_with_those_there_are(night: Desk) -> None:
    answer = await night.say("/search kind:foo")

    assert "I know no kind of incident called “foo” (in kind:foo).\nThere are these kinds:\n" in answer
    assert "kind:interception — Interception\nkind:attack — Attack\n" in answer
    assert "filters" not in answer
    assert "вид:attack — " in await night.say("/search вид:foo")


async def test_a_channel_that_is_not_read_is_answered_with_the_nearest(night: Desk) -> None:
    answer = await night.say("/search channel:@nobody")

    assert "“nobody” (in channel:@nobody).\nThe nearest ones I read:\n" in answer
    assert "channel:mos_sobyanin — Sergei Sobyanin, Mayor of Moscow" in answer
    assert "filters" not in answer


async def test_an_empty_search_offers_what_finds_something(night: Desk) -> None:
    [empty] = await night.send(said("/search надпись вертолёт place:belgorod"))
    assert labels(empty) == ["🔎 надпись place:belgorod"]

    found = await night.tap(empty, "🔎 надпись place:belgorod")
    assert "https://t.me/operativno31/77" in found["text"]


async def test_the_best_come_first_or_the_newest_as_wished(night: Desk) -> None:
    text = "Сводка. В Белгороде дежурят службы. Сбит беспилотник."
    facts = Facts(count=1, places=("RU-BEL",))
    at = AT_0058 + timedelta(minutes=5)
    await publish(night, "Сбит беспилотник.", handle="gov", message_id=5, at=at, facts=facts, text=text)
    [best] = await night.send(said("/search беспилотник белгород"))
    assert re.findall(r"https://t.me/(\S+)", best["text"]) == ["operativno31/77", "gov/5"]

    newest = await night.tap(best, "Newest first")
    assert re.findall(r"https://t.me/(\S+)", newest["text"]) == ["gov/5", "operativno31/77"]
    assert (await night.tap(newest, "Best first"))["text"] == best["text"]


async def test_what_says_less_comes_after_an_older_one_on_a_later_page_too(night: Desk) -> None:
    facts = Facts(count=1, places=("RU-BEL",))
    for number, (sentence, text) in enumerate(
        [
            ("Сбит беспилотник.", "Сбит беспилотник. Это Белгород."),
            *[("Над Белгородом сбит беспилотник.", "")] * 6,
            ("Сбит беспилотник.", "Сбит беспилотник. В Белгороде тихо."),
        ],
        start=1,
    ):
        at = AT_0058 + number * timedelta(minutes=5)
        await publish(night, sentence, handle="gov", message_id=number, at=at, facts=facts, text=text)
    [first] = await night.send(said("/search беспилотник белгород"))
    assert re.findall(r"https://t.me/gov/(\d+)", first["text"]) == ["7", "6", "5", "4", "3"]

    second = await night.tap(first, "More ›")
    assert re.findall(r"https://t.me/(\S+)", second["text"]) == ["gov/2", "operativno31/77", "gov/8", "gov/1"]


async def test_a_button_whose_message_is_gone_says_how_to_search(night: Desk) -> None:
    assert "/search" in await night.press(encode(Press(Verb.SEARCH, ("r", "5"))))
    assert "/search" in await night.press(encode(Press(Verb.SEARCH, ("try", "3"))))


async def test_a_weapon_is_found_by_its_name_in_other_letters_and_marked(night: Desk) -> None:
    text = "Ночью ракетой С-300 разрушен дом. Пострадавших нет."
    await publish(night, text, handle="kpszsu", message_id=5, at=AT_0058, facts=Facts(places=("UA-63",)))
    await publish(
        night,
        "Дрон пролетел 300 км.",
        handle="kpszsu",
        message_id=6,
        at=AT_0058,
        facts=Facts(places=("UA-53",)),
    )

    [answer] = await night.send(said("/search S-300"))
    assert "https://t.me/kpszsu/5" in answer["text"]
    assert "https://t.me/kpszsu/6" not in answer["text"]
    assert "С-300" in bold_in(answer)


async def test_a_weapon_of_another_letter_is_offered_where_that_one_was_never_named(night: Desk) -> None:
    text = "Удар нанесён «Искандером-М» по складу."
    await publish(night, text, handle="kpszsu", message_id=5, at=AT_0058, facts=Facts(places=("UA-63",)))

    [answer] = await night.send(said("/search Искандер-К"))
    assert "🔎 Искандер" in labels(answer)
