"""A sentence as figures are read in it: its words, their marks, and what went before."""

from dataclasses import dataclass
from functools import cached_property

from bot.rules.facts.figure_words import AFTERMATH, CLAUSE, MORE, NOT, NOT_ONE, REACHED
from bot.rules.facts.lexicon import Mark, marks_of
from bot.rules.language.text import Sentence, Token


@dataclass(frozen=True)
class View:
    """A sentence with the marks of its words, and what is known from the sentences before it.

    `inherited`: the sentence before speaks of downing and this one goes on. `placed`: a place is named here.
    `lenient`: nothing was found strictly, so every verb that does not launch or hit is taken for a downing.
    """

    sentence: Sentence
    inherited: bool = False
    placed: bool = False
    lenient: bool = False

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The sentence's tokens."""
        return self.sentence.tokens

    @cached_property
    def kinds(self) -> list[int]:
        """The marks of each token."""
        return marks_of(self.sentence.tokens)

    @cached_property
    def downed(self) -> list[int]:
        """Indexes of the words of downing; "did not reach its target" is one."""
        found = [i for i, kind in enumerate(self.kinds) if kind & Mark.DOWNED and _is_downing(self, i)]
        return found or [
            i
            for i in range(1, len(self.kinds))
            if self.word(i).startswith(REACHED)
            and (self.word(i - 1) in NOT or self.word(0) in {"none", "neither"})
        ]

    @cached_property
    def otherwise(self) -> list[int]:
        """Indexes of words that say something else befell them."""
        aftermath = any(token.word in AFTERMATH for token in self.tokens)
        forgiven = Mark.FALLEN if aftermath and (self.lenient or self.downed) else 0
        return [
            i
            for i, kind in enumerate(self.kinds)
            if ((kind & Mark.OTHERWISE and not self._failed(i)) or self._failed_apart(i))
            and not kind & forgiven
            and i not in self.downed
            and not (self.word(i - 1) in NOT and i in self.downed)
        ]

    def _failed(self, index: int) -> bool:
        """Whether "did not reach" stands at *index*."""
        return self.word(index).startswith(REACHED) and self.word(index - 1) in NOT

    def _failed_apart(self, index: int) -> bool:
        """Whether "did not reach" at *index* is told beside a downing, of others: "five downed, one did not
        arrive".
        """
        if not self._failed(index):
            return False
        if any(self.word(i) in NOT_ONE for i in range(index)):
            # "Жоден із дев'яти до цілей не долетів, усі знищено."
            return False
        return not any(
            all(self.word(i) not in CLAUSE | {","} for i in range(min(index, verb), max(index, verb)))
            for verb in self.downed
        )

    @property
    def launched(self) -> bool:
        """Whether anything but a downing is said of what flies here."""
        return any(kind & Mark.OTHERWISE for kind in self.kinds)

    @property
    def harmful(self) -> bool:
        """Whether the sentence speaks of victims or damage, so that its numbers are likely theirs."""
        return any(kind & Mark.HARM for kind in self.kinds)

    @property
    def own(self) -> bool | None:
        """Whether the sentence itself speaks of downing; None where it has no verb of its own."""
        if self.downed:
            return True
        return False if self.otherwise or any(kind & Mark.HARM for kind in self.kinds) else None

    @property
    def active(self) -> bool:
        """Whether figures of this sentence can be of downed ones at all."""
        return bool(self.downed) or self.lenient or (self.inherited and self.own is None)

    def word(self, index: int) -> str:
        """The word at *index*, "" outside the sentence."""
        return self.tokens[index].word if 0 <= index < len(self.tokens) else ""

    def kind(self, index: int) -> int:
        """The marks of the word at *index*."""
        return self.kinds[index] if 0 <= index < len(self.kinds) else 0


def _is_downing(view: View, index: int) -> bool:
    word = view.word(index)
    if view.word(index - 1) in NOT:
        return False
    if word.startswith(("отработал", "сработал", "відпрацюва", "спрацюва")):
        # "отработала по восьми целям" reports, "отработала над городом" does not.
        return "по" in {view.word(i) for i in range(index + 1, index + 6)}
    if word.startswith(("shot", "shoot", "brought", "bring")):
        return bool({"down", "out"} & {view.word(i) for i in range(index + 1, index + 7)})
    if word.startswith(("took", "take", "taken", "knocked")):
        return bool({"down", "out"} & {view.word(i) for i in range(index + 1, index + 7)})
    if word == "down":
        return index > 0 and not view.kinds[index - 1] & Mark.JOINT
    return True


def is_more(view: View, start: int) -> bool:
    """Whether the figure at *start* is called an increment: "ещё два", "another one"."""
    return any(view.word(i) in MORE and view.word(i + 1) != "than" for i in range(start - 4, start))
