from datetime import timedelta
from itertools import permutations

from bot.rules.related import Brief, related
from tests.rules.stories import at


def brief(incident_id: int, place: str, minutes: float, **more: object) -> Brief:
    return Brief(incident_id, "air-attack", (place,), at(minutes), at(minutes + 20), **more)  # type: ignore[arg-type]


MOSCOW = brief(1, "RU-MOW", 0)


def test_the_inscription_near_belgorod_is_named_first() -> None:
    belgorod = brief(2, "RU-BEL", -300, figure=1, inscription="С любовью")
    busy = brief(3, "RU-BRY", -60, figure=40)

    found = related(MOSCOW, [busy, belgorod])

    assert [one.brief.incident_id for one in found] == [2, 3]
    assert found[0].before == timedelta(hours=5)


def test_only_what_is_elsewhere_earlier_recent_and_of_the_same_story_is_related() -> None:
    others = [
        MOSCOW,
        brief(2, "RU-MOW", -60),
        brief(3, "RU-BEL", 10),
        brief(4, "RU-BEL", -600),
        Brief(5, "power-outage", ("RU-BEL",), at(-60), at(-50)),
        Brief(6, "air-attack", ("RU-BEL", "RU-MOW"), at(-60), at(-50)),
    ]

    assert related(MOSCOW, others) == ()


def test_neighbours_come_before_the_rest_and_three_are_enough() -> None:
    others = [brief(number, f"RU-{number}", -number * 10) for number in range(2, 8)]

    found = related(MOSCOW, others, neighbours=["RU-7"])

    assert [one.brief.incident_id for one in found] == [7, 2, 3]


def test_the_order_of_the_others_does_not_matter() -> None:
    others = [brief(2, "RU-BEL", -60), brief(3, "RU-KRS", -60), brief(4, "RU-BRY", -90, injured=1)]

    assert len({related(MOSCOW, order) for order in permutations(others)}) == 1
