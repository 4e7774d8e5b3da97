"""The composition root: the only module that knows everybody. It owns start, drain and stop.

start   settings, rules, database (held, migrated), chat side, schedule
run     until a signal, or until a part fails for good: a deaf bot is worse than one that was restarted
drain   no new work, running calls finish, chats are answered, everything is closed
"""

import asyncio
import gc
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot import logs, schedule
from bot.chat import handlers, profile
from bot.chat.admin.notices import NoticePoster
from bot.chat.application import ALLOWED_UPDATES, build
from bot.chat.calls import Calls
from bot.chat.context import App, Controls, Services
from bot.chat.digest_posting import DigestPoster
from bot.chat.hearing import Hearing
from bot.chat.limiter import Limiter
from bot.chat.naming import names_of
from bot.chat.posting import Poster
from bot.chat.sender import Sender
from bot.errors import BotError
from bot.operation.counting import CountedAlerts, CountedDigests, Counters
from bot.operation.monitoring import routes
from bot.operation.pulse import TICK as PULSE_TICK
from bot.operation.pulse import Pulse
from bot.operation.systemd import Systemd
from bot.operation.web import serving
from bot.pipeline import digest
from bot.pipeline.admins import Informing
from bot.pipeline.announce import Announcing, give_up_interrupted
from bot.pipeline.deliver import Delivery
from bot.pipeline.digest import Digesting
from bot.pipeline.forgetting import Forgetting
from bot.pipeline.hand import Hand
from bot.pipeline.health import Health
from bot.pipeline.ingest import Ingest, scale
from bot.pipeline.reloading import Reloading, watch_channels
from bot.pipeline.rereading import Rereading
from bot.rulebook import Rulebook, load_rulebook
from bot.rules.numbering import Numbering
from bot.settings import Settings
from bot.sources.web import WebReader
from bot.store import channels, clock, db, incidents
from bot.workers import Workers

logger = logging.getLogger(__name__)

READERS = 8
"""Channels read at once; the host's budget is shared, so more would only wait longer."""
DELIVERIES = 8
"""Messages on their way at once: after a crash, at most so many are of unknown fate."""
ANNOUNCEMENTS = 4
"""Of an admin's announcement: few, so that alerts find a free line."""
ANNOUNCE_TICK = timedelta(seconds=2)
HAND_TICK = timedelta(seconds=1)
"""Until what the command line asks for is done."""
DIGESTS = 4
"""Digests on their way at once, few for the same reason."""
DIGEST_TICK = timedelta(seconds=1)
INFORM_TICK = timedelta(seconds=1)
FORGET_TICK = timedelta(seconds=30)
READING_SLACK = timedelta(minutes=5)
"""How much longer than two of the longest intervals no page at all may be read before we count as unwell."""
CONFIG_TICK = timedelta(seconds=2)
"""A changed config folder is judged once it has held still for so long."""
MEASURE_TICK = timedelta(seconds=5)
HEALTH_TICK = timedelta(seconds=2)
OWNER_TICK = timedelta(seconds=5)
CLOCK_TICK = timedelta(seconds=5)
"""How often the database is asked whether we still own it."""
POLL_TICK, DELIVERY_TICK, SWEEP_TICK = timedelta(seconds=1), timedelta(seconds=0.5), timedelta(seconds=30)
LEASE = timedelta(minutes=10)
"""How long a claimed channel is hidden: longer than 50 pages of a busy night take."""
DRAIN = timedelta(seconds=8)
CLOSE = timedelta(seconds=2)
"""Longest wait for a part of the chat side to close: three of them and the drains stay under 20 s."""
CONNECT_RETRY = timedelta(seconds=5)
WATCH = timedelta(seconds=2)
SILENT, DEAF = timedelta(minutes=2), timedelta(minutes=5)
"""No answer to polling for so long is said; no question for so long means that the polling has died."""


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


class InForce:
    """The watch list with its rules, and the names that chats use: replaced together by a reload."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.scale = 1.0
        self.take(rulebook)

    def take(self, rulebook: Rulebook) -> None:
        """Read and name by *rulebook* from now on."""
        self.rulebook = rulebook
        self.names = names_of(rulebook.watchlist)
        # Rules stay for days: the garbage collector need not look through them, which stops the loop for 0.4 s.
        # An old rulebook goes all the same, for its objects do not refer to each other in circles.
        gc.freeze()


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

    @property
    def due(self) -> bool:
        """Whether it is time to stop."""
        return self._event.is_set()

    async def unless(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do *work* unless it is time to stop first: then it is cancelled, and the answer is False."""
        task, ending = asyncio.create_task(work), asyncio.create_task(self._event.wait())
        await asyncio.wait({task, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if self.due:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return False
        await task
        return True

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
    stop = Stop()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.asked, number.name)
    token = settings.require_token().get_secret_value()
    logs.configure(settings.log_level, secret=token)
    current = InForce(await asyncio.to_thread(load_rulebook, settings.config_dir))
    try:
        async with AsyncExitStack() as stack:
            await _serve(settings, token, current, stop, stack)
    except BotError:
        if not stop.due:
            raise
    logger.info("stopped exit_code=%d", stop.exit_code)
    return stop.exit_code


async def _serve(settings: Settings, token: str, current: InForce, stop: Stop, stack: AsyncExitStack) -> None:
    """Put the parts together, run them until it is time to stop, and drain."""
    database = await _open(settings, current.rulebook, stack)
    current.scale = await scale(database, current.rulebook, utc_now())
    reader = await stack.enter_async_context(
        WebReader(
            settings.telegram_web_url,
            requests_per_second=current.rulebook.watchlist.polling.requests_per_second,
            proxy=settings.web_proxy,
        )
    )

    def take(rulebook: Rulebook) -> None:
        current.take(rulebook)
        reader.set_rate(rulebook.watchlist.polling.requests_per_second)

    reloading = Reloading(settings.config_dir, database, lambda: current.rulebook, take, utc_now)
    hand = Hand(database, lambda: current.rulebook, utc_now)
    controls = Controls(
        rulebook=lambda: current.rulebook,
        reload=reloading.on_request,
        read=lambda handle: reader.read(handle, after=None),
        hand=hand,
    )
    services = Services(database, lambda: current.names, utc_now, frozenset(settings.admin_ids), controls)
    counters, systemd = Counters(), Systemd()
    hearing, numbering = Hearing(proxy=settings.api_proxy, count=counters.answered), Numbering()
    app = build(
        token,
        services,
        base_url=f"{settings.telegram_api_url}/bot",
        request=Calls(proxy=settings.api_proxy, count=counters.answered),
        polling=hearing,
        numbering=numbering,
    )
    readers, deliveries, announcers = Workers(READERS), Workers(DELIVERIES), Workers(ANNOUNCEMENTS)
    digesters, informers = Workers(DIGESTS), Workers(1)
    health = Health(database, lambda: current.rulebook, utc_now)
    await health.restore()
    ingest = Ingest(
        database,
        health.guarded(lambda handle, after: reader.read(handle, after=after)),
        lambda: current.rulebook,
        utc_now,
        lambda: current.scale,
    )
    rereading = Rereading(database, reader, lambda: current.rulebook, utc_now)
    poster = Poster(Sender(app.bot), lambda: current.names, utc_now, database)
    limiter = app.bot.rate_limiter
    assert isinstance(limiter, Limiter)  # `build` makes it
    delivery = Delivery(
        database=database,
        send=CountedAlerts(poster, counters),
        clock=utc_now,
        update_interval=lambda: current.rulebook.watchlist.incidents.update_interval,
        stop=stop.failed,
        numbering=numbering,
        resting=limiter.resting,
    )
    await delivery.recover(starting=True)
    pulse = Pulse(
        database,
        systemd,
        utc_now,
        asyncio.get_running_loop().time,
        lambda: 2 * current.rulebook.watchlist.polling.max_interval + READING_SLACK,
    )
    forgetting = Forgetting(database, lambda: current.rulebook.watchlist.retention, utc_now)
    if settings.monitoring_port is not None:
        pages = routes(database, counters, lambda: pulse.lag, utc_now)
        await stack.enter_async_context(serving(settings.monitoring_port, pages))
    reading = schedule.build(
        _patient(
            {
                "poll": (POLL_TICK, partial(_poll, health, ingest, readers, stop)),
                "reread": (SWEEP_TICK, partial(_reread, health, rereading, readers, stop)),
                "health": (HEALTH_TICK, health.sweep),
                "owner": (OWNER_TICK, partial(_own, database, stop)),
                "config": (CONFIG_TICK, partial(_again, reloading.look)),
                "pulse": (PULSE_TICK, pulse.tick),
                "forget": (FORGET_TICK, partial(_again, forgetting.work)),
                "hand": (HAND_TICK, hand.work),
                "clock": (CLOCK_TICK, partial(_again, partial(_set_clock_right, database))),
                "sweep": (SWEEP_TICK, partial(_sweep, database, delivery, current)),
            }
        ),
        on_crash=stop.failed,
    )
    digest_poster = DigestPoster(Sender(app.bot), lambda: current.names, utc_now)
    digesting = Digesting(database, CountedDigests(digest_poster, counters), utc_now, stop.failed)
    tell = counters.counted("announcement", poster.announcement)
    announcing = Announcing(database, tell, utc_now, stop.failed)
    poster_of_notices = NoticePoster(Sender(app.bot), lambda: current.names, utc_now, database)
    inform = counters.counted("notice", poster_of_notices.notice)
    informing = Informing(database, inform, settings.admin_ids, utc_now, stop.failed)
    sending = schedule.build(
        _patient(
            {
                "inform": (INFORM_TICK, partial(_inform, informing, informers, stop)),
                "deliver": (DELIVERY_TICK, partial(_deliver, delivery, deliveries, stop)),
                "measure": (MEASURE_TICK, delivery.measure),
                "digest": (DIGEST_TICK, partial(_digest, digesting, digesters, stop)),
                "announce": (ANNOUNCE_TICK, partial(_announce, announcing, announcers, stop)),
            }
        ),
        on_crash=stop.failed,
    )
    # Whichever way this ends, what readers use is closed after they are done.
    stack.push_async_callback(_drain, readers, deliveries, digesters, announcers, informers)
    readers.start(_again(partial(services.vocabulary.warm, database)))
    reading.start()
    stack.callback(reading.shutdown, wait=False)
    # Not later: while Telegram is away pages are read all the same, and a restart would not bring it back.
    systemd.tell(READY=1, STATUS="waiting for Telegram")
    if not await stop.unless(_connect(app, settings, stop, stack)):
        return
    sending.start()
    stack.callback(sending.shutdown, wait=False)
    logger.info(
        "running channels=%d patterns=%d",
        len(current.rulebook.watchlist.channels),
        len(current.rulebook.watchlist.patterns),
    )
    systemd.tell(STATUS=f"reading {len(current.rulebook.watchlist.channels)} channels")
    await _watch(hearing, stop)
    systemd.tell(STOPPING=1, STATUS="draining")
    # While the chat side is still up: it is closed before the stack comes to the drain above.
    sending.pause()
    reading.pause()
    await _drain(readers, deliveries, digesters, announcers, informers)


async def _drain(readers: Workers, *senders: Workers) -> None:
    drained = await asyncio.gather(readers.drain(DRAIN / 3), *(workers.drain(DRAIN) for workers in senders))
    cancelled = sum(drained)
    logger.info("drained cancelled=%d", cancelled)


async def _open(settings: Settings, rulebook: Rulebook, stack: AsyncExitStack) -> db.Database:
    """The database: ours alone, at the newest schema, with what a crash left open put back."""
    url = settings.database_url.get_secret_value()
    database = db.connect(url)
    stack.push_async_callback(database.close)
    await database.hold()
    await db.migrate(url)
    await digest.recover(database, now=utc_now(), starting=True)
    await give_up_interrupted(database, now=utc_now())
    async with database.writing() as session:
        await channels.release_all(session)
        await watch_channels(session, rulebook.watchlist, now=utc_now())
    return database


async def _connect(app: App, settings: Settings, stop: Stop, stack: AsyncExitStack) -> None:
    """Bring the chat side up, waiting for a network or a Telegram that is not there yet.

    Raises `BotError` for a token that Telegram refuses.
    """
    warned = False
    while True:
        try:
            await app.initialize()
            break
        except InvalidToken as exc:
            raise BotError("Telegram refuses the bot token: check BOT_TOKEN with @BotFather") from exc
        except TelegramError as exc:
            # A limit, an outage, or a page of a network that wants a login first: none of them is for ever.
            if not warned:
                logger.warning("telegram unreachable, trying again error=%r", str(exc))
                warned = True
            pause = exc.retry_after if isinstance(exc, RetryAfter) else CONNECT_RETRY
            await asyncio.sleep((pause if isinstance(pause, timedelta) else CONNECT_RETRY).total_seconds())
    stack.push_async_callback(_bounded, app.shutdown)
    assert app.updater is not None  # `build` asks for polling
    await app.start()
    stack.push_async_callback(_bounded, app.stop)

    def polling_failed(error: TelegramError) -> None:
        if isinstance(error, Conflict):
            stop.failed("another process polls with this token")
        else:
            logger.warning("polling failed, trying again error=%r", str(error))

    await app.updater.start_polling(
        allowed_updates=ALLOWED_UPDATES, error_callback=polling_failed, bootstrap_retries=-1
    )
    stack.push_async_callback(_bounded, app.updater.stop)
    try:
        await handlers.publish_menu(app.bot, settings.admin_ids)
        await profile.publish_profile(app.bot)
    except TelegramError as exc:  # a menu is a comfort; commands work without it
        logger.warning("menu or description not published error=%r", str(exc))


async def _bounded(close: Callable[[], Awaitable[None]]) -> None:
    """Close a part of the chat side, but never wait for it longer than the host would for us."""
    try:
        await asyncio.wait_for(close(), CLOSE.total_seconds())
    except (TimeoutError, TelegramError, RuntimeError) as exc:
        logger.warning("a part did not close error=%r", exc)


async def _watch(hearing: Hearing, stop: Stop) -> None:
    """Wait for the end; notice when polling has died without a word, or Telegram no longer answers it."""
    loop = asyncio.get_running_loop()
    started, silent = loop.time(), False
    while not await stop.wait(WATCH):
        if hearing.refused:
            stop.failed("Telegram refuses the bot token")
        elif loop.time() - (hearing.asked_at or started) > DEAF.total_seconds():
            stop.failed("polling ended by itself")
        unheard = loop.time() - (hearing.heard_at or started) > SILENT.total_seconds()
        if unheard and not silent:
            logger.warning("telegram does not answer polling, trying on")
        elif silent and not unheard:
            logger.info("telegram answers polling again")
        silent = unheard


async def _own(database: db.Database, stop: Stop) -> None:
    """End before another process begins: two on one database would tell everything twice."""
    if not stop.due and not await database.holds():
        stop.failed("the connection that held the database for us is lost")


async def _set_clock_right(database: db.Database) -> None:
    """Let nothing wait for longer because the clock was set back."""
    async with database.writing() as session:
        by = await clock.set_right(session, now=utc_now())
    if by is not None:
        logger.warning("the clock was set back by=%s", by)


async def _poll(health: Health, ingest: Ingest, workers: Workers, stop: Stop) -> None:
    """Start reading the channels that are due, as many as have a worker and the host is well enough for."""
    if workers.free and not stop.due:
        for channel in await health.claim(workers.free, lease=LEASE):
            workers.start(ingest.poll(channel))


async def _reread(health: Health, rereading: Rereading, workers: Workers, stop: Stop) -> None:
    """Start looking again at posts that are due."""
    if workers.free and not stop.due and health.may_read:
        workers.start(rereading.sweep())


async def _deliver(delivery: Delivery, workers: Workers, stop: Stop) -> None:
    """Start sending the rows that are due; each worker goes on until none is."""
    if workers.free and not stop.due:
        for row in await delivery.claim(workers.free):
            workers.start(delivery.work(row, until=lambda: stop.due))


async def _digest(digesting: Digesting, workers: Workers, stop: Stop) -> None:
    """Start sending digests; each worker goes on until none is due."""
    if workers.free and not stop.due:
        for row in await digesting.claim(workers.free):
            workers.start(digesting.work(row, until=lambda: stop.due))


async def _again(job: Callable[[], Awaitable[object]]) -> None:
    """Do what need not be done now: where it fails, as on a full disk, the bot goes on and does it later."""
    try:
        await job()
    except Exception as exc:
        # A database that fails has been told of once, for all.
        logger.log(
            logging.DEBUG if db.passes(exc) else logging.ERROR, "failed, trying again later", exc_info=True
        )


def _patient(jobs: Mapping[str, tuple[timedelta, schedule.Job]]) -> dict[str, tuple[timedelta, schedule.Job]]:
    """The *jobs*, none of which fails for a fault of the database that may pass: they come again in a moment.

    To end and be started again would help nobody, and reading the rules takes longer than most such faults.
    """
    return {name: (every, partial(_patiently, name, job)) for name, (every, job) in jobs.items()}


async def _patiently(name: str, job: schedule.Job) -> None:
    try:
        await job()
    except asyncio.CancelledError:
        return  # The scheduler was shut down under it: that is an end like any other, and nothing to trace.
    except Exception as exc:
        if not db.passes(exc):
            raise
        # Whoever writes has said so, once for all jobs, which come ten times a second.
        logger.debug("the database fails, trying again job=%s error=%r", name, str(exc).partition("\n")[0])


async def _inform(informing: Informing, workers: Workers, stop: Stop) -> None:
    """Start telling the admins what they are to know; never twice at once."""
    if workers.free and not stop.due:
        workers.start(_again(informing.work))


async def _announce(announcing: Announcing, workers: Workers, stop: Stop) -> None:
    """Start telling an announcement; each worker goes on until nobody is left to be told."""
    if workers.free and not stop.due:
        for copy in await announcing.claim(workers.free):
            workers.start(announcing.work(copy, until=lambda: stop.due))


async def _sweep(database: db.Database, delivery: Delivery, current: InForce) -> None:
    """Put back what was interrupted, and close what has been quiet for longer than the gap."""
    now = utc_now()
    await delivery.recover()
    await digest.recover(database, now=now)
    async with database.writing() as session:
        await incidents.close_quiet(session, before=now - current.rulebook.watchlist.incidents.gap)
    current.scale = await scale(database, current.rulebook, now)
