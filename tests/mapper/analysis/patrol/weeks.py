"""A district of many officers and focus areas over weeks, grown from a seed, with marks of what was done."""

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np

from mapper.project import Project
from tests.districts import frame, grid, square

MONDAY = date(2026, 9, 7)
WEEKS = 12
LAST = MONDAY + timedelta(days=7 * WEEKS - 1)
MEASURES = ("lighting", "mediation", "inspection", "outreach", "other", None)


def many_weeks(officers: int = 60, areas: int = 40, seed: int = 1) -> Project:
    """Some officers are part-time, on leave or on loan; some areas run past the weeks, some have nobody, some three."""
    rng = np.random.default_rng(seed)
    base = grid(8, 5)
    people = [
        {"officer_id": f"P{n:02}", "display_name": f"民警{n}（虚构）", "role": "community_officer",
         "station_code": "S1", "fte": float(rng.choice([1.0, 1.0, 0.5, 0.4]))}
        for n in range(officers)
    ]  # fmt: skip
    away = [
        {"absence_id": f"B{n}", "officer_id": f"P{n:02}", "kind": str(rng.choice(["leave", "on_loan"])),
         "starts": (first := MONDAY + timedelta(days=int(rng.integers(0, 70)))),
         "ends": first + timedelta(days=int(rng.integers(0, 20)))}
        for n in range(0, officers, 4)
    ]  # fmt: skip
    rows, shapes, marks = list[dict[str, Any]](), list[Any](), list[dict[str, Any]]()
    for n in range(areas):
        first = MONDAY + timedelta(days=int(rng.integers(-10, 7 * WEEKS)))
        last = first + timedelta(days=int(rng.integers(0, 30)))
        opens, closes = sorted(rng.choice(24 * 4, 2, replace=False).tolist())
        sent = [f"P{one:02}" for one in rng.choice(officers, int(rng.integers(0, 4)), replace=False)]
        ends = datetime.combine(last, time(int(closes) // 4, int(closes) % 4 * 15))
        rows.append(
            {"focus_id": f"F{n + 1}", "reason": f"原因{n}", "minutes": int(rng.integers(1, 20)) * 15,
             "starts": datetime.combine(first, time(int(opens) // 4, int(opens) % 4 * 15)),
             "ends": ends if rng.random() < 0.9 else datetime.combine(last + timedelta(days=1), time()),
             "visits": int(rng.integers(1, 4)), "officer_ids": ";".join(sent)}
        )  # fmt: skip
        shapes.append(square(n % 8, n // 8))
        for _ in range(int(rng.integers(0, 12))):
            on = first + timedelta(days=int(rng.integers(0, (last - first).days + 1)))
            marks.append(
                {"focus_visit_id": f"M{len(marks) + 1}", "focus_id": f"F{n + 1}", "visited_on": on,
                 "officer_id": str(rng.choice(sent)) if sent and rng.random() < 0.9 else None,
                 "visited": bool(rng.random() < 0.85), "measure": MEASURES[int(rng.integers(0, 6))]}
            )  # fmt: skip
    return base.with_tables(
        officers=frame("officers", people),
        absences=frame("absences", away),
        focus_areas=frame("focus_areas", rows, shapes),
        focus_visits=frame("focus_visits", marks),
    )
