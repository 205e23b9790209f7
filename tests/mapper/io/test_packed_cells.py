"""Columns of large files: what is unpacked is what was put in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.io import packed_cells
from mapper.io.packed_cells import PackedColumns
from tests.drawn import drawn

_CELLS = st.lists(st.none() | st.text(min_size=1, max_size=40), min_size=1, max_size=30)


@given(_CELLS)
@settings(max_examples=drawn(30))
def test_cells_come_out_as_they_went_in(cells: list[str | None]) -> None:
    with pytest.MonkeyPatch.context() as small:
        small.setattr(packed_cells, "FEWEST_ROWS", 1)
        columns = PackedColumns()
        columns.put("甲", np.array(cells, dtype=object))
    assert columns["甲"].dtype == object
    assert columns["甲"].tolist() == cells


def test_half_a_character_is_kept_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_cells, "FEWEST_ROWS", 1)
    columns = PackedColumns()
    columns.put("甲", np.array(["\ud800", "乙"], dtype=object))
    assert columns["甲"].tolist() == ["\ud800", "乙"]
