"""Made-up nights with seeds: what was published, and what an editor would make of it, known by construction.

A mayor counts drone after drone, half the time in the same words; two governors do the same more slowly; a
region's headquarters tells some of the same events on its own; newsrooms forward, copy or retell most of it
minutes later; the ministry gives a list at dawn. Some numbers are corrected by an edit. The course of events,
delays and shares follow recorded nights; the words are our own.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bot.nights import Night

DUSK = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
"""The first evening's start; each seed has its own evening, days apart."""

SHARE_REPOSTED = 0.8
MEDIAN_LAG = timedelta(minutes=3)

_REGIONS = {
    "RU-MOW": ("made_mayor", None, "Москвой"),
    "RU-BEL": ("made_governor_bel", "made_headquarters", "Белгородской областью"),
    "RU-VOR": ("made_governor_vor", None, "Воронежской областью"),
}
_MEDIA = {
    "made_media_1": "Срочно",
    "made_media_2": "Наш корреспондент передаёт",
    "made_media_3": "Что известно к этому часу",
    "made_media_4": "Обстановка на сейчас",
    "made_media_5": "Ночная лента",
    "made_media_6": "Пишут подписчики и власти",
}
"""Newsrooms and how each opens a story: two of them never write alike unless they copy."""
_MINISTRY = "made_ministry"
_NUMBERS = {1: "один", 2: "два", 3: "три", 4: "четыре", 5: "пять", 6: "шесть", 7: "семь", 8: "восемь"}
_SERIAL = "Силами ПВО над {place} сбит {count} БПЛА. На месте падения обломков работают службы."
_VARIED = (
    "ПВО отразила атаку на регион: над {place} уничтожено дронов: {count}.",
    "Ещё {count} БПЛА подавлены средствами РЭБ над {place}, последствий на земле нет.",
    "Военные сбили над {place} {count} беспилотника, обломки упали в лесу.",
    "Над {place} дежурные расчёты уничтожили цели, число которых {count}.",
    "Воздушная атака продолжается, минус {count} аппарата над {place}.",
)
_HARM = "Обломки сбитого беспилотника повредили дом, над {place} уничтожено дронов: {count}."
_RETOLD = (
    "Власти: над {place} сбито ещё {count}.",
    "Новая атака на регион. Сбитых беспилотников {count}, пишет глава региона.",
    "{count} дрона уничтожили над {place} минуты назад, подробности позже.",
    "Глава региона рассказал о ликвидации беспилотников над {place}, их {count}.",
)
_UNCOUNTED = ("Над {place} снова работала ПВО, заявили власти.", "Очередной налёт на регион отбит, {place}.")


@dataclass(frozen=True, slots=True)
class _Event:
    """One event in the sky: where, when, how many, and the wave it is."""

    place: str
    at: datetime
    count: int
    wave: int
    harm: bool


@dataclass(slots=True)
class _Script:
    """Posts under way; `sums` are each source's counts per place, `totals` what replaces them."""

    random: Random
    posts: list[dict[str, Any]] = field(default_factory=list)
    sums: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    names: int = 0

    def name(self) -> str:
        self.names += 1
        return f"p{self.names}"

    def publish(self, at: datetime, channel: str, text: str, **more: Any) -> str:
        name = self.name()
        self.posts.append({"at": at.isoformat(), "channel": channel, "id": name, "text": text, **more})
        return name


def make_night(seed: int, *, mayors_waves: int = 30) -> Night:
    """The night of *seed*, always the same; *mayors_waves* events over the capital, fewer elsewhere."""
    random = Random(seed)
    script = _Script(random)
    dusk = DUSK + timedelta(days=2 * seed)
    spans: dict[str, tuple[datetime, datetime]] = {}
    for place, waves, pause in (
        ("RU-MOW", mayors_waves, 10),
        ("RU-BEL", mayors_waves // 3, 25),
        ("RU-VOR", mayors_waves // 4, 35),
    ):
        events = _events(random, place, dusk + timedelta(minutes=random.uniform(20, 120)), waves, pause)
        spans[place] = events[0].at, events[-1].at
        _tell(script, place, events)
    _sum_up(script, dusk, spans)
    return _night(seed, script, spans)


def _events(random: Random, place: str, first: datetime, waves: int, pause: float) -> list[_Event]:
    events, at = [], first
    for wave in range(1, waves + 1):
        count = random.choices((1, 2, 3, 4, 5, 8), (50, 20, 12, 8, 5, 5))[0]
        events.append(_Event(place, at.replace(microsecond=0), count, wave, random.random() < 0.1))
        at += timedelta(minutes=min(150.0, 2 + random.expovariate(1 / (pause - 2))))
    return events


def _tell(script: _Script, place: str, events: list[_Event]) -> None:
    random = script.random
    official, second, words = _REGIONS[place]
    incident = place.lower()
    start = events[0].at - timedelta(minutes=random.uniform(5, 60))
    alarm = {"kinds": ["alert"], "places": [place]}
    script.publish(start, official, f"Опасность атаки БПЛА: {words}.", labels=alarm, expected=_in(incident))
    for event in events:
        text = _text(random, event, words)
        original = script.publish(
            event.at, official, text, labels=_labels(event), expected=_in(incident, event.wave)
        )
        _mend(script, original, event, official, text)
        if second and random.random() < 0.6:
            told = "Оперативный штаб: " + random.choice(_VARIED).format(
                place=words, count=_NUMBERS[event.count]
            )
            at = event.at + timedelta(minutes=random.uniform(0.5, 8))
            script.publish(at, second, told, labels=_labels(event), expected=_in(incident, event.wave))
            script.sums[second][incident] += event.count
        for media in _MEDIA:
            if random.random() < SHARE_REPOSTED * (1.0 if place == "RU-MOW" else 0.5):
                _repost(script, media, event, original, text, words)
    end = events[-1].at + timedelta(minutes=random.uniform(15, 80))
    clear = {"kinds": ["all-clear"], "places": [place]}
    script.publish(end, official, f"Отбой опасности атаки БПЛА: {words}.", labels=clear, expected=_in(incident))
    if random.random() < 0.5:
        total = script.sums[official][incident]
        script.publish(
            end + timedelta(minutes=5),
            official,
            f"За ночь над {words} сбито {total} БПЛА.",
            labels={"kinds": ["interception"], "count": total, "scope": "running_total", "places": [place]},
            expected=_in(incident),
        )


def _text(random: Random, event: _Event, words: str) -> str:
    form = _HARM if event.harm else _SERIAL if random.random() < 0.5 else random.choice(_VARIED)
    return form.format(place=words, count=_NUMBERS[event.count])


def _labels(event: _Event, **other: Any) -> dict[str, Any]:
    labels: dict[str, Any] = {"kinds": ["interception"], "count": event.count, "places": [event.place]}
    if event.harm:
        labels |= {"kinds": ["interception", "attack"], "damage": "повредили дом"}
    return labels | other


def _in(incident: str, wave: int = 0) -> dict[str, Any]:
    return {"incidents": [incident], "wave": wave}


def _mend(script: _Script, original: str, event: _Event, official: str, text: str) -> None:
    """Count the statement, and now and then correct its number later."""
    script.sums[official][event.place.lower()] += event.count
    if event.count > 1 and script.random.random() < 0.04:
        right = event.count - 1
        script.posts.append(
            {
                "at": (event.at + timedelta(minutes=script.random.uniform(31, 90))).isoformat(),
                "channel": official,
                "edits": original,
                "text": text.replace(_NUMBERS[event.count], _NUMBERS[right]),
                "labels": _labels(event, count=right),
                "expected": _in(event.place.lower(), event.wave),
            }
        )
        script.sums[official][event.place.lower()] -= 1


def _repost(script: _Script, media: str, event: _Event, original: str, text: str, words: str) -> None:
    random = script.random
    lag = MEDIAN_LAG * random.lognormvariate(0, 0.7)
    at = event.at + min(lag, timedelta(minutes=19))
    way = random.random()
    expected = _in(event.place.lower(), event.wave)
    if way < 0.3:
        labels = _labels(event)
        script.publish(at, media, text, forwards=original, labels=labels, expected=expected)
    elif way < 0.55:
        script.publish(at, media, text, labels=_labels(event), expected=expected)
    elif way < 0.9:
        told = f"{_MEDIA[media]}. " + random.choice(_RETOLD).format(place=words, count=_NUMBERS[event.count])
        script.publish(at, media, told, labels=_labels(event, damage=None), expected=expected)
        script.sums[media][event.place.lower()] += event.count
    else:
        told = f"{_MEDIA[media]}. " + random.choice(_UNCOUNTED).format(place=words)
        script.publish(at, media, told, labels=_labels(event, count=None, damage=None), expected=expected)


def _sum_up(script: _Script, dusk: datetime, spans: dict[str, tuple[datetime, datetime]]) -> None:
    """The ministry's list at dawn over the three regions and two more, never below the officials' counts."""
    random = script.random
    end = max(last for _, last in spans.values()) + timedelta(minutes=90)
    by_place = {
        place: script.sums[_REGIONS[place][0]][place.lower()] + random.randint(0, 3) for place in _REGIONS
    } | {"RU-BRY": random.randint(1, 20), "RU-KRS": random.randint(1, 9)}
    items = "\n".join(f"• {count} – {place}" for place, count in by_place.items())
    script.publish(
        end + timedelta(minutes=20),
        _MINISTRY,
        f"За ночь уничтожено {sum(by_place.values())} беспилотников:\n{items}",
        labels={
            "kinds": ["interception"],
            "count": sum(by_place.values()),
            "scope": "period",
            "places": sorted(by_place),
            "by_place": by_place,
            "period": {"start": dusk.isoformat(), "end": end.isoformat()},
        },
        expected={"incidents": [*(place.lower() for place in spans), "list"]},
    )
    for place in spans:
        script.sums[_MINISTRY][place.lower()] = by_place[place]
    script.sums[_MINISTRY]["list"] = sum(by_place.values())


def _night(seed: int, script: _Script, spans: dict[str, tuple[datetime, datetime]]) -> Night:
    handles = [handle for official, second, _ in _REGIONS.values() for handle in (official, second) if handle]
    listed = ["RU-BEL", "RU-BRY", "RU-KRS", "RU-MOW", "RU-VOR"]
    expected: dict[str, Any] = {}
    for incident in [*(place.lower() for place in spans), "list"]:
        figures = {channel: str(sums[incident]) for channel, sums in script.sums.items() if sums.get(incident)}
        places = listed if incident == "list" else [incident.upper()]
        expected[incident] = {"places": places, "figures": figures}
    return Night.model_validate(
        {
            "title": f"Made-up night {seed}",
            "channels": [
                {"handle": handle, "title": handle, "authority": "media" if handle in _MEDIA else "official"}
                for handle in (*handles, *_MEDIA, _MINISTRY)
            ],
            "expected": expected,
            "posts": sorted(script.posts, key=lambda post: datetime.fromisoformat(post["at"])),
        }
    )
