"""The composition root: the only module that knows everybody. It owns start, drain and stop.

start   settings, rules, database (held, migrated), chat side, schedule
run     until a signal, or until a part fails for good: a deaf bot is worse than one that was restarted
drain   no new work, running calls finish, chats are answered, everything is closed
"""

import asyncio
import logging
import signal
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial

from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError

from bot import logs, schedule
from bot.chat import handlers
from bot.chat.application import ALLOWED_UPDATES, build
from bot.chat.context import App, Services
from bot.chat.naming import names_of
from bot.chat.posting import Poster
from bot.chat.sender import Sender
from bot.errors import BotError
from bot.pipeline.deliver import Delivery, recover
from bot.pipeline.ingest import Ingest
from bot.rulebook import Rulebook, load_rulebook
from bot.settings import Settings
from bot.sources.web import WebReader
from bot.store import channels, db, incidents
from bot.workers import Workers

logger = logging.getLogger(__name__)

READERS = 8
"""Channels read at once; the host's budget is shared, so more would only wait longer."""
DELIVERIES = 8
"""Messages on their way at once: after a crash, at most so many are of unknown fate."""
POLL_TICK, DELIVERY_TICK, SWEEP_TICK = timedelta(seconds=1), timedelta(seconds=0.25), timedelta(seconds=30)
LEASE = timedelta(minutes=10)
"""How long a claimed channel is hidden: longer than 50 pages of a busy night take."""
DRAIN = timedelta(seconds=12)
CONNECT_RETRY = timedelta(seconds=5)


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


class Stop:
    """Why and how the process ends: 0 when asked to, 1 when a part failed for good."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.exit_code = 0

    def asked(self, by: str) -> None:
        """A signal came: drain and end well."""
        logger.info("stopping on=%s", by)
        self._event.set()

    def failed(self, why: str) -> None:
        """A part failed for good: end with a failure, so that whoever watches the process restarts it."""
        logger.error("stopping, a part failed why=%r", why)
        self.exit_code = 1
        self._event.set()

    async def wait(self, within: timedelta | None = None) -> bool:
        """Wait until it is time to stop; False when that did not happen *within* the given time."""
        try:
            await asyncio.wait_for(self._event.wait(), within.total_seconds() if within else None)
        except TimeoutError:
            return False
        return True


async def run(settings: Settings) -> int:
    """Run the bot until SIGTERM or SIGINT; the process's exit code.

    Raises `ConfigError` for a missing token or a bad config folder, `StoreBusy` for a database in use.
    """
    logs.configure(settings.log_level)
    token = settings.require_token()
    rulebook = load_rulebook(settings.config_dir)
    async with AsyncExitStack() as stack:
        stop = Stop()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.asked, number.name)
        database = await _open(settings, rulebook, stack)
        reader = await stack.enter_async_context(
            WebReader(
                settings.telegram_web_url,
                requests_per_second=rulebook.watchlist.polling.requests_per_second,
            )
        )
        names = names_of(rulebook.watchlist)
        services = Services(database, lambda: names, utc_now, frozenset(settings.admin_ids))
        app = build(token.get_secret_value(), services, base_url=f"{settings.telegram_api_url}/bot")
        readers, deliveries = Workers(READERS), Workers(DELIVERIES)
        ingest = Ingest(
            database, lambda handle, after: reader.read(handle, after=after), lambda: rulebook, utc_now
        )
        delivery = Delivery(
            database=database,
            send=Poster(Sender(app.bot), lambda: names, utc_now),
            clock=utc_now,
            update_interval=lambda: rulebook.watchlist.incidents.update_interval,
            stop=stop.failed,
        )
        poll = schedule.build(
            {
                "poll": (POLL_TICK, partial(_poll, database, ingest, readers)),
                "sweep": (SWEEP_TICK, partial(_sweep, database, rulebook)),
            },
            on_crash=stop.failed,
        )
        deliver = schedule.build(
            {"deliver": (DELIVERY_TICK, partial(_deliver, delivery, deliveries))}, on_crash=stop.failed
        )
        poll.start()
        stack.callback(poll.shutdown, wait=False)
        if not await _connect(app, stop, stack):
            return stop.exit_code
        deliver.start()
        logger.info(
            "running channels=%d patterns=%d",
            len(rulebook.watchlist.channels),
            len(rulebook.watchlist.patterns),
        )
        await _watch(app, stop)
        deliver.shutdown(wait=False)
        poll.pause()
        cancelled = await readers.drain(DRAIN / 3) + await deliveries.drain(DRAIN)
        logger.info("drained cancelled=%d", cancelled)
    logger.info("stopped exit_code=%d", stop.exit_code)
    return stop.exit_code


async def _open(settings: Settings, rulebook: Rulebook, stack: AsyncExitStack) -> db.Database:
    """The database: ours alone, at the newest schema, with what a crash left open put back."""
    url = settings.database_url.get_secret_value()
    database = db.connect(url)
    stack.push_async_callback(database.close)
    await database.hold()
    await db.migrate(url)
    await recover(database, now=utc_now(), starting=True)
    titles = {channel.handle: channel.title for channel in rulebook.watchlist.channels.values()}
    async with database.writing() as session:
        await channels.sync(session, titles, now=utc_now())
    return database


async def _connect(app: App, stop: Stop, stack: AsyncExitStack) -> bool:
    """Bring the chat side up, waiting for a network that is not there yet; False if told to stop meanwhile."""
    warned = False
    while True:
        try:
            await app.initialize()
            break
        except InvalidToken as exc:
            raise BotError("Telegram refuses the bot token: check BOT_TOKEN with @BotFather") from exc
        except NetworkError as exc:
            if not warned:
                logger.warning("telegram unreachable, trying again error=%r", str(exc))
                warned = True
            if await stop.wait(CONNECT_RETRY):
                return False
    stack.push_async_callback(app.shutdown)
    assert app.updater is not None  # `build` asks for polling
    await app.start()
    stack.push_async_callback(app.stop)

    def polling_failed(error: TelegramError) -> None:
        if isinstance(error, Conflict):
            stop.failed("another process polls with this token")
        elif isinstance(error, InvalidToken):
            stop.failed("Telegram refuses the bot token")
        else:
            logger.warning("polling failed, trying again error=%r", str(error))

    await app.updater.start_polling(
        allowed_updates=ALLOWED_UPDATES, error_callback=polling_failed, bootstrap_retries=-1
    )
    stack.push_async_callback(app.updater.stop)
    try:
        await handlers.publish_menu(app.bot)
    except TelegramError as exc:  # a menu is a comfort; commands work without it
        logger.warning("menu not published error=%r", str(exc))
    return True


async def _watch(app: App, stop: Stop) -> None:
    """Wait for the end; notice when polling has died without a word."""
    while not await stop.wait(timedelta(seconds=5)):
        if app.updater is None or not app.updater.running:
            stop.failed("polling ended by itself")


async def _poll(database: db.Database, ingest: Ingest, workers: Workers) -> None:
    """Start reading the channels that are due, as many as have a worker."""
    if workers.free:
        async with database.writing() as session:
            due = await channels.claim_due(session, now=utc_now(), lease=LEASE, limit=workers.free)
        for channel in due:
            workers.start(ingest.poll(channel))


async def _deliver(delivery: Delivery, workers: Workers) -> None:
    """Start sending the rows that are due, as many as have a worker."""
    if workers.free:
        for row in await delivery.claim(workers.free):
            workers.start(delivery.deliver(row))


async def _sweep(database: db.Database, rulebook: Rulebook) -> None:
    """Put back what was interrupted, and close what has been quiet for longer than the gap."""
    now = utc_now()
    await recover(database, now=now)
    async with database.writing() as session:
        await incidents.close_quiet(session, before=now - rulebook.watchlist.incidents.gap)
