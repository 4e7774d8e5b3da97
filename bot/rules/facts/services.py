"""Whether emergency services are said to be at the site, sent there or putting the fire out."""

from collections.abc import Sequence

from bot.rules.facts.lexicon import WordClass, marks_of
from bot.rules.language.text import Sentence, Token
from bot.rules.language.wordlists import words as word_set

_SERVICE = WordClass(
    r"экстренн\w+|оперативн\w+|спасател\w+|пожарн\w+|медик\w*|врач\w*|скор(?:ая|ой|ую|ые|ых)|мчс|сапер\w*"
    r"|полици(?:я|и|ю|ей)|полицейск\w+|спецслужб\w*|фельдшер\w*|кинолог\w*|гас|осназ|омон"
    r"|росгварди\w+|взрывотехник\w*|огнеборц\w*|правоохранител\w+|криминалист\w*|следовател\w+"
    r"|следственн\w+|бригад\w+|расчет(?:ы|ов|ами)|службы|служб|службами|службам|служба|службу|службой"
    r"|спасения|специалист\w+|подразделени\w+|пиротехник\w*|сотрудник\w*"
    r"|рятувальник\w*|рятувальн\w+|пожежк\w+|екстрен\w+|вогнеборц\w*|пожежник\w*|гсчс|медичн\w+|пожежн\w+|надзвичайник\w*|дснс"
    r"|поліці(?:я|ї|ю|єю)|поліцейськ\w+|поліціянт\w*|лікар(?:і|ів|ям|ями)|швидк(?:а|ої|у|і)|піротехнік\w*"
    r"|вибухотехнік\w*"
    r"|підрозділ\w*|криміналіст\w*|слідч\w+|служби|службами|кінолог\w*|правоохоронц\w*|психолог\w*"
    r"|парамедик\w*|фахівц\w*|оперативник\w*|екіпаж\w*|экипаж\w*|кінологічн\w+|спецпідрозділ\w*"
    r"|squads?|sapper|experts|medical|disposal|explosives|firemen|brigades?|emergency|rescuers?|rescue|firefighters?|fire|crews?|medics?|paramedics?|police|sappers?|ambulances?"
    r"|responders?|teams|services|doctors|officers|bomb|investigators"
)
# Words that need another one beside them to be a service: "службы" alone may be of any kind.
_VAGUE = word_set(
    """служба службу службой спасения служб службы служби службам службами services бригады бригада
    бригади бригад бригадами crews crew fire специалисты специалистов специалистами расчеты расчетов
    расчетами підрозділи підрозділів подразделение подразделением подразделения подразделений teams
    officers medical медичні медичної медична медичну экипаж экипажи екіпаж екіпажі
    squad squads experts disposal explosives brigade
    следственные оперативные оперативных оперативными оперативна оперативно оперативні
    оперативной bomb сотрудники сотрудников фахівці фахівців специалистам rescue emergency"""
)
_ALONE = frozenset(["службы", "служби", "services", "crews", "rescue", "emergency"])
_AT_WORK = WordClass(
    r"работа(?:ют|ет|ли|ем|ющ\w+)|работу|выехал\w*|выезжа\w+|выдвинул\w*|направлен\w*|направил\w*"
    r"|направля\w+|прибыл\w*|прибыва\w+|задействован\w*|привлечен\w*|продолжа\w+|доставля\w+|увозит|увезла"
    r"|увезли"
    r"|тушат|тушит|тушили|тушил|тушением|туше(?:ния|нии)|потуш(?:ил|ен)\w*|ликвидирован\w*|локализован\w*"
    r"|погашен\w*|вез(?:ет|ут|е|уть)|ликвидиру\w+|ликвидировал\w*|локализова\w+|локализу\w+|устраня\w+"
    r"|оказыва\w+|оказал\w*|оцепил\w*|разбира\w+|обследу\w+|приступил\w*"
    r"|оцеплен\w*|оцепля\w+|изъят\w*|проверя\w+|ищут|ищет|приехал\w*|ведется|ведутся|разбор|борются|боролись|едет|едут|фиксиру\w+|госпитализировал\w*|осмотр\w*|перекрыл\w*|выставил\w*|обезвредил\w*"
    r"|вывозят|вывезли|увез|извле\w+|доста(?:ли|ют)|расчищ\w+|забрал\w*|отправ\w+|мчится|прибудут|усмирил\w*"
    r"|гасят|погасил\w*|справил\w*|справля(?:ются|ется)|выводит|выводят|обнаружил\w*"
    r"|осматрива\w+|находятся|находится|эвакуир\w+|следу(?:ют|ет)|мчатся|спеш\w+|поспешил\w*|помогают"
    r"|помогли|проводят|занимаются|справились|изъяли|изымают|обезврежива\w+|ведут|завершают|завершили"
    r"|працю(?:ють|є|вали|вала|вало|вав|ємо|ючи)|у?зміні|смене|розборі|разборе|виїха(?:в|л\w+)|виїжджа\w+|прибу(?:в|л\w+)|відправ\w+|вилуч\w+|борються|приїха(?:в|л\w+)|документу\w+|фіксу\w+|їде|їдуть|госпіталізува\w+|шпиталізува\w+|перевіря\w+|оточи\w+|оточен\w*|трива(?:є|ють)|огляда\w+|огляну\w+"
    r"|знешкоджу\w+|загасив|погасив|гасив|підняли|перекри\w+|вивез\w+|везуть|доправ\w+|рятують|"
    r"залучен\w*|залучил\w*|гасять|гасить"
    r"|гасили|загасил\w*|погасил\w*|ліквідову\w+|ліквідува\w+|ліквідован\w*"
    r"|локалізува\w+|локалізован\w*|локалізую\w+|долають|приборкал\w*|приборку\w+|нада(?:ють|ли|но|ють)"
    r"|допомага\w+|розбира\w+|направлен\w*|направил\w*|прямую\w+|скеров\w+|вирушил\w*|продовжу\w+|задіян\w*"
    r"|евакую\w+|евакуюва\w+|оглядають|обстежу\w+|дістали|витяг\w*|врятува\w+|врятов\w+|вытащ\w+|спас(?:ли"
    r"|ают)|деблок\w+|розчищ\w+|шука\w+|проводять|завершили|завершили|доставил\w*|перебувають"
    r"|working|works?|ended|completed|finished|search|at|on|arrived|arriving|dispatched|deployed|sent"
    r"|responding|responded|battling|battled?|fighting|fight|fought|tackling|tackled|extinguish\w*|attended"
    r"|evacuat\w+|attending|rushed|en|heading|contain\w*|putting|put|clearing|searching|treated|treating"
    r"|sift\w*|ongoing|underway|continues|continuing|cordon\w*|sealed|removed|removing|pulls?|defus\w+|pulled|pulling|find|dug|digging|freed|rescued|brought|quell\w*"
    r"|combing|checking|checked|recover\w+|arrive|subdued|tended|tending|scrambled|doused|headed|combat\w*|securing|inspecting|examining|remain|called"
    r"|leading|led|escort\w*|carr(?:y|ied|ying)|damp\w*|prevented|preventing"
)
_AT_SITE = WordClass(
    r"мест[еа]|адресе|месту|местах|точк(?:е|ах)|точці|точках|місц[іеяю]|місцях|scene|site|spot|туда|туди|там|there"
)
_NOT_THERE = WordClass(
    r"готовност\w+|готов[ыао]?|дежур\w+|режим\w*|телефон\w*|звонит\w*|позвонит\w*|звоните|сообщайте"
    r"|сообщит\w*|сообщить|повідомля\w+|дзвоніть|телефонуйте|наготові|просьба|просим|просимо|вызыва\w+"
    r"|вызвать"
    r"|готовності|готові|чергу\w+|standby|ready|alert|call|phone|усиленн\w+|посилен\w+|учени\w+|навчанн\w+"
    r"|номер\w*|обращайтесь|звертайтес\w*|зателефон\w+|повідомте|dial|inform|telephone"
    r"|энергетики|енергетики|ремонтн\w+|аварийн(?!о)\w+|аварійн(?!о)\w+|power|repair\w*|коммунальн\w+|комунальн\w+"
    r"|жкх|жкг|приезда|прибытия|приїзду|прибуття"
)
_SAYS = word_set(
    """said reported says told confirmed сообщили сообщает сообщила повідомили повідомляє повідомила рассказали
    розповіли уточнили"""
)
_THANKS = WordClass(r"спасибо|благодар\w+|признател\w+|дяку\w+|подяк\w+|вдячн\w+|thanks|thank|grateful|kudos")
_SAPPERS = ("сапер", "взрывотех", "вибухотех", "піротех", "пиротех", "sapper", "explosives")
_DISARM = ("уничтож", "обезвре", "подорв", "знищ", "знешкод", "підірв", "destroy", "neutrali", "detonat")
_DOCTORS, _LOOK = ("врач", "лікар", "doctor"), ("осм", "огля", "exam", "check")
_LABOUR = frozenset(["работу", "работы", "роботу", "work", "works", "at", "on"])
_FIREFIGHTING = WordClass(
    r"туш(?:ат|ит|или|ил|ат)|ликвидиру(?:ют|ет)|ликвидировали|гас(?:ять|ить|или|ив)|ліквідову(?:ють|є)"
    r"|локализу(?:ют|ет)|борются|боролись|борються|долають|приборкують|fighting|battling|tackling"
    r"|extinguishing"
)
_BUSY = WordClass(
    r"работа(?:ют|ли|ет|ло)|працю(?:ють|вали|є)|задействован\w*|задіян\w*|привлечен\w*|залучен\w*|ведут|ведуть|working"
)
_MACHINES = WordClass(r"единиц\w*|одиниц\w*|пожарн\w+|автоцистерн\w*|engines")
_CREW = WordClass(
    r"человек\w*|людей|единиц\w*|осіб|одиниц\w*|бригад\w*|расчет\w*|машин\w*|техник\w*|технік\w*|people"
    r"|units|engines|поезд\w*|вертолет\w*|авиаци\w+|авіаці\w+|людини|чоловік"
)
_FIRE = WordClass(
    r"пожар\w*|возгоран\w+|огонь|огня|огнем|пламя|пламенем|пожеж\w*|вогонь|вогню|вогнем|займан\w+"
    r"|загоранн\w+|горит|горят|горить|горять|fire|blaze|flames"
)
_SIGNS = frozenset([",", ";", ":", "—", "(", ")"])


def read_services(sentences: Sequence[Sentence]) -> tuple[int, int] | None:
    """The span, in the original, of the words that say so; None when nothing does."""
    for sentence in sentences:
        tokens = sentence.tokens
        kinds = marks_of(tokens)
        for index, kind in enumerate(kinds):
            if kind & _SERVICE.bit and _is_service(tokens, index):
                found = _at_work(tokens, index)
                if found is not None:
                    first, last = sorted((index, found))
                    return tokens[first].start, tokens[last].end
        if (
            any(kind & (_FIREFIGHTING.bit | _BUSY.bit) for kind in kinds)
            and (span := _firefighting(tokens)) is not None
        ):
            return span
    return None


def _at_work(tokens: Sequence[Token], service: int) -> int | None:
    """The index of the word that puts the service at *service* to work or to the site."""
    window = range(max(0, service - 12), min(len(tokens), service + 14))
    near = [i for i in window if abs(i - service) <= 7]
    on_duty = [i for i in near if tokens[i].word.startswith(("дежур", "чергу"))]
    if on_duty and any((token.word in _AT_SITE) for token in tokens):
        return on_duty[0]
    if any(tokens[i].word in _NOT_THERE and not _is_also_there(tokens, i) for i in near) or _is_source(
        tokens, service
    ):
        return None
    thanked = any(token.word in _THANKS for token in tokens[max(0, service - 6) : service])
    for i in sorted(window, key=lambda i: abs(i - service)):
        word = tokens[i].word
        if word.startswith("бор") and any(tokens[k].word.startswith(("жизн", "житт", "здоров")) for k in near):
            # "Медики борются за жизнь": in hospital.
            continue
        treated = tokens[service].word.startswith(_DOCTORS) and word.startswith(_LOOK)
        if i == service or not tokens[i].is_word or (thanked and word in _LABOUR) or treated:
            continue
        if word in _AT_SITE and not _divided(tokens, i, service, _SIGNS - {"—", ":"}):
            # "На месте — спасатели"
            return i
        disarmed = tokens[service].word.startswith(_SAPPERS) and word.startswith(_DISARM)
        if word not in _AT_WORK and not disarmed:
            continue
        if word in {"at", "on", "en", "put", "work", "works"} and not _is_english_site(tokens, i):
            continue
        if _divided(tokens, i, service) and abs(i - service) > 8:
            continue
        return i
    return None


def _is_also_there(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word of other services is only joined on: "все экстренные и коммунальные службы на месте"."""
    following = tokens[index + 1].word if index + 1 < len(tokens) else ""
    if tokens[index].word.startswith("номер") and following.startswith(
        ("вызов", "сложност", "складност", "виклик")
    ):
        return True  # "пожару присвоен третий номер сложности"
    return (
        index > 1
        and tokens[index].word.startswith(("коммунальн", "комунальн"))
        and tokens[index - 1].word in {"и", "і", "та"}
        and tokens[index - 2].word.startswith(("экстренн", "екстрен", "оперативн", "спасател", "рятувальн"))
    )


def _is_source(tokens: Sequence[Token], service: int) -> bool:
    """Whether the service only tells: "police said", "according to rescuers", "сообщили спасатели"."""
    after = tokens[service + 1].word if service + 1 < len(tokens) else ""
    before = [token.word for token in tokens[max(0, service - 3) : service]]
    return after in _SAYS or any(word in _SAYS for word in before[-1:]) or "according" in before


def _divided(tokens: Sequence[Token], first: int, second: int, signs: frozenset[str] = _SIGNS) -> bool:
    low, high = sorted((first, second))
    return any(token.word in signs for token in tokens[low:high])


def _is_service(tokens: Sequence[Token], index: int) -> bool:
    word = tokens[index].word
    following = tokens[index + 1].word if index + 1 < len(tokens) else ""
    previous = tokens[index - 1].word if index else ""
    if previous in {"defence", "defense", "gun", "drone", "launcher"}:
        return False  # "air defence crews"
    if word == "fire":
        return following in {
            "crews",
            "crew",
            "brigade",
            "brigades",
            "service",
            "services",
            "teams",
            "fighters",
            "engines",
            "department",
        }
    if word in _VAGUE:
        return (
            bool((previous in _SERVICE) or (following in _SERVICE))
            or word in _ALONE
            or previous in {"все", "всі", "усі", "all", "необходимые"}
        )
    return True


def _is_english_site(tokens: Sequence[Token], index: int) -> bool:
    after = {token.word for token in tokens[index + 1 : index + 5]}
    return bool(
        after
        & {
            "scene",
            "scenes",
            "site",
            "sites",
            "spot",
            "work",
            "route",
            "out",
            "place",
            "impact",
            "ground",
            "way",
        }
    ) or tokens[index].word in {"work", "works"}


def _firefighting(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """ "пожар тушат 40 человек", "Гасять вогонь вісім бригад": somebody is putting the fire out."""
    for index, token in enumerate(tokens):
        if token.word not in _FIREFIGHTING and token.word not in _BUSY:
            continue
        near = tokens[max(0, index - 8) : index + 9]
        fought = any(t.word in _FIRE or t.word == "пожаре" for t in near) and any(t.word in _CREW for t in near)
        if token.word in _BUSY and (fought or any(t.word in _MACHINES for t in near)):
            return near[0].start, near[-1].end
        if (
            token.word in _FIREFIGHTING
            and any(t.word in _FIRE for t in near)
            and any(t.word in _CREW for t in near)
        ):
            return near[0].start, near[-1].end
    return None
