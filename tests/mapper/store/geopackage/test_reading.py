"""Reading a project file: the same to the last bit, in whatever pieces, whoever wrote it; nobody writes meanwhile."""

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.edits.rows import set_about
from mapper.errors import InputError
from mapper.project import About
from mapper.store.geopackage import column_reader, database, gpkg
from mapper.store.geopackage.column_reader import Rows
from mapper.store.geopackage.store import create, open_store
from tests.districts import cell_centre, frame, grid, square
from tests.drawn import drawn
from tests.mapper.store.files import DAY, assert_same, district, not_noted, reopened


def test_a_table_without_one_of_its_columns_is_refused(path: Path) -> None:
    connection = sqlite3.connect(path)
    not_noted(connection)
    connection.execute("ALTER TABLE officers DROP COLUMN fte")
    connection.commit()
    connection.close()
    with pytest.raises(InputError, match="project_incomplete"):
        open_store(path)


def test_points_with_and_without_a_place_are_read_alike(path: Path) -> None:
    project = district()
    hazards = project.hazards
    places = hazards.geometry.copy()
    places.iloc[::2] = None
    for some in (hazards, hazards.set_geometry(places)):
        create(path, project.with_tables(hazards=some))
        store = open_store(path)
        store.close()
        assert_geodataframe_equal(store.project.hazards, some)


def test_a_file_read_in_pieces_or_ahead_is_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reopened(path)
    for at_once in (1, 2, 100):
        monkeypatch.setattr(column_reader, "_SHAPES_AT_ONCE", at_once)
        monkeypatch.setattr(column_reader, "_POINTS_AT_ONCE", at_once)
        assert_same(whole, reopened(path))
        ahead = Rows(path)
        ahead._thread.join()
        store = open_store(path, ahead)
        store.close()
        assert_same(whole, store.project)


def test_a_file_that_cannot_be_read_ahead_is_told_of_as_ever(tmp_path: Path) -> None:
    (tmp_path / "text.gpkg").write_text("no database", "utf-8")
    for name, code in (("nothing.gpkg", "file_missing"), (".", "is_directory"), ("text.gpkg", "not_a_project")):
        with pytest.raises(InputError, match=code):
            open_store(tmp_path / name, Rows(tmp_path / name))


def test_whatever_a_cell_holds_comes_back_to_the_last_bit(path: Path) -> None:
    words = ['"引号"', "it's\\n", "行一\n行二\t", "𠮷家村 🏠", "[1, null]", " ", "e\u0301"]
    fractions = np.random.default_rng(3).random(len(words))
    officers = frame(
        "officers",
        [
            {"officer_id": f"{word}{i}", "display_name": word, "role": "auxiliary", "fte": fraction}
            for i, (word, fraction) in enumerate(zip(words, fractions, strict=True))
        ],
    )
    land = grid(2, 2, residents=(1 << 53) + 1).communities
    shapes = land.geometry.copy()
    shapes.iloc[1] = shapely.MultiPolygon([square(9, 9), square(11, 9)])
    shapes.iloc[2] = None
    project = grid(2, 2).with_tables(officers=officers, communities=land.set_geometry(shapes))
    create(path, project)
    again = open_store(path)
    again.close()
    assert_same(again.project, project)
    assert again.project.officers["fte"].tolist() == fractions.tolist()
    assert again.project.communities["residents"].tolist() == [(1 << 53) + 1] * 4


def test_times_that_another_program_wrote_are_those_on_its_wall(path: Path) -> None:
    wrote = {
        "2026-01-31T08:30:00Z": "2026-01-31T08:30",
        "2026-01-31T08:30:00.25Z": "2026-01-31T08:30:00.25",
        "2026-01-31 08:30": "2026-01-31T08:30",
        "2026-01-31": "2026-01-31",
        "2026-01-31T08:30:00+08:00": "2026-01-31T08:30",
        "2026-02-30": "NaT",
        "now": "NaT",
        "月底": "NaT",
        "": "NaT",
        None: "NaT",
    }
    keys = [f"d{number}" for number in range(len(wrote))]
    disputes = frame("disputes", [{"dispute_id": key} for key in keys], [cell_centre(0, 0)] * len(keys))
    create(path, district().with_tables(disputes=disputes))
    for texts in (wrote, list(wrote)[:1], list(wrote)[:4]):
        connection = sqlite3.connect(path)
        gpkg.add_functions(connection)
        connection.execute("UPDATE disputes SET received_at = NULL")
        connection.executemany("UPDATE disputes SET received_at = ? WHERE dispute_id = ?", zip(texts, keys))  # noqa: B905 – some are left as they are
        connection.commit()
        connection.close()
        store = open_store(path)
        store.close()
        read = store.project.disputes["received_at"].to_numpy()
        told = [wrote[text] for text in texts]
        assert np.array_equal(
            read, np.array(told + ["NaT"] * (len(keys) - len(told)), dtype="datetime64[us]"), equal_nan=True
        )


@settings(max_examples=drawn(20), deadline=None)
@given(
    st.lists(
        st.none()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.integers(-(10**7), 10**7).map(lambda n: n / 1e6),
        min_size=1,
    )
)
def test_fractions_come_back_to_the_last_bit(values: list[float | None]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "p.gpkg"
        keys = [f"r{number}" for number in range(len(values))]
        line = shapely.LineString([(113.4, 30.3), (113.43, 30.33)])
        lines = frame("reference_lines", [{"line_id": key} for key in keys], [line] * len(keys))
        lines = lines.assign(width_m=np.array(values, dtype=float))
        create(path, district().with_tables(reference_lines=lines))
        store = open_store(path)
        store.close()
        assert store.project.set_aside == ()
        assert np.array_equal(store.project.reference_lines["width_m"], lines["width_m"], equal_nan=True)


def test_a_file_that_is_being_read_is_not_written_meanwhile(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = open_store(path)
    edit = set_about(About("改了名的区", "虚构", DAY, "EPSG:4547"))
    read = column_reader.columns_of
    refused = []

    def read_meanwhile(name: str) -> Any:
        if not refused:
            with pytest.raises(InputError, match="project_busy"):
                other.write(edit, "another program")
            refused.append(name)
        return read(name)

    monkeypatch.setattr(database, "BUSY_S", 0.05)
    monkeypatch.setattr(column_reader, "columns_of", read_meanwhile)
    assert reopened(path).about.title != "改了名的区"
    other.write(edit, "another program")
    other.close()
    assert reopened(path).about.title == "改了名的区"


def test_yes_and_no_that_another_program_wrote_are_read(path: Path) -> None:
    keys = [f"d{number}" for number in range(5)]
    disputes = frame("disputes", [{"dispute_id": key} for key in keys], [cell_centre(0, 0)] * len(keys))
    create(path, district().with_tables(disputes=disputes))
    for wrote, read in (((1, 0, 1, 0, 1), "10101"), ((1, None, 2, "ja", 0), "10000")):  # no yes is no
        connection = sqlite3.connect(path)
        gpkg.add_functions(connection)
        connection.executemany("UPDATE disputes SET reopened = ? WHERE dispute_id = ?", zip(wrote, keys, strict=True))
        connection.commit()
        connection.close()
        assert "".join(str(int(value)) for value in reopened(path).disputes["reopened"]) == read
