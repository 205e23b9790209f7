"""Sensitive matters: coarse for everybody, nameless outside command, and counted where they are."""

import numpy as np
import pandas as pd
import pytest
import shapely

from mapper import frames
from mapper.audience import for_audience, shown_to
from mapper.crs import to_metres
from mapper.day.day import Day
from mapper.day.edition import Editions
from mapper.frames import sensitive_rows
from mapper.project import About, Project
from mapper.sensitive import CELL_M
from tests.districts import frame, grid
from tests.layers.marked_district import DAY
from tests.sample import district


def with_disputes(*places: tuple[float, float], closed: int = 0) -> Project:
    """Family disputes at these places, of 13:47 and each minute before; the first so many are closed."""
    began = pd.Timestamp("2026-11-20 13:47")
    rows = [
        {
            "dispute_id": f"J-SECRET-{9 - n}",
            "category": "family",
            "received_at": began - pd.Timedelta(minutes=n),
            "closed_at": began + pd.Timedelta(hours=1) if n < closed else None,
            "stage": "closed" if n < closed else "received",
        }
        for n in range(len(places))
    ]
    base = grid(2, 1).with_tables(disputes=frame("disputes", rows, [shapely.Point(at) for at in places]))
    steps = [
        {"step_id": "T1", "incident_table": "disputes", "incident_id": "J-SECRET-9", "step": "assess",
         "taken_at": began, "note": "秘密"},
        {"step_id": "T2", "incident_table": "hazards", "incident_id": "J-SECRET-9", "step": "verify",
         "taken_at": began},
    ]  # fmt: skip
    about = About("测试分局（虚构）", "虚构示例", DAY, "EPSG:4546", "测试分局")
    return Project(
        **{name: base.table(name) for name in ("stations", "communities", "disputes")}, about=about
    ).with_tables(steps=frame("steps", steps))


TOGETHER, ALONE = (113.4050, 30.3050), (113.4150, 30.3050)


def test_command_has_the_number_the_cell_and_the_day() -> None:
    shown = for_audience(with_disputes(TOGETHER, ALONE), "command")
    assert shown.disputes.index.tolist() == ["J-SECRET-9", "J-SECRET-8"]
    assert (shown.disputes["received_at"] == pd.Timestamp("2026-11-20")).all()
    xy = shapely.get_coordinates(to_metres(shown.disputes.geometry, shown.about.map_crs))
    assert np.allclose(xy % CELL_M, CELL_M / 2, atol=1e-3)
    assert shown.steps["note"].isna().all()


def test_a_station_has_no_number_no_minute_no_step_and_nothing_that_stands_alone() -> None:
    project = with_disputes(TOGETHER, TOGETHER, ALONE)
    part = shown_to(project, "station", "S1")
    shown = part.project.disputes
    assert shown.index.tolist() == ["1", "2", "3"]
    assert (shown["received_at"].dropna() == shown["received_at"].dropna().dt.normalize()).all()
    assert shown.geometry.isna().tolist() == [False, False, True]
    assert part.origin["disputes"].tolist()[2] == "J-SECRET-7"
    assert part.project.steps["incident_table"].tolist() == []
    told = "".join(part.project.table(name).reset_index().to_csv() for name in ("disputes", "steps"))
    assert "SECRET" not in told
    assert "13:4" not in told


def test_an_open_one_beside_a_closed_one_stands_alone_on_the_map() -> None:
    project = with_disputes(TOGETHER, TOGETHER, closed=1)
    edition = Editions(project, "station", DAY).of("S1")
    assert edition.project.disputes.geometry.isna().all()
    assert edition.unplaced("disputes") == 1
    both = Editions(with_disputes(TOGETHER, TOGETHER), "station", DAY).of("S1")
    assert both.project.disputes.geometry.notna().all()
    assert both.unplaced("disputes") == 0


@pytest.mark.parametrize("seed", range(5))
def test_what_a_station_gets_does_not_tell_in_which_order_the_rows_were(seed: int) -> None:
    """Whatever the order of rows, numbers and minutes, the station's part is the same."""
    rng = np.random.default_rng(seed)
    project = with_disputes(*[TOGETHER] * 4)
    rows = project.disputes
    order = rng.permutation(len(rows))
    mixed = rows.iloc[order].assign(received_at=rows["received_at"].to_numpy())
    shown = [for_audience(p, "station", "S1").disputes for p in (project, project.with_tables(disputes=mixed))]
    pd.testing.assert_frame_equal(*shown)


@pytest.mark.parametrize("audience", ["command", "station"])
def test_what_is_counted_is_counted_before_it_is_moved(audience: str) -> None:
    """Loads, states and counts of every unit are those of the screen, though places and times are coarse."""
    project = district().project
    whole = Day(project, project.as_of)
    station = None if audience == "command" else str(project.stations.index[0])
    day = Editions(project, audience, project.as_of).of(station).day  # type: ignore[arg-type]  # one of the audiences
    units = day.project.communities.index
    assert sensitive_rows("disputes", day.project.disputes).any()
    pd.testing.assert_frame_equal(day.unit_load, whole.unit_load.loc[units])
    for code in ("open_disputes", "disputes_per_1000", "disputes_smoothed", "open_hazards", "load_share"):
        counted, on_screen = day.measure(code).values, whole.measure(code).values.loc[units]
        if code == "disputes_smoothed" and station is not None:
            continue  # a rate that leans on the neighbours, which the station's own figures are told without
        pd.testing.assert_series_equal(counted, on_screen, check_names=False)
    states = day.incident_states("disputes").value_counts()
    of_units = whole.owned("disputes").loc[:, "community_code"].isin(units)
    if station is None:
        pd.testing.assert_series_equal(states, whole.incident_states("disputes").value_counts())
    assert states.sum() >= of_units.sum() - whole.owned("disputes")["exception"].notna().sum()
    since = day.project.as_of - pd.Timedelta(days=30)
    assert frames.conform("disputes", day.project.disputes).index.is_unique
    assert day.change_since(since) is not None
