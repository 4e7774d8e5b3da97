"""Quiet hours: until when a chat wants to sleep. Pure."""

from datetime import UTC, datetime, timedelta, tzinfo


def quiet_until(at: datetime, zone: tzinfo, starts: int, ends: int) -> datetime | None:
    """When the quiet hours end that *at* falls into, in UTC; None when it falls into none.

    They last each day from the hour *starts* to the hour *ends* on the clock of *zone*, over midnight where
    *ends* comes first. Where clocks are changed in between they end by the new clock.
    """
    local = at.astimezone(zone)
    since_start, length = (local.hour - starts) % 24, (ends - starts) % 24
    if since_start >= length:
        return None
    end = local.replace(hour=ends, minute=0, second=0, microsecond=0, fold=0)
    if end.replace(tzinfo=None) <= local.replace(tzinfo=None):
        end += timedelta(days=1)
    return end.astimezone(UTC)
