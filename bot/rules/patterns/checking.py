"""Whether rules can work at all: a look at their words, and at the texts they must and must not match."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from bot.errors import Problem
from bot.rules.language import morphology
from bot.rules.language.folding import fold
from bot.rules.language.text import read_text
from bot.rules.language.wordlists import words
from bot.rules.patterns.compiling import by_language
from bot.rules.patterns.lexicon import LONG_AGO
from bot.rules.patterns.matching import Matcher
from bot.rules.reading import Rules
from bot.watchlist.channels import Authority
from bot.watchlist.model import nearest
from bot.watchlist.patterns import Against, Check, Evidence, Pattern, Vocabulary, WordList

SHORTEST_BEGINNING = 4
"""`сби*` would match half a dictionary; four letters and more are specific."""

_STOP_WORDS = words(
    """
    в на с и а о у к по за до из от над под при для не ни но что как это все так его же ли бы был была
    было были з і й та від про але що як це його би був була було були є the a an of to in on at by for
    with and or but is are was were be been it its this that as from
    """
)
_JOINING = frozenset(["&", "..", "+", "|", "#"])
_SHARED_FILE = "_vocabulary.yaml"


def check_rules(rules: Rules, misread: Collection[str] = ()) -> list[Problem]:
    """Everything wrong with the rules: words that cannot work, missing lists, examples read wrongly.

    Of the files *misread* parts are missing. Examples of a pattern with another problem are not tried, nor
    those of any where the shared file has one: what is said of them may only follow from it.
    """
    problems = lint(rules.patterns, rules.vocabulary, misread)
    wrong = {*misread, *(problem.file.removesuffix(".yaml") for problem in problems)}
    if any(name.startswith("_") for name in wrong):
        return problems
    tried = [pattern for pattern in rules.patterns if pattern.id not in wrong]
    return [*problems, *check_examples(tried, rules.matcher)]


def lint(patterns: Sequence[Pattern], vocabulary: Vocabulary, misread: Collection[str] = ()) -> list[Problem]:
    """Mistakes that can be seen without reading a text. Points of patterns *misread* are not added up."""
    problems: list[Problem] = []
    for name, listed in vocabulary.lists.items():
        problems += _list_problems(listed, _SHARED_FILE, f"lists.{name}")
    for name, topic in vocabulary.topics.items():
        problems += _list_problems(topic, _SHARED_FILE, f"topics.{name}")
        problems += _terms_problems(topic.unless, vocabulary.lists, _SHARED_FILE, f"topics.{name}.unless")
    for pattern in patterns:
        problems += _pattern_problems(pattern, vocabulary)
        if pattern.id not in misread:
            problems += _reach_problems(pattern)
    return list(dict.fromkeys(problems))


def _pattern_problems(pattern: Pattern, vocabulary: Vocabulary) -> Iterator[Problem]:
    file, lists = f"{pattern.id}.yaml", {**vocabulary.lists, **pattern.lists}
    for name, listed in pattern.lists.items():
        yield from _list_problems(listed, file, f"lists.{name}")
    for index, evidence in enumerate(pattern.evidence):
        yield from _signs_problems(evidence, lists, file, f"evidence.{index}")
        yield from _date_problems(evidence, lists, file, f"evidence.{index}")
    for index, against in enumerate(pattern.against):
        yield from _signs_problems(against, lists, file, f"against.{index}")
    yield from _terms_problems(pattern.ignore_after, lists, file, "ignore_after")
    for name in pattern.not_about:
        if name not in vocabulary.topics:
            meant = _meant(name, vocabulary.topics) or f"topics stand in {_SHARED_FILE}"
            yield Problem(file, "not_about", f"no topic is called {name!r}; {meant}")


def _reach_problems(pattern: Pattern) -> Iterator[Problem]:
    """Signs that are too few points for a match even all together."""
    best: dict[str, int] = {}
    for evidence in pattern.evidence:
        key = evidence.group or evidence.name
        best[key] = max(best.get(key, 0), evidence.points)
    reach = sum(best.values()) + (pattern.examples.points if pattern.examples.texts else 0)
    if reach < pattern.accept:
        message = f"all signs together give {reach} points, {pattern.accept} are needed"
        yield Problem(f"{pattern.id}.yaml", "evidence", message)


def _meant(written: str, known: Iterable[str]) -> str:
    """The question whether a name is a slip of one that is there; empty where none is like it."""
    meant = nearest(written, known)
    return f"did you mean {meant!r}?" if meant else ""


def _signs_problems(
    rule: Evidence | Against, lists: Mapping[str, WordList], file: str, key: str
) -> Iterator[Problem]:
    for name, terms in _words_of(rule).items():
        yield from _terms_problems(terms, lists, file, f"{key}.{name}")


def _words_of(rule: Evidence | Against) -> dict[str, Sequence[str]]:
    """All words a rule asks for, by the key they stand under."""
    shared = {"any": rule.any, "to": rule.to, "by": rule.by, "with": rule.with_}
    if isinstance(rule, Against):
        return {**shared, "unless": rule.unless}
    return {
        **shared,
        "without": rule.without,
        "not_by": rule.not_by,
        "doers": rule.doers,
        "continues": rule.continues,
    }


def _date_problems(evidence: Evidence, lists: Mapping[str, WordList], file: str, key: str) -> Iterator[Problem]:
    """A date long past asked for by a sign: posts are chosen for reading by their words alone."""
    for name, terms in _words_of(evidence).items():
        for term in terms:
            listed = lists.get(term[1:]) if term.startswith("$") else by_language([term])
            if listed and LONG_AGO in (*listed.ru, *listed.uk, *listed.en):
                message = f"{term!r}: {LONG_AGO} speaks against; it stands in vetoes and topics only"
                yield Problem(file, f"{key}.{name}", message)


def _terms_problems(
    terms: Sequence[str], lists: Mapping[str, WordList], file: str, key: str
) -> Iterator[Problem]:
    for term in terms:
        if term.startswith("$") and term[1:] not in lists:
            meant = _meant(term, (f"${name}" for name in lists))
            advice = meant or f"lists stand in {_SHARED_FILE} or under `lists`"
            yield Problem(file, key, f"no list is called {term!r}; {advice}")
    yield from _list_problems(by_language([term for term in terms if not term.startswith("$")]), file, key)


def _list_problems(listed: WordList, file: str, key: str) -> Iterator[Problem]:
    for language, terms in (("ru", listed.ru), ("uk", listed.uk), ("en", listed.en)):
        for term in terms:
            if message := _term_problem(term, language):
                yield Problem(file, key, f"{term!r} {message}")


def _term_problem(term: str, language: str) -> str | None:
    plain = term.replace("*", "").strip()
    folded = fold(plain)
    if term.startswith("$"):
        return "names a list, and a list holds words alone; name both lists where they are asked for"
    if "@" in term and term != LONG_AGO:
        return f"holds @; the one word with it is {LONG_AGO}, alone"
    if " " in term:
        signs = [part for part in term.split() if part not in _JOINING and not any(map(str.isalnum, part))]
        return f"holds {signs[0]!r}; signs are read over, and the phrase is never met" if signs else None
    if folded in _STOP_WORDS:
        return "stands in nearly every text; a single small word cannot be a sign"
    if term.endswith("*") and len(plain) < SHORTEST_BEGINNING:
        return f"is too short for a beginning; write at least {SHORTEST_BEGINNING} letters before the *"
    if language == "ru" and plain == term and term.isalpha() and len(term) >= SHORTEST_BEGINNING:
        both = {"ru", "uk"} if not set(folded) & set("ыэъ") else {"ru"}
        if not any(morphology.known(folded, spoken) for spoken in ("ru",)) and "uk" not in both:
            return f"is no word the dictionary knows; mend its spelling, or write ={term} or {term}*"
    return None


def check_examples(patterns: Sequence[Pattern], matcher: Matcher) -> list[Problem]:
    """`must_match` texts that do not match, `must_not_match` texts that do, each with its score."""
    return [
        problem
        for pattern in patterns
        for wanted, checks in ((True, pattern.must_match), (False, pattern.must_not_match))
        for index, check in enumerate(checks)
        if (problem := _example_problem(pattern, matcher, check, index, wanted=wanted))
    ]


def _example_problem(
    pattern: Pattern, matcher: Matcher, check: Check, index: int, *, wanted: bool
) -> Problem | None:
    authority = Authority(check.channel) if check.channel else None
    scored = {
        each.pattern_id: each for each in matcher.match(read_text(check.text), authority, everything=True)
    }
    found = scored.get(pattern.id)
    if bool(found and found.accepted) == wanted:
        return None
    key = f"must_match.{index}" if wanted else f"must_not_match.{index}"
    points = ", ".join(f"{point.points:+d} {point.why}" for point in found.points) if found else "no sign found"
    shown = check.text if len(check.text) <= 60 else check.text[:57] + "..."
    reached = f"{found.score if found else 0} of {pattern.accept} points ({points})"
    message = "does not match" if wanted else "matches, and must not"
    return Problem(f"{pattern.id}.yaml", key, f"{shown!r} {message}: {reached}")
