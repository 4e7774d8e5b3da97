"""Run a plan and print what came of it.

python -m tests.whole.torture [--full | --size STATEMENTS CHATS KILLS] [--seed N] [--keep FOLDER]
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.whole.torture.plan import FULL, SHORT, between
from tests.whole.torture.run import torture

TARGET_REPEATS = 0.2
"""A kill."""


def main() -> int:
    given = argparse.ArgumentParser(prog="python -m tests.whole.torture", description=__doc__)
    given.add_argument("--full", action="store_true", help="1,000 statements, 50 chats, 20 kills")
    given.add_argument("--size", type=int, nargs=3, metavar=("STATEMENTS", "CHATS", "KILLS"))
    given.add_argument("--seed", type=int, default=1, help="another number, another plan")
    given.add_argument("--keep", type=Path, help="an empty folder for the database and the bot's log")
    arguments = given.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = arguments.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        size = between(*arguments.size) if arguments.size else FULL if arguments.full else SHORT
        report = asyncio.run(torture(folder, size, seed=arguments.seed, say=print))
    print(report)
    return 0 if not report.verdict.lost and report.repeats_per_kill <= TARGET_REPEATS else 1


if __name__ == "__main__":
    sys.exit(main())
