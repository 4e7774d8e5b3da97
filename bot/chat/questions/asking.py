"""Questions about what was reported: /latest, /search and /incident, and the buttons under their answers.

A search is kept nowhere: the answer shows it as code, and a pressed button hands that back.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.chat.buttons import Press, Verb, encode
from bot.chat.cards import render_card
from bot.chat.context import Asked, Services
from bot.chat.languages import Voice, mark
from bot.chat.markup import Markup, bold, clean, code, fill, join
from bot.chat.names import MAX_NAME, Names
from bot.chat.questions import finding
from bot.chat.questions.dates import dated
from bot.chat.questions.filters import (
    FILTERS,
    MAX_LENGTH,
    UNKNOWN_KIND,
    Question,
    Standpoint,
    Trouble,
    read_question,
)
from bot.chat.questions.listing import number_buttons, render_list
from bot.chat.questions.searching import Found, Order, Page, easier, find, find_first
from bot.chat.questions.why import render_why
from bot.chat.rendered import Button, Rendered
from bot.chat.settings.chosen import HERE, Chosen, where
from bot.chat.wording import Reader
from bot.store import chats, subscriptions, views
from bot.store.criteria import Criteria
from bot.store.db import Session

DEFAULT_LATEST: Final = 5
MAX_LATEST: Final = 20
FOUND_ON_A_PAGE: Final = 5
MAX_OFFSET: Final = 100_000
MAX_SUGGESTED: Final = 3
_OWN: Final = "own"
"""In a button of /latest: from where the chat is told when it is pressed."""

UNKNOWN_WORDS: Final = mark("I know no place, kind or channel called “{value}”.")


async def latest(question: Asked, services: Services) -> Rendered:
    """/latest [n] [place] [kind] - the incidents with the newest statements, page by page.

    From everywhere, which is said where the chat chose less: a button shows those of where it is told of.
    """
    reader = await reader_of(question, services)
    say, here = reader.say, standpoint(reader, services)
    count, offset, words, is_own = _latest_args(question)
    if not 1 <= count <= MAX_LATEST:
        return Rendered(_latest_usage(say))
    words = "" if is_own else clean(words, limit=MAX_LENGTH)
    asked = named(read_question(words, here), here)
    if isinstance(asked, Trouble):
        # A press carries numbers, and the first code of the message is the words.
        retry = Press(Verb.LATEST, (str(count),))
        rows = ((Button(_label(asked.mended), encode(retry)),),) if asked.mended else ()
        return Rendered(join("\n", [trouble(asked, say, here.names), _latest_usage(say)]), rows)
    page = Page(count, offset, Order.TIME)
    async with services.database.reading() as session:
        chosen = None if words else await _narrower(session, question, say, here)
        own = chosen if is_own else None
        if own:
            there = Criteria(places=tuple(own.wishes.regions), left_out=tuple(own.wishes.left_out))
            asked = replace(asked, criteria=there)
        found = await find(session, asked, services.vocabulary, page=page)
    title = say("Latest incidents, all regions") if chosen and not own else say("Latest incidents")
    other = ((_other_regions(count, chosen, is_own=is_own),),) if chosen else ()
    if words or own:
        shown = where(own) if own else code(words)
        title = fill("{title}: {words}", title=title, words=shown)
    if not found.views:
        nothing = say("Nothing has been reported yet.")
        if words or own:
            nothing = say("Nothing like this has been reported yet: {words}", words=shown)
        said = say("There are no older ones.") if offset else nothing
        return Rendered(said, other, in_place=is_own)
    turning = Press(Verb.LATEST, (str(count), *([_OWN] if own else [])))
    listed = _page(found, bold(title), page, turning, question=question, reader=reader, services=services)
    return replace(listed, keyboard=(*listed.keyboard, *other))


async def _narrower(session: Session, question: Asked, say: Voice, here: Standpoint) -> Chosen | None:
    """What this chat has chosen, if it is told of less than everywhere."""
    chat = await chats.get(session, question.chat_id)
    wishes = await subscriptions.get(session, question.chat_id)
    if chat is None or wishes is None or not (wishes.regions or wishes.left_out):
        return None
    return Chosen(HERE, chat, wishes, say, here.names, here.now)


def _other_regions(count: int, chosen: Chosen, *, is_own: bool) -> Button:
    """Shows those from where this chat has *chosen* to be told, or all again."""
    say = chosen.say
    if is_own:
        return Button(say("All regions").text, encode(Press(Verb.LATEST, (str(count), "0"))))
    label = where(chosen).text
    # Who left some out of all there is would read "Only everything".
    label = say("Only {name}", name=label).text if chosen.wishes.regions else label[:1].upper() + label[1:]
    return Button(f"📍 {label}", encode(Press(Verb.LATEST, (str(count), _OWN, "0"))))


def _latest_args(question: Asked) -> tuple[int, int, str, bool]:
    """How many, how many to leave out, the other words, and whether only from where the chat is told."""
    if question.pressed:
        numbers = [number(arg, MAX_OFFSET) or 0 for arg in question.args if arg != _OWN]
        count, offset = (*numbers, 0, 0)[:2]
        return count or DEFAULT_LATEST, offset, "".join(question.quoted[:1]), _OWN in question.args
    args = list(question.args)
    # "²".isdigit() is true, and int("²") is an error.
    for place in (0, -1):
        if args and args[place].lstrip("-").isascii() and args[place].lstrip("-").isdecimal():
            word = args.pop(place)
            return number(word, MAX_LATEST) or 0, 0, " ".join(args), False
    return DEFAULT_LATEST, 0, " ".join(args), False


def _latest_usage(say: Voice) -> Markup:
    return say(
        "Write /latest, or /latest with a number from 1 to {n}, a place and a kind: {example}",
        n=MAX_LATEST,
        example=code(f"/latest 10 {say('Moscow').text}"),
    )


def named(question: Question | Trouble, here: Standpoint) -> Question | Trouble:
    """A question whose bare words are names, too: "Moscow attack"."""
    if isinstance(question, Trouble) or not question.words:
        return question
    criteria = question.criteria
    words = question.words.split()
    while words:
        for length in range(len(words), 0, -1):
            name = " ".join(words[:length])
            if place := finding.places(here.names).find(name):
                criteria = replace(criteria, places=(*criteria.places, place))
            elif kind := finding.kinds(here.names).find(name):
                criteria = replace(criteria, kinds=(*criteria.kinds, kind))
            elif channel := finding.channels(here.names).find(name.lstrip("@")):
                criteria = replace(criteria, channels=(*criteria.channels, channel))
            else:
                continue
            del words[:length]
            break
        else:
            rest = " ".join(words)
            near = finding.places(here.names).nearest(rest) or finding.kinds(here.names).nearest(rest) or ""
            mended = " ".join([*question.words.split()[: -len(words)], near, *question.parts]) if near else ""
            return Trouble(UNKNOWN_WORDS, rest, rest, near, mended)
    return replace(question, words="", criteria=criteria, parts=(question.words, *question.parts))


async def search(question: Asked, services: Services) -> Rendered:
    """/search words and filters - the incidents whose statements say all the words, in any form."""
    reader = await reader_of(question, services)
    say = reader.say
    text, page = _search_args(question)
    if not text.strip():
        return Rendered(search_usage(say))
    here = standpoint(reader, services)
    asked = read_question(text, here)
    if isinstance(asked, Trouble):
        return Rendered(trouble(asked, say, here.names), mending(asked, Verb.SEARCH))
    # Statements often say "today", of any day: who asks for one means what was said on it.
    on_a_day = dated(asked, here)
    questions = [on_a_day, asked] if on_a_day else [asked]
    async with services.database.reading() as session:
        asked, found = await find_first(session, questions, services.vocabulary, page=page)
        helping: Sequence[Question] = ()
        if not found.views:
            helping = await easier(session, questions[0], services.vocabulary, limit=MAX_SUGGESTED)
    words = code(asked.written)
    if not found.views:
        return _nothing(asked, helping, say)
    title = say("Found for “{words}”", words=words)
    if found.shown_for:
        title = say("No statement says “{words}”. These say “{other}”:", words=words, other=found.shown_for)
    turning = Press(Verb.SEARCH, (page.order,))
    rendered = _page(found, bold(title), page, turning, question=question, reader=reader, services=services)
    if len(asked.words.split()) < 2 or (len(found.views) < 2 and not page.offset):
        return rendered
    order, label = (
        (Order.TIME, say("Newest first"))
        if page.order is Order.RELEVANCE
        else (Order.RELEVANCE, say("Best first"))
    )
    turned = Button(label.text, encode(Press(Verb.SEARCH, (order, "0"))))
    return replace(rendered, keyboard=(*rendered.keyboard, (turned,)))


_TRY: Final = "try"


def _search_args(question: Asked) -> tuple[str, Page]:
    if not question.pressed:
        return " ".join(question.args), Page(FOUND_ON_A_PAGE)
    match question.args:
        case ("try", which) if (index := number(which, MAX_SUGGESTED)) and index <= len(question.quoted):
            return question.quoted[index - 1], Page(FOUND_ON_A_PAGE)
        case (order, offset) if order in list(Order):
            page = Page(FOUND_ON_A_PAGE, number(offset, MAX_OFFSET) or 0, Order(order))
            return "".join(question.quoted[:1]), page
    return "", Page(FOUND_ON_A_PAGE)


def _nothing(asked: Question, helping: Sequence[Question], say: Voice) -> Rendered:
    """Nothing was found: say what would find something."""
    # Suggestions come first among the codes of the message: their buttons count them.
    said = say("Nothing was found for “{words}”.", words=bold(asked.written))
    if not helping:
        return Rendered(
            said
            + "\n"
            + say("Fewer or other words may help: a place, what happened, or a word of the statement.")
        )
    lines = [said, say("This finds something:"), *(code(other.written) for other in helping)]
    buttons = tuple(
        (Button(_label(other.written), encode(Press(Verb.SEARCH, (_TRY, str(index))))),)
        for index, other in enumerate(helping, 1)
    )
    return Rendered(join("\n", lines), buttons)


def trouble(found: Trouble, say: Voice, names: Names) -> Markup:
    """What is wrong with a question, the nearest right one, and which filters, kinds or channels there are."""
    said = say(found.says, part=bold(found.part), value=found.value)
    if found.mended:
        said = join("\n", [said, say("Did you mean this?") + " " + code(found.mended)])
    elif found.nearest:
        said = join("\n", [said, say("The nearest I know is {name}.", name=bold(found.nearest))])
    elif found.instead:
        said = join("\n", [said, *_instead(found, say, names)])
    else:
        filters_ = ", ".join(f"{name}:" for name in FILTERS)
        said = join("\n", [said, say("There are these filters: {filters}", filters=filters_)])
    return said


def _instead(found: Trouble, say: Voice, names: Names) -> list[Markup]:
    """What could be written in place of a kind or a channel that is unknown, one a line."""
    is_kind = found.says == UNKNOWN_KIND
    lines = [say("There are these kinds:") if is_kind else say("The nearest ones I read:")]
    key = found.part.replace("：", ":").partition(":")[0]
    for code_ in found.instead:
        title = names.kind(code_, say.language)
        if not is_kind:
            title = clean(names.channel(code_, say.language, names.channels[code_]), limit=MAX_NAME)
        lines.append(fill("{example} — {what}", example=code(f"{key}:{code_}"), what=title))
    return lines


def mending(found: Trouble, verb: Verb) -> tuple[tuple[Button, ...], ...]:
    """A button that asks the question as it may have been meant."""
    if not found.mended:
        return ()
    return ((Button(_label(found.mended), encode(Press(verb, (_TRY, "1")))),),)


def trying(words: str) -> tuple[tuple[Button, ...], ...]:
    """A button that searches for *words*, which must be the first code of its message."""
    return ((Button(_label(words), encode(Press(Verb.SEARCH, (_TRY, "1")))),),)


def _label(text: str) -> str:
    return "🔎 " + (text if len(text) <= 40 else text[:39] + "…")


def search_usage(say: Voice) -> Markup:
    """How to ask."""
    return join(
        "\n",
        [
            say(
                "Write what to look for after the command, for example {example}.",
                example=code(f"/search {say('Moscow').text}"),
            ),
            say("Filters narrow it down; several can be combined:"),
            fill(
                "{example} — {what}",
                example=code(f"place:{say('Moscow').text}"),
                what=say("a region or a town"),
            ),
            fill("{example} — {what}", example=code("kind:attack"), what=say("what happened")),
            fill("{example} — {what}", example=code("channel:kpszsu"), what=say("who said it")),
            fill(
                "{example} — {what}",
                example=code("since:7d until:2026-05-31"),
                what=say("when: a date, or how many days (d) or hours (h) ago"),
            ),
            fill("{example} — {what}", example=code("min:10"), what=say("at least this number")),
        ],
    )


async def incident(question: Asked, services: Services) -> Rendered:
    """/incident id - one incident's card."""
    reader = await reader_of(question, services)
    incident_id = number("".join(question.args).lstrip("#№"), 2**31 - 1)
    if incident_id is None:
        return Rendered(
            reader.say(
                "Write the number of an incident after the command: {example}", example=code("/incident 12")
            )
        )
    async with services.database.reading() as session:
        view = await views.one(session, incident_id)
    if view is None:
        return Rendered(reader.say("There is no incident {n}.", n=incident_id))
    if not (view.statements or view.merged_into):
        return Rendered(reader.say("There is no incident {id} any more.", id=incident_id))
    return render_card(view, reader=reader, names=services.names())


async def why(question: Asked, services: Services) -> Rendered:
    """The button Why? under a card."""
    reader = await reader_of(question, services)
    incident_id, index = [*(number(arg, 2**31 - 1) or 0 for arg in question.args), 0, 0][:2]
    async with services.database.reading() as session:
        view = await views.one(session, incident_id)
    if view is None or not view.statements:
        return Rendered(reader.say("There is no incident {id} any more.", id=incident_id))
    shown = render_why(view, index, reader=reader, names=services.names())
    return replace(shown, in_place=len(question.args) > 1)


def _page(
    found: Found,
    title: Markup,
    page: Page,
    turning: Press,
    *,
    question: Asked,
    reader: Reader,
    services: Services,
) -> Rendered:
    """A page of a list. *turning* is what its buttons press, but for how many incidents come before."""
    first, say = page.offset + 1, reader.say
    body, shown = render_list(
        found.views,
        title=title,
        reader=reader,
        names=services.names(),
        first=first,
        snippets=found.snippets,
    )
    row = []
    if page.offset:
        row.append(_turn(say("‹ Back"), turning, max(0, page.offset - page.limit)))
    if found.more or shown < len(found.views):
        row.append(_turn(say("More ›"), turning, page.offset + shown))
    rows = (*number_buttons(found.views[:shown], first), *((tuple(row),) if row else ()))
    return Rendered(body, rows, in_place=question.pressed and bool(question.args))


def _turn(label: Markup, turning: Press, offset: int) -> Button:
    return Button(label.text, encode(replace(turning, args=(*turning.args, str(offset)))))


async def reader_of(question: Asked, services: Services) -> Reader:
    """For whom the answer is worded."""
    async with services.database.reading() as session:
        chat = await chats.get(session, question.chat_id)
    return question.reader(chat, services.clock())


def standpoint(reader: Reader, services: Services) -> Standpoint:
    """From where a question is read: the reader's clock, and today's names."""
    return Standpoint(services.names(), reader.now, reader.zone)


def number(word: str, most: int) -> int | None:
    """*word* as a whole number from 0 to *most*; None for anything else."""
    if not (word.isascii() and word.isdecimal() and len(word) <= 10):
        return None
    value = int(word)
    return value if value <= most else None
