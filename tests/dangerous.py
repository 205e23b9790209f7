"""Files that once ended the process or filled the memory, and a process of its own, within bounds, to try them in."""

import atexit
import json
import os
import struct
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

CPU_S, ADDRESS_BYTES, MOST_RESIDENT_MB = 60, 8 * 2**30, 500

# Imports once; then each command that it is told is run by a child of its own, within bounds.
_RUNS = f"""
import json, os, resource, sys
from pathlib import Path
import geopandas, openpyxl, pyogrio, python_calamine  # what most commands would import
import mapper.day.day, mapper.edits.file_import, mapper.io.intake, mapper.store.store, ui.cli.subcommands
from ui.__main__ import main

def peak_kb():
    own = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    return max(int(own.split()[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)

def run(arguments, out, err):
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    resource.setrlimit(resource.RLIMIT_AS, ({ADDRESS_BYTES}, {ADDRESS_BYTES}))
    resource.setrlimit(resource.RLIMIT_CPU, ({CPU_S}, {CPU_S}))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        status = main(arguments)
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        status = 1
    print("\\n%d" % (peak_kb() // 1024), file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)

for line in sys.stdin:
    child = os.fork()
    if not child:
        run(*json.loads(line))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
needs_bounds = pytest.mark.skipif(sys.platform != "linux", reason="bounds a process as Linux does")


class Outcome(NamedTuple):
    """How a command ended: its status, what it said on each stream, and the most memory it had."""

    status: int
    out: str
    err: str
    resident_mb: int


@cache
def _runner() -> "subprocess.Popen[str]":
    """The process whose children run the commands; it ends with this one, which alone holds its input."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(
        [sys.executable, "-c", _RUNS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    atexit.register(_end, process)
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.close()
    process.wait()


def run_bounded(*arguments: object, language: str = "en") -> Outcome:
    """A command in a process of its own, with bounds on time and memory."""
    runner = _runner()
    assert runner.stdin is not None
    assert runner.stdout is not None
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        command = [*map(str, arguments), "--language", language]
        runner.stdin.write(json.dumps([command, str(out), str(err)]) + "\n")
        runner.stdin.flush()
        status = int(runner.stdout.readline())
        said, _, peak = err.read_text("utf-8").rstrip().rpartition("\n")
        return Outcome(status, out.read_text("utf-8"), said.strip(), int(peak) if peak.isdecimal() else sys.maxsize)


def one_sentence(outcome: Outcome) -> str:
    """The one line that a command says of bad input; fails where it ended otherwise or took much."""
    assert outcome.status == 2, outcome
    assert len(outcome.err.splitlines()) == 1, outcome
    assert "Traceback" not in outcome.err
    assert outcome.resident_mb < MOST_RESIDENT_MB
    return outcome.err


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def write_xlsx(path: Path, cells: dict[str, str], strings: str | None = None) -> Path:
    """A workbook of one sheet with these cells; ``strings`` is its table of shared strings."""
    by_row: dict[str, str] = {}
    for place, text in cells.items():
        row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        by_row[row] = by_row.get(row, "") + f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
    rows = "".join(f'<row r="{row}">{inside}</row>' for row, inside in by_row.items())
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="a" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="a" '
        f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" '
        f'Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def nested_wkb(depth: int) -> bytes:
    """A point within so many collections."""
    return struct.pack("<BII", 1, 7, 1) * depth + struct.pack("<BIdd", 1, 1, 113.4, 30.3)


def nested_wkt(depth: int) -> str:
    return "GEOMETRYCOLLECTION(" * depth + "POINT(113.4 30.3)" + ")" * depth


def nested_geojson(depth: int) -> str:
    """A file of one feature, a point within so many collections."""
    shape = '{"type":"GeometryCollection","geometries":[' * depth
    shape += '{"type":"Point","coordinates":[113.4,30.3]}' + "]}" * depth
    feature = f'{{"type":"Feature","properties":{{"类型":"消防"}},"geometry":{shape}}}'
    return f'{{"type":"FeatureCollection","features":[{feature}]}}'


def with_geometry(project: Path, table: str, wkb: bytes) -> Path:
    """The project file with that shape in a table's first row."""
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(project)) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER [{name}]")
        blob = struct.pack("<2sBBi", b"GP", 0, 1, 4326) + wkb
        file.execute(f"UPDATE {table} SET geom = ? WHERE fid = (SELECT min(fid) FROM {table})", (blob,))
        file.commit()
    return project
