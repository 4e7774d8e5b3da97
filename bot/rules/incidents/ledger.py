"""Incidents of one story kept in memory, as the database keeps them: what replays and measures join into."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.rules.incidents.groups import RECALLED
from bot.rules.incidents.hand import FREE, Held
from bot.rules.incidents.joining import Key, Member, NewStatement, in_order, key_of
from bot.rules.incidents.settling import Settled, Settlement, regroup, settle
from bot.rules.statements import gravest
from bot.values import OpenIncident, OpenStatement

Shape = frozenset[tuple[tuple[str, ...], frozenset[tuple[Key, int, Key | None]]]]
"""Incidents as places and members, each with its wave and what it repeats."""


@dataclass(slots=True)
class Ledger:
    """Incidents by id. An incident that lost all its statements stays, empty."""

    story: str
    gap: timedelta
    incidents: dict[int, OpenIncident] = field(default_factory=dict)
    held: Held = FREE
    """What admins decided by hand."""
    _ids: dict[tuple[int, Key], int] = field(default_factory=dict)

    def take(self, statement: NewStatement) -> Settlement:
        """Join a new statement, or one of an edited post in place of what it said before."""
        before = self._said(key_of(statement))
        if before is not None:
            self._revise(statement)
        since = statement.published_at - RECALLED
        near = [one for one in self.standing() if one.last_statement_at >= since]
        if before is not None:
            return self._apply(settle(near, gap=self.gap, held=self.held, altered=[before, statement]))
        return self._apply(settle(near, [statement], gap=self.gap, held=self.held))

    def _said(self, key: Key) -> OpenStatement | None:
        """What is known of a post."""
        every = (said for incident in self.incidents.values() for said in incident.statements)
        return next((said for said in every if key_of(said) == key), None)

    def _revise(self, statement: NewStatement) -> None:
        """Let what is known of a post say what it says now."""
        for incident in list(self.incidents.values()):
            if any(key_of(said) == key_of(statement) for said in incident.statements):
                self._keep(incident, [_revised(said, statement) for said in incident.statements])

    def withdraw(self, key: Key) -> Settlement:
        """Take back what the post *key* said: it was deleted, or says it no more."""
        before = self._said(key)
        if before is None:
            return Settlement()
        for incident in list(self.incidents.values()):
            kept = tuple(said for said in incident.statements if key_of(said) != key)
            if len(kept) != len(incident.statements):
                self._keep(incident, kept)
        since = before.published_at - RECALLED
        near = [one for one in self.standing() if one.last_statement_at >= since]
        return self._apply(settle(near, gap=self.gap, held=self.held, altered=[before]))

    def hold(self, held: Held) -> Settlement:
        """Let what admins decided by hand be in force from now on."""
        self.held = held
        self._apply(regroup(self.incidents.values(), gap=self.gap, held=held))
        return self._apply(settle(self.standing(), gap=self.gap, held=held))

    def standing(self) -> list[OpenIncident]:
        """The incidents that hold a statement, oldest id first."""
        return [one for _, one in sorted(self.incidents.items()) if one.statements]

    def shape(self) -> Shape:
        """What stands together, without ids: equal for ledgers that joined alike."""
        shape = set()
        for one in self.standing():
            keys: dict[int | None, Key] = {said.statement_id: key_of(said) for said in one.statements}
            members = {(key_of(said), said.wave, keys.get(said.echo_of)) for said in one.statements}
            shape.add((one.places, frozenset(members)))
        return frozenset(shape)

    def _apply(self, settlement: Settlement) -> Settlement:
        settled = []
        for one in settlement.settled:
            incident_id = one.incident_id or len(self.incidents) + 1
            self._write(incident_id, one)
            settled.append(replace(one, incident_id=incident_id))
        for gone in settlement.emptied:
            self._keep(self.incidents[gone.incident_id], ())
        return replace(settlement, settled=tuple(settled))

    def _write(self, incident_id: int, settled: Settled) -> None:
        members = settled.gathering.members
        ids = {
            key_of(member.said): self._ids.setdefault((incident_id, key_of(member.said)), len(self._ids) + 1)
            for member in members
        }
        statements = tuple(_stored(member, ids) for member in members)
        self.incidents[incident_id] = OpenIncident(
            incident_id=incident_id,
            story=self.story,
            places=settled.gathering.places,
            role=gravest(said.role for said in statements),
            opened_at=statements[0].published_at,
            last_statement_at=statements[-1].published_at,
            ended_at=settled.gathering.ended_at,
            statements=statements,
        )

    def _keep(self, incident: OpenIncident, statements: Iterable[OpenStatement]) -> None:
        """Let an incident hold these statements, where they stand already."""
        kept = tuple(sorted(statements, key=in_order))
        role = gravest(said.role for said in kept) if kept else incident.role
        self.incidents[incident.incident_id] = replace(incident, statements=kept, role=role)


def _revised(said: OpenStatement, statement: NewStatement) -> OpenStatement:
    if key_of(said) != key_of(statement):
        return said
    return replace(
        said,
        role=statement.role,
        facts=statement.facts,
        ends=statement.ends,
        sentence=statement.sentence,
        earlier=(*said.earlier, said.sentence),
    )


def _stored(member: Member, ids: dict[Key, int]) -> OpenStatement:
    said = member.said
    return OpenStatement(
        statement_id=ids[key_of(said)],
        post_id=ids[key_of(said)],
        channel_id=said.channel_id,
        message_id=said.message_id,
        published_at=said.published_at,
        role=said.role,
        facts=said.facts,
        wave=member.wave,
        echo_of=ids.get(member.echo_of) if member.echo_of else None,
        ends=said.ends,
        sentence=said.sentence,
        reply_to=said.reply_to,
        forward_of=said.forward_of,
        earlier=said.earlier,
    )
