"""What every file of the config folder is validated with: frozen models, durations, readable complaints."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from bot.errors import Problem
from bot.watchlist.strict_yaml import Document

_DURATION = re.compile(r"^(0|[1-9][0-9]{0,5})([smhd])$")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class ConfigModel(BaseModel):
    """Base of everything read from the config folder: unknown keys refused, never changed after."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    found = _DURATION.match(value) if isinstance(value, str) else None
    if not found:
        raise ValueError(f"write a duration such as 10s, 5m, 3h or 2d, not {value!r}")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


Duration = Annotated[timedelta, BeforeValidator(_duration)]
"""A span written as a whole number and a unit: 10s, 5m, 3h, 2d."""

Listed = BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)
"""YAML gives lists, frozen models hold tuples."""

M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], document: Document) -> tuple[M | None, list[Problem]]:
    """Read *document* as *model*; every mistake becomes a `Problem` with file, line and key."""
    try:
        return model.model_validate(document.data), []
    except ValidationError as exc:
        return None, list(_problems(exc, document))


def _problems(exc: ValidationError, document: Document) -> Iterator[Problem]:
    for error in exc.errors(include_url=False):
        yield document.problem(error["loc"], _sentence(error))


def _sentence(error: Any) -> str:
    given = error.get("input")
    shown = repr(given) if isinstance(given, str | int | float | bool) else ""
    match error["type"]:
        case "extra_forbidden":
            return "unknown key; remove it or mend its spelling"
        case "missing":
            return "is missing"
        case "string_type":
            return f"must be text; put it in quotes: {shown}" if shown else "must be text"
        case "string_pattern_mismatch" if error["loc"][-1] == "handle":
            return f"write the channel's name alone, without @ and address, not {shown}"
        case "tuple_type":
            return f"write a list, such as [{given}]" if isinstance(given, str) else "must be a list"
        case "model_type" | "dict_type" | "model_attributes_type":
            return f"must be keys with values, not {shown}" if shown else "must be keys with values"
        case "value_error":
            return str(error["ctx"]["error"])
    message = str(error["msg"])
    return f"{message[0].lower()}{message[1:]}" + (f", not {shown}" if shown else "")
