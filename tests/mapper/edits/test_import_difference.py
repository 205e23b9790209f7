"""Rows from a file against the project's: an oracle of plain dictionaries, and laws of taking a file again."""

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

from mapper import schema
from mapper.analysis.incidents.kinds import DISPUTES, HAZARDS, IncidentKind
from mapper.edits.import_difference import SHAPE, ImportDifference, import_difference
from mapper.edits.rows import take_rows
from mapper.errors import InputError
from mapper.geodesy import distances_m
from mapper.io.exports import write_table
from mapper.io.reading import Reading, read_table
from mapper.project import Project
from mapper.store.store import create, open_store
from tests.districts import SOUTH, WEST, frame, grid, square
from tests.drawn import drawn, some
from tests.mapper.conftest import WriteText
from tests.sample import district
from ui.session.document import Document

TODAY = date(2026, 11, 26)
KEYS = [f"K{n}" for n in range(6)]
FILE = settings(max_examples=drawn(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def sample() -> Project:
    return district().project


def read(path: Path, table: str, project: Project) -> Reading:
    return read_table(
        path, table, communities=project.communities, stations=project.stations, officers=project.officers,
        keys_in_use=project.table(table).index,
    )  # fmt: skip


def compare(path: Path, table: str, project: Project) -> ImportDifference:
    return import_difference(project, read(path, table, project), TODAY)


def plain(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Key → column → value; None where it is missing, a point as its two degrees."""
    rows: dict[str, dict[str, Any]] = {}
    for key, row in zip(frame.index, frame.to_dict("records"), strict=True):
        rows[str(key)] = {
            str(name): (value.x, value.y) if isinstance(value, shapely.Point) else None if pd.isna(value) else value
            for name, value in row.items()
        }
    return rows


seconds = st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1)).map(lambda m: m.replace(microsecond=0))
moments = st.one_of(st.none(), seconds)
steps = st.integers(0, 3).map(lambda number: number / 100)
places = st.one_of(
    st.none(), st.tuples(steps.map(lambda s: round(WEST + s, 9)), steps.map(lambda s: round(SOUTH + s, 9)))
)


def values_of(table: str) -> st.SearchStrategy[dict[str, Any]]:
    """A row's cells, any of them empty."""
    cells: dict[str, st.SearchStrategy[Any]] = {}
    for column in schema.TABLES[table].columns:
        if column.kind == "choice":
            cells[column.name] = st.sampled_from([None, *list(column.choices or ())[:3]])
        elif column.kind == "time":
            cells[column.name] = moments
        elif column.kind == "boolean":
            cells[column.name] = st.sampled_from([None, True, False])
        else:
            cells[column.name] = st.sampled_from([None, "u0-0", "P1", "别处"])
    return st.fixed_dictionaries({**cells, SHAPE: places})


@st.composite
def rows_of(draw: st.DrawFn, table: str) -> dict[str, dict[str, Any]]:
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True))
    return {key: draw(values_of(table)) for key in keys}


@st.composite
def case(draw: st.DrawFn) -> tuple[IncidentKind, dict[str, Any], dict[str, Any], list[str], bool]:
    """A kind, what the project has, what a file tells, which columns the file has, and whether it is a workbook."""
    kind = draw(st.sampled_from([HAZARDS, DISPUTES]))
    names = [*schema.TABLES[kind.table].column_names, SHAPE]
    columns = draw(st.lists(st.sampled_from(names), unique=True))
    return kind, draw(rows_of(kind.table)), draw(rows_of(kind.table)), columns, draw(st.booleans())


def project_with(table: str, rows: Mapping[str, Mapping[str, Any]]) -> Project:
    key = schema.TABLES[table].key.name
    cells = [{key: k, **{c: v for c, v in row.items() if c != SHAPE}} for k, row in rows.items()]
    shapes = [None if row[SHAPE] is None else shapely.Point(row[SHAPE]) for row in rows.values()]
    return grid(2, 2).with_tables(**{table: frame(table, cells, shapes)})


def written(folder: Path, table: str, rows: Mapping[str, Mapping[str, Any]], columns: list[str], excel: bool) -> Path:
    """The rows as a platform exports them: only these columns, a point in two of them."""
    names = [c for c in columns if c != SHAPE]
    flat: dict[str, list[Any]] = {name: [row[name] for row in rows.values()] for name in names}
    if SHAPE in columns:
        for axis, name in enumerate(("经度", "纬度")):
            flat[name] = [None if row[SHAPE] is None else row[SHAPE][axis] for row in rows.values()]
    index = pd.Index(list(rows), name=schema.TABLES[table].key.name, dtype="object")
    path = folder / ("表.xlsx" if excel else "表.csv")
    write_table(pd.DataFrame({n: pd.Series(v, index=index, dtype="object") for n, v in flat.items()}, index), path)
    return path


def oracle(old: dict[str, dict[str, Any]], told: dict[str, dict[str, Any]], columns: list[str]) -> dict[str, Any]:
    """The same question over dictionaries, cell by cell."""
    changed: dict[str, dict[str, Any]] = {}
    kept: dict[str, int] = {}
    for key in told.keys() & old.keys():
        for name in columns:
            before, after = old[key][name], told[key][name]
            if after is None:
                kept[name] = kept.get(name, 0) + (before is not None)
            elif before != after:
                changed.setdefault(key, {})[name] = (before, after)
    return {
        "new": told.keys() - old.keys(), "changed": changed, "gone": old.keys() - told.keys(),
        "unchanged": (told.keys() & old.keys()) - changed.keys(), "kept": {n: k for n, k in kept.items() if k},
    }  # fmt: skip


@FILE
@given(case())
def test_a_file_says_what_a_plain_comparison_by_key_finds(
    given_case: tuple[IncidentKind, dict[str, Any], dict[str, Any], list[str], bool],
) -> None:
    kind, ours, theirs, columns, excel = given_case
    project = project_with(kind.table, ours)
    known = bool(ours.keys() & theirs.keys())
    with TemporaryDirectory() as folder:
        path = written(Path(folder), kind.table, theirs, columns, excel)
        try:
            reading = read(path, kind.table, project)
        except InputError as error:
            # A list of points without any place is one only where it tells of points that are known.
            assert (error.code, known and bool(theirs)) in {("no_coordinates", False), ("file_empty", False)}  # noqa: PT017 either file or error
            return
    difference = import_difference(project, reading, TODAY)
    wanted = oracle(plain(project.table(kind.table)), theirs, columns)
    cells: dict[str, dict[str, Any]] = {}
    for cell in difference.cells():
        pair = [(v.x, v.y) if isinstance(v, shapely.Point) else None if pd.isna(v) else v for v in cell[2:4]]
        cells.setdefault(cell.key, {})[cell.column] = tuple(pair)
        if cell.column == SHAPE and cell.before is not None:
            assert cell.moved_m > 0.1
    assert set(difference.new.index) == wanted["new"]
    assert cells == wanted["changed"]
    assert set(difference.unchanged) == wanted["unchanged"]
    assert set(difference.gone) == wanted["gone"]
    assert difference.kept_empty == wanted["kept"]
    assert len(difference.new) + len(difference.changed) + len(difference.unchanged) == reading.imported

    after = take_rows(difference, "表")(project)
    assert (after is project) == difference.nothing
    told, before = plain(after.table(kind.table)), plain(project.table(kind.table))
    for key, row in before.items():
        for name, value in row.items():
            assert told[key][name] == cells.get(key, {}).get(name, (None, value))[1]
    again = import_difference(after, reading, TODAY)
    assert again.nothing
    assert len(again.unchanged) == reading.imported


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("table", some((n for n, t in schema.TABLES.items() if t.geometry in (None, "point")), 10))
def test_an_export_of_the_sample_changes_nothing(table: str, suffix: str, sample: Project, tmp_path: Path) -> None:
    project = sample
    rows = project.table(table)
    told = pd.DataFrame(rows.drop(columns=SHAPE, errors="ignore"))
    if isinstance(rows, gpd.GeoDataFrame):
        told = told.assign(经度=rows.geometry.x.to_numpy(), 纬度=rows.geometry.y.to_numpy())
    write_table(told, tmp_path / f"表{suffix}")
    difference = compare(tmp_path / f"表{suffix}", table, project)
    assert difference.nothing
    assert len(difference.unchanged) == len(rows)
    assert not len(difference.gone)
    # Without its keys, each row is found by what it says.
    write_table(told, tmp_path / f"无号{suffix}", index=False)
    difference = compare(tmp_path / f"无号{suffix}", table, project)
    assert difference.nothing
    assert len(difference.unchanged) == len(rows)


awkward = st.text("甲乙=+-@＝'\"\t\n 1.,;无", min_size=1, max_size=6)


@FILE
@given(st.lists(awkward, min_size=1, max_size=4), st.sampled_from([".csv", ".xlsx"]))
def test_whatever_words_came_in_once_come_in_again_as_the_same(names: list[str], suffix: str) -> None:
    project = grid(1, 1)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"表{suffix}"
        told = pd.DataFrame({"officer_id": [f"P{n}" for n in range(len(names))], "display_name": names})
        for _ in range(2):
            write_table(told, path, index=False)
            difference = compare(path, "officers", project)
            project = take_rows(difference, "x")(project)
            told = pd.DataFrame(project.officers.reset_index())
    assert difference.nothing


def test_rows_without_keys_are_taken_once_however_often_they_come(write_text: WriteText) -> None:
    theft = "盗窃,2026-11-01 10:00,113.405,30.305\n"
    text = f"案别,发生时间,经度,纬度\n{theft}{theft},2026-11-02,,\n"
    project = grid(2, 2)
    for again in range(3):
        path = write_text(text + "诈骗,2026-11-03,113.401,30.301\n" * again)
        difference = compare(path, "cases", project)
        assert len(difference.new) == (3 if again == 0 else 1)
        assert len(difference.unchanged) == (0 if again == 0 else 2 + again)
        project = take_rows(difference, path.name)(project)
    assert project.cases["category"].fillna("").tolist() == ["盗窃", "盗窃", "", "诈骗", "诈骗"]


def test_undo_restores_the_file_and_the_frames(sample: Project, tmp_path: Path, write_text: WriteText) -> None:
    create(tmp_path / "p.gpkg", sample)
    document = Document(open_store(tmp_path / "p.gpkg"))
    before = document.project

    def rows() -> list[Any]:
        with sqlite3.connect(tmp_path / "p.gpkg") as db:
            found = db.execute("SELECT * FROM hazards ORDER BY hazard_id").fetchall()
        db.close()
        return found

    at_first = rows()
    first, second = before.hazards.index[:2]
    text = f"隐患编号,整改时间,等级\n{first},2026-11-20 08:00,重大\n{second},,\nX1,2026-11-21,\n"
    difference = compare(write_text(text), "hazards", before)
    assert (len(difference.new), len(difference.changed), len(difference.unchanged)) == (1, 1, 1)
    document.do(take_rows(difference, "平台.csv"))
    with sqlite3.connect(tmp_path / "p.gpkg") as db:
        found = db.execute(
            "SELECT hazard_id, closed_at, severity, owner_id FROM hazards WHERE hazard_id IN (?, ?, 'X1')",
            (first, second),
        ).fetchall()
    db.close()
    told = {key: (closed, severity, owner) for key, closed, severity, owner in found}
    assert told[first][0].startswith("2026-11-20T08:00:00")
    assert told[first][1:] == ("severe", before.hazards.at[first, "owner_id"])
    assert told[second][1] == before.hazards.at[second, "severity"]
    assert told["X1"][1] == "minor"
    log = document.store.change_log().iloc[-1]
    assert log["code"] == "rows_taken"
    assert {**log["details"]} == {"table": "hazards", "source": "平台.csv", "new": 1, "changed": 1}
    assert {k: len(v) for k, v in log["rows"]["hazards"].items() if k in ("added", "after")} == {"added": 1, "after": 1}
    document.undo()
    pd.testing.assert_frame_equal(document.project.hazards, before.hazards)
    assert rows() == at_first
    document.redo()
    document.undo()
    assert rows() == at_first
    document.close()


def test_a_point_moves_by_more_than_a_files_rounding(write_text: WriteText) -> None:
    start = shapely.Point(113.4051234567, 30.3057654321)
    project = grid(2, 2).with_tables(hazards=frame("hazards", [{"hazard_id": k} for k in "ab"], [start, start]))
    moved = translate(start, 0, 0.00001)
    path = write_text(f"编号,经度,纬度\na,{start.x:.6f},{start.y:.6f}\nb,{moved.x},{moved.y}\n")
    difference = compare(path, "hazards", project)
    assert [cell.key for cell in difference.cells()] == ["b"]
    (cell,) = difference.cells()
    assert cell.moved_m == pytest.approx(1.1086, abs=1e-3)
    after = take_rows(difference, "x")(project).hazards
    assert after.geometry["a"].equals_exact(start, 0)
    assert after.geometry["b"].equals_exact(moved, 1e-9)


def test_a_point_that_was_nowhere_on_earth_can_be_put_right(write_text: WriteText) -> None:
    project = grid(2, 2).with_tables(hazards=frame("hazards", [{"hazard_id": "a"}], [shapely.Point(30.305, 113.405)]))
    difference = compare(write_text("编号,经度,纬度\na,113.405,30.305\n"), "hazards", project)
    assert [(cell.key, cell.column) for cell in difference.cells()] == [("a", SHAPE)]


def test_outlines_come_together_or_not_at_all(tmp_path: Path) -> None:
    project = grid(2, 2)
    units = project.communities
    rings = [shape.exterior.coords for shape in units.geometry]
    turned = units.set_geometry([shapely.Polygon([*ring[2:-1], *ring[:3]]) for ring in rings])
    nudged = units.set_geometry(units.geometry.translate(0, 5e-8))  # 5 mm, as a file with seven decimals
    for name, told in (("turned", turned), ("nudged", nudged)):
        told.reset_index().to_file(tmp_path / f"{name}.gpkg")
        assert compare(tmp_path / f"{name}.gpkg", "communities", project).nothing
    grown = nudged.copy()
    grown.loc["u1-1", "geometry"] = translate(square(1, 1), 0, 0.001)
    grown.reset_index().to_file(tmp_path / "grown.gpkg")
    difference = compare(tmp_path / "grown.gpkg", "communities", project)
    assert sorted(difference.changed.index) == sorted(units.index)
    assert max(cell.moved_m for cell in difference.cells()) == pytest.approx(110.9, abs=0.2)


def test_a_name_that_is_only_a_code_renames_no_unit(tmp_path: Path) -> None:
    project = grid(1, 2)
    told = project.communities.reset_index()[["community_code", "geometry"]].assign(name=["u0-0", None])
    told.to_file(tmp_path / "u.gpkg")
    difference = compare(tmp_path / "u.gpkg", "communities", project)
    assert difference.nothing
    told.assign(community_code=["u0-0", "u9-9"]).to_file(tmp_path / "u.gpkg")
    difference = compare(tmp_path / "u.gpkg", "communities", project)
    assert difference.new["name"].tolist() == ["u9-9"]


def test_a_row_that_cannot_be_used_is_not_gone(write_text: WriteText) -> None:
    duties = frame(
        "duties", [{"duty_id": k, "officer_id": "P1", "community_code": "u0-0"} for k in ("01", "1", "2", "3")]
    )
    project = grid(1, 1).with_tables(duties=duties)
    path = write_text("责任编号,警号,社区编码\n001,P1,u0-0\n2,,u0-0\n")
    reading = read(path, "duties", project)
    assert [row.code for row in reading.rejected] == ["key_unclear", "required_missing"]
    assert import_difference(project, reading, TODAY).gone.tolist() == ["3"]


def test_states_and_dates_come_without_coordinates(sample: Project, write_text: WriteText) -> None:
    project = sample
    key = project.disputes.index[project.disputes["stage"] == "handling"][0]
    difference = compare(write_text(f"纠纷编号,环节,办结时间\n{key},办结,2026-11-22 10:00\n"), "disputes", project)
    assert {cell.column for cell in difference.cells()} == {"stage", "closed_at"}
    after = take_rows(difference, "x")(project).disputes
    assert after.geometry[key] is project.disputes.geometry[key]
    with pytest.raises(InputError) as caught:
        compare(write_text("纠纷编号,环节\nnobody,办结\n"), "disputes", project)
    assert caught.value.code == "no_coordinates"


def test_what_cannot_be_is_told_with_its_first_rows(write_text: WriteText) -> None:
    old = frame("hazards", [{"hazard_id": "h9", "reported_at": datetime(2026, 11, 20)}], [None])
    project = grid(1, 1).with_tables(hazards=old, officers=frame("officers", [{"officer_id": "P1"}]))
    end = TODAY + timedelta(days=1)
    lines = [
        "h1,2026-11-20 10:00,2026-11-20 09:59,,,P1,单元0-0（虚构）",  # verified a minute too early
        "h2,2026-11-20 10:00,2026-11-20 10:00,2026-11-20 10:00,,P1,u0-0",  # all at once may be
        "h3,2026-11-20 10:00,,2026-11-19,,P7,别处",  # closed before reported, by somebody somewhere
        f"h4,{TODAY} 23:59,,,,P7,",
        f"h5,{end},,,,,",  # tomorrow
        "h6,2026-11-01,2026-11-01,2026-11-09,2026-11-05,P1,",  # closed again after it came back
        "h9,,2026-11-19,,,,",  # before what the project knows
    ]
    head = "编号,上报时间,核查时间,整改时间,重开时间,责任人,社区,经度,纬度"
    text = "\n".join([head, *(f"{line},113.401,30.301" for line in lines)])
    doubts = compare(write_text(text), "hazards", project).doubts
    assert [(code, *(v.get(name) for name in ("column", "earlier", "rows", "first"))) for code, v in doubts] == [
        ("dates_backwards", "verified_at", "reported_at", 2, ["h1", "h9"]),
        ("dates_backwards", "closed_at", "reported_at", 1, ["h3"]),
        ("dates_ahead", "reported_at", None, 1, ["h5"]),
        ("rows_unit_unknown", "recorded_unit", None, 1, ["h3"]),
        ("rows_officer_unknown", "owner_id", None, 2, ["h3", "h4"]),
    ]


@FILE
@given(st.lists(st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=6, max_size=6), min_size=1, max_size=5))
def test_every_row_out_of_order_is_told_and_no_other(offsets: list[list[int | None]]) -> None:
    """Against pairs: a hazard's dates as declared, to be reopened only after it was reported."""
    day = datetime(2026, 11, 1)
    rows = {
        f"K{n}": {c: None if d is None else day + timedelta(d) for c, d in zip(HAZARDS.dates, line, strict=True)}
        for n, line in enumerate(offsets)
    }
    wrong = set()
    for key, row in rows.items():
        dates = [row[c] for c in HAZARDS.dates]
        # found, verified, assigned, plugged, checked, reopened; what is not asked of all is only after the beginning
        pairs = [(0, 1), (0, 3), (1, 3), (0, 2), (0, 4), (0, 5)]
        if any(a is not None and b is not None and b < a for a, b in ((dates[i], dates[j]) for i, j in pairs)):
            wrong.add(key)
    reading = Reading(
        "hazards", frame("hazards", [{"hazard_id": k, **row} for k, row in rows.items()], [None] * len(rows)),
        len(rows), len(rows), (), (), None, None, "wgs84", (), {c: c for c in HAZARDS.dates},
    )  # fmt: skip
    doubts = import_difference(grid(1, 1), reading, TODAY).doubts
    assert {key for doubt in doubts for key in doubt.values["first"]} == wrong


def test_distances_are_those_of_the_ellipsoid() -> None:
    """A degree of latitude by Bessel's series; along the equator a degree is the ellipsoid's own radius times one."""
    a, b = np.array([[113.0, 29.5], [113.0, 0.0]]), np.array([[113.0, 30.5], [114.0, 0.0]])
    of_latitude = 111_132.954 - 559.822 * np.cos(np.radians(60)) + 1.175 * np.cos(np.radians(120))
    assert distances_m(a, b) == pytest.approx([of_latitude, 6_378_137 * np.pi / 180], abs=0.5)
