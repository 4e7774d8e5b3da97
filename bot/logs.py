"""Logging: one line an event, and never the token.

The token stands in the address of every request, so it can leak through the HTTP client's lines, the library's
debug lines, exception texts and tracebacks. Quiet loggers help; the finished text is redacted all the same.
"""

import logging
import re
import sys
import time
from collections.abc import Callable
from typing import Final

_TOKEN: Final = re.compile(r"(?<![0-9])[0-9]{5,}:[A-Za-z0-9_-]{30,}")
"""No `\\b` in front: there is no word boundary in `/bot123456:AA…`."""
_REDACTED: Final = "<token>"
_QUIET: Final = (
    *("httpx", "httpx2", "httpcore", "httpcore2", "telegram"),
    # No secrets, but a line for every statement and dictionary.
    *("aiosqlite", "alembic", "pymorphy3"),
)


def redact(text: str, secret: str | None = None) -> str:
    """*text* with *secret* and everything that has the form of a bot token taken out."""
    if secret:
        text = text.replace(secret, _REDACTED)
    return _TOKEN.sub(_REDACTED, text)


class RedactingFormatter(logging.Formatter):
    """`time level logger: phrase key=value`, in UTC, redacted with its traceback and all."""

    converter: Callable[[float | None], time.struct_time] = staticmethod(time.gmtime)

    def __init__(self, secret: str | None = None) -> None:
        self._secret = secret
        super().__init__("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """The record as text that may be shown to anyone."""
        return redact(super().format(record), self._secret)

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The first line; line breaks inside it are shown as such, so that nothing can forge a second event."""
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")


def configure(level: str, *, secret: str | None = None) -> None:
    """Log to standard error from *level* up. Libraries that tell too much stay at WARNING.

    *secret* is taken out of every line, whatever form it has.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(secret))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
    # Its warnings are ticks that found the one before still at work: no event.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
