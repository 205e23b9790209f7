"""Incidents in and around a focus area counted anew from the rows, and what cannot be compared."""

from datetime import date, timedelta
from math import isnan

import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.stats import binomtest

from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.patrol.incident_changes import BEFORE_DAYS, RING_M, incident_changes
from mapper.crs import to_metres
from mapper.frames import sensitive_rows
from tests.sample import district

PROJECT = district().project
CRS = PROJECT.about.map_crs


@pytest.mark.parametrize("table", ["hazards", "disputes", "cases"])
@pytest.mark.parametrize("focus_id", ["F6", "F7"])
def test_counts_are_those_of_the_rows_in_area_ring_and_rest(table: str, focus_id: str) -> None:
    change = incident_changes(PROJECT, PROJECT.as_of, table, [focus_id])[focus_id]
    area = PROJECT.focus_areas.loc[focus_id]
    first, last = area["starts"].normalize(), area["ends"].normalize()
    assert (change.now.first, change.now.last) == (first.date(), last.date())
    kind, rows = KIND_OF[table], PROJECT.table(table)
    kept = ~sensitive_rows(table, rows) & (rows.geometry.notna() & ~rows.geometry.is_empty).to_numpy()
    if kind.origin is not None:
        kept &= rows[kind.origin].ne("discovered").to_numpy()
    rows = rows[kept]
    points, land = (to_metres(frame, CRS) for frame in (rows.geometry, PROJECT.focus_areas.geometry.loc[[focus_id]]))
    on_earth = np.isfinite(shapely.get_x(points))
    rows, points = rows[on_earth], points[on_earth]
    gap = shapely.distance(points, land[0])
    units = shapely.make_valid(PROJECT.communities.geometry.to_numpy())
    codes = PROJECT.communities["station_code"]
    stations = codes[shapely.area(shapely.intersection(units, area.geometry)) > 0]
    own = shapely.union_all(units[codes.isin(stations).to_numpy()])
    zones = {"area": gap == 0, "ring": (gap > 0) & (gap <= RING_M)}
    zones["rest"] = ~zones["area"] & ~zones["ring"] & shapely.intersects(own, rows.geometry.to_numpy())
    began = rows[kind.began]
    for one in change.zones:
        there = began[zones[one.zone]]
        assert one.now == int(((there >= first) & (there < last + pd.Timedelta(days=1))).sum())
        assert one.before == int(((there >= first - pd.Timedelta(days=BEFORE_DAYS)) & (there < first)).sum())
        assert one.base_small == (one.before < 30)
        share = change.now.days / (change.now.days + BEFORE_DAYS)
        if one.now + one.before:
            assert one.p == pytest.approx(binomtest(one.now, one.now + one.before, share).pvalue)
            assert one.ratio_low <= one.ratio <= one.ratio_high
        else:
            assert isnan(one.ratio)


def test_an_area_that_has_not_begun_has_none_and_one_from_before_the_records_is_not_compared() -> None:
    first = PROJECT.focus_areas["starts"].min().date()
    assert incident_changes(PROJECT, first - timedelta(days=1), "cases", PROJECT.focus_areas.index) == {}
    early = PROJECT.focus_areas.loc[["F6"]].assign(
        starts=pd.Timestamp("2020-01-01 08:00"), ends=pd.Timestamp("2020-01-03 08:00")
    )
    change = incident_changes(PROJECT.with_tables(focus_areas=early), PROJECT.as_of, "cases", ["F6"])["F6"]
    assert change.zones == ()
    assert {why.code for why in change.not_compared} == {"not_compared.before_first"}
    undated = PROJECT.focus_areas.loc[["F6"]].assign(starts=pd.NaT)
    assert incident_changes(PROJECT.with_tables(focus_areas=undated), PROJECT.as_of, "cases", ["F6"]) == {}
    assert isinstance(change.now.first, date)
