"""What a line of /latest says of an incident."""

from dataclasses import replace

from bot.chat.markup import plain
from bot.chat.questions.listing import render_list
from bot.values import IncidentView
from tests.chat.incidents import AT_0058, NAMES, NOW, incident, reader, statement


def _listed(view: IncidentView) -> list[str]:
    body, _ = render_list([view], title=plain("Latest incidents"), reader=reader(), names=NAMES)
    return body.text.splitlines()


def test_an_entry_says_that_the_alert_is_over_as_the_card_does() -> None:
    told = incident(statement(1))

    assert not [line for line in _listed(told) if "All clear" in line]
    assert len([line for line in _listed(replace(told, ended_at=AT_0058)) if "🟢 All clear:" in line]) == 1


def test_a_withdrawn_incident_says_only_that() -> None:
    gone = replace(incident(statement(1, withdrawn_at=NOW)), ended_at=AT_0058)

    assert not [line for line in _listed(gone) if "All clear" in line]
