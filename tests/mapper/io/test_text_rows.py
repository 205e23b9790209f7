"""Rows of a text that are read anew each time, beside the lists of Python's own reader."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.io.text_rows import FIRST_ROWS, TextRows, lines_of
from tests.drawn import drawn

_CELL = st.text(alphabet='ab,;"\n \u3000甲1=', max_size=4)
_ROWS = st.lists(st.lists(_CELL, min_size=1, max_size=4), max_size=2 * FIRST_ROWS)


@given(_ROWS)
@settings(max_examples=drawn(40), deadline=None)
def test_rows_are_those_of_a_list(rows: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    text = written.getvalue()
    listed = [*csv.reader(lines_of(text))]
    while listed and not any(listed[-1]):
        listed.pop()
    found = TextRows(text, ",")
    widths = [len(row) for row in listed if any(row)]
    usual = max(dict.fromkeys(widths), key=widths.count, default=0)
    one_line_each = all(len(row) == usual or not any("\n" in cell for cell in row) for row in listed)
    assert found.whole is one_line_each
    if not found.whole:
        return
    assert [*found] == listed
    assert len(found) == len(listed)
    assert found[:5] == listed[:5]
    assert found[FIRST_ROWS:] == listed[FIRST_ROWS:]
    assert [*found.last] == [(number, row) for number, row in enumerate(listed) if any(row)][-200:]
    filled = [max((at for at, cell in enumerate(row, 1) if cell), default=0) for row in listed[FIRST_ROWS:]]
    assert found.furthest == max(filled, default=0)


def test_a_mark_that_is_never_closed_leaves_no_rows() -> None:
    assert not TextRows('a,b\n1,"2\n3,4\n', ",").whole
