"""What finished work leaves behind goes back to the system."""

import subprocess
import sys
from pathlib import Path

import pytest

_WORK = """
from pathlib import Path
from ui.memory import hand_back

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
        [sys.executable, "-c", _WORK], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    full, before, after = map(float, ran.stdout.split())
    assert before > full - 50
    assert after < before - 150


_THREAD = """
import sys, threading
from pathlib import Path
import numpy as np
from ui.memory import hand_back, keep_little

if sys.argv[1] == "little":
    keep_little()

def used_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

kept = []

def work():
    np.ones(3_000_000)  # pieces of a size that it sees once it then keeps
    left = [np.ones(60_000) for _ in range(80)]
    kept.append(left[0])

before = used_mb()
thread = threading.Thread(target=work)
thread.start()
thread.join()
hand_back()
print(used_mb() - before)
"""


@pytest.mark.skipif(not Path("/lib/x86_64-linux-gnu/libc.so.6").exists(), reason="only glibc keeps what was freed")
def test_what_a_thread_frees_is_not_kept_at_the_end_of_its_heap():
    kept = {
        how: float(
            subprocess.run(
                [sys.executable, "-c", _THREAD, how],
                capture_output=True,
                text=True,
                check=True,
                cwd=Path(__file__).parents[2],
            ).stdout
        )
        for how in ("much", "little")
    }
    assert kept["much"] > 30
    assert kept["little"] < 10
