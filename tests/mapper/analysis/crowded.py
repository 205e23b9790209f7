"""Projects full of hazards, disputes and officers of every sort, made by number, for laws about lists of work."""

from datetime import date, datetime, timedelta

import numpy as np
import shapely

from mapper.project import Project
from tests.districts import cell_centre, frame, grid

DAY = date(2026, 3, 1)  # two days after a leap day that is none
_OFFICERS = tuple(f"o{n}" for n in range(7))


def crowded(number: int, hazards: int = 40, disputes: int = 60) -> Project:
    """A grid of communities and villages of two stations, whose officers come, go, share and are away."""
    rng = np.random.default_rng(number)
    project = grid(4, 2)
    units = project.communities
    codes = list(units.index)
    units = units.assign(
        kind=["village" if n % 2 else "community" for n in range(len(units))],
        station_code=["S1" if rng.random() < 0.7 else "S2" for _ in codes],
    )
    officers = [
        {
            "officer_id": key,
            "display_name": f"{key}警官（虚构）",
            "role": str(
                rng.choice(["community_officer", "community_officer", "community_officer", "auxiliary", "other"])
            ),
            "station_code": str(rng.choice(["S1", "S2"])),
            "status": str(rng.choice(["on_duty", "on_duty", "on_duty", "leave"])),
        }
        for key in _OFFICERS
    ]
    duties = [
        {
            "duty_id": f"d{n}",
            "officer_id": str(rng.choice([*_OFFICERS, "gone"])),
            "community_code": str(rng.choice(codes)),
            "starts": DAY - timedelta(days=int(rng.integers(0, 60))),
            "ends": None if rng.random() < 0.7 else DAY + timedelta(days=int(rng.integers(-20, 20))),
        }
        for n in range(25)
    ]
    absences = [
        {"absence_id": "b1", "officer_id": "o3", "starts": DAY - timedelta(days=2), "ends": DAY + timedelta(days=2)}
    ]
    focus = [
        {
            "focus_id": f"f{n}",
            "reason": "夜市",
            "starts": datetime(2026, 3, 1, 8) + timedelta(days=int(rng.integers(-1, 2))),
            "ends": datetime(2026, 3, 1, 22) + timedelta(days=int(rng.integers(-1, 2))),
            "minutes": 60,
            "officer_ids": ";".join(rng.choice(_OFFICERS, int(rng.integers(0, 3)))),
        }
        for n in range(4)
    ]
    return project.with_tables(
        communities=units,
        officers=frame("officers", officers),
        duties=frame("duties", duties),
        absences=frame("absences", absences),
        focus_areas=frame("focus_areas", focus, [units.geometry.iloc[n] for n in range(4)]),
        hazards=frame("hazards", [_hazard(rng, n) for n in range(hazards)], _places(rng, hazards)),
        disputes=frame("disputes", [_dispute(rng, n) for n in range(disputes)], _places(rng, disputes)),
    )


def _places(rng: np.random.Generator, count: int) -> list[shapely.Point]:
    """Inside a cell, outside of all, or nowhere."""
    inside = [cell_centre(int(rng.integers(0, 5)), int(rng.integers(0, 2))) for _ in range(count)]
    return [point if rng.random() < 0.95 else shapely.Point() for point in inside]


def _dates(rng: np.random.Generator, columns: tuple[str, ...], far_days: int) -> dict[str, datetime]:
    """So many of the dates as there are, one after the other."""
    at = datetime.combine(DAY, datetime.min.time()) - timedelta(minutes=int(rng.integers(-1500, far_days * 1440)))
    found = {}
    for column in columns[: int(rng.integers(1, len(columns) + 1))]:
        found[column] = at
        at += timedelta(minutes=int(rng.integers(0, 4000)))
    return found


def _hazard(rng: np.random.Generator, n: int) -> dict[str, object]:
    dates = _dates(rng, ("reported_at", "verified_at", "assigned_at", "closed_at"), 20)
    owner = str(rng.choice([*_OFFICERS, "gone", ""]))
    severity = str(rng.choice(["minor", "major", "severe"]))
    return {"hazard_id": f"h{n}", **dates, "owner_id": owner or None, "severity": severity}


def _dispute(rng: np.random.Generator, n: int) -> dict[str, object]:
    stages = ("received_at", "assessed_at", "assigned_at", "handled_at", "closed_at", "revisited_at")
    dates = _dates(rng, stages, 120)
    back = {"reopened_at": max(dates.values()) + timedelta(hours=2)} if "closed_at" in dates and n % 5 == 0 else {}
    handler = str(rng.choice(["station", "station", "joint", "court"]))
    return {"dispute_id": f"j{n}", **dates, **back, "handler": handler, "category": "neighbour"}
