"""``room``: what came in since a moment, is due before midnight, has no owner, was sent; each as plain SQL says."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mapper.names import name_of
from mapper.store.geopackage.store import create
from tests.sample import district
from ui.__main__ import main
from ui.language.messages import Messages


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("room") / "s.gpkg"
    create(path, district().project)
    return path


@pytest.mark.parametrize("since", ["2026-11-23T00:00", "2026-11-20T09:30", "2026-11-14T18:00"])
def test_what_came_in_and_was_sent_since_a_moment(file: Path, since: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["room", str(file), "--since", since, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    span = "julianday({0}) >= julianday(?) AND date({0}) <= '2026-11-23'"
    with closing(sqlite3.connect(file)) as sql:
        came = {
            (table, key)
            for table, name, at in (("hazards", "hazard_id", "reported_at"), ("disputes", "dispute_id", "received_at"))
            for (key,) in sql.execute(f"SELECT {name} FROM {table} WHERE {span.format(at)}", (since,))
        }
        query = f"SELECT handover_id, receiver, received_at FROM handovers WHERE {span.format('sent_at')}"
        sent = {key: (to, at and at[:16]) for key, to, at in sql.execute(query, (since,))}
    assert {(one["table"], one["id"]) for one in told["came_in"] if not one["again"]} == came
    assert {
        one["key"]: (one["receiver"], one["received_at"] and one["received_at"][:16]) for one in told["sent"]
    } == sent
    moments = [one["sent_at"] for one in told["sent"]]
    assert moments == sorted(moments, reverse=True)


def test_what_is_due_today_and_what_nobody_has(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["room", str(file), "--json", "--as-of", "2026-11-24"]) == 0
    told = json.loads(capsys.readouterr().out)
    with closing(sqlite3.connect(file)) as sql:
        due = {
            key
            for (key,) in sql.execute(
                "SELECT handover_id FROM handovers WHERE answered_at IS NULL AND date(due_at) = '2026-11-24'"
            )
        }
    assert {one["key"] for one in told["handovers_due"] if one["what"] == "answer"} == due != set()
    assert {entry["due"] for entry in told["due_before_midnight"]} == {"2026-11-24"}
    assert all(entry["officer_id"] is None and entry["body"] is None for entry in told["without_owner"])
    assert told["since"] == "2026-11-24T00:00"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_it_is_told_in_words(file: Path, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What it is about, where it is, whose it is: a number alone tells a chief nothing."""
    asked = ("room", str(file), "--since", "2026-11-20T00:00")
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert main(["--language", language, *asked]) == 0
    out, say, project = capsys.readouterr().out, Messages(language), district().project
    assert say("room.without_owner", count=len(told["without_owner"])) in out
    for code, table in (("hazards", project.hazards), ("disputes", project.disputes)):
        for entry in (*told["came_in"], *told["due_before_midnight"], *told["without_owner"], *told["sent"]):
            if entry["table"] != code:
                continue
            key = entry.get("incident", entry.get("id"))
            lines = [line.split(" · ") for line in out.splitlines() if key in line.split(" · ")]
            assert lines
            for words in lines:
                about = words[words.index(key) - 2]
                assert about.startswith(say.choice(code, "category", table.at[key, "category"]))
    for entry in told["due_before_midnight"]:
        if entry["officer_id"]:
            assert f"{name_of(project.officers, entry['officer_id'])} {entry['officer_id']}" in out


def test_a_moment_after_the_day_is_refused(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "en", "room", str(file), "--since", "2026-11-24T00:00"]) == 2
    assert capsys.readouterr().err.strip() == "2026-11-24 00:00 is after 2026-11-23."
