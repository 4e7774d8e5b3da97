from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.watchlist.strict_yaml import MAX_BYTES, parse, read


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("0777", "0777"),
        ("1_000", "1_000"),
        ("2026-05-12", "2026-05-12"),
        ("1e3", "1e3"),
        ("true", True),
        ("0", 0),
        ("-17", -17),
        ("0.5", 0.5),
        ("null", None),
        ("", None),
        ("'12'", "12"),
    ],
)
def test_a_plain_value_means_what_stands_there(written: str, meant: object) -> None:
    assert parse(f"key: {written}\n", name="file").data == {"key": meant}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: &x 1\nb: *x\n", "file:2: aliases (*name) are not allowed; write the value out"),
        ("1: a\n", "file:1: 1: a key must be text; put it in quotes"),
        ("a: [1, 2\n", "file:1: the [ that opens here is not closed; close it with ]"),
        ("", "file: is empty"),
        ("a: " + "[" * 40 + "]" * 40, "is nested too deeply"),
        ("a: " + "[" * 9000, "file:1: is nested too deeply"),
        ("a: !!python/object/apply:os.system ['true']\n", "file:1: "),
        ("a: 1\nb: !!int abc\n", "file:2: tags (!!name) are not allowed; write the value without one"),
        ("a: 1\nb: !!bool x\n", "file:2: tags (!!name) are not allowed"),
        ("a: 1\nb: !!str 12\n", "file:2: tags (!!name) are not allowed"),
        ("a: 1\nb: ! 12\n", "file:2: tags (!!name) are not allowed"),
        ("a: 1\nb: !!seq [1]\n", "file:2: tags (!!name) are not allowed"),
        ("a: 1\nb: !!map {c: 1}\n", "file:2: tags (!!name) are not allowed"),
        ("!!map {c: 1}\n", "file:1: tags (!!name) are not allowed"),
        ("a: 1\n!!timestamp 2026-01-01: 1\n", "file:2: tags (!!name) are not allowed"),
        ("a: 1\n!!str b: 1\n", "file:2: tags (!!name) are not allowed"),
        ("a: 1\n!!timestamp x: 1\n", "file:2: tags (!!name) are not allowed"),
        ("a: 1\n? [b, {c: d}]\n: 1\n", "file:2: a key must be text"),
        ("a: 1\n? {c: d}\n: 1\n", "file:2: a key must be text"),
        ("a: 1\nb: " + "9" * 5000 + "\n", "file:2: b: is a number with too many digits"),
        ("a: 1\n? " + "9" * 5000 + "\n: 1\n", "a key must be text"),
        ("a:\n- b: 1\n  2: 3\n", "file:3: a.0.2: a key must be text"),
        ("a: 1\nb: " + "9" * 400 + ".5\n", "file:2: b: is a number with too many digits"),
        ("a: 1\nb: 'tab\x07'\n", "file:2: the character U+0007 is not allowed"),
        ("a: 1\r\nb: 1\r\nc: \x00\r\n", "file:3: the character U+0000 is not allowed"),
    ],
)
def test_what_is_ambiguous_is_refused_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as info:
        parse(text, name="file")

    assert complaint in str(info.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"watchlist.yaml: cannot be read: No such file"):
        read(tmp_path / "watchlist.yaml")


def test_a_huge_file_is_not_even_parsed(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    path.write_bytes(b"a: " + b"x" * MAX_BYTES)

    with pytest.raises(ConfigError, match="larger than"):
        read(path)


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "cp1251.yaml"
    path.write_bytes("title: Мэр".encode("cp1251"))

    with pytest.raises(ConfigError, match="save it as UTF-8"):
        read(path)


def test_of_keys_that_stand_twice_each_is_a_problem_and_the_first_counts() -> None:
    document = parse("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n", name="file")

    assert document.data == {"a": 1, "b": {"c": 1}}
    assert [str(problem) for problem in document.problems] == [
        "file:4: b.c: this key stands here twice",
        "file:5: a: this key stands here twice",
    ]


def test_a_document_without_some_keys_keeps_its_lines() -> None:
    document = parse("a: 1\nb:\n  - {c: 1, d: 2}\n", name="file").without([("a",), ("b", 0, "c")])

    assert document.data == {"b": [{"d": 2}]}
    assert str(document.problem(("b", 0, "d"), "is wrong")) == "file:3: b.0.d: is wrong"
