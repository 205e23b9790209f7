"""``reach``: how far each unit is from its station and a police room, and where more rooms would help most."""

from argparse import Namespace
from typing import Any

import pandas as pd

from layers.say import sentence
from layers.themes.reach_told import reach_told
from mapper.day.day import Day
from mapper.names import names_of
from mapper.planning.siting.reach import Reach, RoomPlan, reach, room_plan
from mapper.store.store import read_project
from ui.cli.batch import each_station
from ui.cli.option_values import refuse_without
from ui.cli.output import print_json, print_table
from ui.cli.scope import day_asked, scope_json, tell_scope
from ui.cli.table_file import write_out
from ui.language.messages import Messages

_SHOWN = ("station_m", "station_minutes", "room_m", "room_minutes")


def tell_reach(asked: Namespace, say: Messages) -> int:
    """Units beyond the limit come first in words; JSON and files have all of them. InputError ``option_needs``."""
    if not (asked.rooms or asked.move):
        refuse_without("--rooms", {"--aim": asked.aim})
    if asked.all is not None:
        return each_station(asked, say, lambda day: _document(*_answer(day, asked)))
    day = day_asked(asked, read_project(asked.project), say)
    found, plan = _answer(day, asked)
    names = names_of(day.project.communities).to_dict()
    table = _table(found, names, say)
    if asked.out is not None:
        write_out(asked, day.as_of, "units", table, say)
    if asked.json:
        print_json({"as_of": day.as_of.isoformat(), **scope_json(day), **_document(found, plan)})
        return 0
    tell_scope(day, say)
    within = found.within
    beyond = found.units[(~within).fillna(False).to_numpy(dtype=bool)]
    if asked.out is None and len(beyond):
        print_table(table.loc[beyond.sort_values("room_m", ascending=False, kind="stable").index])
    if plan is not None:
        _list_sites(plan, names, say)
    for told in reach_told(found, plan, day.project.norms.travel_detour):
        print(sentence(told, say))
    return 0


def _answer(day: Day, asked: Namespace) -> tuple[Reach, RoomPlan | None]:
    within_m = None if asked.within_km is None else asked.within_km * 1000
    found = reach(day, within_m)
    if not (asked.rooms or asked.move):
        return found, None
    return found, room_plan(day, asked.rooms, asked.aim or "cover", within_m=within_m, may_move=asked.move)


def _list_sites(plan: RoomPlan, names: dict[str, str], say: Messages) -> None:
    rows = plan.sites.assign(unit=plan.sites["community_code"].map(lambda code: names.get(code, code))).round(5)
    columns = {name: say(f"cli.reach.column.{name}") for name in ("unit", "lon", "lat")}
    if len(rows):
        print_table(rows[list(columns)].rename(columns=columns))


def _table(found: Reach, names: dict[str, str], say: Messages) -> pd.DataFrame:
    units = found.units
    told = pd.DataFrame({"unit": [names.get(code, code) for code in units.index]}, index=units.index)
    told["residents"] = units["residents"].astype("Int64")
    for name in _SHOWN:
        told[name] = units[name].round(0 if name.endswith("_m") else 1)
    return told.rename(columns={name: say(f"cli.reach.column.{name}") for name in told})


def _document(found: Reach, plan: RoomPlan | None) -> dict[str, Any]:
    within = found.within
    return {
        "within_km": found.within_m / 1000,
        "ways": dict(zip(("by_road", "straight"), found.ways, strict=True)),
        "within": int(within.sum()),
        "beyond": int((~within).sum()),
        "unknown": int(within.isna().sum()),
        "units": [
            {
                "community_code": str(row.Index),
                **{name: _number(getattr(row, name)) for name in _SHOWN},
                **{name: bool(getattr(row, name)) for name in ("station_by_road", "room_by_road")},
                "room_id": None if pd.isna(row.room_id) else str(row.room_id),
                "within": None if pd.isna(ok) else bool(ok),
            }
            for row, ok in zip(found.units.itertuples(), within, strict=True)
        ],
        "rooms": None if plan is None else _plan_json(plan),
    }


def _plan_json(plan: RoomPlan) -> dict[str, Any]:
    return {
        "aim": plan.aim,
        "kept": list(plan.kept),
        "given_up": list(plan.given_up),
        "sites": [
            {"community_code": row.community_code, "lon": round(row.lon, 6), "lat": round(row.lat, 6)}
            for row in plan.sites.itertuples()
        ],
        "weighed_by": plan.weighed_by,
        "weight": plan.weight,
        "before": plan.before,
        "objective": plan.after,
        "bound": plan.bound,
        "gap": plan.gap,
        "left_out": plan.left_out,
    }


def _number(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), 1)
