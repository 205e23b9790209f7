"""Going back in a file that others write to as well, and what a file holds after something was forgotten."""

import json
import sqlite3
import zlib
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapper.edit import Edit, drop_rows, put_rows
from mapper.errors import InputError
from mapper.files.sqlite_files import connect
from mapper.project import Project
from mapper.store.geopackage.as_it_was import write_as_it_was
from mapper.store.geopackage.row_log import RowLog
from mapper.store.geopackage.store import GeoPackageStore, create, open_store
from mapper.store.history import LoggedEdit, ToForget, end_of_day, last_line_by
from tests.districts import frame
from tests.drawn import drawn
from tests.mapper.store.files import district, not_noted, noted_again
from tests.mapper.store.test_contract import assert_same_rows, renamed


def by_another(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as other, other:
        other.execute(statement)


def past(store: GeoPackageStore, line: int, out: Path) -> tuple[Project, tuple[int, int, int]]:
    told = store.as_it_was(line, out)
    opened = open_store(out)
    opened.close()
    assert opened.faults() == ()
    return opened.project, (told.changes, told.otherwise, told.forgotten)


def test_what_another_program_changed_is_counted_and_gets_what_the_log_has(path: Path, tmp_path: Path) -> None:
    store = open_store(path)
    store.write(renamed("u0-0", name="甲名"), "甲")
    store.write(renamed("u0-0", name="甲二名", residents=5), "甲")
    store.write(Edit("rows_dropped", lambda p: drop_rows(p, "officers", ["o1"])), "甲")
    with closing(sqlite3.connect(path)) as file, file:
        not_noted(file)  # or it would be known what stood there (test_others_logged.py)
        file.execute("UPDATE officers SET fte = 0.25 WHERE officer_id = 'o0'")  # no line of the log touches it
        file.execute("INSERT INTO officers (officer_id, role) VALUES ('o1', 'auxiliary')")
        noted_again(file)
    found, counts = past(store, 0, tmp_path / "0.gpkg")
    assert counts == (3, 1, 0)
    assert found.officers.loc["o1", "role"] == "community_officer"
    assert found.officers.loc["o0", "fte"] == 0.25
    assert found.communities.loc["u0-0", "name"] == district().communities.loc["u0-0", "name"]
    found, counts = past(store, 1, tmp_path / "1.gpkg")
    assert (found.communities.loc["u0-0", "name"], counts) == ("甲名", (2, 1, 0))
    store.close()


def test_the_copy_holds_nothing_of_what_came_later(path: Path, tmp_path: Path) -> None:
    store = open_store(path)
    later = "以后才有的名字（虚构）"
    store.write(renamed("u0-0", name=later), "甲")
    store.write(renamed("u0-0", name="又改"), "甲")
    past(store, 0, tmp_path / "was.gpkg")
    assert later.encode() not in (tmp_path / "was.gpkg").read_bytes()
    by_line = open_store(tmp_path / "was.gpkg")
    assert by_line.change_log().empty
    by_line.write(renamed("u0-0", name="从前改"), "甲")
    by_line.close()
    store.close()


def test_what_was_forgotten_is_nowhere_in_the_file_nor_in_copies(path: Path, tmp_path: Path) -> None:
    secret = "张某某欠债不还（虚构）"
    store = open_store(path)
    note = frame(
        "steps", [{"step_id": "s1", "table_name": "hazards", "row_id": "h0", "step": "verify", "note": secret}]
    )
    store.write(Edit("step_taken", lambda p: put_rows(p, "steps", note), {"note": secret, "key": "h0"}), "甲")
    assert store.copy_of_day(date.today(), 3, 4) is not None
    store.write(Edit("rows_dropped", lambda p: drop_rows(p, "steps", ["s1"])), "甲")
    told = store.forget(ToForget(cell=lambda *cell: cell[-1] == secret))
    assert (told.lines, told.values, told.copies) == (2, 2, 1)
    with closing(sqlite3.connect(path)) as source:
        source.execute("VACUUM")  # nothing to gain: it has been done
    store.refresh()
    assert secret.encode() not in path.read_bytes()
    assert secret not in json.dumps([store.change_log()[c].tolist() for c in ("details", "rows")], ensure_ascii=False)
    assert list(path.parent.glob("*.copies/*.gpkg")) == []
    _, counts = past(store, 0, tmp_path / "0.gpkg")
    assert counts == (2, 0, 1)
    assert store.history(9)[0].forgotten
    store.close()


def test_a_log_that_was_forgotten_as_a_whole_or_cannot_be_read_leads_nowhere(path: Path, tmp_path: Path) -> None:
    store = open_store(path)
    store.write(renamed("u0-0", name="甲名"), "甲")
    store.write(renamed("u0-0", name="乙名"), "甲")
    by_another(path, "UPDATE change_log SET rows = x'01' WHERE fid = 1")
    with pytest.raises(InputError, match="log_unreadable"):
        store.as_it_was(0, tmp_path / "0.gpkg")
    with pytest.raises(InputError, match="log_unreadable"):
        store.change_log()
    nothing = zlib.compress(b"{}").hex()
    by_another(path, f"UPDATE change_log SET rows = x'{nothing}'")
    store.forget(ToForget(until=store.history(2)[0].at))
    with pytest.raises(InputError, match="log_forgotten"):
        store.as_it_was(0, tmp_path / "0.gpkg")
    assert not list(tmp_path.glob("0.gpkg*"))
    assert past(store, 1, tmp_path / "1.gpkg")[1] == (2, 0, 0)  # with what was done to the log itself
    store.close()


def test_a_full_disk_is_told_of_the_new_file(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def connected(place: Path, how: Any) -> sqlite3.Connection:
        file = connect(place, how)
        file.execute("PRAGMA max_page_count = 3")
        return file

    monkeypatch.setattr("mapper.store.geopackage.as_it_was.connect", connected)
    out = tmp_path / "new" / "was.gpkg"
    out.parent.mkdir()
    with pytest.raises(InputError) as told:
        write_as_it_was(path, 0, out)
    assert (told.value.code, told.value.values["path"]) == ("cannot_write", str(out))
    assert not [*out.parent.iterdir()]


def test_of_very_many_rows_the_log_has_the_keys_and_says_what_that_is_not_enough_for(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RowLog.__init__, "__defaults__", (0,))
    store = open_store(path)
    before, note = store.project, {"table_name": "hazards", "row_id": "h0", "step": "verify"}
    steps = frame("steps", [{"step_id": f"s{n}", **note} for n in range(3)])
    number = store.write(Edit("rows_imported", lambda p: put_rows(p, "steps", steps)), "甲").line
    assert number is not None
    found, counts = past(store, 0, tmp_path / "0.gpkg")
    assert counts == (1, 0, 0)
    assert_same_rows(found, before)
    with pytest.raises(InputError, match="log_cut"):
        store.logged_change(number, back=True)(store.project)
    store.write(Edit("rows_dropped", lambda p: drop_rows(p, "steps", ["s1"])), "甲")
    with pytest.raises(InputError, match="log_cut"):
        store.as_it_was(0, tmp_path / "1.gpkg")
    store.close()


def test_the_last_line_of_a_day() -> None:
    at = [datetime(2026, 11, 22, 9).astimezone(), datetime(2026, 11, 22, 23, 59, 59, 999000).astimezone()]
    at.append(at[1] + timedelta(milliseconds=1))
    lines = [
        LoggedEdit(number, moment.astimezone(UTC).isoformat(timespec="milliseconds"), "", "x", {})
        for number, moment in enumerate(at, start=1)
    ]
    days = (date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23))
    assert [last_line_by(lines, end_of_day(day)) for day in days] == [0, 2, 3]


@settings(max_examples=drawn(3), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(
        st.tuples(st.sampled_from(["name", "residents", "gone", "back"]), st.sampled_from(["u0-0", "u0-1", "u2-2"])),
        min_size=1, max_size=6,
    )
)  # fmt: skip
def test_whatever_was_done_each_state_can_be_found_again(tmp_path: Path, moves: list[tuple[str, str]]) -> None:
    path, first = tmp_path / "law.gpkg", district()
    create(path, first)
    store = open_store(path)
    states = [store.project]
    for number, (what, key) in enumerate(moves):
        there = key in store.project.communities.index
        if what == "back" and not there:
            rows = first.communities.loc[[key]]
            edit = Edit("unit_back", lambda p, rows=rows: put_rows(p, "communities", rows))
        elif what == "gone" and there:
            edit = Edit("rows_dropped", lambda p, key=key: drop_rows(p, "communities", [key]))
        elif what in ("name", "residents") and there:
            edit = renamed(key, **{what: f"名{number}" if what == "name" else number})
        else:
            continue
        store.write(edit, "甲")
        states.append(store.project)
    for line, state in enumerate(states):
        found, counts = past(store, line, tmp_path / "was.gpkg")
        assert_same_rows(found, state)
        assert counts == (len(states) - 1 - line, 0, 0)
    store.close()
