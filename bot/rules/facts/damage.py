"""The words that state damage."""

from collections.abc import Sequence

from bot.rules.facts.lexicon import WordClass, marks_of
from bot.rules.text import Sentence

_DAMAGE = WordClass(
    r"поврежд\w+|разруш\w+|загор\w+|возгор\w+|пожар\w*|горит|горят|горел\w*|сгор\w+|выбит\w*|выбил\w*"
    r"|посеч\w+|обруш\w+|пробит\w*|воспламен\w+"
    r"|пошкодж\w+|зруйнов\w+|руйнуван\w+|загорі\w+|займан\w+|зайня\w+|пожеж\w*|горить|горіл\w*|горів"
    r"|вибит\w*|вибил\w*|спалахн\w+|понівеч\w+|згорі\w+"
    r"|damag\w+|destroyed|fires?|blaze|ablaze|burn\w*|shattered|blown|collapsed|ignited|flames|smashed"
)
_NO = WordClass(r"нет|не|без|немає|нема|no|not|without|nothing|жодних|обошлось|минулося|никаких")


def read_damage(sentences: Sequence[Sentence]) -> tuple[int, int] | None:
    """The span, in the original, of the clause that states damage first; denied damage is none."""
    for sentence in sentences:
        tokens = sentence.tokens
        for index, kind in enumerate(marks_of(tokens)):
            if not kind & _DAMAGE.bit:
                continue
            first = index
            while first and tokens[first - 1].word not in {",", ";", ":", "—", "("} and index - first < 8:
                first -= 1
            last = index + 1
            while (
                last < len(tokens) and tokens[last].word not in {",", ";", ".", ")", "—"} and last - index < 10
            ):
                last += 1
            if any((near.word in _NO) for near in tokens[first:last]):
                continue
            return tokens[first].start, tokens[last - 1].end
    return None
