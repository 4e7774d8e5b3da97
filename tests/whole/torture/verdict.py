"""What must be true once everything has settled, and how often a reader was told the same twice."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.chat.cards import render_card
from bot.chat.naming import names_of
from bot.chat.wording import Reader
from bot.rulebook import load_rulebook
from bot.store import db, views
from tests.whole.torture.bench import Bench
from tests.whole.torture.history import History, Row


@dataclass
class Verdict:
    """`lost` are sentences; each is a broken promise."""

    lost: list[str] = field(default_factory=list)
    cards: int = 0
    messages: int = 0
    statements: int = 0
    incidents: int = 0
    repeated: list[str] = field(default_factory=list)
    """How it came to that, for each message that was told before."""
    marked: int = 0
    """Messages that said they may be repeats, whether or not they are."""
    in_vain: list[str] = field(default_factory=list)
    """How it came to that, for each of those that are none."""
    corrected: int = 0
    """Those that say so no more."""


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
    _told_again(history_of(bench), verdict)
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


def history_of(bench: Bench) -> History:
    """What a run that has ended left behind."""
    rows = bench.ask("SELECT id, status, message_id, last_error FROM outbox")
    return History(
        bench.sandbox.requests._entries,
        {row: Row(*end) for row, *end in rows},
        bench.kills,
        bench.moved,
        bench.bot.log_path.read_text("utf-8", errors="replace").splitlines(),
    )


def _told_again(history: History, verdict: Verdict) -> None:
    """The messages that Telegram took, and those of them that were told before."""
    verdict.messages = len(history.told)
    verdict.marked = len(history.marked)
    verdict.corrected = len(history.corrected)
    verdict.repeated = [history.explained(told) for told in history.repeated]
    verdict.in_vain = [history.explained(told) for told in history.marked_in_vain]
