"""The breaker that leaves a failing host alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.circuit import AT_ONCE, FIRST_PAUSE, LONGEST_PAUSE, RELAPSES, Circuit, Permit
from bot.rules.health import STEADY
from bot.values import ChannelState

NOW = datetime(2026, 5, 12, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def fail(
    circuit: Circuit,
    handle: str,
    now: datetime = NOW,
    *,
    state: ChannelState = ChannelState.UNREACHABLE,
    watched: int = 40,
    asked: float | None = None,
) -> Circuit:
    return circuit.failed(handle, state, "no connection", now=now, watched=watched, asked=asked)


def opened(**fields: object) -> Circuit:
    circuit = Circuit()
    for number in range(AT_ONCE):
        circuit = fail(circuit, f"c{number}", **fields)  # type: ignore[arg-type]
    return circuit


def fail_all(circuit: Circuit, now: datetime) -> Circuit:
    for number in range(AT_ONCE):
        circuit = fail(circuit, f"c{number}", now)
    return circuit


def test_different_channels_that_fail_in_a_row_open_it() -> None:
    circuit = Circuit()
    for number in range(AT_ONCE):
        assert circuit.permit(NOW) is Permit.ALL
        circuit = fail(circuit, f"c{number}")
    assert circuit.permit(NOW) is Permit.NOTHING
    assert circuit.opened_at == NOW


def test_one_channel_that_fails_for_ever_does_not() -> None:
    circuit = Circuit()
    for _ in range(100):
        circuit = fail(circuit, "c1")
    assert circuit.permit(NOW) is Permit.ALL


def test_one_success_between_starts_the_count_anew() -> None:
    circuit = Circuit()
    for number in range(100):
        circuit = fail(circuit, f"c{number}")
        if number % (AT_ONCE - 1) == 0:
            circuit = circuit.answered(NOW)
    assert circuit.permit(NOW) is Permit.ALL


def test_where_few_are_watched_all_of_them_must_fail_and_one_alone_never_is_the_host() -> None:
    assert fail(fail(Circuit(), "a", watched=2), "b", watched=2).opened_at == NOW
    assert fail(Circuit(), "a", watched=1).opened_at is None


def test_a_refusal_among_the_failures_names_the_trouble() -> None:
    circuit = fail(Circuit(), "a", state=ChannelState.BLOCKED)
    for number in range(AT_ONCE):
        circuit = fail(circuit, f"c{number}", state=ChannelState.SLOW)
    assert circuit.state is ChannelState.BLOCKED


def test_one_request_tries_after_a_pause_that_doubles() -> None:
    circuit, now, pauses = opened(), NOW, []
    for _ in range(8):
        assert circuit.probe_at is not None
        pauses.append(circuit.probe_at - now)
        assert circuit.permit(circuit.probe_at - SECOND) is Permit.NOTHING
        assert circuit.permit(circuit.probe_at) is Permit.ONE
        now = circuit.probe_at
        circuit = fail(circuit, "c0", now)
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE


def test_requests_that_were_under_way_do_not_count_as_probes() -> None:
    circuit = opened()
    assert fail(circuit, "late", NOW + SECOND) == circuit
    assert not circuit.is_confirmed
    assert fail(circuit, "c0", NOW + FIRST_PAUSE).is_confirmed


def test_a_clock_that_is_set_back_does_not_make_the_pause_longer() -> None:
    earlier = NOW - timedelta(hours=1)
    circuit = opened()
    assert circuit.permit(earlier) is Permit.ONE
    assert fail(circuit, "c0", earlier).probe_at == earlier + 2 * FIRST_PAUSE


def test_what_the_host_asks_for_is_obeyed() -> None:
    assert opened(asked=3600).probe_at == NOW + timedelta(hours=1)


def test_a_host_that_answers_one_request_and_refuses_the_rest_is_left_alone_for_longer_and_told() -> None:
    circuit, now, pauses = Circuit(), NOW, []
    for round_ in range(4):
        for number in range(AT_ONCE):
            circuit = fail(circuit, f"c{number}", now, state=ChannelState.BLOCKED)
        assert circuit.is_confirmed is (round_ >= RELAPSES)
        assert circuit.probe_at is not None
        pauses.append(circuit.probe_at - now)
        now = circuit.probe_at
        circuit = circuit.answered(now)
        now += SECOND
    assert pauses == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE, 8 * FIRST_PAUSE]

    later = fail_all(circuit, now + STEADY)
    assert later.relapses == 0, "what was well for a while begins anew"
    assert not later.is_confirmed


def test_an_answer_closes_it_and_it_must_last_before_that_is_said() -> None:
    circuit = opened().answered(NOW)
    assert circuit.permit(NOW) is Permit.ALL
    assert not circuit.is_steady(NOW + STEADY - SECOND, pace=1)
    assert circuit.is_steady(NOW + STEADY, pace=1)


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.integers(0, 900)), max_size=80))
def test_whatever_happens_it_comes_to_a_probe(events: list[tuple[int, bool, int]]) -> None:
    circuit, now = Circuit(), NOW
    for handle, well, seconds in events:
        now += seconds * SECOND
        circuit = circuit.answered(now) if well else fail(circuit, f"c{handle}", now)
    assert circuit.permit(now + LONGEST_PAUSE) is not Permit.NOTHING
    assert circuit.answered(now).permit(now) is Permit.ALL
