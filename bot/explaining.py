"""What a text would match and why, in words for a person at a terminal."""

from datetime import datetime

from bot.rulebook import Rulebook
from bot.rules.reading import explain as weigh
from bot.values import Facts, Hit, Point


def explain(rulebook: Rulebook, text: str, *, handle: str | None, posted_at: datetime) -> str:
    """For each pattern that got a point: verdict, score, deciding sentence, points with their words, facts."""
    hits = weigh(rulebook.rules, text, channel=rulebook.channel(handle), posted_at=posted_at)
    if not hits:
        return "Nothing in it speaks for any pattern."
    return "\n\n".join(_hit(rulebook, hit) for hit in hits)


def _hit(rulebook: Rulebook, hit: Hit) -> str:
    pattern = next(each for each in rulebook.watchlist.patterns if each.id == hit.pattern_id)
    if hit.accepted:
        verdict = f"MATCH {hit.pattern_id}: {hit.score} points, {pattern.accept} are needed"
    elif hit.score >= pattern.review:
        verdict = f"near miss {hit.pattern_id}: {hit.score} of {pattern.accept} points"
    else:
        verdict = f"no {hit.pattern_id}: {hit.score} of {pattern.accept} points"
    lines = [verdict, f"  sentence: {hit.sentence}", *map(_point, hit.points)]
    if hit.accepted:
        lines.append("  facts: " + (_facts(hit.facts) or "none stated"))
    return "\n".join(lines)


def _point(point: Point) -> str:
    words = f" [{', '.join(point.words)}]" if point.words else ""
    return f"  {point.points:+4d}  {point.why}{words}"


def _facts(facts: Facts) -> str:
    """The facts that are stated, as `name=value`, each with the words it was read from."""
    empty = Facts().as_contract()
    said = []
    for name, value in facts.as_contract().items():
        if value != empty[name]:
            words = facts.evidence.get(name)
            said.append(f"{name}={value}" + (f" [{words}]" if words else ""))
    if facts.damage:
        said.append(f"damage [{facts.damage}]")
    return ", ".join(said)
