"""What a person can say of sheets: slots, sizes, words with tokens, designs as JSON, an inset, a card, a duty board."""

import json
import math
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.codes import PAPERS, THEMES
from layers.sheets.design import SLOTS, Design, as_json, designs_from, with_design
from layers.sheets.export import write_svg
from layers.sheets.extent_of_index import many_rows, without_index
from layers.sheets.index_table import MM_PER_PT
from layers.sheets.layout import in_size, paper_named
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.sheets.parts import SheetPlace
from layers.sheets.words import with_tokens
from mapper.errors import InputError
from tests.districts import frame, grid
from tests.drawn import drawn
from tests.sample import district
from ui.language.messages import Messages

pytestmark = pytest.mark.usefixtures("qapp")

DESIGNS = st.builds(
    Design,
    name=st.text("甲乙丙abc ", min_size=1, max_size=12).filter(str.strip).map(str.strip),
    theme=st.sampled_from(THEMES),
    paper=st.sampled_from(PAPERS),
    orientation=st.sampled_from(("auto", "landscape", "portrait")),
    slots=st.lists(st.sampled_from(SLOTS), unique=True).map(tuple),
    size=st.sampled_from(("small", "usual", "large")),
    title=st.text(max_size=20),
    words=st.text(max_size=40),
    mono=st.booleans(),
    inset=st.booleans(),
)


@given(st.lists(DESIGNS, max_size=4, unique_by=lambda design: design.name))
@settings(max_examples=drawn(20))
def test_what_is_kept_is_read_back_through_json(designs):
    known = {}
    for design in designs:
        known = with_design(known, design)
    assert designs_from(json.loads(json.dumps(as_json(known)))) == known


@pytest.mark.parametrize(
    "kept", [None, "text", [1], [{"name": 3}], [{"name": "a", "slots": ["moon"]}], [{"name": "a", "paper": "B5"}],
             [{"name": "a", "size": "huge"}], [{"name": "a", "mono": "yes"}]],
)  # fmt: skip
def test_what_is_no_design_is_left_out(kept):
    assert designs_from(kept) == {}


def test_a_design_has_a_name_of_its_own():
    for name in ("", "  ", "unit", "x" * 41):
        with pytest.raises(InputError, match="design_name"):
            with_design({}, Design(name))
    assert list(with_design({"a": Design("a")}, Design("a", paper="A0"))) == ["a"]


@given(st.permutations(("legend", "text", "index")), st.integers(0, 3))
@settings(max_examples=drawn(6))
def test_slots_stand_in_the_order_that_was_asked_for(order, count):
    slots = tuple(order[:count])
    project = grid(3, 2)
    page = pages_of(project, SheetOrder(paper="A4", orientation="landscape", slots=slots, words="值班电话"))[0]
    assert list(page.panel) == [slot for slot in slots if slot != "index"]
    tops = [box.y_mm for box in page.panel.values()]
    assert tops == sorted(tops)
    assert bool(page.unit_rows) == ("index" in slots)


def test_without_anything_beside_it_the_map_is_as_wide_as_the_paper():
    page = pages_of(grid(3, 2), SheetOrder(paper="A4", orientation="landscape", slots=()))[0]
    assert page.frame is not None
    assert page.frame.box.width_mm > 0.9 * page.width_mm


def test_words_know_what_each_sheet_is_of():
    project = district().project
    page = pages_of(project, SheetOrder(station_code=str(project.stations.index[0]), paper="A4"))[0]
    told = with_tokens("{station}|{place}|{district}|{day}|{sheet}/{sheets}|{other}", page.shown_map, SheetPlace(3, 8))
    name, day = project.stations["name"].iloc[0], project.as_of.isoformat()
    assert told == f"{name}|{name}|{project.about.title}|{day}|3/8|{{other}}"


def test_no_letter_of_the_index_is_smaller_than_can_be_read():
    for paper in PAPERS:
        for size in ("small", "usual", "large"):
            assert in_size(paper_named(paper), size).least_type_pt >= 5.5


@pytest.mark.parametrize("order", [SheetOrder(paper="A4"), SheetOrder(paper="A4", size="small")])
def test_no_letter_that_is_painted_is_smaller_than_can_be_read(tmp_path, order):
    project = district().project
    page = pages_of(project, replace(order, station_code=str(project.stations.index[0])))[0]
    write_svg(tmp_path / "a.svg", page, Messages("en"))
    drawn_text = r'matrix\(([^)]*)\)"\s*font-family="Noto[^"]*" font-size="([\d.]+)"[^>]*>\s*<text[^>]*>([^<]*)'
    texts = re.findall(drawn_text, (tmp_path / "a.svg").read_text("utf-8"))
    assert len(texts) > 40
    small = {}
    for matrix, size, text in texts:
        _, _, across, up, _, _ = map(float, matrix.split(","))
        points = float(size) * math.hypot(across, up) / 10 / MM_PER_PT  # ten units a millimetre
        if points < 5.45:
            small[text] = points
    assert small == {}


def test_an_inset_shows_the_crowded_middle_larger_and_keeps_off_the_rest():
    page = pages_of(district().project, SheetOrder(paper="A4", inset=True))[0]
    inset, frame = page.inset, page.frame
    assert inset is not None
    assert frame is not None
    assert inset.scale_denominator * 2 <= frame.scale_denominator
    west, south, east, north = inset.viewport.bounds_m
    whole = frame.viewport.bounds_m
    assert whole[0] < west < east < whole[2]
    assert whole[1] < south < north < whole[3]
    assert pages_of(grid(2, 2), SheetOrder(paper="A4", inset=True))[0].inset is None


def test_a_card_tells_of_its_unit_what_the_project_says():
    project = district().project
    code = str(project.communities.index[3])
    page = pages_of(project, SheetOrder(paper="A4", unit_code=code, template="card"))[0]
    unit = project.communities.loc[code]
    assert page.card is not None
    assert dict(page.card.facts)["households"] == unit["households"]
    disputes = {table: (count, late) for table, count, late in page.card.open_items}["disputes"]
    assert disputes[1] <= disputes[0]
    public = pages_of(project, SheetOrder(paper="A4", unit_code=code, template="card", audience="public"))[0]
    assert public.card is not None
    assert (public.card.officers, public.card.state, public.card.open_items, public.card.hours_a_month) == (
        (), None, (), None,
    )  # fmt: skip
    assert all(count is None for _, count in public.card.facts)


def test_a_duty_board_has_everybody_of_the_station_and_nobody_for_the_public():
    project = district().project
    station = str(project.stations.index[0])
    order = SheetOrder(station_code=station, template="duty_board")
    page = pages_of(project, order)[0]
    on_roll = project.officers["status"] != "gone"
    own = project.officers.index[(project.officers["station_code"] == station) & on_roll]
    assert {cell.officer_id for cell in page.cells if not cell.of_other} == set(own)
    with pytest.raises(InputError, match="template_station"):
        pages_of(project, replace(order, audience="public"))
    with pytest.raises(InputError, match="template_station"):
        pages_of(project, replace(order, station_code=None))


def test_a_duty_board_tells_who_is_away_on_that_day():
    day = date(2026, 11, 23)
    project = grid(2, 1)
    people = [{"officer_id": code, "name": f"{code}（虚构）", "station_code": "S1"} for code in ("P1", "P2", "P3")]
    people[2]["status"] = "gone"
    leave = {"absence_id": "A1", "officer_id": "P1", "kind": "leave", "starts": day, "ends": day}
    project = project.with_tables(officers=frame("officers", people), absences=frame("absences", [leave]))
    order = SheetOrder(station_code="S1", template="duty_board")
    told = [
        {cell.officer_id: cell.status for cell in pages_of(project, order, on)[0].cells}
        for on in (day, day + timedelta(days=1))
    ]
    assert told == [{"P1": "leave", "P2": "on_duty"}, {"P1": "on_duty", "P2": "on_duty"}]


def test_an_index_of_many_rows_is_known_before_anything_is_laid_out(monkeypatch):
    monkeypatch.setattr("layers.sheets.extent_of_index.MANY_ROWS", 5)
    project = grid(3, 2)
    assert many_rows(project, SheetOrder()) == 6
    assert many_rows(project, without_index(SheetOrder())) == 0
    assert many_rows(project, SheetOrder(atlas="stations")) == 0
