"""The chat side, wired. Opens nothing: whoever starts it owns its lifetime."""

from typing import Final

from telegram import Update
from telegram.ext import Application, ContextTypes
from telegram.request import BaseRequest, HTTPXRequest

from bot.chat import handlers
from bot.chat.calls import Calls
from bot.chat.context import App, Context, Services
from bot.chat.limiter import Limiter
from bot.chat.remembering import Remembering
from bot.chat.updates import ChatOrder
from bot.rules.numbering import Numbering

TELEGRAM_API_URL: Final = "https://api.telegram.org"
ALLOWED_UPDATES: Final = [
    Update.MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.CHAT_MEMBER,
    Update.INLINE_QUERY,
]
"""What polling asks for: the default has more than is answered, and leaves out changes of membership."""


def build(
    token: str,
    services: Services,
    *,
    base_url: str = f"{TELEGRAM_API_URL}/bot",
    request: BaseRequest | None = None,
    polling: BaseRequest | None = None,
    numbering: Numbering | None = None,
) -> App:
    """The application that answers chats and that cards are sent through.

    *base_url* is what the token is appended to. *request* replaces the HTTP client. *numbering* is shared with
    delivery. It is to be started by hand (`async with app`, `handlers.publish_menu(app.bot)`, `app.start()`,
    `app.updater.start_polling(allowed_updates=ALLOWED_UPDATES)`), so that running work can be drained.
    """
    numbering = numbering or Numbering()
    app: App = (
        Application.builder()
        .token(token)
        .base_url(base_url)
        .context_types(ContextTypes(context=Context))
        .request(request or Calls())
        .get_updates_request(polling or request or HTTPXRequest(connection_pool_size=1))
        .rate_limiter(Limiter(numbering=numbering, memory=Remembering(services.database, services.clock)))
        .concurrent_updates(ChatOrder(handlers.refuse, numbering.hear))
        .job_queue(None)  # one scheduler only, and it is not this one
        .build()
    )
    app.bot_data["services"] = services
    handlers.register(app)
    return app
