"""What leaves the chat: cards shared in other chats, and files."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.context import Asked, Services
from bot.chat.questions.export import export
from bot.chat.questions.files import Format, write
from bot.store import cards
from bot.values import Facts, Period, Precision
from tests.chat.conftest import Desk
from tests.chat.incidents import AT_0058, NAMES, NOW, incident, statement
from tests.chat.questions.test_asking import night, publish
from tests.chat.updates import inline, person, said

__all__ = ["night"]


class TestInlineMode:
    async def offers(self, desk: Desk, text: str, **fields: Any) -> dict[str, Any]:
        await desk.send(inline(text, **fields))
        return desk.wire.asked("answerInlineQuery")[-1]

    async def test_a_place_a_word_or_nothing_offers_cards_to_share(self, night: Desk) -> None:
        for text, ids in (("", ["2", "1"]), ("moscow", ["2"]), ("надписью", ["1"]), ("min:2", ["2"])):
            answer = await self.offers(night, text)
            assert [result["id"].split("-")[0] for result in answer["results"]] == ids, text
        [shared] = answer["results"]
        assert shared["title"] == "🔵 Interception · Moscow"
        assert "https://t.me/mos_sobyanin/1001" in shared["input_message_content"]["message_text"]
        assert "reply_markup" not in shared

    async def test_cards_are_in_the_language_of_who_shares_them(self, night: Desk) -> None:
        answer = await self.offers(night, "москва", user=person(7, "ru"))

        assert "Москва" in answer["results"][0]["title"]
        assert answer["is_personal"] is True

    async def test_what_is_not_plain_is_said_above(self, night: Desk) -> None:
        for text, note in (
            ("жираф", "Nothing was found for “жираф”."),
            ("бесплотник", "These say “беспилотник”"),
            ("place:mosow", "I know no place called “mosow” (in place:mosow). Did you mean"[:50]),
        ):
            button = (await self.offers(night, text))["button"]
            assert button["text"].startswith(note)
            assert len(button["text"]) <= 64

    async def test_further_cards_come_when_scrolled_to(self, night: Desk) -> None:
        for number in range(12):
            facts = Facts(count=1, places=("RU-BRY",))
            at = AT_0058 + timedelta(minutes=number)
            await publish(night, f"Сбит {number}.", handle="gov", message_id=number + 1, at=at, facts=facts)
        first = await self.offers(night, "bryansk")
        second = await self.offers(night, "bryansk", offset=first["next_offset"])

        assert (len(first["results"]), first["next_offset"]) == (10, "10")
        assert (len(second["results"]), second.get("next_offset", "")) == (2, "")


class TestFiles:
    views = (
        incident(
            statement(sentence="=SUM(1)", inscription="с «любовью»", by_place={"RU-MOW": 2}),
            statement(2, withdrawn_at=NOW, period=Period(AT_0058, NOW, Precision.NIGHT)),
        ),
        incident(statement(3, places=("RU-BEL", "RU-MOW")), incident_id=2),
        incident(statement(4, places=()), incident_id=3, places=()),
    )

    def test_csv_has_a_line_a_statement_that_no_spreadsheet_runs(self) -> None:
        content = write(Format.CSV, self.views, NAMES)
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))

        assert content.startswith(b"\xef\xbb\xbf")
        assert [row["incident"] for row in rows] == ["1", "1", "2", "3"]
        assert rows[0]["sentence"] == "'=SUM(1)"
        assert (rows[0]["count"], rows[0]["places"], rows[0]["by_place"]) == ("2", "RU-MOW", "RU-MOW:2")
        assert (rows[0]["withdrawn_at"], rows[1]["withdrawn_at"]) == ("", NOW.isoformat())
        assert rows[1]["period_start"] == AT_0058.isoformat()

    def test_json_holds_incidents_with_their_statements(self) -> None:
        [first, *_] = json.loads(write(Format.JSON, self.views, NAMES))["incidents"]

        assert (first["id"], len(first["statements"])) == (1, 2)
        assert first["statements"][0]["inscription"] == "с «любовью»"

    def test_geojson_puts_statements_where_their_regions_are(self) -> None:
        features = json.loads(write(Format.GEOJSON, self.views, NAMES))["features"]

        assert features[0]["geometry"] == {"type": "Point", "coordinates": [37.6, 55.75]}
        assert features[2]["geometry"]["coordinates"] == [[37.4, 50.8], [37.6, 55.75]]
        assert features[3]["geometry"] is None


def document(desk: Desk) -> dict[str, Any]:
    return desk.wire.asked("sendDocument")[-1]


async def test_a_chat_exports_what_it_was_told(night: Desk) -> None:
    [choice] = await night.send(said("/export"))
    assert "nothing to export" in (await night.tap(choice, "CSV"))["text"]
    await night.say("/subscribe")
    async with night.database.writing() as session:
        await cards.record(session, 1, 7, message_id=5, shown_revision=1, now=NOW)

    file = await night.tap(choice, "GeoJSON")

    assert file["caption"] == "1 incident, 1 statement"


@pytest.mark.parametrize(
    ("args", "caption"),
    [
        ("csv since:30d", "2 incidents, 2 statements: since:30d"),
        ("JSON надписями", "1 incident, 1 statement: надписями"),
        ("geojson беспилотник place:moscow", "1 incident, 1 statement: беспилотник place:moscow"),
    ],
)
async def test_with_words_or_filters_everything_that_fits_is_exported(
    night: Desk, args: str, caption: str
) -> None:
    assert await night.say(f"/export {args}") == caption


@pytest.mark.parametrize(
    ("args", "named"),
    [
        ("xml", "xml"),
        ("XLSX place:moscow", "XLSX"),
        ("jsno", "jsno"),
        (".pdf", ".pdf"),
        ("cvs надписью", "cvs"),
    ],
)
async def test_a_format_that_is_not_written_is_answered_with_those_that_are(
    night: Desk, args: str, named: str
) -> None:
    [choice] = await night.send(said(f"/export {args}"))

    assert choice["text"].startswith(f"I cannot write {named}. There are CSV")
    kept = args.partition(" ")[2]
    assert kept in choice["text"]
    if kept:
        assert (await night.tap(choice, "CSV"))["caption"] == f"1 incident, 1 statement: {kept}"


async def test_a_file_calls_channels_as_its_reader_does(night: Desk) -> None:
    called = {"mos_sobyanin": {"ru": "Мэр Москвы"}}
    names = replace(NAMES, called=called)
    services = Services(night.database, lambda: names, lambda: night.now)
    file = await export(Asked(7, "private", "ru", args=("csv", "place:moscow")), services)

    assert file.attachment is not None
    [row] = csv.DictReader(io.StringIO(file.attachment.content.decode("utf-8-sig")))
    assert (row["channel"], row["source"]) == ("mos_sobyanin", "Мэр Москвы")


async def test_the_format_is_asked_for_and_the_filter_kept(night: Desk) -> None:
    [choice] = await night.send(said("/export place:moscow"))
    assert (await night.tap(choice, "JSON"))["caption"] == "1 incident, 1 statement: place:moscow"

    [wrong] = await night.send(said("/export place:mosow"))
    mended = await night.tap(wrong, "🔎 place:Moscow")
    assert "place:Moscow" in mended["text"]
    assert "Nothing was found" in await night.say("/export csv жираф")
