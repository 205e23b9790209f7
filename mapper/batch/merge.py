"""Ownership of a nation: what each province says of a point, and what its neighbours say, become one answer.

The rule is that of :func:`~mapper.analysis.land.ownership.own`, as if all units had been asked at once: inside one unit
is owned by it, inside several is an overlap, inside none and on a border is one boundary, else it is outside.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mapper.analysis.land.ownership import EXCEPTIONS

Said = tuple[str | None, str | None]  # unit, exception


def merge_ownership(out: Path, provinces: Sequence[str]) -> dict[str, Any]:
    """Counts of each table of points by province and in all, and each point whose answer a neighbour changes."""
    answers = {one: json.loads((out / one / "ownership.json").read_text("utf-8")) for one in provinces}
    # Where a neighbour's answer matters, everything that is said of the point; the unit by province and code.
    beyond: dict[tuple[str, str, str], list[Said]] = {}
    for asked, answer in answers.items():
        for home, tables in answer["beyond"].items():
            for table, rows in tables.items():
                for key, (unit, exception) in rows.items():
                    beyond.setdefault((home, table, key), []).append((unit and f"{asked}/{unit}", exception))
    counts = {
        one: {
            table: {"points": told["points"], "owned": told["owned"], **told["exceptions"]}
            for table, told in answer["tables"].items()
        }
        for one, answer in answers.items()
    }
    changed = []
    for (home, table, key), said in sorted(beyond.items()):
        told = answers[home]["tables"][table]
        unit = told["units"].get(key)
        own: Said = (unit and f"{home}/{unit}", told["excepted"].get(key))
        unit, exception = merged([own, *said])
        before, after = own[1] or "owned", exception or "owned"
        counts[home][table][before] -= 1
        counts[home][table][after] += 1
        if (unit, exception) != own:
            changed.append({"province": home, "table": table, "id": key, "unit": unit, "exception": exception})
    tables = {table for answer in answers.values() for table in answer["tables"]}
    names = ("points", "owned", *EXCEPTIONS)
    nation = {
        table: {name: sum(counts[one][table][name] for one in provinces) for name in names} for table in sorted(tables)
    }
    return {"nation": nation, "provinces": counts, "changed": changed}


def merged(said: Sequence[Said]) -> Said:
    """One answer of what several provinces say of the same point."""
    exceptions = {exception for _, exception in said}
    units = [unit for unit, _ in said if unit is not None]
    if "overlap" in exceptions or len(units) > 1:
        return None, "overlap"
    if units:
        return units[0], None
    return None, next(one for one in ("no_coordinates", "boundary", "outside") if one in exceptions)
