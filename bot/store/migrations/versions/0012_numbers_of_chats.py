"""How far the messages of a chat were numbered, so that the first after a restart can be looked for too."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chat", sa.Column("numbered", sa.BigInteger(), nullable=True))
