"""Units in classes of a number: classed as they are, rounded when they are told."""

from dataclasses import replace

import pandas as pd

from layers.scene.look import Look
from layers.snapshot import MapState, snapshot_of
from mapper.day.day import Day
from tests.sample import district


def test_small_rates_do_not_all_read_zero() -> None:
    project = district().project
    units = project.communities
    many = units.assign(residents=pd.array([30_000_000 + 10_000 * i for i in range(len(units))], dtype="Int64"))
    day = Day(replace(project, communities=many), project.as_of)
    values = day.measure("disputes_per_1000").values
    positive = values[values > 0]
    assert positive.max() < 0.05, "each would read 0.0"
    layer = snapshot_of(MapState(day, theme="disputes", look=Look(shading={"disputes": "disputes_per_1000"}))).layer(
        "units"
    )
    bounds = [float(str(value)) for entry in layer.legend for _, value in entry.values]
    assert len(bounds) > 2
    assert sum(not bound for bound in bounds) <= 2 * int((values == 0).any()), "only what is 0 reads 0"
    for unit in positive.index:
        told = layer.tips[unit][0].values["value"].values["value"]  # type: ignore[attr-defined]  # a message in it
        assert float(told) > 0
