"""A message ready to be sent: text with styles, and buttons. Values."""

from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.chat.markup import Markup


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: its label, and the data that comes back when pressed (`bot.chat.buttons`)."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """What one message shows. `keyboard` is rows of buttons."""

    body: Markup
    keyboard: tuple[tuple[Button, ...], ...] = ()

    @property
    def text(self) -> str:
        """The words alone, as someone without styles reads them."""
        return self.body.text

    def entities(self) -> list[MessageEntity]:
        """The styles in Telegram's form."""
        return [entity.as_telegram() for entity in self.body.entities]

    def reply_markup(self) -> InlineKeyboardMarkup | None:
        """The buttons in Telegram's form."""
        if not self.keyboard:
            return None
        return InlineKeyboardMarkup(
            [[InlineKeyboardButton(b.label, callback_data=b.data) for b in row] for row in self.keyboard]
        )
