"""`config/patterns/*.yaml`: what the bot looks for, written by people who need not program (docs/patterns.md).

A file whose name begins with an underscore holds what patterns share: lists of words and topics. Every other
file is one pattern.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from bot.errors import ConfigError, Problem
from bot.values import Role
from bot.watchlist.channels import Slug
from bot.watchlist.model import ConfigModel, Listed, MistakeAt, one_of, patched, shaped, validate
from bot.watchlist.strict_yaml import Document, read

Term = Annotated[str, Field(min_length=1, max_length=120)]
Terms = Annotated[tuple[Term, ...], Listed]
Name = Annotated[
    str, shaped(r"[a-z][a-z0-9_]{1,47}", "2 to 48 small Latin letters, digits and _, a letter first")
]

Form = Literal["done", "now", "coming", "noun", "participle", "any"]
ScopeOfVeto = Literal["sentence", "window", "signs", "near", "post"]
Denies = Literal["all", "named", "said"]
"""What a veto takes points from, of all that its scope reaches: all of it; what its sentence names as denied
("слухи о погибших — фейк"); or, told after a report, only what it speaks of ("это были учения").
"""


def _as_tuple(value: object) -> object:
    """One word may stand without the brackets of a list."""
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


class WordList(ConfigModel):
    """Words by language. A word stands for all its forms; see docs/patterns.md for the few signs."""

    ru: Terms = ()
    uk: Terms = ()
    en: Terms = ()

    @property
    def empty(self) -> bool:
        """Whether no language has a word."""
        return not (self.ru or self.uk or self.en)


Words = Annotated[tuple[Term, ...], BeforeValidator(_as_tuple)]
"""One word or a list of words; `$name` stands for a shared list."""


class Evidence(ConfigModel):
    """One sign that a text is about the pattern.

    `any`: words, one of which must stand in the sentence. `when`: said as done, going on, coming, or as a
    noun. `to`: what it must be done to (a word of these in the role of the one acted upon). `alone`:
    nothing it could be done to stands in the sentence. `continues`: the sentence before is about one of these
    and nothing else. `verbless`: the sentence (or its "clause") is a call
    without a verb.
    `anywhere`: in any sentence of the post it counts for every other. `by` / `not_by`: who must or must not
    be the doer; `doers`: who is known to do such things, a hint where grammar leaves the roles open. `with`
    / `without`: what else must or must not stand in the sentence, `within` so many words of it. `channel`:
    only on channels of this authority. `negated`: true looks for the word under a negation ("no", "not",
    "without"), false (the default) for it without one, null for both. Signs of one `group` count once: the
    best of them.
    """

    name: Annotated[str, Field(alias="as", min_length=1, max_length=60)]
    any: Words
    points: Annotated[int, Field(ge=-100, le=100)]
    when: Annotated[tuple[Form, ...], BeforeValidator(_as_tuple)] = ("any",)
    to: Words = ()
    alone: bool = False
    continues: Words = ()
    verbless: bool | Literal["clause"] = False
    anywhere: bool = False
    by: Words = ()
    not_by: Words = ()
    doers: Words = ()
    with_: Annotated[Words, Field(alias="with")] = ()
    without: Words = ()
    within: Annotated[int, Field(ge=1, le=60)] | None = None
    channel: Literal["official", "media", "monitor"] | None = None
    negated: bool | None = False
    group: str | None = None


class Against(ConfigModel):
    """Words that speak against the pattern: points taken, where they count, and why.

    `scope`: the deciding sentence; its window of one or two sentences; "signs": that and the sentences that
    alone lend it a sign; near it, that is the window, its neighbours and the post's first two sentences on the
    same line, and the title; or the whole post. In a collection of separate items "near" and "post" end with
    the item. `denies`: what of it (`Denies`).
    """

    any: Words
    why: Annotated[str, Field(min_length=1, max_length=80)]
    points: Annotated[int, Field(ge=-100, le=-1)] = -40
    scope: ScopeOfVeto = "window"
    when: Annotated[tuple[Form, ...], BeforeValidator(_as_tuple)] = ("any",)
    to: Words = ()
    alone: bool = False
    by: Words = ()
    with_: Annotated[Words, Field(alias="with")] = ()
    unless: Words = ()
    within: Annotated[int, Field(ge=1, le=60)] | None = None
    channel: Literal["official", "media", "monitor"] | None = None
    negated: bool | None = None
    denies: Denies = "all"


class Examples(ConfigModel):
    """Whole statements of the kind looked for; likeness to the best of them gives up to `points`."""

    points: Annotated[int, Field(ge=0, le=40)] = 15
    texts: Annotated[tuple[str, ...], Listed] = ()


class Check(ConfigModel):
    """A text the pattern must or must not match, on a channel of the given authority and language."""

    text: Annotated[str, Field(min_length=1, max_length=4096)]
    channel: Literal["official", "media", "monitor"] | None = "official"


def _checks(value: object) -> object:
    if not isinstance(value, list):
        return value
    return tuple({"text": each} if isinstance(each, str) else each for each in value)


Checks = Annotated[tuple[Check, ...], BeforeValidator(_checks)]


class Titles(ConfigModel):
    """The pattern's name in the chat's language."""

    ru: Annotated[str, Field(min_length=1, max_length=80)]
    uk: Annotated[str, Field(min_length=1, max_length=80)]
    en: Annotated[str, Field(min_length=1, max_length=80)]


class Pattern(ConfigModel):
    """One kind of incident to look for. `story` joins patterns whose statements tell one story."""

    id: Slug
    title: Titles
    role: Annotated[Role, one_of(Role)] = Role.REPORTS
    story: Slug = ""
    accept: Annotated[int, Field(ge=1, le=100)] = 60
    review: Annotated[int, Field(ge=1, le=100)] = 45
    lists: dict[Name, WordList] = Field(default_factory=dict)
    evidence: Annotated[tuple[Evidence, ...], Listed]
    examples: Examples = Examples()
    against: Annotated[tuple[Against, ...], Listed] = ()
    not_about: Annotated[tuple[Name, ...], Listed] = ()
    ignore_after: Words = ()
    must_match: Checks = ()
    must_not_match: Checks = ()

    @model_validator(mode="before")
    @classmethod
    def _defaults(cls, data: Any) -> Any:
        if isinstance(data, dict):
            data = {"story": data.get("id", ""), **data}
        return data

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.review > self.accept:
            if "review" in self.model_fields_set:
                raise MistakeAt(("review",), f"must not be above accept, which is {self.accept}")
            raise MistakeAt(("accept",), f"must not be below review, which is {self.review}")
        if not self.evidence:
            raise MistakeAt(("evidence",), "must not be empty")
        return self


class Topic(WordList):
    """A subject that looks alike but is another, with the words that show it; patterns name it under
    `not_about`.
    """

    why: Annotated[str, Field(min_length=1, max_length=80)]
    points: Annotated[int, Field(ge=-100, le=-1)] = -60
    scope: ScopeOfVeto = "near"
    denies: Denies = "said"
    unless: Words = ()
    """Words that, in the same sentence, show that it is not that subject after all."""


class Vocabulary(ConfigModel):
    """What all patterns share: named lists of words, and topics that are no incidents."""

    lists: dict[Name, WordList] = Field(default_factory=dict)
    topics: dict[Name, Topic] = Field(default_factory=dict)


_STAND_INS: Final[Mapping[str, Any]] = {
    "title": {"ru": "?", "uk": "?", "en": "?"},
    "as": "?",
    "why": "?",
    "points": -1,
    "any": [],
    "must_match": [],
    "must_not_match": [],
}
"""What a file is read with where its own words cannot be, to see what else is wrong."""


def load_patterns(
    folder: Path,
) -> tuple[list[tuple[Document, Pattern]], Vocabulary | None, list[Problem]]:
    """Read every `*.yaml` of *folder*; patterns come sorted by id. Problems are returned, not raised.

    A file with problems is there without them where that can be, for a look at what else is wrong in it. There
    is no vocabulary where one of its files could not be read. Words are only checked for shape here;
    `bot.rules.patterns.checking` says which rules cannot work.
    """
    problems: list[Problem] = []
    patterns: list[tuple[Document, Pattern]] = []
    lists: dict[str, WordList] = {}
    topics: dict[str, Topic] = {}
    complete = True
    for path in sorted(folder.glob("*.yml")):
        problems.append(Problem(path.name, "", f"is not read: rename it to {path.stem}.yaml"))
    files = sorted(folder.glob("*.yaml"))
    if not files and not problems:
        problems.append(Problem(folder.name, "", "holds no pattern; copy one from the documentation"))
    for path in files:
        try:
            document = read(path)
        except ConfigError as exc:
            problems += exc.problems
            complete = complete and not path.name.startswith("_")
            continue
        if path.name.startswith("_"):
            shared, found = validate(Vocabulary, document)
            shared = shared or patched(Vocabulary, document, _STAND_INS)
            lists |= shared.lists if shared else {}
            topics |= shared.topics if shared else {}
            complete = complete and shared is not None
        else:
            pattern, found = validate(Pattern, document)
            if not any(problem.key == "id" for problem in found):
                found += _misnamed(document, path.stem)
            if found:
                own_name = document.having({("id",): path.stem})
                pattern = patched(Pattern, own_name, {**_STAND_INS, "id": path.stem})
            if pattern is not None:
                patterns.append((document, pattern))
        problems += found
    vocabulary = Vocabulary(lists=lists, topics=topics) if complete else None
    patterns.sort(key=lambda found: found[1].id)
    return patterns, vocabulary, problems


def _misnamed(document: Document, name: str) -> list[Problem]:
    """A pattern that is called otherwise than its file; so no two files hold the same one."""
    called = document.data["id"].strip() if isinstance(document.data, dict) else name
    if called == name:
        return []
    message = (
        f"must be the file's own name, {name!r}, not {called!r}: mend it, or rename the file to {called}.yaml"
    )
    return [document.problem(("id",), message)]


def located(problems: Iterable[Problem], folder: Path) -> list[Problem]:
    """Problems found in the rules that *folder* holds, sorted, each with the line it stands on.

    Rules are checked after they are compiled, by pattern and key alone. Lists may be shared by several files.
    """
    patterns: dict[str, Document] = {}
    shared: list[Document] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = read(path)
        except ConfigError:  # that has been said
            continue
        if path.name.startswith("_"):
            shared.append(document)
        else:
            patterns[path.name] = document
    found = []
    for problem in problems:
        location = tuple(int(part) if part.isdigit() else part for part in problem.key.split("."))
        holding = (document for document in shared if document.holds(location[:2]))
        source = patterns.get(problem.file) or next(holding, None)
        found.append(source.problem(location, problem.message) if source else problem)
    return sorted(found)
