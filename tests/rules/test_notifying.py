import pytest

from bot.rules.notifying import Standing, level_of, standing, why_tell
from bot.values import Facts, Level, OpenStatement, Reason, Role, Scope
from tests.rules.stories import GOVERNOR, MAYOR, MINISTRY, said

TOLD = Standing(figure=2, places=("RU-MOW",), reported=True)


@pytest.mark.parametrize(
    ("told", "now", "reason", "loud"),
    [
        pytest.param(None, TOLD, Reason.FIRST, True, id="the first report"),
        pytest.param(None, Standing(), Reason.FIRST, False, id="a first warning is quiet"),
        pytest.param(Standing(), Standing(reported=True), Reason.FIRST, True, id="a report after a warning"),
        pytest.param(
            Standing(reported=True), Standing(1, reported=True), Reason.FIRST_FIGURE, True, id="a first figure"
        ),
        pytest.param(TOLD, Standing(3, reported=True), Reason.HIGHER_FIGURE, True, id="2 to 3 is a jump"),
        pytest.param(Standing(5), Standing(6), Reason.MORE, False, id="5 to 6 is none"),
        pytest.param(Standing(0), Standing(0), Reason.MORE, False, id="none stays none"),
        pytest.param(TOLD, Standing(2, injured=1), Reason.HARM, True, id="first injured"),
        pytest.param(TOLD, Standing(2, killed=1), Reason.HARM, True, id="first killed"),
        pytest.param(TOLD, Standing(2, damage=True), Reason.HARM, True, id="first damage"),
        pytest.param(Standing(damage=True), Standing(damage=True), Reason.MORE, False, id="damage again"),
        pytest.param(TOLD, Standing(2, places=("RU-BEL", "RU-MOW")), Reason.NEW_PLACE, True, id="a new place"),
        pytest.param(TOLD, Standing(1, reported=True), Reason.CORRECTED, True, id="corrected downwards"),
        pytest.param(TOLD, Standing(2, ended=True), Reason.ENDED, False, id="an all-clear is quiet"),
        pytest.param(TOLD, TOLD, Reason.MORE, False, id="one more source"),
        pytest.param(Standing(2, killed=1), Standing(2), Reason.CORRECTED, True, id="nobody died after all"),
        pytest.param(Standing(2, damage=True), Standing(2), Reason.CORRECTED, True, id="no damage after all"),
        pytest.param(TOLD, Standing(withdrawn=True), Reason.WITHDRAWN, True, id="nothing is left"),
        pytest.param(
            Standing(), Standing(withdrawn=True), Reason.WITHDRAWN, False, id="a warning is taken back quietly"
        ),
    ],
)
def test_why_and_how_loudly(told: Standing | None, now: Standing, reason: Reason, loud: bool) -> None:
    telling = why_tell(told, now)

    assert (telling.reason, telling.loud) == (reason, loud)


def test_sources_are_never_summed() -> None:
    now = standing(("RU-MOW",), [said(MAYOR, 5), said(GOVERNOR, 4)], ended=False)

    assert now.figure == 5


def test_a_standing_sums_up_its_statements() -> None:
    hurt = Facts(injured=2, killed=0, damage="загорелась крыша", places=("RU-MOW",))

    now = standing(("RU-MOW",), [said(role=Role.WARNS), said(facts=hurt, minutes=3)], ended=True)

    assert now == Standing(None, 0, 2, True, ("RU-MOW",), reported=True, ended=True)


def test_a_night_of_single_drones_sounds_ever_more_rarely() -> None:
    told, loud = None, 0
    for figure in range(1, 31):
        now = Standing(figure, reported=True)
        if why_tell(told, now).loud:
            told, loud = now, loud + 1

    assert loud <= 10


def test_a_standing_survives_storing() -> None:
    assert Standing.from_json(TOLD.as_json()) == TOLD


def test_a_figure_that_was_only_shown_is_corrected_aloud_too() -> None:
    told, shown, now = Standing(5, reported=True), Standing(6, reported=True), Standing(5, reported=True)

    assert why_tell(told, now, shown=shown).reason is Reason.CORRECTED
    assert why_tell(told, now).reason is Reason.MORE


def test_how_far_a_figure_must_jump_is_policy() -> None:
    assert not why_tell(Standing(4), Standing(6), jump=2).loud
    assert why_tell(Standing(4), Standing(8), jump=2).loud


def test_a_summary_of_several_regions_is_no_news_of_one_of_them() -> None:
    regions = ("RU-BEL", "RU-MOW")
    night = said(
        MINISTRY,
        minutes=600,
        facts=Facts(count=30, scope=Scope.PERIOD, places=regions, by_place={"RU-MOW": 20, "RU-BEL": 10}),
    )

    assert standing(("RU-MOW",), [said(MAYOR, 5), night], ended=False).figure == 5
    assert standing(regions, [night], ended=False).figure == 30


def test_a_recap_reports_nothing_new() -> None:
    assert not standing(("RU-MOW",), [said(MAYOR, 9, scope=Scope.RECAP)], ended=False).reported


def test_a_toll_is_what_a_source_says_last_of_one_event() -> None:
    def hurt(injured: int, minutes: float, wave: int = 1) -> OpenStatement:
        return said(minutes=minutes, wave=wave, facts=Facts(injured=injured, places=("RU-MOW",)))

    assert standing(("RU-MOW",), [hurt(3, 0), hurt(2, 30)], ended=False).injured == 2
    assert standing(("RU-MOW",), [hurt(3, 0), hurt(1, 30, wave=2)], ended=False).injured == 3


def test_without_statements_it_is_withdrawn() -> None:
    assert standing(("RU-MOW",), [], ended=False).withdrawn


def test_a_correction_is_told_though_another_source_says_more() -> None:
    before = standing(("RU-MOW",), [said(MAYOR, 3), said(MINISTRY, 9)], ended=False)
    now = standing(("RU-MOW",), [said(MAYOR, 2), said(MINISTRY, 9)], ended=False)

    assert why_tell(before, now).reason is Reason.CORRECTED
    assert Standing.from_json(before.as_json()) == before


@pytest.mark.parametrize(
    ("now", "role", "level"),
    [
        (Standing(), Role.ENDS, Level.NOTE),
        (Standing(), Role.WARNS, Level.ALERT),
        (Standing(), Role.REPORTS, Level.NOTE),  # a recap
        (Standing(reported=True, figure=2), Role.REPORTS, Level.REPORT),
        (Standing(reported=True), Role.HARMS, Level.DAMAGE),
        (Standing(reported=True, damage=True), Role.REPORTS, Level.DAMAGE),
        (Standing(reported=True, injured=1), Role.HARMS, Level.CASUALTIES),
    ],
)
def test_how_grave_it_is_decides_from_which_level_it_sounds(now: Standing, role: Role, level: Level) -> None:
    assert level_of(now, role) is level
