"""The command line: parse, call, print. `python -m bot --help` is its documentation."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from bot.errors import BotError, ConfigError, Problem
from bot.settings import Settings, load_settings

DONE, FAILED, REFUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the process's exit code: 0 done, 1 failed, 2 bad input or configuration."""
    given = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = given.command
    try:
        return command(given)
    except ConfigError as exc:
        print(exc, file=sys.stderr)
        return REFUSED
    except BotError as exc:
        print(exc, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    except BrokenPipeError:
        # The reader (`… | head`) has seen enough; a second complaint at exit helps nobody.
        sys.stderr.close()
        return DONE


def run(_: argparse.Namespace) -> int:
    """Poll channels, answer chats, deliver cards, until SIGTERM or SIGINT."""
    from bot import app

    return asyncio.run(app.run(load_settings()))


def demo(given: argparse.Namespace) -> int:
    """Replay a recorded night against a local stand-in for Telegram and show what a subscriber sees."""
    from bot import demo as show

    return asyncio.run(show.run(given.night, keep=given.keep))


def sandbox(given: argparse.Namespace) -> int:
    """Run the local stand-in for Telegram until stopped."""
    from bot.sandbox import run_sandbox

    asyncio.run(run_sandbox(given.port))
    return DONE


def migrate(_: argparse.Namespace) -> int:
    """Bring the database to the newest schema."""
    from bot.store import db

    print(f"The database is at schema {db.migrate(load_settings().database_url.get_secret_value())}.")
    return DONE


def check(_: argparse.Namespace) -> int:
    """Validate the config folder: every problem at once, one line each."""
    from bot import rulebook

    settings = load_settings()
    watchlist, _rules = rulebook.load(settings.config_dir)
    print(
        f"{settings.config_dir} is in order: {len(watchlist.channels)} channels, "
        f"{len(watchlist.patterns)} patterns, {len(watchlist.gazetteer.codes)} places."
    )
    return DONE


def match(given: argparse.Namespace) -> int:
    """Say what a text would match, and why."""
    from bot import explaining, rulebook

    watchlist, rules = rulebook.load(load_settings().config_dir)
    if given.jsonl:
        for number, line in _jsonl(given.jsonl):
            hits = explaining.match(watchlist, rules, _case(given.jsonl, number, line))
            print(json.dumps({"id": line["id"], "matches": hits}, ensure_ascii=False))
        return DONE
    if given.text is None:
        raise ConfigError([Problem("match", "TEXT", "give a text in quotes, - for standard input, or --jsonl")])
    text = sys.stdin.read() if given.text == "-" else given.text
    case = explaining.Case(text, given.channel, given.at or datetime.now(UTC))
    if given.json:
        print(json.dumps({"matches": explaining.match(watchlist, rules, case)}, ensure_ascii=False, indent=2))
    else:
        print(explaining.explain(watchlist, rules, case))
    return DONE
