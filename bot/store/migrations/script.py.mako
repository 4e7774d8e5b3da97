"""${message}.

After any `batch_alter_table("statement")` on SQLite, make the search triggers anew and rebuild statement_fts: the
batch drops them with the old table. `tests/store/test_migrations.py` fails if you forget.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
