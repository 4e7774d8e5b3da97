"""Words said to be written on a drone, exactly as in the text."""

from collections.abc import Sequence

from bot.rules.facts.lexicon import WordClass, marks_of
from bot.rules.language.text import Sentence, Span, Text

_WRITTEN = WordClass(
    r"надпис\w*|написан\w*|написал\w*|начертан\w*|выведен\w*|нанесен\w*|подписан\w*|подпис(?:ью|ь)"
    r"|напис(?:и|ом|у|ами|ів)?"
    r"|написа(?:ли|в|но|ними|вши)|підписан\w*|намальован\w*|надряпан\w*|нашкрябан\w*|підпис|гаслом?|лозунг\w*|послани\w*|поздравлени\w*"
    r"|слов(?:а|ами)"
    r"|inscri\w+|inscription|writing|written|words|scrawled|reading|reads|read|painted|labelled|labeled"
    r"|marked|message"
    r"|slogan|bearing|says|phrase"
)
_QUOTES = {"«": "»", "“": "”", "„": "“”", '"': '"', "‘": "’", "'": "'", "‹": "›"}
_REACH = 9


def read_inscription(text: Text, sentences: Sequence[Sentence]) -> tuple[str, Span, Span] | None:
    """The inscription, its span in the original, and the span of the words that announce it together with
    it.
    """
    for sentence in sentences:
        for index, kind in enumerate(marks_of(sentence.tokens)):
            if not kind & _WRITTEN.bit:
                continue
            token = sentence.tokens[index]
            quoted = _after(text, sentence, index) or _before(text, sentence, index)
            if quoted is not None:
                start = min(token.start, quoted.start)
                return text.words(quoted).strip(), quoted, Span(start, max(token.end, quoted.end))
    return None


def _after(text: Text, sentence: Sentence, index: int) -> Span | None:
    tokens = sentence.tokens
    for opening in tokens[index + 1 : index + _REACH]:
        sign = text.original[opening.start : opening.start + 1]
        if sign in _QUOTES:
            return _inside(text.original, opening.start, _QUOTES[sign], sentence.end)
    if index + 1 < len(tokens) and tokens[index + 1].word == ":":
        return _plain(text.original, tokens[index + 1].end, sentence.end)
    return None


def _before(text: Text, sentence: Sentence, index: int) -> Span | None:
    """ "«…» — было написано на дроне"."""
    tokens = sentence.tokens
    for position in range(index - 1, max(-1, index - 8), -1):
        sign = text.original[tokens[position].start : tokens[position].start + 1]
        if sign in "»”" or (sign == '"' and position):
            opening = {"»": "«", "”": "“„", '"': '"'}[sign]
            start = max(text.original.rfind(char, 0, tokens[position].start) for char in opening)
            if start >= sentence.start:
                return Span(start + 1, tokens[position].start)
    return None


def _inside(original: str, start: int, closing: str, limit: int) -> Span | None:
    depth = 0
    opening = original[start]
    for position in range(start + 1, min(len(original), max(limit, start + 200) + 1)):
        char = original[position]
        if char == opening and char not in closing:
            depth += 1
        elif char in closing:
            if depth == 0:
                return Span(start + 1, position) if position > start + 1 else None
            depth -= 1
    return None


def _plain(original: str, start: int, limit: int) -> Span | None:
    piece = original[start:limit].rstrip().rstrip(".")
    shift = len(piece) - len(piece.lstrip())
    return Span(start + shift, start + len(piece)) if piece.strip() else None
