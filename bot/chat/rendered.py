"""A message ready to be sent: text with styles, buttons, a picture or a file. Values."""

from dataclasses import dataclass
from enum import StrEnum

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.chat.markup import Markup


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: its label, and the data that comes back when pressed (`bot.chat.buttons`)."""

    label: str
    data: str


class Form(StrEnum):
    """How an attachment is shown."""

    PICTURE = "picture"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or a file that the text stands under: then the text is a caption, of at most 1024 units."""

    form: Form
    name: str
    content: bytes


def opened(label: str, is_open: bool) -> str:
    """The label of a page among others: the one that is shown has a dot. A tick means chosen."""
    return f"• {label}" if is_open else label


@dataclass(frozen=True, slots=True)
class Rendered:
    """What one message shows. `keyboard` is rows of buttons.

    `in_place`: where a button was pressed, its message becomes this one, instead of a further one; without a
    body only its buttons do. `following`: messages to send after it. `asks`: it waits for an answer, and
    without buttons of its own opens the client's keyboard for it. `toast`: said over the chat for a moment, to
    whoever pressed; of at most 200 characters.
    """

    body: Markup
    keyboard: tuple[tuple[Button, ...], ...] = ()
    attachment: Attachment | None = None
    in_place: bool = False
    following: tuple["Rendered", ...] = ()
    asks: bool = False
    toast: str | None = None

    @property
    def text(self) -> str:
        """The words alone, as someone without styles reads them."""
        return self.body.text

    def entities(self) -> list[MessageEntity]:
        """The styles in Telegram's form."""
        return [entity.as_telegram() for entity in self.body.entities]

    def reply_markup(self) -> InlineKeyboardMarkup | ForceReply | None:
        """The buttons in Telegram's form."""
        if self.asks and not self.keyboard:
            return ForceReply(selective=True)
        return self.buttons()

    def buttons(self) -> InlineKeyboardMarkup | None:
        """The buttons that are part of the message itself."""
        if not self.keyboard:
            return None
        return InlineKeyboardMarkup(
            [[InlineKeyboardButton(b.label, callback_data=b.data) for b in row] for row in self.keyboard]
        )
