"""Data of persons that another program wrote is found when a project is opened, told without its words, and mended."""

import sqlite3
from contextlib import closing
from pathlib import Path

from mapper.analysis.personal_texts import TABLES
from mapper.day.day import Day
from mapper.edits.record_repairs import mend_records, record_repairs
from mapper.finding_kinds import TEXT_PERSONAL
from mapper.store.store import create, open_store
from tests.districts import frame
from tests.mapper.store.files import DAY, district
from ui.language.messages import Messages
from ui.language.sentences import finding_sentence

NUMBER = "110105194912310021"  # the standard's own example, with another check digit
TEXTS = (
    ("places", "name", f"报警人 {NUMBER}"),
    ("places", "name", "老地方小卖部"),
    ("focus_areas", "reason", "找 １３８ ００１３ ８０００ 谈"),
    ("communities", "name", f"户 {NUMBER}"),  # no column that is screened
    ("stations", "name", "江南所 027-88888888"),  # a station may have its telephone
)


def test_what_another_program_wrote_is_told_without_its_words_and_emptied_by_one_edit(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    rows = {"places": "place_id", "focus_areas": "focus_id"}
    project = district()
    made = {
        name: frame(
            name, [{key: f"{name}{at}"} | ({"reason": "x"} if name == "focus_areas" else {}) for at in range(9)]
        )
        for name, key in rows.items()
    }
    create(path, project.with_tables(**made))
    with closing(sqlite3.connect(path)) as file, file:
        for (trigger,) in file.execute("SELECT name FROM sqlite_master WHERE name LIKE 'rtree_%update%'").fetchall():
            file.execute(f"DROP TRIGGER {trigger}")  # their functions are not at hand here
        for at, (table, column, text) in enumerate(TEXTS, start=1):
            file.execute(f"UPDATE {table} SET {column} = ? WHERE fid = ?", (text, at))
    store = open_store(path)
    found = [finding for finding in Day(store.project, DAY).findings if finding.kind is TEXT_PERSONAL]
    assert [(f.values["table"], f.values["column"], f.values["personal"][0]) for f in found] == [
        (table, column, kind)
        for table, column, kind in sorted(
            [("places", "name", "identity_number"), ("focus_areas", "reason", "phone"),
             ("communities", "name", "identity_number")],
            key=lambda one: TABLES.index(one[0]),
        )
    ]  # fmt: skip
    for language in ("zh_CN", "en"):
        told = [finding_sentence(Messages(language), finding) for finding in found]
        assert not any(NUMBER in sentence or "８０００" in sentence for sentence in told)
    store.write(mend_records(record_repairs(store.project, found, DAY)), "甲")
    assert [f for f in Day(store.project, DAY).findings if f.kind is TEXT_PERSONAL] == []
    store.close()
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT name FROM places WHERE fid IN (1, 2)").fetchall() == [(None,), ("老地方小卖部",)]
        assert file.execute("SELECT reason FROM focus_areas WHERE fid = 3").fetchone() == ("—",)
