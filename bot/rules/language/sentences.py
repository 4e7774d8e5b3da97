"""Where sentences end: full stops that are no abbreviation, line ends, emoji, bullets."""

import re
from typing import NamedTuple

from bot.rules.language.folding import BULLET, EMOJI
from bot.rules.language.wordlists import words


class Piece(NamedTuple):
    """A sentence as a stretch of the folded text.

    `item`: an entry of a list. `line`: counts lines and items. `marked`: its line opens with an emoji.
    """

    start: int
    end: int
    item: bool
    line: int
    marked: bool


_ENDS = '[.!?]*["»)\\]]*'
# Each branch begins with one character, so that the search skips all others at once.
_BREAK = re.compile(rf"\.{_ENDS}|!{_ENDS}|\?{_ENDS}|\n\n*|{EMOJI}{EMOJI}*|{BULLET}{BULLET}*")
_ROW = re.compile(rf"[ \t]*[^\W\d]+(?:[ -][^\W\d]+){{0,2}} *{EMOJI}+ *\d{{1,3}}[ \t]*(?=\n|\Z)")
"""A row of a table whose columns an emoji divides: "Крым 🛡 23"."""
_MARKER = re.compile(r"[ \t]*(?:[-—*>+]+[ \t]+|\d{1,2}[.)][ \t]+|[-—](?=\w))")
_WORD_BEFORE = re.compile(r"\n?([\w.'-]*)")
"""On the text read backwards."""
_YEAR = re.compile(r"\d[ \t]?$")

# A name or a number follows these: never the end of a sentence.
_BEFORE_NAMES = words(
    """
    г гг ул пос пгт им д дер с ст р рн п н кв пл пр просп пер б бул ш наб стр корп оф км м ж т е к мкр
    ред см тел св напр рис ген кап ком лейт полк акад проф гр мл ср смт буд вул пров mr mrs ms dr st gen
    col lt maj sgt capt no vs approx rev sen gov e.g i.e
    """
)
# These end a sentence only where a capital letter follows.
_BEFORE_CAPITALS = words(
    """
    мск тыс млн млрд руб т.г г.г чел ед шт мин сек час ч хв год тис грн обл рр р.р p.m a.m
    """
)


def pieces(cased: str) -> list[Piece]:
    """Cut a folded text that still has its capitals. Empty pieces are left out."""
    found: list[Piece] = []
    start, fresh, bullet, line = 0, True, False, 0
    line_start, marked = 0, False

    def add(end: int) -> None:
        marker = _MARKER.match(cased, start, end) if fresh else None
        first = marker.end() if marker else start
        while first < end and cased[first].isspace():
            first += 1
        last = end
        while last > first and cased[last - 1].isspace():
            last -= 1
        if last > first:
            found.append(Piece(first, last, bullet or bool(marker), line, marked))

    for mark in _BREAK.finditer(cased):
        kind = mark[0][0]
        if kind in ".!?":
            if kind == "." and not _ends_sentence(cased, mark.start(), mark.end(), fresh and start):
                continue
            add(mark.end())
            fresh = bullet = False
        elif kind == EMOJI and _ROW.match(cased, line_start):
            continue
        else:
            if cased[start : mark.start()].strip() or kind != "\n":
                add(mark.start())
                bullet = kind == BULLET
            fresh = True
            if kind != EMOJI:
                line, line_start, marked = line + 1, mark.end(), False
            elif not cased[line_start : mark.start()].strip():
                marked = True
        start = mark.end()
    add(len(cased))
    return found


def _ends_sentence(cased: str, dot: int, end: int, line_start: int | bool) -> bool:
    following = cased[end : end + 8]
    if not following.strip() or following.lstrip(" ")[:1] in {"\n", EMOJI, BULLET}:
        return True
    before = _WORD_BEFORE.match(cased[max(0, dot - 20) : dot][::-1])
    word = before[1][::-1].lower().lstrip("-'") if before else ""
    if not following[0].isspace():
        # "сбит.На месте": a word glued to a capitalised one.
        glued = following[0].isupper() and len(word) > 2 and word.isalpha()
        return glued and sum(map(str.isupper, cased)) * 3 < len(cased)
    if word.isdigit() and len(word) < 3 and not cased[line_start:dot][: -len(word)].strip():
        return False  # the number of a list item
    initial = following.lstrip(' "«(—-')[:1]
    capital = initial.isupper() or initial.isdigit()
    last = word.rsplit(".", 1)[-1]
    if word in _BEFORE_CAPITALS or last in _BEFORE_CAPITALS:
        return initial.isupper()
    if last in {"г", "р", "гг"} and _YEAR.search(cased, 0, dot - len(last)):
        return initial.isupper()
    if last in _BEFORE_NAMES or (len(last) == 1 and last.isalpha()):
        return False
    return capital or len(last) > 3 or not last or last.isdigit()
