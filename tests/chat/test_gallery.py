"""Every message the bot can send, in every language: within the limits, and written down to be looked at.

`LOOKOUT_GALLERY=file pytest tests/chat/test_gallery.py` writes them all to *file*.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from bot.chat import commands, digest_answers, greeting, privacy
from bot.chat.admin import announcing, hand, status, trying
from bot.chat.cards import render_card
from bot.chat.context import Asked, Services
from bot.chat.digest import digest_title, render_digest
from bot.chat.languages import LANGUAGES, voice
from bot.chat.markup import bold
from bot.chat.news import render_news
from bot.chat.questions import asking, export, stats
from bot.chat.questions.listing import render_list
from bot.chat.questions.why import render_why
from bot.chat.rendered import Rendered
from bot.chat.settings import subscribing
from bot.chat.wording import Wording
from bot.rules.digests import Candidate, contents
from bot.rules.incidents.hand import Deed, Plan, Refusal, Refused, Request
from bot.rules.notifying import Standing
from bot.store import db
from bot.store.digest_contents import Line
from bot.store.tables import Decision, DecisionStatus
from bot.values import IncidentView, Period, Precision, Reason, Role, Scope
from tests.chat.checks import assert_sendable
from tests.chat.incidents import AT_0058, NAMES, NOW, incident, reader, statement

BELGOROD = statement(
    handle="operativno31",
    source="Операштаб Белгородской области",
    message_id=77,
    count=1,
    places=("RU-BEL",),
    inscription="с любовью жителям",
    sentence="Под Белгородом сбит беспилотник, на корпусе надпись «с любовью жителям».",
    published_at=AT_0058 - timedelta(hours=5),
)


def views() -> dict[str, IncidentView]:
    """One incident for each look a card can have."""
    night = Period(AT_0058 - timedelta(hours=6), AT_0058 + timedelta(hours=3), Precision.MINUTE)
    harm = statement(
        2,
        count=None,
        role=Role.HARMS,
        kinds=("attack",),
        killed=0,
        injured=2,
        damage="загорелась кровля склада",
        emergency_services=True,
        sentence="Обломки упали на склад, загорелась кровля, двое раненых.",
    )
    clear = statement(
        3, count=None, role=Role.ENDS, kinds=("all-clear",), sentence="Отбой воздушной опасности."
    )
    ministry = statement(
        4,
        handle="mod_russia",
        source="Минобороны России",
        count=48,
        scope=Scope.PERIOD,
        period=night,
        by_place={"RU-BEL": 20, "RU-BRY": 25, "RU-MOW": 3},
        places=("RU-BEL", "RU-BRY", "RU-MOW"),
        sentence="За ночь уничтожено 48 беспилотников.",
    )
    return {
        "the mayor at 0:58": incident(statement(emergency_services=True)),
        "Belgorod": incident(BELGOROD, places=("RU-BEL",)),
        "harm, two sources, ended": incident(
            statement(), harm, clear, ministry, role=Role.HARMS, ended_at=clear.published_at
        ),
        "a night over regions": incident(ministry, places=("RU-BEL", "RU-BRY", "RU-MOW")),
        "an alert": incident(
            statement(count=None, role=Role.WARNS, kinds=("alert",), sentence="Ракетная опасность!"),
            role=Role.WARNS,
        ),
        "count not stated": incident(statement(count=None, count_is_minimum=False)),
        "at least, in total": incident(statement(count=21, count_is_minimum=True, scope=Scope.RUNNING_TOTAL)),
        "repost": incident(statement(), statement(2, handle="kpszsu", source="Репост", echo_of=1)),
        "corrected": incident(statement(), statement(2, count=9, withdrawn_at=NOW)),
        "withdrawn": incident(statement(withdrawn_at=NOW)),
        "retracted": incident(statement(withdrawn_at=NOW), retracted_at=NOW),
        "no place": incident(statement(places=()), places=()),
        "busy": incident(*(statement(n, count=1, sentence=f"Сбит беспилотник, {n}-й.") for n in range(1, 40))),
    }


def digest_lines() -> list[Line]:
    """A night as a digest tells it, two of its incidents told before."""
    told = Standing(figure=1, places=("RU-BEL",), reported=True)
    candidates, shown = [], {}
    for number, (name, view) in enumerate(views().items(), 1):
        shown[number] = replace(view, incident_id=number)
        withdrawn = all(one.withdrawn_at for one in view.statements)
        reported = view.role is not Role.WARNS and not withdrawn
        injured = 2 if view.role is Role.HARMS else 0
        now = Standing(
            2, injured=injured, places=view.places, reported=reported, withdrawn=withdrawn, sources=((1, 2),)
        )
        before = told if withdrawn or name == "Belgorod" else None
        candidates.append(Candidate(number, 1, now, before, view.role, view.last_statement_at))
    return [Line(item, shown[item.incident_id]) for item in contents(candidates)]


def rendered(language: str) -> Iterator[tuple[str, Rendered]]:
    """Each message that is made from incidents, with what it shows."""
    who = reader(language)
    for name, view in views().items():
        yield f"card: {name}", render_card(view, reader=who, names=NAMES)
        yield f"why: {name}", render_why(view, 0, reader=who, names=NAMES)
    yield "card: possible repeat", render_card(incident(), reader=who, names=NAMES, possible_repeat=True)
    for reason in Reason:
        view = views()["harm, two sources, ended"]
        yield f"news: {reason}", render_news(view, reason, reader=who, names=NAMES)
    title = digest_title(NOW - timedelta(hours=8), reader(language, "Europe/Moscow"))
    for carried in (False, True):
        digest = render_digest(digest_lines(), title=title, reader=who, names=NAMES, carried=carried)
        yield f"digest{', carried over' if carried else ''}", digest
    merged = incident(statements=(), merged_into=2)
    yield "card: merged", render_card(merged, reader=who, names=NAMES)
    yield from by_hand(Wording(who, NAMES))
    later = reader(language, now=NOW + timedelta(days=1))
    title = bold(voice(language)("Latest incidents"))
    body, _ = render_list(list(views().values()), title=title, reader=later, names=NAMES)
    yield "list", Rendered(body)


def by_hand(words: Wording) -> Iterator[tuple[str, Rendered]]:
    """What an admin who decides by hand is shown."""
    shown = [incident(), incident(BELGOROD, incident_id=2, places=("RU-BEL",))]
    for deed in Deed:
        request = Request(deed, (1, 2), (1,) if deed is Deed.SPLIT else (), why="одно и то же")
        plan = Plan(request, (1, 2), 1200, 5, 7, Deed.MERGE)
        yield f"preview: {deed}", hand.render_preview(plan, shown, words)
    for why in Refusal:
        yield f"refused: {why}", Rendered(hand.refusal(Refused(why, 12), words.say))
    trail = [
        Decision(
            id=n, deed=deed, incidents=[1, 2], why="учения", made_by="telegram 7", made_at=NOW, status=status
        )
        for n, (deed, status) in enumerate(product(Deed, DecisionStatus), 1)
    ]
    trail[0].undone_by = 9
    trail[2].refusal = Refusal.IS_RETRACTED
    yield "trail", Rendered(hand.render_trail(trail, words))


async def answers(language: str, database: db.Database) -> list[tuple[str, Rendered]]:
    """Each answer to a command, asked twice where the second time is different."""
    services = Services(database, lambda: NAMES, lambda: NOW)
    asked = Asked(7, "private", language)
    shown = []
    for name, answer, args in (
        ("/start", greeting.start, ()),
        ("/help", commands.help_, ()),
        ("/subscribe", subscribing.subscribe, ()),
        ("/unsubscribe", subscribing.unsubscribe, ()),
        ("/unsubscribe again", subscribing.unsubscribe, ()),
        ("/latest", asking.latest, ()),
        ("/latest x", asking.latest, ("x",)),
        ("/latest nowhere", asking.latest, ("Белгороде", "attack")),
        ("/digest", digest_answers.digest, ()),
        ("/digest 24h", digest_answers.digest, ("24h",)),
        ("/digest x", digest_answers.digest, ("x",)),
        ("/search", asking.search, ()),
        ("/search, wrong place", asking.search, ("надпись", "place:Mosow")),
        ("/search, wrong kind", asking.search, ("kind:nothing",)),
        ("/search, wrong channel", asking.search, ("channel:mos_soby",)),
        ("/search, wrong filter", asking.search, ("plase:Moscow",)),
        ("/search, wrong time", asking.search, ("since:soon",)),
        ("/search, wrong number", asking.search, ("min:many",)),
        ("/search, no value", asking.search, ("min:",)),
        ("/search, wrong order", asking.search, ("since:2d", "until:3d")),
        ("/stats", stats.stats, ()),
        ("/stats of a place", stats.stats, ("Белгород", "30d")),
        ("/stats of nowhere", stats.stats, ("Белгрод",)),
        ("/stats of no period", stats.stats, ("8d",)),
        ("/export", export.export, ()),
        ("/export with a filter", export.export, ("since:7d",)),
        ("/export xml", export.export, ("xml", "since:7d")),
        ("/export csv", export.export, ("csv",)),
        ("/export csv with a filter", export.export, ("csv", "since:7d")),
        ("/status", status.status, ()),
        ("/channels", status.list_channels, ()),
        ("/reload without a folder", trying.reload, ()),
        ("/merge without a folder", hand.merge, ()),
        ("/split without a folder", hand.split, ()),
        ("/audit", hand.audit, ()),
        ("/announce", announcing.announce, ()),
        ("/incident", asking.incident, ()),
        ("/incident 9", asking.incident, ("9",)),
        ("/search words", asking.search, ("надпись", "Белгород")),
        ("/unknown", commands.unknown, ()),
        ("other text", commands.talk, ()),
        ("/privacy", privacy.privacy, ()),
        ("/deleteme", privacy.delete_me, ()),
        ("/deleteme again", privacy.delete_me, ()),
    ):
        shown.append((name, await answer(Asked(asked.chat_id, asked.kind, language, None, args), services)))
    return shown


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_message_can_be_sent(language: str, database: db.Database) -> None:
    gallery = [*rendered(language), *await answers(language, database)]

    for _, first in gallery:
        for shown in (first, *first.following):
            assert_sendable(shown)
    if target := os.environ.get("LOOKOUT_GALLERY"):
        hang(gallery, language, Path(target))


def hang(gallery: list[tuple[str, Rendered]], language: str, target: Path) -> None:
    """Write the messages down, as someone without styles would see them."""
    with target.open("a", encoding="utf-8") as file:
        for name, shown in gallery:
            keys = "".join("\n" + " ".join(f"[{b.label}]" for b in row) for row in shown.keyboard)
            file.write(f"=== {language} · {name}\n{shown.text}{keys}\n\n")
