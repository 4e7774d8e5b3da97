"""The words that state damage."""

from collections.abc import Sequence

from bot.rules.facts.lexicon import WordClass, marks_of
from bot.rules.language.text import Sentence, Token

_DAMAGE = WordClass(
    r"поврежд\w+|повредил\w*|разруш\w+|загор\w+|возгор\w+|пожар(?:а|у|ом|е|ы|ов|ами)?|горит|горят|горел\w*|сгор\w+|выгор\w+"
    r"|выбит\w*|выбил\w*|посеч\w+|посекл[ои]|обруш\w+|обвали\w+|пробит\w*|воспламен\w+|разбит\w*|перебит\w*"
    r"|покорежен\w*|искорежен\w*|вспыхнул\w*|иссечен\w*|оборван\w*|обірван\w*|обгорел\w*"
    r"|пошкодж\w+|пошкоди\w+|зруйн\w+|руйнуван\w+|загорі\w+|займан\w+|зайня\w+|пожеж(?:а|і|у|ею|ами)?|горить|горіл\w*"
    r"|горів|вибит\w*|вибил\w*|спалахн\w+|понівеч\w+|потрощ\w+|розбит\w*|побит[оіа]|згорі\w+|обвалив\w*"
    r"|посічен\w*|посікл[ои]|вигорі\w+"
    r"|damag\w+|fires?|blaze|ablaze|alight|burn\w*|shattered|blown|collapsed?|ignited|flames|smashed"
    r"|gutted|severed|wrecked|charred|cracked|torn|dented"
)
# These say as much of a drone, or of nothing at all: a thing on the ground has to stand beside them.
_WITH_PROPERTY = WordClass(
    r"destroyed|вынес\w+|винес\w+|снес\w+|разнес\w*|пробил\w*|рухнул\w*|уничтож\w+|побил\w*|прорвал\w*|разбил\w*|задел\w*|зацепил\w*"
    r"|сорвал\w*|знищ\w+|знес\w+|рознес\w*|пробил\w*|зачепил\w*|зірвал\w*|розбил\w*|tore|hit|struck|broke|ripped"
)
_PROPERTY = WordClass(
    r"дом\w{0,3}|крыш\w+|кровл\w+|окн\w+|окон|стекл\w+|стекол|стен\w{0,3}|фасад\w*|забор\w*|гараж\w*|авто\w*"
    r"|машин\w*|школ\w*|сара\w+|склад\w*|подъезд\w*|квартир\w*|здани\w+|построй\w+|балкон\w*|газопровод\w*"
    r"|труб\w+|лэп|подстанци\w+|цех\w*|трактор\w*|комбайн\w*|теплиц\w+|двер\w+|ворот\w*|магазин\w*"
    r"|будин\w+|дах\w*|вікн\w+|вікон|шиб\w+|скл[оа]|стін\w+|паркан\w*|споруд\w+|сара\w+|під'їзд\w*|будівл\w+"
    r"|roofs?|houses?|homes?|windows?|cars?|walls?|garages?|warehouses?|buildings?|apartments?|vehicles?|depots?"
)
_NO = WordClass(r"нет|не|без|немає|нема|no|not|without|nothing|жодних|обошлось|минулося|никаких")
_GENITIVE = WordClass(r"разрушений|повреждений|возгораний|пожаров|руйнувань|пошкоджень|пожеж|займань|загорянь")
_INTO = frozenset(["на", "в", "во", "у", "возле", "около", "рядом", "біля", "near", "on", "into", "at", "за"])
_STOPS = frozenset([",", ";", ":", "—", "(", ")", "."])


def read_damage(sentences: Sequence[Sentence]) -> tuple[int, int] | None:
    """The span, in the original, of the clause that states damage first; denied damage is none."""
    for sentence in sentences:
        tokens = sentence.tokens
        for index, kind in enumerate(marks_of(tokens)):
            if not (kind & _DAMAGE.bit or (kind & _WITH_PROPERTY.bit and _of_property(tokens, index))):
                continue
            first, last = index, index + 1
            while first and tokens[first - 1].word not in _STOPS and index - first < 8:
                first -= 1
            while last < len(tokens) and tokens[last].word not in _STOPS and last - index < 10:
                last += 1
            if tokens[index].word in _GENITIVE:
                # "Пострадавших нет, разрушений тоже", "Руйнувань, загиблих немає"
                first, last = 0, len(tokens)
            if any(near.word in _NO for near in tokens[first:last]) or _is_fire_group(tokens, index):
                continue
            return tokens[first].start, tokens[last - 1].end
    return None


def _is_fire_group(tokens: Sequence[Token], index: int) -> bool:
    """Whether "fire" only names who shoots or helps: "mobile fire groups", "fire crews"."""
    after = tokens[index + 1].word if index + 1 < len(tokens) else ""
    return tokens[index].word == "fire" and after.startswith(
        ("group", "team", "crew", "brigade", "engine", "serv")
    )


def _of_property(tokens: Sequence[Token], index: int) -> bool:
    """Whether a thing on the ground is what the verb at *index* befell: "снесло крышу", but not "рухнул на
    крышу".
    """
    for position in range(max(0, index - 3), min(len(tokens), index + 4)):
        low, high = sorted((position, index))
        between = {token.word for token in tokens[low:high]}
        if tokens[position].word in _PROPERTY and not between & (_INTO | _STOPS):
            return True
    return False
