"""The host is left alone while it fails, admins are told once, readers see what is old."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlmodel import update

from bot.errors import SourceError, SourceGone
from bot.pipeline.health import Health
from bot.pipeline.ingest import Ingest
from bot.rules.circuit import FIRST_PAUSE
from bot.rules.health import STEADY
from bot.sources.web import Reading
from bot.store import channels, troubles
from bot.store.tables import Channel, Gap, Incident, Notice, OutboxRow, Post, Statement, Trouble
from bot.values import ChannelState, Doubt, MediaKind
from tests.pipeline.conftest import MAYOR, Desk

DOWNED_TWO = (
    "Силами ПВО Министерства обороны уничтожены два беспилотника, летевшие на Москву. "
    "На месте падения обломков работают экстренные службы."
)
NEWS = "Сегодня открыли новую набережную: 300 деревьев и 12 качелей."
OTHERS = ("operativno31", "vorobiev_live", "mod_russia", "gusev_36")
LEASE = timedelta(minutes=10)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Ward:
    """The desk with its health watched. `errors` by handle, or under "*" for every page."""

    desk: Desk
    errors: dict[str, SourceError] = field(default_factory=dict)
    odd: list[int] = field(default_factory=list)
    """The posts after which a block of the mayor's page is not understood."""
    health: Health = field(init=False)
    ingest: Ingest = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start the process anew: only the database is remembered."""
        desk = self.desk
        self.health = Health(desk.database, lambda: desk.rulebook, lambda: desk.now)
        self.ingest = Ingest(
            desk.database, self.health.guarded(self.read), lambda: desk.rulebook, lambda: desk.now, lambda: 1.0
        )

    async def read(self, handle: str, after: int | None) -> Reading:
        if error := self.errors.get(handle) or self.errors.get("*"):
            raise error
        reading = await self.desk._read(handle, after)
        doubts = [
            Doubt(
                odd, min((p.message_id for p in reading.posts if p.message_id > odd), default=None), (odd + 1,)
            )
            for odd in self.odd
        ]
        doubts = [doubt for doubt in doubts if doubt.is_above(after)]
        return replace(reading, unreadable=len(self.odd), doubts=tuple(doubts))

    async def poll(self, *handles: str) -> None:
        """Read channels, each once, whatever is due."""
        for handle in handles or (MAYOR,):
            await self.ingest.poll(await self.desk.channel(handle))

    async def told(self) -> list[tuple[str, str | None]]:
        """The notices that are owed by now: kind and handle."""
        await self.health.sweep()
        return [(notice.kind, notice.facts.get("handle")) for notice in await self.desk.rows(Notice)]

    async def claimed(self) -> list[str]:
        return [channel.handle for channel in await self.health.claim(40, lease=LEASE)]


@pytest.fixture
def ward(desk: Desk) -> Ward:
    return Ward(desk)


def unreachable() -> SourceError:
    return SourceError("no connection to the host")


async def host_down(ward: Ward) -> None:
    """All channels fail, and so does the request that tries whether they still do."""
    ward.errors["*"] = unreachable()
    await ward.poll(MAYOR, *OTHERS)
    assert ward.health.circuit.probe_at is not None
    ward.desk.now = ward.health.circuit.probe_at
    [probe] = await ward.claimed()
    await ward.poll(probe)


async def test_a_trouble_of_one_channel_is_told_once_at_its_start_and_once_at_its_end(ward: Ward) -> None:
    ward.errors[MAYOR] = SourceGone(ChannelState.NO_PREVIEW, "the owner allows no preview")
    await ward.poll()
    assert await ward.told() == []
    for _ in range(3):
        ward.desk.wait(minutes=10)
        await ward.poll()
        await ward.poll("mod_russia")
        assert await ward.told() == [("source ails", MAYOR)]
    ward.start()
    await ward.health.restore()
    assert len(await ward.told()) == 1

    ward.errors.clear()
    await ward.poll()
    assert len(await ward.told()) == 1
    ward.desk.now += STEADY
    assert await ward.told() == [("source ails", MAYOR), ("source well", MAYOR)]
    assert len(await ward.told()) == 2
    [trouble] = await ward.desk.rows(Trouble)
    assert trouble.ended_at == ward.desk.now


async def test_a_fault_that_passes_soon_is_told_to_nobody(ward: Ward) -> None:
    ward.errors[MAYOR] = unreachable()
    await ward.poll()
    ward.desk.wait(minutes=10)
    await ward.poll()
    ward.errors.clear()
    await ward.poll()
    ward.desk.wait(hours=1)
    assert await ward.told() == []


async def test_several_channels_with_the_same_trouble_are_one_notice_and_one_all_clear(ward: Ward) -> None:
    ward.errors |= {handle: SourceGone(ChannelState.NO_PREVIEW, "restricted") for handle in OTHERS}
    for _ in range(2):
        await ward.poll(*OTHERS)
        ward.desk.wait(minutes=10)
    assert await ward.told() == [("sources ail", None)]
    [notice] = await ward.desk.rows(Notice)
    assert notice.facts["handles"] == sorted(OTHERS)
    assert len(await ward.desk.rows(Trouble)) == len(OTHERS)

    ward.errors.clear()
    await ward.poll(*OTHERS)
    ward.desk.now += STEADY
    assert await ward.told() == [("sources ail", None), ("sources well", None)]


async def test_a_channel_that_was_read_and_is_gone_was_made_private_or_renamed(ward: Ward) -> None:
    ward.errors |= {
        handle: SourceGone(ChannelState.MISSING, "does not exist") for handle in (MAYOR, "drozdenko_au_lo")
    }
    await ward.poll(MAYOR, "drozdenko_au_lo")
    assert (await ward.desk.channel()).state is ChannelState.PRIVATE
    assert (await ward.desk.channel("drozdenko_au_lo")).state is ChannelState.MISSING


async def test_posts_that_hide_their_text_are_told_and_take_nothing_back(ward: Ward) -> None:
    number = await ward.desk.post(DOWNED_TWO)
    for n in range(2):
        ward.desk.publish("", message_id=300 + n, media=(MediaKind.UNSUPPORTED,))
    ward.desk.publish("", message_id=number, media=(MediaKind.UNSUPPORTED,))
    for _ in range(2):
        await ward.poll()
        ward.desk.wait(minutes=2)

    assert (await ward.desk.channel()).state is ChannelState.UNREADABLE
    assert await ward.told() == [("source ails", MAYOR)]
    [statement] = await ward.desk.rows(Statement)
    assert statement.withdrawn_at is None


async def test_another_name_on_the_page_is_told(ward: Ward) -> None:
    ward.desk.names[MAYOR] = "moscow_mayor"
    ward.desk.publish(NEWS)
    await ward.poll()
    ward.desk.wait(minutes=2)
    await ward.told()
    [notice] = await ward.desk.rows(Notice)
    assert notice.facts["shown_as"] == "moscow_mayor"


async def test_all_channels_at_once_are_one_alarm_of_the_host_and_one_all_clear(ward: Ward) -> None:
    ward.errors["*"] = unreachable()
    await ward.poll(MAYOR, *OTHERS[:3])
    assert await ward.claimed()
    await ward.poll(OTHERS[3])
    assert await ward.claimed() == []
    assert await ward.told() == []

    ward.desk.now += FIRST_PAUSE
    [probe] = await ward.claimed()
    assert await ward.claimed() == []
    await ward.poll(probe)
    assert await ward.told() == [("host fails", None)]
    ward.desk.wait(hours=2)
    [probe] = await ward.claimed()
    await ward.poll(probe)
    assert await ward.told() == [("host fails", None)]

    ward.errors.clear()
    ward.desk.wait(hours=1)
    [probe] = await ward.claimed()
    await ward.poll(probe)
    await ward.told()
    due = {c.handle for c in await ward.desk.rows(Channel) if c.next_due_at <= ward.desk.now}
    assert due >= {MAYOR, *OTHERS} - {probe}
    ward.desk.now += STEADY
    assert await ward.told() == [("host fails", None), ("host well", None)]
    assert len(await ward.told()) == 2


async def test_a_host_that_failed_before_a_restart_is_tried_with_one_request_and_not_told_again(
    ward: Ward,
) -> None:
    await host_down(ward)
    await ward.told()

    ward.start()
    await ward.health.restore()
    [probe] = await ward.claimed()
    assert await ward.claimed() == []
    await ward.poll(probe)
    assert await ward.told() == [("host fails", None)]
    async with ward.desk.database.reading() as session:
        trouble = await troubles.host(session)
    assert trouble is not None
    assert trouble.probe_at is not None
    assert trouble.probe_at > ward.desk.now


async def test_a_host_that_comes_and_goes_is_one_trouble(ward: Ward) -> None:
    await host_down(ward)
    await ward.told()
    for _ in range(3):
        ward.errors.clear()
        ward.desk.wait(hours=1)
        [probe] = await ward.claimed()
        await ward.poll(probe)
        await ward.told()
        await host_down(ward)
        assert await ward.told() == [("host fails", None)]


async def test_the_cursor_waits_below_what_was_not_understood_and_nothing_is_skipped(ward: Ward) -> None:
    first = await ward.desk.post(NEWS)
    ward.odd.append(first)
    newer = ward.desk.publish(DOWNED_TWO, message_id=first + 2)
    for _ in range(2):
        await ward.poll()
        ward.desk.wait(minutes=2)

    channel = await ward.desk.channel()
    assert (channel.state, channel.cursor) == (ChannelState.BROKEN_PAGE, first)
    assert len(await ward.desk.rows(Incident)) == 1, "what was understood is told"
    assert [row.reason for row in await ward.desk.rows(OutboxRow)] == ["first statement"]
    assert await ward.told() == [("source ails", MAYOR)]

    ward.odd.clear()
    ward.desk.publish("Уничтожены ещё три беспилотника, летевшие на Москву.", message_id=first + 1)
    await ward.poll()
    channel = await ward.desk.channel()
    assert (channel.state, channel.cursor) == (ChannelState.OK, newer)
    assert len(await ward.desk.rows(Statement)) == 2
    assert len(await ward.desk.rows(Post)) == 3


async def test_a_first_reading_waits_for_nothing_that_was_there_before(ward: Ward) -> None:
    for number in (101, 103):
        ward.desk.publish(NEWS, message_id=number, handle="gusev_36")
    ward.odd.append(101)
    await ward.poll("gusev_36")
    channel = await ward.desk.channel("gusev_36")
    assert (channel.state, channel.cursor) == (ChannelState.BROKEN_PAGE, 103)


async def test_a_channel_silent_against_its_habits_is_noticed_and_its_next_post_ends_it(ward: Ward) -> None:
    for _ in range(48):
        ward.desk.wait(minutes=45)
        ward.desk.publish(NEWS)
        await ward.poll()
    ward.desk.wait(hours=15)
    await ward.poll()
    assert await ward.told() == []
    ward.desk.wait(hours=5)
    await ward.poll()
    assert await ward.told() == [("source ails", MAYOR)]

    ward.desk.wait(minutes=1)
    ward.desk.publish(NEWS)
    await ward.poll()
    assert await ward.told() == [("source ails", MAYOR), ("source well", MAYOR)]


async def test_a_heartbeat_that_stops_says_that_we_are_blind(ward: Ward) -> None:
    watchlist = ward.desk.rulebook.watchlist
    beating = watchlist.channels[MAYOR].model_copy(update={"heartbeat": 6 * HOUR})
    ward.desk.rulebook = replace(
        ward.desk.rulebook, watchlist=replace(watchlist, channels={**watchlist.channels, MAYOR: beating})
    )
    await ward.desk.post(NEWS)
    ward.desk.wait(hours=6)
    await ward.poll()
    assert await ward.told() == []
    ward.desk.wait(minutes=1)
    await ward.poll()
    await ward.told()
    [notice] = await ward.desk.rows(Notice)
    assert (notice.facts["state"], notice.facts["heartbeat"]) == ("quiet", True)


async def test_cards_of_open_incidents_say_which_source_is_old_until_it_is_read(ward: Ward) -> None:
    await ward.desk.post(DOWNED_TWO)
    read_at = ward.desk.now
    ward.desk.wait(seconds=30)
    await ward.desk.deliver()
    await ward.poll("mod_russia")
    ward.errors[MAYOR] = unreachable()
    await ward.poll()
    await ward.health.sweep()
    assert await ward.desk.deliver() == 0

    ward.desk.now = read_at + timedelta(minutes=46)
    await ward.poll("mod_russia", MAYOR)
    await ward.health.sweep()
    ward.desk.wait(seconds=1)
    await ward.desk.deliver()
    [edit] = ward.desk.edits()
    assert "not read since 00:58" in edit["text"]

    ward.errors.clear()
    await ward.poll()
    ward.desk.wait(minutes=1)
    await ward.health.sweep()
    await ward.desk.deliver()
    assert "not read since" not in ward.desk.edits()[-1]["text"]
    assert len(ward.desk.messages()) == 1


async def test_a_source_that_was_not_read_because_we_were_not_there_is_not_old(ward: Ward) -> None:
    await ward.desk.post(DOWNED_TWO)
    ward.desk.wait(seconds=30)
    await ward.desk.deliver()
    ward.desk.wait(hours=2)
    ward.start()
    ward.errors[MAYOR] = unreachable()
    await ward.poll()
    await ward.health.sweep()
    assert (await ward.desk.channel()).unread_since is None

    ward.desk.wait(minutes=46)
    await ward.health.sweep()
    assert (await ward.desk.channel()).unread_since is not None
    ward.start()
    await ward.health.sweep()
    assert (await ward.desk.channel()).unread_since is not None, "a restart takes nothing back"


async def test_a_channel_that_left_the_watch_list_is_no_trouble(ward: Ward) -> None:
    ward.errors[MAYOR] = SourceGone(ChannelState.NOT_A_CHANNEL, "is a bot")
    for _ in range(2):
        await ward.poll()
        ward.desk.wait(hours=1)
        await ward.poll("mod_russia")
    await ward.told()
    ward.desk.wait(minutes=1)
    async with ward.desk.database.writing() as session:
        await channels.sync(session, {"mod_russia": "Ministry"}, now=ward.desk.now)
    assert await ward.told() == [("source ails", MAYOR)]
    [trouble] = await ward.desk.rows(Trouble)
    assert trouble.ended_at is not None


async def test_a_probe_that_was_never_made_does_not_leave_the_host_untried_for_ever(ward: Ward) -> None:
    ward.errors = {"*": SourceError("no route to host")}
    await ward.poll(MAYOR, *OTHERS)
    ward.desk.wait(minutes=2)
    assert len(await ward.claimed()) == 1  # it left the watch list in that moment, so nobody reads it
    assert await ward.claimed() == []

    ward.desk.wait(minutes=11)

    assert len(await ward.claimed()) == 1


async def test_a_channel_with_a_block_that_is_not_understood_is_read_at_its_usual_pace(ward: Ward) -> None:
    first = await ward.desk.post(NEWS)
    ward.odd.append(first)
    before = await ward.desk.channel()
    last = ward.desk.publish(DOWNED_TWO, message_id=first + 2)
    for _ in range(12):
        ward.desk.wait(minutes=10)
        await ward.poll()

    channel = await ward.desk.channel()
    assert channel.state is ChannelState.BROKEN_PAGE
    assert channel.next_due_at - ward.desk.now < 5 * MINUTE, "its next post may be the one that counts"
    assert channel.last_read_at == ward.desk.now
    assert channel.last_post_at == ward.desk.pages[MAYOR][last].published_at
    assert channel.rate_posts == before.rate_posts, "posts above the cursor are seen again and again"
    assert await ward.told() == [("source ails", MAYOR)]
    assert (await ward.desk.channel()).unread_since is None


async def test_after_a_day_a_channel_is_read_on_past_what_is_not_understood_and_admins_learn_where(
    ward: Ward,
) -> None:
    first = await ward.desk.post(NEWS)
    ward.odd.append(first)
    await ward.poll()
    newest = ward.desk.publish(DOWNED_TWO, message_id=first + 3)
    await ward.poll()
    ward.desk.wait(hours=23, minutes=59)
    await ward.poll()
    assert (await ward.desk.channel()).cursor == first
    told = await ward.told()

    for _ in range(3):
        ward.desk.wait(minutes=10)
        await ward.poll()
        await ward.told()
    channel = await ward.desk.channel()
    assert (channel.cursor, channel.state) == (newest, ChannelState.OK)
    [gap] = await ward.desk.rows(Gap)
    assert (gap.low, gap.high, gap.numbers) == (first, first + 3, [first + 1])
    assert gap.given_up_at is not None
    assert await ward.told() == [*told, ("posts unread", MAYOR), ("source well", MAYOR)]
    [notice] = [each for each in await ward.desk.rows(Notice) if each.kind == "posts unread"]
    assert notice.facts["numbers"] == [first + 1]


async def test_what_is_understood_within_the_day_is_read_as_new(ward: Ward) -> None:
    first = await ward.desk.post(NEWS)
    ward.odd.append(first)
    ward.desk.publish(NEWS, message_id=first + 2)
    await ward.poll()
    ward.desk.wait(hours=20)
    ward.odd.clear()
    ward.desk.publish(DOWNED_TWO, message_id=first + 1)
    await ward.poll()

    assert await ward.desk.rows(Gap) == []
    assert [row.reason for row in await ward.desk.rows(OutboxRow)] == ["first statement"]
    assert (await ward.desk.channel()).state is ChannelState.OK


async def test_of_a_channel_with_ever_new_blocks_like_that_all_are_named_once_a_day(ward: Ward) -> None:
    number = await ward.desk.post(NEWS)
    for _ in range(60):
        ward.odd.append(number)
        number += 2
        ward.desk.publish(NEWS, message_id=number)
        await ward.poll()
        ward.desk.wait(hours=1)
        await ward.told()
    given_up = sorted(gap.low for gap in await ward.desk.rows(Gap) if gap.given_up_at is not None)
    assert len(given_up) == 36
    assert number - ((await ward.desk.channel()).cursor or 0) == 2 * 24
    notices = await ward.desk.rows(Notice)
    assert sorted(each.kind for each in notices) == ["posts unread", "posts unread", "source ails"]
    first, second = (each.facts for each in notices if each.kind == "posts unread")
    assert (first["numbers"], first["more"]) == ([given_up[0] + 1], 0)
    assert second["numbers"] == [low + 1 for low in given_up[15:25]]
    assert second["more"] == 14


async def test_what_was_given_up_late_is_named_though_nothing_more_goes_wrong(ward: Ward) -> None:
    async def named() -> list[list[int]]:
        await ward.told()
        return [notice.facts["numbers"] for notice in await ward.desk.rows(Notice) if "numbers" in notice.facts]

    number = await ward.desk.post(NEWS)
    for _ in range(2):
        ward.odd.append(number)
        number += 2
        ward.desk.publish(NEWS, message_id=number)
        await ward.poll()
        ward.desk.wait(hours=1)
    first, second = ([odd + 1] for odd in ward.odd)
    ward.desk.wait(hours=22)
    for _ in range(2):
        await ward.poll()
        assert await named() == [first]
        ward.desk.wait(hours=1)
    assert all(gap.given_up_at for gap in await ward.desk.rows(Gap))

    ward.desk.wait(hours=22)
    assert await named() == [first, second]


async def test_a_fault_on_top_forgets_no_block_that_is_waited_for(ward: Ward) -> None:
    first = await ward.desk.post(NEWS)
    ward.odd.append(first)
    ward.desk.publish(NEWS, message_id=first + 2)
    await ward.poll()
    ward.errors[MAYOR] = SourceError("503", state=ChannelState.UNREACHABLE)
    await ward.poll()
    ward.errors.clear()
    ward.odd.clear()
    await ward.poll()

    assert await ward.desk.rows(Gap) == []


async def test_what_was_given_up_is_looked_at_once_a_day_and_read_when_it_is_understood(ward: Ward) -> None:
    desk = ward.desk
    first = await desk.post(NEWS)
    ward.odd.append(first)
    desk.publish(NEWS, message_id=first + 2)
    await ward.poll()
    desk.wait(days=1)
    await ward.poll()
    ward.odd.clear()
    desk.pages[MAYOR][first + 1] = replace(desk.pages[MAYOR][first], message_id=first + 1, text=DOWNED_TWO)
    await desk.rereading.sweep()
    assert desk.asked == [], "not yet"

    desk.wait(days=1)
    for _ in range(2):
        await desk.rereading.sweep()
    assert desk.asked == [(MAYOR, first + 2)]
    assert await desk.rows(Gap) == []
    [statement] = await desk.rows(Statement)
    assert statement.sentence == DOWNED_TWO.split(". ")[0] + "."
    assert await desk.rows(OutboxRow) == [], "it is no news any more"


async def test_a_gap_of_which_a_part_is_understood_stays_noted_for_the_rest(ward: Ward) -> None:
    desk = ward.desk
    first = await desk.post(NEWS)
    ward.odd.append(first)
    desk.publish(NEWS, message_id=first + 3)
    await ward.poll()
    desk.wait(days=1)
    await ward.poll()
    async with desk.database.writing() as session:
        await session.exec(update(Gap).values(numbers=[first + 1, first + 2]))
    ward.odd.clear()

    for number, left in ((first + 1, [[first + 2]]), (first + 2, [])):
        desk.pages[MAYOR][number] = replace(desk.pages[MAYOR][first], message_id=number)
        desk.wait(days=1, minutes=1)
        await desk.rereading.sweep()
        assert [gap.numbers for gap in await desk.rows(Gap)] == left
