"""How long a channel page takes to read, beside BeautifulSoup doing less. Compare ratios of one run only."""

import time
from collections.abc import Callable
from pathlib import Path

from bs4 import BeautifulSoup
from results import result

from bot.sources.page import parse_page

PAGE = Path(__file__).parents[1] / "tests" / "data" / "pages" / "texts.html"
RUNS = 30


def milliseconds(work: Callable[[], object]) -> float:
    """The fastest of some runs: the one that was disturbed least."""

    def once() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return 1000 * min(once() for _ in range(RUNS))


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    posts = len(parse_page(page).posts)
    ours = milliseconds(lambda: parse_page(page))
    result("parsing a page", ours, "ms")
    print(f"{posts} posts, {len(page) / 1000:.0f} kB: {ours:.2f} ms a page, {ours / posts:.3f} ms a post")
    theirs = milliseconds(lambda: BeautifulSoup(page, "html.parser").select(".js-message_text"))
    result("parsing a page, BeautifulSoup of ours", theirs / ours, "times")
    print(
        f"BeautifulSoup, parsing and finding the texts only: {theirs:.2f} ms, {theirs / ours:.1f} times as long"
    )


if __name__ == "__main__":
    main()
