"""What a form of a word says, in whatever language."""

from typing import Final


class Form:
    """What a form of a word says: bits to be combined. Plain numbers, for they are asked for every word."""

    DONE: Final = 1
    NOW: Final = 2
    COMING: Final = 4
    INFINITIVE: Final = 8
    IMPERATIVE: Final = 16
    PARTICIPLE: Final = 32
    NOUN: Final = 64
    ACTIVE: Final = 128
    PASSIVE: Final = 256
    OTHER: Final = 512
