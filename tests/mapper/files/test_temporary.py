"""What lies in the folder for temporary files tells whose it is, and goes with it, also when it is killed."""

import os
import subprocess
import sys
from pathlib import Path

from mapper.files.drafts import began, machine_mark
from mapper.files.temporary import clear_temporary_files

# What another library keeps there too, and then the end or a kill.
_PROGRAM = """
import os, signal, sys, tempfile
from mapper.files.temporary import gather_temporary_files
gather_temporary_files()
from pathlib import Path
from mapper.files.whole_file import draft_of
draft = draft_of(Path(sys.argv[1]) / "表 #1.pdf").__enter__()
draft.write_bytes(b"half")
draft.with_name(draft.name + "-journal").write_bytes(b"its journal")
os.close(tempfile.mkstemp()[0])
print(tempfile.gettempdir(), flush=True)
if "kill" in sys.argv:
    os.kill(os.getpid(), signal.SIGKILL)
"""


def ran(folder: Path, *words: str) -> Path:
    program = [sys.executable, "-c", _PROGRAM, *words]
    done = subprocess.run(
        program, env=os.environ | {"TMPDIR": str(folder)}, capture_output=True, text=True, check=False
    )
    return Path(done.stdout.strip())


def test_a_killed_program_leaves_nothing_behind_the_next_start(tmp_path: Path) -> None:
    out, temporary = tmp_path / "out", tmp_path / "tmp"
    out.mkdir()
    temporary.mkdir()
    killed = ran(temporary, str(out), "kill")
    assert killed.parent == temporary
    assert len(list(killed.iterdir())) == len(list(out.iterdir())) == 2
    other = out / "other"
    other.mkdir()
    assert not ran(temporary, str(other)).exists()  # wherever it writes, what the killed one left is found
    assert list(temporary.iterdir()) == []
    assert list(out.iterdir()) == [other]


def test_what_a_program_that_runs_has_there_stays(tmp_path: Path) -> None:
    mine = tmp_path / f"jurisdiction-mapper-{machine_mark()}-{os.getpid()}.{began(os.getpid())}-{'0' * 32}"
    others = tmp_path / f"jurisdiction-mapper-00000000-1.1-{'0' * 32}"  # of another machine: a shared folder
    for folder in (mine, others, tmp_path / "tmp1234"):
        folder.mkdir()
    mine.with_name(mine.name.replace("0" * 32, "1" * 32)).symlink_to(others)
    assert clear_temporary_files(tmp_path) == 0
    os.utime(others, (0, 0))
    assert clear_temporary_files(tmp_path) == 1
    assert mine.exists()
