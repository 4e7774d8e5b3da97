"""A notice waits for each admin by himself: it has no time of its own."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("notice", "due_at")
