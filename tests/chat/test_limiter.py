"""How fast messages leave, in virtual time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.chat.lanes import CalledOff, Lane, Turn
from bot.chat.limiter import Limiter
from bot.chat.pace import BULK_PER_SECOND
from bot.chat.remembering import Slowness
from bot.rules.numbering import Numbering
from tests.chat.virtual import run


class Desk:
    """Sends through a limiter and notes when each message left."""

    def __init__(self) -> None:
        self.limiter = Limiter()
        self.left: list[tuple[float, int, Lane]] = []
        self.floods: dict[int, list[float]] = {}
        self.answered_after = 0.0

    async def send(
        self, chat_id: int, lane: Lane = Lane.ALERT, *, at: float = 0, endpoint: str = "sendMessage"
    ) -> float:
        """Ask for a message at the time *at*; how long it waited."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(at - loop.time())
        asked = loop.time()

        async def call() -> bool:
            self.left.append((loop.time(), chat_id, lane))
            if self.answered_after:
                await asyncio.sleep(self.answered_after)
            if self.floods.get(chat_id):
                raise RetryAfter(timedelta(seconds=self.floods[chat_id].pop(0)))
            return True

        await self.limiter.process_request(call, (), {}, endpoint, {"chat_id": chat_id}, Turn(lane))
        return loop.time() - asked

    def times(self, chat_id: int | None = None, lane: Lane | None = None) -> list[float]:
        return [at for at, chat, by in self.left if chat_id in (None, chat) and (lane is None or by is lane)]


def busiest(times: Iterable[float], window: float) -> int:
    """The most messages in any half-open stretch of *window* seconds."""
    times = sorted(times)
    return max((sum(begin <= at < begin + window - 1e-6 for at in times) for begin in times), default=0)


def desk_run(scenario: Callable[[Desk], Awaitable[Any]], *, late: float = 0.0) -> Desk:
    desk = Desk()

    async def main() -> None:
        await scenario(desk)

    run(main(), late=late)
    return desk


def test_a_broadcast_leaves_at_most_29_a_second_and_loses_no_time() -> None:
    desk = desk_run(lambda desk: asyncio.gather(*(desk.send(chat) for chat in range(1, 301))))

    assert len(desk.left) == 300
    assert busiest(desk.times(), 1) <= 29
    assert 300 / BULK_PER_SECOND - 1 < max(desk.times()) < 300 / BULK_PER_SECOND + 1


@pytest.mark.parametrize("late", [0.004, 0.010])
def test_a_broadcast_loses_no_time_on_a_busy_loop(late: float) -> None:
    desk = desk_run(lambda desk: asyncio.gather(*(desk.send(chat) for chat in range(1, 301))), late=late)

    assert busiest(desk.times(), 1) <= 29
    assert max(desk.times()) < 300 / BULK_PER_SECOND + 0.2


def test_one_private_chat_gets_one_bulk_message_a_second() -> None:
    desk = desk_run(lambda desk: asyncio.gather(*(desk.send(7) for _ in range(10))))

    assert desk.times() == pytest.approx(list(range(10)))


def test_a_slow_chat_does_not_use_up_the_turns_of_others() -> None:
    async def scenario(desk: Desk) -> None:
        await asyncio.gather(*(desk.send(7) for _ in range(20)), *(desk.send(chat) for chat in range(100, 158)))

    desk = desk_run(scenario)

    assert max(at for at, chat, _ in desk.left if chat != 7) < 2.2


def test_an_answer_goes_ahead_of_a_broadcast() -> None:
    waits: list[float] = []

    async def ask(desk: Desk, chat: int, at: float) -> None:
        waits.append(await desk.send(chat, Lane.ANSWER, at=at))

    async def scenario(desk: Desk) -> None:
        bulk = [desk.send(chat) for chat in range(1, 301)]
        await asyncio.gather(*bulk, *(ask(desk, 1000 + n, n * 0.4) for n in range(20)))

    desk_run(scenario)

    assert max(waits) == 0


def test_answers_push_back_the_cards_that_come_after_them() -> None:
    async def scenario(desk: Desk) -> None:
        await asyncio.gather(*(desk.send(1000 + n, Lane.ANSWER) for n in range(29)))
        assert await desk.send(1) == pytest.approx(29 / BULK_PER_SECOND)

    desk_run(scenario)


def test_a_person_may_ask_three_things_at_once_even_in_the_middle_of_a_broadcast_to_them() -> None:
    waits: list[float] = []

    async def scenario(desk: Desk) -> None:
        await desk.send(7)
        for _ in range(2):
            waits.append(await desk.send(7, Lane.ANSWER))

    desk_run(scenario)

    assert waits == [0, 0]


def test_pressing_through_screens_never_waits_but_for_a_429() -> None:
    waits: list[float] = []

    async def scenario(desk: Desk) -> None:
        for _ in range(8):
            waits.append(await desk.send(-5, Lane.ANSWER, endpoint="editMessageText"))
        desk.floods[-5] = [4.0]
        waits.append(await desk.send(-5, Lane.ANSWER, endpoint="editMessageText"))

    desk_run(scenario)

    assert waits == [0] * 8 + [4]


def test_requests_that_write_nothing_never_wait() -> None:
    async def scenario(desk: Desk) -> None:
        for _ in range(100):
            await desk.send(-5, Lane.ANSWER, endpoint="getChatMember")

    assert max(desk_run(scenario).times()) == 0


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([7, 8, -5, -1001]), st.sampled_from([Lane.ANSWER, Lane.ALERT]), st.floats(0, 90)
        ),
        max_size=120,
    )
)
def test_no_chat_ever_gets_more_than_telegram_allows(asked: list[tuple[int, Lane, float]]) -> None:
    async def scenario(desk: Desk) -> None:
        sends = (desk.send(chat, lane, at=at) for chat, lane, at in asked)
        await asyncio.gather(*sends, return_exceptions=True)

    desk = desk_run(scenario)

    assert busiest(desk.times(lane=Lane.ALERT), 1) <= 30
    for group in (-5, -1001):
        assert busiest(desk.times(group), 60) <= 20
    for person in (7, 8):
        assert busiest(desk.times(person), 10) <= 12
        assert busiest(desk.times(person, Lane.ALERT), 1) <= 1


def test_a_429_pauses_its_chat_for_as_long_as_it_says_and_no_other() -> None:
    async def scenario(desk: Desk) -> None:
        desk.floods[7] = [4.0]
        with pytest.raises(RetryAfter):
            await desk.send(7)
        await asyncio.gather(desk.send(7), desk.send(8))

    desk = desk_run(scenario)

    assert desk.times(7) == pytest.approx([0, 4])
    assert desk.times(8)[0] < 0.1


def test_a_pause_of_hours_is_handed_back_without_asking_telegram() -> None:
    async def scenario(desk: Desk) -> None:
        desk.floods[7] = [10072.0]
        for seconds in (10072, 10062):
            with pytest.raises(RetryAfter) as refusal:
                await desk.send(7)
            assert refusal.value.retry_after == pytest.approx(
                timedelta(seconds=seconds), abs=timedelta(seconds=1)
            )
            await asyncio.sleep(10)

    assert len(desk_run(scenario).left) == 1


def test_an_answer_waits_out_a_short_429_once() -> None:
    async def scenario(desk: Desk) -> None:
        desk.floods[7] = [3.0]
        assert await desk.send(7, Lane.ANSWER) == pytest.approx(3)

    assert desk_run(scenario).times() == pytest.approx([0, 3])


def test_three_flooded_chats_pause_the_lane_and_slow_it_down_and_it_recovers() -> None:
    async def scenario(desk: Desk) -> None:
        desk.floods = {chat: [4.0] for chat in (1, 2, 3)}
        await asyncio.gather(*(desk.send(chat) for chat in (1, 2, 3)), return_exceptions=True)
        assert desk.limiter.bulk_rate == pytest.approx(BULK_PER_SECOND * 0.7)
        started = asyncio.get_running_loop().time()
        await desk.send(50)
        assert asyncio.get_running_loop().time() - started == pytest.approx(4, abs=0.1)
        assert await desk.send(60, Lane.ANSWER) == 0
        await asyncio.sleep(5 * 60)
        await desk.send(51)
        assert desk.limiter.bulk_rate == pytest.approx(BULK_PER_SECOND * 0.7 + 5)
        await asyncio.sleep(60 * 60)
        await desk.send(52)
        assert desk.limiter.bulk_rate == BULK_PER_SECOND

    desk_run(scenario)


def test_one_flood_slows_the_lane_down_once_however_many_messages_were_on_their_way() -> None:
    async def scenario(desk: Desk) -> None:
        desk.answered_after = 1.0
        desk.floods = {chat: [4.0] for chat in range(1, 9)}
        await asyncio.gather(*(desk.send(chat) for chat in range(1, 9)), return_exceptions=True)
        assert desk.limiter.bulk_rate == pytest.approx(BULK_PER_SECOND * 0.7)

    desk_run(scenario)


def test_two_flooded_chats_slow_nobody_else_down() -> None:
    async def scenario(desk: Desk) -> None:
        desk.floods = {1: [5.0, 5.0], 2: [5.0]}
        await asyncio.gather(*(desk.send(chat) for chat in (1, 2)), return_exceptions=True)
        await asyncio.gather(desk.send(1), return_exceptions=True)
        assert desk.limiter.bulk_rate == BULK_PER_SECOND

    desk_run(scenario)


def test_messages_of_one_chat_leave_in_the_order_in_which_they_were_asked_for() -> None:
    order: list[int] = []

    async def one(desk: Desk, number: int) -> None:
        await desk.send(-5)
        order.append(number)

    desk_run(lambda desk: asyncio.gather(*(one(desk, number) for number in range(8))))

    assert order == list(range(8))


class TestUnknownFate:
    """A message into a chat where another's fate is open takes away the number it would be looked for by."""

    @pytest.mark.parametrize(
        ("lane", "notes_itself", "exposed"),
        [
            (Lane.ALERT, True, []),
            (Lane.ALERT, False, [7]),
            (Lane.DIGEST, True, [7]),
            (Lane.ANNOUNCEMENT, False, [7]),
            (Lane.ANSWER, False, [7]),
        ],
    )
    def test_only_an_alert_that_notes_its_call_does_not(
        self, lane: Lane, notes_itself: bool, exposed: list[int]
    ) -> None:
        numbering, memory = Numbering(), Exposures()
        numbering.watch(7)

        async def noted() -> bool:
            return True

        async def call() -> dict[str, int]:
            return {"message_id": 5}

        async def main() -> None:
            limiter = Limiter(numbering=numbering, memory=memory)
            turn = Turn(lane, noted if notes_itself else None)
            await limiter.process_request(call, (), {}, "sendMessage", {"chat_id": 7}, turn)

        run(main())
        assert memory.exposed == exposed


class Exposures:
    """Remembers which chats were exposed, and nothing else."""

    def __init__(self) -> None:
        self.exposed: list[int] = []

    async def pause(self, chat_id: int, span: timedelta) -> None: ...

    async def slow_down(self, slow: Slowness) -> None: ...

    async def slowness(self) -> Slowness | None: ...

    async def expose(self, chat_id: int) -> None:
        self.exposed.append(chat_id)


def test_the_more_urgent_lane_leaves_first() -> None:
    async def scenario(desk: Desk) -> None:
        announcements = [desk.send(chat, Lane.ANNOUNCEMENT) for chat in range(1000, 1058)]
        digests = [desk.send(chat, Lane.DIGEST, at=0.5) for chat in range(100, 110)]
        alerts = [desk.send(chat, Lane.ALERT, at=0.5) for chat in range(1, 11)]
        await asyncio.gather(*announcements, *digests, *alerts)

    desk = desk_run(scenario)

    ahead = 0.5 + 4 / BULK_PER_SECOND  # what was about to leave when they came
    assert max(desk.times(lane=Lane.ALERT)) < ahead + 10 / BULK_PER_SECOND
    assert max(desk.times(lane=Lane.DIGEST)) < ahead + 20 / 29
    assert max(desk.times(lane=Lane.ANNOUNCEMENT)) == pytest.approx(77 / 29, abs=0.05)


def test_a_message_is_noted_only_when_its_turn_has_nearly_come() -> None:
    noted: dict[int, float] = {}

    async def one(desk: Desk, number: int) -> None:
        async def note() -> bool:
            noted[number] = asyncio.get_running_loop().time()
            return True

        async def call() -> None:
            desk.left.append((asyncio.get_running_loop().time(), number, Lane.ALERT))

        await desk.limiter.process_request(
            call, (), {}, "sendMessage", {"chat_id": number}, Turn(Lane.ALERT, note)
        )

    desk = desk_run(lambda desk: asyncio.gather(*(one(desk, number) for number in range(1, 30))))

    assert max(at - noted[chat] for at, chat, _ in desk.left) < 4 / BULK_PER_SECOND


def test_a_slow_note_does_not_slow_the_line_down() -> None:
    async def one(desk: Desk, number: int) -> None:
        async def note() -> bool:
            await asyncio.sleep(0.06)
            return True

        async def call() -> None:
            desk.left.append((asyncio.get_running_loop().time(), number, Lane.ALERT))

        await desk.limiter.process_request(
            call, (), {}, "sendMessage", {"chat_id": number}, Turn(Lane.ALERT, note)
        )

    desk = desk_run(lambda desk: asyncio.gather(*(one(desk, number) for number in range(1, 59))))

    assert max(desk.times()) < 58 / 29 + 0.1
    assert busiest(desk.times(), 1) <= 29


def test_what_is_called_off_is_not_sent_and_costs_no_turn() -> None:
    async def scenario(desk: Desk) -> None:
        async def no() -> bool:
            return False

        async def call() -> None:
            raise AssertionError

        with pytest.raises(CalledOff):
            await desk.limiter.process_request(
                call, (), {}, "sendMessage", {"chat_id": 7}, Turn(Lane.ALERT, no)
            )
        assert await desk.send(7) == 0

    desk_run(scenario)


def test_a_chat_that_must_rest_is_named_until_it_may_be_written_to() -> None:
    async def scenario(desk: Desk) -> None:
        desk.floods[8] = [4.0]
        await desk.send(7)
        with pytest.raises(RetryAfter):
            await desk.send(8)
        assert sorted(desk.limiter.resting()) == [7, 8]
        await asyncio.sleep(1)
        assert desk.limiter.resting() == (8,)
        await asyncio.sleep(4)
        assert desk.limiter.resting() == ()

    desk_run(scenario)


class Notebook:
    """What a limiter remembers, and a process after it finds."""

    def __init__(self) -> None:
        self.left: Slowness | None = None
        self.paused: dict[int, timedelta] = {}

    async def pause(self, chat_id: int, span: timedelta) -> None:
        self.paused[chat_id] = span

    async def slow_down(self, slow: Slowness) -> None:
        self.left = slow

    async def slowness(self) -> Slowness | None:
        return self.left

    async def expose(self, chat_id: int) -> None:
        pass


def test_a_flood_outlasts_the_process() -> None:
    notebook = Notebook()

    async def flood(desk: Desk) -> None:
        desk.limiter = Limiter(memory=notebook)
        desk.floods = {chat: [4.0] for chat in (1, 2, 3)}
        await asyncio.gather(*(desk.send(chat) for chat in (1, 2, 3)), return_exceptions=True)

    async def restarted(desk: Desk) -> None:
        desk.limiter = Limiter(memory=notebook)
        await desk.limiter.initialize()
        assert desk.limiter.bulk_rate == pytest.approx(BULK_PER_SECOND * 0.7)
        assert await desk.send(50) == pytest.approx(4)
        assert await desk.send(60, Lane.ANSWER) == 0

    desk_run(flood)
    assert notebook.paused == {chat: timedelta(seconds=4) for chat in (1, 2, 3)}
    desk_run(restarted)


class Stalled(Notebook):
    """A database that takes nothing for a while."""

    async def expose(self, chat_id: int) -> None:
        await asyncio.sleep(5 - asyncio.get_running_loop().time())


async def broadcast_with_a_stall(desk: Desk, lane: Lane) -> None:
    """Twenty messages of *lane* wait for the database until the fifth second, in the midst of a broadcast."""
    numbering = Numbering()
    for chat in range(1, 21):
        numbering.store(chat)
    desk.limiter = Limiter(memory=Stalled(), numbering=numbering)
    held = (desk.send(chat, lane, at=chat / 10) for chat in range(1, 21))
    await asyncio.gather(*held, *(desk.send(chat, at=4) for chat in range(100, 200)))


@pytest.mark.parametrize("lane", [Lane.DIGEST, Lane.ANNOUNCEMENT])
def test_what_waited_for_the_database_does_not_leave_all_at_once(lane: Lane) -> None:
    desk = desk_run(lambda desk: broadcast_with_a_stall(desk, lane))

    assert len(desk.left) == 120
    assert busiest(desk.times(), 1) <= 29


def test_answers_that_waited_for_the_database_push_back_what_leaves_after_them() -> None:
    desk = desk_run(lambda desk: broadcast_with_a_stall(desk, Lane.ANSWER))

    assert desk.times(lane=Lane.ANSWER) == [5] * 20
    assert min(at for at in desk.times(lane=Lane.ALERT) if at > 5) > 5 + 19 / BULK_PER_SECOND
