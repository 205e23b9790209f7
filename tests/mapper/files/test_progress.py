"""Long work tells how far it is, and ends in the midst of it where nobody waits any more."""

from datetime import date
from pathlib import Path

import pytest

from mapper.edits.file_import import FileImport, ReadAs
from mapper.files.progress import CalledOff, tell, told, watched
from mapper.io.exports import write_table
from mapper.io.reading import read_table
from tests.districts import cell_centre, grid

ROWS = 20_000


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path, place = tmp_path_factory.mktemp("rows") / "a.csv", cell_centre(0, 0)
    lines = (f"K{n},2026-10-{n % 28 + 1:02} {n % 24:02}:{n % 60:02},{place.x},{place.y}" for n in range(ROWS))
    path.write_text("\n".join(["隐患编号,上报时间,经度,纬度", *lines]) + "\n", "utf-8")
    return path


def test_what_is_done_grows_and_is_never_more_than_all(file: Path) -> None:
    heard: list[tuple[int, int]] = []
    with watched(lambda done, total: heard.append((done, total))):
        assert read_table(file, "hazards").imported == ROWS
    assert all(0 <= done <= total for done, total in heard)
    assert {total for _, total in heard} >= {ROWS}
    assert sum(done > 0 for done, _ in heard) > 8
    quiet = len(heard)
    read_table(file, "hazards")
    assert len(heard) == quiet, "nobody listens outside of the block"


@pytest.mark.parametrize("when", [1, 3, 8, 12])
def test_work_that_is_called_off_ends_there_and_can_be_begun_again(file: Path, when: int) -> None:
    heard = 0

    def listener(done: int, total: int) -> None:
        nonlocal heard
        heard += 1
        if heard >= when:
            raise CalledOff

    reading = FileImport(file, "hazards")
    with pytest.raises(CalledOff), watched(listener):
        reading.read(grid(2, 2), ReadAs(), date(2026, 11, 27))
    assert heard == when
    trial = reading.read(grid(2, 2), ReadAs(), date(2026, 11, 27))
    assert trial.difference is not None
    assert len(trial.difference.new) == ROWS


def test_the_reader_of_a_workbook_ends_with_it(tmp_path: Path, file: Path) -> None:
    frame = read_table(file, "hazards").frame.head(500)
    write_table(frame.drop(columns="geometry"), tmp_path / "a.xlsx")

    def listener(done: int, total: int) -> None:
        raise CalledOff

    with pytest.raises(CalledOff), watched(listener):
        read_table(tmp_path / "a.xlsx", "hazards")
    tell()  # nobody hears it
    assert list(told("abc")) == ["a", "b", "c"]
