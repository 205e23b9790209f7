"""Frames as the schema has them."""

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from mapper import frames, schema


@pytest.mark.parametrize("table", schema.TABLES)
def test_an_empty_table_is_what_a_table_without_rows_becomes(table: str) -> None:
    empty, framed = frames.empty(table), frames.framed(table, [], {}, np.zeros(0, dtype=object))
    assert_frame_equal(empty, framed)
    assert type(empty) is type(framed)
    assert getattr(empty, "crs", None) == getattr(framed, "crs", None)
