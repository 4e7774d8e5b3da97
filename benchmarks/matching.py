"""How many posts a second are matched, beside plain RapidFuzz over the same examples.

Times are of the processor; compare ratios within one run.

Posts are 384 characters long, put together from the labelled statements: ordinary news (statements that match
nothing, with one on the subject among twenty), and a worst case in which every post is on the subject. Patterns
beyond the shipped ones are made of 24 words of those very statements each, so that they are met all the time.
"""

import json
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.rules.compiling import comparable
from bot.rules.matching import Matcher
from bot.rules.text import read_text
from bot.watchlist.channels import Authority
from bot.watchlist.patterns import Evidence, Examples, Pattern, Titles, load_patterns

ROOT = Path(__file__).parents[1]
LENGTH = 384
POSTS = 400
EXAMPLES = 5
SIZES = (1, 10, 100, 1000)


def statements() -> Iterator[tuple[str, bool]]:
    """Texts of the tuned statements, and whether each matches anything."""
    for path in sorted((ROOT / "seeds" / "statements").glob("tuned-*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            data = json.loads(line)
            yield data["text"], bool(data["patterns"])


def posts(texts: Sequence[str], chance: random.Random) -> list[str]:
    """*texts* shuffled, put together and cut to length."""
    shuffled = list(texts)
    chance.shuffle(shuffled)
    joined = "\n".join(shuffled)
    return [joined[start : start + LENGTH] for start in range(0, len(joined) - LENGTH, LENGTH)][:POSTS]


def made_up(count: int, texts: Sequence[str], chance: random.Random) -> Iterator[Pattern]:
    """Patterns of words that the posts hold."""
    words = sorted({token.word for text in texts for token in read_text(text).tokens if len(token.word) > 5})
    words = [word for word in words if word.isalpha() and word[0] > "\u0250"]
    for number in range(count):
        chosen = chance.sample(words, 24)
        yield Pattern(
            id=f"made-up-{number}",
            title=Titles(ru="x", uk="x", en="x"),
            evidence=(
                Evidence.model_validate({"as": "one", "any": tuple(chosen[:12]), "points": 30}),
                Evidence.model_validate({"as": "other", "any": tuple(chosen[12:]), "points": 30}),
            ),
            examples=Examples(points=10, texts=tuple(chance.sample(texts, EXAMPLES))),
        )


def per_second(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Texts a second, of the faster of two runs: the first also fills the caches."""
    best = 0.0
    for _ in range(2):
        start = time.process_time()
        for text in texts:
            work(text)
        best = max(best, len(texts) / (time.process_time() - start))
    return best


def main() -> None:
    chance = random.Random(7)
    labelled = list(statements())
    ordinary, subject = ([text for text, matches in labelled if matches is wanted] for wanted in (False, True))
    news, dense = posts(ordinary, chance), posts(subject, chance)
    mixed = [dense[index // 20] if index % 20 == 0 else text for index, text in enumerate(news)]
    shipped, vocabulary, _ = load_patterns(ROOT / "config" / "patterns")
    shipped = tuple(sorted(shipped, key=lambda pattern: -len(pattern.examples.texts)))
    print(" patterns    forms  ordinary/s   worst/s  RapidFuzz/s   times  load s")
    for size in SIZES:
        extra = tuple(made_up(max(0, size - len(shipped)), ordinary, random.Random(size)))
        patterns = (*shipped[:size], *extra)
        start = time.process_time()
        matcher = Matcher(patterns, vocabulary)
        loading = time.process_time() - start
        examples = [comparable(read_text(text).sentences) for each in patterns for text in each.examples.texts]

        def ours(text: str, matcher: Matcher = matcher) -> object:
            return matcher.match(read_text(text), Authority.OFFICIAL)

        def plain(text: str, examples: list[str] = examples) -> object:
            compared = comparable(read_text(text).sentences)
            return process.extractOne(compared, examples, scorer=fuzz.token_set_ratio)

        usual, worst = per_second(ours, mixed), per_second(ours, dense)
        fuzzy = per_second(plain, mixed[: max(20, 4000 // len(examples))])
        print(
            f"{size:>8} {matcher.forms:>8} {usual:>11.0f} {worst:>9.0f} {fuzzy:>12.1f} "
            f"{usual / fuzzy:>7.1f} {loading:>7.2f}"
        )
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory of this process with all of it: {kilobytes / 1024:.0f} MB")


if __name__ == "__main__":
    main()
