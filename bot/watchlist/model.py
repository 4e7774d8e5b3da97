"""What every file of the config folder is validated with: frozen models, durations, readable complaints."""

import re
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from bot.errors import Problem
from bot.watchlist.strict_yaml import Document, Location

_DURATION = re.compile(r"^(0|[1-9][0-9]{0,5})([smhd])$")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

_KINDS: Final = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
}
_BOUNDS: Final = {
    "greater_than_equal": ("ge", "{} or more"),
    "greater_than": ("gt", "more than {}"),
    "less_than_equal": ("le", "{} or less"),
}


class ConfigModel(BaseModel):
    """Base of everything read from the config folder: unknown keys refused, never changed after."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)


class MistakeAt(ValueError):
    """What a validator of several keys found, at the one to mend: *location* is seen from what it validates."""

    def __init__(self, location: Location, message: str) -> None:
        super().__init__(message)
        self.location = location


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


def one_of(kind: type[StrEnum]) -> BeforeValidator:
    """One of the words of *kind*; a complaint names them all."""

    def chosen(value: object) -> object:
        if value in list(kind):
            return kind(str(value))
        raise ValueError(f"must be one of {', '.join(kind)}, not {value!r}")

    return BeforeValidator(chosen)


def shaped(pattern: str, advice: str) -> AfterValidator:
    """A text of the shape of *pattern*; a complaint says *advice*, that is what to write."""
    shape = re.compile(pattern)

    def checked(value: str) -> str:
        if shape.fullmatch(value):
            return value
        raise ValueError(f"write {advice}, not {value!r}")

    return AfterValidator(checked)


M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], document: Document) -> tuple[M | None, list[Problem]]:
    """Read *document* as *model*; every mistake becomes a `Problem` with file, line and key."""
    try:
        return model.model_validate(document.data), []
    except ValidationError as exc:
        return None, list(_problems(exc, document))


def _problems(exc: ValidationError, document: Document) -> Iterator[Problem]:
    for error in exc.errors(include_url=False):
        cause = error.get("ctx", {}).get("error")
        below = cause.location if isinstance(cause, MistakeAt) else ()
        yield document.problem((*error["loc"], *below), _sentence(error))


def _sentence(error: Any) -> str:
    given = error.get("input")
    shown = repr(given) if isinstance(given, str | int | float) else ""
    if isinstance(given, bool):
        shown = shown.lower()  # as YAML has it
    if wanted := _wanted(error["type"], error.get("ctx", {})):
        return f"must be {wanted}" + (f", not {shown}" if shown else "")
    match error["type"]:
        case "extra_forbidden":
            return "unknown key; remove it or mend its spelling"
        case "missing":
            return "is missing"
        case "string_type":
            return f"must be text; put it in quotes: {shown}" if shown else "must be text"
        case "string_too_short":
            least = error["ctx"]["min_length"]
            return "must not be empty" if least == 1 else f"must have {least} characters at least, not {shown}"
        case "string_too_long":
            return f"must have {error['ctx']['max_length']} characters at most"
        case "tuple_type":
            return f"write a list, such as [{given}]" if isinstance(given, str) else "must be a list"
        case "model_type" | "dict_type" | "model_attributes_type":
            return f"must be keys with values, not {shown}" if shown else "must be keys with values"
        case "value_error":
            return str(error["ctx"]["error"])
    message = str(error["msg"])
    return f"{message[0].lower()}{message[1:]}" + (f", not {shown}" if shown else "")


def _wanted(kind: str, context: dict[str, Any]) -> str | None:
    """What a value of the wrong kind or size must be; None for other mistakes."""
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return words.format(context[name])
    if kind == "literal_error":
        words = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return f"one of {words}" if "," in words else words
    return _KINDS.get(kind)
