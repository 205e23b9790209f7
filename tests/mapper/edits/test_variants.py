"""A plan that is kept changes nothing until it is carried out; then it does what it would have done, or why not."""

import json
from datetime import date
from pathlib import Path

import hypothesis.strategies as st
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings

from mapper.audience import for_audience
from mapper.edit import drop_rows
from mapper.edits.beats import set_beats
from mapper.edits.border_stroke import redraw_border
from mapper.edits.locks import lock
from mapper.edits.proposal import Proposal
from mapper.edits.staffing import apply_proposals
from mapper.edits.units import merge_units
from mapper.edits.variants import (
    apply_variant,
    find_variant,
    forget_variant,
    keep_beats,
    keep_borders,
    keep_staffing,
    misfit,
    planned_from,
    redrawn_since,
    variant_edit,
    variants_of,
)
from mapper.errors import InputError
from mapper.project import Project, changes_between
from mapper.store.geopackage.store import create, open_store
from tests.districts import frame, grid
from tests.drawn import drawn

TODAY = date(2026, 3, 1)
BULGE = shapely.LineString([(113.41, 30.302), (113.412, 30.305), (113.41, 30.308)])
OTHER_BULGE = shapely.LineString([(113.42, 30.302), (113.418, 30.305), (113.42, 30.308)])


def staffed() -> Project:
    """Six units and two officers without a seat."""
    officers = [
        {"officer_id": key, "role": "community_officer", "station_code": "S1", "fte": 1.0, "status": "on_duty"}
        for key in ("O1", "O2")
    ]  # fmt: skip
    return grid(3, 2, residents=1000).with_tables(officers=frame("officers", officers))


def plan() -> tuple[Proposal, ...]:
    return (
        Proposal("u0-0", "O1", "fill", None, "same_station", {"distance_m": 12.5}),
        Proposal("u1-0", "O2", "acting", date(2026, 5, 30), "neighbour", {}),
    )


def refused(project: Project, key: str) -> str:
    error = misfit(project, key)
    assert error is not None
    return error.code


@given(st.dictionaries(st.sampled_from([f"u{c}-{r}" for c in range(3) for r in range(2)]), st.sampled_from("AB甲")))
@settings(max_examples=drawn(15))
def test_kept_beats_are_carried_out_as_they_would_have_been(names: dict[str, str]) -> None:
    project = grid(3, 2)
    if not names:
        with pytest.raises(InputError, match="beats_no_units"):
            keep_beats("空", names, TODAY)(project)
        return
    kept = keep_beats("方案一", names, TODAY)(project)
    assert changes_between(project, kept).parts == {"variants"}  # nothing is done by keeping it
    done = apply_variant(kept, "Y1")(kept)
    pd.testing.assert_series_equal(done.communities["beat_name"], set_beats(names)(project).communities["beat_name"])
    assert [variant.name for variant in variants_of(done)] == ["方案一"]


def test_kept_lines_of_staffing_and_kept_outlines_are_the_same_after_a_file(tmp_path: Path) -> None:
    project = staffed()
    path = tmp_path / "project.gpkg"
    create(path, project)
    store = open_store(path)
    store.write(keep_staffing("增补", plan(), TODAY, TODAY), "x")
    store.write(keep_borders("东移", redraw_border(BULGE), TODAY), "x")
    store.close()
    copy = tmp_path / "copy.gpkg"
    again = open_store(path)
    again.copy_to(copy)
    again.close()
    read = open_store(copy).project
    assert planned_from(read, "Y1") == TODAY
    done = apply_variant(read, "Y1")(read)
    pd.testing.assert_frame_equal(done.duties, apply_proposals(plan(), TODAY)(project).duties)
    done = apply_variant(read, "Y2")(read)
    would = redraw_border(BULGE)(project)
    for table in ("communities", "stations"):
        old, new = would.table(table).geometry, done.table(table).geometry
        assert list(shapely.to_wkb(old.array)) == list(shapely.to_wkb(new.array))


def test_one_of_two_can_follow_the_other_and_a_plan_can_be_added_to() -> None:
    project = grid(3, 2)
    project = keep_borders("东", redraw_border(BULGE), TODAY)(project)
    project = keep_borders("西", redraw_border(OTHER_BULGE), TODAY)(project)
    project = keep_borders("东西", redraw_border(BULGE), TODAY)(project)
    project = keep_borders("东西", redraw_border(OTHER_BULGE), TODAY, onto="Y3")(project)
    both = redraw_border(OTHER_BULGE)(redraw_border(BULGE)(grid(3, 2)))
    done = apply_variant(project, "Y3")(project)
    assert shapely.equals(done.communities.geometry.array, both.communities.geometry.array).all()
    east = redraw_border(shapely.LineString([(113.41, 30.303), (113.408, 30.305), (113.41, 30.307)]))
    assert "u0-0" in redrawn_since(east(project), "Y1")
    assert redrawn_since(project, "Y1") == ()


def test_outlines_that_do_not_meet_their_neighbours_any_more_are_not_drawn() -> None:
    project = keep_borders("东", redraw_border(BULGE), TODAY)(grid(3, 2))
    since = redraw_border(OTHER_BULGE)(project)  # u1-0 has lost land to u2-0, or gained some
    assert refused(since, "Y1") in ("border_crosses", "variant_leaves_land")


def test_what_does_not_fit_any_more_says_so() -> None:
    project = keep_beats("甲", {"u0-0": "A", "u1-0": "A"}, TODAY)(staffed())
    project = keep_staffing("乙", plan(), TODAY, TODAY)(project)
    assert [misfit(project, key) for key in ("Y1", "Y2")] == [None, None]
    merged = merge_units(["u0-0", "u1-0"], "u0-0")(project)
    error = misfit(merged, "Y1")
    assert error is not None
    assert (error.code, error.values["gone"]) == ("variant_gone", ["u1-0"])
    assert refused(drop_rows(project, "officers", ["O2"]), "Y2") == "variant_gone"
    assert refused(apply_proposals(plan()[:1], TODAY)(project), "Y2") == "duty_exists"
    locked = lock("beat", "A")(set_beats({"u0-0": "A"})(project))
    assert refused(locked, "Y1") == "locked_beat"
    assert misfit(forget_variant("Y2")(project), "Y1") is None


def test_what_cannot_be_kept_is_refused_with_its_reason() -> None:
    project = keep_beats("甲", {"u0-0": "A"}, TODAY)(grid(3, 2))
    for edit, code in (
        (keep_beats(" ", {"u0-0": "A"}, TODAY), "variant_nameless"),
        (keep_beats("甲", {"u0-0": "B"}, TODAY), "variant_name_taken"),
        (keep_beats("张某某的方案", {"u0-0": "B"}, TODAY), "note_personal"),
        (keep_beats("乙", {"nowhere": "B"}, TODAY), "row_unknown"),
        (keep_borders("乙", merge_units(["u0-0", "u1-0"], "u0-0"), TODAY), "variant_units_change"),
        (keep_borders("乙", set_beats({"u0-0": "B"}), TODAY), "variant_same"),
        (keep_staffing("乙", (), TODAY, TODAY), "proposals_none"),
    ):
        with pytest.raises(InputError) as error:
            edit(project)
        assert error.value.code == code
    with pytest.raises(InputError, match="variant_unknown"):
        find_variant(project, "丙")
    assert find_variant(project, "甲").key == find_variant(project, "Y1").key == "Y1"


@pytest.mark.parametrize(
    "contents",
    [None, "", "[]", "{", "[" * 100_000, '{"beats": 3}', '{"beats": {"u0-0": null}}', '{"outlines": [{}]}',
     json.dumps({"lost": 0, "outlines": [{"table": "officers", "code": "u0-0", "wkb": "00"}]}),
     json.dumps({"lost": 0, "outlines": [{"table": "communities", "code": "u0-0", "wkb": "zz"}]}),
     json.dumps({"lost": 0, "outlines": [{"table": "communities", "code": "u0-0", "wkb": shapely.Point(1, 2).wkb_hex}]}
     ),
     json.dumps({"as_of": "soon", "lines": []})],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["beats", "borders", "staffing"])
def test_a_plan_that_somebody_else_has_written_is_read_or_refused(kind: str, contents: str | None) -> None:
    row = {"variant_id": "Y1", "name": "甲", "kind": kind, "contents": contents}
    project = grid(3, 2).with_tables(variants=frame("variants", [row]))
    error = misfit(project, "Y1")
    assert error is None or isinstance(error, InputError)
    planned_from(project, "Y1")
    assert redrawn_since(project, "Y1") == () or kind == "borders"


def test_no_station_and_nobody_outside_sees_a_plan() -> None:
    project = keep_staffing("增补", plan(), TODAY, TODAY)(staffed())
    assert len(for_audience(project, "command").variants) == 1
    assert for_audience(project, "station", "S1").variants.empty
    assert for_audience(project, "public").variants.empty


def test_what_a_plan_does_is_one_edit() -> None:
    project = keep_staffing("增补", plan(), TODAY, TODAY)(staffed())
    assert apply_variant(project, "Y1").values == {"variant": "Y1", "name": "增补", "kind": "staffing"}
    assert changes_between(project, variant_edit(project, "Y1")(project)).parts == {"duties"}
