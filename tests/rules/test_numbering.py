"""Which number a message of unknown fate can have, and that nothing else is ever asked about."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.numbering import AT_MOST, NEVER, Numbering, is_shared

ANN, BOB, GROUP, CHANNEL = 7, 8, -55, -1001234567890


def sent(numbering: Numbering, chat_id: int, number: int) -> None:
    numbering.end(chat_id, numbering.begin(chat_id), number=number)


def test_private_chats_and_basic_groups_share_a_sequence_and_a_channel_has_its_own() -> None:
    numbering = Numbering()
    sent(numbering, ANN, 40)

    assert (numbering.floor(BOB), numbering.floor(GROUP), numbering.floor(CHANNEL)) == (40, 40, None)


def test_what_others_wrote_proves_nothing_until_a_call_of_ours_was_answered() -> None:
    numbering = Numbering()
    numbering.hear(ANN, 50)
    assert numbering.floor(ANN) is None
    sent(numbering, BOB, 45)
    assert numbering.floor(ANN) == 50


def test_no_number_is_taken_while_another_message_is_on_its_way_into_the_chat() -> None:
    numbering = Numbering()
    sent(numbering, ANN, 40)
    begun = numbering.begin(ANN)
    assert (numbering.floor(ANN), numbering.floor(BOB)) == (None, 40)
    numbering.end(ANN, begun, number=None)
    assert numbering.floor(ANN) == 40


def test_a_message_of_unknown_fate_is_in_the_way_until_a_later_call_is_answered() -> None:
    numbering = Numbering()
    early = numbering.begin(BOB)
    numbering.end(ANN, numbering.begin(ANN), number=None, doubtful=True)
    numbering.end(BOB, early, number=40)
    assert (numbering.floor(ANN), numbering.floor(BOB)) == (None, 40)
    sent(numbering, BOB, 42)
    assert numbering.floor(ANN) == 42


def test_a_later_message_bounds_the_search_and_known_ones_are_skipped() -> None:
    numbering = Numbering()
    sent(numbering, BOB, 40)
    ended = numbering.now
    numbering.hear(BOB, 42)
    sent(numbering, BOB, 44)

    search = numbering.search(ANN, 40, since=ended)
    assert (search.numbers, search.needed) == ((41, 43), frozenset({41, 43}))


def test_the_first_of_the_later_messages_ends_the_search_however_much_was_written_since() -> None:
    numbering = Numbering()
    sent(numbering, BOB, 40)
    ended = numbering.now
    sent(numbering, BOB, 43)
    numbering.hear(BOB, 60)
    sent(numbering, BOB, 100)

    search = numbering.search(ANN, 40, since=ended)
    assert search.numbers == (41, 42, *range(44, 58))
    assert search.needed == frozenset({41, 42})


def test_without_a_later_message_a_search_is_short_and_proves_nothing() -> None:
    numbering = Numbering()
    sent(numbering, BOB, 40)

    search = numbering.search(ANN, 40, since=NEVER)
    assert (search.numbers, search.needed) == (tuple(range(41, 41 + AT_MOST[True])), None)


def test_between_two_numbers_stand_those_of_which_nothing_is_known_if_they_are_few() -> None:
    numbering = Numbering()
    numbering.hear(CHANNEL, 42)

    assert numbering.between(CHANNEL, 40, 41) == ()
    assert numbering.between(CHANNEL, 40, 44) == (41, 43)
    assert numbering.between(CHANNEL, 40, 48) == (41, *range(43, 48))
    assert numbering.between(CHANNEL, 40, 49) is None
    assert numbering.between(CHANNEL, 40, 10**9) is None


def test_a_watched_chat_is_disturbed_by_whatever_begins_after() -> None:
    numbering = Numbering()
    numbering.watch(ANN)
    since = numbering.now
    assert not numbering.is_disturbed(ANN, since)
    sent(numbering, ANN, 40)
    assert numbering.is_disturbed(ANN, since)
    assert not numbering.is_disturbed(ANN, numbering.now)
    since = numbering.now
    begun = numbering.begin(ANN, marked=True)
    assert numbering.is_disturbed(ANN, since)
    numbering.end(ANN, begun, number=41)
    assert not numbering.is_disturbed(ANN, since)


@dataclass
class Telegram:
    """Numbers messages as the real one does; answers may be lost, and processes die."""

    last: dict[int, int] = field(default_factory=dict)
    ours: dict[tuple[int, int], str] = field(default_factory=dict)

    def number(self, chat_id: int) -> int:
        sequence = chat_id if chat_id < -(10**12) else 0
        self.last[sequence] = self.last.get(sequence, 100) + 1
        return self.last[sequence]

    def accept(self, chat_id: int, what: str) -> int:
        number = self.number(chat_id)
        self.ours[chat_id, number] = what
        return number


EVENT = st.tuples(
    st.sampled_from([ANN, BOB, CHANNEL]),
    st.sampled_from(["alert", "alert", "answer", "people", "heard"]),
    st.sampled_from(["arrives", "arrives", "answer lost", "answer lost", "never arrives", "kill"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(EVENT, min_size=12, max_size=40))
def test_a_search_never_asks_about_another_message_of_ours(events: list[tuple[int, str, str]]) -> None:
    telegram, numbering = Telegram(), Numbering()
    owed: dict[int, tuple[str, int | None, int]] = {}
    """Alerts of unknown fate: name, the stored number, the tick of the call's end. One a chat."""
    doubts: dict[int, tuple[int, int, set[str]]] = {}
    """Alerts that were looked for in vain: the stored number, the tick of the search, all names."""
    stored: dict[int, int] = {}
    """What outlasts a process."""
    for count, (chat_id, kind, fate) in enumerate(events):
        if kind in ("people", "heard"):
            number = telegram.number(chat_id)
            if kind == "heard":
                numbering.hear(chat_id, number)
            continue
        if kind == "alert" and chat_id in owed:
            name, floor, ended = owed.pop(chat_id)
            if floor is None:
                doubts.pop(chat_id, None)
            else:
                numbering.watch(chat_id)
                since = numbering.now
                search = numbering.search(chat_id, floor, since=ended)
                met = {telegram.ours.get((chat_id, number)) for number in search.numbers} - {None}
                assert met <= {name}
                arrived = [at for at, what in telegram.ours.items() if what == name]
                assert search.needed is None or not arrived or met
                for _, number in arrived:
                    if number in search.numbers:
                        numbering.found(chat_id, number)
                if met or search.needed is not None:
                    doubts.pop(chat_id, None)
                else:
                    doubts.setdefault(chat_id, (floor, since, set()))[2].add(name)
        name = f"{kind} {count}"
        floor = None
        if kind == "alert":
            numbering.watch(chat_id)
            floor = numbering.floor(chat_id)
            if floor is None and chat_id in stored:
                floor = max(stored[chat_id], numbering.newest(chat_id))
        elif numbering.is_watched(chat_id) and chat_id in owed:
            owed[chat_id] = (owed[chat_id][0], None, owed[chat_id][2])  # exposed
        stored.pop(chat_id, None)
        begun = numbering.begin(chat_id, marked=kind == "alert")
        arrives = fate in ("arrives", "answer lost", "kill")
        made = telegram.accept(chat_id, name) if arrives else None
        if fate == "kill":
            numbering = Numbering()
            doubts.clear()
            if kind == "alert":
                owed[chat_id] = (name, floor, -1)
            numbering.start_from(max((n for chat, n in stored.items() if is_shared(chat)), default=0))
            owed = {chat: (what, after, -1) for chat, (what, after, _) in owed.items()}
            for chat, (_, after, _) in owed.items():
                if after is not None:
                    numbering.watch(chat)
            continue
        doubtful = fate in ("answer lost", "never arrives")
        numbering.end(chat_id, begun, number=made if fate == "arrives" else None, doubtful=doubtful)
        if kind == "alert" and doubtful:
            owed[chat_id] = (name, floor, numbering.now)
        elif kind == "alert":
            above, since, names = doubts.pop(chat_id, (0, 0, set()))
            if names and made is not None and not numbering.is_disturbed(chat_id, since):
                between = numbering.between(chat_id, above, made)
                met = {telegram.ours.get((chat_id, number)) for number in between or ()} - {None}
                assert met <= names
                assert between is None or met or names.isdisjoint(telegram.ours.values())
            if (newest := numbering.floor(chat_id)) is not None:
                stored[chat_id] = newest
            numbering.unwatch(chat_id)
