"""What an admin decides by hand, over real databases: cards follow, and nothing later undoes it."""

import pytest

from bot.pipeline.hand import Hand
from bot.rulebook import Rulebook
from bot.rules.incidents.hand import Deed, Done, Refusal, Refused, Request
from bot.store import cards, views
from bot.store import hand as trail
from bot.store.tables import (
    Card,
    Decision,
    DecisionStatus,
    Incident,
    IncidentStatus,
    OutboxRow,
    Pin,
    Statement,
)
from bot.values import IncidentView
from tests.pipeline.conftest import MAYOR, READER, Desk

TWO_DOWNED = "ПВО уничтожила два беспилотника, летевших на Москву."
THREE_MORE = "Уничтожены ещё три беспилотника, летевших на Москву."
BELGOROD = "Под Белгородом сбит беспилотник."
ADMIN = "telegram 42"


def hand_at(desk: Desk) -> Hand:
    return Hand(desk.database, lambda: desk.rulebook, lambda: desk.now)


async def decide(desk: Desk, deed: Deed, *incidents: int, **fields: object) -> Done:
    done = await hand_at(desk).decide(Request(deed, incidents, **fields), made_by=ADMIN)  # type: ignore[arg-type]
    assert isinstance(done, Done), done
    return done


async def view_of(desk: Desk, incident_id: int) -> IncidentView:
    async with desk.database.reading() as session:
        view = await views.one(session, incident_id)
    assert view is not None
    return view


async def standing(desk: Desk) -> dict[int, list[int]]:
    """Incident -> the message ids that stand in it."""
    found: dict[int, list[int]] = {}
    for one in await desk.rows(Incident):
        if one.status is not IncidentStatus.WITHDRAWN:
            said = (await view_of(desk, one.id or 0)).statements
            found[one.id or 0] = [each.message_id for each in said if each.withdrawn_at is None]
    return found


@pytest.fixture
async def two(desk: Desk) -> Desk:
    """Moscow is incident 1, Belgorod incident 2; the cards are there."""
    await desk.post(TWO_DOWNED)
    await desk.post(BELGOROD, handle="operativno31")
    desk.wait(seconds=15)
    await desk.deliver()
    desk.wait(minutes=5)
    assert await standing(desk) == {1: [101], 2: [101]}
    return desk


async def test_a_merged_incident_is_told_on_the_card_of_the_other_and_its_own_says_so(two: Desk) -> None:
    before = len(two.messages())
    done = await decide(two, Deed.MERGE, 1, 2, why="one attack")
    await two.deliver()

    assert done.incidents == (1, 2)
    assert len(two.messages()) == before, "nothing happened, so nothing sounds"
    shown = {edit["message_id"]: edit["text"] for edit in two.edits()}
    cards = {card.incident_id: card.message_id for card in await two.rows(Card)}
    assert "Belgorod" in shown[cards[1]]
    assert "Moscow" in shown[cards[1]]
    assert "incident 1" in shown[cards[2]]
    assert "deleted" not in shown[cards[2]]


@pytest.mark.parametrize(("deed", "numbers"), [(Deed.MERGE, (1, 2)), (Deed.RETRACT, (1,))])
async def test_what_is_decided_of_the_long_past_changes_cards_and_makes_none(
    two: Desk, deed: Deed, numbers: tuple[int, ...]
) -> None:
    await two.subscribe(8)
    async with two.database.writing() as session:
        await cards.forget(session, 2, READER)
    two.wait(days=15)
    before = len(two.messages())
    await decide(two, deed, *numbers)
    owed = {(row.incident_id, row.chat_id) for row in await two.rows(OutboxRow) if row.status == "pending"}
    assert owed == {(1, READER)}
    await two.deliver()
    assert len(two.messages()) == before + (deed is Deed.RETRACT), "as a reply to the card"


async def test_later_statements_of_both_places_join_what_was_merged(two: Desk) -> None:
    await decide(two, Deed.MERGE, 1, 2)
    two.wait(minutes=20)
    await two.post("Под Белгородом сбиты ещё два беспилотника.", handle="operativno31")
    await two.post(THREE_MORE)
    two.publish(BELGOROD + " Пострадавших нет.", handle="operativno31", message_id=101)
    await two.read("operativno31")

    assert await standing(two) == {1: [101, 101, 102, 102]}


async def test_undoing_a_merge_brings_the_card_back_and_sorts_what_came_meanwhile(two: Desk) -> None:
    done = await decide(two, Deed.MERGE, 1, 2)
    two.wait(minutes=20)
    await two.post("Под Белгородом сбиты ещё два беспилотника.", handle="operativno31")
    await two.deliver()
    two.wait(minutes=5)

    undone = await decide(two, Deed.UNDO)
    await two.deliver()

    assert undone.incidents == (1, 2)
    assert await standing(two) == {1: [101], 2: [101, 102]}
    assert await two.rows(Pin) == []
    cards = {card.incident_id: card.message_id for card in await two.rows(Card)}
    texts = {edit["message_id"]: edit["text"] for edit in two.edits()}
    assert "3 drones" in texts[cards[2]]
    assert "Belgorod" not in texts[cards[1]].partition("\n")[0]
    [undo, merge] = sorted(await two.rows(Decision), key=lambda one: -(one.id or 0))
    assert (merge.undone_by, undo.undoes) == (undo.id, done.decision)


async def test_a_split_opens_a_card_without_a_sound_and_stays_when_more_is_said(desk: Desk) -> None:
    await desk.post(TWO_DOWNED)
    desk.wait(minutes=40)
    await desk.post(THREE_MORE)
    desk.wait(seconds=15)
    await desk.deliver()
    [first, second] = sorted(row.id or 0 for row in await desk.rows(Statement))
    before = len(desk.messages())

    done = await decide(desk, Deed.SPLIT, 1, statements=(second,))
    desk.wait(minutes=1)
    await desk.deliver()
    desk.wait(minutes=5)
    await desk.post("Над Москвой сбит ещё один беспилотник.")

    assert done.incidents == (1, 2)
    assert await standing(desk) == {1: [101], 2: [102, 103]}
    [card] = desk.messages()[before:]
    assert card["disable_notification"] is True

    await decide(desk, Deed.UNDO)
    assert await standing(desk) == {1: [101, 102, 103]}
    assert first


async def test_a_retraction_sounds_and_a_copy_of_what_was_retracted_stays_silent(desk: Desk) -> None:
    number = await desk.post(TWO_DOWNED)
    desk.wait(seconds=15)
    await desk.deliver()
    desk.wait(minutes=5)

    await decide(desk, Deed.RETRACT, 1, why="an exercise")
    await desk.deliver()
    _, news = desk.messages()
    assert "Withdrawn" in news["text"]
    assert news["disable_notification"] is False
    assert "admin" in desk.edits()[-1]["text"]

    await desk.post(TWO_DOWNED, handle="vorobiev_live", forwarded_from=MAYOR)
    desk.publish(TWO_DOWNED + " Пострадавших нет.", message_id=number)
    await desk.read()
    desk.wait(minutes=5)
    await desk.deliver()
    assert len(desk.messages()) == 2
    assert await standing(desk) == {}

    await desk.post(THREE_MORE)
    desk.wait(minutes=1)
    await desk.deliver()
    assert await standing(desk) == {2: [102]}


async def test_what_is_restored_is_told_again(desk: Desk) -> None:
    await desk.post(TWO_DOWNED)
    desk.wait(seconds=15)
    await desk.deliver()
    await decide(desk, Deed.RETRACT, 1)
    desk.wait(minutes=5)
    await desk.deliver()

    await decide(desk, Deed.RESTORE, 1)
    desk.wait(minutes=5)
    await desk.deliver()

    assert "2 drones" in desk.edits()[-1]["text"]
    assert "Restored" in desk.messages()[-1]["text"]
    assert await standing(desk) == {1: [101]}


async def test_a_post_that_comes_back_comes_back_where_the_hand_has_put_it(two: Desk) -> None:
    page = two.pages["operativno31"]
    await two.post("Под Белгородом сбиты ещё два беспилотника.", handle="operativno31")
    two.publish("Доброе утро!", handle="operativno31", message_id=101)
    await two.read("operativno31")
    assert await standing(two) == {1: [101], 2: [102]}

    await decide(two, Deed.MERGE, 1, 2)
    two.publish(BELGOROD, handle="operativno31", message_id=101)
    await two.read("operativno31")

    assert await standing(two) == {1: [101, 101, 102]}
    assert page


@pytest.mark.parametrize(
    ("request_", "refused"),
    [
        (Request(Deed.MERGE, (1,)), Refused(Refusal.NEEDS_TWO)),
        (Request(Deed.MERGE, (1, 1)), Refused(Refusal.NEEDS_TWO)),
        (Request(Deed.MERGE, (1, 9)), Refused(Refusal.UNKNOWN_INCIDENT, 9)),
        (Request(Deed.SPLIT, (1,), (99,)), Refused(Refusal.UNKNOWN_STATEMENT, 99)),
        (Request(Deed.SPLIT, (1,), (1,)), Refused(Refusal.LEAVES_NOTHING, 1)),
        (Request(Deed.RETRACT, ()), Refused(Refusal.UNKNOWN_INCIDENT)),
        (Request(Deed.RESTORE, (1,)), Refused(Refusal.NOT_RETRACTED, 1)),
        (Request(Deed.UNDO), Refused(Refusal.NONE_TO_UNDO)),
        (Request(Deed.UNDO, decision=7), Refused(Refusal.NOTHING_TO_UNDO, 7)),
    ],
    ids=lambda value: str(value) if isinstance(value, Request) else "",
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    two: Desk, request_: Request, refused: Refused
) -> None:
    assert await hand_at(two).decide(request_, made_by=ADMIN) == refused
    assert await two.rows(Decision) == []
    assert await standing(two) == {1: [101], 2: [101]}


async def test_a_decision_that_a_later_one_builds_on_is_undone_after_it(two: Desk) -> None:
    merged = await decide(two, Deed.MERGE, 1, 2)
    retracted = await decide(two, Deed.RETRACT, 1)

    early = await hand_at(two).decide(Request(Deed.UNDO, decision=merged.decision), made_by=ADMIN)
    assert early == Refused(Refusal.LATER_FIRST, retracted.decision)
    assert await hand_at(two).decide(Request(Deed.MERGE, (1, 2)), made_by=ADMIN) == Refused(
        Refusal.IS_RETRACTED, 1
    )
    await decide(two, Deed.UNDO)
    await decide(two, Deed.UNDO, decision=merged.decision)
    assert await standing(two) == {1: [101], 2: [101]}


async def test_without_a_number_only_the_last_decision_is_taken_back_not_one_before_a_restore(
    two: Desk,
) -> None:
    merged = await decide(two, Deed.MERGE, 1, 2)
    await decide(two, Deed.RETRACT, 1)
    restored = await decide(two, Deed.RESTORE, 1)

    refused = await hand_at(two).decide(Request(Deed.UNDO), made_by=ADMIN)

    earlier = (merged.decision, Deed.MERGE)
    assert refused == Refused(Refusal.IS_RESTORE, restored.decision, incident=1, earlier=earlier)
    assert await standing(two) == {1: [101, 101]}


async def test_what_was_taken_back_is_not_followed_by_the_decision_before_it(two: Desk) -> None:
    merged = await decide(two, Deed.MERGE, 1, 2)
    await decide(two, Deed.RETRACT, 1)
    undone = await decide(two, Deed.UNDO)

    refused = await hand_at(two).decide(Request(Deed.UNDO), made_by=ADMIN)

    earlier = (merged.decision, Deed.MERGE)
    assert refused == Refused(Refusal.IS_UNDO, undone.decision, incident=1, earlier=earlier)
    last = await decide(two, Deed.UNDO, decision=merged.decision)
    named = await hand_at(two).decide(Request(Deed.UNDO, decision=last.decision), made_by=ADMIN)
    assert named == Refused(Refusal.IS_UNDO, last.decision, incident=1)
    assert await hand_at(two).decide(Request(Deed.UNDO), made_by=ADMIN) == Refused(Refusal.NONE_TO_UNDO)


async def test_the_trail_says_the_same_of_what_the_running_bot_refused(two: Desk) -> None:
    await decide(two, Deed.MERGE, 1, 2)
    await decide(two, Deed.RETRACT, 1)
    restored = await decide(two, Deed.RESTORE, 1)
    async with two.database.writing() as session:
        number = await trail.ask(session, Request(Deed.UNDO), made_by="command line", now=two.now)

    await hand_at(two).work()

    async with two.database.reading() as session:
        decision = await trail.decision(session, number)
    assert decision is not None
    assert trail.refused(decision) == Refused(
        Refusal.IS_RESTORE, restored.decision, incident=1, earlier=(1, Deed.MERGE)
    )


async def test_what_has_changed_since_it_was_looked_at_is_not_done(two: Desk) -> None:
    request = Request(Deed.RETRACT, (1,))
    plan = await hand_at(two).look(request)
    assert not isinstance(plan, Refused)
    assert plan.chats == 1
    await two.post(THREE_MORE)

    done = await hand_at(two).decide(request, made_by=ADMIN, stamp=plan.stamp)

    assert done == Refused(Refusal.HAS_CHANGED)


async def test_the_running_bot_carries_out_what_the_command_line_asks(two: Desk) -> None:
    async with two.database.writing() as session:
        for asked in (Request(Deed.MERGE, (1, 2), why="one attack"), Request(Deed.MERGE, (1, 7))):
            await trail.ask(session, asked, made_by="command line", now=two.now)

    await hand_at(two).work()

    done, refused = await two.rows(Decision)
    assert (done.status, done.incidents, done.why) == (DecisionStatus.DONE, [1, 2], "one attack")
    assert (refused.status, refused.refusal) == (DecisionStatus.REFUSED, Refusal.UNKNOWN_INCIDENT)
    assert await standing(two) == {1: [101, 101]}
    assert READER


async def test_a_decision_that_cannot_be_carried_out_keeps_no_other_waiting_and_is_not_tried_for_ever(
    two: Desk,
) -> None:
    async with two.database.writing() as session:
        for asked in (Request(Deed.RETRACT, (2,)), Request(Deed.MERGE, (1, 2))):
            await trail.ask(session, asked, made_by="command line", now=two.now)
    faults = [RuntimeError("a bug")]

    def rulebook() -> Rulebook:
        if faults:
            raise faults.pop()
        return two.rulebook

    await Hand(two.database, rulebook, lambda: two.now).work()

    broken, merged = sorted(await two.rows(Decision), key=lambda row: row.id or 0)
    assert (broken.status, broken.refusal) == (DecisionStatus.REFUSED, Refusal.FAILED)
    assert merged.status is DecisionStatus.DONE
