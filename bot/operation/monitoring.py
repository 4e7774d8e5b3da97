"""What `/healthz` and `/metrics` say."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from bot.errors import StoreUnusable
from bot.operation import metrics
from bot.operation.counting import Counters
from bot.operation.health import judge
from bot.operation.web import Answer, Routes
from bot.store.condition import look
from bot.store.db import Database


def routes(
    database: Database, counters: Counters, lag: Callable[[], float], clock: Callable[[], datetime]
) -> Routes:
    """The two pages. `/healthz` answers 503 when the bot is not well."""

    async def healthz() -> Answer:
        try:
            health = judge(await look(database, now=clock()), clock())
        except StoreUnusable as exc:
            return Answer(f"unhealthy: {exc}\n", HTTPStatus.SERVICE_UNAVAILABLE)
        status = HTTPStatus.OK if health.is_well else HTTPStatus.SERVICE_UNAVAILABLE
        return Answer(health.line + "\n", status)

    async def figures() -> Answer:
        now = clock()
        page = metrics.render(await look(database, now=now), counters, lag=lag(), now=now)
        return Answer(page, content_type=metrics.CONTENT_TYPE)

    return {"/healthz": healthz, "/metrics": figures}
