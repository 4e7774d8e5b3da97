"""Which events statements are counted to, where copies tell what a channel's own words are about."""

from datetime import timedelta

from bot.rules.incidents.clustering import NewStatement, partition
from bot.rules.incidents.joining import Key, key_of
from bot.rules.incidents.ledger import Ledger
from bot.values import Facts, Role
from tests.rules.stories import MAYOR, at

NEWSROOM = 7
STORY = "air-attack"
GAP = timedelta(hours=3)
SERIAL = "ПВО сбила ещё один БПЛА, летевший на город. На месте обломков работают службы."


def new(
    channel_id: int,
    count: int | None,
    *,
    minutes: float,
    number: int,
    words: str = "",
    forward_of: tuple[int, int | None] | None = None,
    role: Role = Role.REPORTS,
) -> NewStatement:
    facts = Facts(count=count, places=("RU-MOW",))
    return NewStatement(
        channel_id, number, at(minutes), STORY, role, facts, forward_of=forward_of, sentence=words
    )


def waves(*statements: NewStatement) -> dict[Key, int]:
    """The waves they make of one incident, in whichever order they are read."""
    [gathering] = partition(statements, gap=GAP)
    found = {key_of(member.said): member.wave for member in gathering.members}
    for order in (statements, statements[::-1]):
        ledger = Ledger(STORY, GAP)
        for one in order:
            ledger.take(one)
        [incident] = ledger.standing()
        assert {key_of(said): said.wave for said in incident.statements} == found
    return found


FIRST = new(MAYOR, 1, minutes=0, number=1, words=SERIAL)
SECOND = new(MAYOR, 1, minutes=2, number=2, words=SERIAL)


def test_what_a_channel_tells_after_it_copied_the_second_event_is_the_first() -> None:
    copy = new(NEWSROOM, 1, minutes=4, number=5, words=SERIAL)
    own = new(NEWSROOM, 1, minutes=5, number=6, words="Мэр рассказал о сбитом дроне")

    found = waves(FIRST, SECOND, copy, own)

    assert found[key_of(copy)] == 2
    assert found[key_of(own)] == 1


def test_what_a_channel_tells_before_it_forwards_the_second_event_is_the_first() -> None:
    own = new(NEWSROOM, 1, minutes=4, number=5, words="Мэр рассказал о сбитом дроне")
    forward = new(NEWSROOM, 1, minutes=5, number=6, words=SERIAL, forward_of=(MAYOR, 2))

    found = waves(FIRST, SECOND, own, forward)

    assert found[key_of(forward)] == 2
    assert found[key_of(own)] == 1


def test_a_channel_goes_on_without_a_figure_about_harm_in_the_event_it_copied() -> None:
    copy = new(NEWSROOM, 1, minutes=4, number=5, words=SERIAL)
    harm = new(NEWSROOM, None, minutes=6, number=6, words="Повреждена крыша дома", role=Role.HARMS)

    found = waves(FIRST, SECOND, copy, harm)

    assert found[key_of(harm)] == found[key_of(copy)] == 2


def test_a_text_without_a_figure_begins_no_event_where_its_channel_only_copied() -> None:
    copy = new(NEWSROOM, 1, minutes=1, number=5, words=SERIAL)
    more = new(NEWSROOM, None, minutes=3, number=6, words="Подробности уточняются, сообщает мэрия")

    found = waves(FIRST, copy, more)

    assert set(found.values()) == {1}


def test_when_the_copy_is_deleted_the_channels_own_words_count_to_the_nearest_event_again() -> None:
    own = new(NEWSROOM, 1, minutes=4, number=5, words="Мэр рассказал о сбитом дроне")
    forward = new(NEWSROOM, 1, minutes=5, number=6, words=SERIAL, forward_of=(MAYOR, 2))
    ledger = Ledger(STORY, GAP)
    for one in (FIRST, SECOND, own, forward):
        ledger.take(one)

    settlement = ledger.withdraw(key_of(forward))

    [incident] = ledger.standing()
    assert {key_of(said): said.wave for said in incident.statements} == waves(FIRST, SECOND, own)
    assert [key_of(member.said) for member in settlement.settled[0].changed] == [key_of(own)]
