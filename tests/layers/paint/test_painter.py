"""Pictures, looked at as pictures."""

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pypdf
import pytest
from PySide6.QtCore import QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from layers.codes import LAYERS, THEMES
from layers.paint.cache import PaintCache
from layers.paint.painter import Cancelled, paint_map
from layers.scene.look import Look
from layers.snapshot import MapState, snapshot_of
from layers.style import LIGHT, PALETTES
from layers.viewport import Viewport
from mapper.day.day import Day
from mapper.finding import Finding
from mapper.finding_kinds import UNIT_GAP
from mapper.project import Project
from tests.districts import square
from tests.drawn import some
from tests.layers.maps import (
    DAY,
    assert_same_picture,
    at,
    color_of,
    district,
    fitted,
    patch,
    picture,
    pixels,
    share_of,
    words,
)

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def project() -> Project:
    return district()


@pytest.fixture(scope="module")
def quiet(project):
    """Units alone, without lines and points over them."""
    hidden = frozenset({"hazards", "disputes", "focus_areas", "reference_lines"})
    return snapshot_of(MapState(Day(project, DAY), hidden=hidden))


@pytest.mark.parametrize(
    ("code", "fill", "mark"),
    [
        ("u3-1", LIGHT.covered, None),
        ("u0-0", LIGHT.vacant, LIGHT.vacant_hatch),
        ("u1-0", LIGHT.vacant, LIGHT.vacant_hatch),
        ("u2-0", LIGHT.on_loan, LIGHT.on_loan_hatch),
        ("u3-0", LIGHT.shared, None),
        ("u4-0", LIGHT.shared, None),
        ("u5-0", LIGHT.covered, LIGHT.part_time_dots),
        ("u0-1", LIGHT.multiple, LIGHT.part_time_dots),
    ],
)
def test_a_unit_has_the_colour_of_its_seat(quiet, code, fill, mark):
    viewport = fitted(quiet)
    seen = patch(picture(quiet, viewport), at(quiet, viewport, code), 12)
    assert share_of(seen, fill) > (0.3 if mark else 0.99)
    if mark:
        assert share_of(seen, mark, 100) > 0.01


def test_gaps_are_told_apart_in_black_and_white(quiet):
    """Mean and spread of grey: each kind of seat differs from the others by one of them, or by its letter."""
    viewport = fitted(quiet)
    image = picture(quiet, viewport)
    grey = {
        code: patch(image, at(quiet, viewport, code), 14) @ [0.299, 0.587, 0.114]
        for code in ("u3-1", "u0-0", "u2-0", "u5-0")
    }
    seen = {code: (values.mean(), values.std()) for code, values in grey.items()}
    for one, (mean, spread) in seen.items():
        for other, (mean_2, spread_2) in seen.items():
            assert one == other or abs(mean - mean_2) > 20 or abs(spread - spread_2) > 8, (one, other)


def test_holes_and_parts(quiet):
    """The enclave is its own unit, and a far part of a unit is filled like the unit."""
    viewport = fitted(quiet)
    image = picture(quiet, viewport)
    shapes = quiet.geometry.shapes("communities")
    x, y = viewport.to_screen(tuple(shapes.part_bounds_m[-1, :2] + 50))
    assert len(shapes.part_row) == len(shapes) + 1
    far = shapes.part_bounds_m[np.flatnonzero(shapes.part_row == list(shapes.ids).index("u5-3"))[1]]
    x, y = viewport.to_screen(((far[0] + far[2]) / 2, (far[1] + far[3]) / 2))
    assert share_of(patch(image, (int(x), int(y))), LIGHT.covered) > 0.99


def test_a_hole_shows_what_is_under_it(project):
    """Without its enclave the hole is paper."""
    without = project.with_tables(communities=project.communities.drop(index="u9"))
    hidden = frozenset({"hazards", "disputes", "focus_areas", "reference_lines"})
    snapshot = snapshot_of(MapState(Day(without, DAY), hidden=hidden))
    viewport = fitted(snapshot)
    assert share_of(patch(picture(snapshot, viewport), at(snapshot, viewport, "u2-2"), 5), LIGHT.paper) > 0.99


def test_borders_of_a_station_without_land_run_around_its_units(quiet):
    """S2 has no polygon of its own; its outer border is as dark as S1's."""
    viewport = fitted(quiet)
    image = picture(quiet, viewport)
    column, row = at(quiet, viewport, "u4-2", 0.5, 0.5)
    right = at(quiet, viewport, "u5-1", 1.0, 0.5)
    assert share_of(patch(image, right, 3), LIGHT.station_border, 40) > 0.1
    assert share_of(patch(image, (column, row), 3), LIGHT.station_border, 40) == 0


def test_water_runs_under_the_hatch_of_a_gap(project):
    snapshot = snapshot_of(MapState(Day(project, DAY), hidden=frozenset({"hazards", "disputes", "focus_areas"})))
    viewport = fitted(snapshot)
    image = picture(snapshot, viewport)
    assert share_of(patch(image, at(snapshot, viewport, "u3-1", 0.5, 0.8), 2), LIGHT.water) > 0.9
    lone = snapshot_of(
        MapState(
            Day(project.with_tables(duties=project.duties[:0]), DAY), hidden=frozenset({"focus_areas", "disputes"})
        )
    )
    seen = patch(picture(lone, viewport), at(lone, viewport, "u3-1", 0.5, 0.8), 6)
    assert share_of(seen, LIGHT.water, 10) > 0.3
    assert share_of(seen, LIGHT.vacant_hatch, 40) > 0.05


def test_an_overdue_hazard_is_red_and_larger(project):
    snapshot = snapshot_of(MapState(Day(project, DAY), hidden=frozenset({"reference_lines"})))
    viewport = fitted(snapshot)
    image = picture(snapshot, viewport)
    assert share_of(patch(image, at(snapshot, viewport, "u1-3"), 12), LIGHT.overdue, 30) > 0.08
    assert share_of(patch(image, at(snapshot, viewport, "u0-2", 0.2, 0.2), 8), LIGHT.hazard, 30) > 0.1
    # A closed hazard leaves the land as it is.
    assert share_of(patch(image, at(snapshot, viewport, "u4-2"), 8), LIGHT.covered) > 0.99


def test_focus_is_dashed_and_lightly_filled(project):
    snapshot = snapshot_of(MapState(Day(project, DAY)))
    viewport = fitted(snapshot)
    image = picture(snapshot, viewport)
    tint = 0.9 * color_of(LIGHT.covered) + 0.1 * color_of(LIGHT.focus)
    seen = patch(image, at(snapshot, viewport, "u3-2"), 3)
    assert np.abs(seen - tint).max() <= 3
    assert share_of(patch(image, at(snapshot, viewport, "u3-2"), 40), LIGHT.focus, 30) > 0.02


def test_findings_and_selection_are_marked(project):
    gap = Finding(UNIT_GAP, shape=square(3, 1).buffer(-0.003))
    bare = snapshot_of(MapState(Day(project, DAY)))
    marked = snapshot_of(
        MapState(Day(project, DAY), findings=(gap,), selected=(("communities", "u4-1"), ("hazards", "H-open"))), bare
    )
    viewport = fitted(bare)
    image = picture(marked, viewport)
    assert share_of(patch(image, at(marked, viewport, "u3-1"), 10), LIGHT.gap, 120) > 0.05
    assert share_of(patch(image, at(marked, viewport, "u4-1", 1.0), 4), LIGHT.accent, 40) > 0.2
    assert marked.layer("findings").count == 1


@pytest.mark.parametrize("theme", some(THEMES, 4))
@pytest.mark.parametrize("palette", ["light", "dark", "print", "mono"])
def test_every_theme_can_be_painted_in_every_palette(project, theme, palette):
    snapshot = snapshot_of(MapState(Day(project, DAY), theme=theme, palette=palette))
    image = picture(snapshot, fitted(snapshot), labels=True)
    paper = PALETTES[palette].paper
    assert share_of(image[:10].astype(int), paper) > 0.99


# Nothing of its own; and layers in another order, some seen through, over units by a number.
LOOKS = (
    Look(),
    Look(
        order=("hazards", *(code for code in LAYERS if code not in ("hazards", "reference_lines")), "reference_lines"),
        opacity={"units": 0.6, "disputes": 0.5, "reference_lines": 0.4},
        shading={"disputes": "disputes_per_1000"},
        classes=3,
    ),
)


@pytest.mark.parametrize("look", LOOKS, ids=["plain", "stacked"])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_tiles_joined_are_the_whole_picture(project, tmp_path, ratio, look):
    snapshot = snapshot_of(MapState(Day(project, DAY), theme="disputes" if look.shading else "coverage", look=look))
    viewport = fitted(snapshot, 640, 400)
    whole = picture(snapshot, viewport, ratio=ratio)
    west, _, _, north = viewport.bounds_m
    rows = []
    for top in (0, 200):
        row = []
        for left in (0, 160, 320, 480):
            middle = (
                west + (left + 80) * viewport.metres_per_px,
                north - (top + 100) * viewport.metres_per_px,
            )
            row.append(picture(snapshot, Viewport(middle, viewport.metres_per_px, 160, 200), ratio=ratio))
        rows.append(np.hstack(row))
    assert_same_picture(whole, np.vstack(rows), tmp_path, worst=2, share=0.0005)


def test_a_warm_cache_paints_the_same(project, tmp_path):
    snapshot = snapshot_of(MapState(Day(project, DAY)))
    viewport = fitted(snapshot)
    cache = PaintCache()
    images = []
    for _ in range(2):
        image = QImage(640, 400, QImage.Format.Format_RGB888)
        painter = QPainter(image)
        paint_map(painter, snapshot, viewport, words, cache=cache)
        painter.end()
        images.append(np.frombuffer(image.constBits(), np.uint8).reshape(400, 640, 3).copy())
    assert_same_picture(*images, tmp_path, worst=0)


def test_vector_outputs_have_the_same_colours_and_stay_vectors(project, tmp_path):
    """SVG and PDF hold the very colours of the screen, as shapes and not as a picture."""
    snapshot = snapshot_of(MapState(Day(project, DAY)))
    viewport = fitted(snapshot)
    svg_file, pdf_file = tmp_path / "map.svg", tmp_path / "map.pdf"
    generator = QSvgGenerator()
    generator.setFileName(str(svg_file))
    generator.setSize(QSize(640, 400))
    generator.setViewBox(QRectF(0, 0, 640, 400))
    painter = QPainter(generator)
    paint_map(painter, snapshot, viewport, words)
    painter.end()
    svg = svg_file.read_text("utf-8").lower()
    for color in (LIGHT.covered, LIGHT.vacant, LIGHT.vacant_hatch, LIGHT.shared, LIGHT.water, LIGHT.overdue):
        assert color.lower() in svg, color
    assert "<image" not in svg

    _write_pdf(pdf_file, snapshot, viewport)
    assert b"/Subtype /Image" not in pdf_file.read_bytes()


def test_a_pdf_can_be_searched(project, tmp_path):
    snapshot = snapshot_of(MapState(Day(project, DAY)))
    _write_pdf(tmp_path / "map.pdf", snapshot, fitted(snapshot))
    text = pypdf.PdfReader(tmp_path / "map.pdf").pages[0].extract_text()
    assert "u3-3村" in re.sub(r"\s", "", text)


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("look", LOOKS, ids=["plain", "stacked"])
@pytest.mark.parametrize("theme", ["coverage", "disputes", "change"])
def test_a_pdf_looks_like_the_screen(project, tmp_path, theme, look):
    """Another program's rendering of the paper has the screen's colour in the middle of every unit and symbol."""
    snapshot = snapshot_of(MapState(Day(project, DAY), theme=theme, look=look))
    viewport = fitted(snapshot)
    _write_pdf(tmp_path / "map.pdf", snapshot, viewport)
    subprocess.run(["pdftoppm", "-r", "96", "-png", "-singlefile", "map.pdf", "map"], cwd=tmp_path, check=True)
    paper = pixels(QImage(str(tmp_path / "map.png")))
    screen = picture(snapshot, viewport, labels=True)
    for code in snapshot.geometry.shapes("communities").ids:
        for share in (0.25, 0.75):
            where = at(snapshot, viewport, code, share, share)
            one, other = patch(screen, where).mean(axis=0), patch(paper, where).mean(axis=0)
            assert np.abs(one - other).max() < 14, code


def _write_pdf(file: Path, snapshot, viewport: Viewport) -> None:
    writer = QPdfWriter(str(file))
    writer.setResolution(1200)
    size_mm = QSizeF(viewport.width_px / viewport.px_per_mm, viewport.height_px / viewport.px_per_mm)
    writer.setPageSize(QPageSize(size_mm, QPageSize.Unit.Millimeter))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    painter = QPainter(writer)
    painter.scale(1200 / 96, 1200 / 96)
    paint_map(painter, snapshot, viewport, words)
    painter.end()


def test_painting_can_be_called_off(project):
    snapshot = snapshot_of(MapState(Day(project, DAY)))
    image = QImage(64, 64, QImage.Format.Format_RGB888)
    painter = QPainter(image)
    with pytest.raises(Cancelled):
        paint_map(painter, snapshot, fitted(snapshot), words, cancelled=lambda: True)
    painter.end()


def test_an_empty_project_is_paper():
    snapshot = snapshot_of(MapState(Day(Project(), DAY)))
    assert snapshot.bounds_m is None
    image = picture(snapshot, Viewport((0, 0), 10, 100, 80), labels=True)
    assert share_of(image.astype(int), LIGHT.paper) == 1.0
