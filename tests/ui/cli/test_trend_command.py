"""``trend``: months and weeks as the analysis has them, station by station; in words, what is not recorded is said."""

from datetime import date
from pathlib import Path

import pytest

from mapper.analysis.incidents.kinds import INCIDENT_KINDS
from mapper.day.day import Day
from mapper.store.store import read_project
from tests.ui.cli.answers import told
from ui.__main__ import main


@pytest.mark.parametrize("by", ["month", "week"])
@pytest.mark.parametrize("as_of", ["2026-11-23", "2025-12-31", "2024-11-23"])
def test_json_is_what_the_analysis_says(sample: Path, by: str, as_of: str, capsys: pytest.CaptureFixture[str]) -> None:
    document = told(capsys, "trend", sample, "--by", by, "--as-of", as_of, "--stations")
    day = Day(read_project(sample), date.fromisoformat(as_of))
    assert (document["as_of"], document["by"]) == (as_of, by)
    for kind, found in zip(INCIDENT_KINDS, document["trends"], strict=True):
        stations, nowhere = found.pop("stations"), found.pop("nowhere")
        assert found == day.trend(kind.table).as_json(by)  # type: ignore[arg-type]  # one of the two
        assert [station["station_code"] for station in stations] == sorted(day.project.stations.index)
        for n, interval in enumerate(found["intervals"]):
            parts = [nowhere[n], *(station["intervals"][n] for station in stations)]
            for side in ("now", "before"):
                counts = [part[side]["count"] for part in parts]
                assert interval[side]["count"] == (None if None in counts else sum(counts))
        assert found["now"] == sum(s["n"] for s in stations) + sum(i["now"]["count"] or 0 for i in nowhere)


def test_what_patrols_found_is_left_out_where_that_is_wanted(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    every, reported = told(capsys, "trend", sample), told(capsys, "trend", sample, "--reported-only")
    for one, other in zip(every["trends"], reported["trends"], strict=True):
        found = sum(interval["now"]["discovered"] for interval in one["intervals"])
        assert other["now"] == one["now"] - found
    assert every["trends"][0]["now"] > reported["trends"][0]["now"]


@pytest.mark.parametrize(
    ("language", "says"), [("en", ("no records", "2024-11-24 to 2024-11-30")), ("zh_CN", ("无记录", "2024-11-24 至"))]
)
def test_a_table_says_what_was_not_recorded(
    sample: Path, language: str, says: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trend", str(sample), "--as-of", "2025-03-10", "--stations", "--language", language]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert all(text in out for text in says)


@pytest.mark.parametrize("command", ["trend", "loop", "check", "coverage"])
@pytest.mark.parametrize("day", ["0001-01-05", "9999-12-31"])
def test_a_day_beyond_any_calendar_is_refused_in_a_sentence(
    sample: Path, command: str, day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, str(sample), "--as-of", day, "--language", "en"]) == 2
    assert "1900 to 2199" in capsys.readouterr().err
