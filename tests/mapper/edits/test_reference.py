"""A reference layer is added, replaced, undone and removed whole, and leaves the project's own lines alone."""

import pytest
from shapely import LineString

from mapper.edits.reference import add_reference_layer, reference_layers, remove_reference_layer
from mapper.errors import InputError
from tests.districts import frame, grid


def lines(count: int):
    rows = [{"line_id": f"x{n}", "kind": "road", "width_m": 40.0 if n == 0 else None} for n in range(count)]
    return frame("reference_lines", rows, [LineString([(113.4, 30.3 + n / 100), (113.5, 30.3)]) for n in range(count)])


def test_a_layer_comes_whole_and_goes_whole() -> None:
    own = frame("reference_lines", [{"line_id": "R1", "kind": "river"}], [LineString([(113, 30), (114, 31)])])
    project = grid(2, 2).with_tables(reference_lines=own)
    added = add_reference_layer(lines(3), " 水系 ", "river", 25.0)(project)
    assert reference_layers(added) == {"水系": 3}
    assert list(added.reference_lines.index) == ["R1", "水系:1", "水系:2", "水系:3"]
    assert added.reference_lines["kind"].tolist() == ["river"] * 4
    assert added.reference_lines["width_m"].tolist()[1:] == [40.0, 25.0, 25.0]
    assert add_reference_layer(lines(1), "水系", "other")(added).reference_lines["kind"].tolist() == ["river", "other"]
    removed = remove_reference_layer("水系")(added)
    assert removed.reference_lines.equals(project.reference_lines)
    assert reference_layers(project) == {}


def test_each_line_keeps_the_kind_that_its_file_tells() -> None:
    told = lines(3).assign(kind=["river", None, "railway"], width_m=None)
    added = add_reference_layer(told, "甲", None, 25.0)(grid(1, 1)).reference_lines
    assert added["kind"].tolist() == ["river", "other", "railway"]
    assert added["width_m"].fillna(0).tolist() == [25.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("count", "name", "code"),
    [(0, "a", "reference_empty"), (1, " ", "reference_name"), (1, "a:b", "reference_name")],
)
def test_what_makes_no_sense_is_refused(count: int, name: str, code: str) -> None:
    with pytest.raises(InputError) as told:
        add_reference_layer(lines(count), name, "road")(grid(1, 1))
    assert told.value.code == code
    with pytest.raises(InputError) as told:
        remove_reference_layer(name)(grid(1, 1))
    assert told.value.code == "reference_unknown"


def test_a_layer_is_what_stands_before_the_last_colon():
    rows = [{"line_id": key, "kind": "road"} for key in ("河:1:1", "河:1:2", "路:1", "own")]
    project = grid(1, 1).with_tables(reference_lines=frame("reference_lines", rows, [LineString([(0, 0), (1, 1)])] * 4))
    assert reference_layers(project) == {"河:1": 2, "路": 1}
    for name, others in (("河:1", ["own", "路:1"]), ("路", ["own", "河:1:1", "河:1:2"])):
        assert sorted(remove_reference_layer(name)(project).reference_lines.index) == sorted(others)
