"""The process that draws: kept waiting, started again, and never worth the bot's own life."""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.chat.pictures import drawing
from bot.chat.pictures.album import Album
from bot.chat.pictures.canvas import Canvas
from bot.chat.pictures.easel import Easel
from bot.errors import NotDrawn

PNG = b"\x89PNG\r\n"
SMALL = partial(Canvas, 2, 2)


@pytest.fixture
async def easel() -> AsyncIterator[Easel]:
    easel = Easel()
    yield easel
    await easel.close()


def drawing_process(easel: Easel) -> int:
    """The number of the process that waits."""
    assert easel._process is not None
    return easel._process.pid


async def kill(easel: Easel, number: signal.Signals) -> None:
    """End who draws while nothing is asked of it."""
    process = easel._process
    assert process is not None
    os.kill(process.pid, number)
    await process.wait()


def place_of_python(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """From now on who draws is *script*."""
    program = folder / "python"
    program.write_text(f"#!/bin/sh\n{script}\n", "ascii")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))


async def test_one_process_draws_picture_after_picture(easel: Easel) -> None:
    await easel.warm()
    waiting = drawing_process(easel)

    assert (await easel.png(partial(Canvas, 40, 4))).startswith(PNG)
    assert (await easel.png(SMALL)).startswith(PNG)
    assert drawing_process(easel) == waiting


async def test_a_warm_album_has_the_process_waiting_and_a_closed_one_has_none() -> None:
    album = Album()
    await album.warm()
    waiting = drawing_process(album.easel)
    await album.close()

    with pytest.raises(ProcessLookupError):
        os.kill(waiting, 0)
    await album.close()


async def test_a_process_that_ended_while_it_waited_is_started_again_and_that_is_said(
    easel: Easel, caplog: pytest.LogCaptureFixture
) -> None:
    before = await easel.png(SMALL)
    ended = drawing_process(easel)
    await kill(easel, signal.SIGKILL)

    assert await easel.png(SMALL) == before
    assert drawing_process(easel) != ended
    assert "ended by SIGKILL" in caplog.text


async def test_who_draws_ends_with_the_bot_however_that_goes() -> None:
    """Its input ends: nobody can ask any more."""
    program = (sys.executable, "-P", drawing.__file__)
    done = await asyncio.create_subprocess_exec(*program, stdin=subprocess.DEVNULL)

    assert await done.wait() == 0


async def test_a_stop_of_the_service_leaves_who_draws_at_work_for_those_who_asked(easel: Easel) -> None:
    await easel.warm()
    waiting = drawing_process(easel)
    for number in (signal.SIGTERM, signal.SIGINT):
        os.kill(waiting, number)

    assert (await easel.png(SMALL)).startswith(PNG)
    assert drawing_process(easel) == waiting


async def test_a_picture_is_drawn_where_no_process_may_be_started(
    easel: Easel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    assert (await easel.png(SMALL)).startswith(PNG)


async def test_a_process_that_cannot_draw_is_logged_with_its_last_words(
    easel: Easel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place_of_python(monkeypatch, tmp_path, "echo 'ImportError: no such font' >&2; exit 3")

    assert (await easel.png(SMALL)).startswith(PNG)
    assert "exit code 3: ImportError: no such font" in caplog.text


async def test_a_process_told_to_end_before_it_listened_says_nothing_against_the_picture(
    easel: Easel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place_of_python(monkeypatch, tmp_path, "kill -TERM $$")

    assert (await easel.png(SMALL)).startswith(PNG)


@pytest.mark.parametrize("name", ["SEGV", "ABRT", "KILL"])
async def test_what_crashes_who_draws_is_not_drawn_in_the_bot(
    name: str, easel: Easel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "drawn", pytest.fail)
    with monkeypatch.context() as crashing:
        place_of_python(crashing, tmp_path, f"echo 'out of paint' >&2; kill -{name} $$")
        with pytest.raises(NotDrawn, match=f"ended by SIG{name}: out of paint"):
            await easel.png(SMALL)

    assert (await easel.png(SMALL)).startswith(PNG)


async def test_what_takes_too_long_to_draw_is_not_drawn_in_the_bot(
    easel: Easel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.pictures.easel.PATIENCE_SECONDS", 0.001)
    monkeypatch.setattr(drawing, "drawn", pytest.fail)

    with pytest.raises(NotDrawn, match=r"0\.001 s"):
        await easel.png(partial(Canvas, 2000))


async def test_after_a_picture_that_nobody_waited_for_the_next_one_is_its_own(easel: Easel) -> None:
    small = await easel.png(SMALL)
    traced, loop = asyncio.Event(), asyncio.get_running_loop()

    def draw() -> Canvas:
        loop.call_soon_threadsafe(traced.set)
        return Canvas(2000)

    large = asyncio.create_task(easel.png(draw))
    await traced.wait()
    for _ in range(50):  # until it is asked of the process
        await asyncio.sleep(0)
    large.cancel()
    with pytest.raises(asyncio.CancelledError):
        await large

    assert await easel.png(SMALL) == small


async def test_what_is_no_picture_says_so_and_leaves_the_process_waiting(easel: Easel) -> None:
    await easel.warm()
    waiting = drawing_process(easel)
    with pytest.raises(ValueError, match="width"):
        await easel.png(partial(Canvas, 0, 0))

    assert (await easel.png(SMALL)).startswith(PNG)
    assert drawing_process(easel) == waiting


def test_who_draws_need_not_read_the_whole_bot() -> None:
    svg = Canvas(2, 2).svg().encode()
    seen = (sys.executable, "-P", "-X", "importtime", drawing.__file__)
    done = subprocess.run(seen, input=drawing.ASKED.pack(4, len(svg)) + svg, capture_output=True, check=True)

    assert done.stdout[drawing.ANSWERED.size :].startswith(PNG)
    assert b"resvg_py" in done.stderr
    assert not re.search(rb"\| +(bot|telegram|sqlalchemy)\b", done.stderr)
