"""What a card shows, and what never gets into one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.cards import render_card
from bot.chat.markup import plain
from bot.chat.news import TITLES, render_news
from bot.chat.questions.listing import render_list
from bot.chat.rendered import Rendered
from bot.values import Correction, Facts, IncidentView, Period, Precision, Reason, Role, Scope, StatementView
from tests.chat.checks import assert_sendable, covered, links
from tests.chat.incidents import AT_0058, MOSCOW_SENTENCE, NAMES, NOW, incident, reader, statement


def card(view: IncidentView, language: str = "en", zone: str | None = None) -> Rendered:
    return render_card(view, reader=reader(language, zone), names=NAMES)


def test_the_night_it_is_built_for() -> None:
    shown = card(incident(statement(emergency_services=True)))

    assert shown.text.splitlines() == [
        "🔵 Interception · Moscow",
        "2 drones downed · emergency services on site — Sergei Sobyanin, Mayor of Moscow, 00:58 MSK",
        "",
        MOSCOW_SENTENCE,
        "https://t.me/mos_sobyanin/1001",
    ]
    assert covered(shown, "blockquote") == [MOSCOW_SENTENCE]
    assert covered(shown, "date_time") == ["00:58 MSK"]


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"count": 1}, "1 drone downed — "),
        ({"count": 20, "count_is_minimum": True}, "at least 20 drones downed — "),
        ({"count": None}, "count not stated — "),
        ({"count": 5, "scope": Scope.RUNNING_TOTAL}, "5 drones downed in total so far — "),
        ({"count": 0, "killed": 0, "injured": 0}, "0 drones downed · nobody hurt — "),
        ({"killed": 1, "injured": 3}, "2 drones downed · 1 killed · 3 injured — "),
        ({"killed": 0}, "2 drones downed · nobody killed — "),
        ({"stated_at": "00:40"}, "2 drones downed · at 00:40 local time — "),
    ],
)
def test_what_was_stated_is_worded_and_what_was_not_is_not_guessed(facts: dict[str, Any], line: str) -> None:
    assert card(incident(statement(**facts))).text.splitlines()[1].startswith(line)


def test_a_source_that_was_not_read_for_long_is_named_while_the_story_goes_on() -> None:
    old = statement(unread_since=AT_0058 + timedelta(minutes=5))
    line = "⏳ Sergei Sobyanin, Mayor of Moscow: not read since 01:03 MSK, there may be more"

    assert line in card(incident(old, replace(old, statement_id=2))).text.splitlines()
    for over in ({"ended_at": NOW}, {"status": "closed"}):
        assert "not read since" not in card(incident(old, **over)).text


def test_a_period_is_named() -> None:
    period = Period(AT_0058 - timedelta(hours=5), AT_0058, Precision.MINUTE)
    shown = card(incident(statement(count=48, scope=Scope.PERIOD, period=period)))

    assert "48 drones downed from May 12, 19:58 MSK to 00:58 MSK — " in shown.text


def test_missiles_are_not_called_drones() -> None:
    said = statement(count=3, sentence="Сбиты ракета и два беспилотника.")

    assert "3 drones and missiles downed" in card(incident(said)).text


def test_a_figure_of_another_story_is_only_called_a_number() -> None:
    assert "stated number: 2" in card(incident(story="airport-restrictions")).text


def test_each_source_keeps_its_own_figure() -> None:
    shown = card(
        incident(statement(count=2), statement(2, count=5, handle="kpszsu", source="Air Force", message_id=9))
    )

    lines = shown.text.splitlines()
    assert lines[1].startswith("5 drones downed — Air Force, 01:08 EEST")
    assert lines[2].startswith("2 drones downed — Sergei Sobyanin")
    assert "7" not in "".join(lines[1:3])


def test_a_number_that_was_added_up_says_from_how_many_statements() -> None:
    said = [statement(count=2), statement(2, count=3, count_is_minimum=True)]

    assert "at least 5 drones downed in 2 statements — Sergei Sobyanin" in card(incident(*said)).text
    assert "сбито 5 беспилотников или больше в 2 сообщениях" in card(incident(*said), language="ru").text


def test_an_itemised_figure_shows_its_regions_largest_first() -> None:
    said = statement(count=8, by_place={"RU-BEL": 3, "RU-BRY": 5}, places=("RU-BEL", "RU-BRY"))
    shown = card(incident(said, places=("RU-BEL", "RU-BRY")))

    assert "🔵 Interception · Belgorod Region, Bryansk Region" in shown.text
    assert "8 drones downed (Bryansk Region 5, Belgorod Region 3)" in shown.text


def test_a_list_that_gives_no_figure_of_this_region_is_not_taken_for_one() -> None:
    said = statement(count=48, by_place={"RU-BEL": 48}, places=("RU-BEL", "RU-MOW"))

    assert "48 drones downed over all the regions it lists — " in card(incident(said)).text


def test_a_smaller_total_stands_beside_the_larger_figure() -> None:
    period = Period(AT_0058 - timedelta(hours=1), AT_0058 + timedelta(hours=1), Precision.MINUTE)
    shown = card(incident(statement(count=9), statement(2, count=7, scope=Scope.PERIOD, period=period)))

    assert "9 drones downed · also stated: 7 drones downed from May 12, 23:58 MSK to 01:58 MSK" in shown.text


def test_words_of_damage_and_an_inscription_are_quoted() -> None:
    shown = card(incident(statement(damage="загорелась кровля", inscription="с любовью")))

    assert "\nDamage: “загорелась кровля”\nInscription: “с любовью”\n" in shown.text


def test_an_alert_claims_no_figure() -> None:
    shown = card(incident(statement(count=None, role=Role.WARNS, kinds=("alert",)), role=Role.WARNS))

    assert shown.text.startswith("🟡 Alert · Moscow\n\n")
    assert "not stated" not in shown.text


def test_where_nothing_is_counted_no_count_is_missed() -> None:
    closed = statement(count=None, kinds=("airport-restrictions",), sentence="Аэропорт закрыт.")
    shown = card(incident(closed, story="airports"))

    assert "not stated" not in shown.text
    assert "\n\nАэропорт закрыт.\n" in shown.text


def test_the_second_of_two_kinds_goes_on_in_small_letters() -> None:
    shown = card(incident(statement(kinds=("attack", "interception"))))

    assert shown.text.startswith("🔵 Attack, interception · Moscow\n")


def test_a_source_is_called_as_its_readers_call_it() -> None:
    names = replace(NAMES, called={"mos_sobyanin": {"ru": "Сергей Собянин, мэр Москвы"}})

    for language, source in {
        "ru": "Сергей Собянин, мэр Москвы",
        "uk": "Sergei Sobyanin, Mayor of Moscow",
    }.items():
        shown = render_card(incident(), reader=reader(language), names=names)
        assert f"— {source}, " in shown.body.text


def test_the_all_clear_has_its_time() -> None:
    shown = card(
        incident(
            statement(),
            statement(2, count=None, role=Role.ENDS, kinds=("all-clear",)),
            ended_at=AT_0058 + timedelta(minutes=10),
        )
    )

    assert "🟢 All clear: 01:08 MSK" in shown.text
    assert shown.text.startswith("🔵 Interception · Moscow")


def test_a_claim_has_the_time_at_which_it_was_made_not_that_of_the_all_clear() -> None:
    clear = statement(2, count=None, role=Role.ENDS, kinds=("all-clear",))
    shown = card(incident(statement(), clear, ended_at=clear.published_at))

    assert "2 drones downed — Sergei Sobyanin, Mayor of Moscow, 00:58 MSK" in shown.text


def test_further_statements_are_folded_with_their_links() -> None:
    shown = card(incident(*(statement(n, count=None, sentence=f"Сообщение {n}.") for n in (1, 2, 3))))

    [folded] = covered(shown, "expandable_blockquote")
    assert folded.splitlines()[0] == "Further statements"
    assert [line.rpartition(": ")[2] for line in folded.splitlines()[1:]] == ["Сообщение 2.", "Сообщение 1."]
    assert links(shown) == ["https://t.me/mos_sobyanin/1002", "https://t.me/mos_sobyanin/1001"]
    assert "https://t.me/mos_sobyanin/1003" in shown.text


def test_the_deciding_statement_is_the_newest_of_the_gravest_kind_and_no_repost() -> None:
    shown = card(
        incident(
            statement(1, role=Role.HARMS, kinds=("attack",), sentence="Загорелась кровля."),
            statement(2, role=Role.HARMS, kinds=("attack",), sentence="Репост.", echo_of=1),
            statement(3, sentence="Сбит беспилотник."),
        )
    )

    assert covered(shown, "blockquote") == ["Загорелась кровля."]
    assert "(repost): Репост." in shown.text


def test_a_withdrawn_statement_counts_no_more_and_is_struck_through() -> None:
    shown = card(
        incident(statement(count=1), statement(2, count=9, sentence="Сбито девять.", withdrawn_at=NOW))
    )

    assert "1 drone downed" in shown.text
    assert "10" not in shown.text.splitlines()[1]
    assert covered(shown, "strikethrough") == ["Сбито девять."]


def test_a_wholly_withdrawn_incident_says_so() -> None:
    shown = card(incident(statement(withdrawn_at=NOW)))

    assert shown.text.startswith("⚪ Interception · Moscow\nWithdrawn: ")
    assert_sendable(shown)


def test_a_possible_repeat_is_marked() -> None:
    shown = render_card(incident(), reader=reader(), names=NAMES, possible_repeat=True)

    assert shown.text.endswith("This may be a repeat: it is not known whether the first one arrived.")


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        (None, NOW, "00:58 MSK"),
        ("Europe/Kyiv", NOW, "00:58 EEST"),
        ("America/New_York", NOW, "17:58 EDT"),
        ("Asia/Yekaterinburg", NOW, "02:58 UTC+5"),
        ("Asia/Kathmandu", NOW, "03:43 UTC+5:45"),
        (None, NOW + timedelta(days=1), "May 13, 00:58 MSK"),
        (None, NOW + timedelta(days=400), "May 13, 2026, 00:58 MSK"),
    ],
)
def test_times_are_on_the_readers_clock_else_on_the_channels(
    zone: str | None, now: object, expected: str
) -> None:
    at = AT_0058
    shown = render_card(incident(statement()), reader=reader("en", zone, now), names=NAMES)  # type: ignore[arg-type]

    assert covered(shown, "date_time")[0] == expected
    [entity] = [entity for entity in shown.body.entities if entity.kind == "date_time"]
    assert entity.at == at


def test_a_place_nobody_named_is_said_to_be_not_stated() -> None:
    assert "Interception · place not stated" in card(incident(places=())).text


def test_a_pattern_and_a_channel_that_left_the_watch_list_stay_readable() -> None:
    shown = card(incident(statement(kinds=("gone-pattern",), handle="gone_channel", source="")))

    assert "gone-pattern · Moscow" in shown.text
    assert "@gone_channel, 21:58 UTC" in shown.text


def test_markup_in_a_statement_stays_text() -> None:
    evil = '<b>2</b> & <a href="https://evil.example">link</a> [x](tg://y) *bold* `code`'
    shown = card(incident(statement(sentence=evil, source="<i>Mayor</i>", inscription="<u>x</u>")))

    assert evil in shown.text
    assert {entity.kind for entity in shown.body.entities} == {"bold", "blockquote", "date_time"}


def test_a_busy_night_drops_the_oldest_statements_and_says_how_many() -> None:
    night = [statement(n, sentence=f"Сообщение {n}. " + "Подробности уточняются. " * 12) for n in range(1, 301)]
    shown = card(incident(*night))

    assert_sendable(shown)
    [folded] = covered(shown, "expandable_blockquote")
    kept = len(folded.splitlines()) - 2
    assert kept > 5
    assert folded.splitlines()[-1] == f"and {299 - kept} more statements"
    assert "Сообщение 299." in folded
    assert "Сообщение 1." not in folded


def test_many_sources_are_shortened_too() -> None:
    night = [
        statement(
            n, handle=f"channel_{n}", source="Очень длинное название канала " * 4, damage="разрушено " * 40
        )
        for n in range(1, 41)
    ]
    shown = card(incident(*night))

    assert_sendable(shown)
    assert "more sources" in shown.text


@pytest.mark.parametrize("reason", Reason)
def test_news_say_what_is_new_and_lead_to_the_statement(reason: Reason) -> None:
    view = incident(
        statement(count=None), statement(2, count=7, injured=2, sentence="Сбито семь, двое ранены.")
    )
    shown = render_news(view, reason, reader=reader(), names=NAMES)

    assert_sendable(shown)
    assert shown.text.splitlines()[0] == "🔵 Interception · Moscow"
    assert shown.text.splitlines()[1] == TITLES[reason]
    assert "https://t.me/mos_sobyanin/1002" in shown.text


def test_news_of_a_figure_rest_on_the_statement_that_has_one() -> None:
    view = incident(statement(count=7), statement(2, count=None, sentence="Работают службы."))
    shown = render_news(view, Reason.FIRST_FIGURE, reader=reader(), names=NAMES)

    assert "https://t.me/mos_sobyanin/1001" in shown.text


def test_a_list_shows_each_incident_with_its_link_and_its_date() -> None:
    views = [incident(statement(n)) for n in (1, 2)]
    body, _ = render_list(views, title=plain("Latest"), reader=reader(now=NOW + timedelta(days=2)), names=NAMES)

    assert body.text.splitlines()[:5] == [
        "Latest",
        "",
        "1. 🔵 Interception · Moscow",
        "2 drones downed — Sergei Sobyanin, Mayor of Moscow, May 13, 00:58 MSK",
        "https://t.me/mos_sobyanin/1001",
    ]


def test_a_list_that_would_be_too_long_shows_less_of_each_incident() -> None:
    views = [incident(statement(n, source="Название " * 13, damage="разрушено " * 16)) for n in range(1, 21)]
    body, number = render_list(views, title=plain("Latest"), reader=reader(), names=NAMES, first=21)

    assert_sendable(Rendered(body))
    assert number == 20
    assert body.text.count("https://t.me/") == 20
    assert "40. 🔵 Interception · Moscow, 04:08 MSK" in body.text


def test_a_list_that_is_too_long_even_so_says_how_many_are_left_out() -> None:
    names = replace(NAMES, place_name=lambda code, language: "Область " * 7)
    views = [incident(statement(n), places=("RU-MOW",) * 8) for n in range(1, 21)]
    body, number = render_list(views, title=plain("Latest"), reader=reader(), names=names)

    assert_sendable(Rendered(body))
    assert 0 < number < 20
    assert body.text.splitlines()[-1] == f"and {20 - number} more"


outside = st.text(max_size=60) | st.text(st.sampled_from("<>&\"'@/#[]()*_`‮​😀é️\u200d\n\t{}"), max_size=900)
optional = st.none() | st.integers(0, 10**6)
facts = st.builds(
    Facts,
    count=optional,
    count_is_minimum=st.booleans(),
    scope=st.sampled_from(Scope),
    by_place=st.dictionaries(st.sampled_from(["RU-MOW", "RU-BEL", "XX-YY"]), st.integers(0, 99)),
    killed=optional,
    injured=optional,
    emergency_services=st.booleans(),
    inscription=st.none() | outside,
    damage=st.none() | outside,
    stated_at=st.none() | outside,
)


@st.composite
def statements(draw: st.DrawFn) -> StatementView:
    return replace(
        statement(draw(st.integers(1, 400))),
        handle=draw(st.sampled_from([f"channel_{n}" for n in range(30)])),
        source=draw(outside),
        sentence=draw(outside),
        facts=draw(facts),
        role=draw(st.sampled_from(Role)),
        kinds=(draw(outside),),
        echo_of=draw(st.none() | st.just(1)),
        withdrawn_at=draw(st.none() | st.just(NOW)),
    )


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(
    said=st.lists(statements(), min_size=1, max_size=40, unique_by=lambda s: s.statement_id),
    places=st.lists(st.sampled_from(["RU-MOW", "RU-BEL", "XX-YY"]), max_size=30),
    language=st.sampled_from(["ru", "uk", "en"]),
    ended=st.booleans(),
    reason=st.sampled_from(Reason),
)
def test_whatever_is_stated_telegram_takes_every_message(
    said: list[StatementView], places: list[str], language: str, ended: bool, reason: Reason
) -> None:
    view = incident(*said, places=tuple(places), ended_at=NOW if ended else None)
    who = reader(language)

    assert_sendable(render_card(view, reader=who, names=NAMES, possible_repeat=ended))
    assert_sendable(render_news(view, reason, reader=who, names=NAMES, possible_repeat=ended))
    assert_sendable(Rendered(render_list([view] * 20, title=plain("Latest"), reader=who, names=NAMES)[0]))


def test_a_repost_is_shown_but_is_no_source_of_its_own() -> None:
    shown = card(incident(statement(), statement(2, handle="kpszsu", source="Air Force", echo_of=1)))

    assert "not stated" not in shown.text
    assert [line for line in shown.text.splitlines() if "Air Force" in line] == [
        f"01:08 EEST Air Force (repost): {MOSCOW_SENTENCE}"
    ]


def test_nobody_hurt_is_said_no_more_once_somebody_died() -> None:
    first, later = statement(killed=0, injured=0), statement(2, killed=2)

    assert "2 killed" in card(incident(first, later)).text
    assert "nobody" not in card(incident(first, later)).text
    assert "2 killed · nobody injured" in card(incident(statement(killed=2, injured=0))).text


def test_what_our_admins_took_back_is_not_told_as_taken_back_by_its_source() -> None:
    said = [statement(withdrawn_at=NOW), statement(2, sentence="Сбито девять.", withdrawn_at=NOW)]
    view = incident(*said, retracted_at=NOW)

    for shown in (card(view), render_news(view, Reason.WITHDRAWN, reader=reader(), names=NAMES)):
        assert "Withdrawn by the admins of this bot at" in shown.text
        assert "Сбито девять." in shown.text
        assert "(withdrawn)" not in shown.text
        assert not covered(shown, "strikethrough")


def test_a_withdrawal_shows_what_was_withdrawn() -> None:
    view = incident(statement(), statement(2, sentence="Сбито девять.", withdrawn_at=NOW))
    shown = render_news(view, Reason.WITHDRAWN, reader=reader(), names=NAMES)

    assert covered(shown, "strikethrough") == ["Сбито девять."]
    assert "https://t.me/mos_sobyanin/1002" in shown.text


def test_an_edited_figure_says_what_it_was_and_since_when() -> None:
    corrected = statement(corrections=(Correction("count", 3, AT_0058 + timedelta(minutes=17)),))
    lines = card(incident(corrected)).text.splitlines()

    assert lines[1].startswith("2 drones downed — ")
    assert lines[2] == "✏️ count corrected 3 → 2 at 01:15 MSK"


def test_a_figure_that_was_taken_back_says_so() -> None:
    at = AT_0058 + timedelta(minutes=17)
    taken_back = statement(count=None, corrections=(Correction("count", 3, at),))

    assert "✏️ count 3 no longer stated since 01:15 MSK" in card(incident(taken_back)).text


def test_corrected_tolls_and_damage_that_is_taken_back_are_said_too() -> None:
    at = AT_0058 + timedelta(minutes=17)
    edits = (
        Correction("killed", 1, at),
        Correction("injured", 3, at + timedelta(minutes=1)),
        Correction("damage", "загорелась кровля", at + timedelta(minutes=2)),
    )
    lines = card(incident(statement(injured=2, corrections=edits))).text.splitlines()

    assert lines[2:5] == [
        "✏️ 1 killed no longer stated since 01:15 MSK",
        "✏️ injured corrected 3 → 2 at 01:16 MSK",
        "✏️ damage no longer stated since 01:17 MSK",
    ]
    reworded = statement(damage="сгорела кровля", corrections=edits[2:])
    assert "✏️" not in card(incident(reworded)).text


def test_a_deleted_statement_is_said_to_be_deleted_by_its_channel() -> None:
    gone = statement(2, withdrawn_at=NOW, deleted=True)

    assert "(deleted by its channel)" in card(incident(statement(), gone)).text
    assert "Withdrawn: deleted by its channel." in card(incident(gone)).text


def test_in_a_channel_no_button_changes_what_all_its_readers_see() -> None:
    theirs = replace(reader(), in_channel=True)
    first = render_card(incident(statement()), reader=theirs, names=NAMES, key=34)
    news = render_news(incident(statement()), Reason.HARM, reader=theirs, names=NAMES, key=35)

    assert [[button.label for button in row] for row in first.keyboard] == [["Why?"]]
    # Even so each message can be told apart from any other.
    assert [row[0].data for row in (*first.keyboard, *news.keyboard)] == ["1:why:1:m34", "1:why:1:m35"]
