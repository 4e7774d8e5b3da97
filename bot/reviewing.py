"""`python -m bot review`: what the rules may have overlooked, from the archive, for a person to look at."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.progress import track

from bot.rulebook import Rulebook
from bot.rules.language.text import read_text
from bot.rules.overlooked import Watch
from bot.store.posts import Published
from bot.values import Hit

SHOWN = 300
"""Characters of a text that are shown."""


@dataclass(frozen=True, slots=True)
class Overlooked:
    """A post that matched nothing: `near` are its near misses, else it only names a weapon, by `words`."""

    post: Published
    near: tuple[Hit, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What was looked through, newest first. `matched` counts the posts that match something."""

    posts: int
    matched: int
    overlooked: tuple[Overlooked, ...]


def review(rulebook: Rulebook, posts: Iterable[Published]) -> Review:
    """Read *posts* with today's rules and keep what names a weapon, or nearly matches, and matches nothing."""
    watch = Watch(rulebook.watchlist.vocabulary)
    console = Console(stderr=True)
    found: list[Overlooked] = []
    total = matched = 0
    for post in track(
        list(posts), "Reading posts", console=console, transient=True, disable=not console.is_terminal
    ):
        total += 1
        hits = rulebook.hits(post.text, handle=post.handle, posted_at=post.published_at)
        if any(hit.accepted for hit in hits):
            matched += 1
        elif (words := watch.names(read_text(post.text))) or hits:
            found.append(Overlooked(post, hits, words))
    return Review(total, matched, tuple(found))


def as_json(review: Review) -> dict[str, Any]:
    """The review for programs."""
    return {
        "posts": review.posts,
        "matched": review.matched,
        "overlooked": [
            {
                "url": one.post.url,
                "published_at": one.post.published_at.isoformat(),
                "text": one.post.text,
                "names": list(one.words),
                "near": [{"pattern": hit.pattern_id, "score": hit.score} for hit in one.near],
            }
            for one in review.overlooked
        ],
    }


def render(review: Review, *, since: datetime) -> str:
    """The review for a person: counts, then near misses (the nearest first), then what only names a weapon."""
    near = sorted((one for one in review.overlooked if one.near), key=lambda one: -one.near[0].score)
    silent = [one for one in review.overlooked if not one.near]
    lines = [
        f"{review.posts} posts since {since:%Y-%m-%d %H:%M} UTC: {review.matched} match something, "
        f"{len(near)} nearly do, {len(silent)} name a drone or a missile and match nothing."
    ]
    kinds = Counter(one.near[0].pattern_id for one in near)
    if kinds:
        lines.append("Near misses: " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    for one in near:
        hit = one.near[0]
        lines += ["", f"{one.post.url}  {hit.pattern_id}, {hit.score} points", f"  {hit.sentence}"]
        lines += [f"  {point.points:+d} {point.why} [{', '.join(point.words)}]" for point in hit.points]
    for one in silent:
        text = " ".join(one.post.text.split())
        shown = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
        lines += ["", f"{one.post.url}  names {', '.join(one.words)}", f"  {shown}"]
    return "\n".join(lines)
