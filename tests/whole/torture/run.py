"""One run: the plan is carried out, everything settles, and the verdict is reached."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.whole.torture.bench import Bench, bench
from tests.whole.torture.faults import BY_NAME
from tests.whole.torture.plan import CHANNELS, Correct, Publish, Size, Suffer, Talk, plan
from tests.whole.torture.verdict import Verdict, judge


@dataclass(frozen=True)
class Report:
    """What a run met and what came of it."""

    verdict: Verdict
    seconds: float
    settled_in: float
    kills: int
    starts: int
    ends: list[int]
    met: Counter[str]

    @property
    def repeats_per_kill(self) -> float:
        """Messages told twice, for each kill."""
        return len(self.verdict.repeated) / max(self.kills, 1)

    def __str__(self) -> str:
        v = self.verdict
        faults = ", ".join(f"{name} {count}" for name, count in sorted(self.met.items()))
        return "\n".join(
            [
                f"{v.statements} statements, {v.incidents} incidents, {v.cards} cards, {v.messages} messages"
                f" in {self.seconds:.0f} s; settled in {self.settled_in:.0f} s",
                f"{self.kills} kills, {self.starts} starts, ended by itself with {self.ends or 'nothing'}",
                f"faults: {faults}",
                f"lost {len(v.lost)}",
                f"repeats {len(v.repeated)}, {self.repeats_per_kill:.2f} a kill",
                f"marked as a possible repeat {v.marked}, of which {len(v.in_vain)} in vain;"
                f" the mark was taken off {v.corrected}",
                *v.lost[:40],
                *(f"repeat: {how}" for how in v.repeated[:40]),
                *(f"marked in vain: {how}" for how in v.in_vain[:40]),
            ]
        )


async def torture(
    folder: Path, size: Size, *, seed: int, say: Callable[[str], object] = lambda words: None
) -> Report:
    """Carry out the plan of *seed* in *folder*."""
    begun = time.monotonic()
    async with bench(folder, size, seed) as under:
        say(f"{size.chats} chats after {time.monotonic() - begun:.0f} s; seed {seed}, in {folder}")
        for pause, step in plan(size, random.Random(seed)):
            await asyncio.sleep(pause)
            match step:
                case Publish():
                    await under.publish(step)
                case Correct():
                    await under.correct(step)
                case Talk():
                    await under.talk(step)
                case Suffer(name):
                    say(f"{time.monotonic() - begun:5.0f} s  {name}")
                    under.met.append(name)
                    await BY_NAME[name](under)
        while under.tasks:
            await asyncio.wait(under.tasks)
        await under.sandbox.clear_faults()
        ended = time.monotonic()
        say(f"{ended - begun:5.0f} s  all is said")
        await _settled(under, size.settles_within, say)
        settled_in = time.monotonic() - ended
        await under.stop()
        verdict = await judge(under)
    return Report(
        verdict,
        time.monotonic() - begun,
        settled_in,
        len(under.kills),
        under.starts,
        under.ends,
        Counter(under.met),
    )


async def _settled(under: Bench, within: float, say: Callable[[str], object]) -> None:
    """Wait until every page was read to its end and nothing is owed; the verdict tells if that never comes."""
    until, told = time.monotonic() + within, 0.0
    final = {handle: [n for (h, n) in under.said if h == handle] for handle in CHANNELS}
    while time.monotonic() < until:
        await asyncio.sleep(0.5)
        cursors = dict(under.ask("SELECT handle, cursor FROM channel"))
        unread = [h for h in CHANNELS if final[h] and (cursors.get(h) or 0) < max(final[h])]
        owed = under.ask("SELECT count(*) FROM outbox WHERE status IN ('pending', 'in flight')")
        stale = _unedited(under)
        if not unread and owed == [(0,)] and not stale:
            return
        if time.monotonic() - told > 15:
            told = time.monotonic()
            say(f"  waiting: unread {unread}, owed {owed}, edits not read {len(stale)}")


def _unedited(under: Bench) -> list[tuple[str, int]]:
    """Posts whose last version is not stored yet."""
    newest = {
        (handle, number): text
        for handle, number, text in under.ask(
            "SELECT handle, message_id, text FROM post_version JOIN post ON post.id = post_id"
            " JOIN channel ON channel.id = channel_id ORDER BY post_version.number"
        )
    }
    return [post for post, texts in under.said.items() if newest.get(post) != texts[-1]]
