"""What comes from outside, at random: nothing of it makes the program fail.

A test that finds an input keeps it as an `@example`.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.chat.buttons import MAX_BYTES, Verb, decode, encode
from bot.chat.markup import Markup, bold, clean, code, concat, fill, join, link, quote, struck, units
from bot.chat.questions.filters import FILTERS, MAX_LENGTH, Question, Standpoint, read_question
from bot.chat.settings.visit import target_of
from bot.errors import SourceError
from bot.rulebook import Rulebook
from bot.rules.language.text import search_key, search_terms
from bot.rules.language.wordlists import words
from bot.sandbox.entities import checked
from bot.sources.page import parse_embed, parse_landing, parse_page
from tests.chat.incidents import NAMES, NOW
from tests.sources.test_page import saved

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7_200)]

AT = datetime(2026, 5, 12, 21, 58, tzinfo=UTC)
HERE = Standpoint(NAMES, NOW, UTC)

if settings.get_current_profile_name() != "long":
    settings.load_profile("short")

PAGES = st.sampled_from(
    ["texts", "media", "service_and_forwards", "landing_bot", "landing_channel", "embed_post"]
)
SCRAPS = st.one_of(
    st.text(max_size=20),
    st.binary(max_size=8).map(lambda raw: raw.decode("latin-1")),
    st.sampled_from(
        [
            *("<", ">", '"', "&", "&#x110000;", "&#0;", "<!--", "]]>", "<![CDATA[", "\x00", "\ud800"),
            *("</div>", "</time>", "<div class='tgme_widget_message js-widget_message' data-post='a/1'>"),
            *("data-post=", "datetime=''", 'datetime="9999-99-99T99:99:99+99:99"', "/99999999999999999999"),
            *("<a href='//[' ", "<a href='?before=²' ", "<br/>" * 9, "<i class='emoji'><b>", "js-message_text"),
        ]
    ),
)


@st.composite
def pages(draw: st.DrawFn) -> str:
    """A real page, torn and patched."""
    html = saved(draw(PAGES))
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(html)))
        end = draw(st.integers(start, min(len(html), start + 2_000)))
        html = html[:start] + draw(SCRAPS) + html[end:]
    return html


@given(pages(), st.booleans())
def test_a_page_is_read_or_refused(html: str, as_bytes: bool) -> None:
    body: str | bytes = html.encode("utf-8", "replace") if as_bytes else html
    for parse in (parse_page, parse_landing, parse_embed):
        with suppress(SourceError):
            parse(body)


WORDS = st.sampled_from(
    sorted(
        words(
            """сбит сбиты збито уничтожены БПЛА дронов беспилотник два двух 12 по над Курской Белгородской
            области и , . : — ( ) « » " не из них с до 20.00 23:15 мск мая 5 погибли ранены двое пострадавших
            нет ракеты обстрел отбой тревога відбій над аэропорт закрыт ковёр всего • ▪️ shot down of 40 drones
            Kyiv regions were killed 3,5 1 000 № т.ч. надпись «Привет» ещё один 99999999999999999999 0 -1 ½ ²
            Ⅷ 10–15 5-ти т. г. им."""
        )
    )
)
NOISE = st.one_of(
    WORDS,
    st.text(max_size=12),
    st.text("а\u0301\u200d\u200b\u202eёЁ\u00ad\ufe0f🔴.!?…«»\"'()-–—\n\t ", max_size=12),
)


@pytest.fixture(scope="session")
def rules(rulebook: Rulebook) -> Callable[[], Rulebook]:
    """The shipped rules, behind something that is quickly printed."""
    return lambda: rulebook


@given(st.lists(NOISE, max_size=40), st.sampled_from([" ", "", "\n"]))
@example(["Сбит"], " ")
@example(["-1", "беспилотник", "всего", "అ"], " ")
def test_a_post_is_read_whatever_it_says(rules: Callable[[], Rulebook], words: list[str], between: str) -> None:
    rulebook, text = rules(), between.join(words)
    hits = rulebook.hits(text, handle="mod_russia", posted_at=AT)
    for hit in hits:
        assert 0 <= hit.score <= 100
        assert hit.facts.count is None or hit.facts.count >= 0
    rulebook.drafts(hits)
    search_key(text)


PIECES = st.one_of(st.sampled_from([*Verb, "1", "0", "2", ":", "::", "here", "-1"]), st.text(max_size=12))


@given(st.one_of(st.lists(PIECES, max_size=8).map(":".join), st.text(max_size=80)))
@example("1:set:main:" + "9" * 40)
def test_a_button_carries_what_was_put_into_it_or_nothing(data: str) -> None:
    press = decode(data)
    if press is not None:
        assert encode(press) == data
        assert len(data.encode()) <= MAX_BYTES
        target_of(press.args)


VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "7d",
            "9999w",
            "99999999999999999999d",
            "0001-01-01",
            "9999-12-31",
            "99.99",
            "-1",
            "²",
            "٣",
            '"',
            "«x",
            ">=",
        ]
    ),
)
PARTS = st.one_of(
    st.text(max_size=20),
    st.builds("{}:{}".format, st.sampled_from([name for names in FILTERS.values() for name in names]), VALUES),
    st.sampled_from(["AND", "OR", "NEAR(a b)", "a*", "^a", "-a", '"', "{a}", "col:a", "';--", "%", "_", "\\"]),
)


@given(st.lists(PARTS, max_size=8))
@example(["UNTIL:9999-12-31"])
@example(["since:0001-01-01"])
def test_a_question_is_understood_or_named_as_trouble(parts: list[str]) -> None:
    question = read_question(" ".join(parts), HERE)
    if isinstance(question, Question):
        assert len(question.written) <= MAX_LENGTH + 1
        for alternatives in search_terms(question.words):
            assert alternatives


STYLES = st.sampled_from([bold, struck, code, quote, lambda text: quote(text, folded=True)])


@st.composite
def styled(draw: st.DrawFn) -> Markup:
    """Words from outside, cleaned and styled, one within the other and one after the other."""
    built = Markup(clean(draw(st.text(max_size=60)), limit=draw(st.integers(2, 40))))
    for _ in range(draw(st.integers(0, 4))):
        other = clean(draw(st.text(max_size=30)), limit=30)
        match draw(st.integers(0, 4)):
            case 0:
                built = draw(STYLES)(built)
            case 1:
                built = concat([built, draw(STYLES)(other)])
            case 2:
                built = join("\n", [Markup(other), built])
            case 3:
                built = fill("{{🔵 {before}}} {after}", before=other, after=built)
            case _:
                built = concat([link(other, "https://t.me/a/1"), built])
    return built


@given(styled())
def test_styles_lie_within_their_text_on_borders_of_characters(built: Markup) -> None:
    raw = built.text.encode("utf-16-le")
    for entity in built.entities:
        assert 0 <= entity.offset < entity.offset + entity.length <= units(built.text)
        raw[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
    checked(built.text, [entity.as_telegram().to_dict() for entity in built.entities])
