"""Beats kept with the units: names that stay, one edit, and the next division knows them."""

import pytest

from mapper.edits.beats import beats_so_far, set_beats
from mapper.errors import InputError
from mapper.planning.beats.division import divide
from mapper.planning.beats.names import beat_names
from mapper.project import changes_between
from tests.districts import grid


def test_a_beat_keeps_its_name_and_a_new_one_takes_a_free_one():
    project = grid(4, 2, residents=100)
    first = divide(project, 2, basis="residents")
    names = beat_names(project, first, "所-")
    assert set(names.values()) == {"所-1", "所-2"}
    kept = set_beats(names)(project)
    assert beats_so_far(kept) == names
    assert changes_between(project, kept).parts == {"communities"}
    assert set_beats(names)(kept) is kept
    again = divide(kept, 2, basis="residents", previous=beats_so_far(kept))
    assert again.units_moved == 0
    assert beat_names(kept, again, "所-") == names
    four = divide(kept, 4, basis="residents", previous=beats_so_far(kept))
    more = beat_names(kept, four, "所-")
    assert set(more.values()) == {"所-1", "所-2", "所-3", "所-4"}
    assert sum(more[code] != name for code, name in names.items()) == four.units_moved


def test_another_divisions_names_are_not_taken_again():
    project = set_beats({"u0-0": "1", "u0-1": "1"})(grid(3, 2, residents=10))
    rest = divide(project.with_tables(communities=project.communities.iloc[2:]), 2, basis="residents")
    assert set(beat_names(project, rest).values()) == {"2", "3"}


def test_units_that_are_not_there_are_refused():
    with pytest.raises(InputError, match="row_unknown"):
        set_beats({"nowhere": "1"})(grid(2, 2))
    with pytest.raises(InputError, match="beats_no_units"):
        set_beats({})(grid(2, 2))
