"""/digest, and what a digest looks like."""

from datetime import timedelta
from typing import Any

import pytest

from bot.chat.digest import MAX_BUTTONS, digest_title, render_digest
from bot.chat.markup import plain
from bot.rules.digests import Candidate, contents
from bot.rules.notifying import Standing
from bot.store import cards, digests, incidents, subscriptions
from bot.store.digest_contents import Line
from bot.store.tables import Cadence
from bot.values import IncidentView, Role
from tests.chat.checks import assert_sendable
from tests.chat.conftest import Desk
from tests.chat.incidents import NAMES, NOW, incident, reader, statement
from tests.chat.updates import said
from tests.store import rows

ALERT = statement(count=None, role=Role.WARNS, kinds=("alert",), sentence="Ракетная опасность!")


def line(view: IncidentView, told: Standing | None = None, **now: Any) -> Line:
    standing = Standing(**{"figure": 2, "places": view.places, "reported": view.role is not Role.WARNS} | now)
    [item] = contents([Candidate(view.incident_id, 1, standing, told, view.role, view.last_statement_at)])
    return Line(item, view)


def text_of(*lines: Line, **more: Any) -> str:
    return render_digest(list(lines), title=plain("Digest"), reader=reader(), names=NAMES, **more).text


class TestLook:
    def test_each_source_keeps_its_figure(self) -> None:
        other = statement(2, handle="kpszsu", source="Air Force of Ukraine", count=5)
        text = text_of(line(incident(statement(), other)))
        assert "5 drones downed — Air Force of Ukraine" in text
        assert "2 drones downed — Sergei Sobyanin" in text
        assert "7" not in text.replace("https://", "")

    def test_more_than_three_sources_are_counted(self) -> None:
        claims = [statement(n, handle=f"channel{n}", source=f"Source {n}") for n in range(1, 6)]
        text = text_of(line(incident(*claims)))
        assert "and 2 more sources" in text

    def test_what_says_nothing_countable_shows_its_sentence(self) -> None:
        harm = statement(count=None, role=Role.WARNS, kinds=("attack",), sentence="Слышны взрывы.")
        view = incident(harm, role=Role.HARMS)
        assert "Слышны взрывы.\nSergei Sobyanin" in text_of(line(view, reported=True, damage=True))

    def test_warnings_stand_below_a_line_each(self) -> None:
        view = incident(ALERT, role=Role.WARNS)
        assert text_of(line(incident()), line(view)).endswith("🟡 Alert · Moscow, 00:58 MSK")

    def test_a_change_says_what_was_told(self) -> None:
        before = Standing(figure=1, places=("RU-MOW",), reported=True)
        assert "Higher figure, before: 1" in text_of(line(incident(), before))

    def test_what_is_withdrawn_is_said(self) -> None:
        view = incident(statement(withdrawn_at=NOW))
        before = Standing(figure=2, places=("RU-MOW",), reported=True)
        shown = text_of(line(view, before, figure=None, reported=False, withdrawn=True))
        assert "⚪ Interception · Moscow\nWithdrawn\nhttps://t.me/mos_sobyanin/1001" in shown

    @pytest.mark.parametrize(("many", "alerts"), [(0, 300), (1, 300), (30, 30), (300, 0), (300, 300)])
    @pytest.mark.parametrize("language", ["ru", "uk", "en"])
    def test_any_number_fits_and_what_is_left_out_is_counted(
        self, many: int, alerts: int, language: str
    ) -> None:
        told = [incident(statement(n), incident_id=n) for n in range(1, many + 1)]
        warned = [incident(ALERT, role=Role.WARNS, incident_id=1000 + n) for n in range(alerts)]
        title = digest_title(NOW - timedelta(days=1), reader(language))

        shown = render_digest(
            [line(view) for view in (*told, *warned)],
            title=title,
            reader=reader(language),
            names=NAMES,
            carried=True,
        )

        assert_sendable(shown)
        assert sum(len(row) for row in shown.keyboard) <= MAX_BUTTONS
        assert bool(many) == bool(shown.keyboard)
        assert f"{many + alerts} " in shown.text
        assert any(character.isdigit() for character in shown.text.splitlines()[-1])


async def happened(desk: Desk, number: int = 1) -> int:
    """An incident in Moscow of which the mayor tells, and which digests know of."""
    async with desk.database.writing() as session:
        source = await rows.channel(session)
        incident_id = await rows.incident(session, at=desk.now)
        await rows.statement(session, incident_id, source.id or 0, number)
        await incidents.sum_up(session, incident_id)
        await digests.owe(session, incident_id, now=desk.now)
    return incident_id


@pytest.fixture
def now(desk: Desk) -> None:
    desk.now = rows.NOW + timedelta(minutes=5)


@pytest.mark.usefixtures("now")
class TestAsking:
    async def test_where_nothing_is_new_it_says_so(self, desk: Desk) -> None:
        assert await desk.say("/digest") == (
            "There was nothing in the last 24 hours that this chat does not show already."
        )

    async def test_a_chat_that_is_told_nothing_sees_the_last_day(self, desk: Desk) -> None:
        await happened(desk)
        text = await desk.say("/digest")
        assert text.startswith("Digest of the last 24 hours\n1 incident\n\n1. 🔵 Interception · Moscow")

    async def test_it_says_that_it_leaves_out_what_the_chat_was_told(self, desk: Desk) -> None:
        await desk.say("/subscribe")
        told = await happened(desk)
        async with desk.database.writing() as session:
            await cards.record(session, told, 7, message_id=1, shown_revision=9, now=desk.now)
        await happened(desk, number=2)

        [answer] = await desk.send(said("/digest"))

        title = "Digest of the last 24 hours: what this chat was not told yet\n1 incident\n"
        assert answer["text"].startswith(title)
        every = await desk.tap(answer, "Sum up the last 24 hours")
        assert every["text"].startswith("Digest of the last 24 hours\n2 incidents\n")

    async def test_what_a_card_shows_is_left_out_until_it_is_asked_for(self, desk: Desk) -> None:
        await desk.say("/subscribe")
        incident_id = await happened(desk)
        async with desk.database.writing() as session:
            await cards.record(session, incident_id, 7, message_id=1, shown_revision=9, now=desk.now)
        [answer] = await desk.send(said("/digest"))
        assert "nothing in the last 24 hours that this chat does not show already" in answer["text"]

        shown = await desk.tap(answer, "Sum up the last 24 hours")

        assert "2 drones downed" in shown["text"]

    async def test_a_chat_with_digests_gets_its_next_one_now(self, desk: Desk) -> None:
        async with desk.database.writing() as session:
            await rows.subscriber(session, 7)
            await subscriptions.change(session, 7, now=desk.now, cadence=Cadence.DAILY)
        assert (await desk.say("/digest")).startswith("Nothing new for this chat since ")
        await happened(desk)

        assert await desk.say("/digest") == ""

        async with desk.database.reading() as session:
            digest = await digests.get(session, 7)
        assert digest
        assert digest.asked
        assert digest.due_at <= desk.now
        async with desk.database.writing() as session:
            await digests.claim(session, now=desk.now, lease=rows.LEASE, limit=1)
            await digests.mark_in_flight(session, 7, lease_until=desk.now + rows.LEASE)
        assert await desk.say("/digest") == "The digest is on its way."

    async def test_in_a_group_only_admins_bring_it_sooner(self, desk: Desk) -> None:
        group = -1001234567890
        async with desk.database.writing() as session:
            await rows.subscriber(session, group)
            await subscriptions.change(session, group, now=desk.now, cadence=Cadence.DAILY)
        await happened(desk)

        assert "Only admins can get its digest sooner" in await desk.say("/digest", chat_id=group)
        assert "2 drones downed" in await desk.say("/digest 24h", chat_id=group)
        async with desk.database.reading() as session:
            digest = await digests.get(session, group)
        assert digest
        assert not digest.asked

        desk.wire.members[group, 7] = "administrator"
        assert await desk.say("/digest", chat_id=group) == ""

    async def test_only_what_the_chat_chose_is_in_it(self, desk: Desk) -> None:
        await happened(desk)
        async with desk.database.writing() as session:
            await rows.subscriber(session, 7)
            await subscriptions.change(session, 7, now=desk.now, regions=["RU-BEL"])
        assert await desk.say("/digest 24h") == "Nothing was reported in this time."

    @pytest.mark.parametrize(
        ("asked", "title"),
        [
            ("1h", "the last 1 hour"),
            ("24 h", "the last 24 hours"),
            ("7d", "the last 7 days"),
            ("3Д", "the last 3 days"),
        ],
    )
    async def test_a_span_can_be_asked_for(self, desk: Desk, asked: str, title: str) -> None:
        await happened(desk)
        assert (await desk.say(f"/digest {asked}")).startswith(f"Digest of {title}\n")

    @pytest.mark.parametrize("asked", ["8d", "0h", "x", "²d", "24", "-1h", "999h", "9" * 50])
    async def test_anything_else_is_explained(self, desk: Desk, asked: str) -> None:
        assert "/digest 24h" in await desk.say(f"/digest {asked}")
