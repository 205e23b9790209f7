"""Community work of the district: inspections, what visits found, groups, surveys, key areas, and their faults."""

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper import frames, schema
from mapper.norms import Norms
from sample_data.answer_key import AnswerKey
from sample_data.incidents import BUSY_INSPECTOR, Setting
from sample_data.land import degrees_from_centre

INSPECTIONS_A_MONTH, HAZARDS_PER_INSPECTION = 24.0, 0.32
OVERDUE, POSITIVE = 3, {"safety": 0.955, "satisfaction": 0.935}
UNKNOWN_UNIT = "429999999999"
LIAISON_BODIES = ["省直工作组（虚构）"] * 2 + ["市局工作组（虚构）"] * 3 + ["区委工作组（虚构）"] * 3
_GROUPS = ("平安志愿队", "义警队", "楼栋守望队", "护学岗", "银发调解队", "商户联防队")
_WAVES = (date(2026, 5, 18), date(2026, 11, 9))
_AREAS = (
    ("夜市片区", "扒窃、纠纷多发", 150, None, -12, 5, 3),
    ("物流园片区", "消防通道长期堵塞", 90, None, 45, 4, 1),
    ("老火车站片区", "涉旅纠纷反复", 400, 60, -90, 6, 6),
)


@dataclass(frozen=True, eq=False)
class Work:
    """The tables of community work; ``outreach`` with an event that counts for no unit."""

    inspections: pd.DataFrame
    outreach: gpd.GeoDataFrame
    liaison: pd.DataFrame
    rectification_areas: gpd.GeoDataFrame
    groups: pd.DataFrame
    surveys: pd.DataFrame


def work(
    setting: Setting,
    places: gpd.GeoDataFrame,
    outreach: gpd.GeoDataFrame,
    liaison: pd.DataFrame,
    rng: np.random.Generator,
    key: AnswerKey,
) -> Work:
    """All of it; what is planted is written into the key."""
    return Work(
        inspections=_inspections(setting, places, rng, key),
        outreach=_with_lost_event(outreach, key),
        liaison=_with_findings(liaison, setting.as_of, rng, key),
        rectification_areas=_areas(setting, key),
        groups=_groups(setting, rng, key),
        surveys=_surveys(setting, rng, key),
    )


def _inspections(setting: Setting, places: gpd.GeoDataFrame, rng: np.random.Generator, key: AnswerKey) -> pd.DataFrame:
    """A year of inspections, four times as many by one station; they find alike. All places but three are in time."""
    station_of = dict(zip(setting.names, setting.station, strict=True))
    station = places["recorded_unit"].map(station_of)
    days = places["type"].map(dict(Norms().inspection_days)).astype(int)
    ago = (pd.Timestamp(setting.as_of) - places["last_inspected"]).dt.days
    late = (days > 0) & (ago > days)
    elsewhere = places.index[late & (station != setting.busy_station)]
    overdue = sorted(str(code) for code in rng.choice(elsewhere, OVERDUE, replace=False))
    for code in overdue:
        at = places.geometry[code]
        due = places["last_inspected"][code] + pd.Timedelta(days=int(days[code]))
        key.plant(
            "inspection_overdue", "work", finding="place_inspection_overdue", subjects=[code], where=(at.x, at.y),
            due=due.date().isoformat(), zh="场所检查超期", en="The inspection of this place is overdue.",
        )  # fmt: skip
    rows: list[tuple[str, int]] = []
    for code in sorted(set(setting.station)):
        mine = places.index[(station == code) & ~places.index.isin(overdue)]
        due = [place for place in mine if late[place]]
        factor = BUSY_INSPECTOR if code == setting.busy_station else 1.0
        more = max(int(rng.poisson(12 * INSPECTIONS_A_MONTH * factor)) - len(due), 0)
        rows += [(place, int(rng.integers(1, days[place] + 1))) for place in due]
        rows += zip(rng.choice(mine, more).tolist(), rng.integers(0, 365, more).tolist(), strict=True)
    frame = pd.DataFrame(rows, columns=["place_id", "ago"]).sort_values(["ago", "place_id"], ascending=False)
    found = pd.array(rng.poisson(HAZARDS_PER_INSPECTION, len(frame)), dtype="Int64")
    found[rng.random(len(frame)) < 0.02] = pd.NA  # nobody counted
    frame = frame.assign(
        inspected_on=pd.Timestamp(setting.as_of) - pd.to_timedelta(frame["ago"], unit="D"), hazards_found=found
    )
    return _numbered("inspections", frame.drop(columns="ago"), "I{:05d}")


def _with_lost_event(outreach: gpd.GeoDataFrame, key: AnswerKey) -> gpd.GeoDataFrame:
    """One more event, of a unit that there is not, without a place."""
    lost = outreach.iloc[[-1]].assign(community_code=UNKNOWN_UNIT, contacts=60)
    lost = lost.set_geometry(gpd.GeoSeries([None], index=lost.index, crs=schema.DEGREES))
    lost.index = pd.Index([f"X{len(outreach) + 1:03d}"], name=outreach.index.name)
    _plant_lost(key, "outreach_nowhere", str(lost.index[0]))
    return frames.conform("outreach", pd.concat([outreach, lost]))


def _with_findings(liaison: pd.DataFrame, as_of: date, rng: np.random.Generator, key: AnswerKey) -> pd.DataFrame:
    """What the visits found; all that was to be put right by now is, but of one visit."""
    found = rng.integers(0, 7, len(liaison))
    by = liaison["visited_at"] + pd.Timedelta(days=30)
    over = (by < pd.Timestamp(as_of)).to_numpy()
    right = np.where(over, found, (found * rng.random(len(liaison))).astype(int))
    late = int(np.flatnonzero(over & (found >= 3))[-1])
    right[late] = found[late] - 2
    code = str(liaison.index[late])
    key.plant(
        "rectification_overdue", "work", finding="rectification_overdue", subjects=[code], open=2,
        zh="走访发现的问题逾期未整改", en="Findings of a visit are overdue to be put right.",
    )  # fmt: skip
    return frames.conform("liaison", liaison.assign(findings=found, rectified=right, rectify_by=by))


def plant_liaison(stations: pd.DataFrame, missing: int, waiting: int, key: AnswerKey) -> None:
    """The station without a liaison unit, and the one that was long not visited; by their places in the table."""
    key.plant("liaison_missing", "work", finding="liaison_missing", subjects=[str(stations.index[missing])],
              zh="该所无包联单位", en="This station has no liaison unit.")  # fmt: skip
    key.plant("liaison_visit_due", "work", finding="liaison_visit_due", subjects=[str(stations.index[waiting])],
              zh="包联单位长期未走访", en="The liaison unit has not visited for long.")  # fmt: skip


def _areas(setting: Setting, key: AnswerKey) -> gpd.GeoDataFrame:
    """Three areas: the review of the first is overdue, the second is in time, the last has left."""
    day = pd.Timestamp(setting.as_of)

    def at(ago: int | None) -> pd.Timestamp:
        return pd.NaT if ago is None else day - pd.Timedelta(days=ago)

    frame = pd.DataFrame(
        [
            {
                "name": f"{name}（虚构）", "reason": why, "entered_on": at(entered), "left_on": at(left),
                "entry_criteria": "警情连续两季度居前", "exit_criteria": "目标完成且警情连续两季度下降",
                "review_on": day + pd.Timedelta(days=review), "targets": targets, "targets_met": met,
            }
            for name, why, entered, left, review, targets, met in _AREAS
        ]
    )  # fmt: skip
    circles = shapely.buffer(shapely.points(setting.parents[[3, 7, 11]]), 640.0, quad_segs=12)
    frame.index = pd.Index([f"K{n}" for n in range(1, len(frame) + 1)], name="area_id")
    key.plant("area_review_overdue", "work", finding="area_review_overdue", subjects=["K1"],
              zh="重点整治地区逾期未复评", en="The review of this key area is overdue.")  # fmt: skip
    return frames.conform(
        "rectification_areas", gpd.GeoDataFrame(frame, geometry=degrees_from_centre(circles), crs=schema.DEGREES)
    )


def _groups(setting: Setting, rng: np.random.Generator, key: AnswerKey) -> pd.DataFrame:
    """Groups of units, one of each whole station, and one of a unit that there is not."""
    rows = np.sort(rng.choice(len(setting.codes), 62, replace=False))
    kinds = rng.choice(_GROUPS, len(rows))
    of_units = [
        {"name": f"{setting.names[row]}{kind}", "kind": kind, "community_code": setting.codes[row]}
        for row, kind in zip(rows.tolist(), kinds, strict=True)
    ]
    stations = sorted(set(setting.station))
    of_stations = [{"name": f"平安联盟{n}组", "kind": "平安联盟", "station_code": s} for n, s in enumerate(stations, 1)]
    lost = {"name": "平安合作社（虚构）", "kind": "平安合作社", "community_code": UNKNOWN_UNIT}
    frame = pd.DataFrame([*of_units, *of_stations, lost])
    frame["members"] = rng.integers(6, 80, len(frame))
    made = _numbered("groups", frame, "O{:03d}")
    _plant_lost(key, "group_nowhere", str(made.index[-1]))
    return made


def _surveys(setting: Setting, rng: np.random.Generator, key: AnswerKey) -> pd.DataFrame:
    """Two waves of two topics in every unit, of some too few; one row has more positive answers than answers."""
    asked = rng.integers(14, 95, len(setting.codes))
    parts = []
    for day in _WAVES:
        for topic, share in POSITIVE.items():
            parts.append(
                pd.DataFrame(
                    {
                        "asked_on": pd.Timestamp(day), "community_code": setting.codes, "topic": topic,
                        "asked": asked, "positive": rng.binomial(asked, share),
                    }
                )
            )  # fmt: skip
    frame = pd.concat(parts, ignore_index=True)
    wrong = len(frame) - 40
    frame.loc[wrong, "positive"] = frame.loc[wrong, "asked"] + 7
    made = _numbered("surveys", frame, "Q{:04d}")
    key.plant("survey_impossible", "work", finding="work_impossible", subjects=[str(made.index[wrong])],
              zh="正面评价数多于样本数", en="More positive answers than answers.")  # fmt: skip
    return made


def _plant_lost(key: AnswerKey, kind: str, code: str) -> None:
    key.plant(kind, "work", finding="work_nowhere", subjects=[code], unit=UNKNOWN_UNIT,
              zh="所写社区编码不存在, 无处计入", en="Names an unknown unit and counts for none.")  # fmt: skip


def _numbered(table: str, frame: pd.DataFrame, form: str) -> pd.DataFrame:
    numbers: npt.NDArray[np.int64] = np.arange(1, len(frame) + 1)
    index = pd.Index([form.format(n) for n in numbers.tolist()], name=schema.TABLES[table].key.name)
    return frames.conform(table, frame.set_axis(index))
