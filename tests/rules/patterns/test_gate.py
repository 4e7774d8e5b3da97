"""What is left unread would not have matched: with and without the gate the hits are the same."""

import json
import random
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rulebook import Rulebook
from bot.rules.language.text import Language, read_letters, read_sentences
from bot.rules.patterns.scoring import Scored
from bot.rules.reading import explain, read
from bot.watchlist.channels import Authority, Channel

NOON = datetime(2026, 5, 13, 9, tzinfo=UTC)
SEEDS = Path(__file__).parents[3] / "seeds" / "statements"


@cache
def statements() -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(SEEDS.glob("tuned-*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


@cache
def texts() -> list[str]:
    return [statement["text"] for statement in statements()]


def with_and_without(
    rulebook: Rulebook, text: str, authority: Authority | None, language: Language = "ru"
) -> tuple[tuple[Scored, ...], tuple[Scored, ...]]:
    """As a post is read; and every pattern asked about every sentence, what lies under its review threshold
    dropped."""
    matcher = rulebook.rules.matcher
    letters = read_letters(text, language=language)
    sentences = read_sentences(letters)
    gated = matcher.match(sentences, authority) if matcher.could_match(letters, authority) else ()
    review = {pattern.id: pattern.review for pattern in rulebook.rules.patterns}
    weighed = matcher.match(sentences, authority, everything=True)
    return gated, tuple(scored for scored in weighed if scored.score >= review[scored.pattern_id])


def test_every_labelled_statement_reads_the_same_with_and_without_the_gate(rulebook: Rulebook) -> None:
    for number, text in enumerate(texts()):
        authority = (*Authority, None)[number % 4]
        gated, ungated = with_and_without(rulebook, text, authority)
        assert gated == ungated, text


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from((*Authority, None)), st.sampled_from(("ru", "uk")))
def test_shuffled_clipped_and_mistyped_texts_read_the_same_with_and_without_the_gate(
    rulebook: Rulebook, chance: random.Random, authority: Authority | None, language: Language
) -> None:
    words = " ".join(chance.sample(texts(), 3)).split(" ")
    start = chance.randrange(len(words))
    words = words[start : start + chance.randint(1, 40)]
    if chance.random() < 0.3:
        chance.shuffle(words)
    for _ in range(chance.randint(0, 3)):
        place = chance.randrange(len(words))
        word = words[place]
        cut = chance.randrange(len(word) + 1)
        words[place] = chance.choice(
            (word[:cut] + word[cut + 1 :], word[:cut] + "о" + word[cut:], word.upper())
        )
    text = chance.choice((" ", "\n", ". ")).join(words)
    gated, ungated = with_and_without(rulebook, text, authority, language)
    assert gated == ungated


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=120), st.text(alphabet="абвіїa1٣0.,:!?'’-—«»\n \u00ad•🔹(", max_size=60)),
    st.sampled_from(("ru", "uk", "en")),
)
def test_the_words_of_a_post_hold_every_word_of_its_sentences(text: str, language: Language) -> None:
    letters = read_letters(text, language=language)
    tokens = read_sentences(letters).tokens
    assert {token.word for token in tokens if token.is_word or token.is_number} <= letters.words


def test_ordinary_news_is_not_read(rulebook: Rulebook) -> None:
    news = "Детская поликлиника открылась после ремонта. В субботу школьников ждёт ярмарка мёда."
    assert not rulebook.rules.matcher.could_match(read_letters(news), Authority.OFFICIAL)


def test_a_mistyped_word_opens_the_gate(rulebook: Rulebook) -> None:
    letters = read_letters("Ночью над городом сбиты два беспилотинка.")
    assert rulebook.rules.matcher.could_match(letters, None)


def test_hits_and_near_misses_with_their_facts_are_those_of_the_full_explanation(rulebook: Rulebook) -> None:
    channel = Channel(handle="governor_x", title="A governor", places=("RU-BEL",), timezone="Europe/Moscow")
    review = {pattern.id: pattern.review for pattern in rulebook.rules.patterns}
    several = [statement["text"] for statement in statements() if len(statement["patterns"]) > 1]
    for text in several[:60]:
        hits = read(rulebook.rules, text, channel=channel, posted_at=NOON)
        whole = explain(rulebook.rules, text, channel=channel, posted_at=NOON)
        assert hits == tuple(hit for hit in whole if hit.score >= review[hit.pattern_id])
