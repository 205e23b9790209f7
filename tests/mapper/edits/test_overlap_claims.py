"""Whose the land of an overlap is where only the borders of other units there tell."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mapper.edits.overlap_claims import keeper
from mapper.norms import Norms
from mapper.project import Project
from mapper.schema import DEGREES
from tests.districts import grid, square

LAND = square(1, 0, 0.3, 1)


def at(column: float, row: float) -> tuple[float, float]:
    return 113.4 + column / 100, 30.3 + row / 100


def claimed(*others: shapely.Polygon) -> Project:
    """``u0-0`` reaches over the border of ``u1-0``, which has a vertex halfway; and other units beside these two."""
    shapes = [
        square(0, 0, 1.3, 1),
        shapely.Polygon([at(1, 0), at(2, 0), at(2, 1), at(1, 1), at(1, 0.5)]),
        *others,
    ]
    codes = ["u0-0", "u1-0", *(f"other{n}" for n in range(len(others)))]
    one = grid(1, 1).communities
    units = gpd.GeoDataFrame(pd.concat([one] * len(codes)), geometry=shapes, crs=DEGREES)
    return grid(1, 1).with_tables(
        communities=units.set_axis(pd.Index(codes, name=one.index.name)), stations=grid(3, 1).stations
    )


TOUCHES_THE_FIRST = square(1.3, 0.4, 0.1, 0.2)  # two hundred metres of its border, no vertex of it
CROSSES_THE_FIRST = square(1.25, 0.4, 0.1, 0.2)  # its border twice, for a moment each
CORNER_OF_THE_SECOND = shapely.Polygon([at(1, 0.5), at(0.8, 0.45), at(0.8, 0.55)])  # a vertex of it, no border


@pytest.mark.parametrize(
    ("others", "keep"),
    [
        ((), None),
        ((CROSSES_THE_FIRST,), None),
        ((TOUCHES_THE_FIRST,), "u0-0"),
        ((CORNER_OF_THE_SECOND,), "u1-0"),
        ((CORNER_OF_THE_SECOND, CROSSES_THE_FIRST), "u1-0"),  # what only crosses a border does not share it
        ((CORNER_OF_THE_SECOND, TOUCHES_THE_FIRST), "u0-0"),  # length comes before vertices
    ],
)
@pytest.mark.parametrize("least_width_m", [1.0, 3.0])
def test_land_stays_with_the_unit_whose_border_there_others_share(
    others: tuple[shapely.Polygon, ...], keep: str | None, least_width_m: float
) -> None:
    project = Project(**{**claimed(*others).__dict__, "norms": Norms(least_width_m=least_width_m)})
    assert keeper(project, "u0-0", "u1-0", LAND) == (keep or "u0-0")  # nothing tells them apart: the first
    assert keeper(project, "u1-0", "u0-0", LAND) == (keep or "u1-0")
