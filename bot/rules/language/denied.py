"""What a denial names: "слухи о погибших — фейк" denies the dead, and no drone brought down."""

from collections.abc import Collection, Iterable

from bot.rules.language.clauses import BE, BEFORE_NOUN, Tokens
from bot.rules.language.grammar import NAMING, QUANTITY_NOUNS, classify
from bot.rules.language.text import Token
from bot.rules.language.wordlists import words
from bot.rules.patterns.lexicon import Mention

_ABOUT = words("о об обо про of about on")
_THAT = words("что що that якобы будто нібито мол мовляв")
_TOLD = tuple(
    words(
        """
        информаци сообщени слух сведени данные данных новост публикаци утвержден заявлени вброс фейк видео
        сплетн домысл выдумк разговор інформаці повідомленн чутк дані даних новин публікаці заяв твердженн
        допис вкид розповід плітк розмов вигадк report claim rumour rumor information allegation
        message fake hoax footage
        """
    )
)
"""Beginnings of nouns for what is told: what is told comes after them."""
_TOLD_ALSO = words(
    "пост поста посте посты постов постах story stories post posts news account accounts talk tale tales"
)
_SHOWN = ("видео", "відео", "кадр", "фото", "ролик", "video", "footage")
_SHOWING = words("с со з із with showing")
"""Before what a picture shows: "видео с пожаром на заводе — фейк"."""
_DENYING_VERBS = ("опров", "спростов", "спростув", "deni", "deny", "refut", "debunk", "reject", "dismiss")
"""Beginnings of verbs that have what they deny as their object."""
_ENDS = frozenset(",:;—()")

_MEANINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("attack", tuple(words("дрон беспилот безпілот бпла шахед атак налет наліт сбит збит сбив збив сбил збил "
                           "уничтож знищ перехва перехоп подавл drone uav missile raid attack shot down destr "
                           "interc инцидент інцидент происшеств incident event ракет пво ппо"))),
    ("hit", tuple(words("взрыв взорв вибух удар прилет приліт прильот попад попал влуч обстрел обстріл врезал "
                        "вріза explo blast strike struck hit hitt shell crash slam детонац"))),
    ("hurt", tuple(words("ранен ранил пострада травм постражд поранен injur wound hurt casualt victim"))),
    ("dead", tuple(words("погиб жертв убит загиб загин dead death died dies dying kill fatal casualt victim"))),
    ("harm", tuple(words("поврежд разруш пошкодж руйнув зруйн ущерб збитк damag destruct"))),
    ("fire", tuple(words("пожар возгоран загоран загорел пожеж займан загорі fire blaze burn"))),
)  # fmt: skip
"""Words of one meaning, by their beginnings: what is denied by one of them is told by another."""
_EVENT = "attack"
"""What every report is about: to deny it, and nothing more exact, is to deny all."""
_EVERYWHERE = tuple(
    words(
        """
        город мест регион област район ноч сутк вечер сегодн вчера нов массов крупн социальн сет интернет
        канал паблик telegram телеграм міст місц ніч добу вечір сьогодн вчор масов велик соціальн мереж
        city town region area overnight night today yesterday new mass social media online channel this these
        нескольк кільк
        """
    )
)
"""Beginnings of words that tell no more exactly what is denied."""
_POINTING = words(
    """
    это этот эта эти этого этой этом эту этих том той тех такой такая такие таких другой других
    це цей ця ці цього цієї цьому цих тому тієї такий така такі таких інший інших
    this that these those such other its their
    """
)
_AT = words("по в во у на над под біля возле около on at in over near")
_ONE = words("a an one один одного одна одной одну однієї any no some all")
_SHARED = 5
"""Letters that forms of one word have in common, at least; shorter words have all."""

Stretch = range


def object_of(tokens: Tokens, denial: Mention) -> Stretch | None:
    """The words that *denial* denies; None where it names nothing and so denies what was said."""
    starts = [place for place in range(len(tokens)) if _begins(tokens, place, denial)]
    if starts:
        start = min(starts, key=lambda place: abs(place - denial.first))
        return _from(tokens, start, denial)
    if tokens[denial.first].word.startswith(_DENYING_VERBS):
        return _from(tokens, denial.last + 1, denial)
    return _before_told(tokens, denial)


def _begins(tokens: Tokens, place: int, denial: Mention) -> bool:
    """Whether what is denied begins at *place*: behind "слухи о", "reports that", or behind the denial."""
    before = tokens[max(0, place - 4) : place]
    if len(before) < 2:
        return False
    *earlier, joint = (token.word for token in before)
    if joint in _SHOWING:
        return earlier[-1].startswith(_SHOWN)
    if joint not in _ABOUT and joint not in _THAT:
        return False
    if denial.first <= place - 1 <= denial.last + 2 and (joint in _THAT or place - 1 <= denial.last + 1):
        return True
    near = [word for word in earlier if word != ","]
    return any(map(_is_told, near[-2:]))


def _is_told(word: str) -> bool:
    return word in _TOLD_ALSO or word.startswith(_TOLD)


def _from(tokens: Tokens, start: int, denial: Mention) -> Stretch | None:
    if denial.first > start:
        return range(start, _less_verb(tokens, start, denial.first))
    end = next((place for place in range(start, len(tokens)) if _ends(tokens, place)), len(tokens))
    return range(start, end) if end > start else None


def _ends(tokens: Tokens, place: int) -> bool:
    if tokens[place].word not in _ENDS:
        return False
    following = tokens[place + 1 : place + 2]
    return not (tokens[place].word == "," and following and classify(following[0]).pos in {"noun", "number"})


def _less_verb(tokens: Tokens, start: int, end: int) -> int:
    """The end of the words from *start* to *end* without what joins them to the denial: "— это", "are"."""
    while end > start and (tokens[end - 1].word in BE or not tokens[end - 1].word.isalnum()):
        end -= 1
    return end


def _before_told(tokens: Tokens, denial: Mention) -> Stretch | None:
    """What stands before an English noun for what is told: "casualty reports are false"."""
    for place in range(1, len(tokens)):
        token = tokens[place]
        if token.language == "en" and _is_told(token.word) and tokens[place + 1 : place + 2]:
            if tokens[place + 1].word not in BE or (tokens[place - 1].capital and place > 1):
                continue
            start = place
            while start > 0 and classify(tokens[start - 1]).pos == "noun":
                start -= 1
            if start < place and not start <= denial.first < place:
                return range(start, place)
    return None


def names(tokens: Tokens, denied: Stretch, told: Collection[str]) -> bool:
    """Whether what is *denied* is what the words *told* tell: nothing more exact, or something they name."""
    exact: set[str] = set()
    struck: set[str] = set()
    for place in denied:
        token = tokens[place]
        if token.is_number or token.word in QUANTITY_NOUNS or classify(token).pos == "number":
            if token.word not in told and token.word not in _ONE:
                return False  # "слухи о десятках погибших": of the one who died nothing is denied
        elif token.is_word and _is_exact(token):
            exact.add(token.word)
            if _is_struck(tokens, place):
                struck.add(token.word)
    if not exact:
        return True
    if struck and not any(_is_among(word, told) for word in struck):
        return False
    meant = set().union(*map(_meanings, told))
    return any(_meanings(word) & meant or _is_among(word, told) for word in exact)


def _is_struck(tokens: Tokens, place: int) -> bool:
    """Whether a noun says what was hit, or where: "удар по больнице", "a hit on the plant"."""
    if classify(tokens[place]).pos != "noun":
        return False
    place -= 1
    while place > 0 and (tokens[place].word in BEFORE_NOUN or classify(tokens[place]).pos == "adjective"):
        place -= 1
    return place >= 0 and tokens[place].word in _AT


def _is_exact(token: Token) -> bool:
    word = token.word
    if len(word) < 3 or word in BE or word in _POINTING or word.startswith(_EVERYWHERE) or _is_told(word):
        return False
    return _EVENT not in _meanings(word) and classify(token).pos in NAMING | {"verb", "infinitive"}


def _meanings(word: str) -> frozenset[str]:
    return frozenset(meaning for meaning, begun in _MEANINGS if word.startswith(begun))


def _is_among(word: str, told: Iterable[str]) -> bool:
    return any(other[:_SHARED] == word[:_SHARED] for other in told if len(other) > 2)
