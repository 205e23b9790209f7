"""Words that show a person whether a file was read in the right encoding."""

import pytest

from mapper.io.encodings import sample_words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("编号,名称\n1,江村\n2,柳村\n3,桥村\n4,石村\n", ["江村", "柳村", "桥村"]),
        ("编号,日期\n1,2026-11-01\n", ["编号", "日期"]),
        ("江村", ["江村"]),
        ("a,b\n1,2\n", []),
    ],
)
def test_values_tell_else_headings(text: str, told: list[str]) -> None:
    assert sample_words(text) == told
