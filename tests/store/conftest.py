"""Every store test runs on both databases."""

from tests.databases import (
    database,
    postgresql,
    pytest_terminal_summary,
    server,
    sqlite_files,
)

__all__ = ["database", "postgresql", "pytest_terminal_summary", "server", "sqlite_files"]
