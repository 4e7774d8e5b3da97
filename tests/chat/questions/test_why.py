"""What Why? opens with, and how it counts words."""

from datetime import timedelta

from bot.chat.questions.why import explained, points, render_why
from bot.chat.wording import Wording
from bot.values import Point, Role
from tests.chat.incidents import AT_0058, NAMES, incident, reader, statement

HARM = statement(2, kinds=("attack",), role=Role.HARMS, sentence="Обломки повредили крышу дома.")
ALL_CLEAR = statement(
    3, kinds=("all-clear",), role=Role.ENDS, sentence="Отбой.", published_at=AT_0058 + timedelta(hours=1)
)


def test_the_statement_of_the_headline_comes_first_then_the_newest() -> None:
    told = explained(incident(statement(1), HARM, ALL_CLEAR))
    assert [one.statement_id for one in told] == [2, 3, 1]


def test_why_opens_with_what_the_card_rests_on() -> None:
    shown = render_why(incident(statement(1), HARM, ALL_CLEAR), 0, reader=reader(), names=NAMES)
    assert HARM.sentence in shown.body.text
    assert "Understood as: Attack." in shown.body.text


def test_words_that_counted_twice_stand_once_with_their_sum() -> None:
    given = [
        Point(35, ("дрон",), "drone"),
        Point(60, ("сбит",), "downed"),
        Point(30, ("дрон",), "flying thing"),
        Point(-5, ("дрон",), "hobby"),
    ]
    lines = [line.text for line in points(given, Wording(reader(), NAMES))]
    assert lines == [
        "+65 for “дрон”",
        "+60 for “сбит”",
        "−5 speaks against it: “дрон”",
    ]


def test_a_word_that_several_rules_share_stands_once_with_the_words_it_counted_with() -> None:
    given = [
        Point(60, ("отразила", "БПЛА"), "air defence"),
        Point(15, ("бпла",), "drone"),
        Point(10, ("ПВО",), "who"),
        Point(5, ("отразила",), "verb"),
        Point(-4, ("ПВО", "учения"), "drill"),
    ]
    lines = [line.text for line in points(given, Wording(reader(), NAMES))]
    assert lines == [
        "+80 for “отразила”, “БПЛА”",
        "+10 for “ПВО”",
        "−4 speaks against it: “ПВО”, “учения”",
    ]


def test_a_rule_joins_the_words_of_two_others_and_their_sum_stays() -> None:
    given = [Point(20, ("сбит",), "a"), Point(30, ("дрон",), "b"), Point(40, ("дрон", "сбит"), "c")]
    [line] = points(given, Wording(reader(), NAMES))
    assert line.text == "+90 for “сбит”, “дрон”"


def test_points_without_words_of_one_reason_stand_once() -> None:
    given = [Point(5, (), "official channel"), Point(5, (), "says so twice"), Point(5, (), "official channel")]
    lines = [line.text for line in points(given, Wording(reader(), NAMES))]
    assert lines == ["+10 official channel", "+5 says so twice"]
