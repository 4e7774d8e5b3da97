"""A digest as one message: what is new for a chat, the gravest first. Pure: values in, message out.

Each incident says its kind and place, what changed where it was told before, what each source claims, and its
statement's address; warnings and other notes stand below, a line each. Where that does not fit into a message,
the least of them are told in a line, then only counted; nothing is ever cut in the middle of a style.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.chat.cards import MAX_FURTHER_SENTENCE, deciding, headline
from bot.chat.claims import claim_of, sources_of
from bot.chat.markup import Markup, bold, clean, join, link, plain, quote
from bot.chat.names import Names
from bot.chat.news import TITLES
from bot.chat.questions.listing import number_buttons
from bot.chat.rendered import Rendered
from bot.chat.times import time_of
from bot.chat.wording import Reader, Wording
from bot.rules.digests import Item
from bot.store.digest_contents import Line
from bot.values import IncidentView, Level, Reason, StatementView

MAX_SOURCES: Final = 3
"""Sources of one incident whose claims are shown; its card shows more."""
MAX_BUTTONS: Final = 20
MANY: Final = 8
"""Incidents from which on it is said how many were where."""
MAX_REGIONS: Final = 6
MAX_FULL: Final = 25
MAX_SHOWN: Final = 45
"""More would not fit into a message in any case; the first figure is of incidents with their claims."""


def render_digest(
    lines: Sequence[Line], *, title: Markup, reader: Reader, names: Names, carried: bool = False
) -> Rendered:
    """*lines* in their order under *title*. *carried* marks one that holds what may have arrived before."""
    words = Wording(reader, names)
    main = [line for line in lines if line.item.level >= Level.REPORT]
    minor = [line for line in lines if line.item.level < Level.REPORT]
    note = words.say("Some of this may have come before: it is not known whether the last digest arrived.")
    top = join("\n", [bold(title), _summed_up(lines, words), note if carried else Markup()])
    full, short = [_full(line, words) for line in main], [_short(line, words) for line in main]
    notes = [_short(line, words) for line in minor]
    for whole, brief, noted in _sizes(len(main), len(minor)):
        shown = [*full[:whole], *short[whole : whole + brief]]
        left_out = len(lines) - len(shown) - noted
        numbered = [plain(f"{number}. ") + entry for number, entry in enumerate(shown, 1)]
        separate, close = numbered[:whole], numbered[whole:]
        body = join(
            "\n\n",
            [
                top,
                *separate,
                join("\n", close),
                join("\n", notes[:noted]),
                words.say.count("and {n} more", "and {n} more", left_out) if left_out else Markup(),
            ],
        )
        if body.fits:
            break
    views = [line.view for line in main[: min(len(shown), MAX_BUTTONS)]]
    return Rendered(body, number_buttons(views, 1))


def digest_title(since: datetime, reader: Reader) -> Markup:
    """What a digest is called that holds what is new *since* then."""
    return reader.say("Digest: new since {time}", time=since_when(since, reader))


def since_when(at: datetime, reader: Reader) -> Markup:
    """A time on the reader's clock, UTC where none was chosen."""
    return time_of(at, reader.zone or ZoneInfo("UTC"), now=reader.now, say=reader.say)


def _sizes(main: int, minor: int) -> Iterator[tuple[int, int, int]]:
    """How many to tell in full, how many in a line, and how many notes, most first."""
    main = min(main, MAX_SHOWN)
    minor = min(minor, MAX_SHOWN - main)
    some = min(main, 3)
    yield from ((whole, main - whole, minor) for whole in range(min(main, MAX_FULL), some, -1))
    yield from ((some, main - some, noted) for noted in range(minor, 0, -1))
    yield from ((some, brief, 0) for brief in range(main - some, 0, -1))
    yield from ((whole, 0, 0) for whole in range(some, -1, -1))


def _summed_up(lines: Sequence[Line], words: Wording) -> Markup:
    """How many there are, how many of them were told before, and where there are many, how many where."""
    again = sum(line.item.told is not None for line in lines)
    known = (
        words.say.count(
            "{n} of them was told before and changed", "{n} of them were told before and changed", again
        )
        if again
        else Markup()
    )
    total = join(" · ", [words.say.count("{n} incident", "{n} incidents", len(lines)), known])
    return join("\n", [total, _by_region(lines, words) if len(lines) >= MANY else Markup()])


def _by_region(lines: Sequence[Line], words: Wording) -> Markup:
    """The regions with most incidents: "Belgorod Region 4 · Moscow 3 …"."""
    counted = Counter(code for line in lines for code in line.view.places)
    regions = sorted(counted.items(), key=lambda region: (-region[1], region[0]))
    if len(regions) < 2:
        return Markup()
    shown = " · ".join(f"{words.place(code)} {count}" for code, count in regions[:MAX_REGIONS])
    return plain(shown + (" …" if len(regions) > MAX_REGIONS else ""))


def _full(line: Line, words: Wording) -> Markup:
    view = line.view
    changed = _changed(line.item, words)
    statement = deciding(view)
    if statement is None:
        return join("\n", [headline(view, words), changed, plain(_last(view).url)])
    claims = [claim for said in sources_of(view) if (claim := claim_of(said, view, words))]
    shown = claims[:MAX_SOURCES]
    if (more := len(claims) - len(shown)) > 0:
        shown.append(words.say.count("and {n} more source", "and {n} more sources", more))
    if not claims:
        shown = [quote(clean(statement.sentence, limit=MAX_FURTHER_SENTENCE)), words.attribution(statement)]
    return join("\n", [headline(view, words), changed, *shown, plain(statement.url)])


def _short(line: Line, words: Wording) -> Markup:
    """Kind, place and time, which opens the statement; and what changed."""
    statement = deciding(line.view) or _last(line.view)
    at = words.time(statement.published_at, statement.handle)
    told = join(": ", [headline(line.view, words), _changed(line.item, words)])
    return join(", ", [told, link(at.text, statement.url)])


def _changed(item: Item, words: Wording) -> Markup:
    """Why what was told before is told again: "Higher figure, before: 3"; nothing where it is new."""
    if item.told is None:
        return Markup()
    title = bold(words.say(TITLES[item.reason]))
    before = item.told.figure
    if item.reason in (Reason.HIGHER_FIGURE, Reason.CORRECTED) and before not in (None, item.now.figure):
        return words.say("{title}, before: {n}", title=title, n=before or 0)
    return title


def _last(view: IncidentView) -> StatementView:
    return view.statements[-1]
