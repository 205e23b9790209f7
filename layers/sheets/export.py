"""Pages as files: PDF with the fonts in it, PNG, and SVG. Written whole or not at all.

A QGuiApplication must be running (offscreen will do): fonts belong to it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from math import floor, sqrt
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from layers.paint.backdrop import NO_TILES, Tiles
from layers.paint.finished_pdf import About, finished
from layers.paint.lettering import require_chinese_font
from layers.paint.searchable import searchable
from layers.paint.unplaced import UnplacedName
from layers.say import Say, sentence
from layers.sheets.index_table import Box
from layers.sheets.painter import paint_page
from layers.sheets.parts import Page
from layers.style import grey_of
from layers.viewport import MM_PER_INCH
from mapper.errors import InputError
from mapper.files.whole_file import write_whole
from mapper.lazy_dataclass import dataclass

# A pixel of a map's frame is four of these units: what is rounded to a quarter of it is a whole number in the file.
_UNITS_PER_MM = 80
_PDF_DPI = round(_UNITS_PER_MM * MM_PER_INCH)
_SVG_UNITS_PER_MM = 10
_MOST_PNG_SIDE_PX = 32_000
_MOST_PNG_PX = 300_000_000  # 1.2 GB while it is painted
USUAL_DPI, LEAST_DPI = 200, 30


Each = Callable[[int, int], None]


@dataclass(frozen=True)
class PaintedPage:
    """A page of a PDF and what paints it, in coordinates that are millimetres of paper."""

    width_mm: float
    height_mm: float
    paint: Callable[[QPainter], None]


def _quiet(_done: int, _all: int) -> None:
    """Nobody wants to know how far the work is."""


Around = Callable[[Sequence[PaintedPage]], Sequence[PaintedPage]]


def write_pdf(
    path: Path,
    pages: Iterable[Page],
    say: Say,
    each: Each = _quiet,
    tiles: Tiles = NO_TILES,
    around: Around | None = None,
    trim_mm: tuple[float, float] | None = None,
) -> int:
    """All pages in one vector PDF; returns how many the file has. InputError ``cannot_write`` or ``font_missing``.

    ``each`` is called before each page with how many are painted and how many there are; what it raises ends the work,
    and no file is written. ``tiles``: the open pictures of background maps. ``around`` makes other pages of the
    painted ones: leaves, or pages with bleed, which are cut as ``trim_mm`` says (:class:`About`).
    """
    pages = tuple(pages)
    number = iter(range(len(pages)))
    told = painted_pages(pages, say, tiles, lambda: each(min(next(number, len(pages)), len(pages)), len(pages)))
    if around is None:
        write_whole(path, pdf_of_pages(pages, say, told.pages))
        return len(pages)
    made, about = around(told.pages), about_pages(pages, say)
    if len(made) != len(pages):
        about = replace(about, outline=())
    write_whole(path, finished(painted_pdf(made, mono=pages[0].mono), replace(about, trim_mm=trim_mm)))
    return len(made)


@dataclass(frozen=True, eq=False)
class PaintedPages:
    """Pages to be painted, and what became of each once they are: names without room, and how many are numbers."""

    pages: tuple[PaintedPage, ...]
    unplaced: list[tuple[UnplacedName, ...]]
    keyed: list[int]


def painted_pages(
    pages: Sequence[Page], say: Say, tiles: Tiles = NO_TILES, before: Callable[[], object] = lambda: None
) -> PaintedPages:
    """Pages as what paints them; ``before`` is called before each, and what it raises ends the work."""
    unplaced: list[tuple[UnplacedName, ...]] = [()] * len(pages)
    keyed = [0] * len(pages)

    def paint(number: int, painter: QPainter) -> None:
        before()
        on = paint_page(painter, pages[number], say, tiles)
        unplaced[number], keyed[number] = on.unplaced, on.keyed

    made = tuple(PaintedPage(page.width_mm, page.height_mm, partial(paint, n)) for n, page in enumerate(pages))
    return PaintedPages(made, unplaced, keyed)


def pdf_of_pages(pages: Sequence[Page], say: Say, painted: Sequence[PaintedPage]) -> bytes:
    """A whole PDF of pages, which says what it is. InputError ``font_missing``."""
    return finished(painted_pdf(painted, mono=pages[0].mono), about_pages(pages, say))


def about_pages(pages: Sequence[Page], say: Say) -> About:
    """What a file of these pages says of itself."""
    mark, project = pages[0].shown_map.mark, pages[0].shown_map.edition.project
    outline = tuple((sentence(page.title, say), n) for n, page in enumerate(pages) if page.frame is not None)
    first = sentence(pages[0].title, say)
    title = first if len(outline) < 2 else project.about.title or first
    return About(title, say("web.lang"), "" if mark is None else sentence(mark, say), outline)


def write_painted_pdf(
    path: Path,
    about: About,
    pages: Sequence[PaintedPage],
    *,
    mono: bool = False,
) -> None:
    """Pages in one vector PDF.

    InputError ``cannot_write`` or ``font_missing``; what painting raises ends the work, and no file is written.
    """
    write_whole(path, finished(painted_pdf(pages, mono=mono), about))


def painted_pdf(pages: Sequence[PaintedPage], *, mono: bool = False) -> bytes:
    """Pages in one vector PDF that does not say yet what it is. InputError ``font_missing``."""
    require_chinese_font()
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_PDF_DPI)
    if mono:
        writer.setColorModel(QPdfWriter.ColorModel.Grayscale)
    writer.setPageLayout(_layout(pages[0]))
    painter = QPainter(writer)
    try:
        for number, page in enumerate(pages):
            if number:
                writer.setPageLayout(_layout(page))
                writer.newPage()
            painter.resetTransform()
            painter.scale(_UNITS_PER_MM, _UNITS_PER_MM)
            page.paint(painter)
    finally:
        painter.end()
    return searchable(bytes(store.data()))


def require_dpi(dpi: int, page: Page) -> None:
    """InputError ``dpi_out_of_range`` where a page of that many dots an inch is too coarse or takes too much memory."""
    sides_in = page.width_mm / MM_PER_INCH, page.height_mm / MM_PER_INCH
    most = floor(min(_MOST_PNG_SIDE_PX / max(sides_in), sqrt(_MOST_PNG_PX / (sides_in[0] * sides_in[1]))))
    if not LEAST_DPI <= dpi <= most:
        raise InputError("dpi_out_of_range", dpi=dpi, least=LEAST_DPI, most=most)


def write_png(path: Path, page: Page, say: Say, dpi: int = USUAL_DPI, tiles: Tiles = NO_TILES) -> None:
    """One page as a picture. InputError ``cannot_write``, ``font_missing`` or ``dpi_out_of_range``."""
    require_dpi(dpi, page)
    write_whole(path, png_of(page, Box(0, 0, page.width_mm, page.height_mm), say, dpi, tiles))


def png_of(page: Page, box: Box, say: Say, dpi: int = USUAL_DPI, tiles: Tiles = NO_TILES) -> bytes:
    """What a page has in a box, as PNG. InputError ``font_missing``."""
    require_chinese_font()
    per_mm = dpi / MM_PER_INCH
    image = QImage(round(box.width_mm * per_mm), round(box.height_mm * per_mm), QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(round(per_mm * 1000))
    image.setDotsPerMeterY(round(per_mm * 1000))
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    try:
        painter.scale(per_mm, per_mm)
        painter.translate(-box.x_mm, -box.y_mm)
        paint_page(painter, page, say, tiles)
    finally:
        painter.end()
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if page.mono:
        image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(store.data())


def write_svg(path: Path, page: Page, say: Say, tiles: Tiles = NO_TILES) -> None:
    """One page as SVG, in true millimetres. InputError ``cannot_write`` or ``font_missing``."""
    require_chinese_font()
    store = QByteArray()
    buffer = QBuffer(store)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # SVG Tiny has no clipping
    generator.setOutputDevice(buffer)
    generator.setResolution(round(_SVG_UNITS_PER_MM * MM_PER_INCH))
    size = QSizeF(page.width_mm, page.height_mm) * _SVG_UNITS_PER_MM
    generator.setSize(QSize(round(size.width()), round(size.height())))
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(sentence(page.title, say))
    generator.setDescription("")
    painter = QPainter(generator)
    try:
        painter.scale(_SVG_UNITS_PER_MM, _SVG_UNITS_PER_MM)
        paint_page(painter, page, say, tiles)
    finally:
        painter.end()
    drawn = bytes(store.data())
    write_whole(path, re.sub(rb'"#([0-9a-f]{6})"', _grey, drawn) if page.mono else drawn)


def _grey(color: re.Match[bytes]) -> bytes:
    """A colour of an SVG as the grey of its lightness."""
    return f'"{grey_of("#" + color[1].decode())}"'.encode()


def write_pictures(
    path: Path,
    pages: Sequence[Page],
    say: Say,
    dpi: int = USUAL_DPI,
    each: Each = _quiet,
    tiles: Tiles = NO_TILES,
) -> tuple[Path, ...]:
    """Every page as a PNG or SVG, whichever the path ends in, and where they are.

    The first page is the path itself, the next ``name-2.png`` and so on. ``each`` as in :func:`write_pdf`.
    Raises InputError ``cannot_write``,
    ``font_missing``, ``dpi_out_of_range`` or ``picture_kind`` (neither PNG nor SVG).
    """
    kind = path.suffix.lower()
    if kind not in (".png", ".svg"):
        raise InputError("picture_kind", path=str(path))
    paths = (path, *(path.with_stem(f"{path.stem}-{page.number}") for page in pages[1:]))
    for number, (place, page) in enumerate(zip(paths, pages, strict=True)):
        each(number, len(pages))
        if kind == ".png":
            write_png(place, page, say, dpi, tiles)
        else:
            write_svg(place, page, say, tiles)
    return paths


def _layout(page: PaintedPage) -> QPageLayout:
    size = QPageSize(
        QSizeF(page.width_mm, page.height_mm), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch
    )
    return QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(), QPageLayout.Unit.Millimeter)
