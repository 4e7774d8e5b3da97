"""An admin's hand in the chat: /merge, /split, /retract, /restore, /undo and /audit.

Cards of many people follow a decision, so nothing changes before a preview was confirmed. The preview shows the
command as it was understood; what stands there when *Do it* is pressed is what is done, unless an incident has
changed meanwhile.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.chat.admin.status import shortened
from bot.chat.admin.trying import NOT_HERE
from bot.chat.buttons import Press, Verb, encode
from bot.chat.cards import headline
from bot.chat.claims import standing
from bot.chat.context import Asked, Handing, Services
from bot.chat.languages import Voice, mark
from bot.chat.markup import Markup, bold, clean, code, fill, join, link, plain
from bot.chat.questions.asking import reader_of
from bot.chat.rendered import Button, Rendered
from bot.chat.wording import Wording
from bot.rules.incidents.hand import Deed, Done, Plan, Refusal, Refused, Request
from bot.store import hand, views
from bot.store.tables import Decision, DecisionStatus
from bot.values import IncidentView, StatementView

MAX_REASON: Final = 200
MAX_SENTENCE: Final = 120
MAX_LISTED: Final = 30
MAX_TRAIL: Final = 15
_BY_TELEGRAM: Final = "telegram "
"""Stands before the number of an admin who decided in the chat."""
_DO, _CANCEL = "do", "cancel"
_NUMBER: Final = re.compile(r"[#№]?(\d{1,9}),?")

_EXAMPLES: Final = {
    Deed.MERGE: "/merge 12 15 …",
    Deed.SPLIT: "/split 12",
    Deed.RETRACT: "/retract 12 …",
    Deed.RESTORE: "/restore 12",
    Deed.UNDO: "/undo 7",
}
_PREVIEWS: Final = {
    Deed.MERGE: mark("These will be one incident, on the card of the first:"),
    Deed.SPLIT: mark("These statements will be an incident of their own:"),
    Deed.RETRACT: mark("This will be retracted; everyone who has its card is told, with sound:"),
    Deed.RESTORE: mark("This will be restored; everyone who has its card is told, with sound:"),
    Deed.UNDO: mark("Decision {n} ({deed}) will be taken back, and everything will be as before:"),
}
DEEDS: Final = {
    Deed.MERGE: mark("merged"),
    Deed.SPLIT: mark("split"),
    Deed.RETRACT: mark("retracted"),
    Deed.RESTORE: mark("restored"),
    Deed.UNDO: mark("put back as before"),
}
"""What was done, in a word."""
REFUSALS: Final = {
    Refusal.NEEDS_TWO: mark("Name two incidents at least: the first is the one that stays."),
    Refusal.UNKNOWN_INCIDENT: mark("There is no incident {n}."),
    Refusal.OTHER_STORY: mark("Incident {n} tells another kind of story: these cannot be one."),
    Refusal.IS_RETRACTED: mark("Incident {n} is retracted. Restore it first."),
    Refusal.NOTHING_LEFT: mark("Incident {n} has no statement left."),
    Refusal.NOT_RETRACTED: mark("Incident {n} was not retracted by an admin."),
    Refusal.UNKNOWN_STATEMENT: mark("Statement {n} does not stand in this incident."),
    Refusal.LEAVES_NOTHING: mark("Name some of the statements of incident {n}, but not all."),
    Refusal.NOTHING_TO_UNDO: mark("There is no decision {n} that could be taken back."),
    Refusal.NONE_TO_UNDO: mark("There is nothing to take back: no decision by hand is in force."),
    Refusal.IS_RESTORE: mark("Decision {n} was a restore. Write {command} to take the incident back again."),
    Refusal.IS_UNDO: mark("Decision {n} took another one back. What it gave back can be decided again."),
    Refusal.LATER_FIRST: mark("Decision {n} builds on it. Take that back first."),
    Refusal.HAS_CHANGED: mark("It has changed since you looked at it. Please look again."),
    Refusal.FAILED: mark("It could not be done because of an error in the bot; its log says which."),
}
"""Why it is not done."""


async def merge(question: Asked, services: Services) -> Rendered:
    """/merge number number [reason] - make incidents one; the first stays."""
    return await _preview(Deed.MERGE, question.said.text, question, services)


async def split(question: Asked, services: Services) -> Rendered:
    """/split number [statements] [reason] - the statements to choose from; then, take these out."""
    request = parse(Deed.SPLIT, question.said.text)
    if not request.incidents or request.statements:
        return await _preview(Deed.SPLIT, question.said.text, question, services)
    words = Wording(await reader_of(question, services), services.names())
    async with services.database.reading() as session:
        view = await views.one(session, request.incidents[0])
    if view is None:
        return Rendered(refusal(Refused(Refusal.UNKNOWN_INCIDENT, request.incidents[0]), words.say))
    return Rendered(_choice(view, words))


async def retract(question: Asked, services: Services) -> Rendered:
    """/retract number [reason] - take an incident back."""
    return await _preview(Deed.RETRACT, question.said.text, question, services)


async def restore(question: Asked, services: Services) -> Rendered:
    """/restore number [reason] - tell a retracted incident again."""
    return await _preview(Deed.RESTORE, question.said.text, question, services)


async def undo(question: Asked, services: Services) -> Rendered:
    """/undo [decision] [reason] - take the last decision back, or this one."""
    return await _preview(Deed.UNDO, question.said.text, question, services)


async def decided(question: Asked, services: Services) -> Rendered:
    """A preview's button: do what it shows, or nothing."""
    words = Wording(await reader_of(question, services), services.names())
    hands = _hands(services)
    deed, _, rest = (question.quoted[0] if question.quoted else "").lstrip("/").partition(" ")
    if hands is None or deed not in list(Deed) or question.args[:1] != (_DO,):
        return Rendered(words.say("Nothing was changed."), in_place=True)
    stamp = int(question.args[1]) if len(question.args) > 1 and question.args[1].isdecimal() else -1
    request = parse(Deed(deed), rest)
    done = await hands.decide(request, made_by=f"{_BY_TELEGRAM}{question.user_id}", stamp=stamp)
    if isinstance(done, Refused):
        return Rendered(words.say("Nothing was changed.") + "\n" + refusal(done, words.say), in_place=True)
    return Rendered(_done(done, words.say), _shows(done, words.say), in_place=True)


async def audit(question: Asked, services: Services) -> Rendered:
    """/audit - what was decided by hand: by whom, when, and why."""
    words = Wording(await reader_of(question, services), services.names())
    async with services.database.reading() as session:
        decisions = await hand.trail(session, limit=MAX_TRAIL)
    return Rendered(render_trail(decisions, words, asker=question.user_id))


def parse(deed: Deed, text: str) -> Request:
    """What is asked in the words after a command: numbers first, then the reason."""
    words = text.split()
    most = {Deed.MERGE: MAX_LISTED, Deed.SPLIT: 1 + MAX_LISTED}.get(deed, 1)
    numbers: list[int] = []
    while words and len(numbers) < most and (found := _NUMBER.fullmatch(words[0])):
        numbers.append(int(found[1]))
        words.pop(0)
    why = clean(" ".join(words), limit=MAX_REASON)
    match deed:
        case Deed.SPLIT:
            return Request(deed, tuple(numbers[:1]), tuple(numbers[1:]), why=why)
        case Deed.UNDO:
            return Request(deed, decision=numbers[0] if numbers else None, why=why)
    return Request(deed, tuple(numbers), why=why)


def written(request: Request, decision: int | None = None) -> str:
    """A request as the command that `parse` reads back; an undo names the *decision*."""
    numbers = (*request.incidents, *request.statements, *([decision] if request.deed is Deed.UNDO else []))
    return " ".join(str(part) for part in (f"/{request.deed.value}", *numbers, request.why) if part)


async def _preview(deed: Deed, text: str, question: Asked, services: Services) -> Rendered:
    words = Wording(await reader_of(question, services), services.names())
    hands = _hands(services)
    if hands is None:
        return Rendered(words.say(NOT_HERE))
    request = parse(deed, text)
    if deed is not Deed.UNDO and not request.incidents:
        return Rendered(words.say("Write it like this: {example}", example=code(_EXAMPLES[deed])))
    plan = await hands.look(request)
    if isinstance(plan, Refused):
        return Rendered(refusal(plan, words.say))
    async with services.database.reading() as session:
        shown = await views.many(session, plan.incidents)
    return render_preview(plan, shown, words)


def render_preview(plan: Plan, shown: Sequence[IncidentView], words: Wording) -> Rendered:
    """What a decision would do, and the buttons that decide."""
    say, request = words.say, plan.request
    # First of all code in the message, and never cut off: it is what the press will do.
    doing = say(_PREVIEWS[request.deed], n=plan.undoes or 0, deed=say(DEEDS[plan.undone or request.deed]))
    lines = [code(written(request, plan.undoes)), doing]
    if request.deed is Deed.SPLIT:
        chosen = [s for view in shown for s in view.statements if s.statement_id in request.statements]
        lines += [_statement(statement, words) for statement in chosen]
        lines.append(say("They are taken out of:"))
    lines += [_incident(view, words) for view in shown]
    lines.append(
        say.count("{n} chat has a card that follows.", "{n} chats have a card that follows.", plan.chats)
        if plan.chats
        else say("No chat has a card of it.")
    )
    return Rendered(
        shortened(lines, say),
        (
            (
                Button(say("Do it").text, encode(Press(Verb.HAND, (_DO, str(plan.stamp))))),
                Button(say("Cancel").text, encode(Press(Verb.HAND, (_CANCEL,)))),
            ),
        ),
    )


def refusal(refused: Refused, say: Voice, *, prefix: str = "/") -> Markup:
    """Why it is not done, in a sentence, and what to write instead: commands that begin with *prefix*."""
    retract = code(f"{prefix}{Deed.RETRACT.value} {refused.incident} …")
    why = say(REFUSALS[refused.why], n=refused.number, command=retract)
    if refused.earlier is None:
        return why
    number, deed = refused.earlier
    instead = say(
        "To take back the last one before it that still stands ({deed}), write {command}",
        command=code(f"{prefix}{Deed.UNDO.value} {number}"),
        deed=say(DEEDS[deed]),
    )
    return join("\n", [why, instead])


def _done(done: Done, say: Voice) -> Markup:
    numbers = ", ".join(map(str, done.incidents))
    what = say.count(
        "Done: incident {numbers} {deed}.",
        "Done: incidents {numbers} {deed}.",
        len(done.incidents),
        numbers=numbers,
        deed=say(DEEDS[done.deed]),
    )
    if done.deed in (Deed.UNDO, Deed.RESTORE):
        return what
    return what + " " + say("{command} takes it back.", command=code(f"/undo {done.decision}"))


def _shows(done: Done, say: Voice) -> tuple[tuple[Button, ...], ...]:
    """A button for each incident that stands now."""
    shown = done.incidents[:1] if done.deed is Deed.MERGE else done.incidents[:3]
    return (
        tuple(
            Button(say("Incident {n}", n=number).text, encode(Press(Verb.INCIDENT, (str(number),))))
            for number in shown
        ),
    )


def _incident(view: IncidentView, words: Wording) -> Markup:
    head = fill("{n}: {headline}", n=view.incident_id, headline=headline(view, words))
    said = standing(view)
    if not said:
        return head
    count = words.say.count("{n} statement", "{n} statements", len(said))
    span = fill("{count}, {time}", count=count, time=words.time(said[-1].published_at, said[-1].handle))
    return join(" · ", [head, span])


def _statement(statement: StatementView, words: Wording) -> Markup:
    return fill(
        "{n} {attribution}: {sentence}",
        n=code(str(statement.statement_id)),
        attribution=words.attribution(statement),
        sentence=clean(statement.sentence, limit=MAX_SENTENCE),
    )


def _choice(view: IncidentView, words: Wording) -> Markup:
    """The statements of an incident with the numbers to split it by."""
    said = standing(view)
    example = " ".join(["/split", str(view.incident_id), *(str(s.statement_id) for s in said[-2:])])
    how = words.say(
        "Write the numbers of those that are another incident, and why if you like: {example}",
        example=code(example),
    )
    lines = [_statement(statement, words) for statement in said[-MAX_LISTED:]]
    return shortened([_incident(view, words), how, *lines], words.say)


def render_trail(decisions: Sequence[Decision], words: Wording, *, asker: int | None = None) -> Markup:
    """A line or two for each decision, the last first; *asker* is who reads it."""
    say = words.say
    if not decisions:
        return say("Nothing was decided by hand yet.")
    return shortened([bold(say("Decided by hand")), *(_decision(one, words, asker) for one in decisions)], say)


def _decision(decision: Decision, words: Wording, asker: int | None) -> Markup:
    say = words.say
    numbers = ", ".join(map(str, decision.incidents)) or "…"
    line = fill(
        "{n} · {time} · {deed}: {numbers}",
        n=decision.id or 0,
        time=words.time(decision.made_at, ""),
        deed=bold(say(DEEDS[Deed(decision.deed)])),
        numbers=numbers,
    )
    notes = [line, _who(decision.made_by, words, asker), plain(clean(decision.why, limit=MAX_REASON))]
    if decision.status is DecisionStatus.ASKED:
        notes.append(say("(waits)"))
    elif refused := hand.refused(decision):
        # What to write instead was of use only then.
        notes.append(refusal(replace(refused, earlier=None), say))
    elif decision.undone_by is not None:
        notes.append(say("(taken back by {n})", n=decision.undone_by))
    return join(" · ", [note for note in notes if note])


def _who(made_by: str, words: Wording, asker: int | None) -> Markup:
    """Who decided. Of admins only the number is stored: in a chat it leads to the person."""
    user = made_by.removeprefix(_BY_TELEGRAM)
    if user == made_by:
        return plain(clean(made_by, limit=60))
    if user == str(asker):
        return words.say("you")
    return link(words.say("admin {id}", id=user).text, f"tg://user?id={user}")


def _hands(services: Services) -> Handing | None:
    return services.controls.hand if services.controls else None
