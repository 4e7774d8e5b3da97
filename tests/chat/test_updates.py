"""In which order updates are worked on, and who is refused."""

import asyncio

import pytest
from telegram import Update

from bot.chat.updates import BURST, ChatOrder, FloodGuard
from tests.chat.conftest import Desk
from tests.chat.updates import Json, membership, person, press, said
from tests.chat.virtual import run


class Work:
    """Updates given to a `ChatOrder`, and what became of each."""

    def __init__(self, at_once: int = 64) -> None:
        self.log: list[str] = []
        self.refused: list[Update] = []
        self.heard: list[tuple[int, int]] = []
        self.order = ChatOrder(self._refuse, lambda *heard: self.heard.append(heard), at_once)

    async def _refuse(self, update: Update) -> None:
        self.refused.append(update)

    async def one(self, update: Json, name: str, seconds: float = 1) -> None:
        async def work() -> None:
            self.log.append(f"{name} begins")
            await asyncio.sleep(seconds)
            self.log.append(f"{name} ends")

        await self.order.process_update(Update.de_json(update, None), work())


def test_a_chats_updates_keep_their_order_and_other_chats_do_not_wait() -> None:
    work = Work()

    async def main() -> None:
        await asyncio.gather(
            work.one(said("/a", chat_id=-5, user=person(1)), "slow", 3),
            work.one(said("/b", chat_id=-5, user=person(2)), "next", 1),
            work.one(said("/c", chat_id=-6, user=person(3)), "other", 1),
        )

    run(main())

    assert work.log == ["slow begins", "other begins", "other ends", "slow ends", "next begins", "next ends"]


def test_a_crash_does_not_hold_up_the_chat() -> None:
    work = Work()

    async def crash() -> None:
        raise RuntimeError("bug")

    async def main() -> None:
        update = Update.de_json(said("/a"), None)
        with pytest.raises(RuntimeError):
            await work.order.process_update(update, crash())
        await work.one(said("/b"), "next")

    run(main())

    assert work.log == ["next begins", "next ends"]


def test_whoever_asks_too_fast_is_dropped_told_once_and_may_ask_again_later() -> None:
    work = Work()

    async def main() -> None:
        for number in range(BURST + 5):
            await work.one(said("/latest"), str(number), 0)
        assert len(work.refused) == 1
        await work.one(said("/latest", user=person(8)), "somebody else", 0)
        await asyncio.sleep(1.1)
        await work.one(said("/latest"), "later", 0)
        await work.one(said("/latest"), "too soon again", 0)

    run(main())

    begun = [line.removesuffix(" begins") for line in work.log if line.endswith("begins")]
    assert begun == [*map(str, range(BURST)), "somebody else", "later"]
    assert len(work.refused) == 2


def test_every_button_pressed_too_fast_is_answered() -> None:
    work = Work()

    async def main() -> None:
        for _ in range(BURST + 3):
            await work.one(press("1:latest"), "press", 0)

    run(main())

    assert len(work.refused) == 3


@pytest.mark.parametrize(
    "update",
    [
        said("just talking", chat_id=-5),
        membership("member", "kicked"),
        {"update_id": 1, "message": {"message_id": 1, "date": 0, "chat": {"id": -5, "type": "group"}}},
    ],
    ids=["talk in a group", "membership", "no sender"],
)
def test_what_asks_nothing_of_the_bot_is_not_counted(update: Json) -> None:
    work = Work()

    async def main() -> None:
        for _ in range(BURST + 3):
            await work.one(update, "update", 0)

    run(main())

    assert len(work.log) == 2 * (BURST + 3)


def test_users_who_were_quiet_are_forgotten() -> None:
    guard = FloodGuard()

    for user in range(10_001):
        guard.admits(user, now=user)

    assert len(guard._buckets) < 100


async def test_a_flood_is_told_in_words_and_reaches_no_handler(desk: Desk) -> None:
    async def nothing() -> None: ...

    update = Update.de_json(said("/latest", user=person(7, "ru")), desk.app.bot)
    for _ in range(BURST):
        await desk.app.update_processor.process_update(update, nothing())

    for _ in range(3):
        await desk.app.update_processor.process_update(update, desk.app.process_update(update))

    [answer] = [sent["text"] for sent in desk.wire.sent]
    assert answer.startswith("Так быстро я не успеваю")
