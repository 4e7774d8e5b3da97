"""What a running bot does not carry about: it stays for weeks, on small machines."""

import asyncio
import subprocess
import sys
from pathlib import Path

from bot.store.db import migrate

_START = """
import asyncio, sys
from bot import app
from bot.store.db import migrate
asyncio.run(migrate(sys.argv[1]))
print(*sys.modules)
"""


def test_a_bot_on_an_up_to_date_database_loads_nothing_that_only_others_use(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'lookout.db'}"
    asyncio.run(migrate(url))
    started = subprocess.run([sys.executable, "-c", _START, url], capture_output=True, check=True, text=True)
    loaded = set(started.stdout.split())
    assert "bot.store.migrations" in loaded
    others = {"alembic", "mako", "resvg_py", "aiohttp", "bot.demo", "bot.sandbox", "bot.rules.measuring"}
    assert loaded & others == set()
