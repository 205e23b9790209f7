"""A point that several provinces speak of has one answer: that of all units asked at once."""

import geopandas as gpd
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.analysis.land.ownership import own
from mapper.batch.merge import Said, merged
from tests.drawn import drawn

_COORDINATE = st.integers(0, 6).map(float)


@settings(max_examples=drawn(40), deadline=None)
@given(
    st.lists(st.tuples(_COORDINATE, _COORDINATE, st.integers(1, 3), st.integers(0, 2)), min_size=1, max_size=6),
    st.lists(st.tuples(_COORDINATE, _COORDINATE), min_size=1, max_size=6),
)
def test_merged_is_what_all_units_say_at_once(
    boxes: list[tuple[float, float, int, int]], spots: list[tuple[float, float]]
) -> None:
    units = gpd.GeoDataFrame(
        {"station_code": "S", "province": [box[3] for box in boxes]},
        geometry=[shapely.box(x, y, x + side, y + side) for x, y, side, _ in boxes],
        index=pd.Index([f"u{n}" for n in range(len(boxes))]),
    )
    points = gpd.GeoDataFrame(
        geometry=[shapely.Point(*spot) for spot in spots], index=[str(n) for n in range(len(spots))]
    )
    whole = own(points, units)
    parts = [own(points, units[units["province"] == province]) for province in range(3)]
    for key in points.index:
        said = [_said(part, key) for part in parts]
        assert merged(said) == _said(whole, key)


def _said(owned: pd.DataFrame, key: str) -> Said:
    unit, exception = owned.loc[key, "community_code"], owned.loc[key, "exception"]
    return (None if pd.isna(unit) else str(unit), None if pd.isna(exception) else str(exception))
