"""Resident memory of the loaded rules: the shipped config compiled, the dictionaries of all languages in use.

    python benchmarks/rules.py

The rules' share is what the process grows by once everything that loads them is imported; the whole process is
told beside it. Each text of the tuned statements is then read once, as a bot does in weeks: what is remembered
of words counts too.
"""

import gc
import json
import os
from pathlib import Path

from results import result

from bot.rulebook import load_rulebook
from bot.rules.language.text import read_letters, read_sentences, search_key
from bot.watchlist.channels import Authority

ROOT = Path(__file__).parents[1]
TARGET_MB = 120.0


def megabytes() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    imported = megabytes()
    matcher = load_rulebook(ROOT / "config").rules.matcher
    for text in ("Над морем сбиты беспилотники", "Над морем збито безпілотники", "Drones were shot down"):
        search_key(text)  # asks each language's dictionary or stemmer
    gc.collect()
    loaded = megabytes()
    result("memory of the loaded rules with all morphology", loaded - imported, "MB", at_most=TARGET_MB)
    result("the process with them, Python and all that it imports", loaded, "MB")
    for path in sorted((ROOT / "seeds" / "statements").glob("tuned-*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            letters = read_letters(json.loads(line)["text"])
            matcher.match(read_sentences(letters), Authority.OFFICIAL)
    gc.collect()
    result("the same after thousands of posts were matched", megabytes() - imported, "MB", at_most=TARGET_MB)


if __name__ == "__main__":
    main()
