"""How many posts a second are matched, beside plain RapidFuzz over the same examples.

Times are of the processor; compare ratios within one run. Posts are 384 characters long. "News" are what most
channels post all day, with one statement on the subject among twenty posts; "worst" are statements on the
subject only, near misses included. Patterns beyond the shipped ones are made of 24 words of those statements
each, so that among a thousand of them most ordinary posts match some. Posts are read as the bot reads them: a
look at their words first, the garbage collector's looks kept short. Plain RapidFuzz compares every window of
one or two sentences with every example of every pattern.
"""

import json
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process
from results import result

from bot.collecting import short_looks
from bot.rules.language.text import read_letters, read_sentences, read_text
from bot.rules.patterns.compiling import comparable
from bot.rules.patterns.matching import Matcher
from bot.watchlist.channels import Authority
from bot.watchlist.patterns import Evidence, Examples, Pattern, Titles, load_patterns

ROOT = Path(__file__).parents[1]
LENGTH = 384
POSTS = 400
EXAMPLES = 5
SIZES = (1, 10, 100, 1000)
TARGETS = {10: 3000.0, 1000: 1500.0}
"""News posts a second, by the number of patterns."""
TIMES = 100.0
"""As often as plain RapidFuzz, at the most patterns."""


NEWS = """
На улице Садовой завершили ремонт тротуаров и поставили новые фонари.
Детская поликлиника получила аппарат для проверки слуха.
В субботу на набережной откроется ярмарка мёда, приходите семьями.
Автобус номер двенадцать с понедельника пойдёт по новому маршруту через вокзал.
Синоптики обещают похолодание и небольшой дождь во второй половине дня.
Юные шахматисты вернулись с областного первенства с двумя кубками.
Коммунальщики меняют трубы на Лесной, холодной воды не будет до шести вечера.
Библиотека имени Пушкина приглашает на вечер сказок для дошкольников.
В роддоме за сутки родились девять малышей, поздравляем родителей!
Приём заявок на льготные кредиты для фермеров продлён до конца месяца.
У міському парку висадили сорок молодих лип та облаштували доріжки.
Школярі з Полтави перемогли на олімпіаді з математики.
Водоканал попереджає про зниження тиску у верхніх поверхах.
Театр ляльок запрошує на прем'єру, квитки вже у продажу.
The city council approved the budget for new playgrounds on Monday.
A local bakery celebrated its fiftieth birthday with free bread for everyone.
The river ferry returns to its summer timetable next week.
""".strip().splitlines()
"""Ordinary lines, written for this purpose."""


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
    """Texts a second, of the fastest of three runs: the first also fills the caches."""
    best = 0.0
    for _ in range(3):
        start = time.process_time()
        for text in texts:
            work(text)
        best = max(best, len(texts) / (time.process_time() - start))
    return best


def main() -> None:
    chance = random.Random(7)
    labelled = list(statements())
    subject = [text for text, _ in labelled]
    news, dense = posts(NEWS * 200, chance), posts(subject, chance)
    mixed = [dense[index // 20] if index % 20 == 0 else text for index, text in enumerate(news)]
    found, vocabulary, problems = load_patterns(ROOT / "config" / "patterns")
    assert vocabulary is not None, problems
    shipped = tuple(sorted((pattern for _, pattern in found), key=lambda each: -len(each.examples.texts)))
    print(" patterns    forms      news/s   worst/s  RapidFuzz/s   times  load s")
    for size in SIZES:
        extra = tuple(made_up(max(0, size - len(shipped)), subject, random.Random(size)))
        patterns = (*shipped[:size], *extra)
        start = time.process_time()
        matcher = Matcher(patterns, vocabulary)
        loading = time.process_time() - start
        examples = [
            [comparable(read_text(text).sentences) for text in pattern.examples.texts] for pattern in patterns
        ]

        def ours(text: str, matcher: Matcher = matcher) -> object:
            letters = read_letters(text)
            if not matcher.could_match(letters, Authority.OFFICIAL):
                return ()
            return matcher.match(read_sentences(letters), Authority.OFFICIAL)

        def plain(text: str, examples: list[list[str]] = examples) -> float:
            sentences = read_text(text).sentences
            windows = [sentences[start : start + size] for size in (1, 2) for start in range(len(sentences))]
            return max(
                process.extractOne(comparable(window), each, scorer=fuzz.token_set_ratio)[1]
                for window in windows
                for each in examples
                if each
            )

        usual, worst = per_second(ours, mixed), per_second(ours, dense)
        fuzzy = per_second(plain, mixed[: max(10, 4000 // len(examples))])
        print(
            f"{size:>8} {matcher.forms:>8} {usual:>11.0f} {worst:>9.0f} {fuzzy:>12.1f} "
            f"{usual / fuzzy:>7.1f} {loading:>7.2f}"
        )
        result(
            f"{size} patterns: news posts matched on one core", usual, "a second", at_least=TARGETS.get(size)
        )
        times = TIMES if size == SIZES[-1] else None
        result(f"{size} patterns: the same, times plain RapidFuzz", usual / fuzzy, "times", at_least=times)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory of this process with all of it: {kilobytes / 1024:.0f} MB")


if __name__ == "__main__":
    with short_looks():
        main()
