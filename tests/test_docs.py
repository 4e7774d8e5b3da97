"""What the documents say is what the program does."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot import evaluation
from bot.chat.commands import COMMANDS
from bot.rulebook import Rulebook
from bot.rules.measuring.cases import FACTS
from bot.settings import Settings
from bot.values import Facts, Precision, Scope
from tests.forked import run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CONTRACT = (ROOT / "docs" / "contract.md").read_text("utf-8")


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


def test_every_file_that_code_and_documents_name_is_there() -> None:
    suffixes = {".py", ".md", ".yaml", ".toml"}
    named = re.compile(r"\b(?:bot|tests|config|docs|benchmarks)/[\w/]+\.(?:py|md|yaml|json|tsv)\b")
    folders = [ROOT / name for name in ("bot", "tests", "config", "docs", "benchmarks")]
    read = [path for folder in folders for path in folder.rglob("*") if path.suffix in suffixes]
    missing = {
        (str(path.relative_to(ROOT)), name)
        for path in [*read, ROOT / "README.md", ROOT / "pyproject.toml"]
        for name in named.findall(path.read_text("utf-8"))
        if not (ROOT / name).exists()
    }

    assert not missing


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


def test_the_contract_names_every_fact_and_no_other() -> None:
    table = CONTRACT.partition("| fact |")[2].partition("\n\n")[0]
    cells = re.findall(r"^\|([^|]+)\|", table, re.MULTILINE)
    named = re.findall(r"`(\w+)`", " ".join(cells))

    assert set(named) == set(Facts().as_contract()) == set(FACTS)


@pytest.mark.parametrize("value", [*Scope, *Precision])
def test_the_contract_names_every_scope_and_precision(value: str) -> None:
    assert f"`{value}`" in CONTRACT


def test_the_labelled_statement_of_the_contract_is_read_and_right(rulebook: Rulebook, tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text("\n".join(re.findall(r"```json\n(.+)\n```", CONTRACT)), "utf-8")
    report = evaluation.run(rulebook, [file])

    assert report.cases == 1
    assert (report.misses, report.fact_misses) == ([], [])
    assert (report.facts["count"], report.facts["places"]) == ((1, 1), (1, 1))


def _bot(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
