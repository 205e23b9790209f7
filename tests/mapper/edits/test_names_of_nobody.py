"""Every door by which words come into a project refuses a person's data, also where it asks for a name alone."""

from dataclasses import replace
from datetime import date

import geopandas as gpd
import pytest
import shapely

from layers.sheets.design import Design, with_design
from mapper.edits.beats import set_beats
from mapper.edits.practice import set_practice
from mapper.edits.reference import add_reference_layer
from mapper.edits.rows import set_about
from mapper.edits.units import split_unit
from mapper.errors import InputError
from mapper.project import About
from tests.districts import frame, grid

PROJECT = grid(2, 1)
LINES = frame("reference_lines", [{"line_id": "1", "kind": "river"}], [shapely.LineString([(0, 0), (1, 1)])])
CUT = shapely.LineString([(113.39, 30.305), (113.42, 30.305)])
IDENTITY = "110101 19900307 4514"
DOORS = {
    "title": lambda text: set_about(About(f"区 {text}", "", date(2026, 11, 23), "EPSG:4547"))(PROJECT),
    "notice": lambda text: set_about(replace(PROJECT.about, notice=text))(PROJECT),
    "maker": lambda text: set_about(replace(PROJECT.about, maker=text))(PROJECT),
    "unit": lambda text: split_unit("u0-0", CUT, "n1", text)(PROJECT),
    "beat": lambda text: set_beats({"u0-0": text})(PROJECT),
    "reference": lambda text: add_reference_layer(gpd.GeoDataFrame(LINES), text)(PROJECT),
    "practice": lambda text: set_practice(replace(PROJECT.about.practice, caveat=text))(PROJECT),
    "design": lambda text: with_design({}, Design(text)),
    "title of a sheet": lambda text: with_design({}, Design("a", title=text)),
    "words of a sheet": lambda text: with_design({}, Design("a", words=text)),
}


@pytest.mark.parametrize("door", DOORS)
def test_no_door_takes_an_identity_number(door: str) -> None:
    with pytest.raises(InputError, match="note_personal"):
        DOORS[door](f"甲 {IDENTITY}")


def test_an_office_has_a_telephone_and_what_stood_there_may_stay() -> None:
    about = replace(PROJECT.about, notice="值班电话 0728-6222110")
    assert set_about(about)(PROJECT).about.notice == about.notice
    old = replace(PROJECT, about=replace(PROJECT.about, title=IDENTITY))
    assert set_about(replace(old.about, notice="新"))(old).about.notice == "新"
