"""When a post is looked at again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from bot.rules.rereading import AGES, MISSING_AGAIN, WATCHED, Watched, is_due, shown_and_missing

AT = datetime(2026, 5, 12, 21, 58, tzinfo=UTC)


def watched(number: int = 5, checked_after: timedelta | None = None) -> Watched:
    return Watched(number * 10, 1, number, AT, None if checked_after is None else AT + checked_after)


def test_a_post_is_looked_at_at_each_of_its_ages_once_and_then_left_alone() -> None:
    post, looks = watched(), []
    for minute in range(int(WATCHED.total_seconds()) // 60):
        if is_due(post, now := AT + timedelta(minutes=minute)):
            looks.append(now - AT)
            post = watched(checked_after=now - AT)

    assert tuple(looks) == AGES


def test_looks_thin_out_with_age() -> None:
    pauses = [later - earlier for earlier, later in pairwise(AGES)]

    assert pauses == sorted(pauses)


def test_after_an_outage_one_late_look_makes_up_for_all_that_were_missed() -> None:
    late = AT + timedelta(hours=5)

    assert is_due(watched(checked_after=timedelta(minutes=2)), late)
    assert not is_due(watched(checked_after=timedelta(hours=5)), late)


def test_a_page_that_shows_a_due_post_is_its_look() -> None:
    assert shown_and_missing([watched()], {4, 5, 6}, AT + timedelta(minutes=3)) == ([50], [])
    assert shown_and_missing([watched()], {4, 5, 6}, AT + timedelta(minutes=1)) == ([], [])


def test_a_post_is_missing_only_between_the_pages_oldest_and_newest() -> None:
    post, now = watched(checked_after=timedelta(minutes=2)), AT + timedelta(minutes=20)

    assert shown_and_missing([post], {4, 6}, now) == ([], [50])
    assert shown_and_missing([post], {6, 7}, now) == ([], [])
    assert shown_and_missing([post], {3, 4}, now) == ([], [])
    assert shown_and_missing([post], set(), now) == ([], [])


def test_a_missing_post_that_was_just_looked_at_is_left_alone_for_a_while() -> None:
    now = AT + timedelta(hours=3)
    just = watched(checked_after=now - AT - MISSING_AGAIN / 2)

    assert shown_and_missing([just], {4, 6}, now) == ([], [])
    assert shown_and_missing([just], {4, 6}, now + MISSING_AGAIN) == ([], [50])
