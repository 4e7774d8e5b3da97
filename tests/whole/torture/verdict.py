"""What must be true once everything has settled, and how often a reader was told the same twice."""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.chat.cards import render_card
from bot.chat.naming import names_of
from bot.chat.wording import Reader
from bot.rulebook import load_rulebook
from bot.sandbox.views import Call
from bot.store import db, views
from tests.whole.torture.bench import Bench

NOTE = "This may be a repeat"


@dataclass
class Verdict:
    """`lost` are sentences; each is a broken promise."""

    lost: list[str] = field(default_factory=list)
    cards: int = 0
    messages: int = 0
    statements: int = 0
    incidents: int = 0
    repeated: list[str] = field(default_factory=list)
    """Sentences, one for each message that was told before."""
    marked: int = 0
    """Messages that say they may be repeats, whether or not they are."""


async def judge(bench: Bench) -> Verdict:
    """Look at the database, which nobody writes to any more, and at what the chats show."""
    verdict = Verdict()
    if bench.ask("PRAGMA integrity_check") != [("ok",)] or bench.ask("PRAGMA foreign_key_check"):
        verdict.lost.append("the database is damaged")
    _posts(bench, verdict)
    _statements(bench, verdict)
    _owed(bench, verdict)
    await _shown(bench, verdict)
    _gone(bench, verdict)
    _repeats(bench, verdict)
    return verdict


def _posts(bench: Bench, verdict: Verdict) -> None:
    """Every post is stored with every version, and no version that was never published."""
    stored: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for handle, number, text in bench.ask(
        "SELECT handle, message_id, text FROM post_version JOIN post ON post.id = post_id"
        " JOIN channel ON channel.id = channel_id ORDER BY post_version.number"
    ):
        stored[handle, number].append(text)
    for post, texts in bench.said.items():
        if stored[post] != texts:
            verdict.lost.append(f"post {post} has versions {stored[post]}, published were {texts}")


def _statements(bench: Bench, verdict: Verdict) -> None:
    """Every statement is part of an incident."""
    standing = {
        (handle, number)
        for handle, number in bench.ask(
            "SELECT handle, message_id FROM statement JOIN post ON post.id = post_id"
            " JOIN channel ON channel.id = post.channel_id WHERE withdrawn_at IS NULL"
        )
    }
    said = {post for post, texts in bench.said.items() if "областью" in texts[-1]}
    verdict.statements = len(said)
    verdict.lost += [f"statement {post} is in no incident" for post in sorted(said - standing)]


def _owed(bench: Bench, verdict: Verdict) -> None:
    """Nothing waits, and nothing was given up for a chat that is there."""
    for chat, status, error in bench.ask(
        "SELECT chat_id, status, last_error FROM outbox WHERE status IN ('pending', 'in flight', 'dead')"
    ):
        # Repeated once, with the fate of both unknown: whether one is there is looked at below, like all cards.
        if status != "dead" or (chat in bench.chats and not str(error).startswith("may have arrived")):
            verdict.lost.append(f"a message to {chat} is {status}: {error}")
    active = {chat for (chat,) in bench.ask("SELECT id FROM chat WHERE active")}
    verdict.lost += [f"chat {chat} counts as gone" for chat in sorted(bench.chats - active)]


async def _shown(bench: Bench, verdict: Verdict) -> None:
    """Every chat shows every incident as it is now."""
    names = names_of(load_rulebook(bench.folder / "config").watchlist)
    cards = {
        (chat, incident): (message, revision)
        for chat, incident, message, revision in bench.ask(
            "SELECT chat_id, incident_id, message_id, shown_revision FROM card"
        )
    }
    texts = {
        (chat, shown.message_id): shown.text
        for chat in {*bench.chats, *bench.moved.values()}
        for shown in await bench.sandbox.messages(chat)
    }
    database = db.connect(f"sqlite:///{bench.database}")
    async with database.reading() as session:
        for (incident,) in bench.ask("SELECT id FROM incident ORDER BY id"):
            view = await views.one(session, incident)
            assert view is not None
            verdict.incidents += 1
            rendered = render_card(view, reader=Reader("en", None, datetime.now(UTC)), names=names)
            for chat in sorted(bench.chats):
                message, revision = cards.get((chat, incident), (0, view.revision))
                here = [texts.get((at, message), "") for at in (chat, bench.moved.get(chat, 0))]
                if not message:  # its arrival was never known
                    here = [text for (at, _), text in texts.items() if at == chat]
                lines = rendered.text.splitlines()
                missing = min(([line for line in lines if line not in text] for text in here), key=len)
                verdict.cards += 1
                if revision != view.revision or missing:
                    verdict.lost.append(
                        f"chat {chat} shows revision {revision} of incident {incident}, not {view.revision};"
                        f" its card lacks {missing}"
                    )
    await database.close()


def _gone(bench: Bench, verdict: Verdict) -> None:
    """A chat that left is left alone: what was on its way is refused, and again after each start at most."""
    tries = Counter(
        call.chat_id
        for call in bench.sandbox.requests._entries
        if call.chat_id in bench.left and call.seq > bench.left[call.chat_id] and call.method.startswith("send")
    )
    allowed = 2 + bench.starts
    for chat, count in tries.items():
        if count > allowed:
            verdict.lost.append(f"{count} messages were tried to chat {chat}, which had left")
    active = {chat for (chat,) in bench.ask("SELECT id FROM chat WHERE active")}
    verdict.lost += [f"chat {chat} left and counts as active" for chat in sorted(active & set(bench.left))]


def _repeats(bench: Bench, verdict: Verdict) -> None:
    """The messages that Telegram took, by chat and incident: cards beyond the first, and news told before."""
    told: set[tuple[int, str, str]] = set()
    for call in bench.sandbox.requests._entries:
        if call.method != "sendMessage" or not call.accepted or not (incident := _incident(call)):
            continue
        chat, text = call.chat_id or 0, str(call.params.get("text", ""))
        body, is_marked = text.partition(NOTE)[0].strip(), NOTE in text
        is_news = "reply_parameters" in call.params
        verdict.messages += 1
        verdict.marked += is_marked
        what = (chat, incident, body if is_news else "")
        if what in told or (is_news and is_marked):
            kind, mark = "news" if is_news else "the card", "marked" if is_marked else "without a mark"
            verdict.repeated.append(f"request {call.seq}: {kind} of {incident} again in {chat}, {mark}")
        told.add(what)


def _incident(call: Call) -> str:
    """The incident of a message, by the button that snoozes it; empty for answers."""
    markup = call.params.get("reply_markup") or {}
    rows = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
    codes = [button.get("callback_data", "") for row in rows for button in row]
    found = [code.split(":")[2] for code in codes if code.startswith("1:snz:") and ":m" in code]
    return found[0] if found else ""
