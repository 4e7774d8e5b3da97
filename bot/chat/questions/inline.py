"""Inline mode: "@bot moscow" in any chat offers cards to share there."""

from dataclasses import replace
from typing import Final

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)

from bot.chat.cards import deciding, headline, render_card
from bot.chat.context import Asked, Context, Services
from bot.chat.languages import language_for
from bot.chat.markup import clean
from bot.chat.questions.asking import named, number, reader_of, standpoint, trouble
from bot.chat.questions.dates import dated
from bot.chat.questions.filters import Trouble, read_question
from bot.chat.questions.searching import Found, Order, Page, find_first
from bot.chat.wording import Reader, Wording
from bot.values import IncidentView

ON_A_PAGE: Final = 10
CACHED_SECONDS: Final = 15
MAX_TITLE: Final = 100
MAX_NOTE: Final = 60
"""Characters on the button above the results; Telegram takes 64."""


async def inline_query(update: Update, context: Context) -> None:
    """Offer the incidents that fit what is typed, the newest ones while nothing is."""
    query = update.inline_query
    assert query is not None  # InlineQueryHandler only passes these
    user = query.from_user
    asked = Asked(user.id, "private", language_for(user.language_code))
    offset = number(query.offset, 100_000) or 0
    reader = await reader_of(asked, context.services)
    found, note = await offered(query.query, offset, reader, context.services)
    await query.answer(
        [_article(view, reader, context.services) for view in found.views],
        cache_time=CACHED_SECONDS,
        is_personal=True,  # worded for this user
        next_offset=str(offset + ON_A_PAGE) if found.more else "",
        button=InlineQueryResultsButton(note, start_parameter="inline") if note else None,
    )


async def offered(text: str, offset: int, reader: Reader, services: Services) -> tuple[Found, str]:
    """What is found for *text*, and what to say above it if that is not plain."""
    here = standpoint(reader, services)
    question = read_question(text, here)
    if isinstance(question, Trouble):
        return Found(), clean(trouble(question, reader.say, services.names()).text, limit=MAX_NOTE)
    on_a_day = dated(question, here)
    # A place or a kind by its bare name finds what is filed under it; anything else is searched for.
    meant = [
        each
        for asked in ((on_a_day, question) if on_a_day else (question,))
        for each in (named(asked, here), asked)
        if not isinstance(each, Trouble)
    ]
    page = Page(ON_A_PAGE, offset, Order.RELEVANCE)
    async with services.database.reading() as session:
        _, found = await find_first(session, dict.fromkeys(meant), services.vocabulary, page=page)
    note = ""
    if found.shown_for:
        note = clean(reader.say("These say “{other}”", other=found.shown_for).text, limit=MAX_NOTE)
    elif not found.views and not offset:
        note = clean(
            reader.say("Nothing was found for “{words}”.", words=question.written).text, limit=MAX_NOTE
        )
    return found, note


def _article(view: IncidentView, reader: Reader, services: Services) -> InlineQueryResultArticle:
    words = Wording(reader, services.names())
    # Buttons would be pressed by people of a chat the bot is not in.
    card = replace(render_card(view, reader=reader, names=services.names()), keyboard=())
    statement = deciding(view) or view.statements[-1]
    return InlineQueryResultArticle(
        id=f"{view.incident_id}-{view.revision}",
        title=clean(headline(view, words).text, limit=MAX_TITLE),
        description=clean(
            f"{words.time(statement.published_at, statement.handle).text} · {statement.sentence}", limit=200
        ),
        input_message_content=InputTextMessageContent(
            card.body.text,
            entities=card.entities(),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )
