"""Statements that nobody wants an answer to: both drivers send them along with what follows."""

from typing import Any

from sqlalchemy import Engine, event

UNANSWERED = "unanswered"
"""The execution option: nobody asks what came of the statement, not even how many rows it changed."""


def put_off_unanswered(engine: Engine) -> None:
    """Let *engine*, which speaks through one of our drivers, put off what is executed with `UNANSWERED`."""

    @event.listens_for(engine, "before_cursor_execute")
    def _mark(_c: object, cursor: Any, _s: object, _p: object, context: Any, _many: bool) -> None:
        if context is not None and context.execution_options.get(UNANSWERED):
            cursor.is_unanswered = True
