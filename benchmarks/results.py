"""What a benchmark found, beside what was to be reached: printed, and gathered by `python benchmarks`."""

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

GATHERED_IN = "LOOKOUT_BENCH_RESULTS"
"""Names the file to which results are added; without it they are only printed."""


@dataclass(frozen=True)
class Result:
    """One figure. *target* None: it is only to be known."""

    what: str
    measured: float
    unit: str = ""
    target: float | None = None
    at_least: bool = False
    """Whether the target is the least that will do, and not the most."""

    @property
    def is_reached(self) -> bool:
        """Whether it is as good as it should be."""
        if self.target is None:
            return True
        return self.measured >= self.target if self.at_least else self.measured <= self.target

    def line(self) -> str:
        """A row of the table."""
        wanted = "" if self.target is None else f"{'≥' if self.at_least else '≤'} {self.target:,g}"
        verdict = "" if self.target is None else "yes" if self.is_reached else "NO"
        return f"{self.what:<66}{self.measured:>12,.2f} {self.unit:<10}{wanted:>12}   {verdict}"


def result(
    what: str, measured: float, unit: str = "", *, at_most: float | None = None, at_least: float | None = None
) -> None:
    """Print a figure, and have it in the table at the end of `make bench`."""
    found = Result(what, measured, unit, at_most if at_least is None else at_least, at_least is not None)
    print(f"= {found.line()}", flush=True)
    if GATHERED_IN in os.environ:
        with Path(os.environ[GATHERED_IN]).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"by": Path(sys.argv[0]).stem, **asdict(found)}) + "\n")


def gathered(path: Path) -> list[tuple[str, Result]]:
    """What was added to *path*: the program's name and its result."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    rows = [json.loads(line) for line in lines]
    return [(row.pop("by"), Result(**row)) for row in rows]
