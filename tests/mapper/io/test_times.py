"""Times as people and platforms write them, on the station's clock."""

import json
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapper.io.cells import CellRules
from mapper.io.reading import Reading, read_table
from mapper.io.times import parse_time, stated_zone
from mapper.practice import TIME_ZONES, UNITED_STATES


def note(reading: Reading, code: str) -> dict[str, object]:
    return dict(next(note.values for note in reading.notes if note.code == code))


@given(
    st.datetimes(datetime(2001, 9, 10), datetime(2033, 5, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.integers(-12 * 4, 14 * 4),
    st.sampled_from(["iso", "basic", "blank", "unix", "unix_ms"]),
)
def test_a_time_with_a_zone_is_the_stations_own_time(moment: datetime, quarters: int, form: str) -> None:
    zone = timezone(timedelta(minutes=15 * quarters))
    there = moment.replace(tzinfo=timezone(timedelta(hours=8))).astimezone(zone)
    text = {
        "iso": there.isoformat(),
        "basic": there.strftime("%Y%m%dT%H%M%S%z"),
        "blank": there.strftime("%Y-%m-%d %H:%M:%S %z"),
        "unix": str(int(there.timestamp())),
        "unix_ms": str(int(there.timestamp()) * 1000),
    }[form]
    assert parse_time(text) == moment
    assert (stated_zone(text) is None) == (quarters == 32 and not form.startswith("unix"))


@given(
    st.datetimes(datetime(2001, 9, 10), datetime(2033, 5, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.sampled_from(TIME_ZONES),
    st.sampled_from([0, -5, 2]),
)
def test_a_time_with_a_zone_is_on_the_clock_of_the_chosen_zone_with_its_summer_time(
    moment: datetime, name: str, hours: int
) -> None:
    zone, there = ZoneInfo(name), moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    expected = pd.Timestamp(there).tz_convert(name).tz_localize(None).to_pydatetime()
    assert parse_time(there.isoformat(), zone=zone) == expected
    assert (stated_zone(there.isoformat(), zone) is None) == (expected == moment)
    assert parse_time(str(int(there.timestamp())), zone=zone) == expected
    assert parse_time(there.isoformat(), zone=None) == moment


def test_a_practice_brings_times_to_its_own_zone_and_says_where_none_is_chosen(write_text: Callable[..., Path]) -> None:
    rows = ["2026-07-01T03:30:00Z", "2026-01-01T03:30:00Z", "2026-01-01T03:30:00-06:00", "2026-01-01 03:30"]
    file = write_text(
        "案件编号,发生时间,经度,纬度\n" + "".join(f"K{n},{row},-87.6,41.8\n" for n, row in enumerate(rows))
    )
    chosen = read_table(file, "cases", rules=CellRules().at(replace(UNITED_STATES, time_zone="America/Chicago")))
    clock = [datetime(2026, 6, 30, 22, 30), datetime(2025, 12, 31, 21, 30), *[datetime(2026, 1, 1, 3, 30)] * 2]
    assert chosen.frame["occurred_at"].tolist() == clock
    told = {"column": "发生时间", "rows": 2, "zones": ["Z"]}
    assert note(chosen, "times_shifted") == told | {"time_zone": "America/Chicago"}
    unsaid = read_table(file, "cases", rules=CellRules().at(UNITED_STATES))
    assert [f"{moment:%m-%dT%H:%M}" for moment in unsaid.frame["occurred_at"]] == [
        row[5:16].replace(" ", "T") for row in rows
    ]
    assert note(unsaid, "times_unplaced") == told | {"rows": 3, "zones": ["-06:00", "Z"]}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026年3月5日15时20分", datetime(2026, 3, 5, 15, 20)),
        ("2026年3月5日 下午3点20分", datetime(2026, 3, 5, 15, 20)),
        ("二〇二六年三月五日下午3点20分", datetime(2026, 3, 5, 15, 20)),
        ("二○二六年十二月三十一日", datetime(2026, 12, 31)),
        ("2026年3月5日下午15:20", datetime(2026, 3, 5, 15, 20)),
        ("二〇二六年三月五日上午九时三十分", datetime(2026, 3, 5, 9, 30)),
        ("2026-03-05 下午三点二十分", datetime(2026, 3, 5, 15, 20)),
        ("Thu Mar 5 09:30:00 CST 2026", datetime(2026, 3, 5, 9, 30)),
        ("Thu Mar 05 2026 01:30:00 GMT+0000 (协调世界时)", datetime(2026, 3, 5, 9, 30)),
        ("2026-03-05 09:30:00 +0800 CST", datetime(2026, 3, 5, 9, 30)),
        ("5 Mar 2026 9:30", datetime(2026, 3, 5, 9, 30)),
        ("March 5th, 2026 9:30 PM", datetime(2026, 3, 5, 21, 30)),
        ("05-Mar-2026", datetime(2026, 3, 5)),
        ("2026-3-5 上午 9:05:07", datetime(2026, 3, 5, 9, 5, 7)),
        ("2026/3/5 星期四 15:20", datetime(2026, 3, 5, 15, 20)),
        ("2026年3月5日（周四）", datetime(2026, 3, 5)),
        ("2026.03.05 凌晨12:30", datetime(2026, 3, 5, 0, 30)),
        ("2026-03-05 中午12:30", datetime(2026, 3, 5, 12, 30)),
        ("2026-03-05 中午11:30", datetime(2026, 3, 5, 11, 30)),
        ("2026-03-05 晚上8点半", datetime(2026, 3, 5, 20, 30)),
        ("2026-03-05 晚上12点", datetime(2026, 3, 6)),
        ("2026-03-05 24:00", datetime(2026, 3, 6)),
        ("2026-12-31 24:00:00", datetime(2027, 1, 1)),
        ("2026-03-05 AM 9:30", datetime(2026, 3, 5, 9, 30)),
        ("20260305 1520", datetime(2026, 3, 5, 15, 20)),
        ("2026-03-05T16:00:00.000Z", datetime(2026, 3, 6)),
        ("2026-03-05 16:00 UTC", datetime(2026, 3, 6)),
    ],
)
def test_times_as_people_write_them(text: str, moment: datetime) -> None:
    assert parse_time(text) == moment


@pytest.mark.parametrize(
    "text",
    ["2026-03-05 24:01", "2026-03-05 25:00", "2026-03-05 9:30-10:30", "2026-03-05 晚上3点", "2026-03-05 13:00 PM",
     "9999-12-31T23:59:59-08:00", "0001-01-01T00:00:00+14:00", "2026030515", "二〇二六年二月三十日",
     "May", "5 Mar", "31 Feb 2026"],
)  # fmt: skip
def test_what_may_be_two_times_or_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_time(text)


def test_a_zone_by_name_is_told_and_cst_is_the_places_own_alone() -> None:
    java = "Thu Mar 5 01:30:00 UTC 2026"
    assert stated_zone(java) == "UTC"
    assert stated_zone(java.replace("UTC", "CST")) is None
    with pytest.raises(ValueError):
        parse_time(java.replace("UTC", "CST"), zone=ZoneInfo("America/Chicago"))


def test_what_was_done_about_zones_is_said(write_text: Callable[..., Path], tmp_path: Path) -> None:
    rows = ["2026-03-04T16:00:00.000Z", "2026-03-05T23:30:00+08:00", "2026-03-05 08:00"]
    text = "案件编号,发生时间,经度,纬度\n" + "".join(f"K{n},{row},113.4,30.3\n" for n, row in enumerate(rows))
    expected = [datetime(2026, 3, 5), datetime(2026, 3, 5, 23, 30), datetime(2026, 3, 5, 8)]
    reading = read_table(write_text(text), "cases")
    assert reading.frame["occurred_at"].tolist() == expected
    assert note(reading, "times_shifted") == {
        "column": "发生时间",
        "rows": 1,
        "zones": ["Z"],
        "time_zone": "Asia/Shanghai",
    }
    features = [
        {
            "type": "Feature",
            "properties": {"案件编号": f"K{n}", "发生时间": row},
            "geometry": {"type": "Point", "coordinates": [113.4, 30.3]},
        }
        for n, row in enumerate(rows)
    ]
    path = tmp_path / "k.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
    assert read_table(path, "cases").frame["occurred_at"].tolist() == expected


@pytest.mark.parametrize(("driver", "name"), [("GPKG", "t.gpkg"), ("OpenFileGDB", "t.gdb"), ("FlatGeobuf", "t.fgb")])
@pytest.mark.parametrize("zone", [None, UTC])
def test_formats_that_mark_every_time_as_utc(tmp_path: Path, driver: str, name: str, zone: timezone | None) -> None:
    moment = datetime(2026, 3, 5, 9, 30)
    frame = {"发生时间": pd.to_datetime([moment]).tz_localize(zone), "案件编号": ["K1"]}
    with warnings.catch_warnings(action="ignore"):
        gpd.GeoDataFrame(frame, geometry=[shapely.Point(113.4, 30.3)], crs=4326).to_file(tmp_path / name, driver=driver)
    reading = read_table(tmp_path / name, "cases")
    kept = driver != "FlatGeobuf" or zone is None  # it alone keeps what was known
    assert reading.frame["occurred_at"].tolist() == [moment if kept else moment + timedelta(hours=8)]
