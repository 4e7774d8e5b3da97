"""What Telegram would refuse or quietly change in a message."""

from telegram import MessageEntity

from bot.chat.markup import units
from bot.chat.rendered import Rendered

INVISIBLE = {
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    *(0x200B, 0x200E, 0x200F, 0x061C, 0xFEFF),
}
"""Controls that turn the direction of writing, and zero-width characters."""


def assert_sendable(rendered: Rendered) -> None:
    """Within the limits, entities on whole characters and properly nested, nothing invisible."""
    text, entities = rendered.body.text, rendered.body.entities
    assert text == text.strip()
    assert text
    assert units(text) == len(text.encode("utf-16-le")) // 2 <= (1024 if rendered.attachment else 4096)
    assert len(entities) <= 100
    assert not INVISIBLE & {ord(char) for char in text}
    encoded = text.encode("utf-16-le")
    spans = []
    for entity in entities:
        assert entity.length > 0
        covered = encoded[2 * entity.offset : 2 * (entity.offset + entity.length)]
        assert len(covered) == 2 * entity.length
        covered.decode("utf-16-le")  # raises in the middle of a character
        spans.append((entity.offset, entity.offset + entity.length, entity.kind))
    for begin, end, _ in spans:
        for other_begin, other_end, _ in spans:
            crosses = begin < other_begin < end < other_end
            assert not crosses
    quotes = [span for span in spans if "blockquote" in span[2]]
    for begin, end, _ in quotes:
        assert not [q for q in quotes if (q[0], q[1]) != (begin, end) and q[0] < end and begin < q[1]]
    for row in rendered.keyboard:
        assert 1 <= len(row) <= 8
        for button in row:
            assert 1 <= len(button.data.encode()) <= 64
            assert button.label


def covered(rendered: Rendered, kind: str) -> list[str]:
    """The texts that entities of *kind* stand on."""
    encoded = rendered.body.text.encode("utf-16-le")
    return [
        encoded[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le")
        for e in rendered.body.entities
        if e.kind == kind
    ]


def links(rendered: Rendered) -> list[str | None]:
    """Where its links lead."""
    return [entity.url for entity in rendered.body.entities if entity.kind == MessageEntity.TEXT_LINK]
