"""The Word report: a map and its legend for each theme, and every table of the day, read back by another reader."""

import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
from PySide6.QtGui import QImage

from mapper.store.export_log import exports_of
from mapper.store.store import create
from tests.layers.test_linkage import DAY, random_district
from ui.__main__ import main
from ui.sheets.word_report import MAPS

pytestmark = pytest.mark.usefixtures("qapp")


def test_maps_and_tables_of_a_station_are_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796000000")
    project, out = tmp_path / "p.gpkg", tmp_path / "r.docx"
    truth = random_district(1)
    create(project, truth)
    assert main(["--language", "en", "report", str(project), str(out), "--station", "S1"]) == 0
    read = docx.Document(str(out))
    seats = read.tables[0]
    mine = truth.communities.index[truth.communities["station_code"] == "S1"]
    assert {row.cells[0].text for row in seats.rows[1:]} == set(mine)
    told = "\n".join(paragraph.text for paragraph in read.paragraphs)
    assert "Station S1" in told
    assert DAY.isoformat() in told
    cells = "\n".join(cell.text for table in read.tables for row in table.rows for cell in row.cells)
    assert not any(name in cells for name in truth.communities["name"][~truth.communities.index.isin(mine)])
    with zipfile.ZipFile(BytesIO(out.read_bytes())) as archive:
        pictures = [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")]
        styles = archive.read("word/styles.xml").decode("utf-8")
    assert len(read.inline_shapes) == 2 * len(MAPS)
    for picture in pictures:
        image = QImage.fromData(picture)
        assert len({image.pixel(x, y) for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)}) > 2
    assert "Noto Sans CJK SC" in styles
    assert read.core_properties.author == truth.about.maker
    (line,) = exports_of(project)
    assert (line.scope, line.file) == ("S1", "r.docx")
    capsys.readouterr()
    assert main(["--language", "en", "report", str(project), str(tmp_path / "no.docx"), "--explain"]) == 0
    assert "Who may see it" in capsys.readouterr().out
    assert not (tmp_path / "no.docx").exists()
