"""What all tables share: how constraints are named; how a status, codes and a busy table's id are stored."""

import json
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Dialect,
    Enum,
    Integer,
    String,
    Text,
    TypeDecorator,
    type_coerce,
)
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


class _WrittenCodes(TypeDecorator[list[str]]):
    """A list as the text that SQLite's JSON column holds, too."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str] | None:
        return None if value is None else json.loads(value)


Codes: Any = JSON().with_variant(_WrittenCodes(), "postgresql")
"""For lists of codes in which queries look for one (`as_written`). PostgreSQL would have to write out its JSON
for each row that is looked at: with 100,000 chats that was an eighth of a fan-out."""


def as_written(codes: object) -> ColumnElement[str]:
    """The text of a column of `Codes`: `[]`, or quoted codes, such as `["RU-MOW", "UA-30"]`."""
    return type_coerce(codes, String())
