"""What is locked stays as it is, whatever edit of borders or beats is tried; the rest may be changed."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import hypothesis.strategies as st
import pytest
import shapely
from hypothesis import given, settings

from mapper.analysis.land.tiling import tiling_findings
from mapper.edit import Edit
from mapper.edits.beats import set_beats
from mapper.edits.border_stretch import drag_stretch
from mapper.edits.border_stroke import redraw_border
from mapper.edits.boundaries import insert_vertex, move_vertex
from mapper.edits.locks import lock, lock_of, unlock
from mapper.edits.repair import fill_gap
from mapper.edits.repair_choices import repair_together
from mapper.edits.rows import take_rows
from mapper.edits.units import merge_units
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.geopackage.store import create, open_store
from tests.districts import grid, square
from tests.drawn import drawn
from tests.mapper.edits.test_boundaries import edits, metres, tilings
from tests.mapper.edits.test_import_difference import compare
from ui.language.messages import Messages
from ui.language.sentences import edit_sentence, logged_sentence

BULGE = shapely.LineString([(113.41, 30.302), (113.412, 30.305), (113.41, 30.308)])


def refused(edit: Edit, project: Project) -> str:
    with pytest.raises(InputError) as error:
        edit(project)
    return error.value.code


@given(tilings(), st.integers(0, 100), st.lists(edits(), min_size=1, max_size=5))
@settings(max_examples=drawn(10))
def test_a_locked_unit_keeps_its_land_through_any_edits(
    project: Project, pick: int, sequence: list[Callable[[Project, int], Edit]]
) -> None:
    code = str(project.communities.index[pick % len(project.communities)])
    project = lock("unit", code)(project)
    at = project.communities.index.get_loc(code)
    land = metres(project)[at]
    for number, made in enumerate(sequence):
        try:
            project = made(project, number)(project)
        except InputError:
            continue
        now = metres(project)[project.communities.index.get_loc(code)]
        assert shapely.symmetric_difference(land, now).area <= 1e-6 * land.area


def test_a_locked_border_is_passed_by_no_edit_and_its_units_may_change_elsewhere() -> None:
    project = lock("border", "u1-0", "u0-0")(grid(3, 2))
    edits_there = [
        redraw_border(BULGE), drag_stretch((113.41, 30.305), (113.411, 30.305), 200.0),
        move_vertex((113.41, 30.31), (113.411, 30.311)), merge_units(["u0-0", "u1-0"], "u0-0"),
    ]  # fmt: skip
    assert [refused(edit, project) for edit in edits_there] == ["locked_border"] * 4
    elsewhere = shapely.LineString([(113.42, 30.302), (113.418, 30.305), (113.42, 30.308)])
    assert not shapely.equals(redraw_border(elsewhere)(project).communities.geometry["u1-0"], square(1, 0))
    insert_vertex((113.41, 30.305))(project)  # a vertex on it changes nothing
    known = lock_of(project, "border", "u0-0", "u1-0")
    assert known is not None
    redraw_border(BULGE)(unlock(project, known)(project))


def test_a_repair_leaves_a_locked_unit_and_says_so() -> None:
    project = grid(3, 1)
    units = project.communities.copy()
    units.loc["u2-0", "geometry"] = square(2.1, 0, 0.9, 1)  # a gap beside u1-0
    project = project.with_tables(communities=units)
    for code in ("u1-0", "u2-0"):
        project = lock("unit", code)(project)
    (gap,) = tiling_findings(project)
    assert gap.shape is not None
    assert refused(fill_gap(gap.shape, "u1-0"), project) == "locked_unit"
    plan = repair_together(project, (gap,))
    assert not plan.done
    assert [None if error is None else error.code for _, error in plan.left] == ["locked_unit"]


def test_a_locked_beat_keeps_its_units() -> None:
    project = set_beats({"u0-0": "一区", "u0-1": "一区", "u1-0": "二区"})(grid(2, 2))
    project = lock("beat", "一区")(project)
    assert refused(set_beats({"u0-0": "二区"}), project) == "locked_beat"
    assert refused(set_beats({"u1-1": "一区"}), project) == "locked_beat"
    assert set_beats({"u1-1": "二区"})(project).communities["beat_name"]["u1-1"] == "二区"
    assert refused(lock("beat", "三区"), project) == "lock_beat_unknown"


def test_locks_are_kept_with_the_project_and_taken_once(tmp_path: Path) -> None:
    path = tmp_path / "locked.gpkg"
    create(path, grid(2, 1))
    store = open_store(path)
    for edit in (lock("unit", "u0-0"), lock("border", "u0-0", "u1-0"), lock("border", "u1-0", "u0-0")):
        store.write(edit, "虚构")
    store.close()
    again = open_store(path)
    again.close()
    assert again.project.locks["kind"].tolist() == ["unit", "border"]
    assert refused(move_vertex((113.41, 30.31), (113.412, 30.309), outline=True), again.project) == "locked_unit"
    assert refused(lock("border", "u0-0", None), again.project) == "border_not_shared"
    assert refused(lock("unit", "u9-9"), again.project) == "row_unknown"


def imported(project: Project, path: Path, rows: gpd.GeoDataFrame) -> Project:
    """What taking these units from a file makes of the project."""
    rows.reset_index().to_file(path, driver="GeoJSON")
    return take_rows(compare(path, "communities", project), path.name)(project)


def test_a_file_of_units_changes_nothing_that_is_locked(tmp_path: Path) -> None:
    project = set_beats({"u0-0": "A", "u1-0": "A", "u2-0": "B"})(grid(3, 1))
    units = project.communities[["name", "beat_name", "geometry"]]
    drawn = units.copy()
    drawn.loc["u0-0", "geometry"], drawn.loc["u1-0", "geometry"] = square(0, 0, 0.9), square(0.9, 0, 1.1)
    handed = units.assign(beat_name=["A", "B", "B"])
    locks = {"locked_unit": lock("unit", "u1-0"), "locked_border": lock("border", "u0-0", "u1-0")}
    for code, edit in locks.items():
        with pytest.raises(InputError) as error:
            imported(edit(project), tmp_path / f"{code}.geojson", drawn)
        assert error.value.code == code
    with pytest.raises(InputError, match="locked_beat"):
        imported(lock("beat", "A")(project), tmp_path / "beats.geojson", handed)
    # What is locked may come in as it is, and the rest as it likes.
    other = units.copy()
    other.loc["u2-0", "geometry"] = square(2, 0, 0.9)
    free = imported(lock("unit", "u0-0")(lock("beat", "A")(project)), tmp_path / "free.geojson", other)
    assert shapely.equals_exact(free.communities.geometry["u2-0"], square(2, 0, 0.9), 1e-9)


def test_a_locked_beat_gives_no_unit_away_by_a_merger() -> None:
    project = lock("beat", "A")(set_beats({"u0-0": "A", "u1-0": "A", "u2-0": "B"})(grid(4, 1)))
    for codes in (["u1-0", "u2-0"], ["u2-0", "u1-0"]):
        assert refused(merge_units(codes, codes[0]), project) == "locked_beat"
    assert refused(merge_units(["u3-0", "u1-0"], "u3-0"), project) in ("locked_beat", "merge_apart")
    merge_units(["u0-0", "u1-0"], "u0-0")(project)  # within the beat
    merge_units(["u2-0", "u3-0"], "u2-0")(project)


def test_what_was_unlocked_is_told_by_its_name_and_old_lines_by_their_number() -> None:
    project = lock("border", "u1-0", "u0-0")(grid(2, 1))
    for language, words in (("zh_CN", "单元1-0（虚构）、单元0-0（虚构）"), ("en", "单元1-0（虚构）, 单元0-0（虚构）")):
        assert words in edit_sentence(Messages(language), unlock(project, "X1"), project)
        assert "X7" in logged_sentence(Messages(language), "unlocked", {"lock": "X7"}, project)
