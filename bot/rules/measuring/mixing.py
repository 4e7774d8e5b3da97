"""Is the right sentence found where a post holds seven items, and only one of them is a statement?

Channels gather the day in one post, in paragraphs, lines or a list. Each labelled statement that fits into such
an item is put among six labelled texts that match nothing and are of other matters.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random

from bot.rules.language.items import names_the_matter
from bot.rules.measuring.cases import Case
from bot.rules.reading import Rules, read
from bot.watchlist.channels import Channel

UNRELATED = 6
LAYOUTS: tuple[Callable[[list[str]], str], ...] = (
    "\n\n".join,
    "\n".join,
    lambda items: "\n".join(f"• {item}" for item in items),
    lambda items: "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1)),
)
LONGEST = 300
"""Letters of an item: longer texts are whole posts, and nobody gathers those."""


def found_among_others(cases: Sequence[Case], rules: Rules, channels: Mapping[str, Channel]) -> tuple[int, int]:
    """(right, of): in how many posts every labelled pattern rests on the statement, and nothing else hits."""
    right = of = 0
    for case, text in _mixed(cases):
        channel = channels.get(case.handle.casefold()) if case.handle else None
        hits = [hit for hit in read(rules, text, channel=channel, posted_at=case.posted_at) if hit.accepted]
        own = all(hit.sentence in case.text for hit in hits)
        right += own and {hit.pattern_id for hit in hits} == case.patterns
        of += 1
    return right, of


def _mixed(cases: Sequence[Case]) -> Iterator[tuple[Case, str]]:
    items = [case for case in cases if case.text == case.text.strip() and "\n" not in case.text]
    items = [case for case in items if len(case.text) <= LONGEST]
    others: dict[str, list[str]] = {}
    for case in items:
        if not case.patterns and not names_the_matter(case.text.lower()):
            others.setdefault(case.language, []).append(case.text)
    for case in items:
        company = others.get(case.language, [])
        if case.patterns and len(company) >= UNRELATED:
            chance = Random(case.id)
            post = chance.sample(company, UNRELATED)
            post.insert(chance.randint(0, UNRELATED), case.text)
            yield case, chance.choice(LAYOUTS)(post)
