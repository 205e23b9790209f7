"""Two plans set against each other: every figure recounted by SQL from the files that they would become."""

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from mapper.day.day import Day
from mapper.edits.border_stroke import redraw_border
from mapper.edits.duties import assign, unassign
from mapper.edits.variants import apply_variant, keep_beats, keep_borders, keep_staffing
from mapper.effects.side_by_side import SideBySide, side_by_side
from mapper.effects.sides import Side, days_of
from mapper.planning.staffing.plan import staffing_plan
from mapper.project import Project
from mapper.scope import Scope
from mapper.store.geopackage.store import create
from tests.districts import frame, grid
from tests.mapper.edits.test_variants import BULGE
from tests.sample import district


@pytest.fixture(scope="module")
def planned() -> Project:
    """The district with two divisions into beats drawn at random and a plan of staffing, none of them carried out."""
    project = district().project
    rng = np.random.default_rng(7)
    for name in ("甲", "乙"):
        some = [code for code in project.communities.index if rng.random() < 0.8]
        project = keep_beats(name, {str(c): f"网{rng.integers(1, 9)}" for c in some}, project.as_of)(project)
    lines = staffing_plan(project, project.as_of).proposals
    return keep_staffing("配警", lines, project.as_of, project.as_of)(project)


def compared(project: Project, first: Side, second: Side, scope: Scope | None = None) -> SideBySide:
    return side_by_side(*days_of(Day(project, project.as_of), first, second, scope))


def rows(path: Path, question: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as file:
        return file.execute(question, values).fetchall()


def test_beats_of_two_plans_equal_sql_over_the_files_that_they_become(planned: Project, tmp_path: Path) -> None:
    found = compared(planned, Side("Y1"), Side("Y2"))
    for key in ("Y1", "Y2"):
        create(tmp_path / f"{key}.gpkg", apply_variant(planned, key)(planned))
    one, two = tmp_path / "Y1.gpkg", tmp_path / "Y2.gpkg"
    counted = {
        path: {
            beat: (units, residents)
            for beat, units, residents in rows(
                path,
                "SELECT beat_name, count(*), sum(coalesce(residents, 0)) FROM communities "
                "WHERE beat_name <> '' GROUP BY 1",
            )
        }
        for path in (one, two)
    }
    told = {row.key: row for row in found.beats}
    assert told.keys() == counted[one].keys() | counted[two].keys()
    for beat, row in told.items():
        for side, path in ((0, one), (1, two)):
            assert (row.units[side], row.residents[side]) == counted[path].get(beat, (None, None))
    with closing(sqlite3.connect(one)) as file:
        file.execute("ATTACH ? AS other", (str(two),))
        joined = (
            "FROM communities a JOIN other.communities b USING (community_code) "
            "WHERE (a.beat_name <> '' OR b.beat_name <> '')"
        )
        moved = {code for (code,) in file.execute(f"SELECT community_code {joined} AND a.beat_name IS NOT b.beat_name")}
        kept, in_beats = (
            file.execute(f"SELECT count(*), sum(coalesce(a.residents, 0)) {joined} {also}").fetchone()
            for also in ("AND a.beat_name IS b.beat_name", "")
        )
    assert {unit.code for unit in found.units} == moved
    assert (found.kept.same_beat, found.kept.same_beat_residents) == kept
    assert (found.kept.in_beats, found.kept.in_beats_residents) == in_beats
    assert found.kept.same_holder == found.kept.units == len(planned.communities)
    assert found.first == type(found.first)(**vars(found.second) | {
        "beats": len(counted[one]), "without_beat": len(planned.communities) - sum(n for n, _ in counted[one].values()),
    })  # fmt: skip


def test_minutes_of_beats_are_those_of_their_units(planned: Project) -> None:
    found, minutes = compared(planned, Side("Y1"), Side("Y2")), Day(planned, planned.as_of).unit_load["minutes"]
    for side, key in ((0, "Y1"), (1, "Y2")):
        names = apply_variant(planned, key)(planned).communities["beat_name"]
        sums: Counter[str] = Counter()
        for code, name in names.items():
            if isinstance(name, str):
                sums[name] += minutes[code]
        for row in found.beats:
            assert (row.minutes[side] or 0.0) == pytest.approx(sums[row.key])
    assert [row.gain for row in found.beats] == sorted((row.gain for row in found.beats), reverse=True)


def held_by(project: Project, day: date) -> dict[str, set[str]]:
    """Who holds which seat, walked through row by row."""
    away = {
        row.officer_id
        for row in project.absences.itertuples()
        if (row.starts is None or row.starts != row.starts or row.starts.date() <= day)
        and (row.ends != row.ends or row.ends.date() >= day)
    }
    held: dict[str, set[str]] = {str(code): set() for code in project.communities.index}
    for row in project.duties.itertuples():
        if row.community_code not in held or row.officer_id not in project.officers.index or row.officer_id in away:
            continue
        officer = project.officers.loc[row.officer_id]
        kind = project.communities.at[row.community_code, "kind"]
        begun = row.starts != row.starts or row.starts.date() <= day
        lasts = row.ends != row.ends or row.ends.date() >= day
        if officer["role"] == project.norms.seat_role.get(kind) and officer["status"] == "on_duty" and begun and lasts:
            held[row.community_code].add(row.officer_id)
    return held


def test_holders_gaps_and_loads_of_a_plan_of_staffing_are_those_of_a_walk_through_the_rows(planned: Project) -> None:
    found = compared(planned, Side(), Side("Y3"))
    after = apply_variant(planned, "Y3")(planned)
    before_held, after_held = (held_by(project, planned.as_of) for project in (planned, after))
    changed = {code for code in before_held if before_held[code] != after_held[code]}
    assert {unit.code for unit in found.units if unit.changes_holder} == changed
    assert {unit.code for unit in found.gaps_closed} == {c for c in changed if not before_held[c] and after_held[c]}
    assert found.first.gaps - found.second.gaps == len(found.gaps_closed) - len(found.gaps_opened) > 0
    minutes = Day(planned, planned.as_of).unit_load["minutes"]
    for row in found.officers:
        for side, held in ((0, before_held), (1, after_held)):
            units = [code for code, officers in held.items() if row.key in officers]
            assert (row.units[side] or 0) == len(units)
            assert (row.minutes[side] or 0.0) == pytest.approx(sum(minutes[code] / len(held[code]) for code in units))
            residents = sum((planned.communities.at[c, "residents"] or 0) / len(held[c]) for c in units)
            assert (row.residents[side] or 0) == round(residents)


def test_two_days_are_set_against_each_other_like_two_plans() -> None:
    project = grid(2, 1, residents=500).with_tables(
        officers=frame("officers", [
            {"officer_id": key, "role": "community_officer", "station_code": "S1", "fte": 1.0, "status": "on_duty"}
            for key in ("O1", "O2")
        ])
    )  # fmt: skip
    project = assign("O1", "u0-0", date(2026, 1, 1))(project)
    project = unassign("O1", "u0-0", date(2026, 2, 1))(project)
    project = assign("O2", "u1-0", date(2026, 2, 1))(project)
    found = compared(project, Side(on=date(2026, 1, 15)), Side(on=date(2026, 2, 15)))
    assert [unit.code for unit in found.gaps_opened] == ["u0-0"]
    assert [unit.code for unit in found.gaps_closed] == ["u1-0"]
    assert {row.key: (row.units.before, row.units.after) for row in found.officers} == {
        "O1": (1, None),
        "O2": (None, 1),
    }
    assert (found.kept.same_holder, found.kept.units) == (0, 2)


def test_land_of_two_border_plans_adds_up() -> None:
    project = grid(3, 2, residents=100)
    project = keep_borders("东", redraw_border(BULGE), date(2026, 3, 1))(project)
    found = compared(project, Side(), Side("Y1"))
    assert {unit.code for unit in found.units} == {"u0-0", "u1-0"}
    assert sum(unit.km2.gain for unit in found.units) == pytest.approx(0.0, abs=1e-9)
    gained = max(unit.km2.gain for unit in found.units)
    assert found.kept.km2 - found.kept.same_land_km2 == pytest.approx(gained, rel=1e-6)


def test_of_a_station_only_its_own_is_told(planned: Project) -> None:
    code = str(planned.stations.index[0])
    whole = compared(planned, Side(), Side("Y3"))
    part = compared(planned, Side(), Side("Y3"), Scope(frozenset({code})))
    own = planned.communities.index[planned.communities["station_code"] == code]
    assert [unit for unit in whole.units if unit.code in own] == list(part.units)
    assert part.first.seats == len(own)
    everybody = {row.key: row for row in whole.officers}
    assert all(everybody[row.key] == row for row in part.officers)


def test_a_unit_that_one_side_alone_has_is_told() -> None:
    one, two = grid(2, 1), grid(3, 1)
    found = side_by_side(Day(one, date(2026, 1, 1)), Day(two, date(2026, 1, 1)))
    assert [(unit.code, unit.km2.before) for unit in found.units] == [("u2-0", None)]
    back = side_by_side(Day(two, date(2026, 1, 1)), Day(one, date(2026, 1, 1)))
    assert [(unit.code, unit.km2.after) for unit in back.units] == [("u2-0", None)]
    assert found.kept.units == 2


def test_json_is_plain(planned: Project) -> None:
    import json

    found = compared(planned, Side("Y1"), Side("Y3"))
    again = json.loads(json.dumps(found.as_json()))
    assert again["first"]["beats"] == found.first.beats
    assert len(again["units"]) == len(found.units)
