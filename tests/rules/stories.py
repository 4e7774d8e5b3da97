"""Short ways to write statements and incidents in the tests of joining and telling."""

from datetime import UTC, datetime, timedelta

from bot.values import Facts, OpenIncident, OpenStatement, Role, Scope

NIGHT = datetime(2026, 5, 12, 21, 58, tzinfo=UTC)
MAYOR, GOVERNOR, MINISTRY = 1, 2, 3


def at(minutes: float) -> datetime:
    """*minutes* after the night's first statement."""
    return NIGHT + timedelta(minutes=minutes)


def said(
    channel_id: int = MAYOR,
    count: int | None = None,
    *,
    minutes: float = 0,
    role: Role = Role.REPORTS,
    scope: Scope = Scope.EVENT,
    wave: int = 0,
    echo_of: int | None = None,
    message_id: int | None = None,
    facts: Facts | None = None,
    places: tuple[str, ...] = ("RU-MOW",),
    reply_to: int | None = None,
    sentence: str = "",
) -> OpenStatement:
    """A statement that is already in an incident."""
    number = message_id or int(100 + minutes)
    return OpenStatement(
        statement_id=channel_id * 10_000 + number,
        post_id=channel_id * 10_000 + number,
        channel_id=channel_id,
        message_id=number,
        published_at=at(minutes),
        role=role,
        facts=facts or Facts(count=count, scope=scope, places=places),
        wave=wave,
        echo_of=echo_of,
        ends=role is Role.ENDS,
        sentence=sentence,
        reply_to=reply_to,
    )


def incident(
    *statements: OpenStatement, incident_id: int = 1, places: tuple[str, ...] = ("RU-MOW",)
) -> OpenIncident:
    """An open air-attack incident of *statements*."""
    return OpenIncident(
        incident_id=incident_id,
        story="air-attack",
        places=places,
        role=Role.REPORTS,
        opened_at=statements[0].published_at,
        last_statement_at=statements[-1].published_at,
        ended_at=None,
        statements=statements,
    )
