"""What a statement said before its post was edited, by which a copy of that is known."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("statement", sa.Column("earlier", sa.JSON(), nullable=True))
