"""A value that is to leave the log for good leaves what waits for a word as well, and the whole file."""

import json
from pathlib import Path

import pytest

from mapper.edits.former_values import earlier_of, personal
from mapper.errors import InputError
from mapper.laptops.checkout import check_out
from mapper.laptops.forgetting import forget_values
from mapper.laptops.sync import sync
from mapper.laptops.waiting import keep_theirs, take_mine, waiting
from mapper.store.history import ToForget
from mapper.store.lines_without import line_without, set_aside_without
from mapper.store.store import Store, open_store
from tests.mapper.laptops.district import on_disk, put

SECRET = "张小三 身份证 420101199001011237"
NUMBER = SECRET[-18:]  # JSON may write the rest otherwise


def with_one_aside(folder: Path) -> Store:
    """A project in which an edit of a laptop waits: it names the unit so, and others have named it otherwise."""
    store = on_disk(folder)
    check_out(store, folder / "out.gpkg", None, "甲")
    laptop = open_store(folder / "out.gpkg")
    laptop.write(put("communities", "u0-0", name=SECRET, residents=7), "乙")
    store.write(put("communities", "u0-0", name="东"), "甲")
    sync(laptop, store, "乙")
    laptop.close()
    return store


@pytest.mark.parametrize("asked", [personal(), earlier_of([("communities", "u0-0")], "name")], ids=["personal", "cell"])
def test_it_leaves_what_waits_and_the_file(tmp_path: Path, asked: ToForget) -> None:
    store = with_one_aside(tmp_path)
    (one,) = waiting(store.project)
    would = forget_values(store, asked, "甲", dry=True)
    assert [cell.mine for cell in waiting(store.project)[0].cells] == [cell.mine for cell in one.cells]
    gone = forget_values(store, asked, "甲")
    assert (gone.lines, gone.values) == (would.lines, would.values)
    (left,) = waiting(store.project)
    assert {cell.column: cell.mine for cell in left.cells if cell.column == "residents"} == {"residents": 7}
    if asked.text is not None:  # of the name what stood before is still known, and what was to come is not
        with pytest.raises(InputError, match="log_forgotten"):
            store.write(take_mine(store.project, left.offline_id), "甲")
    store.write(keep_theirs(store.project, left.offline_id), "甲")
    store.close()
    assert SECRET.encode() not in (tmp_path / "project.gpkg").read_bytes()
    again = open_store(tmp_path / "project.gpkg")
    again.close()
    assert again.faults() == ()
    assert again.project.communities["name"]["u0-0"] == "东"


def test_where_nothing_of_it_waits_only_the_log_is_asked(tmp_path: Path) -> None:
    store = with_one_aside(tmp_path)
    before = store.project.offline_edits
    forget_values(store, earlier_of([("stations", "S1")]), "甲")
    store.close()
    assert store.project.offline_edits.equals(before)


def test_a_note_that_repeats_what_its_rows_lose_goes_with_them_and_counts_once() -> None:
    rows = {"columns": ["step_id", "note"], "before": [], "after": [], "removed": [], "added": [["T1", SECRET]]}
    asked = earlier_of([("steps", "T1")], "note")
    told = json.dumps({"note": SECRET, "count": 1})
    contents, details, values = set_aside_without(json.dumps({"steps": rows}), told, asked)
    assert (NUMBER in contents, json.loads(details), values) == (False, {"note": "", "count": 1}, 1)
    aside = {"columns": ["offline_id", "details", "contents"], "before": [], "after": [], "removed": []}
    line = {"offline_edits": aside | {"added": [["L-1", told, json.dumps({"steps": rows})]]}}
    found = line_without("2026-11-28", {}, line, asked)
    assert found is not None
    assert (NUMBER in json.dumps(found[1]), found[2]) == (False, 1)


def test_what_cannot_be_read_of_it_counts_as_nothing_and_stays() -> None:
    rows = {"columns": ["step_id", "note"], "added": [["T1", SECRET]]}
    torn = json.dumps({"steps": rows, "cases": {"columns": ["case_id"], "added": [["C1", "x"]]}})
    assert set_aside_without(torn, "[", earlier_of([("steps", "T1")])) == (torn, "[", 0)
