"""Counts of units as circles: areas are as the counts, and no land is coloured by a count."""

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.scene.drawing import Areas, MapLayer, PaintOrder, Points
from layers.scene.look import Look
from layers.sharing.web.web_map import write_web_map
from layers.snapshot import MapState, snapshot_of
from layers.themes.counts import MOST_PX, diameter_px
from mapper.crs import to_degrees
from mapper.day.day import Day
from mapper.project import Project
from tests.sample import district
from ui.language.messages import Messages

DAY = date(2026, 11, 23)
TABLES = ["hazards", "disputes"]


@cache
def sample() -> Project:
    return district().project


def layer(table: str, project: Project | None = None) -> MapLayer:
    look = Look(shading={table: f"open_{table}"})
    return snapshot_of(MapState(Day(project or sample(), DAY), theme=table, look=look)).layer("units")


def circles(of: MapLayer) -> list[Points]:
    return [drawing for drawing in of.drawings if isinstance(drawing, Points)]


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_areas_are_as_the_counts(one: int, other: int) -> None:
    most = max(one, other)
    areas = [diameter_px(count, most) ** 2 for count in (one, other)]
    assert areas[0] * other == pytest.approx(areas[1] * one)
    assert max(areas) == pytest.approx(MOST_PX**2)


@pytest.mark.parametrize("table", TABLES)
def test_each_unit_that_has_any_has_its_circle_and_no_land_a_colour(table: str) -> None:
    found, values = layer(table), Day(sample(), DAY).measure(f"open_{table}").values
    (drawn,) = circles(found)
    has = values[values > 0]
    assert sorted(drawn.dots.ids) == sorted(has.index)
    sizes = np.array([style.size_px for style in drawn.styles])[drawn.class_of_row]
    counted = values[list(drawn.dots.ids)].to_numpy()
    assert sizes**2 / counted == pytest.approx(np.full(len(sizes), MOST_PX**2 / values.max()))
    assert {style.text for style in drawn.styles} - {""} <= {f"{n:.0f}" for n in has}
    assert list(np.diff([style.size_px for style in drawn.styles]) < 0) == [True] * (len(drawn.styles) - 1)
    assert drawn.order > PaintOrder.POINT, "so that no incident hides a figure"
    lands = [d for d in found.drawings if isinstance(d, Areas)]
    assert all(len(set(land.class_of_row.tolist()) - {-1}) <= 1 for land in lands)
    counts = {entry.code: entry.count for entry in found.legend}
    assert (counts["no_circle"], counts["circle"]) == (len(values) - len(has), len(has))
    assert [note.code for note in found.notes] == ["note.named", "note.circles"]


def test_a_circle_lies_in_its_unit() -> None:
    (drawn,) = circles(layer("disputes"))
    places = to_degrees(np.asarray(shapely.points(drawn.dots.xy), dtype=object), sample().about.map_crs)
    land = sample().communities.geometry.loc[list(drawn.dots.ids)].to_numpy()
    assert shapely.contains(land, places).all()


def test_where_nothing_is_open_there_is_no_circle() -> None:
    found = layer("disputes", sample().with_tables(disputes=sample().disputes.iloc[:0]))
    assert circles(found) == []
    assert [entry.code for entry in found.legend] == ["no_circle"]


def test_the_web_map_has_the_circles(tmp_path: Path) -> None:
    look, say = Look(shading={"disputes": "open_disputes"}), Messages("en")
    write_web_map(tmp_path / "map.html", sample(), DAY, "disputes", "command", say, look=look)
    text = (tmp_path / "map.html").read_text("utf-8")
    assert "in proportion to the counts" in text
    assert str(MOST_PX) in text
