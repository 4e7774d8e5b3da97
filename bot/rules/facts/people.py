"""Who counts as a person: nouns of three languages, singular and plural; animals and officials do not."""

import re
from functools import lru_cache

from bot.rules.facts.lexicon import WordClass
from bot.rules.language import morphology
from bot.rules.language.text import Token
from bot.rules.language.wordlists import words as word_set

ONE_PERSON = WordClass(
    r"женщин[ауыеой]{1,2}|жінк(?:а|у|и|ою)|мужчин[ауыеой]{1,2}|чоловік(?:а|ові|ом)?|ребен(?:ок|ка|ком)"
    r"|дитин(?:а|у|и|ою)|девочк(?:а|у|и)|дівчинк(?:а|у|и)"
    r"|мальчик(?:а|ом)?|хлопчик(?:а)?|хлопець|хлопця|хлопцю|девушк(?:а|у|и)|дівчин(?:а|у|и)|парень|парня"
    r"|подрост(?:ок|ка)|підліт(?:ок|ка)"
    r"|жител(?:ь|я|ьница|ьницу|ьницы|ю)|мешкан(?:ець|ця|ка|ку|ки)|пенсионер(?:а|ка|ку|ки)?|пенсіонер(?:а|ка"
    r"|ку|ки)?|водител(?:ь|я|ьница)|воді(?:й|я|йка|йку)"
    r"|работни(?:к|ка|ца|цу)|сотрудни(?:к|ка|ца|цу)|працівни(?:к|ка|ця|цю)|рабочий|рабочего|робітник(?:а)?"
    r"|человек(?:а)?|людин(?:а|у|и)|особа|особу"
    r"|спасател(?:ь|я)|рятувальник(?:а|ця)?|медик(?:а)?|пожарный|пожарного|пожежник(?:а)?|боец|бойца|боєць"
    r"|бійця|военнослужащ(?:ий|его)|військовослужбов(?:ець|ця)|полицейск(?:ий|ого)"
    r"|поліцейськ(?:ий|ого)|тракторист(?:а)?|механизатор(?:а)?|комбайнер(?:а|ка)?|охранник(?:а)?|охоронець"
    r"|охоронця|сторож(?:а)?|фельдшер(?:а|ка|ку)?|листонош(?:а|у)|продавчин(?:я|ю)|провідниц(?:я|ю)|лікарку|врача?"
    r"|лікар(?:я|ка)?|прохож(?:ий|его|ая)|перехож(?:ий|ого|а)|пассажир(?:а|ка|ку)?|пасажир(?:а|ка|ку)?"
    r"|господин(?:я|ю|ею)|господар(?:я|ем)?|механік(?:а)?|консьєрж(?:ка|ку|ки)?|пожежний|пожежного"
    r"|бабушк(?:а|у)|дедушк(?:а|у)|бабус(?:я|ю)|дідус(?:ь|я)|гражданин(?:а)?"
    r"|гражданк(?:а|у)|громадян(?:ин|ина|ка|ку)|школьни(?:к|ка|ца|цу)|школяр(?:а|ка|ку)?|студент(?:а|ка"
    r"|ку)?|учениц(?:а|у)|ученик(?:а)?|учень|учня|мать|тещ[ауи]|тест[ья]|свекр\w+|зят[ья]|невестк[аиу]|мати|матір|маму|мама|отец|отца|батько|батька"
    r"|сын(?:а)?"
    r"|син(?:а)?|дочь|дочка|дочку|доньк(?:а|у|ою)|дочкою|дочерью|сыном|сином|внуком|онуком|дружиною|женой|мужем|дитиною|сосед(?:а|ка|ку)?|сусід(?:а|ка|ку)?|супруг(?:а|у)?|жена|жены"
    r"|жену|дружин(?:а|у)|муж|мужа|брат(?:а)?|сестр(?:а|у)|внук(?:а)?|внучк(?:а|у)|онук(?:а)?|онучк(?:а|у)"
    r"|велосипедист(?:а|ка|ку)?|мотоциклист(?:а)?|фермер(?:а|ка)?|волонтер(?:а|ка|ку)?"
    r"|энергетик(?:а)?|енергетик(?:а)?|журналист(?:а|ка|ку)?|журналіст(?:а|ка|ку)?|вчител(?:ь|я|ька|ьку)"
    r"|учител(?:ь|я|ьница|ьницу)|младен(?:ец|ца)|немовля|доброволец|добровольца|лесник(?:а)?|докер(?:а)?"
    r"|монтер(?:а)?|слюсар(?:я)?|комунальник(?:а)?|коммунальщик(?:а)?"
    r"|женщине|мужчине|ребенку|подростку|водителю|девочке|мальчику|пенсионер(?:ке|у)|жінці|чоловікові"
    r"|дитині|хлопчику|дівчинці|водієві|водію|работнику|сотруднику|рабочему"
    r"|conductor|operator|instructor|inspector|cook|cleaner|caretaker|postman|pilot|sailor|fisherman|priest"
    r"|dockworker|trucker|biker|rider|bystander|tenant|retiree|refugee|parent|official|owner|waiter|waitress"
    r"|assistant|clerk|engineer|electrician|mechanic|welder|courier|miner|vendor|cashier|builder"
    r"|person|man|woman|child|boy|girl|driver|worker|resident|civilian|employee|rescuer|firefighter"
    r"|teenager|teen|farmer|pensioner|cyclist|soldier|officer|guard|volunteer|paramedic|mother|father|son"
    r"|daughter"
    r"|neighbou?r|passenger|student|baby|infant|toddler|medic|doctor|nurse|journalist|teacher|motorist"
    r"|villager|someone|kid|\w{2,}m[ae]n|\w{2,}woman|technician|pedestrian|shopper|motorcyclist|local|wife"
    r"|patient|husband|brother|sister|grand(?:mother|father|son|daughter)"
    r"|guest|occupant|midwife|shepherd|seller|attendant|gardener|hunter|beekeeper|visitor|customer|colleague"
    r"|commuter|docker|dispatcher|loader|stoker|librarian|hiker|angler|janitor|plumber"
    r"|cousin|aunt|uncle|niece|nephew|widow|widower|lodger"
)

_MEN = WordClass(r"m[e]n|\w+men")

COUPLE = frozenset(["чета", "чету", "четы"])

MARRIED = ("супруж", "семейн")

TWO_PEOPLE = word_set(
    "подружжя супруги супругов супругам couple близнецы близнята spouses twins родители батьки parents"
)

PEOPLE = WordClass(
    r"человек\w*|люд\w+|осіб|особ\w+|жител\w+|мешкан\w+|мирн\w+|взросл\w+|доросл\w+|женщин\w*|жін\w+"
    r"|мужчин\w*|чоловік\w*|дет\w+|діт\w+|несовершеннолетн\w+|неповнолітн\w+|подростк\w+|підлітк\w+"
    r"|сотрудник\w*|работник\w*|працівник\w*|спасател\w+|рятувальник\w*|медик\w*|пассажир\w*|пасажир\w*"
    r"|военнослужащ\w+|військовослужбовц\w+|боец|бойц\w+|бійц\w+|поліцейськ\w+|полицейск\w+|докер\w*"
    r"|громадян\w*|граждан\w*|містян\w*"
    r"|people|persons?|civilians?|residents?|men|women|children|kids|workers?|employees|others?|adults?"
    r"|boys|girls|rescuers|firefighters|soldiers|teenagers|passengers|members|locals|drivers|officers|staff"
    r"|medics|students?|teens|patients|guards|sons|daughters|grandchildren|brothers|sisters|parents"
    r"|nurses|teachers|pensioners|pedestrians|villagers|motorists|doctors|paramedics|policemen|infants|babies|technicians"
    r"|дівчат\w*|хлопц\w*|хлопчик\w*|девоч\w+|девуш\w+|мальчик\w*|парн(?:ей|и|я)|онук\w*|внук\w*|колег\w*|коллег\w*"
    r"|пенсионер\w*|пенсіонер\w*|школьник\w*|школяр\w*|студент\w*|рабочи\w+|робітник\w*|водител\w+|водії\w*"
    r"|гостей|турист\w*|сотрудниц\w*|иностранц\w*|росси\w+|украинц\w*|українц\w*|підприємц\w*|охоронц\w*"
    r"|охранник\w*|комбайнер\w*"
    r"|тракторист\w*|енергетик\w*|энергетик\w*|комунальник\w*|коммунальщик\w*|волонтер\w*|журналіст\w*"
    r"|журналист\w*|добровольц\w*|вчител\w+|учител\w+|лікар\w*|врач\w*|самооборон\w*|сестр\w+|брат\w*"
    r"|сын\w*|син\w*|дочер\w*|донь\w+|друг\w*|молод\w+"
)

ANIMALS = WordClass(
    r"коров\w*|собак\w*|кошк\w*|кіт|коти|лошад\w*|кон(?:ей|и)|свин\w*|овец|овц\w*|птиц\w*|кур(?:ы|ей|иц\w*)"
    r"|кур(?:ам|ами|ах)?|гус(?:ей|и)|уток|утк\w*|индюш\w*|индеек|кролик\w*|бурен\w*|поросят\w*|ягнят\w*|хряк\w*"
    r"|коз(?:а|ы)?|телят\w*|бык\w*|жив(?:отн|тварин)\w*|тварин\w*|cows?|dogs?|horses?|pigs?|sheep|cattle"
    r"|animals?|goats?|chickens?|голов|голів"
)

THING = WordClass(
    r"будин\w+|дом\w*|авто\w*|машин\w*|квартир\w*|ваг\w+|дрон\w*|бпла|шахед\w*|безпілот\w+|ракет\w*"
    r"|поверх\w*|вікн\w*|об'єкт\w*|район\w*|вулиц\w*|уламк\w*|годин\w*|хвилин\w*|раз\w*|метр\w*|кілометр\w*"
    r"|гектар\w*"
    r"|одиниц\w*|споруд\w*|гараж\w*|трактор\w*|локац\w*|обстріл\w*|авіабомб\w*|каб\w*|осел\w*|лікарн\w*"
    r"|шкіл|школ\w*|удар\w*|вибух\w*|влуч\w*|населен\w*|сіл|сел\w*|громад\w*|ступ\w+|відсот\w+|ночі|ранку"
    r"|доби"
)

THINGS_EN = word_set(
    """cars vehicles houses buildings homes apartments drones missiles rockets hours days weeks regions
    districts floors windows trucks buses shops garages warehouses villages towns strikes attacks
    shells bombs cows dogs minutes kilometres"""
)


def is_one_person(token: Token) -> bool:
    """Whether the word is a person in the singular."""
    if token.word in _MEN:
        return False
    if token.word in ONE_PERSON:
        return True
    if token.language == "uk":
        return token.word in _LIKELY_PERSON_UK and token.word not in _NO_PERSON_UK
    return token.language == "ru" and not token.capital and _is_animate_singular(token.word)


def names_people(word: str) -> bool:
    """Whether the word is a noun for people in the plural."""
    return word in PEOPLE


def names_several_in_english(word: str) -> bool:
    """Whether the word is the plural of somebody in English: "shoppers", "neighbours"."""
    return word.endswith("s") and word[:-1] in ONE_PERSON and word != "officials"


def is_animal(word: str) -> bool:
    """Whether the word names animals, which do not count."""
    return word in ANIMALS


@lru_cache(maxsize=5_000)
def _is_animate_singular(word: str) -> bool:
    readings = morphology.analyses(word, "ru")
    if not readings or not readings[0].is_known or len(word) < 5 or (word in ANIMALS):
        return False
    tag = readings[0].tag
    return (
        "NOUN" in tag
        and "anim" in tag
        and "sing" in tag
        and not ({"Surn", "Name", "Patr"} & set(tag.grammemes))
        and not _OFFICIAL.match(word)
    )


_OFFICIAL = re.compile(
    r"жертв|губернатор|глав|мэр|министр|президент|враг|противник|оператор|террорист|боевик|птичк|ястреб|аппарат"
    r"|начальник|представител|специалист|кинолог|сапер|министр|следовател|прокурор|командир|офицер"
    r"|комендант"
)


@lru_cache(maxsize=5_000)
def is_animate(word: str) -> bool:
    readings = morphology.analyses(word, "ru")
    return bool(readings) and "NOUN" in readings[0].tag and "anim" in readings[0].tag and word not in ANIMALS


# Without a Ukrainian dictionary, people are told by the endings of trades.
_LIKELY_PERSON_UK = WordClass(
    r"\w{3,}(?:ник(?:а|ом)?|тель(?:ка|ку|ки)?|теля|[иі]ст(?:а|ка|ку)?|овець|овця|івець|івця|увальниця|увальницю"
    r"|в'янин(?:а)?|в'янк[ауи]|чанин(?:а)?|чанк[ауи]|онець|онця|одесит(?:а|ка|ку)?)"
)

_NO_PERSON_UK = WordClass(
    r"безпілотник\w*|пам'ятник\w*|годинник\w*|чайник\w*|напрямник\w*|підручник\w*|заповідник\w*"
    r"|холодильник\w*|позашляховик\w*"
    r"|світильник\w*|літник\w*|понеділник\w*|рушник\w*|збірник\w*|смітник\w*|вогнище|губернатор"
    r"|противник\w*|захисник\w*|очільник\w*|начальник\w*|керівник\w*"
)
