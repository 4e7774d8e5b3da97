"""What became of one message: values that the chat side answers and the delivery of the outbox acts on.

Every failure says by itself whether the message can have arrived. Nothing here knows Telegram's client.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Delivered:
    """Telegram has it, as *message_id*.

    `plain`: it refused our styles or length, so the bare words went out: a bug of ours, to be counted.
    `thread_lost`: the forum topic is gone or closed, so it went to the chat itself.
    """

    message_id: int
    plain: bool = False
    thread_lost: bool = False


@dataclass(frozen=True, slots=True)
class NotModified:
    """An edit that changed nothing: the chat shows it already."""


@dataclass(frozen=True, slots=True)
class MessageGone:
    """The message to edit is not there any more: send anew. *taken*: its number is that of somebody else's."""

    taken: bool = False


@dataclass(frozen=True, slots=True)
class CalledOff:
    """Nothing was sent: it need not be said any more, or there is more to say."""


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Not delivered; try again. `after`: Telegram's own delay; None: back off.

    `charged`: the attempt counts against the recipient; faults of the network or of our rate never do.
    """

    after: timedelta | None
    charged: bool
    why: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The connection broke after the request was out: it may have been delivered."""

    why: str


@dataclass(frozen=True, slots=True)
class ChatGone:
    """Blocked, kicked, deactivated or deleted: nothing will arrive there until the chat speaks to us again."""

    why: str


@dataclass(frozen=True, slots=True)
class ChatMigrated:
    """The group became a supergroup with another id: move everything, and try again at once."""

    new_id: int


@dataclass(frozen=True, slots=True)
class ChatNotFound:
    """A strike; two in a row end the subscription."""

    why: str


@dataclass(frozen=True, slots=True)
class MayNotWrite:
    """The chat is there and we may not write: pause. Telegram once answered so wrongly for hours."""

    why: str


@dataclass(frozen=True, slots=True)
class OurBug:
    """Telegram refused what we sent, even without styles; the recipient is not to blame."""

    why: str


@dataclass(frozen=True, slots=True)
class Fatal:
    """Nothing can be delivered to anyone: the token is refused, or another process polls with it."""

    why: str


Failure: TypeAlias = (
    NotModified
    | MessageGone
    | CalledOff
    | RetryLater
    | Unknown
    | ChatGone
    | ChatMigrated
    | ChatNotFound
    | MayNotWrite
    | OurBug
    | Fatal
)
Outcome: TypeAlias = Delivered | Failure
