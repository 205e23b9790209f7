"""What a row is called, and lists of ids in one column."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.day.day import Day
from mapper.names import counting, folded, joined_ids, name_of, names_of, split_ids
from tests.districts import frame
from tests.sample import district


@pytest.mark.parametrize(("table", "column"), [("police_rooms", "name"), ("officers", "display_name")])
def test_a_row_is_called_by_its_name_else_by_its_code(table: str, column: str) -> None:
    key = {"police_rooms": "room_id", "officers": "officer_id"}[table]
    given_names = ["甲（虚构）", None, ""]
    rows = frame(table, [{key: f"k{n}", column: name} for n, name in enumerate(given_names)], [None] * 3)
    assert names_of(rows).to_dict() == {"k0": "甲（虚构）", "k1": "k1", "k2": "k2"}
    assert [name_of(rows, code) for code in ("k0", "k1", "k2", "gone")] == ["甲（虚构）", "k1", "k2", "gone"]
    assert names_of(frame(table, [])).empty


@given(st.lists(st.text("abc019-", min_size=1)))
def test_ids_come_apart_as_they_were_joined(ids: list[str]) -> None:
    assert split_ids(joined_ids(ids)) == tuple(ids)


@pytest.mark.parametrize("nothing", [None, float("nan"), "", ";"])
def test_an_empty_column_has_no_ids(nothing: object) -> None:
    assert split_ids(nothing) == ()


def test_findings_of_rows_without_names_tell_their_codes() -> None:
    project = district().project
    nameless = project.with_tables(
        stations=project.stations.assign(name=None).astype({"name": "str"}),
        communities=project.communities.assign(name=None).astype({"name": "str"}),
        officers=project.officers.assign(display_name=None).astype({"display_name": "str"}),
    )
    for finding in Day(nameless, nameless.as_of).findings:
        told = [
            value for values in finding.values.values() for value in (values if isinstance(values, list) else [values])
        ]
        assert not any(isinstance(value, float) and math.isnan(value) for value in told), finding
        assert "nan" not in told, finding


def test_names_are_found_without_accents_and_ordered_by_counting() -> None:
    names = ["17TH", "7TH", "1ST", "Élysée 10", "elysee 9", "东湖 2 社区"]
    assert sorted(names, key=counting) == ["1ST", "7TH", "17TH", "elysee 9", "Élysée 10", "东湖 2 社区"]
    assert folded("Élysée ÅNGSTRÖM Straße") == "elysee angstrom strasse"
    assert folded("东湖 A") == "东湖 a"
