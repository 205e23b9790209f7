"""What two have both changed is asked cell by cell, and written as it was chosen; nothing else of either is lost."""

from dataclasses import replace
from typing import Any

import pytest
import shapely
import shapely.affinity

from mapper.edit import Edit, drop_rows, put_rows, require_row
from mapper.edits.duties import assign
from mapper.edits.rows import set_about
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.conflicts import cells_of, settled
from mapper.store.merging import ConflictError, applied
from tests.mapper.store.files import DAY, assert_same, district

BASE = district()


def unit(key: str, **values: Any) -> Edit:
    def change(project: Project) -> Project:
        require_row(project, "communities", key)
        return put_rows(project, "communities", project.communities.loc[[key]].assign(**values))

    return Edit("unit_changed", change)


def gone(table: str, *keys: str) -> Edit:
    return Edit("rows_dropped", lambda project: drop_rows(project, table, list(keys)))


def titled(title: str) -> Edit:
    return Edit("about_changed", lambda project: set_about(replace(project.about, title=title))(project))


def moved(*keys: str) -> Edit:
    def change(project: Project) -> Project:
        rows = project.communities.loc[list(keys)]
        return put_rows(project, "communities", rows.set_geometry(rows.geometry.translate(0.001)))

    return Edit("border_moved", change)


def conflict_of(theirs: Edit, ours: Edit) -> tuple[Project, ConflictError]:
    there = theirs(BASE)
    with pytest.raises(ConflictError) as refused:
        applied(ours, BASE, there)
    return there, refused.value


def chosen(theirs: Edit, ours: Edit, *, mine: bool) -> tuple[Project, Project]:
    there, conflict = conflict_of(theirs, ours)
    places = {cell.place for cell in cells_of(conflict)} if mine else set()
    return there, applied(settled(ours, conflict, places), there, there)


@pytest.mark.parametrize(
    ("theirs", "ours", "cells"),
    [
        (unit("u0-0", name="乙名", residents=5), unit("u0-0", name="甲名"), [("name", "甲名", "乙名")]),
        (titled("乙名"), titled("甲名"), [("title", "甲名", "乙名")]),
        (gone("communities", "u0-0"), unit("u0-0", name="甲名"), [("name", "甲名", None)]),
        (unit("u0-0", name="乙名"), gone("communities", "u0-0"), [("name", None, "乙名")]),
        (assign("o1", "u0-0", DAY), assign("o1", "u1-1", DAY), [("community_code", "u1-1", "u0-0")]),
        (assign("o1", "u0-0", DAY), assign("o2", "u0-0", DAY), [("officer_id", "o2", "o1")]),
    ],
)
def test_each_cell_that_both_have_changed_is_asked_about(
    theirs: Edit, ours: Edit, cells: list[tuple[object, ...]]
) -> None:
    _, conflict = conflict_of(theirs, ours)
    assert [(cell.column, cell.mine, cell.theirs) for cell in cells_of(conflict)] == cells
    there, kept = chosen(theirs, ours, mine=False)
    assert_same(kept, there)


def test_what_is_mine_is_written_over_theirs_and_their_other_cells_stay() -> None:
    _, after = chosen(unit("u0-0", name="乙名", residents=5), unit("u0-0", name="甲名"), mine=True)
    assert after.communities.loc["u0-0", ["name", "residents"]].tolist() == ["甲名", 5]
    _, after = chosen(gone("communities", "u0-0"), unit("u0-0", name="甲名"), mine=True)
    assert after.communities.at["u0-0", "name"] == "甲名"
    _, after = chosen(unit("u0-0", name="乙名"), gone("communities", "u0-0"), mine=True)
    assert "u0-0" not in after.communities.index
    _, after = chosen(titled("乙名"), titled("甲名"), mine=True)
    assert after.about.title == "甲名"


def test_an_officer_whom_two_give_a_seat_has_both_only_where_that_is_wanted() -> None:
    there, after = chosen(assign("o1", "u0-0", DAY), assign("o1", "u1-1", DAY), mine=True)
    assert after.duties["community_code"].tolist() == ["u0-0", "u1-1"]
    with pytest.raises(InputError, match="assigned_meanwhile"):
        applied(assign("o1", "u1-1", DAY), BASE, there)
    applied(assign("o2", "u1-1", DAY), BASE, there)  # another officer and another seat


def test_of_some_cells_one_side_and_of_some_the_other() -> None:
    theirs, ours = unit("u0-0", name="乙名", residents=5), unit("u0-0", name="甲名", residents=6, households=3)
    there, conflict = conflict_of(theirs, ours)
    after = applied(settled(ours, conflict, {("communities", "u0-0", "residents")}), there, there)
    assert after.communities.loc["u0-0", ["name", "residents", "households"]].tolist() == ["乙名", 6, 3]


def test_a_border_is_never_half_written() -> None:
    theirs, ours = moved("u0-0"), moved("u0-0", "u0-1")
    there, kept = chosen(theirs, ours, mine=False)
    assert_same(kept, there)
    _, after = chosen(theirs, ours, mine=True)
    for key in ("u0-0", "u0-1"):
        assert shapely.equals(
            after.communities.geometry[key],
            shapely.affinity.translate((there if key == "u0-0" else BASE).communities.geometry[key], 0.001),
        )


def test_what_comes_in_while_it_is_asked_is_asked_again_where_it_is_the_same() -> None:
    theirs, ours = unit("u0-0", name="乙名"), unit("u0-0", name="甲名")
    there, conflict = conflict_of(theirs, ours)
    mine = {cell.place for cell in cells_of(conflict)}
    later = unit("u0-0", residents=7)(there)
    assert applied(settled(ours, conflict, mine), later, later).communities.at["u0-0", "residents"] == 7
    once_more = unit("u0-0", name="丙名")(there)
    with pytest.raises(ConflictError) as again:
        applied(settled(ours, conflict, mine), once_more, once_more)
    assert [(cell.before, cell.theirs) for cell in cells_of(again.value)] == [("乙名", "丙名")]


def test_an_edit_that_makes_no_sense_any_more_says_so() -> None:
    there = gone("officers", "o1")(BASE)
    with pytest.raises(InputError, match="row_unknown") as refused:
        applied(assign("o1", "u0-0", DAY), BASE, there)
    assert not isinstance(refused.value, ConflictError)
