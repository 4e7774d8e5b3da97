"""What the documents say is what the program does."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.chat.commands import COMMANDS
from bot.rulebook import Rulebook
from bot.settings import Settings
from tests.forked import run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_every_chat_command_is_in_the_readme(name: str) -> None:
    assert re.search(rf"`/{name}\b", README)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_variable_is_in_the_readme(name: str) -> None:
    assert f"`{name.upper()}`" in README


def test_every_command_of_the_command_line_is_in_the_readme_and_explains_itself() -> None:
    help_text = _bot("--help").stdout
    commands = re.findall(r"^    ([a-z]+) ", help_text, re.MULTILINE)

    assert {"run", "demo", "sandbox", "check", "match", "migrate"} <= set(commands)
    for command in commands:
        assert re.search(rf"^\| `{command}\b", README, re.MULTILINE), command


@pytest.mark.parametrize("path", [*sorted(ROOT.glob("docs/*.md")), ROOT / "README.md"], ids=lambda p: p.name)
def test_every_link_between_documents_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_pins_carry_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "==" in text
        assert not re.search(r"^\s*(-i|-f|--index|--extra-index|--find-links)", text, re.MULTILINE)


def test_the_readmes_example_matches(rulebook: Rulebook) -> None:
    text = re.findall(r'-m bot match "([^"]+)" --channel (\w+)', README)
    assert text
    for words, handle in text:
        printed = run("match", words, "--channel", handle, environment=os.environ).stdout
        assert printed.startswith("MATCH interception")
        assert "count=2" in printed


def _bot(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
