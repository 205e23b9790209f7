"""A made-up nation: the made-up province several times, side by side, as a folder for ``batch``.

``python -m benchmarks.nation DIR [22]``; it needs the extra ``[batch]``.
"""

import sys
from pathlib import Path

import numpy as np
import shapely

from benchmarks.province import EAST, WEST, read
from mapper.batch.folder import write_province
from mapper.project import Project

TIMES = 22


def nation(folder: Path, times: int = TIMES) -> None:
    """Each province shares its border with the next; the map CRS stays the first one's, so ask it nothing in metres."""
    made = read()
    for number in range(times):
        write_province(folder, f"{number:02d}", shifted(made, (number - times // 2) * (EAST - WEST)))


def shifted(project: Project, degrees: float) -> Project:
    """The same land further east."""
    moved = {}
    for name in ("stations", "communities", "disputes"):
        table = project.table(name).copy()
        table["geometry"] = shapely.transform(table.geometry.array, lambda xy: xy + np.array([degrees, 0.0]))
        moved[name] = table.set_crs(project.table(name).crs, allow_override=True)
    return project.with_tables(**moved)


if __name__ == "__main__":
    nation(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else TIMES)
