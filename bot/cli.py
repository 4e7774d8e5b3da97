"""The command line: parse, call, print. `python -m bot --help` is its documentation."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.errors import BotError, ConfigError, Problem
from bot.settings import load_settings

DONE, FAILED, REFUSED = 0, 1, 2
_HOW_TO_GIVE_TEXT = "give a text in quotes, - for standard input, or --jsonl FILE"


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


def _run(_: argparse.Namespace) -> int:
    settings = load_settings()
    settings.require_token()  # before the imports, which take seconds: who forgot it should not wait for them
    from bot import app

    return asyncio.run(app.run(settings))


def _demo(given: argparse.Namespace) -> int:
    try:
        from bot.demo import run
    except ModuleNotFoundError as exc:
        raise _lacks_sandbox(exc) from exc
    return asyncio.run(run(given.night, keep=given.keep))


def _sandbox(given: argparse.Namespace) -> int:
    try:
        from bot.sandbox import run_sandbox
    except ModuleNotFoundError as exc:
        raise _lacks_sandbox(exc) from exc
    from bot.watchlist.loading import load

    try:
        if given.chat:
            from bot.tryout import chat

            return asyncio.run(chat(given.port))
        channels = load(load_settings().config_dir).channels.values()
        asyncio.run(run_sandbox(given.port, channels={one.handle: one.title for one in channels}))
    except OSError as exc:
        raise BotError(
            f"port {given.port} cannot be used ({exc.strerror}); choose another with --port"
        ) from exc
    return DONE


def _migrate(_: argparse.Namespace) -> int:
    from bot.store import db

    asyncio.run(db.migrate(load_settings().database_url.get_secret_value()))
    print("The database is at the newest schema.")
    return DONE


def _health(_: argparse.Namespace) -> int:
    from bot.operation.asking import ask

    health = ask(load_settings().database_url.get_secret_value())
    print(health.line)
    return DONE if health.is_well else FAILED


def _backup(given: argparse.Namespace) -> int:
    from bot.operation import backup

    url = load_settings().database_url.get_secret_value()
    print(backup.make(url, given.to, keep=given.keep, now=datetime.now(UTC)))
    return DONE


def _restore(given: argparse.Namespace) -> int:
    from bot.operation import backup

    url = load_settings().database_url.get_secret_value()
    print(backup.restore(url, given.file, now=datetime.now(UTC)))
    return DONE


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"write a whole number above zero, not {text!r}")
    return int(text)


def _check(_: argparse.Namespace) -> int:
    from bot.rulebook import load_rulebook
    from bot.watchlist.remarks import remarks

    settings = load_settings()
    watchlist = load_rulebook(settings.config_dir).watchlist
    print(
        f"{settings.config_dir} is in order: {len(watchlist.channels)} channels, "
        f"{len(watchlist.patterns)} patterns, {len(watchlist.gazetteer.places)} places."
    )
    if noted := remarks(watchlist.patterns, watchlist.channels.values(), watchlist.polling):
        print("It works as it is; only see whether this is meant:", *noted, sep="\n")
    return DONE


def _match(given: argparse.Namespace) -> int:
    from bot.explaining import explain
    from bot.rulebook import load_rulebook
    from bot.texts import Case, cases, handle_in

    # Before the rules, which take a second: who mistyped a line should not wait for them.
    listed = list(cases(given.jsonl)) if given.jsonl is not None else None
    rulebook = load_rulebook(load_settings().config_dir)
    if listed is not None:
        for line_id, case in listed:
            print(json.dumps({"id": line_id, "matches": case.matches(rulebook)}, ensure_ascii=False))
        return DONE
    if given.text is None:
        raise _bad_input("TEXT", _HOW_TO_GIVE_TEXT)
    text = sys.stdin.read() if given.text == "-" else given.text
    if not text.strip():
        raise _bad_input("TEXT", "is empty; " + _HOW_TO_GIVE_TEXT)
    case = Case(text, handle_in(given.channel), given.at or datetime.now(UTC))
    if case.handle and rulebook.channel(case.handle) is None:
        print(f"{case.handle!r} is not on the watch list: read as from nowhere in particular", file=sys.stderr)
    if given.json:
        print(json.dumps({"matches": case.matches(rulebook)}, ensure_ascii=False, indent=2))
    else:
        print(explain(rulebook, case.text, handle=case.handle, posted_at=case.posted_at))
    return DONE


def _review(given: argparse.Namespace) -> int:
    from bot import reviewing
    from bot.rulebook import load_rulebook
    from bot.store import archive, posts

    settings = load_settings()
    since = datetime.now(UTC) - timedelta(days=given.days)

    async def published() -> list[posts.Published]:
        async with archive.opened(settings.database_url.get_secret_value()) as session:
            return await posts.published(session, since=since)

    said = asyncio.run(published())
    review = reviewing.review(load_rulebook(settings.config_dir), said)
    if given.json:
        print(json.dumps(reviewing.as_json(review), ensure_ascii=False, indent=2))
    else:
        print(reviewing.render(review, since=since))
    return DONE


def _evaluate(given: argparse.Namespace) -> int:
    if given.nights or given.made:
        return _evaluate_nights(given)
    if not given.files:
        raise _bad_input("FILE", "name files of labelled statements, or give --nights")
    from bot import evaluation
    from bot.rulebook import load_rulebook
    from bot.rules.measuring.evaluating import as_json, render

    report = evaluation.run(load_rulebook(load_settings().config_dir), given.files)
    print(json.dumps(as_json(report), ensure_ascii=False, indent=2) if given.json else render(report))
    return DONE


def _evaluate_nights(given: argparse.Namespace) -> int:
    from bot import night_evaluation
    from bot.rulebook import load_rulebook

    rulebook = load_rulebook(load_settings().config_dir)
    report = night_evaluation.run(rulebook, given.files, made=given.made)
    figures = night_evaluation.as_json(report) if given.json else None
    print(json.dumps(figures, ensure_ascii=False, indent=2) if figures else night_evaluation.render(report))
    return DONE


def _replay(given: argparse.Namespace) -> int:
    from bot import replay
    from bot.nights import load_night
    from bot.rulebook import load_rulebook

    if (given.night is None) == (given.start is None):
        raise _bad_input("FILE", "give a night, or --from and --to for the archive")
    settings = load_settings()
    if given.night is not None:
        night = load_night(given.night)
    else:
        url = settings.database_url.get_secret_value()
        night = replay.archived(url, given.start, given.end or datetime.now(UTC))
    rulebook = load_rulebook(given.config or settings.config_dir)
    replayed = replay.run(night, rulebook, load_rulebook(given.diff) if given.diff else None)
    if given.json:
        print(json.dumps(replay.as_json(replayed), ensure_ascii=False, indent=2))
    else:
        print(replay.render(replayed))
    return DONE


def _hand(given: argparse.Namespace) -> int:
    from bot import by_hand
    from bot.rulebook import load_rulebook
    from bot.rules.incidents.hand import Deed, Request

    settings = load_settings()
    url = settings.database_url.get_secret_value()
    if given.deed == "split" and len(given.numbers) == 1:
        print(asyncio.run(by_hand.statements(url, given.numbers[0])))
        return DONE
    rulebook = load_rulebook(settings.config_dir)
    deed = Deed(given.deed)
    numbers = (given.numbers,) if isinstance(given.numbers, int) else tuple(given.numbers or ())
    match deed:
        case Deed.SPLIT:
            request = Request(deed, numbers[:1], numbers[1:], why=given.why)
        case Deed.UNDO:
            request = Request(deed, decision=numbers[0] if numbers else None, why=given.why)
        case _:
            request = Request(deed, numbers, why=given.why)

    def confirm(preview: str) -> bool:
        print(preview)
        if given.yes:
            return True
        if not sys.stdin.isatty():
            raise _bad_input("--yes", "say so where nobody can be asked")
        return input("Do it? [y/N] ").strip().casefold() in ("y", "yes")

    print(asyncio.run(by_hand.decide(url, rulebook, request, confirm=confirm)))
    return DONE


def _hand_log(given: argparse.Namespace) -> int:
    from bot import by_hand
    from bot.watchlist.loading import load

    settings = load_settings()
    decisions = asyncio.run(by_hand.log(settings.database_url.get_secret_value(), limit=given.last))
    if given.json:
        print(json.dumps(by_hand.as_json(decisions), ensure_ascii=False, indent=2))
    else:
        print(by_hand.render_log(decisions, load(settings.config_dir)))
    return DONE


def _moment(text: str) -> datetime:
    from bot.texts import moment

    try:
        return moment(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(str(exc)) from exc


def _bad_input(key: str, message: str) -> ConfigError:
    return ConfigError([Problem("command line", key, message)])


def _lacks_sandbox(exc: ModuleNotFoundError) -> BotError:
    return BotError(f"the sandbox needs {exc.name}: install the extra, lookout-bot[sandbox]")


class _Parser(argparse.ArgumentParser):
    """Says which command was meant by one that is mistyped."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        from bot.watchlist.model import nearest

        known = action.choices or ()
        if value not in known and (meant := nearest(str(value), known)):
            raise argparse.ArgumentError(action, f"there is no {value!r}; did you mean {meant!r}?")
        super()._check_value(action, value)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m bot",
        description="Lookout watches public Telegram channels for official incident statements.",
        epilog="Settings come from the environment, what to watch from the folder config/; see README.md. "
        "Exit codes: 0 done, 1 failed, 2 bad input or configuration.",
    )
    parser.add_argument("--version", action="version", version=f"Lookout {version('lookout-bot')}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, does: Callable[[argparse.Namespace], int], summary: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=summary, description=summary)
        added.set_defaults(command=does)
        return added

    command("run", _run, "Read channels, answer chats, deliver cards, until SIGTERM. Needs BOT_TOKEN.")

    demo = command("demo", _demo, "Replay a recorded night and show a subscriber's chat; no token, no network.")
    demo.add_argument("--keep", action="store_true", help="leave everything running afterwards, and say where")
    demo.add_argument("--night", type=Path, metavar="FILE", help="another night to replay")

    sandbox = command("sandbox", _sandbox, "Run the local stand-in for Telegram until stopped.")
    sandbox.add_argument("--port", type=int, default=8081, help="on 127.0.0.1 (default: %(default)s)")

    sandbox.add_argument(
        "--chat", action="store_true", help="start the bot on it, too, to be used in a browser without a token"
    )

    command("check", _check, "Validate the config folder: every problem at once, one line each.")

    match = command("match", _match, "Say what a text would match, and why.")
    match.add_argument("text", nargs="?", metavar="TEXT", help="the text in quotes, or - for standard input")
    match.add_argument("--channel", metavar="HANDLE", help="read it as a post of this watched channel")
    match.add_argument("--at", type=_moment, metavar="ISO", help="when it was posted (default: now)")
    match.add_argument("--json", action="store_true", help="matches with their facts, for programs")
    match.add_argument(
        "--jsonl", type=Path, metavar="FILE", help="many texts: lines with id, text, channel, posted_at"
    )

    evaluate = command("evaluate", _evaluate, "Measure the rules on labelled statements, or on whole nights.")
    evaluate.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="JSON Lines, see seeds/statements/; with --nights, YAML",
    )
    evaluate.add_argument("--nights", action="store_true", help="judge nights (default: all of seeds/nights/)")
    evaluate.add_argument(
        "--made", type=int, default=0, metavar="N", help="and N made-up nights, by their seeds"
    )
    evaluate.add_argument("--json", action="store_true", help="all figures and misses, for programs")

    replay = command("replay", _replay, "Say what would have been told, and why, without sending anything.")
    replay.add_argument("night", nargs="?", type=Path, metavar="FILE", help="a night, see seeds/nights/")
    replay.add_argument(
        "--from", dest="start", type=_moment, metavar="ISO", help="the archive from this time on"
    )
    replay.add_argument("--to", dest="end", type=_moment, metavar="ISO", help="and before this (default: now)")
    replay.add_argument("--config", type=Path, metavar="DIR", help="by the rules of this folder")
    replay.add_argument("--diff", type=Path, metavar="DIR", help="say what this config folder does otherwise")
    replay.add_argument("--json", action="store_true", help="everything, for programs")

    review = command("review", _review, "List archived posts that the rules may have overlooked.")
    review.add_argument("--days", type=int, default=7, help="how far back (default: %(default)s)")
    review.add_argument("--json", action="store_true", help="for programs")

    hand = command("hand", _hand, "Merge, split, retract and restore incidents; cards that were sent follow.")
    deeds = hand.add_subparsers(title="what to do", metavar="DEED", required=True)
    for deed, takes, summary in (
        ("merge", "+", "make incidents one: the first stays"),
        ("split", "+", "take statements out of the first number's incident; without any, list them"),
        ("retract", 1, "retract an incident"),
        ("restore", 1, "tell a retracted incident again"),
        ("undo", "?", "take the last decision back, or the one with this number"),
    ):
        does = deeds.add_parser(deed, help=summary, description=summary)
        does.add_argument("numbers", nargs=takes, type=int, metavar="N")
        does.add_argument("--why", default="", metavar="TEXT", help="the reason, for the log")
        does.add_argument("--yes", action="store_true", help="do not ask")
        does.set_defaults(deed=deed)
    log = deeds.add_parser("log", help="what was decided: by whom, when, why")
    log.add_argument("--last", type=int, default=20, metavar="N", help="how many (default: %(default)s)")
    log.add_argument("--json", action="store_true", help="for programs")
    log.set_defaults(command=_hand_log)

    backup = command("backup", _backup, "Back the database up while the bot runs, verify the copy, keep some.")
    backup.add_argument(
        "--to", type=Path, metavar="DIR", help="into this folder (default: backups/ beside the database)"
    )
    backup.add_argument(
        "--keep", type=_count, default=7, metavar="N", help="so many of the newest (default: %(default)s)"
    )
    restore = command("restore", _restore, "Put a backup in the place of the database. Not while the bot runs.")
    restore.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="a file that `backup` made; the database there now is kept beside it",
    )

    command("health", _health, "Say in one line whether the bot on this database is well: exit code 0, or 1.")
    command("migrate", _migrate, "Bring the database to the newest schema.")
    return parser
