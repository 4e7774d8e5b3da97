"""/stats: what is counted, and what is shown of it."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, timedelta
from functools import partial
from typing import Any

import pytest

from bot.chat.languages import LANGUAGES, voice
from bot.chat.pictures.album import Album
from bot.chat.pictures.canvas import MARGIN, WIDTH, Canvas, fitted, shade
from bot.chat.pictures.chart import Chart, Row, Series, draw_chart
from bot.chat.pictures.easel import Easel
from bot.chat.pictures.map import Map, draw_map
from bot.chat.pictures.outlines import outlines
from bot.chat.pictures.uploads import Uploads
from bot.chat.questions.stats import GRAVITIES
from bot.chat.questions.tallies import Tally, tally
from bot.store import counting, incidents
from bot.values import Facts, IncidentView, Role, Scope
from tests.chat.conftest import Desk
from tests.chat.incidents import AT_0058, NOW, incident, statement
from tests.chat.questions.test_asking import publish
from tests.chat.updates import person, said

DAY = timedelta(days=1)
PNG = b"\x89PNG\r\n"


def counted(*views: IncidentView) -> Tally:
    return tally(views, days=7, now=NOW, zone=UTC, called=lambda said: said.source)


def test_an_incident_counts_once_on_the_day_it_began_by_its_gravest_role() -> None:
    harm = incident(statement(), statement(2), role=Role.HARMS)
    before = incident(statement(published_at=AT_0058 - 8 * DAY), places=("RU-BEL",))
    found = counted(harm, before)

    assert found.days[0] == date(2026, 5, 6)
    assert (found.total, found.of_role(Role.HARMS)) == (1, (0, 0, 0, 0, 0, 0, 1))
    assert found.places == {"RU-MOW": 1}


def test_what_was_withdrawn_is_not_counted() -> None:
    assert counted(incident(statement(withdrawn_at=NOW))).total == 0


def test_figures_of_two_sources_stand_apart_and_a_source_s_own_events_add_up() -> None:
    ministry = statement(9, handle="mod_russia", source="Ministry", count=7)
    found = counted(incident(statement(), ministry), incident(statement(5, count=3)))

    assert found.figures == {
        "Sergei Sobyanin, Mayor of Moscow": {date(2026, 5, 12): 5},
        "Ministry": {date(2026, 5, 12): 7},
    }


@pytest.mark.parametrize(("total", "shown"), [(48, 48), (1, 5)])
def test_a_source_s_total_takes_the_place_of_its_events_where_it_is_larger(total: int, shown: int) -> None:
    whole = statement(7, count=total, scope=Scope.PERIOD)
    found = counted(incident(statement()), incident(statement(5, count=3)), incident(whole))

    assert list(found.figures.values()) == [{date(2026, 5, 12): shown}]


def test_reposts_and_other_stories_state_nothing_downed() -> None:
    repost = statement(2, handle="kpszsu", source="Repost", echo_of=1, count=99)

    assert list(counted(incident(statement(), repost)).figures) == ["Sergei Sobyanin, Mayor of Moscow"]
    assert counted(incident(story="airports")).figures == {}


def chart(days: int) -> Chart:
    labels = tuple(f"{day}.11" for day in range(1, days + 1))
    counts = tuple(day % 4 for day in range(days))
    series = (Series("урон <&>", "#f08c3a", counts), Series("сообщения", "#4f9df0", counts))
    rows = (Row("Мэр " * 20, tuple(None if day % 3 else day * 9 for day in range(days))),)
    return Chart("Заголовок", "по дням", "по источникам", labels, series, rows)


@pytest.fixture
async def easel() -> AsyncIterator[Easel]:
    easel = Easel()
    yield easel
    await easel.close()


@pytest.mark.parametrize("days", [1, 7, 30])
async def test_a_chart_becomes_a_picture_of_the_right_width(days: int, easel: Easel) -> None:
    drawn = await easel.png(partial(draw_chart, chart(days)))

    assert drawn.startswith(PNG)
    assert int.from_bytes(drawn[16:20], "big") == 950
    assert len(drawn) < 300_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_legend_ends_before_the_margin_in_every_language(language: str) -> None:
    say = voice(language)
    series = tuple(Series(say(name).text, colour, (1,)) for _, name, colour in GRAVITIES)
    svg = draw_chart(Chart("", "", "", ("1.11",), series, ())).svg()

    found = re.search(rf'<text x="([0-9.]+)" [^>]*font-size="([0-9.]+)"[^>]*>{series[-1].name}<', svg)
    assert found
    begins, size = float(found[1]), float(found[2])
    assert begins + len(series[-1].name) * size * 0.68 <= WIDTH - MARGIN + 0.1
    assert size > 15


@pytest.mark.parametrize(
    "title", ["Происшествия", "Белгородская область. Происшествия за последние 30 дней", "Ж" * 90]
)
def test_a_title_ends_before_the_margin(title: str) -> None:
    svg = draw_map(Map(title, "", {}, {}, frozenset())).svg()

    found = re.search(r'<text [^>]*font-size="([0-9.]+)"[^>]*font-weight="bold">([^<]*)<', svg)
    assert found
    size, shown = float(found[1]), found[2]
    assert 18 <= size <= 32
    assert len(shown) * size * 0.66 <= WIDTH - 2 * MARGIN + 1
    assert shown == title or title == "Ж" * 90


async def test_words_are_really_drawn_with_the_font_that_is_shipped(easel: Easel) -> None:
    empty, written = Canvas(60), Canvas(60)
    written.text(10, 40, "Їжак объявил № 5 — «ok»")

    assert len(await easel.png(lambda: written)) > 2 * len(await easel.png(lambda: empty))


def test_every_region_has_an_outline_and_a_map_shows_those_around_what_happened() -> None:
    middles = {"RU-MOW": (55.75, 37.6), "RU-BEL": (50.8, 37.4), "RU-CHU": (66.3, 172.0)}
    shown = Map("Карта", "за 7 дней", {"RU-MOW": 3, "XX-YY": 1}, middles, frozenset({"RU-MOW", "RU-BEL"}))
    svg = draw_map(shown).svg()

    assert len(outlines().regions) == 110
    assert ">3<" in svg
    assert "Карта" in svg
    assert draw_map(Map("", "", {}, {}, frozenset())).svg()


async def test_a_picture_is_drawn_once(easel: Easel) -> None:
    album = Album(2, easel)
    first, again = await asyncio.gather(*(album.picture("key", partial(draw_chart, chart(7))) for _ in "ab"))

    assert again is first
    assert await album.picture("key", partial(draw_chart, chart(30))) is first
    for key in range(2):
        await album.picture(key, partial(Canvas, 2, 2))
    assert await album.picture("key", partial(draw_chart, chart(30))) != first


def test_words_are_cut_to_their_place_and_shades_are_colours() -> None:
    assert fitted("abc", 20, 100) == "abc"
    assert fitted("a" * 50, 20, 116) == "a" * 9 + "…"
    assert shade(-1) == "#263240"
    assert shade(2) == "#f08c3a"


@pytest.fixture
async def night(desk: Desk) -> Desk:
    for number, place in enumerate(("RU-MOW", "RU-BEL", "RU-BEL")):
        facts = Facts(count=2 + number, places=(place,))
        at = AT_0058 - number * DAY
        await publish(desk, f"Сбиты {number}.", handle="mos_sobyanin", message_id=number, at=at, facts=facts)
    return desk


def pictures(desk: Desk) -> list[dict[str, Any]]:
    return desk.wire.asked("sendPhoto")


async def test_stats_sends_a_chart_and_a_map_and_says_it_in_words(night: Desk) -> None:
    await night.send(said("/stats"))
    chart, shown_map = pictures(night)

    assert chart["caption"].splitlines() == [
        "Incidents in the last 7 days",
        "In all: 3",
        "Most in: Belgorod Region 2, Moscow 1",
        "Each source's numbers of a day are added up, those of different sources never.",
    ]
    assert shown_map["caption"] == "Incidents by region\n7.05 to 13.05: 3"


async def test_what_has_not_changed_is_not_counted_again(night: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await night.send(said("/stats"))
    read = []
    latest = counting.latest

    async def noted(*args: Any, **options: Any) -> list[IncidentView]:
        read.append(options)
        return await latest(*args, **options)

    monkeypatch.setattr(counting, "latest", noted)
    await night.send(said("/stats"))
    assert read == []

    async with night.database.writing() as session:
        await incidents.close_quiet(session, before=night.now + 2 * DAY)
    more = Facts(count=1, places=("RU-BRY",))
    await publish(night, "Сбит один.", handle="mos_sobyanin", message_id=901, at=AT_0058, facts=more)
    await night.send(said("/stats"))
    assert len(read) == 1
    assert "In all: 4" in pictures(night)[-2]["caption"].splitlines()


async def test_kinds_are_told_apart_where_there_are_several(night: Desk) -> None:
    harm = Facts(places=("RU-BEL",))
    await publish(
        night, "Удар.", handle="mos_sobyanin", message_id=900, at=AT_0058, facts=harm, role=Role.HARMS
    )
    await night.send(said("/stats"))

    assert "In all: 4 (damage or casualties 1, reports 3)" in pictures(night)[0]["caption"].splitlines()


async def test_stats_takes_a_place_and_a_period(night: Desk) -> None:
    await night.send(said("/stats 30d Белгороде", user=person(7, "ru")))

    chart, shown_map = pictures(night)
    assert chart["caption"].startswith("Происшествия за последние 30 дней: Белгородская область\nВсего: 2")
    assert shown_map["caption"].startswith("Белгородская область. Происшествия по регионам\n")


async def test_another_period_takes_the_place_of_the_picture_that_was_pressed(night: Desk) -> None:
    await night.send(said("/stats belgorod"))
    chart, shown_map = pictures(night)

    became = await night.tap(chart, "30 days")
    assert "Incidents in the last 30 days: Belgorod Region" in str(became["media"])
    assert [button["text"] for button in became["reply_markup"]["inline_keyboard"][0]] == [
        "7 days",
        "• 30 days",
    ]
    assert "Incidents by region" in str((await night.tap(shown_map, "30 days"))["media"])


async def test_a_picture_that_telegram_has_is_named_and_not_uploaded_again(night: Desk) -> None:
    await night.send(said("/stats"))
    await night.send(said("/stats", chat_id=8, user=person(8)))
    chart, shown_map = pictures(night)[2:]
    assert (chart["photo"], shown_map["photo"]) == ("photo-1", "photo-2")

    became = await night.tap(chart, "30 days")
    assert "media" not in became["media"]  # uploaded
    assert (await night.tap(chart, "• 7 days"))["media"]["media"] == "photo-1"
    assert (await night.tap(chart, "30 days"))["media"]["media"] == "photo-5"


async def test_a_picture_whose_id_telegram_forgot_is_uploaded_again(night: Desk) -> None:
    await night.send(said("/stats bryansk"))
    night.wire.answer_next("sendPhoto", 400, "Bad Request: wrong file identifier/HTTP URL specified")
    await night.send(said("/stats bryansk"))

    refused, again = pictures(night)[1:]
    assert refused["photo"] == "photo-1"
    assert "photo" not in again
    await night.send(said("/stats bryansk"))
    assert pictures(night)[-1]["photo"] == "photo-2"


def test_only_the_newest_uploads_are_remembered() -> None:
    uploads = Uploads()
    for number in range(300):
        uploads.keep(str(number).encode(), f"photo-{number}")

    assert uploads.id_of(b"0") is None
    assert uploads.id_of(b"299") == "photo-299"
    uploads.forget(b"299")
    assert uploads.id_of(b"299") is None


async def test_where_nothing_began_no_empty_map_is_sent(night: Desk) -> None:
    await night.send(said("/stats bryansk"))
    [chart] = pictures(night)

    assert chart["caption"].endswith("Bryansk Region\nIn all: 0")
    assert "30 days" in str(chart["reply_markup"])


async def test_stats_explains_what_it_takes(night: Desk) -> None:
    assert "7d and 30d" in await night.say("/stats 8d")
    assert "/stats Belgorod 30d" in await night.say("/stats belgrod 30")
    assert pictures(night) == []


async def test_what_the_buttons_below_an_answer_show_is_drawn_before_they_are_pressed(night: Desk) -> None:
    album = night.app.bot_data["services"].album
    album.ahead_after = 0.0
    await night.send(said("/stats"))
    assert album._ahead is not None
    await album._ahead
    drawn = set(album._pictures)
    assert len(drawn) == 4

    chart, shown_map = pictures(night)
    await night.tap(chart, "30 days")
    await night.tap(shown_map, "30 days")
    assert set(album._pictures) == drawn


async def test_what_cannot_be_drawn_ahead_disturbs_nobody(easel: Easel) -> None:
    album = Album(2, easel, ahead_after=0.0)

    async def failing() -> list[Any]:
        raise OSError("no room")

    album.draw_ahead(failing)
    task = album._ahead
    album.draw_ahead(failing)
    assert album._ahead is task
    assert task is not None
    await task
    assert await album.picture("key", partial(Canvas, 2, 2))
