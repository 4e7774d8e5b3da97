"""The command line as a person or a program uses it."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import cli
from bot.rulebook import Rulebook
from tests.forked import run
from tests.small_config import small_config

ROOT = Path(__file__).parents[1]
MOSCOW = (
    "Силами ПВО Министерства обороны уничтожены два беспилотника, летевшие на Москву. "
    "На месте падения обломков работают экстренные службы."
)
UNSET = ("BOT_TOKEN", "CONFIG_DIR", "DATABASE_URL")
BELGOROD = "Под Белгородом сбит беспилотник. На крыле надпись «С любовью жителям». Пострадавших нет."


Program = Callable[..., subprocess.CompletedProcess[str]]


def bot(*arguments: str, text: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if k not in UNSET}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env=clean | environment,
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def forked(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """As `bot`, in a process that has nothing to import: another test starts the like with `bot`."""
    clean = {k: v for k, v in os.environ.items() if k not in UNSET}
    return run(*arguments, environment=clean | environment)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], rulebook: Rulebook) -> Program:
    """As `bot`, in this process, which has imported most and compiled the shipped rules: for a command that
    another test starts for real."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.chdir(ROOT)
        for name in UNSET:
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        code = cli.main(arguments)
        printed = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, printed.out, printed.err)

    return run


def test_match_prints_the_facts_of_the_moscow_statement() -> None:
    done = forked("match", MOSCOW, "--channel", "mos_sobyanin", "--at", "2026-05-13T00:58+03:00", "--json")

    assert done.returncode == 0
    [match] = json.loads(done.stdout)["matches"]
    assert match["pattern"] == "interception"
    assert 60 <= match["score"] <= 100
    assert match["sentence"] in MOSCOW
    assert match["terms"]
    assert match["facts"] == {
        "count": 2,
        "count_is_minimum": False,
        "scope": "event",
        "places": ["RU-MOW"],
        "by_place": {},
        "period": None,
        "stated_at": None,
        "killed": None,
        "injured": None,
        "emergency_services": True,
        "inscription": None,
    }


def test_match_prints_the_inscription_of_the_belgorod_statement() -> None:
    done = bot("match", "-", "--channel", "operativno31", "--json", text=BELGOROD)

    [match] = json.loads(done.stdout)["matches"]
    assert (match["pattern"], match["facts"]["places"]) == ("interception", ["RU-BEL"])
    assert match["facts"]["inscription"] == "С любовью жителям"


def test_match_explains_itself_to_a_person(here: Program) -> None:
    done = here("match", BELGOROD)

    assert done.stdout.startswith("MATCH interception: ")
    assert "+" in done.stdout
    assert "inscription=С любовью жителям" in done.stdout


def test_many_texts_are_matched_in_their_order(tmp_path: Path, here: Program) -> None:
    file = tmp_path / "texts.jsonl"
    posted = {"channel": "mos_sobyanin", "posted_at": "2026-05-12T21:58:00Z"}
    lines = [{"id": n, "text": text} | posted for n, text in enumerate(("Доброе утро", MOSCOW, ""))]
    file.write_text("\n".join(json.dumps(line) for line in lines) + "\n", "utf-8")

    done = here("match", "--jsonl", str(file))

    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in found] == [0, 1, 2]
    assert [len(line["matches"]) for line in found] == [0, 1, 0]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "texts.jsonl:1: is no JSON from character 2 on"),
        ('{"id": 1}', "texts.jsonl:1: text: each line needs an object with a text"),
        ('{"id": 1, "text": "a", "posted_at": "noon"}', "texts.jsonl:1: posted_at: write a time such as"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, complaint: str, here: Program) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(line, "utf-8")

    done = here("match", "--jsonl", str(file))

    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["", " \n"])
def test_nothing_to_match_is_refused(text: str, here: Program) -> None:
    done = here("match", text)

    assert done.returncode == 2
    assert "TEXT: is empty; give a text in quotes" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "there is no 'chek'; did you mean 'check'?"),
        (["hand", "mrge", "1", "2"], "there is no 'mrge'; did you mean 'merge'?"),
        (["frobnicate"], "invalid choice: 'frobnicate' (choose from"),
    ],
)
def test_a_mistyped_command_is_told_with_the_one_that_was_meant(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)

    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_channel_may_be_named_as_people_write_it(tmp_path: Path, here: Program) -> None:
    file = tmp_path / "texts.jsonl"
    names = ["@mos_sobyanin", "https://t.me/mos_sobyanin", "MOS_SOBYANIN"]
    file.write_text(
        "".join(json.dumps({"text": "Сбит дрон.", "channel": name}) + "\n" for name in names), "utf-8"
    )

    done = here("match", "--jsonl", str(file))

    found = [json.loads(line)["matches"][0]["facts"]["places"] for line in done.stdout.splitlines()]
    assert found == [["RU-MOW"]] * 3
    assert done.stderr == ""


def test_a_port_in_use_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = forked("sandbox", "--port", str(taken.getsockname()[1]))

    assert done.returncode == 1
    assert "choose another with --port" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_says_that_all_is_in_order() -> None:
    done = forked("check")

    assert done.returncode == 0
    assert "is in order" in done.stdout


def test_check_remarks_on_what_a_pattern_leaves_out(tmp_path: Path, here: Program) -> None:
    config = small_config(tmp_path / "config")
    file = config / "patterns" / "power-outage.yaml"
    file.write_text(file.read_text("utf-8").partition("must_match")[0], "utf-8")

    done = here("check", CONFIG_DIR=str(config))

    assert done.returncode == 0
    assert done.stdout.splitlines()[1:] == [
        "It works as it is; only see whether this is meant:",
        "power-outage.yaml: must_match: is left out: nothing checks that the pattern still finds what it is "
        "for; add some",
        "power-outage.yaml: must_not_match: is left out: nothing checks that it passes over what only looks "
        "alike; add some",
        "watchlist.yaml: channels: is empty: nothing is read",
    ]


def test_check_names_every_problem_one_line_each(tmp_path: Path, here: Program) -> None:
    config = shutil.copytree(ROOT / "config", tmp_path / "config")
    (config / "watchlist.yaml").write_text("version: 1\npoling: {}\nincidents: {gap: 3}\n")

    done = here("check", CONFIG_DIR=str(config))

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "watchlist.yaml:2: poling: unknown key; did you mean 'polling'?",
        "watchlist.yaml:3: incidents.gap: write a duration such as 10s, 5m, 3h or 2d, not 3",
    ]


def test_run_without_a_token_is_one_clear_sentence(tmp_path: Path) -> None:
    done = bot("run", DATABASE_URL=f"sqlite:///{tmp_path}/bot.db")

    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("environment: BOT_TOKEN: no bot token: ask @BotFather")


def test_migrate_makes_the_database_and_can_be_repeated(tmp_path: Path, here: Program) -> None:
    url = f"sqlite:///{tmp_path}/deep/er/bot.db"

    assert bot("migrate", DATABASE_URL=url).returncode == 0
    assert here("migrate", DATABASE_URL=url).returncode == 0
    assert (tmp_path / "deep" / "er" / "bot.db").exists()


@pytest.mark.parametrize("command", ["migrate", "run"])
@pytest.mark.parametrize("url", ["postgresql://user:secret@127.0.0.1:1/name", "sqlite:////dev/null/bot.db"])
def test_a_database_that_cannot_be_opened_is_one_sentence(command: str, url: str, here: Program) -> None:
    # `run` takes signals and the log over, for which this process is not the place.
    done = (forked if command == "run" else here)(
        command, DATABASE_URL=url, BOT_TOKEN="123456789:not-a-real-token"
    )

    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert "check DATABASE_URL" in line
    assert "secret" not in line


@pytest.mark.parametrize("arguments", [(), ("--help",), ("match", "--help"), ("demo", "--help")])
def test_help_is_never_a_traceback(arguments: tuple[str, ...]) -> None:
    done = bot(*arguments)

    assert done.returncode == (0 if arguments else 2)
    assert "usage: python -m bot" in done.stdout + done.stderr
