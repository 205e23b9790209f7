"""``compare``: two periods told with both counts, interval and p; what is not recorded is said and not compared."""

import json
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from mapper.analysis.incidents.kinds import CASES, DISPUTES, INCIDENT_KINDS
from mapper.analysis.periods.comparison import compare
from mapper.analysis.periods.period import Period, same_period_last_year
from mapper.analysis.periods.rates import rates
from mapper.store.store import read_project
from tests.drawn import some
from tests.ui.cli.answers import told
from ui.__main__ import main

YEAR = ("--from", "2025-11-24", "--to", "2026-11-23")
MONTH = ("--from", "2026-10-01", "--to", "2026-10-31")


def periods(*asked: str) -> Period:
    return Period(date.fromisoformat(asked[1]), date.fromisoformat(asked[3]))


@pytest.mark.parametrize("by", some(["unit", "station", "category", "all"], 2))
@pytest.mark.parametrize("kind", INCIDENT_KINDS, ids=lambda kind: kind.table)
def test_json_is_what_the_analysis_says(sample: Path, kind, by: str, capsys: pytest.CaptureFixture[str]) -> None:
    document = told(capsys, "compare", sample, kind.table, *YEAR, "--last-year", "--by", by)
    year = periods(*YEAR)
    expected = compare(read_project(sample), kind, year, same_period_last_year(year), by).as_json()
    assert {name: document[name] for name in expected if name != "rows"} == {
        name: value for name, value in expected.items() if name != "rows"
    }
    for row, wanted in zip(document["rows"], expected["rows"], strict=True):
        assert {name: row[name] for name in wanted} == wanted
    assert ("rates" in document) == (by == "unit")
    assert document["compared"]


def test_units_have_their_rates(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = told(capsys, "compare", sample, "disputes", *YEAR)
    project = read_project(sample)
    counts = compare(project, DISPUTES, periods(*YEAR), periods(*YEAR).preceding).groups["now"]
    expected = rates(counts, project.communities["residents"])
    for row in document["rows"]:
        unit = expected.units.loc[row["group"]]
        assert row["name"] == project.communities.loc[row["group"], "name"]
        assert [row[name] for name in ("rate", "smoothed", "outside")] == [
            unit[name] for name in ("rate", "smoothed", "outside")
        ]
    assert document["rates"]["overall"] == pytest.approx(expected.overall)
    assert document["rates"]["without_incident"] == document["without"] == expected.without_incident


@pytest.mark.parametrize(
    ("before", "first", "last"),
    [
        ((), "2026-08-31", "2026-09-30"),
        (("--last-year",), "2025-10-01", "2025-10-31"),
        (("--before", "2026-01-01", "2026-01-15"), "2026-01-01", "2026-01-15"),
    ],
)
def test_what_it_is_compared_with_is_told(
    sample: Path, before: tuple[str, ...], first: str, last: str, capsys: pytest.CaptureFixture[str]
) -> None:
    document = told(capsys, "compare", sample, "hazards", *MONTH, *before, "--by", "all")
    assert (document["period_before"]["first"], document["period_before"]["last"]) == (first, last)
    assert main(["--language", "en", "compare", str(sample), "hazards", *MONTH, *before, "--by", "all"]) == 0
    out = capsys.readouterr().out
    total = document["total"]
    assert f"{total['now']} from 2026-10-01 to 2026-10-31 (31 days), {total['before']} from {first} to {last}" in out
    assert f"Difference {total['now'] - total['before']:+d}" in out
    assert re.search(r"95% interval \d+\.\d\d to \d+\.\d\d\), p [=<] [01]\.\d\d", out)


def test_patrols_are_counted_where_they_are_asked_for(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("compare", sample, "hazards", *YEAR, "--by", "all")
    plain, all_ = told(capsys, *asked), told(capsys, *asked, "--with-discovered")
    assert plain["discovered"] > 0 == all_["discovered"]
    there = [d["total"]["now"] + d["total"]["before"] + d["discovered"] + d["nowhere"] for d in (plain, all_)]
    assert there[0] == there[1]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("by", ["unit", "station", "category", "all"])
def test_no_percentage_stands_alone(sample: Path, language: str, by: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", language, "compare", str(sample), "disputes", *YEAR, "--by", by]) == 0
    out = capsys.readouterr().out
    assert set(re.findall(r"[\d.]+ ?%", out)) <= {"95%", "99.8%"}
    assert "nan" not in out
    assert "inf" not in out.replace("information", "")


@pytest.mark.parametrize(("language", "words"), [("zh_CN", "早于首条记录"), ("en", "begins before the first record")])
def test_a_period_without_records_is_said_and_its_counts_are_told_nowhere(
    sample: Path, language: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["compare", str(sample), "cases", *YEAR, "--before", "2023-01-01", "2023-12-31"]
    out_file = tmp_path / "cases.xlsx"
    assert main(["--language", language, *asked, "--out", str(out_file)]) == 0
    out = capsys.readouterr().out
    assert words in out
    assert "p " not in out.replace("p < 0.05", "")
    document = told(capsys, *asked)
    assert not document["compared"]
    assert [why["code"] for why in document["not_compared"]] == ["before_first"]
    (cells, *rows) = openpyxl.load_workbook(out_file).active.iter_rows(values_only=True)
    assert len(rows) == len(document["rows"])
    now = compare(read_project(sample), CASES, periods(*YEAR), periods(*YEAR).preceding).groups["now"]
    for row, written in zip(document["rows"], rows, strict=True):
        assert row["now"] == written[2] == now[row["group"]]
        assert [row[name] for name in ("before", "difference", "ratio", "p", "base_small", "change")] == [None] * 6
        assert not row["flagged"]
        assert written[3:9] == (None,) * 6
    assert cells[2:4] == (("本期", "前期") if language == "zh_CN" else ("Now", "Before"))


def test_the_file_has_numbers_and_the_words_of_the_table(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "by_station.xlsx"
    assert (
        main(["--language", "en", "compare", str(sample), "disputes", *YEAR, "--by", "station", "--out", str(path)])
        == 0
    )
    head, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    year = periods(*YEAR)
    groups = compare(read_project(sample), DISPUTES, year, year.preceding, "station").groups
    assert head[:5] == ("Code", "Name", "Now", "Before", "Difference")
    assert [row[0] for row in rows] == groups.index.tolist()
    assert [row[2:5] for row in rows] == [tuple(row) for row in groups[["now", "before", "difference"]].values.tolist()]
    assert [row[8] for row in rows] == pytest.approx(groups["p"].tolist(), rel=0.01)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            ("officers", *YEAR),
            "these are: Hazard (hazards), Dispute (disputes), Case (cases).",
        ),
        (("cases", "--from", "2026-02-02", "--to", "2026-02-01"), "is before the start (2026-02-02)"),
        (("cases", *YEAR, "--before", "2025-01-01", "2025-11-24"), "share days"),
        (("cases", "--from", "2024-11-24", "--to", "2026-11-23", "--last-year"), "share days"),
        (("cases", *YEAR, "--last-year", "--before", "2025-01-01", "2025-11-23"), "cannot be used with"),
        (("cases", "--from", "2026-02-02"), "--to"),
        (("cases", "--from", "0001-01-01", "--to", "2026-11-23"), "The year of 0001-01-01 is out of range"),
        (("cases", "--from", "2026-01-01", "--to", "9999-12-31", "--last-year"), "9999-12-31"),
        (("cases", *YEAR, "--before", "1899-12-31", "1900-01-01"), "1899-12-31"),
        (("cases", "--from", "2026-02-30", "--to", "2026-03-01"), "should be written YYYY-MM-DD"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    sample: Path, asked: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--language", "en", "compare", str(sample), *asked]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("period", [("1900-01-01", "2199-12-31"), ("2199-12-31", "2199-12-31"), ("1900-01-01",) * 2])
def test_the_farthest_years_are_said_and_not_compared(
    sample: Path, period: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    document = told(capsys, "compare", sample, "cases", "--from", period[0], "--to", period[1])
    assert not document["compared"]
    assert {row["now"] for row in document["rows"]} == {None}


def test_json_says_null_for_what_is_not_finite(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = told(capsys, "compare", sample, "hazards", *MONTH)
    endless = [row for row in document["rows"] if row["before"] == 0 < row["now"]]
    assert endless
    assert {(row["ratio"], row["ratio_high"]) for row in endless} == {(None, None)}
    assert json.loads(json.dumps(document, allow_nan=False)) == document
