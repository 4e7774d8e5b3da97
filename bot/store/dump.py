"""Backups of a PostgreSQL database, by its own tools.

The dump is made of an exported snapshot in which the rows were counted, and is read back to its end: one whose
tables hold other numbers, or that breaks off, is a bad one.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sqlalchemy import URL, create_engine, text
from sqlalchemy.exc import DBAPIError

from bot.errors import StoreUnusable
from bot.store.snapshot import TABLES

_COPY: Final = re.compile(rb'COPY (?:\w+\.)?"?(\w+)"? ')


def dump(url: URL, target: Path) -> Mapping[str, int]:
    """Dump the database at *url* into the file *target* (custom format); rows by table.

    May be called while other processes write. Raises `StoreUnusable`: without PostgreSQL's tools, too.
    """
    tools = {name: shutil.which(name) for name in ("pg_dump", "pg_restore")}
    if missing := [name for name, path in tools.items() if path is None]:
        raise StoreUnusable(
            f"{' and '.join(missing)} not found: install PostgreSQL's client programs, of the server's version "
            "or a newer one, or back up where the server runs"
        )
    engine = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="REPEATABLE READ")
    try:
        with engine.connect() as connection:
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            counts = {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in TABLES}
            options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
            _run(url, tools["pg_dump"] or "", *options, f"--file={target}", f"--dbname={_address(url)}")
    except DBAPIError as exc:
        first = str(exc.orig).strip().partition("\n")[0]
        raise StoreUnusable(f"the database cannot be read: {first}") from exc
    finally:
        engine.dispose()
    if _count(tools["pg_restore"] or "", target) != counts:
        raise StoreUnusable("the dump is not whole: it has another number of rows")
    return counts


def _address(url: URL) -> str:
    """Where to connect, without the password: other users of the machine can read a command line."""
    return url.set(password=None).difference_update_query(["password"]).render_as_string()


def _run(url: URL, *command: str) -> None:
    password = url.password or url.query.get("password")
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").split("\n")
        raise StoreUnusable("; ".join(filter(None, said)) or f"{Path(command[0]).name} failed")


def _count(pg_restore: str, path: Path) -> Mapping[str, int]:
    """Rows by table of a dump, read to its end."""
    counts = dict.fromkeys(TABLES, 0)
    command = (pg_restore, "--data-only", "--file=-", str(path))
    table = None
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reading:
        for line in reading.stdout or ():
            if table is not None:
                if line.rstrip() == rb"\.":
                    table = None
                elif table in counts:
                    counts[table] += 1
            elif begins := _COPY.match(line):
                table = begins[1].decode()
    if reading.returncode:
        raise StoreUnusable("the dump cannot be read back")
    return counts
