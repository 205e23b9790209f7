"""A small district whose every secret carries a word of its own, so that a leak can be found by looking for it."""

from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd
import shapely

from mapper.project import About, Project
from tests.districts import frame, grid, square

DAY = date(2026, 11, 23)
# Everything here must be missing from what the public gets.
SECRETS = (
    "HZ-SECRET-1", "DP-SECRET-1", "DP-SECRET-2", "CS-SECRET-1", "夜市秘密重点", "OF-SECRET-1", "OF-SECRET-2",
    "秘密包联单位", "秘密场所", "OF-SECRET-3", "秘密抽调警官", "秘密整治地区", "秘密组织", "87654", "IN-SECRET-1",
    "FV-SECRET-1",
)  # fmt: skip
# Degrees of the points above, as any file would write them.
SECRET_PLACES = ("113.4234", "30.3123", "113.4156", "30.3178")


@cache
def marked_district(columns: int = 4, rows: int = 3) -> Project:
    """Units u0-0 … ; u0-0 covered, u1-0 part-time, u2-0 on loan, the rest vacant."""
    base = grid(columns, rows, residents=4321, key_places=77)
    stations = base.stations.assign(duty_phone="0000-110110", liaison_unit="秘密包联单位")
    officers = frame(
        "officers",
        [
            {"officer_id": f"OF-SECRET-{n}", "display_name": name, "role": "community_officer", "station_code": "S1"}
            | more
            for n, name, more in (
                (1, "甲警官（虚构）", {}),
                (2, "乙警官（虚构）", {"fte": 0.4}),
                (3, "秘密抽调警官", {"status": "on_loan"}),
            )
        ],
    )
    duties = frame(
        "duties",
        [{"duty_id": f"D{n}", "officer_id": f"OF-SECRET-{n}", "community_code": f"u{n - 1}-0"} for n in (1, 2, 3)],
    )
    hour = pd.Timestamp("2026-11-20 10:00")
    at = [shapely.Point(113.4234, 30.3123), shapely.Point(113.4156, 30.3178)]
    return replace(
        base,
        stations=stations,
        officers=officers,
        duties=duties,
        hazards=frame("hazards", [{"hazard_id": "HZ-SECRET-1", "category": "fire", "reported_at": hour}], at[:1]),
        disputes=frame(
            "disputes",
            [
                {"dispute_id": f"DP-SECRET-{n}", "category": kind, "received_at": hour}
                for n, kind in ((1, "wage"), (2, "family"))
            ],
            at,
        ),
        cases=frame("cases", [{"case_id": "CS-SECRET-1", "category": "家庭暴力", "occurred_at": hour}], at[1:]),
        places=frame("places", [{"place_id": "PL1", "name": "秘密场所", "type": "hotel"}], at[1:]),
        focus_areas=frame(
            "focus_areas",
            [
                {
                    "focus_id": "F1",
                    "reason": "夜市秘密重点",
                    "starts": pd.Timestamp("2026-11-23 08:00"),
                    "ends": pd.Timestamp("2026-11-23 22:00"),
                    "minutes": 90,
                    "officer_ids": "OF-SECRET-1",
                }
            ],
            [square(1, 1)],
        ),
        inspections=frame("inspections", [{"inspection_id": "IN-SECRET-1", "place_id": "PL1", "hazards_found": 2}]),
        rectification_areas=frame("rectification_areas", [{"area_id": "K1", "name": "秘密整治地区"}], [square(2, 1)]),
        groups=frame("groups", [{"group_id": "O1", "name": "秘密组织", "station_code": "S1"}]),
        surveys=frame("surveys", [{"survey_id": "Q1", "community_code": "u0-0", "asked": 87654, "positive": 1}]),
        focus_visits=frame(
            "focus_visits",
            [{"focus_visit_id": "FV-SECRET-1", "focus_id": "F1", "visited_on": DAY, "officer_id": "OF-SECRET-1"}],
        ),
        about=About("测试分局（虚构）", "虚构示例", DAY, "EPSG:4546", "测试分局"),
    )
