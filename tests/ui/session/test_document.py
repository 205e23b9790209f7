"""Do, undo and redo: what is on screen is on disk, and undo of do is nothing."""

import sqlite3
import weakref
from contextlib import closing, suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from mapper import schema
from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import DISPUTES, HAZARDS
from mapper.edit import Edit, drop_rows, put_rows
from mapper.edits.border_stretch import drag_stretch
from mapper.edits.border_stroke import redraw_border
from mapper.edits.boundaries import delete_vertex, insert_vertex, move_vertex
from mapper.edits.duties import assign, unassign
from mapper.edits.rows import set_about
from mapper.edits.steps import choices_of, take_step
from mapper.edits.units import merge_units
from mapper.errors import InputError
from mapper.project import About, Changes, Project, changes_between
from mapper.store.geopackage.store import create, open_store
from tests.districts import SOUTH, STEP, WEST, cell_centre, frame, grid
from tests.drawn import drawn
from ui.__main__ import main
from ui.language.messages import Messages
from ui.language.sentences import edit_sentence, logged_sentence, redrawn_of_line
from ui.session.document import Document

DAY = date(2026, 11, 23)


def small() -> Project:
    officers = [
        {"officer_id": f"P{n}", "display_name": f"甲{n}（虚构）", "role": "community_officer"} for n in range(3)
    ]
    began = datetime(2026, 11, 20, 9)
    hazards = [{"hazard_id": key, "reported_at": began, "category": "fire"} for key in ("H1", "H2")]
    disputes = [{"dispute_id": "D1", "received_at": began, "handler": "station"}]
    return grid(2, 2, residents=1000).with_tables(
        officers=frame("officers", officers),
        hazards=frame("hazards", hazards, [cell_centre(0, 0)] * 2),
        disputes=frame("disputes", disputes, [cell_centre(1, 1)]),
    )


@pytest.fixture
def document(qtbot: QtBot, tmp_path: Path) -> Document:
    path = tmp_path / "small.gpkg"
    create(path, small())
    return Document(open_store(path))


def assert_same(one: Project, other: Project) -> None:
    for name in schema.TABLES:
        # A row that comes back in a later session stands behind the others.
        left, right = (pd.DataFrame(project.table(name)).sort_index() for project in (one, other))
        pd.testing.assert_frame_equal(left, right)
    assert one.about == other.about
    assert one.norms == other.norms


def steps() -> st.SearchStrategy[Edit]:
    """Any step of any incident, with a value where it tells one; many are refused."""
    at = st.integers(0, 96).map(lambda hours: datetime(2026, 11, 20, 10) + timedelta(hours=hours))
    note = st.sampled_from(["", "原因已说明"])

    def of(kind: IncidentKind, key: str) -> st.SearchStrategy[Edit]:
        values = {step.code: (choices_of(small(), kind, step) or ())[:2] for step in kind.steps}
        return st.sampled_from(kind.steps).flatmap(
            lambda step: st.builds(
                take_step, st.just(kind.table), st.just([key]), st.just(step.code), at,
                st.sampled_from(values[step.code]) if values[step.code] else st.none(), note=note,
            )
        )  # fmt: skip

    return st.one_of(of(HAZARDS, "H1"), of(HAZARDS, "H2"), of(DISPUTES, "D1"))


def rows_on_disk(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every byte of the tables that steps write."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY fid").fetchall()
            for table in ("hazards", "disputes", "steps", "duties")
        }


def edits() -> st.SearchStrategy[Edit]:
    officer, unit = st.sampled_from(["P0", "P1", "P2"]), st.sampled_from(["u0-0", "u0-1", "u1-0"])
    day = st.integers(0, 20).map(lambda n: DAY + timedelta(days=n))
    return st.one_of(
        st.builds(assign, officer, unit, day),
        st.builds(unassign, officer, unit, day),
        st.sampled_from(["甲区", "乙区"]).map(lambda title: set_about(About(title=title))),
    )


@settings(max_examples=drawn(7), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.one_of(edits(), st.sampled_from(["undo", "redo", "open anew"])), max_size=8))
def test_undo_of_do_is_nothing_and_the_disk_agrees(qtbot: QtBot, tmp_path: Path, moves: list[Edit | str]) -> None:
    path = tmp_path / "law.gpkg"
    create(path, small())
    document = Document(open_store(path))
    first = document.project
    for move in moves:
        before = document.project
        if move == "undo":
            document.undo()
        elif move == "redo":
            document.redo()
        elif move == "open anew":
            could = document.can_undo, document.can_redo
            document.close()
            document = Document(open_store(path))
            assert (document.can_undo, document.can_redo) == could
            assert_same(document.project, before)
        else:
            try:
                document.do(move)
            except InputError:
                assert document.project is before
                continue
            if document.project is not before:
                after = document.project
                document.undo()
                # A key that was given once stays used; everything else is the very same.
                assert changes_between(document.project, before).parts <= {"keys"}
                document.redo()
                assert changes_between(document.project, after).parts <= {"keys"}
    reopened = open_store(path)
    assert_same(reopened.project, document.project)
    reopened.close()
    while document.can_undo:
        document.undo()
    assert_same(document.project, first)
    document.close()


@settings(max_examples=drawn(4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=st.lists(steps(), min_size=1, max_size=5))
def test_whatever_steps_were_taken_undo_brings_every_byte_back(qtbot: QtBot, tmp_path: Path, taken: list[Edit]) -> None:
    # One file for all: where the law holds, each begins with the same bytes.
    path = tmp_path / "steps.gpkg"
    if not path.exists():
        create(path, small())
    document, written = Document(open_store(path)), rows_on_disk(path)
    for edit in taken:
        with suppress(InputError):
            document.do(edit)
    while document.can_undo:
        document.undo()
    document.close()
    assert rows_on_disk(path) == written


def test_undo_and_redo_go_on_where_the_last_session_ended(document: Document) -> None:
    path, first = Path(document.store.place), document.project
    moved = Edit("unit_changed", lambda p: put_rows(p, "communities", changed(p)))
    gone = Edit("rows_dropped", lambda p: drop_rows(p, "hazards", ["H1"]), {"key": "H1"})
    for edit in (moved, gone, set_about(About(title="新名"))):
        document.do(edit)
    document.undo()
    states = [document.project]
    document.close()
    document = Document(open_store(path))
    assert [edit and edit.code for edit in (document.next_undo, document.next_redo)] == [gone.code, "about_changed"]
    for _ in range(2):
        document.undo()
        states.append(document.project)
    assert not document.can_undo
    assert_same(document.project, first)
    document.close()
    document = Document(open_store(path))
    for state in states[1::-1]:
        document.redo()
        assert_same(document.project, state)
    document.redo()
    assert document.project.about.title == "新名"
    assert not document.can_redo
    document.close()


def changed(project: Project) -> gpd.GeoDataFrame:
    """Two units with another outline and name."""
    rows = project.communities.iloc[:2].copy()
    rows["name"] = ["改甲（虚构）", None]
    return rows.set_geometry(rows.geometry.translate(0.001))


def test_what_another_did_is_theirs_to_take_back_and_what_they_changed_since_stays(document: Document) -> None:
    path = Path(document.store.place)
    document.do(assign("P0", "u0-0", DAY))
    other = open_store(path)
    other.write(assign("P1", "u0-1", DAY), "乙")
    other.write(set_about(About(title="乙名")), "乙")
    document.close()
    document = Document(open_store(path))
    assert document.next_undo is not None
    assert document.next_undo.values["officer_id"] == "P0"
    document.undo()
    assert document.project.duties["officer_id"].tolist() == ["P1"]
    assert not document.can_undo
    document.redo()
    other.refresh()
    other.write(unassign("P0", "u0-0", DAY), "乙")
    other.close()
    document.close()
    document = Document(open_store(path))
    with pytest.raises(InputError, match="changed_meanwhile"):
        document.undo()
    document.close()


def test_a_log_that_is_none_of_ours_is_no_reason_not_to_open(document: Document) -> None:
    path = Path(document.store.place)
    document.do(assign("P0", "u0-0", DAY))
    document.do(assign("P1", "u0-1", DAY))
    document.close()
    for spoil in ("rows = x'00'", "rows = zeroblob(9)", "details = '['", "details = '[]'"):
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(f"UPDATE change_log SET {spoil} WHERE fid = 2")
        document = Document(open_store(path))
        assert len(document.project.duties) == 2
        if document.can_undo:
            with pytest.raises(InputError, match="log_unreadable"):
                document.undo()
        document.close()


def test_only_a_few_projects_are_held_for_undo(document: Document) -> None:
    first, held = document.project, []
    for number in range(24):
        document.do(set_about(About(title=f"{number}")))
        held.append(weakref.ref(document.project))
    assert held[2]() is None
    assert held[-2]() is not None
    for _ in range(24):
        document.undo()
    assert_same(document.project, first)
    document.close()


def test_tells_what_changed_and_forgets_what_was_undone(document: Document, qtbot: QtBot) -> None:
    told: list[Changes] = []
    document.changed.connect(told.append)
    document.do(assign("P0", "u0-0", DAY))
    document.undo()
    assert document.next_redo is not None
    document.do(assign("P1", "u0-0", DAY))
    assert [changes.parts - {"keys"} for changes in told] == [{"duties"}] * 3
    assert not document.can_redo
    log = document.store.change_log()
    assert list(log["code"]) == ["duty_assigned", "undone", "duty_assigned"]
    document.close()


def test_read_only_file_is_not_edited(document: Document) -> None:
    document.store.read_only = True
    before = document.project
    with pytest.raises(InputError) as told:
        document.do(assign("P0", "u0-0", DAY))
    assert told.value.code == "read_only"
    assert document.project is before
    assert not document.can_undo
    document.close()


def test_undo_leaves_what_another_program_has_written_since(document: Document) -> None:
    document.do(assign("P0", "u0-0", DAY))
    other = open_store(Path(document.store.place))
    other.write(assign("P1", "u0-1", DAY), "乙")
    told: list[Changes] = []
    document.changed.connect(told.append)
    document.undo()
    assert document.project.duties["officer_id"].tolist() == ["P1"]
    assert (told[-1].parts, told[-1].others) == ({"duties"}, 1)
    document.redo()
    assert sorted(document.project.duties["officer_id"]) == ["P0", "P1"]
    other.refresh()
    other.write(unassign("P0", "u0-0", DAY), "乙")
    with pytest.raises(InputError, match="changed_meanwhile"):
        document.undo()
    assert document.can_undo
    assert_same(document.project, other.project)
    other.close()
    document.close()


def test_what_another_program_writes_is_told_when_it_is_looked_at(document: Document) -> None:
    told: list[Changes] = []
    document.changed.connect(told.append)
    document.refresh()
    assert told == []
    other = open_store(Path(document.store.place))
    other.write(assign("P1", "u0-1", DAY), "乙")
    other.close()
    document.refresh()
    assert [(changes.parts, changes.others) for changes in told] == [({"duties"}, 1)]
    document.close()


def test_every_edit_of_a_border_names_its_units(qtbot: QtBot, tmp_path: Path) -> None:
    """In the line at the foot, in the change log and as an undo, also of a unit that is gone since."""
    path = tmp_path / "grid.gpkg"
    create(path, grid(3, 2))
    document = Document(open_store(path))
    say = Messages("en")

    def names(*cells: str) -> set[str]:
        return {f"单元{cell}（虚构）" for cell in cells}

    def corner(column: float, row: float) -> tuple[float, float]:
        return round(WEST + column * STEP, 9), round(SOUTH + row * STEP, 9)

    def line(*places: tuple[float, float]) -> shapely.LineString:
        return shapely.LineString([corner(*place) for place in places])

    moved = corner(1.2, 1.1)
    edits = (
        (move_vertex(corner(1, 1), moved), names("0-0", "1-0", "0-1", "1-1")),
        (insert_vertex(corner(2, 0.5)), names("1-0", "2-0")),
        (delete_vertex(corner(2, 0.5)), names("1-0", "2-0")),
        (redraw_border(line((2, 0.2), (2.3, 0.5), (2, 0.8))), names("1-0", "2-0")),
        (drag_stretch(corner(2, 1.5), corner(2.1, 1.5), 300), names("1-1", "2-1")),
        (merge_units(["u0-0", "u0-1"], "u0-0"), names("0-0", "0-1")),
    )
    every_name = names(*(f"{column}-{row}" for column in range(3) for row in range(2)))
    for edit, units in edits:
        document.do(edit)
        assert document.last is not None
        told = logged_sentence(say, document.last.code, document.last.values, document.project)
        assert {name for name in every_name if name in told} == units, told
        assert document.next_undo is not None
        assert edit_sentence(say, document.next_undo, document.project) == told
        logged = document.store.change_log().iloc[-1]
        of_line = redrawn_of_line(logged["code"], logged["details"], logged["rows"], document.project)
        assert set(of_line) == units
        assert logged_sentence(say, logged["code"], logged["details"], document.project, of_line).startswith(told[:12])
    document.undo()
    assert document.last is not None
    undone = logged_sentence(say, document.last.code, document.last.values, document.project)
    assert all(name in undone for name in names("0-0", "0-1")), undone
    document.close()
    assert main(["--language", "en", "history", str(path), "--out", str(tmp_path / "all.csv")]) == 0
    every = pd.read_csv(tmp_path / "all.csv")
    for number, (_, units) in enumerate(edits, 1):
        (sentence,) = every[every["No."] == number]["What"].unique()
        assert all(name in sentence for name in units), sentence
