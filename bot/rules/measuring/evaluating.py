"""How well rules read labelled statements: precision, recall and F1 per pattern and language, and facts."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.rules.measuring.cases import EMPTY, FACTS, Case
from bot.rules.measuring.mixing import found_among_others
from bot.rules.reading import Rules, explain, read
from bot.values import Hit
from bot.watchlist.channels import Channel

ALL = "all"
"""The key under which all languages together are counted."""


@dataclass(slots=True)
class Tally:
    """Right hits, false alarms and misses of one pattern."""

    right: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of hits that are right; 1 without hits."""
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of what should match that does; 1 where nothing should."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.right + self.false + self.missed
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Miss:
    """A case read wrongly: a pattern matched or not matched against the label, or a fact that differs."""

    case: Case
    about: str
    wanted: Any
    got: Any
    hit: Hit | None

    @property
    def distance(self) -> int:
        """How far the rules were from the right answer; the worst misses are told first."""
        score = self.hit.score if self.hit else 0
        return score if self.got else 100 - score


@dataclass(slots=True)
class Report:
    """What came out: `patterns[pattern][language]`, `ALL` among the languages; `facts[name]` is (right, of)."""

    cases: int = 0
    patterns: dict[str, dict[str, Tally]] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    facts: dict[str, tuple[int, int]] = field(default_factory=dict)
    stated: dict[str, tuple[int, int]] = field(default_factory=dict)
    among_others: tuple[int, int] = (0, 0)
    """See `bot.rules.measuring.mixing`."""
    misses: list[Miss] = field(default_factory=list)
    fact_misses: list[Miss] = field(default_factory=list)


def evaluate(
    cases: Sequence[Case],
    rules: Rules,
    channels: Mapping[str, Channel],
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Read every case and compare with its labels. *channels* are by handle in lower case.

    Facts are compared where a pattern was rightly found. *progress* is told how many cases are done.
    """
    report = Report()
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    for pattern in rules.patterns:
        tallies[pattern.id][ALL] = Tally()
    for case in cases:
        channel = channels.get(case.handle.casefold()) if case.handle else None
        hits = _by_pattern(read(rules, case.text, channel=channel, posted_at=case.posted_at))
        got = {name for name, hit in hits.items() if hit.accepted}
        if got != case.patterns:  # how far from it the rules were takes twice the time to find
            hits = _by_pattern(explain(rules, case.text, channel=channel, posted_at=case.posted_at))
        _count(report, tallies, case, got, hits)
        if right := got & case.patterns:
            _compare_facts(report, case, [hits[name] for name in sorted(right)])
        report.cases += 1
        if progress:
            progress(report.cases)
    report.patterns = {name: dict(languages) for name, languages in sorted(tallies.items())}
    report.among_others = found_among_others(cases, rules, channels)
    report.misses.sort(key=lambda miss: (-miss.distance, miss.case.id))
    return report


def _by_pattern(hits: Sequence[Hit]) -> dict[str, Hit]:
    return {hit.pattern_id: hit for hit in hits}


def _count(
    report: Report,
    tallies: dict[str, dict[str, Tally]],
    case: Case,
    got: set[str],
    hits: Mapping[str, Hit],
) -> None:
    for name in got | case.patterns:
        for language in (ALL, case.language):
            tally = tallies[name][language]
            if name in got and name in case.patterns:
                tally.right += 1
            elif name in got:
                tally.false += 1
            else:
                tally.missed += 1
        if (name in got) != (name in case.patterns):
            report.misses.append(Miss(case, name, name in case.patterns, name in got, hits.get(name)))
    for missed in case.patterns - got:
        for instead in (got - case.patterns) or {"nothing"}:
            report.confusion[missed, instead] += 1
    if not case.patterns:
        for instead in got:
            report.confusion["nothing", instead] += 1


def _compare_facts(report: Report, case: Case, hits: Sequence[Hit]) -> None:
    found = merged_facts(hits)
    for name in (name for name in FACTS if name in case.facts):
        wanted, got = case.facts[name], found[name]
        if name == "places":
            wanted, got = sorted(wanted), sorted(got)
        elif name == "period":
            wanted, got = _moments(wanted), _moments(got)
        right = wanted == got
        for book, counts in ((report.facts, True), (report.stated, wanted != EMPTY[name])):
            if counts:
                done, of = book.get(name, (0, 0))
                book[name] = (done + right, of + 1)
        if not right:
            report.fact_misses.append(Miss(case, name, wanted, got, hits[0]))


def merged_facts(hits: Sequence[Hit]) -> dict[str, Any]:
    """The facts of one post from those of its hits: the first that states each; places of all together.

    Hits that report figures come first: the pattern with a count, then the rest as given.
    """
    ordered = sorted(hits, key=lambda hit: hit.facts.count is None)
    merged: dict[str, Any] = dict(EMPTY)
    for hit in ordered:
        facts = hit.facts.as_contract()
        for name in FACTS:
            if merged[name] == EMPTY[name]:
                merged[name] = facts[name]
    merged["places"] = sorted({code for hit in hits for code in hit.facts.places})
    return merged


def _moments(period: Mapping[str, Any] | None) -> tuple[datetime, datetime, str] | None:
    if period is None:
        return None
    start, end = (datetime.fromisoformat(str(period[key])) for key in ("start", "end"))
    return start, end, str(period.get("precision"))


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON types."""
    return {
        "cases": report.cases,
        "patterns": {
            name: {
                language: {
                    "precision": round(tally.precision, 4),
                    "recall": round(tally.recall, 4),
                    "f1": round(tally.f1, 4),
                    "right": tally.right,
                    "false": tally.false,
                    "missed": tally.missed,
                }
                for language, tally in languages.items()
            }
            for name, languages in report.patterns.items()
        },
        "confusion": [
            {"wanted": wanted, "got": got, "times": times}
            for (wanted, got), times in report.confusion.most_common()
        ],
        "facts": {name: {"right": right, "of": of} for name, (right, of) in report.facts.items()},
        "facts_where_stated": {name: {"right": right, "of": of} for name, (right, of) in report.stated.items()},
        "among_others": {"right": report.among_others[0], "of": report.among_others[1]},
        "misses": [
            {
                "id": miss.case.id,
                "pattern": miss.about,
                "wanted": miss.wanted,
                "score": miss.hit.score if miss.hit else 0,
            }
            for miss in report.misses
        ],
        "fact_misses": [{"id": miss.case.id, "fact": miss.about} for miss in report.fact_misses],
    }


def render(report: Report, *, worst: int = 20) -> str:
    """The report for people: tables, then the *worst* misses with their explanations (0 for none)."""
    lines = [
        f"{report.cases} statements",
        "",
        f"{'pattern':<22}{'':<5}{'precision':>10}{'recall':>8}{'F1':>8}{'of':>6}",
    ]
    for name, languages in report.patterns.items():
        for language in sorted(languages, key=lambda each: (each != ALL, each)):
            tally = languages[language]
            of = tally.right + tally.missed
            shown = name if language == ALL else ""
            # Of none labelled and none found there is nothing to tell: 1.000 would look like a success.
            precision, recall, f1 = (
                f"{share:.3f}" if of or tally.false else "-"
                for share in (tally.precision, tally.recall, tally.f1)
            )
            lines.append(f"{shown:<22}{language:<5}{precision:>10}{recall:>8}{f1:>8}{of:>6}")
    if report.confusion:
        lines += ["", "taken for another:"]
        lines += [f"  {wanted} -> {got}: {times}" for (wanted, got), times in report.confusion.most_common()]
    lines += ["", f"{'fact':<22}{'right':>8}{'where stated':>14}"]
    for name in FACTS:
        right, of = report.facts.get(name, (0, 0))
        stated, times = report.stated.get(name, (0, 0))
        share = f"{stated / times:.3f}" if times else "-"
        lines.append(f"{name:<22}{right / of if of else 1:>8.3f}{share:>14}")
    right, of = report.among_others
    if of:
        lines += ["", f"found among six other items of a post: {right / of:.3f} of {of}"]
    for miss in report.misses[:worst]:
        lines += ["", *_explained(miss)]
    for miss in report.fact_misses[:worst]:
        lines += [
            "",
            f"{miss.case.id}: {miss.about} is {miss.wanted}, read {miss.got}",
            f"  {_short(miss.case.text)}",
        ]
    return "\n".join(lines)


def _explained(miss: Miss) -> list[str]:
    verdict = f"{miss.about} missed" if miss.wanted else f"{miss.about} by mistake"
    score = miss.hit.score if miss.hit else 0
    lines = [f"{miss.case.id}: {verdict} ({score})", f"  {_short(miss.case.text)}"]
    if miss.hit:
        lines += [f"  {point.points:+d} {point.why} [{', '.join(point.words)}]" for point in miss.hit.points]
    return lines


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 200 else flat[:197] + "..."
