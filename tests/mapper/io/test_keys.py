"""One key in several writings is one key: never doubled, never taken for another."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.io.keys import key_form, match_keys
from mapper.io.reading import Reading, read_table
from tests.districts import frame, grid

NUMBERS = st.integers(0, 10**15)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@st.composite
def writings(draw: st.DrawFn) -> tuple[str, str]:
    """A key and another writing of it."""
    key = draw(NUMBERS.map(str) | st.from_regex(r"[A-Za-z][0-9]{1,6}", fullmatch=True))
    written = key
    if key.isdigit():
        written = "0" * draw(st.integers(0, 6)) + written + draw(st.sampled_from(["", ".0", ".00"]))
    written = draw(st.sampled_from([written, written.translate(WIDE), written.lower(), written.upper()]))
    return key, draw(st.sampled_from(["", " ", "\u3000"])) + written + draw(st.sampled_from(["", "  "]))


@given(writings())
def test_all_writings_of_a_key_have_one_form(pair: tuple[str, str]) -> None:
    key, written = pair
    assert key_form(written) == key_form(key)
    assert key_form(key_form(written)) == key_form(written)


@given(NUMBERS, NUMBERS)
def test_different_numbers_have_different_forms(one: int, other: int) -> None:
    assert (key_form(str(one)) == key_form(str(other))) == (one == other)


@pytest.mark.parametrize(
    ("key", "form"), [("0", "0"), ("000", "0"), ("P0012", "p0012"), ("12-0", "12-0"), ("1.5", "1.5")]
)
def test_forms_at_the_edges(key: str, form: str) -> None:
    assert key_form(key) == form


@given(
    st.lists(st.sampled_from(["1", "01", "001", "2", "02", "a", "A", "0"]), max_size=8),
    st.sets(st.sampled_from(["1", "01", "001", "2", "02", "a", "A", "00"])),
)
def test_a_match_never_doubles_and_never_guesses(written: list[str], known: set[str]) -> None:
    found = match_keys(written, known)
    assert not (found.meant.keys() & known)
    taken = [found.meant.get(key, key) for key in dict.fromkeys(written) if key not in found.unclear | found.alike]
    assert len(taken) == len(set(taken))
    for key, meant in found.meant.items():
        assert [k for k in known if key_form(k) == key_form(key)] == [meant]
    for key in set(written):
        candidates = sorted(k for k in known if key_form(k) == key_form(key))
        assert (key in found.unclear) == (key not in known and len(candidates) > 1)
    # What is kept as new is a writing of nothing that is known or kept already.
    forms = [key_form(key) for key in taken if key not in known]
    assert len(forms) == len(set(forms))
    assert not set(forms) & {key_form(key) for key in known}


def told(reading: Reading) -> list[tuple[int, str]]:
    return [(rejected.row, rejected.code) for rejected in reading.rejected]


def test_rows_are_matched_refused_or_new_and_each_is_told(write_text: Callable[..., Path]) -> None:
    text = "警号,岗位\n12,辅警\n００７,辅警\nx9 ,辅警\n0003,辅警\n44,辅警\n044,辅警\n"
    reading = read_table(write_text(text), "officers", keys_in_use=["000012", "7", "X9", "3", "03"])
    assert list(reading.frame.index) == ["000012", "7", "X9", "44"]
    assert told(reading) == [(4, "key_unclear"), (6, "key_alike")]
    assert reading.rejected[0].values["candidates"] == ["03", "3"]
    assert reading.rejected[1].values["other"] == "44"
    (note,) = [note for note in reading.notes if note.code == "keys_matched"]
    assert note.values["rows"] == 3
    assert note.values["examples"][0] == "12 → 000012"


def test_the_writing_that_the_project_has_wins_over_an_earlier_row(write_text: Callable[..., Path]) -> None:
    reading = read_table(write_text("警号,岗位\n12,辅警\n000012,社区民警\n"), "officers", keys_in_use=["000012"])
    assert list(reading.frame["role"].items()) == [("000012", "community_officer")]
    assert told(reading) == [(1, "key_alike")]


def test_numbers_of_officers_in_other_tables_are_matched_too(write_text: Callable[..., Path]) -> None:
    officers = frame("officers", [{"officer_id": key, "role": "auxiliary"} for key in ("000012", "3", "03")])
    for table, field, head in (
        ("duties", "officer_id", "责任编号,警号,社区编码\n1,12,u\n2,003,u\n"),
        ("absences", "officer_id", "离岗编号,警号,原因,起始日期\n1,12,借调,2026-01-01\n2,003,借调,2026-01-01\n"),
        ("hazards", "owner_id", "隐患编号,责任人,经度,纬度\n1,12,113.4,30.3\n2,003,113.4,30.3\n"),
    ):
        reading = read_table(write_text(head), table, officers=officers)
        assert reading.frame[field].tolist() == ["000012", "003"], table
        codes = {note.code: note.values for note in reading.notes}
        assert codes["codes_linked"]["rows"] == 1
        assert codes["officers_unknown"]["codes"] == ["003"]


def test_a_list_of_residents_completes_units_once(write_text: Callable[..., Path]) -> None:
    path = write_text("社区编码,常住人口\n0429999001001,10\n429999001001,20\n")
    known = grid(1, 1).communities.rename(index={"u0-0": "429999001001"})
    reading = read_table(path, "communities", communities=known)
    assert reading.frame["residents"].to_dict() == {"429999001001": 20}
    assert told(reading) == [(1, "key_alike")]


def test_land_is_not_lost_for_a_code_that_is_written_twice(units: Any, tmp_path: Path) -> None:
    units["编码"] = ["1", "01", "2", "3"]
    units.to_file(tmp_path / "u.geojson")
    reading = read_table(tmp_path / "u.geojson", "communities", keys_in_use=["002"])
    assert list(reading.frame.index) == ["1", "01", "002", "3"]
    assert {note.code for note in reading.notes} >= {"keys_matched", "keys_alike"}
