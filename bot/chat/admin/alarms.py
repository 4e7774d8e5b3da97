"""What admins are told is wrong with a source, with the host of all, or with the database, and its end."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from bot.chat.admin.status import MAX_ERROR, STATES, ago
from bot.chat.languages import mark
from bot.chat.markup import Markup, clean, fill, join, plain
from bot.chat.wording import Wording
from bot.store.notices import NoticeKind
from bot.values import ChannelState

Facts = Mapping[str, Any]
MAX_TITLE: Final = 80
MAX_HANDLES: Final = 40

AILMENTS: Final = {
    ChannelState.QUIET: mark("Nothing new since {last}, which is unusual for it. It is read all the same."),
    ChannelState.SLOW: mark("Its page has not come in time since {time}. It is tried again and again."),
    ChannelState.NO_PREVIEW: mark(
        "It shows no posts to the public since {time}: its owner or Telegram restricts it. "
        "Nothing it says is seen."
    ),
    ChannelState.MISSING: mark("There is no such channel. Check its handle in watchlist.yaml."),
    ChannelState.RENAMED: mark(
        "Its page carries another name, @{name}: it was renamed, or has two. "
        "Put that name into watchlist.yaml, before somebody else takes the old one."
    ),
    ChannelState.PRIVATE: mark(
        "Its name is gone since {time}: it was made private, renamed or deleted. Nothing it says is seen."
    ),
    ChannelState.NOT_A_CHANNEL: mark("This is a group, a bot or a person, not a channel."),
    ChannelState.UNREADABLE: mark(
        "Its newest posts hide their text: they can be read in Telegram only. What they say is not seen."
    ),
    ChannelState.TEASERS: mark(
        "Its newest posts are teasers: the text is in the MAX messenger. What it says there is not seen."
    ),
    ChannelState.BLOCKED: mark("The host has refused us since {time}. It is asked rarely until it lets us."),
    ChannelState.UNREACHABLE: mark("It has been out of reach since {time}. It is tried again and again."),
    ChannelState.BROKEN_PAGE: mark(
        "Its page has not been understood since {time}: its structure may have changed. "
        "Nothing is skipped: posts that could not be read are read once they can be."
    ),
}
"""A sentence for each state that is told; what is known of it fills the gaps."""

OF_ALL: Final = {
    ChannelState.SLOW: mark("The host does not answer in time."),
    ChannelState.BLOCKED: mark("The host refuses us."),
    ChannelState.UNREACHABLE: mark("The host is out of reach."),
    ChannelState.BROKEN_PAGE: mark("No page is understood: their structure may have changed."),
}


def _ails(facts: Facts, words: Wording) -> Markup:
    say, state, handle = words.say, ChannelState(facts["state"]), str(facts["handle"])
    since = words.time(datetime.fromisoformat(facts["since"]), handle)
    last = since
    if facts.get("last_post_at"):
        last = words.time(datetime.fromisoformat(facts["last_post_at"]), handle)
    if state is ChannelState.QUIET and facts.get("heartbeat"):
        return say(
            "🚨 We may be blind: @{handle} is known to post regularly, and nothing has come since {last}. "
            "Look at it in Telegram: if it has newer posts, the pages that we get are out of date.",
            handle=handle,
            last=last,
        )
    name = clean(str(facts.get("shown_as") or handle), limit=MAX_TITLE)
    what = say(AILMENTS[state], time=since, last=last, name=name)
    lines = [_headed(say("⚠️ @{handle}", handle=handle), facts, words), what]
    return join("\n", [*lines, _error(facts, state)])


def _well(facts: Facts, words: Wording) -> Markup:
    say = words.say
    since = datetime.fromisoformat(facts["since"])
    return say(
        "✅ @{handle} is well again after {ago}. Before: {state}.",
        handle=str(facts["handle"]),
        ago=ago(words.reader.now - since, say),
        state=say(STATES[ChannelState(facts["state"])]),
    )


def _several_ail(facts: Facts, words: Wording) -> Markup:
    say = words.say
    head = say.count(
        "⚠️ {n} channel at once, since {time}: {state}",
        "⚠️ {n} channels at once, since {time}: {state}",
        len(facts["handles"]),
        time=words.time(datetime.fromisoformat(facts["since"]), ""),
        state=say(STATES[ChannelState(facts["state"])]),
    )
    return join("\n", [head, _listed(facts, words)])


def _several_well(facts: Facts, words: Wording) -> Markup:
    head = words.say.count(
        "✅ {n} channel is well again", "✅ {n} channels are well again", len(facts["handles"])
    )
    return join("\n", [head, _listed(facts, words)])


def _listed(facts: Facts, words: Wording) -> Markup:
    """The handles, as many as are worth reading."""
    handles = [f"@{handle}" for handle in facts["handles"]]
    shown = plain(", ".join(handles[:MAX_HANDLES]))
    if (more := len(handles) - MAX_HANDLES) > 0:
        return join("\n", [shown, words.say.count("and {n} more", "and {n} more", more)])
    return shown


def _host_fails(facts: Facts, words: Wording) -> Markup:
    say, state = words.say, ChannelState(facts["state"])
    since = words.time(datetime.fromisoformat(facts["since"]), "")
    rest = say(
        "No channel could be read since {time}. Reading is paused, and one request at a time tries whether "
        "it works again. What is posted meanwhile is read then.",
        time=since,
    )
    return join("\n", [fill("🚨 {what}", what=say(OF_ALL[state])), rest, _error(facts, state)])


def _host_well(facts: Facts, words: Wording) -> Markup:
    say = words.say
    since = datetime.fromisoformat(facts["since"])
    lasted = ago(words.reader.now - since, say)
    return say("✅ Channels can be read again after {ago}. What was posted meanwhile is told.", ago=lasted)


def _unread(facts: Facts, words: Wording) -> Markup:
    say, handle = words.say, str(facts["handle"])
    head = say(
        "⚠️ @{handle}: some posts could not be read for a day. It is read on past them; look at them yourself:",
        handle=handle,
    )
    lines = [plain(f"t.me/{handle}/{number}") for number in facts["numbers"]]
    if more := facts.get("more"):
        lines.append(say.count("and {n} more", "and {n} more", more))
    end = say("They stay noted, and are tried again once a day.")
    return join("\n", [head, *lines, end])


def _disk_low(facts: Facts, words: Wording) -> Markup:
    return words.say(
        "🚨 The disk of the database is nearly full: {free} MB are left. Make room: once it is full, nothing "
        "is stored and nothing is told.",
        free=facts["free"] // 2**20,
    )


def _disk_well(facts: Facts, words: Wording) -> Markup:
    return words.say(
        "✅ The disk of the database has room again: {free} MB are free.", free=facts["free"] // 2**20
    )


def _storing_failed(facts: Facts, words: Wording) -> Markup:
    since = datetime.fromisoformat(facts["since"])
    return words.say(
        "⚠️ The database could not be written for {ago}, from {time} on: {error}. It can be written again. What "
        "was posted meanwhile is read and told now.",
        ago=ago(words.reader.now - since, words.say),
        time=words.time(since, ""),
        error=clean(str(facts["error"]), limit=MAX_ERROR),
    )


def _headed(head: Markup, facts: Facts, words: Wording) -> Markup:
    title = words.names.title(str(facts["handle"]), words.reader.language, str(facts.get("title") or ""))
    title = clean(title, limit=MAX_TITLE)
    return fill("{head} · {title}", head=head, title=title) if title else head


def _error(facts: Facts, state: ChannelState) -> Markup:
    """The technical reason, where the sentence does not say it all."""
    error = facts.get("error")
    told = state in OF_ALL and isinstance(error, str) and error
    return plain(clean(error, limit=MAX_ERROR)) if told and error else Markup()


WORDS: Final[Mapping[NoticeKind, Callable[[Facts, Wording], Markup]]] = {
    NoticeKind.SOURCE_AILS: _ails,
    NoticeKind.SOURCE_WELL: _well,
    NoticeKind.SOURCES_AIL: _several_ail,
    NoticeKind.SOURCES_WELL: _several_well,
    NoticeKind.POSTS_UNREAD: _unread,
    NoticeKind.HOST_FAILS: _host_fails,
    NoticeKind.HOST_WELL: _host_well,
    NoticeKind.DISK_LOW: _disk_low,
    NoticeKind.DISK_WELL: _disk_well,
    NoticeKind.STORING_FAILED: _storing_failed,
}
