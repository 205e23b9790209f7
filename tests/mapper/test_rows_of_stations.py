"""Whose rows are after an edit, asked of what the edit can have changed, is what is asked of the whole project anew."""

import shapely

from mapper import schema
from mapper.edit import put_rows
from mapper.project import Project
from mapper.rows_of_stations import Ownership, changed_lands, lands_of
from tests.districts import cell_centre, frame, grid, square


def district() -> Project:
    project = grid(3, 2)
    codes = [f"S{key[1]}" for key in project.communities.index]
    stations = [{"station_code": f"S{at}"} for at in range(3)]
    spots = [cell_centre(0, 0), cell_centre(1, 1), cell_centre(2, 0), None]
    return project.with_tables(
        stations=frame("stations", stations, [square(at, 0, 1, 2) for at in range(3)]),
        communities=project.communities.assign(station_code=codes),
        hazards=frame("hazards", [{"hazard_id": f"h{at}"} for at in range(4)], spots),
        officers=frame("officers", [{"officer_id": f"o{at}", "station_code": f"S{at}"} for at in range(3)]),
        duties=frame("duties", [{"duty_id": "E1", "officer_id": "o0", "community_code": "u1-0"}]),
        steps=frame("steps", [{"step_id": "T1", "incident_table": "hazards", "incident_id": "h0"}]),
    )  # fmt: skip


def changed(project: Project, table: str, key: str, **values: object) -> Project:
    row = project.table(table).loc[[key]]
    if "at" in values:
        row = row.set_geometry(shapely.points([values["at"]]))
    return put_rows(project, table, row.assign(**{name: value for name, value in values.items() if name != "at"}))


def test_what_an_edit_left_alone_is_taken_over_rightly() -> None:
    project = district()
    lands = lands_of(project)
    known = Ownership(project, lands)
    edits: list[tuple[str, str, dict[str, object]]] = [
        ("hazards", "h0", {"contents": "x"}),
        ("hazards", "h0", {"at": cell_centre(2, 1).coords[0]}),
        ("communities", "u1-0", {"residents": 5}),
        ("communities", "u1-0", {"station_code": "S0"}),
        ("hazards", "h3", {"at": cell_centre(1, 0).coords[0]}),
        ("officers", "o1", {"station_code": "S2"}),
        ("duties", "E1", {"community_code": "u2-1"}),
        ("communities", "u1-1", {"station_code": "S2"}),
    ]
    seen = set()
    for table, key, values in edits:
        after = changed(project, table, key, **values)
        moved = changed_lands(project, after, lands)
        now = {code: land for code, land in lands.items() if code not in moved}
        now |= {code: land for code, land in moved.items() if land is not None}
        found, anew = Ownership(after, now if moved else lands, known), Ownership(after, lands_of(after))
        for name in schema.TABLES:
            assert found.rows(name) == anew.rows(name), (table, values, name)
        seen.add(str(sorted(anew.rows("hazards").items())))
        project, known, lands = after, found, now if moved else lands
    assert len(seen) > 3
