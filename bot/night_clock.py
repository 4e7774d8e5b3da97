"""`python -m bot.night_clock FILE …`: the bot as ever, by a clock that is as many seconds off as FILE says.

For the demo, whose night passes in seconds: what the bot itself dates, such as when it saw a correction, would
else be dated by the hour in which the demo is looked at. The timers of its jobs run as ever.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import app, cli


def shown(path: Path) -> datetime:
    """What the clock shows that *path* says how far it is off."""
    return datetime.now(UTC) + timedelta(seconds=float(path.read_text()))


if __name__ == "__main__":
    app.utc_now = lambda: shown(Path(sys.argv[1]))
    sys.exit(cli.main(sys.argv[2:]))
