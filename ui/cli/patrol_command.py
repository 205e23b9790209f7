"""``focus --minutes``: a proposal for one shift of a station – a few places, who goes, and why there."""

from argparse import Namespace
from typing import Any

import pandas as pd

from mapper.day.day import Day
from mapper.names import names_of
from mapper.planning.patrol.demand import WORTH
from mapper.planning.patrol.plan import PatrolPlace, PatrolPlan, patrol_plan
from mapper.store.store import read_project
from ui.cli.batch import each_station
from ui.cli.output import print_json, print_table
from ui.cli.scope import day_asked, scope_json, tell_scope
from ui.cli.table_file import write_out
from ui.language.messages import Messages
from ui.language.patrol_words import place_reasons, plan_told, plan_ways


def propose_patrol(asked: Namespace, say: Messages) -> int:
    """Places in an order drawn by lot, with what stands in each; nothing is written to the project."""
    if asked.all is not None:
        return each_station(asked, say, lambda day: _document(_answer(day, asked), say))
    day = day_asked(asked, read_project(asked.project), say)
    plan = _answer(day, asked)
    names = {table: names_of(day.project.table(table)).to_dict() for table in ("communities", "officers")}
    table = pd.DataFrame([_row(place, names, say) for place in plan.places])
    if asked.out is not None:
        write_out(asked, day.as_of, "places", table, say)
    if asked.json:
        print_json({"as_of": day.as_of.isoformat(), **scope_json(day), **_document(plan, say)})
        return 0
    tell_scope(day, say)
    if len(table) and asked.out is None:
        print_table(table)
    for told in plan_told(say, plan):
        print(told)
    print(plan_ways(say, plan, day.project.norms.travel_detour))
    print(say("cli.patrol.worth", worth=[say(f"patrol.worth.{kind}", worth=worth) for kind, worth in WORTH.items()]))
    return 0


def _answer(day: Day, asked: Namespace) -> PatrolPlan:
    told = {"visit_minutes": asked.visit_minutes, "least_quiet": asked.quiet}
    return patrol_plan(day, asked.minutes, **{name: value for name, value in told.items() if value is not None})


def _document(plan: PatrolPlan, say: Messages) -> dict[str, Any]:
    return {
        "minutes_available": plan.minutes_available,
        "minutes_used": plan.minutes_used,
        "places": [
            {
                "lon": round(place.lon, 6),
                "lat": round(place.lat, 6),
                "community_code": place.unit_code,
                "officer_id": place.officer_id,
                "visits": place.visits,
                "minutes": place.minutes,
                "visit_minutes": place.visit_minutes,
                "reasons": place_reasons(say, place),
                "counts": dict(place.counts),
                "quiet": place.quiet,
                "by_road": place.by_road,
            }
            for place in plan.places
        ],
        "officers_of_one_place": plan.alone,
        "candidates": plan.candidates,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "greedy_objective": plan.greedy_objective,
    }


def _row(place: PatrolPlace, names: dict[str, dict[str, str]], say: Messages) -> dict[str, Any]:
    unit, officer = place.unit_code, place.officer_id
    return {
        say("cli.patrol.column.unit"): "—" if unit is None else names["communities"].get(unit, unit),
        say("cli.patrol.column.officer"): "—" if officer is None else names["officers"].get(officer, officer),
        say("cli.patrol.column.minutes"): place.minutes,
        say("cli.patrol.column.why"): say("cli.patrol.joint").join(place_reasons(say, place)),
        say("cli.patrol.column.lon"): round(place.lon, 5),
        say("cli.patrol.column.lat"): round(place.lat, 5),
    }
