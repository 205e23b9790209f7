"""One copy a day beside the project: the last days, a day of each of the last weeks, and never on a full disk."""

import os
import shutil
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.edits.duties import assign
from mapper.errors import InputError
from mapper.store.copies_of_days import copy_of_day, folder_of, kept
from mapper.store.store import create, open_store, read_project
from tests.mapper.store.files import DAY, assert_same, district


def test_a_copy_is_the_project_and_is_made_once_a_day_where_something_changed(tmp_path: Path) -> None:
    path = tmp_path / "区#1.gpkg"
    create(path, district())
    copy = copy_of_day(path, DAY)
    assert copy is not None
    assert_same(read_project(copy), district())
    assert copy_of_day(path, DAY) is None
    assert copy_of_day(path, DAY + timedelta(days=1)) is None  # nothing has changed
    store = open_store(path)
    store.write(assign("o1", "u0-0", DAY), "")
    later = path.stat().st_mtime + 1
    os.utime(path, (later, later))
    assert store.copy_of_day(DAY + timedelta(days=1), 3, 4) == str(folder_of(path) / "2026-11-24.gpkg")
    assert store.copy_of_day(DAY + timedelta(days=2), 0, 0) is None
    store.close()
    assert sorted(p.name for p in folder_of(path).iterdir()) == ["2026-11-23.gpkg", "2026-11-24.gpkg"]


def test_after_a_year_of_days_three_days_and_four_weeks_are_left(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    create(path, district())
    for number in range(60):
        os.utime(path, (number + 2e9, number + 2e9))
        copy_of_day(path, DAY + timedelta(days=number))
        for copy in folder_of(path).iterdir():
            os.utime(copy, (1e9, 1e9))
    last = DAY + timedelta(days=59)
    sunday = last - timedelta(days=last.weekday() + 1)
    there = {p.stem for p in folder_of(path).iterdir()}
    days = {last - timedelta(days=n) for n in range(3)}
    assert there == {day.isoformat() for day in days | {sunday - timedelta(days=7 * n) for n in range(4)}}


@given(st.integers(1, 90), st.sets(st.integers(0, 90)), st.integers(1, 5), st.integers(1, 5))
def test_whoever_works_day_by_day_always_has_one_of_each_week(
    used: int, closed: set[int], days: int, weeks: int
) -> None:
    there, made = set[date](), set[date]()
    for today in (DAY + timedelta(days=n) for n in range(used) if n not in closed):
        made.add(today)
        there = kept(there | {today}, today, days, weeks)
        monday = today - timedelta(days=today.weekday())
        for week in range(1, weeks + 1):
            first = monday - timedelta(days=7 * week)
            of_week = {first + timedelta(days=n) for n in range(7)}
            assert bool(of_week & made) == bool(of_week & there)


@given(st.sets(st.integers(0, 60)), st.integers(0, 5), st.integers(0, 5))
def test_what_is_kept_is_few_and_the_newest_is_among_it(ages: set[int], days: int, weeks: int) -> None:
    there = [DAY - timedelta(days=age) for age in ages]
    found = kept(there, DAY, days, weeks)
    assert found <= set(there)
    assert len(found) <= days + weeks
    assert not (there and days) or max(there) in found


def test_copies_may_lie_elsewhere_and_two_projects_of_one_name_stay_apart(tmp_path: Path) -> None:
    elsewhere, stores = tmp_path / "副本", []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        create(tmp_path / name / "区.gpkg", district())
        stores.append(open_store(tmp_path / name / "区.gpkg"))
    with pytest.raises(InputError, match="cannot_write"):  # a disk that is not there
        stores[0].copy_of_day(DAY, 3, 4, elsewhere)
    elsewhere.mkdir()
    copies = [store.copy_of_day(DAY, 3, 4, elsewhere) for store in stores]
    assert len(set(copies)) == 2
    for store, copy in zip(stores, copies, strict=True):
        assert [str(path) for path in store.copies(elsewhere)] == [copy]
        assert store.copies() == []
        store.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b", "副本"]


def test_on_a_full_disk_none_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.gpkg"
    create(path, district())
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=path.stat().st_size))
    with pytest.raises(InputError, match="copy_no_room"):
        copy_of_day(path, date(2026, 1, 1))
    assert list(tmp_path.iterdir()) == [path]
