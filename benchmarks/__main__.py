"""All benchmarks, one after the other, and one table at the end: measured, to be reached, reached or not.

    python benchmarks [program …]        or `make bench`

Each also runs by itself, with other sizes (`python benchmarks/search.py 10000 sqlite`). The sizes here keep the
whole below ten minutes on two free cores. A program that fails is said to have failed, and the others go on.
Absolute times are one machine's; where they are promises they are meant for two cores.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from results import GATHERED_IN, gathered

HERE = Path(__file__).parent
SIZES: dict[str, tuple[str, ...]] = {
    "matching": (),
    "rules": (),
    "pages": (),
    "polling": ("1", "3"),
    "search": ("100000", "sqlite"),
    "incidents": ("sqlite",),
    "fanout": (),
    "latency": (),
    "memory": (),
    "delivery": ("--chats", "300"),
    "chat": (),
    "day": ("--hours", "6"),
}
"""Programs in their order, and what each is given."""


def main() -> int:
    wanted = sys.argv[1:] or [*SIZES, *sorted(_others())]
    failed = []
    with tempfile.TemporaryDirectory(prefix="lookout-bench-") as folder:
        file = Path(folder) / "results.jsonl"
        for name in wanted:
            print(f"\n=== {name} ===", flush=True)
            started = time.monotonic()
            command = [sys.executable, str(HERE / f"{name}.py"), *SIZES.get(name, ())]
            ended = subprocess.run(command, env={**os.environ, GATHERED_IN: str(file)}, check=False)
            if ended.returncode:
                failed.append(name)
            print(f"({time.monotonic() - started:.0f} s)", flush=True)
        found = gathered(file)
    print(f"\n{'':<12}{'':<66}{'measured':>12} {'':<10}{'to reach':>12}   reached")
    for name, one in found:
        print(f"{name:<12}{one.line()}")
    for name in failed:
        print(f"{name:<12}failed: what it printed says why")
    return 1 if failed else 0


def _others() -> set[str]:
    """Programs that are not listed above."""
    return {file.stem for file in HERE.glob("*.py")} - {*SIZES, "results", "__main__"}


if __name__ == "__main__":
    sys.exit(main())
