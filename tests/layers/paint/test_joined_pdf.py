"""Files joined object by object, read back by a library that knows nothing of how."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import Destination
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter, QPdfWriter

from layers.paint.finished_pdf import MM_PER_PT, About, finished, join
from layers.paint.lettering import font

pytestmark = pytest.mark.usefixtures("qapp")


def _pdf(*pages: str) -> bytes:
    """A file by Qt with a text, a half-clear shape and a picture on each page."""
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    painter = QPainter(writer)
    for number, text in enumerate(pages):
        if number:
            writer.newPage()
        picture = QImage(8, 8, QImage.Format.Format_ARGB32)
        picture.fill(QColor(200, number * 20, 0, 90))
        painter.drawImage(10, 10, picture)
        painter.fillRect(500, 500, 900, 900, QColor(0, 100, 0, 60))
        painter.setFont(font())
        painter.drawText(300, 300, text)
    painter.end()
    return bytes(store.data())


def _pictures(page: PageObject) -> list[bytes]:
    """The pictures of a page and what is clear of them, unpacked."""
    found = [picture.get_object() for picture in page["/Resources"]["/XObject"].values()]
    return [part.get_data() for picture in found for part in (picture, picture["/SMask"])]


def test_what_is_joined_has_all_pages_with_their_texts_pictures_and_fonts():
    parts, out = (_pdf("桃园村one"), _pdf("云台所two", "three")), BytesIO()
    join(parts, About("图册（一）", "zh-CN", "内部", (("封面", 0), ("二", 1), ("三", 2))), out)
    reader = PdfReader(out, strict=True)
    assert ["".join(page.extract_text().split()) for page in reader.pages] == ["桃园村one", "云台所two", "three"]
    alone = [page for part in parts for page in PdfReader(BytesIO(part)).pages]
    for page, before in zip(reader.pages, alone, strict=True):
        assert page.get_contents().get_data() == before.get_contents().get_data()
        assert _pictures(page) == _pictures(before) != []
        assert page.mediabox == before.mediabox
        of_font = next(iter(page["/Resources"]["/Font"].values()))["/DescendantFonts"][0]["/FontDescriptor"]
        assert of_font["/FontName"].startswith("/AAAAAA+")
        assert of_font["/FontFile2"].get_data()
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.subject) == ("图册（一）", "内部")
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    entries = [entry for entry in reader.outline if isinstance(entry, Destination)]
    assert [(entry.title, reader.get_destination_page_number(entry)) for entry in entries] == [
        ("封面", 0), ("二", 1), ("三", 2)
    ]  # fmt: skip


def test_where_paper_is_cut(tmp_path: Path):
    page = PdfReader(BytesIO(finished(_pdf("a"), About("t", "en", trim_mm=(8.0, 5.0))))).pages[0]
    for box, inset_mm in ((page.trimbox, 8.0), (page.bleedbox, 5.0)):
        assert float(box.left) == pytest.approx(inset_mm / MM_PER_PT, abs=1e-3)
        assert float(box.top) == pytest.approx(float(page.mediabox.top) - inset_mm / MM_PER_PT, abs=1e-3)
