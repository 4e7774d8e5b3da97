"""The two ways of driving agree, and the program for the command line starts and stops."""

import asyncio
import inspect
import signal
import sys

import pytest

from bot.sandbox import TOKEN, Sandbox, SandboxClient
from bot.sandbox.control import VERBS
from bot.sandbox.driver import Driver


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_a_verb_takes_the_same_arguments_in_process_and_over_http(verb: str) -> None:
    here, there = (inspect.signature(getattr(side, verb)) for side in (Driver, SandboxClient))
    assert list(here.parameters) == list(there.parameters)
    assert here.return_annotation == there.return_annotation


async def test_waiting_works_in_process_too(sandbox: Sandbox) -> None:
    waiting = asyncio.create_task(sandbox.wait_for(lambda event: event.text == "hello"))
    await sandbox.say(42, "first")
    await sandbox.say(42, "hello")
    assert (await waiting).chat_id == 42
    with pytest.raises(TimeoutError, match="'hello'"):
        await sandbox.wait_for(lambda event: event.text == "never", within=0.05)
    with pytest.raises(TimeoutError, match="did not match"):
        await sandbox.wait_for_messages(42, lambda shown: len(shown) > 2, within=0.05)


async def test_the_program_says_where_it_listens_and_ends_on_sigterm() -> None:
    script = "import asyncio; from bot.sandbox import run_sandbox; asyncio.run(run_sandbox(0))"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    lines = [(await process.stdout.readline()).decode() for _ in range(4)]
    assert f"BOT_TOKEN={TOKEN}\n" in lines[1]
    base_url = lines[2].strip().removeprefix("TELEGRAM_API_URL=")
    async with SandboxClient(base_url) as client:
        assert await client.say(42, "hello") == 1
    process.send_signal(signal.SIGTERM)
    await process.communicate()
    assert process.returncode == 0
