"""Focus areas of today and of the weeks before, and what was marked of them."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper import frames, schema
from sample_data.answer_key import AnswerKey
from sample_data.incidents import Setting
from sample_data.land import degrees_from_centre

TODAY, ASSIGNED = 5, 3
UNKNOWN_AREA = "F99"
_RADIUS_M = 520.0
# Of the areas before today: first and last day ago, visits a day, and what was done on which day ago.
_CLOSED = (13, 7, 2)
_EXPIRED = (6, 2, 1)
_DONE = (
    (13, "inspection"), (13, None), (12, "outreach"), (11, "inspection"), (11, "lighting"), (10, None),
    (9, "mediation"), (8, "lighting"), (7, "lighting"),
)  # fmt: skip


def focus_areas(setting: Setting, officer_ids: Sequence[str]) -> gpd.GeoDataFrame:
    """Today's five on hot spots, three of them assigned, the first officer sent for 270 of 240 minutes; two of before.

    Of these the one was closed, the other ran out.
    """
    first, second = officer_ids
    plan = (
        ("批发市场电动车被盗", 150, 3, first, "划定集中停放充电区", "assigned"),
        ("夜市周边扒窃多发", 120, 2, first, "补装路灯, 夜间值守点", "assigned"),
        ("劳资纠纷集中", 60, 2, second, "解纷超市上门调解", "assigned"),
        ("邻里噪音纠纷反复", 45, 1, "", "社区议事会约定作息", "planned"),
        ("入室盗窃近邻重复", 60, 2, "", "发放门窗防范提示单", "planned"),
        ("背街小巷夜间照明不足", 60, _CLOSED[2], second, "补装路灯", "done"),
        ("校门口上下学拥堵", 40, _EXPIRED[2], second, "协调错峰放学", "assigned"),
    )
    day = pd.Timestamp(setting.as_of)
    spans = [(0, 0)] * TODAY + [_CLOSED[:2], _EXPIRED[:2]]
    frame = pd.DataFrame(
        {
            "reason": [p[0] for p in plan],
            "starts": [day + pd.Timedelta(days=-first_ago, hours=8) for first_ago, _ in spans],
            "ends": [day + pd.Timedelta(days=-last_ago, hours=22) for _, last_ago in spans],
            "minutes": [p[1] for p in plan],
            "visits": [p[2] for p in plan],
            "officer_ids": [p[3] for p in plan],
            "prevention_task": [p[4] for p in plan],
            "status": [p[5] for p in plan],
        },
        index=pd.Index([f"F{i}" for i in range(1, len(plan) + 1)], name="focus_id"),
    )
    circles = shapely.buffer(shapely.points(setting.parents[_far_apart(setting, len(plan))]), _RADIUS_M, quad_segs=12)
    return frames.conform(
        "focus_areas", gpd.GeoDataFrame(frame, geometry=degrees_from_centre(circles), crs=schema.DEGREES)
    )


def focus_visits(areas: gpd.GeoDataFrame, setting: Setting, key: AnswerKey) -> pd.DataFrame:
    """Marks of the area that was closed, one that nobody went to the other, and one of an area that there is not."""
    day = pd.Timestamp(setting.as_of)
    closed, expired = areas.index[TODAY], areas.index[TODAY + 1]
    officer = areas["officer_ids"][closed]
    rows = [
        {"focus_id": closed, "visited_on": day - pd.Timedelta(days=ago), "officer_id": officer, "measure": measure}
        for ago, measure in _DONE
    ]
    rows.append(
        {"focus_id": expired, "visited_on": day - pd.Timedelta(days=3), "visited": False, "note": "大雨未能到场"}
    )
    rows.append({"focus_id": UNKNOWN_AREA, "visited_on": day - pd.Timedelta(days=1), "officer_id": officer})
    frame = pd.DataFrame(rows).assign(visited=lambda told: told["visited"].ne(other=False))
    frame.index = pd.Index([f"M{n:03d}" for n in range(1, len(rows) + 1)], name="focus_visit_id")
    key.plant("focus_visit_lost", "patrol", finding="focus_visit_impossible", subjects=[str(frame.index[-1])],
              area=UNKNOWN_AREA, zh="到访记录所写的巡防重点不存在",
              en="A visit of a focus area that there is not.")  # fmt: skip
    return frames.conform("focus_visits", frame)


def _far_apart(setting: Setting, count: int) -> list[int]:
    """Places of hot spots, each as far as can be from those before it."""
    chosen: list[int] = []
    while len(chosen) < count:
        far = [
            min((float(np.hypot(*(setting.parents[i] - setting.parents[j]))) for j in chosen), default=1.0)
            for i in range(len(setting.parents))
        ]
        chosen.append(int(np.argmax(far)))
    return chosen
