"""Cells that two have changed, in words."""

import pytest

from mapper.names import name_of
from mapper.store.conflicts import Cell
from tests.sample import district
from ui.language.language import Language
from ui.projects.conflict_cells import cell_row


@pytest.mark.usefixtures("qapp")
def test_whoever_a_hazard_was_given_to_is_told_by_name() -> None:
    project = district().project
    one, other = (str(key) for key in project.officers.index[:2])
    row = cell_row(
        Language("en"), project, Cell("hazards", str(project.hazards.index[0]), "owner_id", None, one, other)
    )
    assert (row.before, row.mine, row.theirs) == ("—", *(name_of(project.officers, key) for key in (one, other)))
