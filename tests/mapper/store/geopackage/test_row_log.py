"""The change log's rows are written piece by piece as one JSON document, and never more than can be read again."""

import json
import zlib

from mapper.files.limits import MOST_LOG_BYTES
from mapper.files.packed import inflated
from mapper.store.geopackage.row_log import RowLog
from mapper.store.history import rows_of_line


def read(log: RowLog) -> dict[str, object]:
    found = json.loads(inflated(log.packed(), MOST_LOG_BYTES))
    assert isinstance(found, dict)
    return found


def test_pieces_make_the_document_that_one_dump_would() -> None:
    log = RowLog()
    log.put("about", {"before": {"title": "甲"}, "after": {"title": "乙"}})
    log.begin_table("hazards", ["hazard_id", "shape"], [["a", None]], [["a", b"\x01"]], [])
    log.add([])
    log.add([("b", b"\xff"), ("c", None)])
    log.add([("d", 1)])
    log.end_table()
    log.begin_table("duties", ["duty_id"], [], [], [["x"]])
    log.end_table()
    assert read(log) == {
        "about": {"before": {"title": "甲"}, "after": {"title": "乙"}},
        "hazards": {
            "columns": ["hazard_id", "shape"], "before": [["a", None]], "after": [["a", "01"]], "removed": [],
            "added": [["b", "ff"], ["c", None], ["d", 1]],
        },
        "duties": {"columns": ["duty_id"], "before": [], "after": [], "removed": [["x"]], "added": []},
    }  # fmt: skip
    assert read(RowLog()) == {}


def test_of_rows_beyond_what_can_be_read_again_the_keys_are_kept() -> None:
    log = RowLog(most_bytes=1000)
    log.begin_table("hazards", ["hazard_id"], [], [], [])
    for first in range(0, 1000, 100):
        log.add([(f"H{n}",) for n in range(first, first + 100)])
    log.end_table()
    packed = log.packed()
    assert len(zlib.decompress(packed)) < 12_000
    told = json.loads(zlib.decompress(packed))["hazards"]
    assert [*(key for (key,) in told["added"]), *told["added_keys"]] == [f"H{n}" for n in range(1000)]
    assert told["added_keys"]
    assert rows_of_line({"hazards": told, "about": {"before": {}, "after": {}}}) == 1000


def test_of_very_many_rows_that_go_the_keys_are_kept() -> None:
    log = RowLog(most_bytes=1000)
    log.begin_table("hazards", ["hazard_id", "note"], [], [], [(f"H{n}", "x" * 20) for n in range(100)])
    log.end_table()
    told = json.loads(zlib.decompress(log.packed()))["hazards"]
    assert told["removed"] == told["added"] == []
    assert told["removed_keys"] == [f"H{n}" for n in range(100)]
    assert rows_of_line({"hazards": told}) == 100
