"""How the bot itself is doing, for its admins: /status and /channels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from bot.chat.context import Asked, Services
from bot.chat.languages import Voice, mark
from bot.chat.markup import Markup, bold, clean, code, fill, join, plain, quote
from bot.chat.names import Names
from bot.chat.questions.asking import reader_of
from bot.chat.rendered import Rendered
from bot.chat.wording import Reader, Wording
from bot.rules.backpressure import update_interval
from bot.rules.health import FAILING, OF_THE_HOST
from bot.store import announcements, channels, chats, digests, gaps, queue, refusal, troubles
from bot.store.queue import Backlog, Fault
from bot.store.refusal import Refusal
from bot.store.tables import Channel, Trouble
from bot.values import ChannelState

MAX_ERROR: Final = 160
MAX_FAULTS: Final = 5
SILENT_AFTER: Final = timedelta(days=3)
"""A channel that is read well and has said nothing for so long deserves a look."""
RATES: Final = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))

STATES: Final = {
    ChannelState.OK: mark("read"),
    ChannelState.QUIET: mark("is unusually silent"),
    ChannelState.SLOW: mark("does not answer in time"),
    ChannelState.NO_PREVIEW: mark("shows no posts to the public"),
    ChannelState.MISSING: mark("does not exist"),
    ChannelState.RENAMED: mark("has another name now"),
    ChannelState.PRIVATE: mark("its name is gone: it was made private, renamed or deleted"),
    ChannelState.NOT_A_CHANNEL: mark("is no channel"),
    ChannelState.UNREADABLE: mark("hides its texts: they can be read in Telegram only"),
    ChannelState.TEASERS: mark("posts teasers only: the text is in MAX"),
    ChannelState.BLOCKED: mark("the host refuses us"),
    ChannelState.UNREACHABLE: mark("cannot be reached"),
    ChannelState.BROKEN_PAGE: mark("its page is not understood"),
}


@dataclass(frozen=True, slots=True)
class Health:
    """What /status shows. `sent` counts messages of the last minute, hour and day; `announced` what of
    announcements still waits."""

    channels: Sequence[Channel]
    backlog: Backlog
    sent: Sequence[int]
    faults: Sequence[Fault]
    subscribers: int
    announced: int = 0
    digests: tuple[int, int] = (0, 0)
    """Digests that are due, and those on their way."""
    update_interval: timedelta | None = None
    """How often a card may be edited, if that is rarer than the watch list says, as the queue is long."""
    deaf: Sequence[int] = ()
    """Admins of the bot who cannot be told anything."""
    host: Trouble | None = None
    """What ails the host of all channels, while it does."""
    passed: Mapping[str, int] = field(default_factory=dict)
    """In how many places a channel, by its handle, was read on past posts that could not be read."""
    refused: Refusal | None = None
    """The config folder is refused, while it is."""


async def status(question: Asked, services: Services) -> Rendered:
    """/status - channels with trouble, what waits, how much is sent, and the last errors."""
    reader, now = await reader_of(question, services), services.clock()
    async with services.database.reading() as session:
        health = Health(
            await channels.all_states(session),
            await queue.backlog(session, now=now),
            [await queue.count_sent(session, since=now - span) for span in RATES],
            await queue.last_faults(session, limit=MAX_FAULTS),
            await chats.count_subscribers(session),
            await announcements.count_waiting(session),
            await digests.count_due(session, now=now),
            # Who asks in private is reached, whether or not we remember that chat.
            deaf=await chats.out_of_reach(session, services.admin_ids - {question.chat_id}),
            host=await troubles.host(session),
            passed=await gaps.given_up(session),
            refused=await refusal.get(session),
        )
    if services.controls:
        configured = services.controls.rulebook().watchlist.incidents.update_interval
        stretched = update_interval(configured, due=health.backlog.due)
        health = replace(health, update_interval=stretched if stretched > configured else None)
    return Rendered(render_status(health, Wording(reader, services.names())))


def render_status(health: Health, words: Wording) -> Markup:
    """The state of everything, what is wrong first."""
    say, now = words.say, words.reader.now
    ailing = [
        channel for channel in health.channels if channel.state not in (ChannelState.OK, ChannelState.QUIET)
    ]
    unread = sum(channel.state in FAILING for channel in ailing)
    silent = [
        channel
        for channel in health.channels
        if channel not in ailing
        and channel.last_post_at
        and (channel.state is ChannelState.QUIET or now - channel.last_post_at > SILENT_AFTER)
    ]
    minute, hour, day = health.sent
    slowest = min((c.last_read_at for c in health.channels if c.last_read_at), default=None)
    lines = [
        bold(say("Status")),
        *([_host(health.host, words)] if health.host else []),
        *([_refused(health.refused, words)] if health.refused else []),
        say.count("{n} channel is read", "{n} channels are read", len(health.channels) - unread)
        + (say(", the longest ago {ago}", ago=ago(now - slowest, say)) if slowest else ""),
        *(_ailing(channel, words) for channel in ailing),
        *(
            say(
                "🔇 @{handle}: silent for {ago}",
                handle=channel.handle,
                ago=ago(now - (channel.last_post_at or now), say),
            )
            for channel in silent
        ),
        *(
            say.count(
                "⚠️ @{handle}: posts in {n} place could not be read",
                "⚠️ @{handle}: posts in {n} places could not be read",
                places,
                handle=handle,
            )
            for handle, places in health.passed.items()
        ),
        say.count("{n} chat is subscribed", "{n} chats are subscribed", health.subscribers),
        *_deaf(health.deaf, say),
        _waiting(health.backlog, words),
        *_slowed(health, say),
        say("Sent: {minute} in a minute, {hour} in an hour, {day} in a day", minute=minute, hour=hour, day=day),
    ]
    if health.faults:
        faults = [
            join(" ", [words.time(fault.at, ""), plain(clean(fault.error, limit=MAX_ERROR))])
            for fault in health.faults
        ]
        lines.append(quote(join("\n", [say("Last errors of delivery"), *faults]), folded=True))
    return shortened(lines, say)


def _deaf(user_ids: Sequence[int], say: Voice) -> list[Markup]:
    """Admins to whom no alarm comes."""
    if not user_ids:
        return []
    who = join(", ", [code(str(user_id)) for user_id in user_ids])
    return [say("⚠️ No alarm reaches {who}: an admin must press Start in a private chat with me once.", who=who)]


def _host(trouble: Trouble, words: Wording) -> Markup:
    """The circuit breaker: since when all channels fail, and when one request tries the host again."""
    say, now = words.say, words.reader.now
    lasts = ago(now - trouble.began_at, say)
    if trouble.probe_at is None:
        return say("🟡 The host answers again, after a trouble that began {ago} ago", ago=lasts)
    state = say(STATES[trouble.state])
    if trouble.probe_at <= now:
        return say("🚨 All channels fail for {ago} ({state}); one request is trying", ago=lasts, state=state)
    left = ago(trouble.probe_at - now, say)
    return say(
        "🚨 All channels fail for {ago} ({state}); next try in {left}", ago=lasts, state=state, left=left
    )


def _refused(refusal: Refusal, words: Wording) -> Markup:
    return words.say.count(
        "⚠️ The config folder is refused for {ago}, there is {n} problem: what was in force before goes on. "
        "/reload lists it.",
        "⚠️ The config folder is refused for {ago}, there are {n} problems: what was in force before goes on. "
        "/reload lists them.",
        refusal.problems,
        ago=ago(words.reader.now - refusal.since, words.say),
    )


def _ailing(channel: Channel, words: Wording) -> Markup:
    say = words.say
    since = channel.state_since or channel.last_read_at
    line = say("⚠️ @{handle}: {state}", handle=channel.handle, state=say(STATES[channel.state]))
    if since:
        line = line + " " + say("({ago})", ago=ago(words.reader.now - since, say))
    if channel.state is ChannelState.RENAMED and channel.canonical_handle:
        line = fill("{line}: {name}", line=line, name=code(f"@{channel.canonical_handle}"))
    if channel.last_error and channel.state in OF_THE_HOST:
        line = fill("{line}: {error}", line=line, error=clean(channel.last_error, limit=MAX_ERROR))
    return line


def _waiting(backlog: Backlog, words: Wording) -> Markup:
    say = words.say
    line = say(
        "Waiting: {pending}, of them due: {due}; on their way: {flying}",
        pending=backlog.pending,
        due=backlog.due,
        flying=backlog.in_flight,
    )
    if backlog.oldest_due_at:
        line = line + "; " + say("the oldest for {ago}", ago=ago(words.reader.now - backlog.oldest_due_at, say))
    return line


def _slowed(health: Health, say: Voice) -> list[Markup]:
    lines = []
    due, flying = health.digests
    if due or flying:
        lines.append(say("Digests due: {due}; on their way: {flying}", due=due, flying=flying))
    if health.announced:
        lines.append(say("Announcements waiting: {n}", n=health.announced))
    if health.update_interval:
        lines.append(
            say("The queue is long: a card is edited every {span}", span=ago(health.update_interval, say))
        )
    return lines


async def list_channels(question: Asked, services: Services) -> Rendered:
    """/channels - every channel that is read, with its state and its last post."""
    reader = await reader_of(question, services)
    async with services.database.reading() as session:
        states = await channels.all_states(session)
    return Rendered(render_channels(states, reader, services.names()))


def render_channels(states: Sequence[Channel], reader: Reader, names: Names) -> Markup:
    """A line or two for each channel."""
    say = reader.say
    lines = [bold(say.count("{n} channel", "{n} channels", len(states)))]
    for channel in states:
        icon = "🟢" if channel.state is ChannelState.OK else "⚠️"
        line = fill(
            "{icon} {handle} {title}",
            icon=icon,
            handle=code(f"@{channel.handle}"),
            title=clean(names.title(channel.handle, reader.language, channel.title or ""), limit=60),
        )
        lines.append(join(" · ", [line, *_ages(channel, reader.now, say)]))
    return shortened(lines, say)


def _ages(channel: Channel, now: datetime, say: Voice) -> list[Markup]:
    ages = [] if channel.state is ChannelState.OK else [say(STATES[channel.state])]
    if channel.last_read_at:
        ages.append(say("read {ago} ago", ago=ago(now - channel.last_read_at, say)))
    else:
        ages.append(say("not read yet"))
    if channel.last_post_at:
        ages.append(say("last post {ago} ago", ago=ago(now - channel.last_post_at, say)))
    return ages


def ago(span: timedelta, say: Voice) -> str:
    """How long something is ago, in its largest unit: "5 min"."""
    seconds = max(0, int(span.total_seconds()))
    for unit, size in ((mark("{n} d"), 86_400), (mark("{n} h"), 3600), (mark("{n} min"), 60)):
        if seconds >= size:
            return say(unit, n=seconds // size).text
    return say("{n} s", n=seconds).text


def shortened(lines: Sequence[Markup], say: Voice) -> Markup:
    """The lines that fit into a message, and how many do not."""
    for shown in range(len(lines), 0, -1):
        more = len(lines) - shown
        rest = [say.count("and {n} more", "and {n} more", more)] if more else []
        body = join("\n", [*lines[:shown], *rest])
        if body.fits:
            return body
    return Markup()
