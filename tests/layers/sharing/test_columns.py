"""Columns of numbers and texts come back as they went in, whatever they are."""

import base64
import zlib

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from layers.sharing.web.columns import Columns, varints
from layers.sharing.web.mercator import z_order
from tests.web_file import Reader

NUMBERS = st.lists(st.integers(-(2**30) + 1, 2**30 - 1))


def read_back(columns: Columns) -> Reader:
    return Reader(zlib.decompress(base64.b64decode(columns.packed())))


@given(NUMBERS, st.lists(st.integers(-(2**29) + 1, 2**29 - 1)), st.lists(st.text(st.characters(codec="utf-8"))))
def test_columns_come_back(numbers: list[int], places: list[int], texts: list[str]) -> None:
    columns = Columns()
    columns.ints(np.array(numbers, dtype=np.int64))
    columns.texts(texts)
    columns.deltas(np.array(places, dtype=np.int64))
    reader = read_back(columns)
    assert reader.ints() == numbers
    assert reader.texts() == [text.replace("\0", "") for text in texts]
    assert reader.sums() == places
    assert reader.is_done


def test_a_number_that_the_browser_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        varints(np.array([2**30]))


def test_a_text_column_ends_no_element() -> None:
    columns = Columns()
    columns.texts(["</script><!--", '" onload='])
    assert set(columns.packed()) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")


@given(st.lists(st.tuples(st.integers(-1000, 10**6), st.integers(0, 10**6)), max_size=50))
def test_z_order_names_each_place_once(places: list[tuple[int, int]]) -> None:
    order = z_order(np.array(places, dtype=np.int64).reshape(-1, 2))
    assert sorted(order.tolist()) == list(range(len(places)))
