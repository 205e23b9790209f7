"""The log of exports is read whatever a hand has done to it."""

import json
from dataclasses import asdict
from pathlib import Path

from mapper.message import Message
from mapper.store.export_log import Export, exports_of, log_export, log_path


def test_lines_that_a_hand_has_written_take_no_other_with_them(tmp_path: Path) -> None:
    project = tmp_path / "x.gpkg"
    one = Export("2026-11-28T09:00:00+00:00", "甲", "command", "", "tables", "2026-11-28", "a.csv", "0", {"rows": 1})
    log_export(project, one)
    with log_path(project).open("a", encoding="utf-8") as log:
        log.write(json.dumps(asdict(one) | {"at": 2025}) + "\n{\n[]\n" + json.dumps({"at": "x"}) + "\n")
    found = exports_of(project)
    assert found == (one,)
    path = str(log_path(project))
    assert found.unread == (Message("disclosure.earlier.damaged", {"path": path, "count": 4}),)
    log_path(project).unlink()
    assert exports_of(project).unread == ()
    log_path(project).mkdir()
    assert [message.code for message in exports_of(project).unread] == ["disclosure.earlier.unread"]
