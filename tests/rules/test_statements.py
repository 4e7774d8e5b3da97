from dataclasses import dataclass

from bot.rules.statements import combine, draft_statements
from bot.values import Facts, Hit, Role


@dataclass(frozen=True)
class Kind:
    story: str
    role: Role


KINDS = {
    "interception": Kind("air-attack", Role.REPORTS),
    "attack": Kind("air-attack", Role.HARMS),
    "alert": Kind("air-attack", Role.WARNS),
    "all-clear": Kind("air-attack", Role.ENDS),
    "power-outage": Kind("power-outage", Role.REPORTS),
}


def hit(pattern_id: str, facts: Facts | None = None, *, score: int = 80, accepted: bool = True) -> Hit:
    return Hit(pattern_id, score, accepted, f"about {pattern_id}", (), (), facts or Facts())


def test_a_post_with_an_interception_and_damage_is_one_statement() -> None:
    downed = Facts(count=3, places=("RU-BEL",))
    burning = Facts(injured=2, damage="горит крыша", places=("RU-BEL",))

    [draft] = draft_statements([hit("interception", downed), hit("attack", burning)], KINDS)

    assert draft.kinds == ("attack", "interception")
    assert draft.role is Role.HARMS
    assert draft.hit.sentence == "about attack"
    assert draft.sentences == ("about attack", "about interception")
    assert (draft.facts.count, draft.facts.injured) == (3, 2)


def test_stories_stay_apart() -> None:
    drafts = draft_statements([hit("power-outage"), hit("attack")], KINDS)

    assert [draft.story for draft in drafts] == ["air-attack", "power-outage"]


def test_near_misses_are_no_statements() -> None:
    assert draft_statements([hit("attack", accepted=False)], KINDS) == []


def test_an_all_clear_beside_a_result_ends_the_story() -> None:
    [draft] = draft_statements([hit("all-clear"), hit("interception")], KINDS)

    assert draft.ends
    assert draft.role is Role.REPORTS


def test_an_all_clear_beside_a_remaining_danger_does_not() -> None:
    [draft] = draft_statements([hit("all-clear"), hit("alert")], KINDS)

    assert not draft.ends
    assert draft.role is Role.WARNS


def test_the_first_stated_value_wins_and_nothing_is_lost() -> None:
    whole = combine([Facts(killed=0, places=("RU-BEL",)), Facts(killed=1, count=4, places=("RU-KRS",))])

    assert (whole.killed, whole.count, whole.places) == (0, 4, ("RU-BEL", "RU-KRS"))
