"""What people do wrong when they write YAML, in plain words and at the line of the mistake.

libyaml says what it expected and where it noticed: often a line or a whole file after the mistake, and in the
words of its grammar.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # exported, but not by its type hints

_LONGEST_SHOWN: Final = 60
_LINE_END: Final = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""As libyaml counts lines."""
_AFTER_KEY: Final = re.compile(r"[a-z_$]:\s+$")
_KEY: Final = re.compile(r"[^:]+:(?:\s|$)")
_ENTRY: Final = re.compile(r"( *)((?:- +)*)([^\s#-].*)?")
_BEGINS_ENTRY: Final = re.compile(r"\s*(?:- |[\w$-]+:(?:\s|$))")
_NO_SPACE: Final = re.compile(r"(?:- )*([\w-]+):(\S.*)")
_DOUBLED: Final = {"'": "''", '"': '\\"'}
_CLOSING: Final = {"[": "]", "{": "}"}
_OF_A_SIGN: Final = re.compile("while (?:scanning|parsing) an? (?:directive|alias|anchor|tag)")
"""What libyaml is at when a value begins with %, *, & or !."""


def explain(text: str, error: yaml.MarkedYAMLError) -> tuple[int | None, str]:
    """The line of *text* (from 1) on which the mistake stands, and what is wrong or to be written there."""
    problem, noticed = error.problem or "it is no YAML", error.problem_mark
    found = (
        _explained(_Place(text, noticed, error.context_mark), problem, error.context or "") if noticed else None
    )
    if found:
        return found
    advice = f"cannot be read ({problem}): look at quotes, brackets and indentation, here and above"
    return (noticed.line + 1 if noticed else None), advice


@dataclass(frozen=True, slots=True)
class _Token:
    """`kind` is the quote of a text in quotes, "" of one without, or a bracket; `None` for all else."""

    kind: str | None
    line: int
    start: int
    end: int


class _Place:
    """Where the parser noticed something, and where what it was reading began; both count from 0."""

    def __init__(self, text: str, noticed: Any, begun: Any) -> None:
        self.lines = [*_LINE_END.split(text), ""]  # libyaml's end is on a line of its own
        self.line: int = noticed.line
        self.column: int = noticed.column
        self.index: int = noticed.index
        self.begun_line: int = (begun or noticed).line
        self.begun_column: int = (begun or noticed).column
        self.rest = text[self.index :]
        self.before = [token for token in _tokens(text) if token.start < self.index]

    @property
    def indented(self) -> bool:
        """Whether nothing stands before it on its line."""
        return not self.lines[self.line][: self.column].strip()

    @property
    def begun_rest(self) -> str:
        """What is written from where it began to the end of that line."""
        return self.lines[self.begun_line][self.begun_column :]

    @property
    def last_text(self) -> _Token | None:
        """The text that stands last before it."""
        return next((token for token in reversed(self.before) if token.kind in ("", "'", '"')), None)

    @property
    def opened(self) -> _Token | None:
        """The innermost bracket that is open there."""
        still: list[_Token] = []
        for token in self.before:
            if token.kind in _CLOSING:
                still.append(token)
            elif token.kind in _CLOSING.values() and still:
                still.pop()
        return still[-1] if still else None


def _tokens(text: str) -> Iterator[_Token]:
    """The texts and brackets that libyaml sees, up to what it cannot read."""
    brackets = {
        yaml.FlowSequenceStartToken: "[",
        yaml.FlowSequenceEndToken: "]",
        yaml.FlowMappingStartToken: "{",
        yaml.FlowMappingEndToken: "}",
    }
    scanner = CParser(text)
    try:
        while (token := scanner.get_token()) is not None:
            kind = brackets.get(type(token))
            if isinstance(token, yaml.ScalarToken):
                kind = token.style or ""
            yield _Token(kind, token.start_mark.line, token.start_mark.index, token.end_mark.index)
    except yaml.YAMLError:
        return
    finally:
        scanner.dispose()


def _explained(at: _Place, problem: str, context: str) -> tuple[int, str] | None:
    """The line and the mistake behind a *problem*; None for one that is not known."""
    here, begun = at.line + 1, at.begun_line + 1
    if "escape" in problem:
        return here, r"in double quotes a \ changes what follows: write \\, or put the text in single quotes"
    if "quoted scalar" in context:
        return begun, f"the quote {at.begun_rest[:1]} that opens here is never closed; close it on this line"
    if "tab character" in problem or at.rest.startswith("\t"):
        return here, "is indented with a tab; use spaces"
    if _OF_A_SIGN.match(context):
        return begun, _needs_quotes(at, at.begun_rest)
    if "cannot start any token" in problem or problem.startswith("mapping keys"):
        written = at.lines[at.line]
        return here, _needs_quotes(at, written[at.column :], key=written[: at.column])
    if problem.startswith("block sequence entries"):
        return here, 'begin a list on the line below its key, each item after "- "'
    if "block scalar" in context:
        return begun, "after | and > a text begins on the next line; if it is to stand here, put it in quotes"
    if "expected ':'" in problem:
        return begun, _without_colon(at.begun_rest)
    if "maximum nesting" in problem:
        return here, "is nested too deeply"
    if "another document" in problem:
        return here, "a second document begins here; remove the ---"
    if problem.startswith("mapping values"):
        return _second_colon(at)
    return _broken_off(at) if problem.startswith("did not find expected") else None


def _needs_quotes(at: _Place, rest: str, key: str = "") -> str:
    """A value, at the beginning of *rest*, that begins with a sign of YAML's own."""
    value = _value(rest, within_brackets=at.opened is not None)
    if value.startswith("@") and key.rstrip().endswith("handle:"):
        return f"write the channel's name without @: {value[1:]}"
    return f"what begins with {value[:1]} must stand in quotes" + _shown(value)


def _value(rest: str, *, within_brackets: bool) -> str:
    """The value that *rest* of a line begins with: up to a comment, in brackets up to a comma or their end."""
    return re.split(r"\s#|[,\]}]" if within_brackets else r"\s#", rest)[0].strip()


def _shown(value: str) -> str:
    """How it is written in quotes; nothing where that would be long."""
    if len(value) > _LONGEST_SHOWN:
        return ""
    return f": '{value.replace(chr(39), chr(39) * 2)}'" if set(value) & {'"', "\\"} else f': "{value}"'


def _without_colon(written: str) -> str:
    if found := _NO_SPACE.match(written):
        return f'write a space after the colon: "{found[1]}: {_clipped(found[2])}"'
    return f'a key and a value are expected, as in "title: Mayor", not {_clipped(written.strip())!r}'


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def _second_colon(at: _Place) -> tuple[int, str]:
    """A colon where there can be no key: in a value without quotes, or of a line that is indented too far."""
    text, line = at.last_text, at.lines[at.line]
    if text and text.kind and text.line < at.line:
        return _closed_late(at, text)
    if text is None or text.line < at.line or not line[: _column(at, text)].strip():
        return at.line + 1, _indentation(at)
    start = _column(at, text)
    if not _AFTER_KEY.search(line[:start]):  # the first word is no key, either: a sentence in a list
        start = len(line) - len(line.lstrip(" -"))
    value = _value(line[start:], within_brackets=at.opened is not None)
    return at.line + 1, 'a value with ": " in it must stand in quotes' + _shown(value)


def _column(at: _Place, token: _Token) -> int:
    """Where a token of the same line begins."""
    return at.column - (at.index - token.start)


def _broken_off(at: _Place) -> tuple[int, str] | None:
    """Something stands where only another entry, a comma or a closing bracket can."""
    here, text, opened = at.line + 1, at.last_text, at.opened
    if opened and (not at.rest.strip() or _is_next_entry(at.lines[at.line], at.lines[opened.line])):
        advice = f"close it with {_closing(opened)}"
        return opened.line + 1, f"the {opened.kind} that opens here is not closed; {advice}"
    sign = at.rest[:1]
    if sign == "," and not opened:
        return here, "words with commas between them must stand in brackets: [one, two]"
    if text and text.kind and sign not in _CLOSING.values() and at.index - text.end <= (0 if opened else 1):
        if text.line < at.line:
            return _closed_late(at, text)
        within = _DOUBLED[text.kind]
        return here, f"text follows the closing quote {text.kind}; within the quotes write {within} for it"
    if opened:
        return here, _in_brackets(at, opened)
    if sign in _CLOSING.values():
        return here, f"there is a {sign} too many here, or the value must stand in quotes"
    if at.indented:
        return here, _indentation(at)
    closed = at.before[-1].kind
    if closed in _CLOSING.values():
        return here, f"text follows the closing {closed}; is it one too many, or one too early?"
    return None


def _closed_late(at: _Place, text: _Token) -> tuple[int, str]:
    """A text in quotes that ends where a later one was to begin."""
    advice = "close it on its own"
    return (
        text.line + 1,
        f"the quote {text.kind} that opens here is closed on line {at.line + 1} only; {advice}",
    )


def _in_brackets(at: _Place, opened: _Token) -> str:
    sign, closing = at.rest[0], _closing(opened)
    if sign == ":":
        return 'a comma is missing before this key, or a value with ": " in it must stand in quotes'
    if sign in (",", *_CLOSING.values()):
        missing = "a value" if sign in (",", closing) else closing
        return f"{missing} is missing before {sign}, or that is one too many"
    value = _value(at.lines[at.line][at.column :], within_brackets=True)
    return f"a comma or {closing} is missing before {_clipped(value)}"


def _is_next_entry(line: str, opening: str) -> bool:
    """Whether a line begins an entry beside or above that of the line with an opening bracket."""
    return bool(_BEGINS_ENTRY.match(line)) and line != opening and _indent(line) <= _indent(opening)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _closing(opened: _Token) -> str:
    return _CLOSING[opened.kind or "["]


def _indentation(at: _Place) -> str:
    """A line that begins where nothing of its kind can: how far the lines above are indented."""
    is_item = at.lines[at.line].lstrip().startswith("- ")
    own = _indent(at.lines[at.line])
    places: dict[int, int] = {}
    """Columns of what is open there, each with the last line that has it."""
    least: float = float("inf")
    for number in range(at.line, 0, -1):
        found = _ENTRY.fullmatch(at.lines[number - 1])
        if found is None or not (found[2] or found[3]):
            continue
        indent, dashes = len(found[1]), len(found[2])
        if indent < least and is_item and dashes:
            places.setdefault(indent, number)
        if indent + dashes < least and not is_item and _KEY.match(found[3] or ""):
            places.setdefault(indent + dashes, number)
        least = min(least, indent)
    fitting = [
        f"{column} to go on with line {number}" for column, number in sorted(places.items(), reverse=True)
    ]
    what = 'the item ("- ")' if is_item else "the key"
    if not fitting or own in places:
        return f"{what} does not fit here: the lines above begin something else"
    return f"{what} is indented by {own} space{'s' * (own != 1)}; write {' or '.join(fitting)}"
