"""Whether a veto speaks of what a window tells, or of another matter of the same post."""

from collections.abc import Iterable, Sequence

from bot.rules.language import denied, names, reported
from bot.rules.language.clauses import Tokens
from bot.rules.patterns.mentions import Mention
from bot.rules.patterns.signs import Fired, Reading
from bot.rules.patterns.windows import Window


def takes_back(veto: Fired, window: Window, best: Sequence[Fired], reading: Reading) -> bool:
    """Whether *veto*, which reaches *window*, takes points from its signs, *best* (`Denies`)."""
    if _is_name(veto, reading):
        return False  # the mayor is called Шуткин
    if veto.rule.topic and _is_ruled_out(veto, reading):
        return False  # "это не учебная тревога"
    if veto.rule.denies == "named":
        denials = reading.of(veto.sentence, veto.rule.groups)
        return any(_denies(veto.sentence, denial, window, best, reading) for denial in denials)
    if veto.rule.denies == "said" and veto.sentence > max(window):
        return not _is_apart(veto.sentence, window, reading)
    return True


def _is_name(veto: Fired, reading: Reading) -> bool:
    """Whether all words of the veto only name somebody, a street, or the country a weapon was made in."""
    tokens = reading.text.sentences[veto.sentence].tokens
    mentions = reading.of(veto.sentence, veto.rule.groups)
    return bool(mentions) and all(
        names.is_name(tokens, each.first, each.last) or names.is_make(tokens, each.first, each.last)
        for each in mentions
    )


def _is_ruled_out(veto: Fired, reading: Reading) -> bool:
    """Whether the sentence says of all words of the veto that it is not so."""
    if reported.RULING_OUT.isdisjoint(reading.text.sentences[veto.sentence].words):
        return False
    tokens = reading.text.sentences[veto.sentence].tokens
    mentions = reading.of(veto.sentence, veto.rule.groups)
    return bool(mentions) and all(reported.is_ruled_out(tokens, each.first) for each in mentions)


def _is_apart(sentence: int, window: Window, reading: Reading) -> bool:
    """Whether a sentence after a report, which needs no other to be news, is of another matter."""
    after = reading.text.sentences[sentence].tokens
    if reported.refers_back(after):
        return False
    told = [reading.text.sentences[index].tokens for index in window]
    if any(map(reported.stands, told)):
        return True
    return any(map(reported.is_placed, told)) and reported.is_to_come(after)


def _denies(sentence: int, denial: Mention, window: Window, best: Sequence[Fired], reading: Reading) -> bool:
    """Whether the denial in a sentence is one of what *window* tells."""
    sentences = reading.text.sentences
    tokens = sentences[sentence].tokens
    if sentence < min(window) and reported.corrects(sentences[min(window)].tokens):
        return False
    named = denied.object_of(tokens, denial)
    if named is None:
        return sentence in window or _denies_all(sentence, window, reading)
    shown = [mention for each in best if each.sentence == sentence for mention in each.mentions]
    if any(mention.first in named or mention.last in named for mention in shown):
        return True
    if sentence not in window and any(reported.is_hearsay(sentences[index].words) for index in window):
        return True
    told = {word for index in window if index != sentence for word in sentences[index].words}
    if sentence in window:
        told.update(_outside(tokens, [*named, *range(denial.first, denial.last + 1)]))
    return denied.names(tokens, named, told)


def _outside(tokens: Tokens, places: Iterable[int]) -> set[str]:
    left = set(range(len(tokens))).difference(places)
    return {tokens[place].word for place in left}


def _denies_all(sentence: int, window: Window, reading: Reading) -> bool:
    """Whether a denial that names nothing is one of a window it does not stand in.

    It denies what follows it where it opens the post, else what was said before it: the last that is hearsay.
    """
    sentences = reading.text.sentences
    rumour = next(
        (index for index in range(sentence - 1, -1, -1) if reported.is_hearsay(sentences[index].words)), None
    )
    if rumour is None or rumour in window:
        return True
    if sentence < min(window):
        return not any(reported.stands(sentences[index].tokens) for index in window)
    return rumour < min(window)
