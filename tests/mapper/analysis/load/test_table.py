"""The table of loads adds up and says what it leaves out."""

from datetime import date

import numpy as np
import pytest

from mapper.analysis.load.load import PARTS, officer_load
from mapper.analysis.load.table import load_table
from mapper.analysis.seats.coverage import coverage
from tests.sample import district

DAY = date(2026, 11, 23)


def test_the_sample_adds_up_and_says_what_is_left_out() -> None:
    project = district().project
    ledger = coverage(project, DAY)
    table = load_table(project, ledger)
    units = table.units
    np.testing.assert_allclose(units[list(PARTS)].sum(axis=1), units["minutes"])
    assert units["share"].isna().sum() == ledger.units - ledger.covered == 6
    held = units[units["share"].notna()]
    load = officer_load(project, ledger, units["minutes"])
    for code, share in held["share"].items():
        assert share == max(load["share"][who] for who in ledger.seats.at[code, "officer_ids"])
    assert (table.officers, table.overloaded, table.no_way, table.no_residents) == (99, 1, 0, 0)
    assert table.of_units.count == 108
    spread = units["minutes"].std(ddof=0) / units["minutes"].mean()
    assert table.of_units.variation == pytest.approx(spread)
    people = {officer for ids in ledger.seats["officer_ids"] for officer in ids}
    assert table.available == pytest.approx(project.officers.loc[list(people), "fte"].sum() * 9600)
