"""Lists of codes that queries look into are text on PostgreSQL: JSON was written out anew for each row."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_LISTS = {"subscription": ("regions", "kinds", "channels"), "incident": ("places",), "statement": ("kinds",)}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, names in _LISTS.items():  # one statement each: it writes the table anew
        changes = ", ".join(f"ALTER COLUMN {name} TYPE TEXT USING {name}::text" for name in names)
        op.execute(f"ALTER TABLE {table} {changes}")
