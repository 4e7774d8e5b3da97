"""What all tables share: how constraints are named, how a status and a busy table's id are stored."""

from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Enum, Integer
from sqlmodel import SQLModel

# Names for every constraint: a migration can only change what it can name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def spelled(kind: type[StrEnum]) -> Any:
    """Store the value of an enum, not its name, so that hand-written SQL reads as it is spelled."""
    return Enum(
        kind,
        native_enum=False,
        length=32,
        create_constraint=True,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


BigId: Any = BigInteger().with_variant(Integer(), "sqlite")
"""For ids that busy nights use up: PostgreSQL spends one on each row that meets a conflict, too. On SQLite only
INTEGER columns number themselves, and they have 64 bits."""
