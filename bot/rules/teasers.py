"""Posts that say nothing but where the rest can be read: the MAX messenger. Pure.

Some bodies leave a first line in Telegram and the statement elsewhere. An advert for MAX below a whole
statement is no teaser.
"""

import re
from typing import Final

MAX_WORDS: Final = 14
"""A post with more words of its own says something."""

_MAX = r"(?:max|м[аa]х|мессенджере?\s+max|мессенджере?\s+м[аa]х)"
_POINTER = re.compile(
    rf"(?:\bmax\.ru/\S+|\b(?:в|у|на|во|in|on)\s+(?:\w+\s+){{0,3}}«?{_MAX}»?(?!\w)|→\s*{_MAX}(?!\w))",
    re.IGNORECASE,
)
_INVITATION = re.compile(
    r"(?:подписа\w*|подпиш\w*|подписыва\w*|підписа\w*|підпиш\w*|підписуй\w*|subscribe|follow|join)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def is_teaser(text: str) -> bool:
    """Whether a post only points to MAX for what it has to say."""
    lines = [line for line in text.splitlines() if line.strip()]
    pointing = [line for line in lines if _POINTER.search(line)]
    if not pointing or all(_INVITATION.search(line) for line in pointing):
        return False
    own = _POINTER.sub(" ", "\n".join(lines))
    return len(_WORD.findall(own)) <= MAX_WORDS
