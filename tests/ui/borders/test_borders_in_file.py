"""Random border edits of random tilings in a real GeoPackage: undo brings back every byte of its tables, redo too."""

import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.edit import Edit
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.geopackage.store import create, open_store
from tests.districts import cell_centre, frame
from tests.drawn import drawn
from tests.mapper.edits.test_boundaries import edits, tilings
from ui.session.document import Document

# The change log grows with each undo and each table's date moves on: that is what they are for.
NOT_THE_DATA = ("change_log",)
WHEN = "last_change"


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, the spatial index's included, byte for byte and in the order of its number."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {}
        for name in names:
            # R-tree nodes and their numbering depend on the order of writing; what they index is compared instead.
            if name in NOT_THE_DATA or name.endswith(("_node", "_parent", "_rowid")) or name == "sqlite_sequence":
                continue
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[1] != WHEN]
            listed = ", ".join(f'"{column}"' for column in columns)
            found[name] = connection.execute(f'SELECT {listed} FROM "{name}" ORDER BY 1').fetchall()
        # A key that was given once stays used: what is kept of that is the one thing that an undo leaves.
        settings = "project_settings"
        found[settings] = [row for row in found[settings] if "keys" not in row]
        # A block of checksums stays when its rows have gone, with nothing in it.
        found["row_checksums"] = [
            (name, *block)
            for name, *block in found["row_checksums"]
            if name not in (*NOT_THE_DATA, settings) and any(block[-1])
        ]
    connection.close()
    return found


def with_people(project: Project) -> Project:
    """Duties, visits and points for a merge or a split to carry over."""
    codes = list(project.communities.index)
    return project.with_tables(
        duties=frame("duties", [{"duty_id": f"d{c}", "officer_id": "p1", "community_code": c} for c in codes]),
        outreach=frame("outreach", [{"outreach_id": c, "community_code": c} for c in codes], [None] * len(codes)),
        hazards=frame(
            "hazards",
            [{"hazard_id": c, "recorded_unit": c} for c in codes],
            [cell_centre(*map(int, c[1:].split("-"))) for c in codes],
        ),
    )


@given(tilings(), st.lists(edits(), min_size=2, max_size=6))
@settings(max_examples=drawn(4))
def test_undo_restores_every_byte_of_the_files_tables(
    project: Project, sequence: list[Callable[[Project, int], Edit]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "undo.gpkg"
        create(path, with_people(project))
        document = Document(open_store(path))
        states = [tables(path)]
        for number, made in enumerate(sequence):
            try:
                changes = document.do(made(document.project, number))
            except InputError:
                assert tables(path) == states[-1]
                continue
            if changes.parts:
                states.append(tables(path))
        for state in reversed(states[:-1]):
            document.undo()
            assert tables(path) == state
        assert not document.can_undo
        for state in states[1:]:
            document.redo()
            assert tables(path) == state
        document.close()
