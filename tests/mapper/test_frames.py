"""Frames as the schema has them."""

import gc
import weakref

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


def test_empty_tables_that_are_gone_leave_nothing() -> None:
    def references() -> int:
        gc.collect()
        return sum(type(there) is weakref.ref for there in gc.get_objects())

    def a_project() -> None:
        for table in schema.TABLES:
            made = frames.empty(table)
            made.iloc[:0], made.index.to_series(), made.columns.tolist()
        frames.let_empty_go()

    a_project()
    before = references()
    for _ in range(10):
        a_project()
    assert references() <= before
