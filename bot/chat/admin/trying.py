"""Trying rules out in the chat, for admins: /reload, /test and /watch."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from bot.chat.admin.status import shortened
from bot.chat.claims import claim_of
from bot.chat.context import Asked, Controls, Services
from bot.chat.languages import Voice, mark
from bot.chat.markup import Markup, bold, clean, code, fill, join, plain, quote
from bot.chat.questions.asking import reader_of
from bot.chat.questions.why import points
from bot.chat.rendered import Rendered
from bot.chat.wording import Wording
from bot.errors import ConfigError, SourceError
from bot.rulebook import Changes, Rulebook
from bot.rules.language.text import fold, language_of
from bot.rules.reading import explain, read, regions_named
from bot.values import FetchedPost, Hit, IncidentView, Role, StatementView
from bot.watchlist.channels import Authority, Channel

MAX_PROBLEM: Final = 300
MAX_NAMED: Final = 30
MAX_HITS: Final = 4
MAX_TESTED: Final = 4000
MAX_SENTENCE: Final = 300
MANY_POSTS: Final = 10
"""So many say what a channel is about; of fewer one night at one place is the most."""
_CLOCKS: Final = {"ru": "Europe/Moscow", "uk": "Europe/Kyiv", "en": "UTC"}
NOT_HERE: Final = mark("This bot runs without its config folder, so there is nothing to try out.")


async def reload(question: Asked, services: Services) -> Rendered:
    """/reload - take over what was changed in the config folder, or say what is wrong with it."""
    words = Wording(await reader_of(question, services), services.names())
    if services.controls is None:
        return Rendered(words.say(NOT_HERE))
    try:
        changed = await services.controls.reload()
    except ConfigError as error:
        return Rendered(render_problems([str(problem) for problem in error.problems], words))
    return Rendered(render_changes(changed, words))


def render_problems(problems: Sequence[str], words: Wording) -> Markup:
    """What is wrong with the config folder: the lines of `check`."""
    count = len(problems)
    title = words.say.count(
        "Nothing was changed: there is {n} problem.", "Nothing was changed: there are {n} problems.", count
    )
    lines = [quote(clean(problem, limit=MAX_PROBLEM)) for problem in problems]
    return shortened([bold(title), *lines], words.say)


def render_changes(changed: Changes, words: Wording) -> Markup:
    """What a changed config folder brought."""
    say = words.say
    if not changed:
        return say("Nothing in the config folder has changed.")
    lines = [bold(say("The config folder is in force now."))]
    for title, names in (
        (say("New: {names}", names=_listed(changed.added)), changed.added),
        (say("Gone: {names}", names=_listed(changed.removed)), changed.removed),
        (say("Changed: {names}", names=_listed(changed.changed)), changed.changed),
    ):
        if names:
            lines.append(title)
    return shortened(lines, say)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:MAX_NAMED]) + (" …" if len(names) > MAX_NAMED else "")


async def test(question: Asked, services: Services) -> Rendered:
    """/test [@channel] text - what a text would match, why, and what a card would say."""
    reader = await reader_of(question, services)
    words = Wording(reader, services.names())
    if services.controls is None:
        return Rendered(words.say(NOT_HERE))
    first, _, rest = question.said.text.partition(" ")
    handle = first.lstrip("@") if first.startswith("@") else None
    text = (rest if handle else question.said.text)[:MAX_TESTED].strip()
    rulebook = services.controls.rulebook()
    channel = rulebook.channel(handle)
    if handle and channel is None:
        return Rendered(words.say("I read no channel “{value}”.", value=clean(handle, limit=40)))
    if not text:
        example = code("/test @mos_sobyanin …")
        return Rendered(
            words.say(
                "Write the text after the command, and before it, if you like, a channel: {example}",
                example=example,
            )
        )
    hits = explain(rulebook.rules, text, channel=channel, posted_at=reader.now)
    if not hits:
        return Rendered(words.say("Nothing in it points to any kind of incident."))
    blocks = [_hit(hit, rulebook, words, reader.now) for hit in hits[:MAX_HITS]]
    return Rendered(shortened([line for block in blocks for line in (*block, plain(" "))][:-1], words.say))


def _hit(hit: Hit, rulebook: Rulebook, words: Wording, now: datetime) -> list[Markup]:
    """The verdict on one pattern: a line, the sentence, what the card would say, the points."""
    pattern = next(each for each in rulebook.watchlist.patterns if each.id == hit.pattern_id)
    kind = bold(words.kind(hit.pattern_id))
    if hit.accepted:
        verdict = words.say(
            "✅ {kind}: {n} points, {needed} are needed", kind=kind, n=hit.score, needed=pattern.accept
        )
    elif hit.score >= pattern.review:
        verdict = words.say(
            "🟡 nearly {kind}: {n} points of {needed}", kind=kind, n=hit.score, needed=pattern.accept
        )
    else:
        verdict = words.say(
            "⚪ not {kind}: {n} points of {needed}", kind=kind, n=hit.score, needed=pattern.accept
        )
    lines = [verdict, quote(clean(hit.sentence, limit=MAX_SENTENCE))]
    if hit.accepted:
        lines.append(_claim(hit, pattern.story, pattern.role, words, now))
    return [line for line in (*lines, *points(hit.points, words)) if line]


def _claim(hit: Hit, story: str, role: Role, words: Wording, now: datetime) -> Markup:
    """What a card would say of it: place, numbers, circumstances."""
    statement = StatementView(
        statement_id=0,
        handle="test",
        source=words.say("this text").text,
        message_id=0,
        published_at=now,
        kinds=(hit.pattern_id,),
        sentence=hit.sentence,
        facts=hit.facts,
        role=role,
    )
    view = IncidentView(0, story, hit.facts.places, role, "open", now, now, None, 1, (statement,))
    return join("\n", [words.places(view.places), claim_of([statement], view, words)])


async def watch(question: Asked, services: Services) -> Rendered:
    """/watch add @channel - the lines to add to the watch list, and what the last posts would have matched."""
    reader = await reader_of(question, services)
    words = Wording(reader, services.names())
    if services.controls is None:
        return Rendered(words.say(NOT_HERE))
    handle = next((arg for arg in question.args if arg.casefold() != "add"), "")
    handle = handle.removeprefix("https://").removeprefix("t.me/").removeprefix("s/").strip("@/")
    if not handle:
        return Rendered(words.say("Write the channel's name: {example}", example=code("/watch add @name")))
    rulebook = services.controls.rulebook()
    if rulebook.channel(handle):
        return Rendered(words.say("@{handle} is watched already.", handle=clean(handle, limit=40)))
    return Rendered(await _draft(handle, services.controls, rulebook, words))


async def _draft(handle: str, controls: Controls, rulebook: Rulebook, words: Wording) -> Markup:
    try:
        reading = await controls.read(handle)
    except SourceError as error:
        return words.say("It cannot be read: {error}", error=clean(str(error), limit=MAX_PROBLEM))
    posts = [post for post in reading.posts if post.text]
    channel = _guessed(reading.handle, reading.title, posts, rulebook)
    matches = list(_matches(posts, channel, rulebook))
    lines = [
        words.say("Lines to add under {key} in {file}:", key=code("channels"), file=code("watchlist.yaml")),
        code("\n".join(_yaml_lines(channel, len(posts), words.say))),
        words.say.count("It has {n} post with text.", "Its last {n} posts with text were read.", len(posts)),
        words.say.count("{n} of them would have matched:", "{n} of them would have matched:", len(matches))
        if matches
        else words.say("None of them would have matched."),
        *(_match(post, hit, only, words) for post, hit, only in matches),
    ]
    return shortened(lines, words.say)


def _guessed(handle: str, title: str | None, posts: Sequence[FetchedPost], rulebook: Rulebook) -> Channel:
    """The channel as its posts let one guess; who speaks on it they do not show."""
    spoken = Counter(language_of(fold(post.text)) for post in posts)
    language = spoken.most_common(1)[0][0] if spoken else "ru"
    return Channel(
        handle=handle,
        title=clean(title or handle, limit=120),
        timezone=_CLOCKS[language],
        language=language,
        places=_home(posts, rulebook),
    )


def _home(posts: Sequence[FetchedPost], rulebook: Rulebook) -> tuple[str, ...]:
    """The region that most of many posts name, else none: what names no place would be told of a wrong one."""
    if len(posts) < MANY_POSTS:
        return ()
    named = Counter(code for post in posts for code in regions_named(rulebook.rules, post.text))
    return tuple(code for code, count in named.most_common(1) if count * 2 > len(posts))


def _yaml_lines(channel: Channel, seen: int, say: Voice) -> Iterator[str]:
    """The entry of a channel as it stands in `watchlist.yaml`, after *seen* posts.

    Comments have lines of their own: a phone would wrap them into the middle of a value. `authority` holds
    all three words, which `check` refuses: a wrong one would tell rumours as official statements.
    """
    title = channel.title.replace("\\", "\\\\").replace('"', '\\"')
    who = say("keep one word: official for an office, media for news, monitor for who warns of what flies")
    guess = say.count("a guess from {n} post, please check", "a guess from {n} posts, please check", seen)
    by_language = say("a guess from the language, please check")
    yield f"  - handle: {channel.handle}"
    yield f'    title: "{title}"'
    yield f"    # {who.text}"
    yield f"    authority: {' | '.join(Authority)}"
    yield f"    # {guess.text}"
    yield f"    language: {channel.language}"
    yield f"    # {by_language.text}"
    yield f"    timezone: {channel.timezone}"
    if channel.places:
        yield f"    # {guess.text}"
        yield f"    places: [{', '.join(channel.places)}]"
    else:
        missing = say("if it speaks for one region, add that one's code from places.yaml, such as")
        yield f"    # {missing.text} places: [RU-MOW]"


def _matches(
    posts: Sequence[FetchedPost], channel: Channel, rulebook: Rulebook
) -> Iterator[tuple[FetchedPost, Hit, tuple[Authority, ...]]]:
    """Posts that match, each with its best hit and where not on every kind of channel with those on which."""
    channels = [channel.model_copy(update={"authority": authority}) for authority in Authority]
    for post in reversed(posts):
        found = {}
        for each in channels:
            hits = read(rulebook.rules, post.text, channel=each, posted_at=post.published_at)
            if accepted := [hit for hit in hits if hit.accepted]:
                found[each.authority] = accepted[0]
        if found:
            best = max(found.values(), key=lambda hit: hit.score)
            yield post, best, () if len(found) == len(channels) else tuple(found)


def _match(post: FetchedPost, hit: Hit, only: Sequence[Authority], words: Wording) -> Markup:
    shown = fill(
        "{time} {kind} ({score}): {sentence}",
        time=words.time(post.published_at, post.handle),
        kind=bold(words.kind(hit.pattern_id)),
        score=hit.score,
        sentence=clean(hit.sentence, limit=160),
    )
    if not only:
        return shown
    return join(" ", [shown, words.say("(only with authority: {words})", words=", ".join(only))])
