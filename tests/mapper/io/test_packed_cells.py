"""Columns of large files: what is unpacked is what was put in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.io import packed_cells
from mapper.io.packed_cells import ColumnInPieces, PackedColumns
from tests.drawn import drawn

_CELLS = st.lists(st.none() | st.text(min_size=1, max_size=40), min_size=1, max_size=30)


def _held(cells: list[str | None], pieces: int) -> PackedColumns:
    """These cells as a column that came in so many pieces."""
    columns, column = PackedColumns(), ColumnInPieces(len(cells))
    for piece in np.array_split(np.array(cells, dtype=object), pieces):
        column.add(piece.tolist())
    columns.put("甲", column.cells)
    assert column.says == any(cell is not None for cell in cells)
    return columns


@given(_CELLS, st.integers(1, 4))
@settings(max_examples=drawn(30))
def test_cells_come_out_as_they_went_in(cells: list[str | None], pieces: int) -> None:
    with pytest.MonkeyPatch.context() as small:
        small.setattr(packed_cells, "FEWEST_ROWS", 1)
        columns = _held(cells, pieces)
        columns.put("乙", *[columns["甲"]] * 2)
    assert columns["甲"].dtype == columns["乙"].dtype == object
    assert columns["甲"].tolist() == cells
    assert columns["乙"].tolist() == cells * 2


def test_half_a_character_is_kept_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_cells, "FEWEST_ROWS", 1)
    assert _held(["丙", "\ud800", "乙"], 3)["甲"].tolist() == ["丙", "\ud800", "乙"]
