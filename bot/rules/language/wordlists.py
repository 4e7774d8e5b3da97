"""Small word lists written as running text, which a reader can take in at a glance."""


def words(text: str) -> frozenset[str]:
    """The words of *text*, as a set."""
    return frozenset(text.split())
