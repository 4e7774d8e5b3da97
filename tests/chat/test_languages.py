"""The catalogues: complete, without leftovers, and right in their plurals."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import polib
import pytest

import bot.chat
from bot.chat.languages import LANGUAGES, LOCALES, language_for, voice
from bot.chat.markup import bold

TRANSLATED = [language for language in LANGUAGES if language != "en"]


def spoken() -> Iterator[tuple[str, str | None]]:
    """Every message in the code: (text, plural or None)."""
    for path in sorted(Path(bot.chat.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            texts = [
                arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            match node.func:
                case ast.Name(id="say" | "mark") if texts:
                    yield texts[0], None
                case ast.Call(func=ast.Name(id="_say" | "voice")) if texts:
                    yield texts[0], None
                case ast.Attribute(attr="say") if texts:
                    yield texts[0], None
                case ast.Attribute(value=ast.Name(id="say") | ast.Attribute(attr="say"), attr="count"):
                    yield texts[0], texts[1]


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALES / f"{language}.po"))


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_in_the_code_is_translated_and_no_translation_is_left_over(language: str) -> None:
    translated = {
        (entry.msgid, entry.msgid_plural or None) for entry in catalogue(language) if entry.translated()
    }

    assert translated == set(spoken())


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_parts_that_are_filled_in(language: str) -> None:
    for entry in catalogue(language):
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            assert names_in(text) == names_in(entry.msgid), entry.msgid


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_begins_or_ends_with_white_space(language: str) -> None:
    for entry in catalogue(language):
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            assert text == text.strip()


@pytest.mark.parametrize(
    ("language", "n", "expected"),
    [
        ("en", 1, "1 drone downed"),
        ("en", 2, "2 drones downed"),
        ("ru", 1, "сбит 1 беспилотник"),
        ("ru", 2, "сбито 2 беспилотника"),
        ("ru", 5, "сбито 5 беспилотников"),
        ("ru", 11, "сбито 11 беспилотников"),
        ("ru", 21, "сбит 21 беспилотник"),
        ("ru", 112, "сбито 112 беспилотников"),
        ("uk", 1, "збито 1 безпілотник"),
        ("uk", 3, "збито 3 безпілотники"),
        ("uk", 25, "збито 25 безпілотників"),
    ],
)
def test_numbers_take_the_form_their_language_asks_for(language: str, n: int, expected: str) -> None:
    assert voice(language).count("{n} drone downed", "{n} drones downed", n).text == expected


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ru", "ru"),
        ("uk", "uk"),
        ("uk-UA", "uk"),
        ("RU_ru", "ru"),
        ("en-GB", "en"),
        ("de", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_language_follows_the_client(code: str | None, language: str) -> None:
    assert language_for(code) == language


def test_a_part_keeps_its_style_and_its_braces() -> None:
    said = voice("en")("Found for “{words}”", words=bold("{n} {0}"))

    assert said.text == "Found for “{n} {0}”"
    assert [(entity.kind, entity.offset, entity.length) for entity in said.entities] == [("bold", 11, 7)]
