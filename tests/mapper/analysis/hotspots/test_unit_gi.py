"""Gi* of units: who touches whom counted by brute force, its formula written out, and too few units refused."""

import numpy as np
import pandas as pd
import pytest
import shapely

from mapper.analysis.hotspots.unit_gi import gi_of_units
from mapper.crs import to_metres
from tests.districts import grid


def test_it_is_the_formula_over_units_that_touch() -> None:
    project = grid(8, 8)
    codes = project.communities.index
    count = pd.Series(np.random.default_rng(3).poisson(4, len(codes)), codes)
    count[[f"u{x}-{y}" for x in (2, 3, 4) for y in (2, 3, 4)]] = 40
    found = gi_of_units(project, count)
    assert found is not None
    land = np.asarray(to_metres(project.communities.geometry, project.about.map_crs))
    near = shapely.distance(land[:, None], land[None]) < 1.0  # itself too
    values, n = count.to_numpy(dtype=float), len(codes)
    w, spread = near.sum(axis=1), np.sqrt((values**2).mean() - values.mean() ** 2)
    expected = (near @ values - values.mean() * w) / (spread * np.sqrt((n * w - w**2) / (n - 1)))
    np.testing.assert_allclose(found["gi_z"], expected, atol=1e-9)
    assert found["gi_p"].between(0.001, 1).all()
    # Nine of forty: their middle is called high, and the far corner is not.
    assert found.loc["u3-3", "is_high"]
    assert not found.loc["u0-7", "is_high"]
    assert (found["gi_p"][found["is_high"]] <= 0.05).all()


@pytest.mark.parametrize(("across", "refused"), [(29, True), (30, False)])
def test_fewer_than_thirty_units_are_refused(across: int, refused: bool) -> None:
    project = grid(across, 1)
    count = pd.Series(np.arange(across), project.communities.index)
    assert (gi_of_units(project, count) is None) == refused


def test_units_without_an_outline_are_not_counted() -> None:
    project = grid(6, 6)
    units = project.communities
    there = np.arange(len(units)) >= 7
    fewer = project.with_tables(communities=units.set_geometry(units.geometry.where(there)))
    assert gi_of_units(fewer, pd.Series(1, units.index)) is None
