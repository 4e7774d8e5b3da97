"""Operation is tested on both databases."""

from tests.databases import database, postgresql, server, sqlite_files

__all__ = ["database", "postgresql", "server", "sqlite_files"]
