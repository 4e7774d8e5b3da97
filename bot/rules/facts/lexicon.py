"""The words that facts hang on: what flies, what was done to it, what follows a number.

Each word is looked at once and remembered as a set of marks (bits), so that reading a text costs a dictionary
look-up per word. Endings are written out where singular and plural decide a figure.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar

from bot.rules.language.text import Token
from bot.rules.language.wordlists import words as word_set

_WORDS_REMEMBERED = 30_000


class WordClass:
    """A class of folded words, given by a pattern for the whole word; `word in cls` asks, `bit` is its mark."""

    _known: ClassVar[list["WordClass"]] = []

    def __init__(self, *patterns: str) -> None:
        self.pattern = re.compile("|".join(patterns))
        self.bit = 1 << len(self._known)
        self._known.append(self)

    def __contains__(self, word: str) -> bool:
        return bool(marks(word) & self.bit)

    @classmethod
    def bits(cls, word: str) -> int:
        """The marks of *word*, worked out anew."""
        return sum(known.bit for known in cls._known if known.pattern.fullmatch(word))


@lru_cache(maxsize=_WORDS_REMEMBERED)
def marks(word: str) -> int:
    """The marks of a folded *word*: one bit for each class that holds it."""
    return WordClass.bits(word)


def marks_of(tokens: Iterable[Token]) -> list[int]:
    """The marks of each token; signs and numbers have none."""
    return [marks(token.word) if token.is_word else 0 for token in tokens]


def listed(text: str) -> list[str]:
    """The entries of *text*, which are divided by commas."""
    return text.split(", ")


_SINGULAR = (
    r"(?:дрон|беспилотник|безпілотник|безпилотник|беспілотник|безпилотник|шахед|мопед|аппарат|апарат"
    r"|\w{0,8}коптер|снаряд|ланцет"
    r"|іскандер|искандер|калибр|калібр|кинжал|кинджал|орлан|циркон|оникс|онікс|зонд|аэростат|аеростат|разведчик|розвідник"
    r"|перехватчик"
    r"|самолет|самолетик|літачок|літак|летун|дрончик|вертолет|гелікоптер|борт)(?:а|у|ом|е|і|ові)?"
    r"|бандерол(?:ь|ью|лю)|герань|геранью|ракет(?:а|у|ой|ою|е|і)|цель|целью|ціль|ціллю|птичк(?:а|у|ой|ою)"
    r"|(?:авиа|авіа)?бомб(?:а|у|ой|ою)"
    r"|гербер(?:а|у|ою|ой)|пташк(?:а|у|ою)|drone|uav|missile|rocket|shahed|kinzhal|iskander|kalibr|lancet"
    r"|orlan|zircon|oniks|gerbera|quadcopter|projectile|bomb|aircraft|moped"
    r"|fpv|дрон-камикадзе|target|geran|балістик(?:а|у)|молни(?:я|ю)|молні(?:я|ю|ю)|блискавк(?:а|у)"
)
_PLURAL = (
    r"(?:дрон|беспилотник|безпілотник|безпилотник|беспілотник|безпилотник|шахед|мопед|аппарат|апарат"
    r"|\w{0,8}коптер|снаряд|ланцет"
    r"|іскандер|искандер|калибр|калібр|кинжал|кинджал|орлан|зонд|аэростат|аеростат|разведчик|розвідник"
    r"|самолет|самолетик|літак|летун|дрончик|вертолет|гелікоптер|борт)(?:ы|и|ов|ів|ам|ами|ах)"
    r"|герани|гераней|геранями|ракет(?:ы|и|ам|ами|ах)?|цел(?:и|ей|ям|ями|ях)|ціл(?:і|ей|ям|ями|ях)"
    r"|птич(?:ки|ек|кам|ками)"
    r"|(?:авиа|авіа)?бомб(?:ы|и|ам|ами)?|гербер(?:и|ы|ів|ами)?|пташ(?:ки|ок|ками)|drones|uavs|missiles|rockets"
    r"|shaheds|kinzhals|iskanders|kalibrs|lancets|orlans|gerberas|quadcopters|mopeds"
    r"|fpvs|projectiles|bombs|targets|vehicles|gerans|літальних|летательных|герань|молни(?:и|й)|молні(?:ї|й)"
    r"|блискав(?:ки|ок)"
)
_INVARIABLE = (
    r"бпла|бла|крил|крила|крыльев|крыла|zala|зала|supercam|суперкам|бе[сз]п[иіьеы]л[оа]тн\w+|штук[иау]?|шт|камикадзе|камікадзе|безпілотн\w+"
    r"|беспилотн\w+|shahed|каб|уаб|каби|кабів|кабов|хаймарс\w*|himars|fpv|uas|drone|приліт"
)
_DOWNED = (
    r"приглуш\w+|прерва(?:н|л)\w*|свали(?:л|в)\w*|снизи(?:л|в)\w*|снижен[аоы]?|сработал\w*"
    r"|заглуш\w+|сби(?:т|л|ва|тия|тии|тие|ть|вши|вая)\w*|уничтож\w+|уничтожат|перехва[чт]\w+"
    r"|подавл\w+|подави\w+|нейтрализ\w+"
    r"|обезвре\w+|ликвидир\w+|отра[зж]\w+|отби(?:т|л|в)\w*|приземл\w+|посади\w+|посаже\w+|снял[иао]?"
    r"|снимают|завал\w+"
    r"|заземл\w+|прихлопн\w+|пораж\w+|порази\w+|пресе[кч]\w+|задав\w+|минус|минусанул\w*|отработал\w*"
    r"|сшиб\w*|подби(?:т|л)\w*|срезал\w*|вывел\w*|выведен\w*|подстрел\w+|расстрел\w+|разнес\w*"
    r"|остановлен\w*|остановил\w*"
    r"|зби(?:т|л|ва|в|ття|тя)\w*|знищ\w+|знешкод\w+|перехоп\w+|придуш\w+|нейтраліз\w+|ліквід\w+|приземл\w+"
    r"|відби(?:т|л|в)\w*|поклал\w*|поклав|покладен\w*|приспа(?:в|л[аи])|положил\w*|уложил\w*"
    r"|мінус\w*|відмінус\w+|отминус\w+|обнул\w+|зачист\w+|утилиз\w+|утиліз\w+|погаси\w+|снес\w+|сшиб\w*"
    r"|спуст\w+|припечат\w+|развали\w+|розвали\w+|ссаж\w+|ссадил\w*|вполюва\w+|уполюва\w+|відпрацюва\w+"
    r"|подавле\w+|подавил\w*|урази\w+|уражен\w*|зупин\w+|завали(?:л\w*|в)|завален\w*|зняли|посадили"
    r"|впора(?:в|л)\w*|знят(?:о|а|ий|і|их)|зняв|зняла|розібрал\w*|розібрано|спинил\w*|спинив|спинено|вимкн\w+|очисти\w+|очищен\w+|полягл\w*"
    r"|downed|downs|downing|down|destroy\w*|intercept(?:s|ed|ing|ions?)?|neutrali[sz]\w+|suppress\w+|jammed"
    r"|jams|eliminat\w+"
    r"|repel\w*|foil\w*|thwart\w*|felled|disabled|splash\w*|bagged|swatted|blasted|grounded|knocked|takes?"
    r"|stop(?:s|ped)|prey|took|taken|brought|brings?|shot|shoots?|shooting"
)
_OTHERWISE = (
    r"атаков\w+|атакув\w+|атаку(?:ет|ют|є|ють)|fail\w*|запус[кт]\w+|запущ\w+|выпус\w+|выпущ\w+|випус\w+"
    r"|випущ\w+|примени\w+|применил\w*|применен\w*|застосув\w+|использова\w+"
    r"|упал\w*|упав\w*|впал\w*|впав|рухнул\w*|врезал\w*|врізав\w*|потерян\w*|втрачен\w*|прорвал\w*"
    r"|зникл\w*|исчезл\w*|пропал\w*|disappeared|vanished"
    r"|прорван\w*|попал\w*|попадани\w+"
    r"|влуч\w+|поціли\w+|прилет\w+|зафиксирован\w*|зафіксован\w*|обнаруж\w+|виявл\w+|ударил\w*|вдари\w+"
    r"|скинул\w*|скинув\w*|сбросил\w*"
    r"|взорвал\w*|вибухн\w+|детонир\w+|летит|летят|летять|летіли|движ\w+|рухаєт\w+|рухают\w+|курсом"
    r"|долетел\w*|спрямова\w+"
    r"|launch(?:ed|es|ing)?|fired|fires|attacked|attacks|hits?|impacts?|struck|strikes?|crash\w*|fell|falls|lost"
    r"|used|slammed|reached|landed|inbound"
    r"|ударом|ударами|залишаєт\w+|остаєт\w+|остают\w+"
)
_PERSON = (
    r"человек\w*|люд\w+|осіб|особа|особи|жител\w+|мешкан\w+|мирн\w+|погибш\w+|загибл\w+|ранен\w+|поранен\w+"
    r"|пострадавш\w+|постраждал\w+"
    r"|потерпіл\w+|потерпевш\w+|женщин\w+|жінк\w+|жінок|мужчин\w+|чоловік\w*|дет(?:и|ей|ям|ьми)|діт(?:и|ей"
    r"|ям|ьми)|дитин\w+|ребен\w+|подростк\w+"
    r"|people|persons?|civilians?|women|woman|men|man|children|child|residents?|workers?|others?|кия\w+"
)
_JOINT = (
    r"и|й|і|та|а|но|або|или|чи|в|у|во|на|над|под|из|із|з|зі|с|со|к|к|по|за|до|от|від|при|для|без|что|що|як"
    r"|как|в т|біля|возле|около|поблизу|недалеко"
    r"|близ|вблизи|між|между|у районі|and|or|but|over|in|near|on|at|above|by|from|of|out|to|toward|towards"
    r"|during|across|around|while|after|before|since|with"
    r"|overnight|has|have|had|was|were|are|is|been|сегодня|сьогодні|вчера|вчора|ночью|вночі|утром|вечером"
    r"|днем|зранку|уже|вже|еще|ще|this|last|that|so|включая|включно|including|где|там|также|також"
)
_REPELLED = (
    r"отра[зж]\w+|отби(?:т|л|в)\w*|відби(?:т|л|в)\w*|repel\w*|foil\w*|thwart\w*|пресе[кч]\w+|сорв\w+|зірва\w+"
)
_FALLEN = r"упал\w*|упав\w*|впал\w*|впав|рухнул\w*|fell|falls|crash\w*|landed|splashed|потерян\w*"
_HARM = (
    r"ран(?:ен|ил|ение)\w*|пострада\w*|погиб\w*|убит\w*|поврежд\w+|разруш\w+|загор\w+|сгор\w+|пожар\w*"
    r"|горит|поранен\w*|постражд\w+|загин\w+"
    r"|пошкодж\w+|зруйнов\w+|загорі\w+|пожеж\w*|больниц\w+|лікарн\w+|госпит\w+|госпіт\w+|hospital\w*|травм\w+|injur\w+|wound\w+|kill\w*|damag\w+|fire|died|hurt"
    r"|burn\w*"
)
_VERB = (
    r"(?:пришл(?:ось|ись)|приход(?:ится|ятся)|припа(?:ло|ли|дає|дають)"
    r"|was|were|is|are|has|have|had|been|be|будут|были|было|був|були|було|был|была|була)"
)
_NAVAL = (
    r"катер\w*|бэк\w*|бек\w*|безэкипажн\w+|безекіпажн\w+|морск\w+|морськ\w+|надводн\w+|naval|sea|boats?|usvs?"
)


class Mark:
    """Marks of the classes that several facts share. A word may carry several, or none."""

    SINGULAR = WordClass(_SINGULAR).bit  # something that flies and is shot at, in the singular
    PLURAL = WordClass(_PLURAL).bit  # the same in the plural
    INVARIABLE = WordClass(_INVARIABLE).bit  # the same without number: "БПЛА"
    AERIAL = SINGULAR | PLURAL | INVARIABLE
    INSTRUMENT = WordClass(
        r"(?:дрон|беспилотник|безпілотник|шахед|мопед|аппарат|апарат|снаряд)(?:ами|ом)|ракет(?:ами|ою|ой)",
        r"бомб(?:ами|ою|ой)|геран(?:ями|ью)|каб(?:ами|ом)|калибр(?:ами|ом)",
    ).bit  # what was attacked with
    DOWNED = WordClass(_DOWNED).bit  # shot down, suppressed, repelled
    OTHERWISE = WordClass(_OTHERWISE).bit  # launched, hit, fell, lost: not downed
    PERSON = WordClass(_PERSON).bit
    JOINT = WordClass(_JOINT).bit  # prepositions, conjunctions: no noun begins here
    VERB = WordClass(_VERB).bit
    NAVAL = WordClass(_NAVAL).bit  # sea drones do not count
    REPELLED = WordClass(_REPELLED).bit  # DOWNED words whose object is the attack
    FALLEN = WordClass(_FALLEN).bit  # OTHERWISE words that are no contradiction to "after air defence at work"
    HARM = WordClass(_HARM).bit  # people hurt, things damaged: a sentence of its own matter


_ADJECTIVE = re.compile(
    r".{2,}(?:[ыи]х|[ыи]е|[ыиоі]й|[оеє]го|[оеєь]му|[ыиоі]м|[ыи]ми|ую|ая|яя|ою|ої|ій|ні|ські|чі|ві|ті|лі|рі"
    r"|і|а|у)\Z"
)
_ENGLISH_MODIFIERS = word_set(
    """ukrainian russian enemy hostile attack strike kamikaze cruise ballistic long range fixed wing more
    other additional unmanned aerial incoming different reconnaissance recon fpv shahed type iranian
    made guided air aerial decoy of the all those these suspected combat large small unidentified
    further anti ship tactical gerbera style and kh iskander kalibr geran drones"""
)


def is_modifier(word: str, language: str) -> bool:
    """Whether *word* can stand between a number and its noun ("двенадцать вражеских ударных дронов")."""
    if language == "en":
        return word in _ENGLISH_MODIFIERS
    return bool(_ADJECTIVE.match(word)) and not marks(word) & (Mark.JOINT | Mark.PERSON | Mark.VERB)
