"""One measurement, and how it is taken."""

import gc
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mapper.errors import InputError
from mapper.store.geopackage.column_reader import FORMAT_VERSION, format_version


def median_s(work: Callable[..., object], runs: int = 5, before: Callable[[], object] | None = None) -> float:
    """Median wall time of several runs, in seconds, after one that warms what a second look would find.

    What ``before`` makes, outside the clock, is handed to each run. Cycles are collected before and not between the
    runs, as the program itself does (ui/widgets/process/collecting.py): a collection sweeps the machine's caches.
    """
    taken = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(runs + 1):
            given = () if before is None else (before(),)
            began = time.perf_counter()
            work(*given)
            taken.append(time.perf_counter() - began)
    finally:
        gc.enable()
    return statistics.median(taken[1:])


def of_now(project: Path) -> Path:
    """That project file; ends with a sentence where this program would not open it as it is.

    What another version has made would be brought up by the first run, or refused, and the start waited for in vain.
    """
    try:
        version = format_version(project, read_only=True)
    except InputError as error:
        sys.exit(f"{project} cannot be measured with ({error.code}). Delete it: it is then made anew.")
    if version != FORMAT_VERSION:
        made = f"{project} is in format {version}, and this program writes format {FORMAT_VERSION}."
        sys.exit(f"{made} Delete it: it is then made anew.")
    return project


def row(
    name: str,
    value: float,
    unit: str = "s",
    to_reach: float | None = None,
    peer: str = "",
    peer_value: float | None = None,
) -> dict[str, Any]:
    """One line of the report. ``ratio`` is how many times longer the peer takes; less is better in every unit."""
    return {
        "name": name,
        "unit": unit,
        "value": round(value, 4),
        "to_reach": to_reach,
        "met": None if to_reach is None else value <= to_reach,
        "peer": peer or None,
        "peer_value": None if peer_value is None else round(peer_value, 4),
        "ratio": None if peer_value is None else round(peer_value / value, 2),
    }
