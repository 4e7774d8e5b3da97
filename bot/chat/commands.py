"""The commands: what each answers, in one table that the help, the menu and the tests read.

Every answer is made the same way: parse, one visit to the store, render. Telegram is not spoken to here.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.chat import digest_answers, greeting, meant, privacy
from bot.chat.admin import announcing, hand, status, trying
from bot.chat.buttons import Verb
from bot.chat.context import Asked, Services
from bot.chat.languages import Voice, mark, voice
from bot.chat.markup import Markup, bold, clean, code, fill, join
from bot.chat.questions import asking, export, stats
from bot.chat.questions.filters import MAX_LENGTH
from bot.chat.rendered import Rendered
from bot.chat.settings import choosing, snoozing, subscribing
from bot.store import chats

TWO_EDITS_FROM: Final = 6
"""Letters of a mistyped command in which two edits are forgiven, not one. A swap of neighbours is one."""

Answer = Callable[[Asked, Services], Awaitable[Rendered]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, what it takes, what it does in a few words, and what answers it."""

    name: str
    usage: str
    summary: str
    answer: Answer
    changes_chat: bool = False
    """Changes what the whole chat gets: in groups for its admins only."""
    weighs_asker: bool = False
    """Answers everyone, but does more for those who may change what the chat gets."""
    for_owners: bool = False
    """For the bot's own admins (`ADMIN_IDS`), in a private chat; to all others it does not exist."""


async def help_(question: Asked, services: Services) -> Rendered:
    """/help - every command in a line."""
    return Rendered(_help_for(question, services, await _voice(question, services)))


def help_text(say: Voice, inline_name: str = "") -> Markup:
    """The commands for everyone, each with what it does, and what no command tells. For *inline_name* see
    `Asked`."""
    elsewhere = say(
        "In any other chat: write {example}, and choose a card to share there.",
        example=code(f"{inline_name} {say('Moscow').text}"),
    )
    places = say(
        "{several} takes several places at once, {one} leaves one out.",
        several=code(f"/subscribe {say('Moscow').text}, {say('Kyiv').text}"),
        one=code(f"/unsubscribe {say('Kyiv').text}"),
    )
    more = (
        places,
        elsewhere if inline_name else Markup(),
        say("/search copes with typos and understands dates; on its own it shows the filters."),
        say("In a group or channel: add me (to a channel as an admin), and I will ask what to post there."),
    )
    return join("\n\n", [_listed(bold(say("What you can ask")), COMMANDS, say), join("\n", more)])


def _help_for(question: Asked, services: Services, say: Voice) -> Markup:
    if not is_owner(question.user_id, question.kind, services):
        return help_text(say, question.inline_name)
    return (
        help_text(say, question.inline_name)
        + "\n\n"
        + _listed(bold(say("For this bot's admins")), OWNER_COMMANDS, say)
    )


def _listed(title: Markup, listed: Sequence[Command], say: Voice) -> Markup:
    return join("\n", [title, *(_line(command, say) for command in listed)])


def _line(command: Command, say: Voice) -> Markup:
    return fill("/{command} — {summary}", command=_form(command, say), summary=say(command.summary))


def is_owner(user_id: int | None, kind: str, services: Services) -> bool:
    """Whether the bot's own admin speaks, where nobody else reads the answer."""
    return kind == "private" and user_id is not None and user_id in services.admin_ids


def _form(command: Command, say: Voice) -> str:
    return f"{command.name} {say(command.usage).text}" if command.usage else command.name


async def unknown(question: Asked, services: Services) -> Rendered:
    """Any other command: say so, and name the one that is meant or that it looks like."""
    say = await _voice(question, services)
    typed = "".join(question.args[:1])
    lines = [say("There is no such command.")]
    if way := meant.way_to(typed, say):
        lines.append(way)
    elif command := meant_by(typed):
        lines.append(_line(command, say))
    elif near := _nearest(question, services):
        lines.append(say("Did you mean this?") + f" /{near.name}")
    help_line = _line(_BY_NAME["help"], say)
    return Rendered(join("\n", lines if help_line in lines else [*lines, help_line]))


def meant_by(text: str) -> Command | None:
    """The command that *text* means, though it is none: "stop"."""
    name = meant.command_named(text)
    return _BY_NAME[name] if name else None


def _nearest(question: Asked, services: Services) -> Command | None:
    """The command that was meant by the mistyped word that *question* carries."""
    typed = "".join(question.args[:1]).lstrip("/").partition("@")[0].casefold()
    known: Sequence[Command] = COMMANDS
    if is_owner(question.user_id, question.kind, services):
        known = (*COMMANDS, *OWNER_COMMANDS)
    near = process.extractOne(
        typed,
        {command: command.name for command in known},
        scorer=OSA.distance,
        score_cutoff=2 if len(typed) >= TWO_EDITS_FROM else 1,
    )
    return near[2] if near else None


async def talk(question: Asked, services: Services) -> Rendered:
    """Any other message in a private chat: what to write instead, and a button that looks for its words."""
    say = await _voice(question, services)
    help_ = say(
        "I answer commands: /latest shows what was reported, /search with words looks for something, "
        "/help shows all."
    )
    words = clean(" ".join(question.args), limit=MAX_LENGTH)
    if not words:
        return Rendered(help_)
    if way := meant.way_to(words, say):
        return Rendered(way)
    place = await choosing.offered_place(question, services, words)
    rows = ((place,) if place else ()) + asking.trying(words)
    # Shown as code: a pressed button hands it back, so that what somebody writes is stored nowhere.
    return Rendered(join("\n", [help_, say("Shall I look for this?") + " " + code(words)]), rows)


async def _voice(question: Asked, services: Services) -> Voice:
    async with services.database.reading() as session:
        chat = await chats.get(session, question.chat_id)
    return voice(chat.language if chat else question.language)


COMMANDS: Final = (
    Command("start", "", mark("what this is"), greeting.start),
    Command(
        "subscribe",
        mark("[place]"),
        mark("subscribe this chat to everything, or to a place"),
        subscribing.subscribe,
        changes_chat=True,
    ),
    Command(
        "unsubscribe",
        mark("[place]"),
        mark("stop all messages, or those about a place"),
        subscribing.unsubscribe,
        changes_chat=True,
    ),
    Command("latest", mark("[n] [place] [kind]"), mark("the latest incidents"), asking.latest),
    Command(
        "digest",
        "[24h|7d]",
        mark("what is new for this chat, in one message"),
        digest_answers.digest,
        weighs_asker=True,
    ),
    Command("search", mark("words"), mark("find incidents by the words of statements"), asking.search),
    Command("incident", mark("number"), mark("one incident"), asking.incident),
    Command("stats", mark("[place] [7d|30d]"), mark("a chart and a map of the last days"), stats.stats),
    Command("export", mark("[format] [words]"), mark("what this chat got so far, as a file"), export.export),
    Command(
        "settings",
        mark("[@your_channel]"),
        mark("what this chat gets, and when; or your own channel or group"),
        choosing.settings,
        changes_chat=True,
    ),
    Command("subscriptions", "", mark("what this chat gets, in a sentence"), choosing.subscriptions_),
    Command("language", "", mark("Russian, Ukrainian or English"), choosing.language, changes_chat=True),
    Command("privacy", "", mark("what is stored about this chat"), privacy.privacy),
    Command(
        "deleteme", "", mark("delete everything that is stored, at once"), privacy.delete_me, changes_chat=True
    ),
    Command("help", "", mark("all commands"), help_),
)
"""In the order of the menu."""

OWNER_COMMANDS: Final = (
    Command("status", "", mark("how the bot is doing"), status.status, for_owners=True),
    Command("channels", "", mark("every channel and its state"), status.list_channels, for_owners=True),
    Command("reload", "", mark("apply the config folder"), trying.reload, for_owners=True),
    Command(
        "test", mark("[@channel] text"), mark("what a text would match, and why"), trying.test, for_owners=True
    ),
    Command("announce", mark("text"), mark("tell every subscriber"), announcing.announce, for_owners=True),
    Command("merge", mark("number number [reason]"), mark("merge incidents"), hand.merge, for_owners=True),
    Command(
        "split",
        mark("number [statements]"),
        mark("take statements out of an incident"),
        hand.split,
        for_owners=True,
    ),
    Command("retract", mark("number [reason]"), mark("retract an incident"), hand.retract, for_owners=True),
    Command(
        "restore", mark("number [reason]"), mark("restore a retracted incident"), hand.restore, for_owners=True
    ),
    Command("undo", mark("[decision]"), mark("take a decision back"), hand.undo, for_owners=True),
    Command("audit", "", mark("what was decided by hand"), hand.audit, for_owners=True),
    Command("watch", "add @channel", mark("draft a channel's lines"), trying.watch, for_owners=True),
)
"""For the bot's own admins."""

_BY_NAME: Final = {command.name: command for command in (*COMMANDS, *OWNER_COMMANDS)}

PRESSES: Final[dict[Verb, Command]] = {
    Verb.SUBSCRIBE: _BY_NAME["subscribe"],
    Verb.LATEST: _BY_NAME["latest"],
    Verb.HELP: _BY_NAME["help"],
    Verb.DIGEST: _BY_NAME["digest"],
    Verb.SEARCH: _BY_NAME["search"],
    Verb.INCIDENT: _BY_NAME["incident"],
    Verb.STATS: _BY_NAME["stats"],
    Verb.EXPORT: _BY_NAME["export"],
    Verb.ANNOUNCE: _BY_NAME["announce"],
    Verb.WHY: Command("why", "", "", asking.why),
    Verb.SETTINGS: _BY_NAME["settings"],
    Verb.HAND: Command("hand", "", "", hand.decided, for_owners=True),
    Verb.SNOOZE: Command("snooze", "", "", snoozing.snooze, changes_chat=True),
}
"""What each button asks for."""
