"""What the bot says, in the reader's language.

English is written in the code and is the key of the catalogues: `locales/<language>.po`, the format every
translation tool reads and writes. They are parsed when first needed, so there is no compiled file to forget.
Plural forms follow each catalogue's own rule, through the standard library's gettext.
"""

import gettext
import io
from functools import cache
from pathlib import Path
from typing import Final

import polib

from bot.chat.markup import Markup, fill

LANGUAGES: Final = ("ru", "uk", "en")
DEFAULT: Final = "en"
LOCALES: Final = Path(__file__).with_name("locales")


def language_for(code: str | None) -> str:
    """The language of ours for a client's `language_code` ("ru", "uk-UA", None …); English for any other."""
    base = (code or "").casefold().replace("_", "-").partition("-")[0]
    return base if base in LANGUAGES else DEFAULT


def mark(message: str) -> str:
    """*message* itself: marks a text that is translated later, where it is said."""
    return message


class Voice:
    """Says messages in one language. Parts keep their styles and are never read as templates."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, message: str, /, **parts: Markup | str | int) -> Markup:
        """*message*, which is English with `{names}` for *parts*."""
        return fill(self._catalogue.gettext(message), **parts)

    def count(self, one: str, many: str, n: int, /, **parts: Markup | str | int) -> Markup:
        """The form of the message that suits the number *n*, which is also the part `{n}`."""
        return fill(self._catalogue.ngettext(one, many, n), n=n, **parts)


@cache
def voice(language: str) -> Voice:
    """The voice for one of `LANGUAGES`; English for any other."""
    path = LOCALES / f"{language}.po"
    if language not in LANGUAGES or not path.exists():
        return Voice(DEFAULT, gettext.NullTranslations())
    compiled = polib.pofile(str(path), encoding="utf-8").to_binary()
    return Voice(language, gettext.GNUTranslations(io.BytesIO(compiled)))
