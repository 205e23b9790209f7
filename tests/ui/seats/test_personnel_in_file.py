"""Random comings and goings in a real GeoPackage: undo brings back every byte of its tables, redo too."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.errors import InputError
from mapper.store.geopackage.store import create, open_store
from tests.drawn import drawn
from tests.mapper.edits.comings import Asked, asked, station
from tests.ui.borders.test_borders_in_file import tables
from ui.session.document import Document


@given(st.lists(asked(), min_size=2, max_size=5))
@settings(max_examples=drawn(3))
def test_undo_restores_every_byte_of_the_files_tables(sequence: list[Asked]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.gpkg"
        create(path, station())
        document = Document(open_store(path))
        states = [tables(path)]
        for one in sequence:
            try:
                changes = document.do(one.edit())
            except InputError:
                assert tables(path) == states[-1]
                continue
            if changes.parts:
                states.append(tables(path))
        for state in reversed(states[:-1]):
            document.undo()
            assert tables(path) == state
        for state in states[1:]:
            document.redo()
            assert tables(path) == state
        document.close()
