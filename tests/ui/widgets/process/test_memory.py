"""What finished work leaves behind goes back to the system."""

import subprocess
import sys
from pathlib import Path

import pytest

_WORK = """
from pathlib import Path
from ui.widgets.process.memory import hand_back

def used_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

left = [bytes(1000) for _ in range(300_000)]
full = used_mb()
left = left[::3000]  # a little of it, scattered, keeps the heap from shrinking by itself
before = used_mb()
hand_back()
print(full, before, used_mb())
"""


@pytest.mark.skipif(not Path("/lib/x86_64-linux-gnu/libc.so.6").exists(), reason="only glibc keeps what was freed")
def test_freed_memory_is_handed_back():
    ran = subprocess.run(
        [sys.executable, "-c", _WORK], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[4]
    )
    full, before, after = map(float, ran.stdout.split())
    assert before > full - 50
    assert after < before - 150


_PIECES = """
import sys
from pathlib import Path
import numpy as np
from ui.widgets.process.memory import keep_little

if sys.argv[1] == "little":
    keep_little()

def used_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

np.ones(3_000_000)  # of the size of a piece that was freed once it keeps pieces from then on
before = used_mb()
large = np.ones(2_000_000)
small = [np.ones(2_000) for _ in range(100)]  # stand above it in the heap
del large
print(used_mb() - before)
"""


@pytest.mark.skipif(not Path("/lib/x86_64-linux-gnu/libc.so.6").exists(), reason="only glibc keeps what was freed")
@pytest.mark.parametrize(("how", "kept"), [("much", True), ("little", False)])
def test_a_large_piece_is_not_kept(how: str, kept: bool):
    asked = [sys.executable, "-c", _PIECES, how]
    ran = subprocess.run(asked, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[4])
    assert (float(ran.stdout) > 12) is kept
