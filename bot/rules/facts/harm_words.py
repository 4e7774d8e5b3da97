"""The words that say somebody was killed or hurt, alone or with another word beside them."""

from collections.abc import Sequence

from bot.rules.facts.lexicon import WordClass
from bot.rules.language.wordlists import words as word_set

_KILLED = WordClass(
    r"погиб\w*|мертв(?:і|их|ими|ий|ых|ыми|ым|ы)|убит\w*|убил\w*|скончал\w*|умер|умерла|умерли|умерло|жертв(?:ами|ой|ы|а|ою|ам)?|гибел\w+|несумісн\w+|несовместим\w+"
    r"|смертельн\w+|лишил\w*"
    r"|загину\w*|загибл\w*|помер(?:ла|ло|ли)?|убив|убили|вбит\w*|вбив|вбил[аио]|загибел\w*"
    r"|killed|kills|killing|dead|died|dies|die|deaths?|fatalit\w+|fatally"
)

CLAIMED = WordClass(r"жизн[ьи]\w*|житт(?:я|ів)|lives|life")

CLAIMING = WordClass(r"унес\w*|забра\w+|оборва\w+|обірва\w+|[ву]трати(?:в|ла|ли|ло)|claim\w*|took|lost|loses")

_SAVE = WordClass(r"спасти|спасли|врятувати|врятували|урятувати|урятували|saved")

_BODY = WordClass(r"тел(?:о|а)|тіл(?:о|а)|body|bodies")

_FOUND = WordClass(
    r"найден\w*|нашли|обнаруж\w*|извле\w*|достали|дістал\w*|знайд\w*|знайш\w*|вияв\w*|recovered|found"
    r"|pulled|retrieved|підняли|подняли"
)

_GONE = WordClass(r"стало|живых")

_SOMEBODY = WordClass(
    r"женщин\w*|мужчин\w*|ребенка|подростка|пенсионер\w*|водителя|девочки|мальчика|парня|девушки|человека|людей"
    r"|жінк[иу]|жінок|чоловіка|чоловіків|дитини|дітей|підлітка|пенсіонер\w*|водія|дівчинки|хлопчика|хлопця|дівчини|людини"
    r"|двоих|троих|четверых|пятерых|двух|трех|портовик\w*|моряк\w*|пассажир\w*|горожан\w*|земляк\w*|рабоч(?:его|их)"
    r"|механизатора|тракториста|комбайнера|фермера|охранника|медика|врача|фельдшера|отца|матери|жителей|супруг\w+"
    r"|бабусі|дідуся|містян\w*|мешканців|жителів|жителей|сторожа|\w{3,}(?:ника|теля|иста|ниці|івця)|жителя|жительки|жительницы|мешканця|мешканки"
)

_INJURED = WordClass(
    r"ранен\w*|ранил\w*|ранени(?:я|е|ями|й|ем)|ран[аыуи]|ранами|подранен\w*"
    r"|пострада\w*|травм(?:ы|у|ами|и|а)?|травмирова\w*|госпитализирова\w+|ожог(?:и|ами|ов|ом)?|контузи(?:я|ю|и"
    r"|ей)|контужен\w*|контузил\w*|посекл[ои]|посек|задел[ои]|зацепил[ои]|зачепил[ои]|посікло|оглушил[ои]"
    r"|перелом\w*|розсікл[ои]|рассекл[ои]|вывих\w*|сотрясени\w+|струс|ампутирова\w+|ампутува\w+|обгорел[аи]?|зашили|fractur\w+"
    r"|у?шпитал(?:или|ено|ила|ені)|шпиталізова\w+|шпиталізува\w+|госпіталізува\w+|treated|treating|maimed"
    r"|баротравм\w+|ушиб(?:ы|ов|ами|ом)?|ссадин\w+|порез(?:ы|ов|ами|ом)|осколочн\w+|посечен\w*|отравил\w*"
    r"|отравлени\w+|медпомощ\w*|царапин\w*|подряпин\w*"
    r"|поранен\w*|поранення|поранень|поранил\w*|поранив|постражда\w*|травмован\w*|травмувал\w*|травмувався"
    r"|госпіталізова\w+|потерпіл\w*|опік(?:и|ів|ами)?"
    r"|оперируют|прооперир\w+|оперують|прооперов\w+|контузі(?:ю|я|ї|єю|ями|й)|акубаротравм\w*|контужен\w*|баротравм\w*"
    r"|забиття|забо(?:ї|ями|їв)|поріз\w*|за?ушпитал\w+|зашпитал\w+|отруїл\w*|отруєнн\w+|осколков\w+|мінно-вибухов\w+|ушкодження"
    r"|подорвал(?:ся|ась|ись)|підірва(?:вся|лася|лися|лись)|hurting|injur\w+|cuts|bruis\w+|laceration\w*|wound\w*|hurt|hurts|hospitali[sz]ed|harmed|burns|concuss\w+"
    r"|shrapnel"
)

_MAIMED = WordClass(
    r"потерял[аи]?|втрати(?:в|ла|ли)|оторвал[ои]|порезал\w*|сломал\w*|повредил\w*|обжег|обожгл\w*|разбил\w*|проткнул\w*|пробил[ои]"
    r"|відірвал[ои]|порізал\w*|порізав\w*|зламал\w*|зламав|пошкоди(?:в|ла|ло)|обпік|обпекл[аои]|broke|cut|lost|burned|burnt"
)

_LIMB = WordClass(
    r"рук[аиу]|рук|ног[аиу]|ног|ступн\w+|стоп[аыу]|кист[ьи]|голов[аыу]|лиц[оа]|пал(?:ец|ьцы|ьца|ьцев)|глаз\w*"
    r"|спин[аыу]|плеч[оаи]|нос|колен[оаи]|ребр[оа]|ніг|ногу|стоп[иу]|голов[иу]|обличч[яі]|пальц[іяів]+|ок[оа]|очі"
    r"|arms?|legs?|hands?|foot|feet|fingers?|head|face|eyes?"
)

_CONDITION = WordClass(r"состоянии|состояние|стан|стані|тяжести|тяжкості|condition")

_GRAVE = WordClass(
    r"тяжел\w+|тяжк\w+|важк\w+|критич\w+|средн\w+|середн\w+|стабильн\w+|стабільн\w+|серьезн\w+|серйозн\w+"
    r"|крайне|вкрай|удовлетворительн\w+|задовільн\w+|critical|serious|stable|grave"
)

_SUBJECT = frozenset(["состояние", "стан"])

_SURVIVED = WordClass(r"выжил\w*|вижив|вижил[аи]|survive")

_REACTION = WordClass(r"реакці\w+|реакци\w+")

_STRESS = WordClass(r"стрес\w*")

_HOSPITAL = WordClass(
    r"больниц\w+|лікарн\w+|лікарень|травматологі\w+|hospital|црб|врачам|врачей|лікарів|медиків|медикам|госпітал(?:ь|я|і)"
    r"|госпитал(?:ь|я|е)|медзаклад\w*|медучрежд\w*|стационар\w*|стаціонар\w*|бсмп|реанимаци\w+|реанімаці\w+"
    r"|шпитал(?:ь|я|і|ю)|скор(?:ой|ую)|медсанчаст\w+|горбольниц\w+|райбольниц\w+|травмпункт\w*|intensive|помощ(?:ь|и|ью)|допомог\w+|medical|treatment"
)

_HOSPITAL_NEAR = WordClass(
    r"доставл\w*|обрати\w*|пришл\w*|прийшл\w*|звернул\w*|понадоби\w*|потребова\w*|получил\w*|получа\w*|находятся|находится"
    r"|доправ\w+|перебува\w+|отрима\w+|попал\w*|потрапи\w+|отправ\w*"
    r"|госпіталіз\w+|вез(?:ли|ут|ет|уть)|увез\w*|забрал\w*|оказан\w*|оказыва\w*|надан\w*|надають|нада\w+|taken|rushed"
    r"|sought|seek|received|in|treated|needed|went|goes|going|требуется|нужна"
)

_DIED = word_set("died dies скончался скончалась скончались умер умерла умерли помер померла померли")

_HELPED = WordClass(
    r"понадоби\w*|потребова\w*|обрати\w*|звернул\w*|требуется|нужна|оказан\w*|надан\w*|надають|надал[аи]|оказыва\w+|оказал[аи]|sought|need(?:s|ed|ing)?|requir(?:es?|ed)|received|given"
)

MAY_TELL = (
    _KILLED.bit
    | _SAVE.bit
    | _INJURED.bit
    | CLAIMED.bit
    | _BODY.bit
    | _HOSPITAL.bit
    | _REACTION.bit
    | _STRESS.bit
    | _MAIMED.bit
    | _CONDITION.bit
    | _SURVIVED.bit
    | _GONE.bit
)
"""Marks of the words that can say somebody was killed or hurt."""


def is_fatal(words: Sequence[str], index: int) -> bool:
    """Whether the word at *index* says that somebody died."""
    word = words[index]
    if word in _KILLED:
        return True
    near = words[max(0, index - 4) : index + 7]
    if word in {"спасли", "врятували", "урятували"}:
        return words[index - 1 : index] == ["не"]
    if word in _SAVE:
        return "не" in near or "not" in near or "couldn't" in near
    if word in _SURVIVED:
        return words[index - 1 : index] == ["не"] or words[index - 1 : index] == ["not"]
    if word == "живых":
        # "Водителя нет в живых."
        return words[max(0, index - 2) : index] == ["нет", "в"]
    if word in _GONE:
        # "Не стало жінки": of somebody, not of light or water.
        return words[index - 1 : index] == ["не"] and any(
            other in _SOMEBODY
            for other in (*words[max(0, index - 4) : index - 1], *words[index + 1 : index + 4])
        )
    if word in CLAIMED:
        return any((other in CLAIMING) for other in near)
    return (word in _BODY) and any((other in _FOUND) for other in near)


def is_injury(words: Sequence[str], index: int) -> bool:
    """Whether the word at *index* says that somebody was hurt or went to hospital."""
    word = words[index]
    if word in _INJURED:
        return True
    if word in _REACTION:
        # "гостра реакція на стрес"
        return any(other.startswith("стрес") for other in words[max(0, index - 2) : index + 4])
    if word in _STRESS:
        # "зазнала гострого стресу"
        return words[index - 1].startswith("гостр") if index else False
    if word.startswith(("порезал", "порізал")) and any(
        other.startswith(("осколк", "стекл", "обломк", "уламк", "скл"))
        for other in words[max(0, index - 4) : index + 6]
    ):
        return True
    if word in _MAIMED:
        struck = words[index] == "cut" and words[index - 1 : index] in (["was"], ["were"])
        return struck or any(other in _LIMB for other in words[max(0, index - 3) : index + 4])
    if word in _CONDITION:
        return tells_condition(words, index)
    if word not in _HOSPITAL:
        return False
    near = words[max(0, index - 5) : index + 4]
    if any(other in _DIED for other in words[max(0, index - 3) : index]):
        # "died in hospital"
        return False
    if word.startswith(("помощ", "допомог", "medical", "treatment")):
        return any(other in _HELPED for other in near)
    return any((other in _HOSPITAL_NEAR) for other in near) or any(
        small in {"в", "у"} for small in words[max(0, index - 2) : index]
    )


def tells_condition(words: Sequence[str], index: int) -> bool:
    """Whether the word at *index* tells how badly somebody is hurt: "в тяжёлом состоянии"."""
    return words[index] in _CONDITION and any(
        other in _GRAVE for other in words[max(0, index - 3) : index + (12 if words[index] in _SUBJECT else 0)]
    )


def tells_care(words: Sequence[str], index: int) -> bool:
    """Whether the word at *index* tells only where the hurt were taken: "двоих госпитализировали"."""
    word = words[index]
    return word in _HOSPITAL or "питал" in word or "піталіз" in word or word.startswith("hospitali")
