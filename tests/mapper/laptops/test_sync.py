"""A laptop's edits come back: written, merged by column, there already, or set aside – and nothing unseen."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from mapper.edit import Edit
from mapper.errors import InputError
from mapper.laptops.checkout import check_out
from mapper.laptops.sync import Synced, sync
from mapper.laptops.waiting import by_hand, keep_theirs, take_mine, waiting
from mapper.project import Project
from mapper.store.store import Store, open_store
from tests.districts import square
from tests.mapper.laptops.district import assign, drop, on_disk, put
from tests.mapper.store.files import assert_same


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = on_disk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def laptop(store: Store, tmp_path: Path) -> Iterator[Store]:
    check_out(store, tmp_path / "out.gpkg", "S1", "甲")
    made = open_store(tmp_path / "out.gpkg")
    yield made
    made.close()


def told(done: Synced) -> list[tuple[str, str]]:
    return [(one.outcome, one.reason) for one in done.sent if not one.again]


def test_each_edit_is_exactly_one_of_four(store: Store, laptop: Store) -> None:
    for row, residents in enumerate((1, 2, 3, 4)):
        laptop.write(put("communities", f"u0-{row}", residents=residents), "乙")
    store.write(put("communities", "u0-1", name="改名"), "甲")
    store.write(put("communities", "u0-2", residents=3), "甲")
    store.write(put("communities", "u0-3", residents=5), "甲")
    done = sync(laptop, store, "乙")
    assert told(done) == [("written", ""), ("merged", ""), ("there", ""), ("aside", "changed_both")]
    units = store.project.communities
    assert units["residents"][["u0-0", "u0-1", "u0-2", "u0-3"]].tolist() == [1, 2, 3, 5]
    assert units["name"]["u0-1"] == "改名"
    here = laptop.project
    assert_same(here, store.project.with_tables(checkouts=here.checkouts, offline_edits=here.offline_edits))
    assert told(sync(laptop, store, "乙")) == []


def test_what_belongs_together_merges_together(store: Store, laptop: Store) -> None:
    laptop.write(put("duties", "D0", ends=pd.Timestamp(2026, 6, 1)), "乙")
    laptop.write(put("duties", "D1", ends=pd.Timestamp(2026, 6, 1)), "乙")
    store.write(put("duties", "D0", starts=pd.Timestamp(2026, 5, 1)), "甲")
    store.write(put("duties", "D1", dedicated=False), "甲")
    assert told(sync(laptop, store, "乙")) == [("aside", "changed_both"), ("merged", "")]


def test_a_border_is_never_half_written(store: Store, laptop: Store) -> None:
    def border(now: Project) -> Project:
        rows = now.communities.copy()
        rows.loc[["u0-0", "u1-0"], "geometry"] = [square(0, 0, 1.5), square(1.5, 0, 0.5)]
        return now.with_tables(communities=rows)

    laptop.write(Edit("border_redrawn", border), "乙")
    store.write(put("communities", "u1-0", geometry=square(1, 0, 1, 0.9)), "甲")
    before = store.project.communities.geometry["u0-0"]
    assert told(sync(laptop, store, "乙")) == [("aside", "changed_both")]
    assert store.project.communities.geometry["u0-0"].equals_exact(before)
    (one,) = waiting(store.project)
    with pytest.raises(InputError, match="offline_together"):
        by_hand(store.project, one.offline_id, {one.cells[0].place: one.cells[0].mine})


def test_what_rests_on_an_edit_set_aside_goes_aside_too(store: Store, laptop: Store) -> None:
    laptop.write(put("communities", "u0-0", residents=1), "乙")
    laptop.write(put("communities", "u0-0", residents=7), "乙")
    store.write(put("communities", "u0-0", residents=7), "甲")  # what the second would lead to
    laptop.write(assign("o0", "u3-3"), "乙")
    store.write(assign("o0", "u3-2"), "甲")
    laptop.write(put("duties", laptop.project.duties.index[-1], dedicated=False), "乙")
    assert told(sync(laptop, store, "乙")) == [
        ("aside", "changed_both"), ("aside", "rests_on"), ("aside", "seat_taken"), ("aside", "rests_on"),
    ]  # fmt: skip


def test_rows_that_have_gone_and_rows_that_others_name(store: Store, laptop: Store) -> None:
    laptop.write(put("duties", "D0", dedicated=False), "乙")
    laptop.write(drop("officers", "o5"), "乙")
    laptop.write(assign("o4", "u2-2"), "乙")
    laptop.write(drop("duties", "D1"), "乙")
    store.write(drop("duties", "D0"), "甲")
    store.write(assign("o5", "u3-3"), "甲")
    store.write(drop("officers", "o4"), "甲")
    store.write(put("duties", "D1", dedicated=False), "甲")
    assert told(sync(laptop, store, "乙")) == [
        ("aside", "row_gone"), ("aside", "named_by_others"), ("aside", "named_gone"), ("aside", "changed_there"),
    ]  # fmt: skip


def test_new_rows_of_two_laptops_never_have_one_key(store: Store, laptop: Store, tmp_path: Path) -> None:
    check_out(store, tmp_path / "other.gpkg", None, "甲")
    other = open_store(tmp_path / "other.gpkg")
    for one, officer, unit in ((laptop, "o3", "u3-1"), (other, "o4", "u0-1"), (store, "o5", "u1-1")):
        one.write(assign(officer, unit), "乙")
    keys = {one.project.duties.index[-1] for one in (laptop, other, store)}
    assert len(keys) == 3
    assert store.project.duties.index[-1] == "D3"
    assert told(sync(laptop, store, "乙")) == told(sync(other, store, "乙")) == [("written", "")]
    assert keys <= {*store.project.duties.index}
    other.close()


def test_what_another_program_changed_is_one_edit(store: Store, laptop: Store, tmp_path: Path) -> None:
    laptop.write(put("communities", "u0-0", residents=1), "乙")
    with closing(sqlite3.connect(tmp_path / "out.gpkg")) as qgis, qgis:
        for (trigger,) in qgis.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE 'rtree%' AND type = 'trigger'"
        ).fetchall():
            qgis.execute(f"DROP TRIGGER [{trigger}]")  # plain SQLite has not the functions that they use
        qgis.execute("UPDATE communities SET households = 9 WHERE community_code IN ('u1-1', 'u2-2')")
        qgis.execute("UPDATE officers SET fte = 0.5 WHERE officer_id = 'o1'")
    done = sync(laptop, store, "乙")
    assert [(one.edit.code, one.outcome) for one in done.sent] == [
        ("cells_set", "written"), ("changed_elsewhere", "written"),
    ]  # fmt: skip
    assert store.project.communities["households"][["u1-1", "u2-2"]].tolist() == [9, 9]
    assert store.project.officers["fte"]["o1"] == 0.5


def test_sent_again_from_an_older_copy_of_the_laptop_does_nothing(store: Store, laptop: Store, tmp_path: Path) -> None:
    for row, residents in enumerate((1, 2, 3)):
        laptop.write(put("communities", f"u0-{row}", residents=residents), "乙")
    store.write(put("communities", "u0-1", residents=5), "甲")
    store.write(put("communities", "u0-2", residents=3), "甲")
    laptop.close()
    shutil.copy(tmp_path / "out.gpkg", tmp_path / "copy.gpkg")
    first, copy = open_store(tmp_path / "out.gpkg"), open_store(tmp_path / "copy.gpkg")
    assert told(sync(first, store, "乙")) == [("written", ""), ("aside", "changed_both"), ("there", "")]
    store.write(put("communities", "u0-0", residents=8), "甲")
    store.write(put("communities", "u0-2", residents=8), "甲")
    store.write(keep_theirs(store.project, store.project.offline_edits.index[0]), "甲")
    assert told(sync(copy, store, "乙")) == []
    assert store.project.communities["residents"][["u0-0", "u0-1", "u0-2"]].tolist() == [8, 5, 8]
    assert not len(store.project.offline_edits)
    first.close()
    copy.close()


def test_each_decision_is_an_edit_that_can_be_undone(store: Store, laptop: Store) -> None:
    laptop.write(put("communities", "u0-0", residents=1, households=2), "乙")
    store.write(put("communities", "u0-0", residents=5, households=6), "甲")
    sync(laptop, store, "乙")
    (one,) = waiting(store.project)
    assert [(c.column, c.before, c.mine, c.theirs) for c in one.cells] == [
        ("residents", 3000, 1, 5), ("households", None, 2, 6),
    ]  # fmt: skip
    was = store.project
    for edit, values in (
        (take_mine, [1, 2]),
        (keep_theirs, [5, 6]),
        (lambda now, key: by_hand(now, key, {one.cells[1].place: 2}), [5, 2]),
    ):
        line = store.write(edit(store.project, one.offline_id), "丙").line
        assert store.project.communities.loc["u0-0", ["residents", "households"]].tolist() == values
        assert not waiting(store.project)
        store.write(Edit("undone", store.logged_change(line or 0, back=True)), "丙")
        assert_same(store.project, was)


def test_two_copies_of_a_file_merge_by_the_same_rules(store: Store, tmp_path: Path) -> None:
    store.write(put("communities", "u3-3", residents=1), "甲")
    shutil.copy(tmp_path / "project.gpkg", tmp_path / "copy.gpkg")
    copy = open_store(tmp_path / "copy.gpkg")
    copy.write(put("communities", "u0-0", residents=1), "乙")
    copy.write(put("communities", "u0-1", residents=2), "乙")
    copy.write(assign("o3", "u0-1", date(2026, 3, 1)), "乙")
    store.write(put("communities", "u0-1", residents=9), "甲")
    store.write(assign("o4", "u1-1"), "甲")
    assert told(sync(copy, store, "乙")) == [("written", ""), ("aside", "changed_both"), ("aside", "key_taken")]
    copy.write(put("communities", "u0-0", residents=2), "乙")
    assert told(sync(copy, store, "乙")) == [("written", "")]
    store.write(take_mine(store.project, store.project.offline_edits.index[1]), "甲")
    assert store.project.duties["officer_id"].tolist()[-2:] == ["o4", "o3"]  # a number of its own
    copy.close()


def test_a_file_of_another_project_is_refused(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    other = on_disk(folder)
    check_out(other, folder / "out.gpkg", None, "乙")
    out = open_store(folder / "out.gpkg")
    for one in (other, out):
        with pytest.raises(InputError, match="not_a_part"):
            sync(one, store, "乙")
    with pytest.raises(InputError, match="file_exists"):
        check_out(store, folder / "out.gpkg", None, "甲")
    with pytest.raises(InputError, match="row_unknown"):
        check_out(store, folder / "new.gpkg", "S9", "甲")
    assert not len(store.project.checkouts)
    other.close()
    out.close()
