"""The faults, by the names of a plan. Some last a while and let the plan go on.

A full disk is a limit on the size of the files the process may write (`RLIMIT_FSIZE`), set while it runs: every
write beyond it fails, to the database, its log of writes and the program's own log alike. SQLite calls that a
disk I/O error and not a full disk, and treats both the same. A clock that jumps is that of `clock.py`.
"""

import asyncio
import resource
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Final

from tests.whole.torture.bench import OWNER, Bench
from tests.whole.torture.plan import CHANNELS

HOUR: Final = 3_600.0
SENDING: Final = ("sendMessage", "sendMessage", "editMessageText", "editMessageReplyMarkup")


async def limited_for_all(bench: Bench) -> None:
    for method in ("sendMessage", "editMessageText"):
        await bench.sandbox.fault(method, status=429, retry_after=1, times=4)


async def limited_for_one(bench: Bench) -> None:
    chat = bench.rng.choice(sorted(bench.chats))
    await bench.sandbox.fault("sendMessage", status=429, retry_after=2, times=2, chat_id=chat)


async def server_errors(bench: Bench) -> None:
    status = bench.rng.choice([500, 502, 503, 504])
    await bench.sandbox.fault(bench.rng.choice(SENDING), status=status, times=3)


async def reset_before(bench: Bench) -> None:
    await bench.sandbox.fault(bench.rng.choice(SENDING), kind="drop_before", times=2)


async def reset_after(bench: Bench) -> None:
    await bench.sandbox.fault(bench.rng.choice(SENDING), kind="drop_after", times=2)


async def slow(bench: Bench) -> None:
    await bench.sandbox.fault(bench.rng.choice(SENDING), kind="delay", delay=2, times=3)


async def late(bench: Bench) -> None:
    await bench.sandbox.fault(bench.rng.choice(SENDING), kind="late", delay=2, times=3)


async def page_errors(bench: Bench) -> None:
    # 403 and 429 make the bot leave the host alone for half a minute: a short run has no time for that.
    statuses = [500, 503] if bench.size.kills < 10 else [403, 429, 500, 503]
    await bench.sandbox.fault(_page(bench), status=bench.rng.choice(statuses), times=2)


async def page_cut_short(bench: Bench) -> None:
    await bench.sandbox.fault(_page(bench), kind="truncate", times=2)


async def page_of_something_else(bench: Bench) -> None:
    await bench.sandbox.fault(_page(bench), kind=bench.rng.choice(["garbage", "markup", "odd"]), times=2)


async def page_slow(bench: Bench) -> None:
    await bench.sandbox.fault(_page(bench), kind="delay", delay=3, times=1)


async def host_down(bench: Bench) -> None:
    await bench.sandbox.fault("/s/*", kind="drop_before", times=12)


async def blocked(bench: Bench) -> None:
    users = sorted(chat for chat in bench.chats if chat > 0)
    if len(users) > bench.size.chats // 2:
        await _leave(bench, bench.rng.choice(users), bench.sandbox.block)


async def kicked(bench: Bench) -> None:
    groups = sorted(chat for chat in bench.chats if chat < -1_000_000_000_000)
    await _leave(bench, bench.rng.choice(groups), lambda chat: bench.sandbox.kick(chat, by=OWNER))


async def migrated(bench: Bench) -> None:
    group = bench.rng.choice(sorted(chat for chat in bench.chats if -1_000_000_000_000 < chat < 0))
    bench.chats.discard(group)
    new = await bench.sandbox.migrate(group, by=OWNER)
    bench.chats.add(new)
    bench.moved[new] = group


async def locked(bench: Bench) -> None:
    bench.background(_locked(bench))


async def disk_full(bench: Bench) -> None:
    bench.background(_no_room(bench, 3))


async def clock_ahead(bench: Bench) -> None:
    bench.background(_clock_off(bench, HOUR, 4))


async def clock_behind(bench: Bench) -> None:
    bench.background(_clock_off(bench, -HOUR, 4))


async def terminated(bench: Bench) -> None:
    await bench.running()
    await bench.terminate()


async def kill(bench: Bench) -> None:
    await bench.running()
    await asyncio.sleep(2 * bench.rng.random())
    await bench.kill()


_ALL: Final[tuple[Callable[[Bench], Awaitable[None]], ...]] = (
    *(limited_for_all, limited_for_one, server_errors, reset_before, reset_after, slow, late),
    *(page_errors, page_cut_short, page_of_something_else, page_slow, host_down),
    *(blocked, kicked, migrated, locked, disk_full, clock_ahead, clock_behind, terminated, kill),
)
BY_NAME: Final = {fault.__name__: fault for fault in _ALL}


def _page(bench: Bench) -> str:
    return f"/s/{bench.rng.choice(CHANNELS)}*"


async def _leave(bench: Bench, chat: int, how: Callable[[int], Awaitable[None]]) -> None:
    bench.chats.discard(chat)
    await how(chat)
    bench.left[chat] = bench.sandbox.requests.last


async def _locked(bench: Bench) -> None:
    async with bench.alone:
        await asyncio.to_thread(_hold_the_lock, bench)


def _hold_the_lock(bench: Bench) -> None:
    with closing(sqlite3.connect(bench.database, timeout=30, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(bench.size.lock)
        other.execute("ROLLBACK")


async def _no_room(bench: Bench, seconds: float) -> None:
    async with bench.alone:
        await bench.running()
        if (pid := bench.bot.pid) is None:
            return
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4_096, hard))
        await asyncio.sleep(seconds)
        if bench.bot.pid == pid:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


async def _clock_off(bench: Bench, by: float, seconds: float) -> None:
    async with bench.alone:
        await bench.running()
        bench.set_clock(by)
        await asyncio.sleep(seconds)
        bench.set_clock(0)
