"""What the log shows, and what it never does."""

import logging
import re
from collections.abc import Iterator

import pytest

from bot import logs

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"


@pytest.fixture(autouse=True)
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    quiet = {
        name: logging.getLogger(name).level
        for name in ("httpx", "httpx2", "httpcore", "httpcore2", "telegram", "apscheduler")
    }
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in quiet.items():
        logging.getLogger(name).setLevel(before)


def test_an_event_is_one_line_with_time_level_logger_and_phrase(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")

    logging.getLogger("bot.pipeline").info("card sent chat=%d", 7)

    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO bot\.pipeline: card sent chat=7\n", capsys.readouterr().err
    )


@pytest.mark.parametrize(
    "around",
    ["{}", "https://host/bot{}/sendMessage", "repr('{}')", "a{}b", "bot_{}/x?y={}"],
)
def test_a_token_is_redacted_wherever_it_stands(around: str) -> None:
    secret = TOKEN.partition(":")[2]

    assert secret not in logs.redact(around.format(TOKEN, TOKEN))


@pytest.mark.parametrize(
    "text", ["at 12:30", "chat=-1001234567890", "count 12345: see below", "16:20:33.123456"]
)
def test_other_numbers_stay(text: str) -> None:
    assert logs.redact(text) == text


def test_the_token_in_use_is_redacted_however_short_its_secret(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO", secret="12345:short-one")

    logging.getLogger("bot").info("no answer url=%s repr=%r", "/bot12345:short-one/getMe", "12345:short-one")

    shown = capsys.readouterr().err
    assert "short-one" not in shown
    assert shown.count("<token>") == 2


def test_ticks_that_find_the_one_before_them_running_are_no_events(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure("INFO")

    for name in ("apscheduler.scheduler", "apscheduler.executors.default"):
        logging.getLogger(name).warning("skipped: maximum number of running instances reached (1)")
        logging.getLogger(name).error("a job raised")

    assert capsys.readouterr().err.count("\n") == 2


def test_a_traceback_is_redacted_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")

    try:
        raise RuntimeError(f"no answer from /bot{TOKEN}/getMe")
    except RuntimeError:
        logging.getLogger("bot").exception("request failed url=%s", f"/bot{TOKEN}/getMe")

    shown = capsys.readouterr().err
    assert "Traceback" in shown
    assert TOKEN not in shown
    assert shown.count("<token>") == 2


def test_the_http_clients_stay_quiet_at_debug(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("DEBUG")

    for name in ("httpx", "httpx2", "httpcore.http11", "telegram.Bot", "telegram.ext.ExtBot"):
        logging.getLogger(name).info("POST /bot%s/getMe", TOKEN)
    logging.getLogger("bot").debug("shown")

    assert capsys.readouterr().err.count("\n") == 1


def test_a_line_break_cannot_forge_a_second_event(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")

    logging.getLogger("bot").info("title=%s", "x\n2026-01-01T00:00:00Z ERROR bot: forged")

    assert capsys.readouterr().err.count("\n") == 1


def test_the_real_token_is_taken_out_whatever_its_form() -> None:
    assert logs.redact("/bot12345:short/getMe", "12345:short") == "/bot<token>/getMe"
