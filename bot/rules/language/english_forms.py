"""All forms of an English word: regular ones by rules, irregular verbs by a list."""

import re
from collections.abc import Iterator

from bot.rules.language.form import Form

_IRREGULAR_VERBS = """
    shoot shot shot; bring brought brought; take took taken; hit hit hit; strike struck struck; fall
    fell fallen; fly flew flown; break broke broken; catch caught caught; set set set; 
    blow blew blown; kill killed killed; hurt hurt hurt; go went gone; put put put; cut cut cut; leave
    left left; lose lost lost; sound sounded sounded; shut shut shut; begin began begun; make made made;
    die died died; knock knocked knocked; fight fought fought; beat beat beaten; hold held held; rise
    rose risen; tear tore torn; drive drove driven; send sent sent; keep kept kept; halt halted halted;
    give gave given; get got got; spread spread spread; lift lifted lifted; see saw seen; be was been;
    become became become; build built built; choose chose chosen; come came come; draw drew drawn; eat ate
    eaten; find found found; forget forgot forgotten; grow grew grown; hear heard heard; hide hid hidden;
    know knew known; lean leant leant; learn learnt learnt; let let let; mean meant meant; meet met met;
    prove proved proven; quit quit quit; say said said; seek sought sought; sell sold sold; show showed
    shown; speak spoke spoken; spend spent spent; stand stood stood; steal stole stolen; teach taught
    taught; tell told told; think thought thought; throw threw thrown; understand understood understood;
    undergo underwent undergone; wear wore worn; win won won; withdraw withdrew withdrawn; withstand
    withstood withstood; write wrote written; oversee oversaw overseen; pay paid paid; plough ploughed
    ploughed; bleed bled bled; dig dug dug; deal dealt dealt
"""
_IRREGULAR = {
    verb: (past, participle) for verb, past, participle in map(str.split, _IRREGULAR_VERBS.split(";"))
}
_DOUBLED = re.compile(r"[^aeiou]*[aeiou][bdgklmnprtvz]$|begin$|repel$|control$|regret$|commit$|admit$")
"""Verbs of one short syllable that double their last letter: "stopped", "slamming", "gutted"."""


def inflected(term: str) -> Iterator[tuple[str, int]]:
    """The forms of a folded word, a verb after "to"; each with what it says."""
    if not term.startswith("to "):
        yield term, Form.NOUN
        if term.isalpha() and len(term) > 2 and not term.endswith("s"):
            yield _with_s(term), Form.NOUN
        return
    verb = term[3:]
    yield verb, Form.NOW | Form.INFINITIVE | Form.ACTIVE
    yield _with_s(verb), Form.NOW | Form.ACTIVE
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    if _DOUBLED.match(verb):
        stem = verb + verb[-1]
    yield ("dying" if verb == "die" else stem + "ing"), Form.NOW | Form.OTHER
    if verb in _IRREGULAR:
        past, participle = _IRREGULAR[verb]
    else:
        ending = "ied" if verb.endswith("y") and verb[-2] not in "aeiou" else "ed"
        past = participle = (stem[:-1] if ending == "ied" else stem) + ending
    if verb.endswith("el") and past == verb + "ed":
        for doubled in (verb + "led", verb + "ling"):
            yield (
                doubled,
                Form.DONE | Form.ACTIVE | Form.PASSIVE if doubled.endswith("ed") else Form.NOW | Form.OTHER,
            )
    yield past, Form.DONE | Form.ACTIVE
    yield participle, Form.DONE | Form.PASSIVE


def _with_s(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
