"""Which number a message of unknown fate can have. Pure.

Telegram numbers messages upwards: those of all private chats and basic groups of the bot in one sequence, those
of each supergroup and channel in one of its own. So a message that may have been sent stands above every number
that was known before its call, and below every number of a call that began after its own had ended. Asking to
put onto each number between them the very buttons it was sent with tells whether it is there:

    "message is not modified"        it is there, as it was sent
    "message to edit not found"      no message of this chat, such as one of another chat's in the same sequence
    "message can't be edited"        somebody else's message, so the search goes on past it
    the buttons are changed          a message of ours with other buttons

The last answer would be damage, were the message not the one that is sought. It never is, because a number to
begin from (`floor`) is given, and kept, only while this holds: *every other message of ours in that chat stands
at it or below*.

- It is known from a call of this process. What was on its way when an earlier process died stands below it.
  Or it is that of an earlier process, stored when a call of its own had been answered. It is taken away before
  the next call into the chat, whoever makes it, so whatever may be on its way at a crash leaves none behind.
- No other message of ours is on its way into the chat while the number is taken.
- No message of ours in this chat is of unknown fate, but for such as are older than a call that was answered.
- Whoever writes into the chat before the fate is known takes the number away first (`Numbering.is_watched` and
  `bot.store.fates.expose`, which commits before the call): then nothing is asked, and the fate stays open. Nor
  do a question and such a message ever go out side by side (`bot.chat.limiter`).

So what is asked can only ever meet the message itself, and one whose reader changed its buttons by pressing
them is found too. The number is stored with the mark that precedes the call, so all this holds over a crash.

In a supergroup or channel nothing else of ours ends a search. That the first few numbers are not taken proves
little where people write, too, as the message may stand behind theirs. The number of the repeat does prove it:
if each between that and the one to begin from is asked about once more, in vain, then nothing was repeated.
"""

from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from typing import Final

AT_MOST: Final = {True: 16, False: 6}
"""Numbers that are tried, in the shared sequence and in a chat's own. The shared one moves on with every line
that is open to Telegram (ten) and with what people write meanwhile; a chat's own with its people alone."""
REMEMBERED: Final = {True: 4096, False: 32}
"""Numbers of other messages that are remembered, and skipped."""
NEVER: Final = 2**62
"""A tick that no call begins after."""

FIRST_OF_ITS_OWN: Final = -1_000_000_000_000
"""Ids of supergroups and channels are below: theirs is "-100" and a number of at least ten digits."""
_SHARED: Final = 0


@dataclass(frozen=True, slots=True)
class Search:
    """Numbers to try, in this order. `needed`: if it has none of these, it did not arrive; None: who knows."""

    numbers: tuple[int, ...]
    needed: frozenset[int] | None


@dataclass(slots=True)
class _Sequence:
    newest: int = 0
    own_begun: int = -1
    """When the call of ours began that began last, among those that were answered."""
    known: OrderedDict[int, int] = field(default_factory=OrderedDict)
    """Numbers, each with the tick at which its call began, -1 where it was not one of this process."""

    def add(self, number: int, remembered: int, *, begun: int = -1) -> None:
        self.newest = max(self.newest, number)
        self.known[number] = max(begun, self.known.get(number, -1))
        while len(self.known) > remembered:
            self.known.popitem(last=False)


class Numbering:
    """The numbers that were seen since the process began. Ticks count calls and stand for times."""

    def __init__(self) -> None:
        self._tick = 0
        self._sequences: dict[int, _Sequence] = {}
        self._under_way: Counter[int] = Counter()
        self._doubts: dict[int, int] = {}
        self._watched: set[int] = set()
        self._stored: set[int] = set()
        self._begun: dict[int, int] = {}
        """The tick of the last call into a watched chat, but for those of rows."""

    @property
    def now(self) -> int:
        """The present tick."""
        return self._tick

    def begin(self, chat_id: int, *, marked: bool = False) -> int:
        """A call of ours that makes a message begins; its tick, to be given to `end`.

        *marked*: it is that of a row, so none of its chat's other messages is of unknown fate.
        """
        self._tick += 1
        self._under_way[chat_id] += 1
        if chat_id in self._watched and not marked:
            self._begun[chat_id] = self._tick
        return self._tick

    def end(self, chat_id: int, begun: int, *, number: int | None, doubtful: bool = False) -> None:
        """The call has ended: with a message's *number*, refused, or *doubtful* as nobody knows which."""
        self._tick += 1
        self._under_way[chat_id] -= 1
        if not self._under_way[chat_id]:
            del self._under_way[chat_id]
        if doubtful:
            self._doubts[chat_id] = self._tick
        if number is None:
            return
        sequence = self._of(chat_id)
        sequence.add(number, REMEMBERED[is_shared(chat_id)], begun=begun)
        if begun > sequence.own_begun:
            sequence.own_begun = begun

    def hear(self, chat_id: int, number: int) -> None:
        """Somebody else's message was seen. It may be older than any of ours, so it proves little."""
        self._of(chat_id).add(number, REMEMBERED[is_shared(chat_id)])

    def found(self, chat_id: int, number: int) -> None:
        """A message of unknown fate has this *number*: nothing of ours in the chat is newer."""
        sequence = self._of(chat_id)
        sequence.add(number, REMEMBERED[is_shared(chat_id)])
        if not is_shared(chat_id):
            self._tick += 1
            sequence.own_begun = self._tick

    def watch(self, chat_id: int) -> None:
        """From now on the fate of one of this chat's messages may be open."""
        self._watched.add(chat_id)

    def unwatch(self, chat_id: int) -> None:
        """The fate is known."""
        self._watched.discard(chat_id)
        self._begun.pop(chat_id, None)

    def is_watched(self, chat_id: int) -> bool:
        """Whether another message into the chat must be preceded by `expose`."""
        return chat_id in self._watched

    def is_stored(self, chat_id: int) -> bool:
        """Whether a number may be stored for the chat, to be taken away before another message."""
        return chat_id in self._stored

    def store(self, chat_id: int) -> None:
        """A number is about to be stored for the chat, or was by an earlier process."""
        self._stored.add(chat_id)

    def bare(self, chat_id: int) -> None:
        """None is stored: it was taken away, for a message that is under way still."""
        self._stored.discard(chat_id)

    def start_from(self, number: int) -> None:
        """An earlier process knew that the shared sequence had come to *number*.

        It may be that of a message which was answered, and the process died before its row could say so.
        """
        sequence = self._sequences.setdefault(_SHARED, _Sequence())
        sequence.newest = max(sequence.newest, number)

    def skip(self, number: int) -> None:
        """A row was sent as this *number* of the shared sequence: no message of unknown fate has it."""
        self._sequences.setdefault(_SHARED, _Sequence()).add(number, REMEMBERED[True])

    def newest(self, chat_id: int) -> int:
        """The highest number that was seen in the chat's sequence, whoever's it is; 0 before any."""
        return self._of(chat_id).newest

    def is_disturbed(self, chat_id: int, since: int) -> bool:
        """Whether a message is on its way into this watched chat, or one of no row began after *since*."""
        return chat_id in self._under_way or self._begun.get(chat_id, -1) > since

    def floor(self, chat_id: int) -> int | None:
        """The number above which a message sent now will stand, and no other of ours; None: unknown."""
        sequence = self._of(chat_id)
        if sequence.own_begun < 0 or chat_id in self._under_way:
            return None
        if self._doubts.get(chat_id, -1) > sequence.own_begun:
            return None
        self._doubts.pop(chat_id, None)
        return sequence.newest

    def search(self, chat_id: int, floor: int, *, since: int) -> Search:
        """Where to look for a message that stands above *floor*, its call having ended at the tick *since*."""
        sequence = self._of(chat_id)
        later = [number for number, begun in sequence.known.items() if begun > since]
        first, last = min(later, default=NEVER), max(later, default=NEVER)
        numbers: list[int] = []
        number = floor + 1
        while len(numbers) < AT_MOST[is_shared(chat_id)] and number < last:
            if number not in sequence.known:
                numbers.append(number)
            number += 1
        # The lowest of the later ones proves it, however much was written since.
        needed = frozenset(each for each in numbers if each < first) if number >= first else None
        return Search(tuple(numbers), needed)

    def between(self, chat_id: int, above: int, below: int) -> tuple[int, ...] | None:
        """The numbers between these of which nothing is known; None: too many to ask about."""
        known = self._of(chat_id).known
        if below - above - 1 > AT_MOST[is_shared(chat_id)] + len(known):
            return None
        numbers = tuple(number for number in range(above + 1, below) if number not in known)
        return numbers if len(numbers) <= AT_MOST[is_shared(chat_id)] else None

    def _of(self, chat_id: int) -> _Sequence:
        return self._sequences.setdefault(_SHARED if is_shared(chat_id) else chat_id, _Sequence())


def is_shared(chat_id: int) -> bool:
    """Whether the chat's messages are numbered in the sequence of all private chats and basic groups."""
    return chat_id > FIRST_OF_ITS_OWN
