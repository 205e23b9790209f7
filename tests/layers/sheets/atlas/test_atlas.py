"""An atlas: which sheets, what stands at their edges, one file or many, again only what changed."""

import csv
import subprocess
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pypdf
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.geometry.shapes import Shapes
from layers.paint.painter import Cancelled
from layers.sheets.atlas.book import Book, Here, atlas_pages, write_book
from layers.sheets.atlas.share import AtlasWork, ShareAsked, ShareMaker
from layers.sheets.atlas_sheets import sheets_of
from layers.sheets.index_table import Box
from layers.sheets.neighbours import edge_notes
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.sheets.parts import MapFrame
from mapper.errors import InputError
from tests.districts import frame, grid, square
from tests.drawn import drawn
from ui.language.messages import Messages

pytestmark = pytest.mark.usefixtures("qapp")

SAY = Messages("en")


@pytest.fixture(scope="module")
def four():
    """Four stations of two by two units each, side by side from west to east; those of the first are in two beats."""
    project = grid(8, 2)
    column = project.communities.index.str.extract(r"u(\d+)-", expand=False).astype(int)
    units = project.communities.assign(station_code=[f"S{1 + n // 2}" for n in column])
    units["beat_name"] = [f"B{n}" if n < 2 else None for n in column]
    rows = [{"station_code": f"S{n}", "name": f"Station {n}", "kind": "urban"} for n in (3, 1, 4, 2)]
    stations = frame("stations", rows, [square(2 * (n - 1), 0, 2, 2) for n in (3, 1, 4, 2)])
    return project.with_tables(communities=units, stations=stations)


def work(project, **asked) -> AtlasWork:
    return AtlasWork(project, SheetOrder(paper="A4", **{"atlas": "stations", **asked}), project.as_of, SAY)


def written(path, asked: AtlasWork, book: Book = Book(), each=lambda _done, _all: None):  # noqa: B008 – frozen
    return write_book(path, asked, book, Here(asked), each)


def test_sheets_are_of_the_table_of_the_land_or_chosen(four):
    def codes(**asked):
        return [sheet.code for sheet in sheets_of(four, SheetOrder(**{"atlas": "stations", **asked}))]

    assert codes() == ["S3", "S1", "S4", "S2"]
    assert codes(sequence="land") in (["S1", "S2", "S3", "S4"], ["S2", "S1", "S4", "S3"])
    assert codes(chosen=("S2", "S1")) == ["S2", "S1"]
    assert codes(atlas="beats") == ["S1/B0", "S1/B1"]
    assert len(codes(atlas="units")) == 16
    with pytest.raises(InputError, match="row_unknown"):
        codes(chosen=("S9",))
    with pytest.raises(InputError, match="no_beats"):
        codes(atlas="beats", station_code="S2")


@given(seen=st.integers(0, 3), scale=st.sampled_from((8_000, 15_000, 40_000)))
@settings(max_examples=drawn(6))
def test_every_edge_names_the_land_that_lies_beyond_it(seen, scale):
    """Against a point sought on the edge itself: where a note stands, its own land is what is crossed."""
    boxes = [shapely.box(x, y, x + 1000, y + 1000) for x in (0, 1000, 2000) for y in (0, 1000, 2000)]
    shapes = Shapes(_ids(len(boxes)), shapely.get_parts(boxes), _rows(len(boxes)))
    sheet_of = {f"u{n}": n + 1 for n in range(len(boxes))}
    center = (900.0 + 200 * seen, 1400.0)
    map_frame = MapFrame(Box(10, 10, 150, 120), center, scale, 1.0, 8, 6)
    own = 1 + next(n for n, box in enumerate(boxes) if box.contains(shapely.Point(center)))
    notes = edge_notes(map_frame, shapes, sheet_of, own)
    west, south, east, north = map_frame.viewport.bounds_m
    per_mm = scale / 1000
    for note in notes:
        x = {"left": west, "right": east}.get(note.side, west + note.along_mm * per_mm)
        y = {"top": north, "bottom": south}.get(note.side, north - note.along_mm * per_mm)
        assert boxes[note.sheet - 1].buffer(1e-6).contains(shapely.Point(x, y))
        assert note.sheet != own


def _ids(count):
    return np.array([f"u{n}" for n in range(count)], dtype=object)


def _rows(count):
    return np.arange(count, dtype=np.int64)


def test_one_scale_and_one_orientation_for_all(four):
    tall = four.communities.assign(station_code=["S1"] * 12 + ["S2"] * 4)
    project = four.with_tables(communities=tall, stations=four.stations.assign(geometry=None))
    each = pages_of(project, SheetOrder(paper="A4", atlas="stations"))
    scales = {page.scale_denominator for page in each if page.frame}
    assert len(scales) == 2
    pages = atlas_pages(work(project, alike=True), ("contents",))
    assert [(page.number, page.count) for page in pages] == [(n, len(pages)) for n in range(1, len(pages) + 1)]
    assert [entry.number for entry in pages[0].entries] == [1, 2]
    assert {page.scale_denominator for page in pages if page.frame} == {max(scales)}


@pytest.fixture(scope="module")
def made(four, tmp_path_factory, qapp):
    path = tmp_path_factory.mktemp("atlas") / "atlas.pdf"
    return path, written(path, work(four, alike=True))


def test_one_file_has_cover_overview_contents_and_every_sheet(made):
    path, done = made
    reader = pypdf.PdfReader(path)
    assert [entry["/Title"] for entry in reader.outline][:2] == ["Cover", "Overview"]
    assert len(reader.outline) == 2 + 4
    told = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True).stdout
    for sheet in done.sheets:
        assert told.count(sheet.name) >= 2
        assert f"Sheet {sheet.number} of 4" in told
    for number in range(1, 5):
        assert f"to {number}" in " ".join(told.split())
    assert len({sheet.entry.scale_denominator for sheet in done.sheets}) == 1
    assert len({sheet.orientation for sheet in done.sheets}) == 1
    assert [entry.name for entry in path.parent.iterdir() if entry.name.startswith(".")] == []


def test_again_only_what_changed(four, made, tmp_path):
    """A unit's name changes one sheet of its station and, at its neighbours', nothing."""
    _, before = made
    units = four.communities.copy()
    row = units.index[units["station_code"] == "S2"][0]
    units.loc[row, "name"] = "New name"
    changed = replace(four, communities=units)
    done = written(tmp_path / "a.pdf", work(changed, alike=True), Book(("contents",), since=before.marks))
    assert [sheet.code for sheet in done.sheets if sheet.painted] == ["S2"]
    assert len(pypdf.PdfReader(tmp_path / "a.pdf").pages) == 2
    with pytest.raises(InputError, match="atlas_unchanged"):
        written(tmp_path / "b.pdf", work(four, alike=True), Book(since=before.marks))
    assert not (tmp_path / "b.pdf").exists()


def test_a_file_for_each_sheet_is_named_after_it_and_left_where_it_is_the_same(four, tmp_path):
    folder = tmp_path / "atlas"
    first = written(folder, work(four), Book(apart=True))
    assert [file.name for file in first.files[1:]] == [f"{n}-Station {s}.pdf" for n, s in enumerate((3, 1, 4, 2), 1)]
    (folder / "2-Station 1.pdf").unlink()
    again = written(folder, work(four), Book(apart=True))
    assert [sheet.code for sheet in again.sheets if sheet.painted] == ["S1"]


def test_what_is_told_beside_the_map_makes_a_sheet_another_one(four, tmp_path):
    def marks(project=four, say=SAY, **asked):
        order = SheetOrder(paper="A4", atlas="units", station_code="S1", **asked)
        made = ShareMaker(AtlasWork(project, order, project.as_of, say))(ShareAsked((1, 2), parts=tmp_path))
        return [sheet.mark for sheet in made.sheets]

    card = marks(template="card")
    assert marks(template="card") == card
    units = four.communities.copy()
    units.loc[units["station_code"].eq("S1").idxmax(), "households"] = 77
    told = marks(four.with_tables(communities=units), template="card")
    assert (told[0] == card[0], told[1] == card[1]) == (False, True)
    assert marks(four, Messages("zh_CN"), template="card")[0] != card[0]
    slots = ("legend", "text")
    words = {text: marks(slots=slots, words=text) for text in ("电话 1", "电话 2", "电话 1 {day}")}
    assert len({tuple(found) for found in words.values()}) == 3
    assert marks(title="甲") != marks(title="乙")
    later = replace(four, about=replace(four.about, data_date=four.as_of + timedelta(days=1)))
    assert marks(later, slots=slots, words="电话 1 {day}") == words["电话 1 {day}"]


def test_stopped_it_goes_on_where_it_was(four, tmp_path, monkeypatch):
    monkeypatch.setattr("layers.sheets.atlas.book.SHARE", 2)
    seen = []

    def stop(done, total):
        seen.append((done, total))
        if done >= 5:
            raise Cancelled

    path = tmp_path / "a.pdf"
    with pytest.raises(Cancelled):
        written(path, work(four), each=stop)
    assert not path.exists()
    kept = sorted(file.name for file in (tmp_path / ".a.pdf.parts").glob("*.pdf"))
    painted = []
    monkeypatch.setattr("layers.sheets.atlas.share.painted_pdf", _counted(painted))
    written(path, work(four))
    assert len(kept) == 1
    assert painted == [2]
    assert len(pypdf.PdfReader(path).pages) == 2 + 4
    assert not (tmp_path / ".a.pdf.parts").exists()


def _counted(painted):
    from layers.sheets.export import painted_pdf

    def paint(pages, *, mono=False):
        painted.append(len(pages))
        return painted_pdf(pages, mono=mono)

    return paint


def test_the_report_tells_of_every_name_and_every_sheet_that_is_missing(four, tmp_path):
    long = four.communities.assign(name=[f"A very long name that has no room anywhere {n}" for n in range(16)])
    project = replace(four, communities=long)
    done = written(tmp_path / "a.pdf", work(project, scale=20_000, chosen=("S1", "S2")), Book(()))
    with done.report.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    told = {row["Text"] for row in rows if row["What"] == SAY("atlas.report.unplaced")}
    assert told == {text for sheet in done.sheets for text, _ in sheet.unplaced}
    assert {row["Code"] for row in rows} <= {"S1", "S2"}
    with pytest.raises(InputError, match="scale_too_large"):
        written(tmp_path / "b.pdf", work(project, scale=500))


def test_a_sheet_of_a_beat_is_of_its_units(four):
    first, second = [page for page in pages_of(four, SheetOrder(paper="A4", atlas="beats")) if page.frame]
    assert {row.community_code for row in first.unit_rows} == {"u0-0", "u0-1"}
    assert {row.community_code for row in second.unit_rows} == {"u1-0", "u1-1"}
    assert first.shown_map.place == "B0"
