"""Whether emergency services are said to be at the site, sent there or putting the fire out."""

import re
from collections.abc import Sequence

from bot.rules.text import Sentence, Token

_SERVICE = re.compile(
    r"экстренн\w+|оперативн\w+|спасател\w+|пожарн\w+|медик\w*|врач\w*|скор(?:ая|ой|ую|ые|ых)|мчс|сапер\w*|полици\w+|полицейск\w+"
    r"|росгварди\w+|взрывотехник\w*|огнеборц\w*|кинолог\w*|следствен\w+|специалист\w+|служб\w+|бригад\w+|расчет\w*|правоохранител\w+"
    r"|рятувальник\w*|рятувальн\w+|екстрен\w+|вогнеборц\w*|пожежник\w*|пожежн\w+|надзвичайник\w*|дснс|поліці\w+|поліцейськ\w+|лікар\w*|швидк(?:а|ої|у|і)"
    r"|піротехнік\w*|вибухотехнік\w*|підрозділ\w*|криміналіст\w*|emergency|rescuers?|rescue|firefighters?|fire|crews?|medics?|paramedics?"
    r"|police|sappers?|ambulances?|responders?|teams|services|doctors|officers"
)
_BARE_SERVICE = frozenset(
    ["служб", "службы", "служба", "служби", "службам", "службами", "services", "бригады", "бригада", "бригади", "crews", "fire",
     "специалисты", "расчеты", "підрозділи", "подразделения", "teams", "emergency", "officers"]
)  # fmt: skip
_AT_WORK = re.compile(
    r"работа(?:ют|ет|ли|ем|ющ\w+)|выехал\w*|выезжа\w+|выдвинул\w*|направлен\w*|направил\w*|прибыл\w*|прибыва\w+|задействован\w*|привлечен\w*"
    r"|тушат|тушит|тушени\w+|потуш\w+|ликвидир\w+|локализ\w+|туши(?:ли|л|ла)|устраня\w+|оказыва\w+|оказал\w*|оцеплен\w*|разбира\w+|обследу\w+"
    r"|осматрива\w+|находятся|находится|эвакуир\w+|следуют|мчатся|спеш\w+|поспешил\w*|помогают|помогли|эксплуатир\w*"
    r"|працю(?:ють|є|вали|ємо)|виїхал\w*|виїжджа\w+|прибул\w*|залучен\w*|залучил\w*|гасять|гасить|гасили|загасил\w*|погасил\w*|ліквідову\w+|ліквідува\w+"
    r"|ліквідован\w*|локалізува\w+|локалізован\w*|долають|приборкал\w*|приборку\w+|нада(?:ють|ли|но|ється)|допомага\w+|розбира\w+|направл\w+|скеров\w+|вирушил\w*"
    r"|евакую\w+|оглядають|обстеж\w+|дістали|деблок\w+|розчищ\w+|шука\w+"
    r"|working|work|works|at|on|arrived|dispatched|deployed|sent|responding|responded|battling|battle|fighting|fight|fought|tackling|extinguish\w*"
    r"|evacuat\w+|attending|rushed|en|heading|contain\w*|putting|put|clearing|searching|treated|treating|scrambled|doused|headed|combat\w*"
)
_AT_SITE = re.compile(r"мест[еоауы]\w*|місц[іеяюь]\w*|scene|site|spot|place|там|туда|туди")
_NOT_THERE = re.compile(
    r"готовност\w+|готов\w*|дежур\w+|режим\w*|телефон\w*|звонит\w*|позвонит\w*|звоните|сообщайте|сообщит\w*|повідомля\w+|дзвоніть|телефонуйте|наготові"
    r"|готовності|готові|чергу\w+|standby|ready|alert|call|phone|усиленн\w+|посилен\w+|учени\w+|навчанн\w+|номер\w*|обращайтесь|звертайтес\w*|зателефон\w+|повідомте"
    r"|энергетик\w*|енергетик\w*|ремонтн\w+|аварийн\w+|powe?r|repair"
)
_CLEARANCE = re.compile(
    r"разбор\w* завал\w*|разбира\w+ завал\w*|розбір завал\w*|розбира\w+ завал\w*|search and rescue"
)
_WORD_FIRE = frozenset(["fire", "emergency"])


def read_services(sentences: Sequence[Sentence]) -> tuple[int, int] | None:
    """The span, in the original, of the words that say so; None when nothing does."""
    for sentence in sentences:
        tokens = sentence.tokens
        services = [i for i, token in enumerate(tokens) if token.is_word and _is_service(tokens, i)]
        if not services:
            if _CLEARANCE.search(" ".join(token.word for token in tokens)):
                return sentence.start, sentence.end
            continue
        for service in services:
            window = range(max(0, service - 12), min(len(tokens), service + 14))
            if any(_NOT_THERE.fullmatch(tokens[i].word) for i in window if abs(i - service) <= 7):
                continue
            for i in window:
                if i != service and (_AT_WORK.fullmatch(tokens[i].word) or _AT_SITE.fullmatch(tokens[i].word)):
                    if tokens[i].word in {"at", "on", "en", "put", "work"} and not _english_site(tokens, i):
                        continue
                    first, last = sorted((service, i))
                    return tokens[first].start, tokens[last].end
    return None


def _is_service(tokens: Sequence[Token], index: int) -> bool:
    word = tokens[index].word
    if not _SERVICE.fullmatch(word):
        return False
    if word == "fire":
        following = tokens[index + 1].word if index + 1 < len(tokens) else ""
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
        }
    if word in _BARE_SERVICE:
        previous = tokens[index - 1].word if index else ""
        return (
            bool(_SERVICE.fullmatch(previous))
            or word in {"emergency", "службы", "служби", "подразделения", "crews", "teams"}
            or (
                index + 1 < len(tokens)
                and bool(re.match(r"мчс|дснс|служб|екстрен|экстрен", tokens[index + 1].word))
            )
        )
    return True


def _english_site(tokens: Sequence[Token], index: int) -> bool:
    after = {token.word for token in tokens[index + 1 : index + 5]}
    return bool(after & {"scene", "site", "spot", "work", "route", "out", "place", "impact"})
