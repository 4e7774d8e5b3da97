"""Place statements of one story among its incidents, oldest first (rules: `clustering.py`). Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta

from rapidfuzz import fuzz, utils

from bot.rules.incidents.echoes import Echoes
from bot.rules.incidents.groups import LATE, LONGEST, Group, newest
from bot.rules.incidents.joining import (
    Gathering,
    Key,
    Place,
    Said,
    in_order,
    is_event,
    is_summary,
    key_of,
    window_of,
)
from bot.rules.incidents.waves import WAVE_WINDOW
from bot.values import OpenIncident, Role, Scope

SAME_TALK = timedelta(hours=1)
"""A channel that names no place goes on about the place it spoke about so short a time ago."""
LIKE_WORDS = 45
"""Likeness (0-100, token set) that lets a text without a place join another channel's with the same figure."""
_REPEATS = "repeats another channel's statement"


class Board:
    """All incidents of one story, as far as their statements have been placed."""

    def __init__(self, gap: timedelta) -> None:
        self._gap = gap
        self._groups: list[Group] = []
        self._by_place: dict[Place, list[Group]] = defaultdict(list)
        self._lists: list[Group] = []
        self._sealed: set[Group] = set()
        self._holding: dict[Key, list[Group]] = defaultdict(list)
        self._listed: list[Said] = []
        self._recent: list[Said] = []
        self._last_of: dict[int, Said] = {}
        self._echoing: dict[Key, list[Said]] = defaultdict(list)
        self._echoes = Echoes()

    def gatherings(self) -> tuple[Gathering, ...]:
        """The incidents as they stand, oldest first."""
        return tuple(gathering for _, gathering in self._made(self._groups))

    def gatherings_with(self, keys: Iterable[Key], groups: Iterable[Group]) -> list[tuple[Group, Gathering]]:
        """The incidents that hold a statement of *keys*, and those of *groups*, oldest first."""
        touched = dict.fromkeys(group for key in keys for group in self._holding[key])
        return self._made(dict.fromkeys([*touched, *groups]))

    def _made(self, groups: Iterable[Group]) -> list[tuple[Group, Gathering]]:
        made = [(group, group.gathering(self._echoes.roots)) for group in groups if group.members]
        return sorted(made, key=lambda one: (in_order(one[1].members[0].said), one[1].places))

    def gatherings_of(self, key: Key) -> list[tuple[Group, Gathering]]:
        """The incidents that hold the statement *key*."""
        return [(group, group.gathering(self._echoes.roots)) for group in self._holding[key]]

    def keep(self, incident: OpenIncident, *, sealed: bool = False) -> Group:
        """Take in an incident whose statements stay where they are; give the oldest incident first.

        A *sealed* one takes nothing in but what repeats its statements.
        """
        group = Group(self._gap)
        self._groups.append(group)
        group.places.update(incident.places)
        if sealed:
            self._sealed.add(group)
            return group
        own = [said for said in incident.statements if said.echo_of is None]
        if len(incident.places) > 1 and all(len(said.facts.places) != 1 for said in own):
            self._lists.append(group)
        else:
            for place in incident.places or (None,):
                self._by_place[place].append(group)
        return group

    def keep_statement(self, said: Said, groups: Iterable[Group], root: Key | None) -> None:
        """Put a statement of kept incidents into their *groups*; oldest first, as with `place`."""
        self._echoes.remember(said, root)
        self._keep_in(groups, said, root)
        if root is not None:
            self._echoing[root].append(said)
        elif not self._sealed.issuperset(self._holding[key_of(said)]):
            self._note(said)

    def _keep_in(self, groups: Iterable[Group], said: Said, root: Key | None) -> None:
        a_list = len(said.facts.places) > 1
        for group in groups:
            early = a_list and not group.opened and group not in self._lists
            self._put(said, group, "", echo=root in group, early=early)

    def hold(self, said: Said, groups: Iterable[Group], *, apart: Collection[Group], roams: bool) -> None:
        """Put a statement where an admin holds it, and, if it *roams*, where the rules have it besides.

        It never comes into a group it is kept *apart* from, and makes no incident of its own. It repeats
        nothing that stands elsewhere.
        """
        held = list(groups)
        root = self._echoes.find(said)
        if not any(root in group for group in held):
            root = None
        further = self._further(said, root) if roams else []
        self._keep_in((g for g in further if g not in apart and g not in self._lists), said, root)
        self.keep_statement(said, held, root)

    def _further(self, said: Said, root: Key | None) -> list[Group]:
        """The groups that a statement about several places belongs to, directly or by what it goes on with."""
        if root is not None:
            return list(self._holding[root])
        if answered := self._answered(said):
            return answered
        if said.facts.places:
            return [group for place in said.facts.places if (group := self._taking(place, said))]
        last = self._last_of.get(said.channel_id)
        return list(self._holding[key_of(last)]) if last else []

    def place(self, said: Said) -> None:
        """Put a statement, published no earlier than those before it, where it belongs."""
        root = self._echoes.find(said)
        self._echoes.remember(said, root)
        if root is not None:
            for group in self._holding[root]:
                self._put(said, group, _REPEATS, echo=True)
            self._echoing[root].append(said)
            return
        if not self._reply(said):
            if not said.facts.places:
                self._place_nowhere(said)
            elif len(said.facts.places) == 1:
                self._place_single(said)
            else:
                self._place_list(said)
        self._note(said)

    def _note(self, said: Said) -> None:
        if len(said.facts.places) > 1 and said.facts.scope is not Scope.RECAP and said.role is not Role.ENDS:
            self._listed.append(said)
        self._last_of[said.channel_id] = said
        self._recent.append(said)

    def _put(self, said: Said, group: Group, reason: str, *, echo: bool = False, early: bool = False) -> None:
        if key_of(said) in group:
            return
        group.add(said, reason, echo=echo, early=early)
        self._holding[key_of(said)].append(group)

    def _open(self, said: Said, reason: str) -> Group:
        group = Group(self._gap)
        self._groups.append(group)
        places = said.facts.places
        if len(places) > 1:
            self._lists.append(group)
        else:
            place = places[0] if places else None
            self._by_place[place].append(group)
        group.places.update(places)
        self._put(said, group, reason)
        return group

    def _reply(self, said: Said) -> bool:
        """Join the statement of its own channel it answers, unless it speaks about another place."""
        groups = self._answered(said)
        for group in groups:
            self._put(said, group, "answers its channel's own statement")
        return bool(groups)

    def _answered(self, said: Said) -> list[Group]:
        if said.reply_to is None:
            return []
        places = set(said.facts.places)
        return [
            group
            for group in self._holding.get((said.channel_id, said.reply_to), ())
            if (not places or places == group.places)
            and said.published_at - group.until <= LONGEST
            and group not in self._sealed
        ]

    def _place_single(self, said: Said) -> None:
        [place] = said.facts.places
        if open_group := self._taking(place, said):
            self._put(said, open_group, _reason(said))
            return
        group = self._open(said, "nothing open of this story and place")
        if said.role is Role.ENDS:
            return
        for earlier in self._listed:
            if place in earlier.facts.places and self._speaks_of(earlier, said):
                self._put(earlier, group, f"a list published before, that names {place}", early=True)
                for echo in self._echoing[key_of(earlier)]:
                    self._put(echo, group, _REPEATS, echo=True)

    def _taking(self, place: Place, said: Said) -> Group | None:
        return newest(group for group in self._by_place[place] if group.takes(said))

    def _speaks_of(self, earlier: Said, said: Said) -> bool:
        """Whether a list published *earlier* is about the time of the first statement of an incident."""
        start, end = window_of(said.facts, said.published_at)
        if earlier.facts.scope is Scope.EVENT:
            return start <= earlier.published_at + self._gap
        first, last = window_of(earlier.facts, earlier.published_at)
        return first <= end and start <= last + LATE

    def _place_list(self, said: Said) -> None:
        recap = said.facts.scope is Scope.RECAP
        covered = set()
        for place in () if recap else said.facts.places:
            if (group := self._taking(place, said)) is not None:
                self._put(said, group, f"a list that names {place}")
                covered.add(place)
        rest = set(said.facts.places) - covered
        own = newest(group for group in self._lists if self._continues(said, group))
        summary = recap or is_summary(said)
        goes_on = own is not None and any(other.channel_id == said.channel_id for other in own.members)
        if said.role is Role.ENDS and covered and not goes_on:
            return
        if own is not None and (rest or summary or goes_on):
            own.places.update(said.facts.places)
            self._put(said, own, "the next list over several regions")
        elif rest or summary:
            self._open(said, "a summary of several regions" if summary else "names regions without an incident")

    def _continues(self, said: Said, group: Group) -> bool:
        if not group.takes(said):
            return False
        mine = any(other.channel_id == said.channel_id for other in group.members)
        return mine or not group.places.isdisjoint(said.facts.places)

    def _place_nowhere(self, said: Said) -> None:
        if is_event(said) and (like := self._alike(said)):
            for group in self._holding[key_of(like)]:
                self._put(said, group, "names no place; the same figure in like words minutes before")
            return
        last = self._last_of.get(said.channel_id)
        if last and said.facts.scope is Scope.EVENT and said.published_at - last.published_at <= SAME_TALK:
            groups = self._holding[key_of(last)]
            for group in groups:
                self._put(said, group, "names no place; what its channel spoke about last")
            return
        if open_group := self._taking(None, said):
            self._put(said, open_group, "neither names a place")
            return
        self._open(said, "names no place, and its channel spoke about none before")

    def _alike(self, said: Said) -> Said | None:
        """Another channel's statement of the last minutes with the same figure and the likest words."""
        best, found = float(LIKE_WORDS), None
        words = utils.default_process(said.sentence)
        for other in reversed(self._recent):
            if said.published_at - other.published_at > WAVE_WINDOW:
                break
            if said.facts.count is None or other.facts.count != said.facts.count or not is_event(other):
                continue
            if other.channel_id == said.channel_id or len(other.facts.places) != 1:
                continue
            like = fuzz.token_set_ratio(words, utils.default_process(other.sentence))
            if like > best:
                best, found = like, other
        return found


def _reason(said: Said) -> str:
    if said.facts.scope is Scope.RECAP:
        return "repeats what was said of this place before"
    if said.facts.scope is Scope.EVENT:
        return "same story and place within the gap"
    return "a total whose window touches this incident"
