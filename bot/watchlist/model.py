"""What every file of the config folder is validated with: frozen models, durations, readable complaints."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic.fields import FieldInfo
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.errors import Problem
from bot.watchlist.strict_yaml import Document, Location

_DURATION = re.compile(r"^(0|[1-9][0-9]{0,5})([smhd])$")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

_TWO_EDITS_FROM: Final = 5
"""Letters of a mistyped word in which two edits are forgiven, not one."""

_MOST_PATCHES: Final = 5
"""A value left out may show that another one is wrong; more often than so that helps nobody."""

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
    """Read *document* as *model*; every mistake becomes a `Problem` with file, line and key.

    Beside problems there may be a model, too, for a look at what else is wrong: what the file says without its
    wrong keys.
    """
    try:
        return model.model_validate(document.data), list(document.problems)
    except ValidationError as exc:
        errors = exc.errors(include_url=False)
    problems = [*document.problems, *_problems(errors, model, document)]
    wrong_keys = [error["loc"] for error in errors if error["type"] == "extra_forbidden"]
    wrong_keys = [location for location in wrong_keys if document.holds(location)]
    if not wrong_keys:
        return None, problems
    read, further = validate(model, document.without(wrong_keys))
    return read, [*problems, *(problem for problem in further if problem not in problems)]


def patched(model: type[M], document: Document, stand_ins: Mapping[str, Any]) -> M | None:
    """What *document* says without its wrong values, for a look at what else is wrong; None where that fails.

    *stand_ins* are put, key by key, in the place of values that are wrong or missing and cannot be left out.
    """
    for _ in range(_MOST_PATCHES):
        try:
            return model.model_validate(document.data)
        except ValidationError as exc:
            errors = exc.errors(include_url=False)
        left_out: set[Location] = set()
        replaced: dict[Location, Any] = {}
        for error in errors:
            location = _location(error)
            known = next((index for index, part in enumerate(location) if part in stand_ins), None)
            if known is not None:
                replaced[location[: known + 1]] = stand_ins[str(location[known])]
            elif error["type"] == "missing":
                return None
            else:
                while location and not (document.holds(location) and isinstance(location[-1], str)):
                    location = location[:-1]
                left_out.add(location)
        if () in left_out:
            return None
        outermost = [each for each in left_out if not any(each[:end] in left_out for end in range(len(each)))]
        document = document.without(outermost).having(replaced)
    return None


def _location(error: Any) -> Location:
    cause = error.get("ctx", {}).get("error")
    return (*error["loc"], *(cause.location if isinstance(cause, MistakeAt) else ()))


def _problems(errors: Iterable[Any], model: type[BaseModel], document: Document) -> Iterator[Problem]:
    for error in errors:
        if error["type"] == "extra_forbidden":
            meant = nearest(str(error["loc"][-1]), keys_at(model, error["loc"][:-1]))
            advice = f"did you mean {meant!r}?" if meant else "remove it or mend its spelling"
            yield document.problem(error["loc"], f"unknown key; {advice}")
        else:
            yield document.problem(_location(error), _sentence(error))


def nearest(written: str, known: Iterable[str]) -> str | None:
    """The one of *known* that *written* may be a slip of; None where none is like it."""
    edits = 2 if len(written) >= _TWO_EDITS_FROM else 1
    found = process.extractOne(written, sorted(known), scorer=OSA.distance, score_cutoff=edits)
    return found[0] if found else None


def keys_at(model: type[BaseModel], location: Location) -> list[str]:
    """The keys that may stand at *location* of a file that is read as *model*; none where it has none."""
    kind: Any = model
    for part in location:
        inner = _models_in(kind)
        if isinstance(part, str) and inner and (field := _fields(inner[0]).get(part)) is not None:
            kind = field.annotation
    return list(_fields(inner[0])) if (inner := _models_in(kind)) else []


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _models_in(kind: Any) -> list[type[BaseModel]]:
    """The models that an annotation holds, such as that of a list's elements."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [model for part in get_args(kind) for model in _models_in(part)]


def _sentence(error: Any) -> str:
    given = error.get("input")
    shown = repr(given) if isinstance(given, str | int | float) else ""
    if isinstance(given, bool):
        shown = shown.lower()  # as YAML has it
    if wanted := _wanted(error["type"], error.get("ctx", {})):
        return f"must be {wanted}" + (f", not {shown}" if shown else "")
    match error["type"]:
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
