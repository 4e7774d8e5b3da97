"""What a message of unknown fate was sent as, so that it can be looked for before it is sent again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("tried_as", sa.BigInteger(), nullable=True))
    op.add_column("outbox", sa.Column("tried_after", sa.BigInteger(), nullable=True))
    op.add_column("outbox", sa.Column("tried_revision", sa.Integer(), nullable=True))
    # A row in flight at the upgrade was sent without a number in its buttons: it cannot be looked for.
    op.execute("UPDATE outbox SET tried_as = id WHERE status = 'in flight'")
