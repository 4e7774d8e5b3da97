"""How many heaps the C library keeps, told by itself: in a process of its own, as it is for good."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

_THREADS = """
import ctypes, sys, threading
from bot.heaps import share_one_heap
if sys.argv[2:]:
    share_one_heap()
all_there = threading.Barrier(4)
def work():
    kept = [bytearray(5_000) for _ in range(20)]
    all_there.wait()
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


def _heaps(told: Path, *shared: str) -> int:
    subprocess.run([sys.executable, "-c", _THREADS, told, *shared], check=True)
    return told.read_text("ascii").count("<heap ")


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="not the GNU C library")
def test_threads_share_one_heap_where_each_would_have_its_own(tmp_path: Path) -> None:
    assert _heaps(tmp_path / "each") > 2
    assert _heaps(tmp_path / "one", "shared") == 1


@pytest.mark.parametrize(
    "without",
    ["sys.modules['_ctypes'] = None", "import ctypes; ctypes._dlopen = lambda *_: exec('raise OSError')"],
    ids=["no ctypes", "no dynamic loading"],
)
def test_a_python_that_cannot_ask_the_c_library_starts_all_the_same(without: str) -> None:
    asked = f"import sys; {without}; from bot.heaps import share_one_heap; share_one_heap()"
    subprocess.run([sys.executable, "-c", asked], check=True)
