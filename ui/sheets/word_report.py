"""A report of a station (or of all) as a Word document: figures, maps with their legends, and the tables of the day.

It is command's, as the tables are: they name incidents by their numbers.
"""

from collections.abc import Collection, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.edition_map import MARK
from layers.paint.finished_pdf import made_at
from layers.say import sentence
from layers.sheets.export import png_of
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.sheets.parts import Page
from layers.style import FONT_FAMILIES
from mapper.day.day import Day
from mapper.day.scope import ScopedDay, scope_names
from mapper.files.whole_file import write_whole
from mapper.files.xml_writing import writable
from mapper.io.workbook import BookTable
from mapper.store.export_log import require_log
from ui.language.messages import Messages
from ui.sheets.day_workbook import day_tables
from ui.sheets.record import record_tables

if TYPE_CHECKING:
    from docx.document import Document

MAPS = ("coverage", "hazards", "disputes")  # themes that have a picture
_MOST_ROWS = 200  # of a table; the workbook has all
_WIDE_MM, _HIGH_MM = 170.0, 150.0  # what a picture may take on A4
_LEGEND_MM = 120.0
_FIGURES = ("whole", "number", "share")  # kinds of columns


def write_report(path: Path, place: Path, day: Day, say: Messages) -> None:
    """Write the report of a day, of the part that it is of, with a line in the log of the project at ``place``.

    Raises InputError ``cannot_write``, ``is_directory``, ``font_missing`` or ``nothing_to_print`` (no land).
    """
    import docx

    require_log(place)
    scope = day.scope if isinstance(day, ScopedDay) else None
    document = docx.Document()
    _set_up(document)
    title = say("report.title", place=say("window.list_joint").join(scope_names(day)))
    document.add_heading(writable(title), 0)
    data_date = day.data_date
    document.add_paragraph(say("report.told", as_of=day.as_of, data_date=data_date))
    document.add_paragraph(sentence(MARK, say))
    ledger = day.coverage
    if day.seats_known and ledger.units:
        share = say("page.percent", value=100 * ledger.covered / ledger.units)
        document.add_paragraph(say("report.covered", covered=ledger.covered, units=ledger.units, share=share))
    station = None if scope is None else scope.station
    whole = day.whole if isinstance(day, ScopedDay) else day
    for theme in MAPS:
        order = SheetOrder(theme, paper="A4", orientation="landscape", station_code=station)
        _add_map(document, pages_of(whole.project, order, day.as_of, day=whole)[0], say)
    tables = day_tables(day, say)
    for table in tables:
        _add_table(document, table, say)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, day.project.about.maker, sentence(MARK, say)
    properties.created = properties.modified = made_at().replace(tzinfo=None)
    written = BytesIO()
    document.save(written)
    write_whole(path, written.getvalue())
    record_tables(place, day, tables, path)


def _set_up(document: "Document") -> None:
    """A4, and letters that have Chinese."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    for name in ("Normal", "Title", "Heading 1", "Caption"):
        style: Any = document.styles[name]
        style.font.name = FONT_FAMILIES[0]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:eastAsia", "w:ascii", "w:hAnsi"):
            fonts.set(qn(script), FONT_FAMILIES[0])
        for themed in ("w:asciiTheme", "w:eastAsiaTheme", "w:hAnsiTheme"):
            fonts.attrib.pop(qn(themed), None)
    document.styles["Normal"].font.size = Pt(10)


def _add_map(document: "Document", page: Page, say: Messages) -> None:
    from docx.shared import Mm

    assert page.frame is not None
    box, legend = page.frame.box, page.panel.get("legend")
    document.add_heading(writable(sentence(page.title, say)), 1)
    scale = min(_WIDE_MM / box.width_mm, _HIGH_MM / box.height_mm)
    document.add_picture(BytesIO(png_of(page, box, say)), width=Mm(box.width_mm * scale))
    if legend is not None:
        wide = min(_LEGEND_MM, legend.width_mm * 1.2)
        document.add_picture(BytesIO(png_of(page, legend, say)), width=Mm(wide))
    told = [*page.shown_map.notes, page.shown_map.caveat]
    document.add_paragraph(writable("  ".join(sentence(note, say) for note in told)), style="Caption")


def _add_table(document: "Document", table: BookTable, say: Messages) -> None:
    document.add_heading(table.name, 1)
    document.add_paragraph(writable(table.told))
    columns = [number for number, _ in enumerate(table.columns) if any(_has(row[number]) for row in table.rows)]
    if not columns:
        document.add_paragraph(say("report.nothing"))
        return
    shown = table.rows[:_MOST_ROWS]
    made: Any = document.add_table(rows=1, cols=len(columns), style="Light Grid Accent 1")
    figures = [place for place, number in enumerate(columns) if table.columns[number].kind in _FIGURES]
    _fill_row(made.rows[0], [table.columns[number].heading for number in columns], figures)
    _repeat_heading(made.rows[0])
    for row in shown:
        _fill_row(made.add_row(), [_text(row[number], table.columns[number].kind) for number in columns], figures)
    if len(table.rows) > len(shown):
        document.add_paragraph(say("report.more", count=len(table.rows) - len(shown)))


def _fill_row(row: Any, texts: Sequence[str], figures: Collection[int] = ()) -> None:
    """Texts into the cells of a row; ``figures`` are the places of those that stand on the right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.add_run(writable(text)).font.size = Pt(8)
        if place in figures:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat_heading(row: Any) -> None:
    """The headings stand again on each page that the table goes on to."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 – python-docx has no other way


def _has(value: Any) -> bool:
    return value is not None and value != ""


def _text(value: Any, kind: str) -> str:
    if not _has(value):
        return ""
    if kind == "share":
        return f"{value:.1%}"
    if kind == "whole":
        return f"{value:,}"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, float) else str(value)
