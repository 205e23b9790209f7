"""The fictional district as a project with its answer key, and written out as files."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper import frames, schema
from mapper.analysis.incidents.lifecycle import dispute_open, hazard_states
from mapper.crs import metre_crs
from mapper.errors import InputError
from mapper.files.whole_file import whole_folder, write_whole
from mapper.norms import Norms
from mapper.project import About, Project
from sample_data import incidents, patrol, surroundings, work
from sample_data.answer_key import AnswerKey
from sample_data.broken_land import BrokenLand, broken_land
from sample_data.cooperation import NEGATIVE_CASES, diversions, handovers, with_handlers
from sample_data.faulty_rows import RowFaults
from sample_data.fictional import District
from sample_data.figures import OVERLOADED_NAME, RESIDENTS, figures
from sample_data.land import Land, land, metres_from_centre
from sample_data.roster import Roster, roster
from sample_data.scatter import Scatter, points_in_degrees
from sample_data.steps import steps

SEED = 20261123
AS_OF = date(2026, 11, 23)
TITLE = "云汉区分局（虚构）"
NOTICE = "虚构示例：地名、人名、编码和数据均为虚构"


def district(seed: int = SEED) -> District:
    """The district that grows from a seed; the same seed gives the same district, to the last digit."""
    key = AnswerKey()
    clean = land(_stream(seed, 1))
    broken = broken_land(clean, _stream(seed, 2), key)
    units = clean.units.join(figures(clean.units, _stream(seed, 3)))
    overloaded = int(np.flatnonzero(units["name"] == OVERLOADED_NAME)[0])
    small = _smallest(units, broken.used)
    keep = broken.used | {str(units.index[overloaded]), str(units.index[small])}
    people = roster(units, _neighbours(units), keep, AS_OF, _stream(seed, 4), key)
    setting = _setting(units, people, broken, _water(clean), overloaded, small, _stream(seed, 5))
    hazards, disputes = _faulty(setting, clean, seed, key)
    cases, xy = incidents.cases(setting, incidents.CASES, _stream(seed, 8))
    handled = with_handlers(_points("cases", "C", _named(cases, setting), xy), AS_OF, _stream(seed, 14), key)
    places = surroundings.places(setting, _stream(seed, 9))
    stations = _stations(clean, units)
    told = work.work(
        setting,
        places,
        surroundings.outreach(setting, _stream(seed, 11)),
        surroundings.liaison(stations, work.LIAISON_BODIES, AS_OF, _stream(seed, 12)),
        _stream(seed, 16),
        key,
    )
    work.plant_liaison(stations, len(stations) - 1, surroundings.WAITING, key)
    areas = patrol.focus_areas(setting, _free_officers(people))
    project = Project(
        stations=stations,
        communities=_communities(units, broken, places),
        officers=people.officers,
        duties=people.duties,
        absences=people.absences,
        postings=people.postings,
        hazards=hazards,
        disputes=disputes,
        cases=handled,
        places=places,
        police_rooms=surroundings.police_rooms(setting, _stream(seed, 10)),
        focus_areas=areas,
        focus_visits=patrol.focus_visits(areas, setting, key),
        reference_lines=clean.lines,
        steps=steps(hazards, disputes, AS_OF),
        handovers=handovers(hazards, disputes, stations.index, setting.now, key),
        diversions=diversions(stations.index, AS_OF, _stream(seed, 15), key),
        norms=Norms(negative_cases=NEGATIVE_CASES),
        **vars(told),
    )
    west, south, east, north = clean.units.total_bounds
    about = About(TITLE, NOTICE, AS_OF, metre_crs((float(west), float(south), float(east), float(north))), TITLE)
    project = replace(project, about=about)
    _told(project, setting, people, key)
    return District(project, clean, _answer_key(project, key, seed))


def write_sample(directory: Path) -> None:
    """Write ``raw/`` (files as stations have them), ``faults.json`` and the ready project ``yunhan.gpkg``.

    The directory is made where it is missing; files of the same names are replaced. One that was new or
    empty is so again after a failure. InputError ``cannot_write``.
    """
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    from mapper.store.store import create
    from sample_data.raw_files import write_raw

    sample = district()
    with whole_folder(directory):
        try:
            faults = [*sample.faults, *write_raw(directory / "raw", sample)]
        except (OSError, DataSourceError, FeatureError, DataLayerError) as error:
            reason = getattr(error, "strerror", None) or ""
            raise InputError("cannot_write", path=str(directory), reason=reason) from error
        for number, fault in enumerate(faults, 1):
            fault["id"] = f"F{number:03d}"
        text = json.dumps(sample.key | {"faults": faults}, ensure_ascii=False, indent=1)
        write_whole(directory / "faults.json", f"{text}\n".encode())
        create(directory / "yunhan.gpkg", sample.project)


def _stream(seed: int, subject: int) -> np.random.Generator:
    """A generator of its own for each subject, so that a change in one leaves the others as they were."""
    return np.random.default_rng([seed, subject])


def _smallest(units: gpd.GeoDataFrame, used: set[str]) -> int:
    fits = (units["kind"] == "community") & ~units.index.isin(list(used))
    return int(np.flatnonzero(units.index == units["residents"][fits].idxmin())[0])


def _neighbours(units: gpd.GeoDataFrame) -> dict[str, set[str]]:
    shapes = np.asarray(units.geometry.array)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="touches")
    result: dict[str, set[str]] = {str(code): set() for code in units.index}
    for a, b in zip(first, second, strict=True):
        result[units.index[a]].add(str(units.index[b]))
    return result


def _setting(
    units: gpd.GeoDataFrame,
    people: Roster,
    broken: BrokenLand,
    water: list[shapely.Geometry],
    overloaded: int,
    small: int,
    rng: np.random.Generator,
) -> incidents.Setting:
    scatter = Scatter(units, [*broken.avoid, *water], rng)
    residents = units["residents"].to_numpy(dtype=float)
    calm = residents.copy()
    calm[small] = 0.0
    parents, sigma_m = incidents.hot_spots(scatter, calm, overloaded, rng)
    return incidents.Setting(
        scatter=scatter,
        codes=units.index,
        names=units["name"].to_numpy(dtype=object),
        residents=residents,
        village=(units["kind"] == "village").to_numpy(),
        station=units["station_code"].to_numpy(dtype=object),
        owners=people.owner_of.reindex(units.index).to_numpy(dtype=object),
        parents=parents,
        sigma_m=sigma_m,
        overloaded=overloaded,
        small=small,
        busy_station=str(units["station_code"].iloc[small]),
        as_of=AS_OF,
    )


def _water(clean: Land) -> list[shapely.Geometry]:
    rivers = clean.lines[clean.lines["kind"] == "river"]
    return list(shapely.buffer(metres_from_centre(rivers.geometry), rivers["width_m"].to_numpy() / 2))


def _named(frame: pd.DataFrame, setting: incidents.Setting) -> pd.DataFrame:
    return frame.assign(recorded_unit=setting.names[frame["row"]])


def _points(table: str, prefix: str, frame: pd.DataFrame, xy: npt.NDArray[np.float64]) -> gpd.GeoDataFrame:
    return frames.conform(table, _with_points(table, prefix, frame, xy))


def _with_points(table: str, prefix: str, frame: pd.DataFrame, xy: npt.NDArray[np.float64]) -> gpd.GeoDataFrame:
    name = schema.TABLES[table].key.name
    index = pd.Index([f"{prefix}{i:05d}" for i in range(1, len(frame) + 1)], name=name)
    return gpd.GeoDataFrame(frame.set_axis(index), geometry=points_in_degrees(xy), crs=schema.DEGREES)


def _faulty(
    setting: incidents.Setting, clean: Land, seed: int, key: AnswerKey
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    copies = 10  # of each table; planted last
    disputes, dispute_xy = incidents.disputes(setting, incidents.DISPUTES - copies, _stream(seed, 6))
    hazards, hazard_xy = incidents.hazards(setting, incidents.HAZARDS - copies, _stream(seed, 7))
    outline = metres_from_centre(gpd.GeoSeries([shapely.union_all(clean.stations.geometry.array)], crs=schema.DEGREES))
    plan = RowFaults(
        setting,
        outline,
        _with_points("hazards", "H", _named(hazards, setting), hazard_xy),
        _with_points("disputes", "D", _named(disputes, setting), dispute_xy),
        _stream(seed, 13),
        key,
    )
    hazards, disputes = plan.plant()
    return frames.conform("hazards", hazards), frames.conform("disputes", disputes)


def _stations(clean: Land, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The stations; each has its building in the unit of most residents."""
    frame = clean.stations.copy()
    largest = units.groupby("station_code")["residents"].idxmax().reindex(frame.index)
    homes = units.geometry.loc[largest].representative_point()
    frame["base_lon"], frame["base_lat"] = homes.x.round(6).array, homes.y.round(6).array
    frame.index.name = "station_code"
    frame["duty_phone"] = [f"0000-000{i:02d}000（虚构）" for i in range(1, len(frame) + 1)]
    frame["liaison_unit"] = [*work.LIAISON_BODIES[:-1], None]
    return frames.conform("stations", frame)


def _communities(units: gpd.GeoDataFrame, broken: BrokenLand, places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    frame = units.set_geometry(gpd.GeoSeries(broken.shapes.array, index=units.index, crs=schema.DEGREES))
    frame.index.name = "community_code"
    inspected = places[places["type"] != "mediation_hub"]
    counts = inspected["recorded_unit"].value_counts()
    frame["key_places"] = counts.reindex(units["name"]).fillna(0).astype(int).array
    return frames.conform("communities", frame)


def _free_officers(people: Roster) -> list[str]:
    """Two community officers without a seat: sent to focus areas they cost no community its hours."""
    officers = people.officers
    free = officers.index[(officers["role"] == "community_officer") & ~officers.index.isin(people.duties["officer_id"])]
    return [str(free[0]), str(free[1])]


def _told(project: Project, setting: incidents.Setting, people: Roster, key: AnswerKey) -> None:
    """Faults that no row shows alone: overload, the busy inspector, the small base, the overbooked officer."""
    code = str(setting.codes[setting.overloaded])
    unit = project.communities.loc[code]
    place = unit["geometry"].representative_point()
    key.plant(
        "overload",
        "analysis",
        finding="officer_overloaded",
        subjects=[people.owner_of[code], code],
        where=(place.x, place.y),
        residents=int(unit["residents"]),
        fte=1.0,
        least_share=2.0,
        zh="居民 1.9 万, 一名民警, 负荷超过 200 %",
        en="19,000 residents, one officer: over 200 % of the time there is.",
    )
    areas = project.focus_areas
    officer = areas["officer_ids"].iloc[0]
    mine = areas.index[areas["officer_ids"] == officer]
    place = areas.geometry.iloc[0].representative_point()
    key.plant(
        "focus_overbooked",
        "analysis",
        finding="focus_minutes_exceeded",
        subjects=[officer, *mine],
        where=(place.x, place.y),
        minutes=int(areas["minutes"][mine].sum()),
        limit=240,
        zh="今日巡防分钟超过上限",
        en="Sent for more patrol minutes today than there are.",
    )
    key.plant(
        "inspection_bias",
        "analysis",
        finding=None,
        subjects=[setting.busy_station],
        factor=incidents.BUSY_INSPECTOR,
        zh="该所检查次数为他所四倍, 发现的隐患也多",
        en="This station inspects four times as much, so it discovers more.",
    )
    small = str(setting.codes[setting.small])
    before, after = incidents.SMALL_BASE
    key.plant(
        "small_base",
        "analysis",
        finding=None,
        subjects=[small],
        before=before,
        after=after,
        p=0.42,
        zh="同比 9→5, 样本小, 不作判断",
        en="9 to 5 on the year: too few to judge.",
    )


def _answer_key(project: Project, key: AnswerKey, seed: int) -> dict[str, Any]:
    units = len(project.communities)
    uncovered = len(key.subjects("vacant")) + 2  # the expired one and the one on loan
    shared = sum(fault["kind"] == "shared" for fault in key.faults)
    part_time = sum(fault["kind"] == "part_time" for fault in key.faults)
    covered = units - uncovered
    return {
        "as_of": AS_OF.isoformat(),
        "seed": seed,
        "notice": NOTICE,
        "faults": key.faults,
        "expected": {
            "units": units,
            "communities": int((project.communities["kind"] == "community").sum()),
            "villages": int((project.communities["kind"] == "village").sum()),
            "stations": len(project.stations),
            "residents": RESIDENTS,
            "covered": covered,
            "one_to_one": covered - shared,
            "dedicated": covered - part_time,
            "by_state": {"covered": covered - shared - part_time, "shared": shared, "part_time": part_time,
                         "multiple": 0, "on_loan": 1, "expired": 1, "vacant": uncovered - 2},
            "hazards_open": int(hazard_states(project, AS_OF).isin(["open", "overdue"]).sum()),
            "hazards_overdue": incidents.OVERDUE,
            "disputes_open": int(dispute_open(project, AS_OF).sum()),
            "focus": patrol.TODAY,
            "focus_assigned": patrol.ASSIGNED,
        },
    }  # fmt: skip
