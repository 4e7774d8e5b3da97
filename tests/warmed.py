"""What the bot's forks find in use already: rules that come from patterns and places as most of them read.

See `bot.rulebook.load_rulebook`: what differs from these they compile.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import configure_mappers

from bot.rulebook import load_rulebook
from tests.whole.configs import interceptions, three_channels

configure_mappers()
with TemporaryDirectory() as folder:
    config = three_channels(Path(folder) / "config")
    RULEBOOKS = [load_rulebook(config), load_rulebook(interceptions(config))]
