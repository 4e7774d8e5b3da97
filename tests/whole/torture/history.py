"""What was told twice, and how it came to that: from the sandbox's record of every call. Pure.

A message was told before if the chat had the same words already, or if it says that it may be a repeat and one
of its incident had arrived of which the bot never learned: no row ended with that message's number, nor was it
found there. One that says so where nothing had arrived is no repeat, and is counted for itself.
"""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from bot.sandbox.views import Call

NOTE = "This may be a repeat"
_LINES = 12
"""Of the log, for each message that is explained."""


class Row(NamedTuple):
    """An outbox row at the end."""

    status: str
    message_id: int | None
    error: str | None


@dataclass(frozen=True)
class Told:
    """A call that was to tell a chat about an incident, as a card or as news, for an outbox row."""

    call: Call
    incident: str
    row: int
    chat: int
    """By the id that it has now."""

    @property
    def is_news(self) -> bool:
        """Whether it is told as a reply to the card."""
        return "reply_parameters" in self.call.params

    @property
    def is_marked(self) -> bool:
        """Whether it says that it may be a repeat."""
        return NOTE in str(self.call.params.get("text", ""))

    @property
    def words(self) -> str:
        """What it says, but for that."""
        return str(self.call.params.get("text", "")).partition(NOTE)[0].strip()

    @property
    def is_in_doubt(self) -> bool:
        """Whether the bot could not know from the answer that it came to nothing."""
        return self.call.accepted or self.call.status == 0 or self.call.status >= 500

    def __str__(self) -> str:
        taken = f"taken as message {self.call.message_id}" if self.call.accepted else "not taken"
        return f"request {self.call.seq} for row {self.row}, {taken}, status {self.call.status}"


@dataclass(frozen=True)
class History:
    """A run's record. `kills` are the last requests before each, `moved` old ids of chats by their new ones."""

    calls: Sequence[Call]
    rows: Mapping[int, Row]
    kills: Sequence[int] = ()
    moved: Mapping[int, int] = field(default_factory=dict)
    log: Sequence[str] = ()

    @cached_property
    def told(self) -> list[Told]:
        """Every message that Telegram took."""
        return [told for told in self._tried if told.call.accepted]

    @cached_property
    def marked(self) -> list[Told]:
        """Those that say they may be repeats, whether or not they are."""
        return [told for told in self.told if told.is_marked]

    @cached_property
    def repeated(self) -> list[Told]:
        """Those that were told before."""
        return list(self._repeated())

    @cached_property
    def marked_in_vain(self) -> list[Told]:
        """Those that say they may be repeats and are none."""
        repeats = {told.call.seq for told in self.repeated}
        return [told for told in self.marked if told.call.seq not in repeats]

    @cached_property
    def corrected(self) -> list[Told]:
        """Those that said so at first and do not any more."""
        edits = {
            (call.chat_id, call.message_id)
            for call in self.calls
            if call.method == "editMessageText" and call.accepted and NOTE not in call.params.get("text", "")
        }
        return [told for told in self.marked if (told.call.chat_id, told.call.message_id) in edits]

    def explained(self, told: Told) -> str:
        """How it came to that: the calls in doubt before it, the kills, what was asked, the bot's own words."""
        doubted = [
            other
            for other in self._tried
            if (other.chat, other.incident) == (told.chat, told.incident)
            and other.call.seq < told.call.seq
            and other.is_in_doubt
            and not self._is_known(other)
        ]
        of_chat = [t.call.seq for t in self.told if t.chat == told.chat and t.call.seq < told.call.seq]
        since = min((other.call.seq for other in doubted), default=max(of_chat, default=0))
        asked = [
            call
            for call in self.calls
            if call.method == "editMessageReplyMarkup"
            and self._chat(call) == told.chat
            and since < call.seq < told.call.seq
        ]
        kills = [kill for kill in self.kills if since <= kill < told.call.seq]
        rows = {told.row, *(other.row for other in doubted), *(row for call in asked for row in _keys(call))}
        kind, mark = "news" if told.is_news else "the card", "marked" if told.is_marked else "without a mark"
        lines = [
            f"request {told.call.seq}: {kind} of {told.incident} in {told.call.chat_id}, {mark},"
            f" row {told.row}, message {told.call.message_id}",
            *(f"before it: {other}" for other in doubted),
            *(f"killed after request {kill}" for kill in kills),
            *(
                f"asked in request {call.seq} whether it is {call.params.get('message_id')}:"
                f" {call.description.partition(':')[2].strip() or call.status}"
                for call in asked
            ),
            *(f"row {row} ended as {self.rows[row]}" for row in sorted(rows & self.rows.keys())),
            *self._log_of(rows)[-_LINES:],
        ]
        return "\n    ".join(lines)

    @cached_property
    def _tried(self) -> list[Told]:
        tried = []
        for call in self.calls:
            if call.method == "sendMessage" and (found := _about(call)):
                tried.append(Told(call, *found, self._chat(call)))
        return tried

    def _chat(self, call: Call) -> int:
        return self._now.get(call.chat_id or 0, call.chat_id or 0)

    @cached_property
    def _now(self) -> dict[int, int]:
        return {old: new for new, old in self.moved.items()}

    @cached_property
    def _found(self) -> set[tuple[int, int]]:
        """(chat, message id) that were asked about and are there."""
        return {
            (call.chat_id or 0, int(call.params["message_id"]))
            for call in self.calls
            if call.method == "editMessageReplyMarkup"
            and (call.accepted or "message is not modified" in call.description)
        }

    def _is_known(self, told: Told) -> bool:
        row = self.rows.get(told.row)
        if row and row.status == "sent" and told.call.accepted and row.message_id == told.call.message_id:
            return True
        return (told.call.chat_id or 0, told.call.message_id) in self._found

    def _repeated(self) -> Iterator[Told]:
        said: set[tuple[int, str, str]] = set()
        unknown: defaultdict[tuple[int, str], list[Told]] = defaultdict(list)
        for told in self.told:
            # A group that became a supergroup gets cards of its own.
            what = (told.chat if told.is_news else told.call.chat_id or 0, told.incident)
            words = (*what, told.words if told.is_news else "")
            if words in said or (told.is_marked and told.is_news and unknown[what]):
                yield told
            if told.is_marked:
                unknown[what].clear()
            said.add(words)
            if not self._is_known(told):
                unknown[what].append(told)

    def _log_of(self, rows: Collection[int]) -> list[str]:
        about = re.compile(rf"outbox_id=({'|'.join(map(str, rows))})\b")
        return [line.strip() for line in self.log if about.search(line)]


def _about(call: Call) -> tuple[str, int] | None:
    """The incident of a message and its row, by the button that snoozes it; None for answers."""
    for code in _codes(call):
        match code.split(":"):
            case ["1", "snz", incident, mark] if mark.startswith("m"):
                return incident, int(mark[1:])
    return None


def _keys(call: Call) -> Iterator[int]:
    if found := _about(call):
        yield found[1]


def _codes(call: Call) -> Iterator[str]:
    markup = call.params.get("reply_markup") or {}
    for row in (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", []):
        yield from (button.get("callback_data", "") for button in row)
