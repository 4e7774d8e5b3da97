"""Incidents as files to work on: CSV, JSON and GeoJSON, a record for each statement. Pure.

Codes, not words of a language, so that a program reads them; times are UTC in ISO 8601. Only `source`, the name
beside the code `channel`, is what the caller makes it.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from bot.chat.names import Names
from bot.values import IncidentView, StatementView

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for the beginning of a formula."""


class Format(StrEnum):
    """What a file is written in; also the ending of its name."""

    CSV = "csv"
    JSON = "json"
    GEOJSON = "geojson"


def write(kind: Format, views: Sequence[IncidentView], names: Names) -> bytes:
    """All statements of *views* as one file."""
    return _WRITERS[kind](views, names)


def _csv(views: Sequence[IncidentView], names: Names) -> bytes:
    file = io.StringIO()
    records = list(_records(views))
    writer = csv.DictWriter(file, fieldnames=_FIELDS, lineterminator="\r\n")
    writer.writeheader()
    for record in records:
        writer.writerow({name: _cell(value) for name, value in record.items()})
    # With the mark, spreadsheets read it as UTF-8.
    return file.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    if isinstance(value, Mapping):
        return " ".join(f"{key}:{number}" for key, number in value.items())
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value  # what a channel wrote must not run in somebody's spreadsheet
    return value


def _json(views: Sequence[IncidentView], names: Names) -> bytes:
    incidents = [
        {
            "id": view.incident_id,
            "story": view.story,
            "places": list(view.places),
            "role": view.role.value,
            "status": view.status,
            "opened_at": view.opened_at.isoformat(),
            "last_statement_at": view.last_statement_at.isoformat(),
            "ended_at": view.ended_at.isoformat() if view.ended_at else None,
            "statements": [_statement(statement) for statement in view.statements],
        }
        for view in views
    ]
    return json.dumps({"incidents": incidents}, ensure_ascii=False, indent=1).encode()


def _geojson(views: Sequence[IncidentView], names: Names) -> bytes:
    features = []
    for view in views:
        for statement in view.statements:
            codes = statement.facts.places or view.places
            points = [names.regions[code].at for code in codes if code in names.regions]
            features.append(
                {
                    "type": "Feature",
                    "geometry": _geometry([(longitude, latitude) for latitude, longitude in points]),
                    "properties": {"incident": view.incident_id, "story": view.story, **_statement(statement)},
                }
            )
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _geometry(points: Sequence[tuple[float, float]]) -> dict[str, Any] | None:
    """The middles of the regions a statement is about: it says no more exactly where it was."""
    if not points:
        return None
    if len(points) == 1:
        return {"type": "Point", "coordinates": list(points[0])}
    return {"type": "MultiPoint", "coordinates": [list(point) for point in points]}


def _records(views: Sequence[IncidentView]) -> Iterator[dict[str, Any]]:
    for view in views:
        for statement in view.statements:
            yield {"incident": view.incident_id, "story": view.story, **_statement(statement)}


def _statement(statement: StatementView) -> dict[str, Any]:
    facts = statement.facts.as_contract()
    period = facts.pop("period") or {}
    return {
        "statement": statement.statement_id,
        "published_at": statement.published_at.isoformat(),
        "channel": statement.handle,
        "source": statement.source,
        "url": statement.url,
        "kinds": list(statement.kinds),
        "role": statement.role.value,
        "score": statement.score,
        "sentence": statement.sentence,
        **facts,
        "period_start": period.get("start"),
        "period_end": period.get("end"),
        "damage": statement.facts.damage,
        "wave": statement.wave,
        "repost": statement.echo_of is not None,
        "withdrawn_at": statement.withdrawn_at.isoformat() if statement.withdrawn_at else None,
    }


_FIELDS: Final = (
    *("incident", "story", "statement", "published_at", "channel", "source", "url", "kinds", "role", "score"),
    *("sentence", "count", "count_is_minimum", "scope", "places", "by_place", "stated_at", "killed", "injured"),
    *("emergency_services", "inscription", "period_start", "period_end", "damage", "wave", "repost"),
    "withdrawn_at",
)
_WRITERS: Final[dict[Format, Callable[[Sequence[IncidentView], Names], bytes]]] = {
    Format.CSV: _csv,
    Format.JSON: _json,
    Format.GEOJSON: _geojson,
}
