import asyncio
from datetime import timedelta

from bot.store import channels
from bot.store.db import Database
from bot.values import ChannelState
from tests.store.rows import LEASE, MINUTE, NOW, channel


async def test_new_channels_are_due_at_once_and_removed_ones_are_not_read(database: Database) -> None:
    async with database.writing() as session:
        await channels.sync(session, {"Mayor": "The mayor", "governor": "The governor"}, now=NOW)
        await channels.sync(session, {"mayor": "Mayor of Moscow"}, now=NOW)
        [due] = await channels.claim_due(session, now=NOW, lease=LEASE, limit=9)
    assert (due.handle, due.title, due.cursor) == ("mayor", "Mayor of Moscow", None)


async def test_a_channel_that_comes_back_keeps_its_cursor_and_is_due(database: Database) -> None:
    async with database.writing() as session:
        row = await channel(session)
        await channels.record_success(
            session, row.id or 0, now=NOW, next_due_at=NOW + timedelta(days=9), cursor=7
        )
        await channels.sync(session, {}, now=NOW)
        assert await channels.all_states(session) == []
        await channels.sync(session, {"mayor": "Mayor"}, now=NOW + MINUTE)
        [due] = await channels.claim_due(session, now=NOW + MINUTE, lease=LEASE, limit=9)
    assert due.cursor == 7


async def test_syncing_the_same_list_again_leaves_due_times_alone(database: Database) -> None:
    async with database.writing() as session:
        row = await channel(session)
        await channels.record_success(session, row.id or 0, now=NOW, next_due_at=NOW + MINUTE)
        await channels.sync(session, {"mayor": "Mayor"}, now=NOW)
        assert await channels.claim_due(session, now=NOW, lease=LEASE, limit=9) == []


async def test_the_longest_due_channel_comes_first(database: Database) -> None:
    async with database.writing() as session:
        for handle, minutes in [("first", 3), ("second", 1), ("third", 2)]:
            row = await channel(session, handle)
            due_at = NOW + minutes * MINUTE
            await channels.record_success(session, row.id or 0, now=NOW, next_due_at=due_at)
        due = await channels.claim_due(session, now=NOW + 9 * MINUTE, lease=LEASE, limit=2)
    assert [row.handle for row in due] == ["second", "third"]


async def test_a_claimed_channel_is_hidden_until_its_lease_ends(database: Database) -> None:
    async with database.writing() as session:
        await channel(session)
        assert len(await channels.claim_due(session, now=NOW, lease=LEASE, limit=9)) == 1
        assert await channels.claim_due(session, now=NOW, lease=LEASE, limit=9) == []
        assert len(await channels.claim_due(session, now=NOW + LEASE, lease=LEASE, limit=9)) == 1


async def test_after_a_kill_what_was_being_read_is_due_at_once(database: Database) -> None:
    async with database.writing() as session:
        await channel(session, "mayor")
        await channel(session, "governor")
        assert len(await channels.claim_due(session, now=NOW, lease=LEASE, limit=1)) == 1
    async with database.writing() as session:
        await channels.release_all(session)
        due = await channels.claim_due(session, now=NOW, lease=LEASE, limit=9)
    assert [row.handle for row in due] == ["mayor", "governor"]


async def test_two_claimers_never_get_the_same_channel(database: Database) -> None:
    async with database.writing() as session:
        await channels.sync(session, {f"channel{n}": "A channel" for n in range(40)}, now=NOW)

    async def take() -> list[str]:
        taken: list[str] = []
        while True:
            async with database.writing() as session:
                due = await channels.claim_due(session, now=NOW, lease=LEASE, limit=3)
            if not due:
                return taken
            taken += [row.handle for row in due]

    taken = await asyncio.gather(*(take() for _ in range(4)))
    handles = [handle for one in taken for handle in one]
    assert len(handles) == len(set(handles)) == 40


async def test_only_the_first_failure_of_a_run_and_its_end_are_news(database: Database) -> None:
    async with database.writing() as session:
        row = await channel(session)

        async def fail(state: ChannelState = ChannelState.UNREACHABLE) -> bool:
            return await channels.record_failure(
                session, row.id or 0, state=state, error="no answer", now=NOW, next_due_at=NOW + MINUTE
            )

        async def read() -> bool:
            return await channels.record_success(session, row.id or 0, now=NOW, next_due_at=NOW + MINUTE)

        assert not await read()
        assert await fail()
        assert not await fail()
        assert await fail(ChannelState.NO_PREVIEW)
        assert not await fail(ChannelState.NO_PREVIEW)
        assert await read()
        assert not await read()


async def test_a_failure_is_shown_with_its_state_since_when_and_how_often(database: Database) -> None:
    async with database.writing() as session:
        row = await channel(session)
        for minutes in (1, 2):
            await channels.record_failure(
                session,
                row.id or 0,
                state=ChannelState.MISSING,
                error="no such channel",
                now=NOW + minutes * MINUTE,
                next_due_at=NOW + 9 * MINUTE,
            )
    async with database.reading() as session:
        [shown] = await channels.all_states(session)
    assert (shown.state, shown.failures, shown.last_error) == (ChannelState.MISSING, 2, "no such channel")
    assert shown.state_since == NOW + MINUTE
    assert shown.lease_until is None


async def test_a_cursor_never_goes_back(database: Database) -> None:
    async with database.writing() as session:
        row = await channel(session)
        for cursor in (40, 30):
            await channels.record_success(
                session, row.id or 0, now=NOW, next_due_at=NOW, cursor=cursor, last_post_at=NOW
            )
        [shown] = await channels.all_states(session)
        assert (shown.cursor, shown.last_post_at) == (40, NOW)
        assert await channels.ids(session) == {"mayor": row.id}


async def test_a_channel_that_is_read_but_for_some_posts_is_brought_forward_like_any_other(
    database: Database,
) -> None:
    later, state = NOW + 9 * MINUTE, ChannelState.BROKEN_PAGE
    async with database.writing() as session:
        for handle, cursor in [("partly", 7), ("broken", None)]:
            row = await channel(session, handle)
            await channels.record_success(session, row.id or 0, now=NOW, next_due_at=NOW, cursor=5)
            await channels.record_failure(
                session,
                row.id or 0,
                state=state,
                error="odd",
                now=NOW + MINUTE,
                next_due_at=later,
                cursor=cursor,
            )
        await channels.bring_forward(session, latest=NOW + 2 * MINUTE)
        due = {row.handle: row.next_due_at for row in await channels.all_states(session)}
    assert due == {"partly": NOW + 2 * MINUTE, "broken": later}
