"""What is wrong with a file that is no YAML is said in plain words, at the line of the mistake."""

import pytest

from bot.errors import ConfigError
from bot.watchlist.strict_yaml import parse

CHANNELS = "channels:\n  - handle: a\n    title: b\n"


def refused(text: str) -> str:
    with pytest.raises(ConfigError) as info:
        parse(text, name="file")
    return str(info.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nhandle: @abc  # mine\n", "file:2: write the channel's name without @: abc"),
        ("a: @b, c\n", 'file:1: what begins with @ must stand in quotes: "@b, c"'),
        ("a: [x, @b, c]\n", 'file:1: what begins with @ must stand in quotes: "@b"'),
        ("a: %b\n", 'file:1: what begins with % must stand in quotes: "%b"'),
        ("a: ?\n", 'file:1: what begins with ? must stand in quotes: "?"'),
        ("en: [*дрон, x]\n", 'file:1: what begins with * must stand in quotes: "*дрон"'),
        (
            "en: [*drone, x]\n",
            "file:1: aliases (*name) are not allowed; write the value out, or put it in quotes",
        ),
        ('a: `"b\\`\n', "file:1: what begins with ` must stand in quotes: '`\"b\\`'"),
        (f"a: @{'b' * 99}\n", "file:1: what begins with @ must stand in quotes"),
    ],
)
def test_a_sign_of_yaml_at_the_beginning_of_a_value(text: str, said: str) -> None:
    assert refused(text).startswith(said)


@pytest.mark.parametrize("text", ["a:\n\tb: 1\n", "a:\n\t- b\n", "a: b\n\tc: 1\n", "- b: 1\n  \tc: 1\n"])
def test_a_tab(text: str) -> None:
    line = text[: text.index("\t")].count("\n") + 1
    assert refused(text) == f"file:{line}: is indented with a tab; use spaces"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "title: Mayor: Moscow  # him\n",
            'file:1: a value with ": " in it must stand in quotes: "Mayor: Moscow"',
        ),
        ("- a: b: c\n", 'file:1: a value with ": " in it must stand in quotes: "b: c"'),
        ("- Увага: дрон: там\n", 'file:1: a value with ": " in it must stand in quotes: "Увага: дрон: там"'),
        ('a: "b": c\n', 'file:1: a value with ": " in it must stand in quotes: \'"b": c\''),
        (
            "{a: b: c}\n",
            'file:1: a comma is missing before this key, or a value with ": " in it must stand in quotes',
        ),
        ("a: 1\nb:2\nc: 3\n", 'file:2: write a space after the colon: "b: 2"'),
        ("a: 1\nb\nc: 3\n", "file:2: a key and a value are expected, as in \"title: Mayor\", not 'b'"),
    ],
)
def test_a_colon_too_many_or_too_few(text: str, said: str) -> None:
    assert refused(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            CHANNELS + "   c: 1\n",
            "4: the key is indented by 3 spaces; write 4 to go on with line 3 or 0 to go on with line 1",
        ),
        (
            CHANNELS + "  c: 1\n",
            "4: the key is indented by 2 spaces; write 4 to go on with line 3 or 0 to go on with line 1",
        ),
        (
            CHANNELS.replace("    title", "# why\n\n     title"),
            "5: the key is indented by 5 spaces; write 4 to go on with line 2 or 0 to go on with line 1",
        ),
        (
            CHANNELS + " - handle: c\n",
            '4: the item ("- ") is indented by 1 space; write 2 to go on with line 2',
        ),
        (
            CHANNELS + "    - handle: c\n",
            '4: the item ("- ") is indented by 4 spaces; write 2 to go on with line 2',
        ),
        ("a: 1\n b: 2\n", "2: the key is indented by 1 space; write 0 to go on with line 1"),
        ("a:\n  b: 1\n  - c\n", '3: the item ("- ") does not fit here: the lines above begin something else'),
        ("a: - b\n", '1: begin a list on the line below its key, each item after "- "'),
    ],
)
def test_a_line_that_is_indented_wrongly(text: str, said: str) -> None:
    assert refused(text) == f"file:{said}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('a: "b\nc: 1\nd: 2\n', '1: the quote " that opens here is never closed; close it on this line'),
        ("a:\n  - 'b\n  - c\n", "2: the quote ' that opens here is never closed; close it on this line"),
        (
            'a: "b\nc: 1\nd: "2"\n',
            '1: the quote " that opens here is closed on line 3 only; close it on its own',
        ),
        ('a: "b\n"c": 1\n', '1: the quote " that opens here is closed on line 2 only; close it on its own'),
        ("a: 'it's'\n", "1: text follows the closing quote '; within the quotes write '' for it"),
        ('a: ["b "c" d"]\n', '1: text follows the closing quote "; within the quotes write \\" for it'),
        (
            'a: "\\d"\n',
            "1: in double quotes a \\ changes what follows: write \\\\, or put the text in single quotes",
        ),
        (
            "a: | b\n",
            "1: after | and > a text begins on the next line; if it is to stand here, put it in quotes",
        ),
    ],
)
def test_quotes(text: str, said: str) -> None:
    assert refused(text) == f"file:{said}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [b, c\nd: 1\n", "1: the [ that opens here is not closed; close it with ]"),
        ("e:\n  - {a: [b, c], d: 1\n  - {a: []}\n", "2: the { that opens here is not closed; close it with }"),
        ("a: 1\nb: {c: [", "2: the [ that opens here is not closed; close it with ]"),
        ("a: [b,\n    'c'\n    'd']\n", "3: a comma or ] is missing before 'd'"),
        ("a: {b: [c, d: 1}\n", "1: ] is missing before }, or that is one too many"),
        ('a: "b", c]\n', "1: words with commas between them must stand in brackets: [one, two]"),
        ("a: [b, , c]\n", "1: a value is missing before ,, or that is one too many"),
        ("a: [b]]\n", "1: there is a ] too many here, or the value must stand in quotes"),
        ("a: [b]c, d]\n", "1: text follows the closing ]; is it one too many, or one too early?"),
        ("a: 1\n---\nb: 1\n", "2: a second document begins here; remove the ---"),
    ],
)
def test_brackets(text: str, said: str) -> None:
    assert refused(text) == f"file:{said}"
