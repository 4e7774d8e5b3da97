"""`python -m bot.store.migrations "why"`: write the revision that leads from the schema to the models."""

import sys
import tempfile

from alembic import command
from sqlalchemy import make_url

from bot.store import migrations


def main(why: str) -> None:
    """Compare a database at the newest schema with the models, and write what differs as a revision."""
    number = int(migrations.newest()) + 1
    with tempfile.TemporaryDirectory() as folder:
        engine = migrations.engine(make_url(f"sqlite:///{folder}/scratch.db"))
        with engine.connect() as connection:
            migrations.upgrade(connection)
            settings = migrations.config(connection)
            command.revision(settings, why, autogenerate=True, rev_id=f"{number:04}")
        engine.dispose()


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
