"""The files that deploy the bot name what there is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.cli import _parser
from bot.operation.counting import Counters
from bot.operation.metrics import render
from bot.settings import Settings
from tests.operation.test_health import WELL
from tests.store.rows import NOW

ROOT = Path(__file__).parents[1]
UNITS = sorted((ROOT / "deploy").glob("lookout*.service"))
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def unit(path: Path) -> dict[str, list[str]]:
    """Every setting of a unit, with all its values."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", path.read_text("utf-8"), re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


def commands(text: str) -> list[list[str]]:
    """The words of every command line of ours in *text*."""
    word = r" (?:--?[\w-]+|[A-Z]+\b|[\w/.]*/[\w/.]+|\d+)"
    return [words.split() for words in re.findall(rf"python -m bot ([a-z]+(?:{word})*)", text)]


@pytest.mark.parametrize("path", [*UNITS, ROOT / "Procfile"], ids=lambda path: path.name)
def test_every_command_that_is_started_is_one(path: Path) -> None:
    started = commands(path.read_text("utf-8"))

    assert started
    for words in started:
        assert _parser().parse_args(words)


def test_the_container_starts_and_asks_with_commands_that_are_there() -> None:
    started = re.findall(r'CMD \["python", "-m", "bot", "(\w+)"\]', DOCKERFILE)

    assert sorted(started) == ["health", "run"]
    assert re.search(r"^USER \d+$", DOCKERFILE, re.MULTILINE)
    allowed = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    lines = re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    copied = [name for line in lines for name in line.split()]
    assert set(copied) == set(allowed)
    assert all((ROOT / name).exists() for name in copied)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_services_set_variables_that_are_known_and_may_do_little(path: Path) -> None:
    settings = unit(path)

    names = {value.partition("=")[0].lower() for value in settings["Environment"]}
    assert names <= set(Settings.model_fields)
    assert settings["CapabilityBoundingSet"] == [""]
    assert settings["NoNewPrivileges"] == settings["DynamicUser"] == ["yes"]
    assert settings["ProtectSystem"] == ["strict"]


def test_the_token_is_a_credential_and_in_no_environment() -> None:
    settings = unit(ROOT / "deploy" / "lookout.service")

    assert settings["LoadCredential"] == ["bot-token:/etc/lookout/bot-token"]
    assert "BOT_TOKEN_FILE=%d/bot-token" in settings["Environment"]
    assert settings["Type"] == ["notify"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for path in (ROOT / "deploy").glob("lookout*"):
        text = path.read_text("utf-8").replace("/opt/lookout/bin/python", "/bin/true")
        (tmp_path / path.name).write_text(text, "utf-8")

    command = ("systemd-analyze", "verify", *sorted(map(str, tmp_path.iterdir())))
    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert [line for line in checked.stderr.splitlines() if "lookout" in line] == []


def test_every_metric_is_explained() -> None:
    page = render(WELL, Counters(), lag=0, now=NOW)

    for name in re.findall(r"^# TYPE (\w+)", page, re.MULTILINE):
        assert f"`{name}" in OPERATIONS, name
    for name in re.findall(r"lookout_\w+", OPERATIONS):
        assert f"# TYPE {name} " in page, name


def test_the_guide_names_settings_and_commands_that_are_there() -> None:
    for name in re.findall(r"`([A-Z]+_[A-Z_]+)[=`]", OPERATIONS):
        assert name.lower() in Settings.model_fields or name == "HTTPS_PROXY", name
    for words in commands(OPERATIONS):
        assert _parser().parse_args(words)
