"""What a reading says about a channel, when it is tried again, and when that is told."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.health import (
    FAILING,
    MANNERS,
    OF_THE_HOST,
    STEADY,
    back_off,
    gone_as,
    is_old,
    is_over,
    is_silent,
    is_told,
    seen_as,
    silence_allowed,
    tempo,
)
from bot.rules.polling import Rate, fresh_rate
from bot.values import ChannelState, FetchedPost, MediaKind

NOW = datetime(2026, 5, 12, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TEASER = "О работе служб этой ночью.\nЧитать полностью в MAX"


def post(
    number: int, text: str = "Открыт новый мост.", *, hidden: bool = False, service: bool = False
) -> FetchedPost:
    media = (MediaKind.UNSUPPORTED,) if hidden else ()
    return FetchedPost(number, "" if hidden else text, NOW, "mayor", media=media, service=service)


def seen(
    *posts: FetchedPost,
    before: ChannelState = ChannelState.OK,
    shown_as: str = "mayor",
    silent: bool = False,
) -> ChannelState:
    return seen_as(before, posts, handle="Mayor", shown_as=shown_as, silent=silent)


class TestAReading:
    def test_a_channel_that_can_be_read_is_well(self) -> None:
        assert seen(post(1), post(2)) is ChannelState.OK

    def test_posts_that_hide_their_text_are_counted(self) -> None:
        plain = [post(n) for n in range(7)]
        assert seen(*plain, post(8, hidden=True), post(9, hidden=True)) is ChannelState.OK
        assert seen(*plain, *(post(n, hidden=True) for n in (8, 9, 10))) is ChannelState.UNREADABLE

    def test_it_stays_unreadable_until_at_most_one_hides_its_text(self) -> None:
        plain = [post(n) for n in range(9)]
        for hidden, state in ((2, ChannelState.UNREADABLE), (1, ChannelState.OK)):
            page = [*plain, *(post(90 + n, hidden=True) for n in range(hidden))]
            assert seen(*page, before=ChannelState.UNREADABLE) is state

    def test_what_hid_its_text_long_ago_does_not_count(self) -> None:
        page = [*(post(n, hidden=True) for n in range(5)), *(post(n) for n in range(10, 20))]
        assert seen(*page) is ChannelState.OK

    def test_messages_of_telegram_itself_do_not_count(self) -> None:
        hidden = [post(n, hidden=True) for n in range(3)]
        notes = [post(10 + n, "pinned", service=True) for n in range(10)]
        assert seen(*hidden, *notes) is ChannelState.UNREADABLE

    def test_teasers_are_counted(self) -> None:
        assert seen(*(post(n, TEASER) for n in range(3))) is ChannelState.TEASERS
        assert seen(*(post(n, TEASER) for n in range(2))) is ChannelState.OK

    def test_another_name_is_a_rename_and_another_case_is_none(self) -> None:
        assert seen(post(1), shown_as="city_mayor") is ChannelState.RENAMED
        assert seen(post(1), shown_as="MAYOR") is ChannelState.OK

    def test_silence_is_what_is_left_to_complain_of(self) -> None:
        assert seen(post(1), silent=True) is ChannelState.QUIET
        assert seen(post(1), silent=True, shown_as="city_mayor") is ChannelState.RENAMED

    def test_a_name_that_is_gone_was_private_or_renamed_if_it_was_ever_read(self) -> None:
        assert gone_as(ChannelState.MISSING, was_read=False) is ChannelState.MISSING
        assert gone_as(ChannelState.MISSING, was_read=True) is ChannelState.PRIVATE
        assert gone_as(ChannelState.NO_PREVIEW, was_read=True) is ChannelState.NO_PREVIEW


class TestBackOff:
    def test_every_state_has_a_manner_of_its_own(self) -> None:
        assert set(MANNERS) == set(ChannelState)
        pauses = {(MANNERS[state].first, MANNERS[state].longest) for state in FAILING}
        assert len(pauses) == len(FAILING)

    @pytest.mark.parametrize("state", sorted(FAILING))
    def test_pauses_double_up_to_the_longest(self, state: ChannelState) -> None:
        pauses = [back_off(state, failures) for failures in range(40)]
        assert pauses == sorted(pauses)
        assert (pauses[0], pauses[-1]) == (MANNERS[state].first, MANNERS[state].longest)

    def test_the_host_is_obeyed_where_it_asks_for_longer(self) -> None:
        assert back_off(ChannelState.BLOCKED, 0, asked=7200) == 2 * HOUR
        assert back_off(ChannelState.BLOCKED, 0, asked=1) == MINUTE

    def test_who_reads_every_second_judges_faster(self) -> None:
        assert tempo(timedelta(minutes=15)) == tempo(MINUTE) == 1
        assert back_off(ChannelState.BROKEN_PAGE, 0, pace=tempo(timedelta(seconds=1))) == timedelta(seconds=1)


class TestTelling:
    @pytest.mark.parametrize("state", sorted(FAILING))
    def test_a_failure_is_told_once_it_lasts_and_a_second_reading_met_it(self, state: ChannelState) -> None:
        patience = MANNERS[state].patience
        assert not is_told(state, NOW, 5, NOW + patience - MINUTE / 60, pace=1)
        assert not is_told(state, NOW, 1, NOW + patience, pace=1)
        assert is_told(state, NOW, 2, NOW + patience, pace=1)

    def test_a_channel_that_is_well_is_never_told(self) -> None:
        assert not is_told(ChannelState.OK, NOW, 0, NOW + 9 * DAY, pace=1)

    def test_the_end_waits_until_it_lasts(self) -> None:
        for after, over in ((STEADY - MINUTE / 60, False), (STEADY, True)):
            assert is_over(ChannelState.SLOW, ChannelState.OK, NOW, NOW + after, pace=1) is over

    def test_a_silence_ends_with_the_post_that_breaks_it(self) -> None:
        assert is_over(ChannelState.QUIET, ChannelState.OK, NOW, NOW, pace=1)

    @pytest.mark.parametrize("told", sorted(set(ChannelState) - {ChannelState.OK}))
    @pytest.mark.parametrize("fault", sorted(OF_THE_HOST))
    def test_a_passing_fault_ends_nothing(self, told: ChannelState, fault: ChannelState) -> None:
        assert not is_over(told, fault, NOW, NOW + 9 * DAY, pace=1)

    def test_what_a_person_must_mend_replaces_a_fault(self) -> None:
        assert is_over(ChannelState.UNREACHABLE, ChannelState.MISSING, NOW, NOW, pace=1)

    def test_a_source_is_old_when_it_was_not_read_for_longer_than_its_turn_takes(self) -> None:
        turn = timedelta(minutes=15)
        assert not is_old(NOW, NOW + turn + 30 * MINUTE, max_interval=turn)
        assert is_old(NOW, NOW + turn + 31 * MINUTE, max_interval=turn)
        assert not is_old(None, NOW, max_interval=turn)


def habit(every: timedelta, *, days: int = 7, silent: timedelta = timedelta(0)) -> tuple[Rate, datetime]:
    """The rate of a channel that posted evenly and then fell silent, and when it posted last."""
    rate, at = fresh_rate(NOW), NOW
    while at < NOW + days * DAY:
        at += every
        rate = rate.observed(1, at)
    last, end = at, at + silent
    while at < end:
        at += 15 * MINUTE
        rate = rate.observed(0, at)
    return rate, last


class TestSilence:
    @pytest.mark.parametrize("every", [timedelta(minutes=30), 2 * HOUR, 6 * HOUR])
    def test_what_was_usual_is_remembered_through_the_silence(self, every: timedelta) -> None:
        before = silence_allowed(*habit(every))
        after = silence_allowed(*habit(every, silent=2 * DAY))
        assert before is not None
        assert after is not None
        assert after / before == pytest.approx(1, abs=0.15)

    def test_a_night_is_no_silence_even_for_a_busy_channel(self) -> None:
        allowed = silence_allowed(*habit(timedelta(minutes=10)))
        assert not is_silent(12 * HOUR, allowed, None)
        assert is_silent(17 * HOUR, allowed, None)

    def test_a_channel_that_rests_at_weekends_may(self) -> None:
        allowed = silence_allowed(*habit(HOUR))
        assert is_silent(50 * HOUR, allowed, 12 * HOUR)
        assert not is_silent(50 * HOUR, allowed, 48 * HOUR)

    def test_of_a_channel_without_habits_nothing_is_said(self) -> None:
        assert silence_allowed(*habit(3 * DAY, days=30)) is None
        assert silence_allowed(*habit(HOUR, days=0)) is None
        assert not is_silent(90 * DAY, None, None)
