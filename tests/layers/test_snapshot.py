"""Snapshots: what is reused, what is asked anew, and what the legend says."""

from dataclasses import replace
from datetime import date

import pytest

from layers.codes import LAYERS, THEMES
from layers.snapshot import MapState, snapshot_of
from mapper.day.day import Day
from mapper.edits.duties import assign
from tests.districts import STEP
from tests.layers.maps import DAY, assert_same_picture, district, district_day, fitted, picture
from ui.language.messages import LANGUAGES, catalogue


@pytest.fixture(scope="module")
def first():
    return snapshot_of(MapState(district_day()))


def test_hiding_and_selecting_asks_nothing_again(first):
    again = snapshot_of(replace(first.state, hidden=frozenset({"hazards"}), selected=(("communities", "u0-0"),)), first)
    assert not again.layer("hazards").visible
    assert first.layer("hazards").visible
    assert again.layer("units") is first.layer("units")
    assert len(again.selection) == 1


def test_geometry_is_projected_once_while_shapes_stay(first):
    project = first.state.project
    renamed = project.communities.assign(name="新名")
    day = first.state.day
    again = snapshot_of(replace(first.state, day=day.after(project.with_tables(communities=renamed))), first)
    assert again.geometry.shapes("communities") is first.geometry.shapes("communities")
    moved = project.communities.set_geometry(project.communities.geometry.translate(0.001))
    other = snapshot_of(replace(first.state, day=day.after(project.with_tables(communities=moved))), first)
    assert other.geometry.shapes("communities") is not first.geometry.shapes("communities")


def test_an_edit_shows(first):
    project = first.state.project
    done = assign("P-u0-1", "u0-0", DAY)(project)
    again = snapshot_of(replace(first.state, day=first.state.day.after(done)), first)
    counts = {e.code: e.count for e in first.legend}
    after = {e.code: e.count for e in again.legend}
    assert after["vacant"] == counts["vacant"] - 1


def test_the_legend_counts_what_is_drawn(first):
    counts = {e.code: e.count for e in first.legend}
    assert counts["vacant"] == 2
    assert counts["shared"] == 2
    assert counts["part_time"] == counts["on_loan"] == counts["multiple"] == 1
    assert sum(counts[c] for c in ("covered", "shared", "part_time", "multiple", "on_loan", "vacant")) == 25
    assert counts["hazard_open"] == 2
    assert counts["hazard_overdue"] == counts["dispute_open"] == counts["focus_area"] == 1


def test_units_of_one_shared_officer_have_one_letter(first):
    names = {text for n in first.names for text in n.texts if "Ⓐ" in text}
    assert names == {"u3-0村 Ⓐ", "u4-0村 Ⓐ"}


def test_another_day_is_another_map(first):
    later = snapshot_of(replace(first.state, day=Day(first.state.project, date(2026, 10, 1))), first)
    counts = {e.code: e.count for e in later.legend}
    assert counts["vacant"] == 1
    assert later.layer("focus_areas").count == 0


def test_an_unknown_theme_is_refused(first):
    with pytest.raises(ValueError, match="no theme"):
        replace(first.state, theme="rumours")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_layer_theme_and_legend_entry_has_its_words(first, language):
    texts = catalogue(language)
    assert {layer.code for layer in first.layers} == set(LAYERS)
    entries = {e.code for t in THEMES for e in snapshot_of(replace(first.state, theme=t), first).legend}
    wanted = {f"layer.{c}" for c in LAYERS} | {f"theme.{t}" for t in THEMES} | {f"legend.{e}" for e in entries}
    assert wanted <= set(texts)


@pytest.mark.usefixtures("qapp")
def test_the_first_picture_from_coarser_borders_looks_like_the_later_one(tmp_path):
    project = district()
    units = project.communities
    fine = units.set_geometry(units.geometry.segmentize(STEP / 200))
    project = project.with_tables(communities=fine)
    exact = snapshot_of(MapState(Day(project, DAY)))
    viewport = fitted(exact)
    first = snapshot_of(MapState(Day(project, DAY), detail_m=viewport.metres_per_px / 4))
    assert_same_picture(picture(first, viewport), picture(exact, viewport), tmp_path, worst=40, share=0.002)
    later = snapshot_of(MapState(Day(project, DAY)), first)
    assert_same_picture(picture(later, viewport), picture(exact, viewport), tmp_path)


def test_coarser_borders_are_not_taken_over_by_an_exact_picture():
    first = snapshot_of(MapState(district_day(), detail_m=100.0))
    later = snapshot_of(replace(first.state, detail_m=0.0), first)
    assert later.geometry.shapes("communities") is not first.geometry.shapes("communities")
    assert later.geometry.dots("hazards") is first.geometry.dots("hazards")
