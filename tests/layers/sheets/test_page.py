"""A sheet holds everything, at a round scale, with references that lead to the right place."""

from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pyproj
import pytest
from hypothesis import given, settings

from layers.sheets.index_table import (
    Box,
    StationRow,
    UnitRow,
    cells_for,
    em_of,
    widened,
    wrapped,
)
from layers.sheets.layout import (
    MM_PER_PT,
    PAPERS,
    Slot,
    Wish,
    arranged,
    continuations,
    paper_named,
    round_scale,
)
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.sheets.painting.map_part import corners_told
from layers.sheets.parts import MapFrame
from mapper.crs import to_metres
from mapper.errors import InputError
from tests.drawn import drawn
from tests.layers.marked_district import DAY, marked_district

NAMES = st.text("社区村新华桥ABC deMW1（）", min_size=1, max_size=24)


@st.composite
def indexes(draw) -> tuple:
    """Rows of up to 600 units under stations of up to 40 units."""
    count, step = draw(st.integers(1, 600)), draw(st.integers(3, 40))
    names = draw(st.lists(NAMES, min_size=1, max_size=6))
    rows: list = []
    for n in range(1, count + 1):
        if n % step == 1:
            rows.append(StationRow(f"S{n}", f"派出所{n}", "0000"))
        people = ("甲警官（虚构）",) * (n % 3)
        rows.append(
            UnitRow(n, f"c{n}", names[n % len(names)], "A1", 100, people, "vacant" if n % 7 == 0 else "covered")
        )
    return tuple(rows)


@settings(max_examples=drawn(12))
@given(indexes(), st.sampled_from(sorted(PAPERS)), st.sampled_from([(9_000, 9_000), (40_000, 8_000), (300, 2_500)]))
def test_every_row_is_printed_once_and_inside_its_page(rows, paper_name, land_m):
    paper = PAPERS[paper_name]
    plan = arranged(paper, Wish(land_m, rows, (Slot("legend", 40.4),)))
    tables = [plan.table, *(table for table, _, _ in continuations(paper, plan.landscape, plan.rest))]
    columns = [column for table in tables for column in table]
    printed = [placed.row for column in columns for placed in column.rows]
    assert printed == list(rows)
    for column in columns:
        assert column.cells.type_mm / MM_PER_PT >= paper.least_type_pt - 1e-9
        assert column.cells.width_mm <= column.box.width_mm + 1e-6
        assert column.box.right_mm <= plan.width_mm
        y = column.box.y_mm + column.cells.header_mm
        for placed in column.rows:
            assert placed.y_mm == pytest.approx(y)
            y += placed.height_mm
        assert y <= column.box.bottom_mm + 1e-6
        assert not (isinstance(column.rows[-1].row, StationRow) and column.rows[-1].row != rows[-1])


@given(st.floats(1, 1e8))
def test_a_scale_is_round_and_no_larger_than_asked_for(least):
    found = round_scale(least)
    digits = str(found).rstrip("0")
    assert digits in {"1", "125", "15", "2", "25", "3", "4", "5", "6", "8"}
    assert found >= least * (1 - 1e-6)
    assert found <= max(100, least * 1.34)


@given(NAMES | st.text(max_size=60), st.floats(1.5, 20))
def test_wrapping_loses_no_character_and_fits(text, width_em):
    lines = wrapped(text, width_em)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(em_of(line) <= width_em + 1e-9 or len(line) == 1 for line in lines)


@given(st.integers(7, 30))
def test_a_measure_word_stays_with_its_number(width_em):
    lines = wrapped("未整改隐患共 12 件，其中未按时核查 3 件，连同纠纷共1234件，占 40 户", width_em)
    assert [line for line in lines if line[-1].isdigit() or line[0] in "件户 "] == []


@given(st.integers(7, 30))
def test_punctuation_and_what_a_no_break_space_joins_stay_together(width_em):
    text = (
        "图上未注记的名称 11 个（所在格见索引）：友谊社区\u00a0D4、学府社区\u00a0C4，遇事请拨打“值班电话”（24 小时）。"
    )
    lines = wrapped(text, width_em)
    assert [line for line in lines[1:] if line[0] in "，。：、）”\u00a0"] == []
    assert [line for line in lines if line[-1] in "（“"] == []
    assert not any(line.startswith(("D4", "C4")) for line in lines)


@given(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2))
def test_a_grid_reference_names_the_cell_that_the_point_is_drawn_in(across, down):
    frame = MapFrame(Box(20, 30, 240, 150), (5_000.0, 8_000.0), 50_000, 1.0, 8, 6)
    xy = (5_000 + (across - 0.5) * 240 * 50, 8_000 - (down - 0.5) * 150 * 50)
    x, y = frame.to_page(xy)
    assert x == pytest.approx(20 + across * 240)
    assert y == pytest.approx(30 + down * 150)
    found = frame.grid_reference(xy)
    if not (0.001 < across < 0.999 and 0.001 < down < 0.999):
        return  # outside, or so near a border that the last bit decides
    left, top = "ABCDEFGH".index(found[0]) / 8, (int(found[1:]) - 1) / 6
    assert left - 1e-9 <= across <= left + 1 / 8 + 1e-9
    assert top - 1e-9 <= down <= top + 1 / 6 + 1e-9


def test_the_map_shows_all_land_at_its_scale():
    project = marked_district()
    (page,) = pages_of(project, SheetOrder(paper="A4"))
    shapes = to_metres(project.communities.geometry, project.about.map_crs)
    corners = np.array([frame_corner for shape in shapes for frame_corner in shape.exterior.coords])
    on_page = np.array([page.frame.to_page(tuple(xy)) for xy in corners])
    box = page.frame.box
    assert on_page[:, 0].min() > box.x_mm
    assert on_page[:, 0].max() < box.right_mm
    assert on_page[:, 1].min() > box.y_mm
    assert on_page[:, 1].max() < box.bottom_mm
    assert page.frame.viewport.width_px * page.frame.mm_per_px == pytest.approx(box.width_mm)
    metres_per_mm = page.frame.viewport.metres_per_px / page.frame.mm_per_px
    assert metres_per_mm == pytest.approx(page.scale_denominator / 1000)


def test_figures_carry_numerator_and_denominator():
    (page,) = pages_of(marked_district(), SheetOrder())
    assert {f.code: (f.numerator, f.denominator) for f in page.shown_map.figures} == {
        "covered": (2, 12),
        "one_to_one": (2, 12),
        "dedicated": (1, 12),
        "gaps": (10, 12),
    }
    (public,) = pages_of(marked_district(), SheetOrder(audience="public"))
    assert public.shown_map.figures == ()
    assert {entry.layer for entry in public.shown_map.legend} <= {"units", "stations", "reference_lines"}
    assert all(row.state is None for row in public.unit_rows)


def test_an_atlas_has_a_sheet_for_every_unit_and_counts_its_pages():
    pages = pages_of(marked_district(2, 2), SheetOrder(atlas="units", paper="A4"))
    assert [page.number for page in pages] == [1, 2, 3, 4]
    assert {page.count for page in pages} == {4}
    assert len({page.title[1]["place"] for page in pages}) == 4
    assert len(pages_of(marked_district(), SheetOrder(atlas="stations", paper="A4"))) == 1


def test_a_station_is_located_only_where_it_is_outlined():
    project = marked_district(2, 2)
    order = SheetOrder(station_code="S1", paper="A4")
    (outlined,) = pages_of(project, order)
    assert "locator" in outlined.panel
    bare = project.with_tables(stations=project.stations.assign(geometry=None))
    (page,) = pages_of(bare, order)
    assert "locator" not in page.panel


def test_every_unit_that_the_sheet_of_a_unit_lists_is_found_by_its_cell():
    pages = pages_of(marked_district(6, 5), SheetOrder(atlas="units", paper="A4"), DAY)
    assert [row for page in pages for row in page.unit_rows if row.grid == "—"] == []


def test_units_of_no_station_are_not_forgotten():
    project = marked_district(3, 1)
    codes = project.communities["station_code"].mask(project.communities.index == "u1-0", "S9")
    project = project.with_tables(communities=project.communities.assign(station_code=codes))
    pages = pages_of(project, SheetOrder(atlas="units", paper="A4"))
    assert len(pages) == 3
    (whole,) = pages_of(project, SheetOrder())
    assert [row.community_code for row in whole.unit_rows] == ["u1-0", "u0-0", "u2-0"]
    (public,) = pages_of(project, SheetOrder(audience="public"))
    assert [row.desk for row in public.unit_rows] == ["", "虚构所 0000-110110", "虚构所 0000-110110"]
    assert {row.officers for row in public.unit_rows} == {()}


def test_a_scale_can_be_asked_for_if_the_land_fits():
    (page,) = pages_of(marked_district(), SheetOrder(scale=80_000))
    assert page.scale_denominator == 80_000
    with pytest.raises(InputError) as refused:
        pages_of(marked_district(), SheetOrder(scale=500))
    assert refused.value.code == "scale_too_large"
    fitting = refused.value.values["least"]
    (largest,) = pages_of(marked_district(), SheetOrder(scale=fitting))
    assert largest.scale_denominator == fitting


def test_land_is_needed_and_a_known_paper():
    project = marked_district()
    empty = replace(project, stations=project.stations.iloc[:0], communities=project.communities.iloc[:0])
    for code, ask in (
        ("nothing_to_print", lambda: pages_of(empty, SheetOrder())),
        ("nothing_to_print", lambda: pages_of(empty, SheetOrder(atlas="stations", paper="A4"))),
        ("paper_unknown", lambda: pages_of(project, SheetOrder(paper="B5"))),
    ):
        with pytest.raises(InputError) as refused:
            ask()
        assert refused.value.code == code
    assert paper_named("a3") is PAPERS["A3"]


@pytest.mark.parametrize(
    ("atlas", "fits", "does_not", "known"),
    [
        (None, "jurisdiction", "unit", ["jurisdiction", "duty_board"]),
        ("units", "unit", "jurisdiction", ["unit", "card"]),
    ],
)
def test_a_template_is_one_that_fits_what_is_printed(atlas, fits, does_not, known):
    chosen = pages_of(marked_district(), SheetOrder(atlas=atlas, template=fits), DAY)
    usual = pages_of(marked_district(), SheetOrder(atlas=atlas), DAY)
    assert [page.template for page in chosen] == [page.template for page in usual] == [fits] * len(usual)
    for unfit in (does_not, "poster", ""):
        with pytest.raises(InputError) as refused:
            pages_of(marked_district(), SheetOrder(atlas=atlas, template=unfit), DAY)
        assert (refused.value.code, refused.value.values) == ("template_unknown", {"template": unfit, "known": known})


def test_columns_of_cells_leave_room_for_what_they_hold():
    rows = (UnitRow(7, "c", "新华社区", "A1", 4300, ("甲警官",), "covered"),)
    cells = cells_for(rows, 3.0)
    assert cells.widths_em["name"] >= em_of("新华社区")
    assert cells.left_mm("state") + cells.widths_em["state"] * 3.0 == pytest.approx(cells.width_mm)
    assert "state" not in cells_for(rows, 3.0, public=True).widths_em


def test_the_day_decides_the_state():
    (page,) = pages_of(marked_district(), SheetOrder(), DAY)
    states = {row.community_code: row.state for row in page.unit_rows}
    assert (states["u0-0"], states["u1-0"], states["u2-0"], states["u3-0"]) == (
        "covered",
        "part_time",
        "on_loan",
        "vacant",
    )


def test_a_sheet_of_an_extent_lists_the_units_there_and_says_whose_its_figures_are():
    project = marked_district(4, 3)
    (whole,) = pages_of(project, SheetOrder(paper="A4"))
    shapes = to_metres(project.communities.geometry, project.about.map_crs)
    corner = dict(zip(project.communities.index, shapes, strict=True))["u0-0"]
    west, south, east, north = corner.buffer(-100).bounds
    (page,) = pages_of(project, SheetOrder(paper="A4", extent_m=(west, south, east, north)))
    assert [row.community_code for row in page.unit_rows] == ["u0-0"]
    assert page.scale_denominator < whole.scale_denominator
    assert page.frame.center_xy_m == pytest.approx(((west + east) / 2, (south + north) / 2))
    assert (whole.shown_map.counted_of, page.shown_map.counted_of) == (None, project.about.title)
    with pytest.raises(InputError) as refused:
        pages_of(project, SheetOrder(extent_m=(west - 9e5, south, east - 9e5, north)))
    assert refused.value.code == "extent_empty"


def test_a_title_of_ones_own_says_place_and_day_of_each_sheet():
    pages = pages_of(marked_district(2, 1), SheetOrder(atlas="units", title="{place}，{day} {x}"), DAY)
    assert [page.title[1]["words"] for page in pages] == [f"{page.shown_map.place}，{DAY} {{x}}" for page in pages]
    assert len({page.shown_map.place for page in pages}) == 2


def test_what_is_shown_is_drawn_though_the_theme_leaves_it_off_its_sheets():
    def layers(**order: object) -> set[str]:
        (page,) = pages_of(marked_district(), SheetOrder(theme="cases", **order))
        return {layer.code for layer in page.shown_map.layers}

    assert "hazards" not in layers()
    assert "hazards" in layers(shown=frozenset({"hazards"}))
    assert "stations" not in layers(hidden=frozenset({"stations"}))


def test_the_corners_told_are_those_of_the_land_that_the_frame_shows():
    project = marked_district()
    (page,) = pages_of(project, SheetOrder(paper="A4"))
    (west, north), (east, south) = corners_told(page.frame, project.about.map_crs)
    x, y, far_x, far_y = project.bounds
    assert float(west.rstrip("°E")) < x < far_x < float(east.rstrip("°E"))
    assert float(south.rstrip("°N")) < y < far_y < float(north.rstrip("°N"))
    to_degrees_ = pyproj.Transformer.from_crs(project.about.map_crs, 4490, always_xy=True)
    left, top = page.frame.viewport.bounds_m[0], page.frame.viewport.bounds_m[3]
    lon, lat = to_degrees_.transform(left, top)
    assert (west, north) == (f"{lon:.3f}°E", f"{lat:.3f}°N")


@pytest.mark.parametrize(("paper", "text"), [("A4", "A4"), ("A3", "A3"), ("A0", "A3")])
def test_pages_of_text_alone_are_no_wall_sheets(paper, text):
    first, *more = pages_of(marked_district(30, 20), SheetOrder(paper=paper))
    assert more
    assert {first.width_mm, first.height_mm} == {PAPERS[paper].short_mm, PAPERS[paper].long_mm}
    for page in more:
        assert (page.width_mm < page.height_mm) == (first.width_mm < first.height_mm)
        assert {page.width_mm, page.height_mm} == {PAPERS[text].short_mm, PAPERS[text].long_mm}
        assert all(column.box.right_mm <= page.width_mm for column in page.table)
    codes = [row.community_code for page in (first, *more) for row in page.unit_rows]
    assert len(codes) == len(set(codes)) == 600


def test_latin_words_are_not_cut_beside_a_space() -> None:
    assert wrapped("St Bartholomew of the Fields", 9) == ("St", "Bartholomew of", "the Fields")


def test_without_a_roster_the_index_has_no_columns_of_seats():
    row = UnitRow(1, "C1", "桃园村", "A1", 1200)
    assert {"officers", "state"}.isdisjoint(cells_for([row], 3.0).widths_em)
    assert {"officers", "state"} <= cells_for([replace(row, state="vacant")], 3.0).widths_em.keys()
    assert widened(cells_for([row], 3.0), 200.0).width_mm == pytest.approx(200.0)


def test_without_any_telephone_the_public_is_not_told_to_call():
    project = marked_district()
    silent = project.with_tables(stations=project.stations.assign(duty_phone=None))
    for one, known in ((project, True), (silent, False)):
        (page,) = pages_of(one, SheetOrder(audience="public"), DAY)
        assert ("desk" in page.table[0].cells.widths_em) == known
        told = (page.shown_map.title, page.shown_map.advice)  # nobody is asked to call a number that is not there
        assert [one.code.endswith((".no_phone", ".no_phone.emergency")) for one in told if one] == [not known] * 2
        assert any(isinstance(placed.row, StationRow) for column in page.table for placed in column.rows)


def test_no_column_of_an_index_is_so_wide_that_two_would_stand_there():
    rows = tuple(UnitRow(n, f"c{n}", f"{n:04}", "A1", 1200) for n in range(1, 278))
    plan = arranged(PAPERS["A0"], Wish((34_000, 42_000), rows, (Slot("legend", 30.0), Slot("inset", 60.0))), False)
    least_mm, gap_mm = plan.cells.width_mm, 4 * PAPERS["A0"].furniture
    assert not plan.rest
    assert min(column.box.x_mm for column in plan.table) == plan.panel["legend"].x_mm, "some stand below the legend"
    assert max(column.box.width_mm for column in plan.table) < 2 * least_mm + gap_mm
