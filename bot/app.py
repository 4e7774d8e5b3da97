"""The composition root: the only module that knows everybody. It owns start, drain and stop.

start   settings, rules, database (held, migrated), chat side, schedule
run     until a signal, or until a part fails for good: a deaf bot is worse than one that was restarted
drain   no new work, running calls finish, chats are answered, everything is closed
"""

import asyncio
import gc
import logging
import signal
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial

from bot import logs, schedule, ticks
from bot.chat.admin.notices import NoticePoster
from bot.chat.application import build
from bot.chat.calls import Calls
from bot.chat.context import Controls, Services
from bot.chat.digest_posting import DigestPoster
from bot.chat.hearing import Hearing
from bot.chat.limiter import Limiter
from bot.chat.naming import names_of
from bot.chat.pictures.easel import can_draw
from bot.chat.posting import Poster
from bot.chat.questions.stats import PERIODS
from bot.chat.sender import Sender
from bot.collecting import short_looks
from bot.errors import BotError
from bot.heaps import share_one_heap
from bot.line import connect, watch
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
from bot.pipeline.rekeying import Rekeying
from bot.pipeline.reloading import Reloading, watch_channels
from bot.pipeline.rereading import Rereading
from bot.pipeline.storing import Storing, room_of
from bot.rulebook import Rulebook, load_rulebook
from bot.rules.numbering import Numbering
from bot.settings import Settings
from bot.sources.web import WebReader
from bot.stopping import Stop
from bot.store import channels, db, incidents
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
STORING_TICK = timedelta(seconds=10)
FORGET_TICK = timedelta(seconds=30)
REKEY_TICK = timedelta(seconds=1)
"""Twenty statements each time: a million are written anew in fourteen hours, and nobody waits for it."""
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
DRAIN = timedelta(seconds=8)


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


async def run(settings: Settings) -> int:
    """Run the bot until SIGTERM or SIGINT; the process's exit code.

    Raises `ConfigError` for a missing token or a bad config folder, `StoreBusy` for a database in use.
    """
    share_one_heap()
    stop = Stop()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.asked, number.name)
    token = settings.require_token().get_secret_value()
    logs.configure(settings.log_level, secret=token)
    current = InForce(await asyncio.to_thread(load_rulebook, settings.config_dir))
    try:
        async with AsyncExitStack() as stack:
            stack.enter_context(short_looks())
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
    stack.push_async_callback(services.album.close)
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
    storing = Storing(database, utc_now, partial(room_of, database))
    forgetting = Forgetting(database, lambda: current.rulebook.watchlist.retention, utc_now)
    rekeying = Rekeying(database, lambda: current.rulebook, services.vocabulary.forget)
    if settings.monitoring_port is not None:
        pages = routes(database, counters, lambda: pulse.lag, utc_now)
        await stack.enter_async_context(serving(settings.monitoring_port, pages))
    reading = schedule.build(
        ticks.patient(
            {
                "poll": (POLL_TICK, partial(ticks.poll, health, ingest, readers, stop)),
                "reread": (SWEEP_TICK, partial(ticks.reread, health, rereading, readers, stop)),
                "health": (HEALTH_TICK, health.sweep),
                "owner": (OWNER_TICK, partial(ticks.own, database, stop)),
                "config": (CONFIG_TICK, partial(ticks.again, reloading.look)),
                "pulse": (PULSE_TICK, pulse.tick),
                "storing": (STORING_TICK, partial(ticks.again, storing.look)),
                "forget": (FORGET_TICK, partial(ticks.again, forgetting.work)),
                "rekey": (REKEY_TICK, partial(ticks.again, rekeying.work)),
                "hand": (HAND_TICK, hand.work),
                "clock": (CLOCK_TICK, partial(ticks.again, partial(ticks.set_clock_right, database, utc_now))),
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
        ticks.patient(
            {
                "inform": (INFORM_TICK, partial(ticks.inform, informing, informers, stop)),
                "deliver": (DELIVERY_TICK, partial(ticks.hand_out, delivery, deliveries, stop)),
                "measure": (MEASURE_TICK, delivery.measure),
                "digest": (DIGEST_TICK, partial(ticks.hand_out, digesting, digesters, stop)),
                "announce": (ANNOUNCE_TICK, partial(ticks.hand_out, announcing, announcers, stop)),
            }
        ),
        on_crash=stop.failed,
    )
    # Whichever way this ends, what readers use is closed after they are done.
    stack.push_async_callback(_drain, readers, deliveries, digesters, announcers, informers)
    readers.start(ticks.again(partial(services.vocabulary.warm, database)))
    readers.start(ticks.again(partial(services.counted.warm, database, now=utc_now(), days=max(PERIODS))))
    if can_draw():
        readers.start(services.album.warm())
    reading.start()
    stack.callback(reading.shutdown, wait=False)
    # Not later: while Telegram is away pages are read all the same, and a restart would not bring it back.
    systemd.tell(READY=1, STATUS="waiting for Telegram")
    if not await stop.unless(connect(app, settings.admin_ids, stop, stack)):
        return
    sending.start()
    stack.callback(sending.shutdown, wait=False)
    logger.info(
        "running channels=%d patterns=%d",
        len(current.rulebook.watchlist.channels),
        len(current.rulebook.watchlist.patterns),
    )
    systemd.tell(STATUS=f"reading {len(current.rulebook.watchlist.channels)} channels")
    await watch(hearing, stop)
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


async def _sweep(database: db.Database, delivery: Delivery, current: InForce) -> None:
    """Put back what was interrupted, and close what has been quiet for longer than the gap."""
    now = utc_now()
    await delivery.recover()
    await digest.recover(database, now=now)
    async with database.writing() as session:
        await incidents.close_quiet(session, before=now - current.rulebook.watchlist.incidents.gap)
    current.scale = await scale(database, current.rulebook, now)
