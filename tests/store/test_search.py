import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.dialects import sqlite
from sqlmodel import col, select

from bot.rules.language.text import search_key, search_terms
from bot.store import search, statements
from bot.store.criteria import ANYTHING, Criteria
from bot.store.db import Database, Session, connect
from bot.store.tables import Statement
from bot.values import Facts
from tests.databases import PostgreSQLServer
from tests.store.rows import MINUTE, NOW, channel, incident, statement

SAME_DATABASE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


async def _told(session: Session, *keys: str) -> list[int]:
    """One incident a key, each a minute later than the one before."""
    source = await channel(session)
    ids = []
    for number, key in enumerate(keys, start=1):
        ids.append(await incident(session, at=NOW + number * MINUTE))
        await statement(session, ids[-1], source.id or 0, number, search_key=key)
    return ids


async def test_all_terms_must_be_said_and_one_stem_of_each_will_do(database: Database) -> None:
    async with database.writing() as session:
        moscow, belgorod, both = await _told(
            session, "бпла сбит москв", "надпис бпла белгород", "москв белгород"
        )
    async with database.reading() as session:
        assert await search.search(session, [["бпла"]], limit=9) == [belgorod, moscow]
        assert await search.search(session, [["надпис"], ["белгород"]], limit=9) == [belgorod]
        assert await search.search(session, [["москв", "надпис"]], limit=9) == [both, belgorod, moscow]
        assert await search.search(session, [["надпис"], ["москв"]], limit=9) == []


async def test_a_designation_is_one_thing_to_both_databases(database: Database) -> None:
    posts = (
        "Ракетой С-300 разрушен дом.",
        "Пролетели 300 км с юга.",
        "Підняті Ту-95МС.",
        "«Искандером-М» по складу.",
    )
    async with database.writing() as session:
        s300, _, tu95, iskander = await _told(session, *(search.searchable(search_key(post)) for post in posts))
    async with database.reading() as session:
        for query, found in (("S-300", s300), ("С300", s300), ("Tu-95", tu95), ("Iskander-M", iskander)):
            assert await search.search(session, search_terms(query), limit=9) == [found], query
        assert await search.search(session, search_terms("X-101"), limit=9) == []


async def test_the_keys_of_the_newest_statements_can_be_read(database: Database) -> None:
    async with database.writing() as session:
        await _told(session, "бпла москв", "бпла белгород", "бпла тул", "дом")
    async with database.reading() as session:
        assert await search.newest_keys(session, [["бпла"]], limit=2) == ["бпла тул", "бпла белгород"]
        here = Criteria(places=("RU-MOW",))
        assert len(await search.newest_keys(session, [["бпла"]], limit=9, criteria=here)) == 3
        assert await search.newest_keys(session, [["—"]], limit=9) == []


def test_the_index_is_asked_and_its_answer_compared_with_nothing() -> None:
    compiled = str(search._sentences(ANYTHING).compile(dialect=sqlite.dialect()))
    assert "statement_fts MATCH" in compiled
    assert "= 1" not in compiled  # it would make SQLite look at every statement


async def test_found_incidents_come_newest_first_page_by_page(database: Database) -> None:
    async with database.writing() as session:
        ids = await _told(session, *["drone"] * 5)
    async with database.reading() as session:
        assert await search.search(session, [["drone"]], limit=2) == [ids[4], ids[3]]
        assert await search.search(session, [["drone"]], limit=2, offset=4) == [ids[0]]


async def test_an_incident_is_found_once_however_often_it_says_so(database: Database) -> None:
    async with database.writing() as session:
        source = await channel(session)
        incident_id = await incident(session)
        for message_id in (1, 2):
            await statement(session, incident_id, source.id or 0, message_id, search_key="drone")
    async with database.reading() as session:
        assert await search.search(session, [["drone"]], limit=9) == [incident_id]


async def test_stems_are_matched_whole(database: Database) -> None:
    async with database.writing() as session:
        await _told(session, "надпис")
    async with database.reading() as session:
        assert await search.search(session, [["надп"]], limit=9) == []
        assert await search.search(session, [["надпись"]], limit=9) == []


async def test_words_with_signs_inside_are_found_as_they_were_stored(database: Database) -> None:
    async with database.writing() as session:
        [incident_id] = await _told(session, "RU-MOW об'єкт 12-34 шахед-136 e.mail@x.y")
    async with database.reading() as session:
        for word in ("ru-mow", "RU-MOW", "об'єкт", "12-34", "шахед-136", "e.mail@x.y"):
            assert await search.search(session, [[word]], limit=9) == [incident_id], word


async def test_what_a_statement_says_now_is_found_and_what_it_said_before_is_not(
    database: Database,
) -> None:
    async with database.writing() as session:
        [incident_id] = await _told(session, "two drone")
        [[row]] = (await statements.statements_of(session, [1]))[1].values()
        await statements.revise_statement(
            session,
            row,
            version_id=1,
            pattern_id="interception",
            kinds=row.kinds,
            role=row.role,
            ends=False,
            sentence="Three drones.",
            facts=Facts(),
            search_key="three drone",
        )
        assert await search.search(session, [["two"]], limit=9) == []
        assert await search.search(session, [["three"]], limit=9) == [incident_id]
        assert await search.vocabulary(session) == {"three": 1, "drone": 1}


async def test_a_withdrawn_statement_is_not_found(database: Database) -> None:
    async with database.writing() as session:
        await _told(session, "drone")
        [[row]] = (await statements.statements_of(session, [1]))[1].values()
        await statements.withdraw_statement(session, row.statement_id, now=NOW)
        assert await search.search(session, [["drone"]], limit=9) == []


async def test_the_vocabulary_counts_the_statements_of_each_stem(database: Database) -> None:
    async with database.writing() as session:
        assert await search.vocabulary(session) == {}
        await _told(session, "drone moscow drone", "drone belgorod")
        assert await search.vocabulary(session) == {"drone": 2, "moscow": 1, "belgorod": 1}


@pytest.mark.parametrize(
    "terms",
    [
        [],
        [[]],
        [["drone"], []],
        [[""]],
        [["*"]],
        [['"']],
        [["'"]],
        [["..."]],
        [["drone"], ["—"]],
    ],
)
async def test_terms_without_a_letter_find_nothing(database: Database, terms: list[list[str]]) -> None:
    async with database.writing() as session:
        await _told(session, "drone")
        assert await search.search(session, terms, limit=9) == []


ODD = st.one_of(
    st.sampled_from(
        [
            "NEAR",
            "AND",
            "OR",
            "NOT",
            "search_key:secret",
            "-drone",
            "dro*",
            '"dro"',
            "' | 'drone",
            "drone:*",
            "!drone",
            "(drone",
            "^drone",
            "{drone}",
            "drone\\",
            "%",
            "drone') --",
            "\x00drone?",
            ":x",
        ]
    ),
    st.text(max_size=12),
)


@SAME_DATABASE
@given(terms=st.lists(st.lists(ODD, max_size=3), min_size=1, max_size=3))
async def test_nothing_a_user_writes_is_an_error_or_an_operator(
    database: Database, terms: list[list[str]]
) -> None:
    async with database.reading() as session:
        assert await search.search(session, [*terms, ["nobodysaidthis"]], limit=9) == []
        await search.search(session, terms, limit=9)


UP_TO_CYRILLIC = st.characters(max_codepoint=0x052F)
"""Where SQLite's tokeniser and Python agree on what a letter is; scripts newer than Unicode 6.1 it ignores."""


@settings(SAME_DATABASE, max_examples=25)
@given(key=st.text(UP_TO_CYRILLIC, max_size=40))
@example(key="¼ x² Å")
@example(key="надпис " * 3 + "а" * 3000)
async def test_whatever_is_stored_is_found_by_each_of_its_words(database: Database, key: str) -> None:
    stored = search.searchable(key)
    async with database.writing() as session:
        source = await channel(session)
        incident_id = await incident(session)
        await statement(session, incident_id, source.id or 0, 1, search_key=key)
        for word in stored.split()[:5]:
            assert await search.search(session, [[word]], limit=1) == [incident_id], word
        await session.rollback()


async def test_postgresql_answers_from_its_index(postgresql: PostgreSQLServer) -> None:
    database = connect(postgresql.fresh())
    async with database.writing() as session:
        connection = await session.connection()
        await connection.execute(text("SET LOCAL enable_seqscan = off"))
        query = select(col(Statement.id)).where(search._Says()).params(groups=[["drone"]])
        compiled = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        plan = "\n".join(await connection.scalars(text(f"EXPLAIN {compiled}")))
    await database.close()
    assert "ix_statement_search" in plan


async def test_a_statement_is_told_how_many_of_the_words_it_says(database: Database) -> None:
    async with database.writing() as session:
        source = await channel(session)
        incident_id = await incident(session)
        for message_id, key in enumerate(("drone moscow", "moscow crash", ""), 1):
            await statement(session, incident_id, source.id or 0, message_id, search_key=key)

    async with database.reading() as session:
        said = await search.said_by(session, [incident_id, 99], [["drone", "uav"], ["moscow"]])

    assert [said[number] for number in sorted(said)] == [2, 1, 0]
