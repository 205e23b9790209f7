"""Units beside what chance gives so many residents: classes, notes and tips say what the analysis says."""

import json
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from layers.say import sentence
from layers.scene.drawing import MapLayer
from layers.scene.look import Look
from layers.sharing.web.web_map import write_web_map
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.snapshot import MapState, snapshot_of
from mapper.day.day import Day
from mapper.project import Project
from tests.sample import district
from ui.language.messages import LANGUAGES, Messages

DAY = date(2026, 11, 23)
TABLES = ["hazards", "disputes"]


@cache
def sample() -> Project:
    project = district().project
    residents = project.communities["residents"].copy()
    residents.iloc[0] = None
    return project.with_tables(communities=project.communities.assign(residents=residents))


def units(table: str, as_of: date = DAY, by: str = "funnel") -> MapLayer:
    look = Look(shading={table: f"{table}_{by}"})
    return snapshot_of(MapState(Day(sample(), as_of), theme=table, look=look)).layer("units")


@pytest.mark.parametrize("table", TABLES)
def test_the_legend_counts_what_the_analysis_found(table: str) -> None:
    rates = Day(sample(), DAY).unit_rates(table).rates
    assert rates is not None
    expected = Counter(f"funnel.{where}" for where in rates.known["outside"]) + Counter(["no_figure"])
    assert {entry.code: entry.count for entry in units(table).legend if entry.count} == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", TABLES)
def test_each_unit_tells_both_rates_and_its_limits(table: str, language: str) -> None:
    rates = Day(sample(), DAY).unit_rates(table).rates
    assert rates is not None
    say, tips = Messages(language), units(table).tips
    for code, row in rates.known.iterrows():
        text = " ".join(sentence(tip, say) for tip in tips[code])
        numbers = [float(n.replace(",", "")) for n in re.findall(r"[\d.,]*\d", text)]
        told = [row["count"], row["residents"], row["rate"], row["smoothed"], row["expected"]]
        for number in (*told, row["low_95"], row["high_95"], row["low_998"], row["high_998"]):
            assert any(abs(number - one) <= 0.0501 for one in numbers), (text, number)


@pytest.mark.parametrize("by", ["funnel", "smoothed"])
@pytest.mark.parametrize("table", TABLES)
def test_a_year_without_all_its_records_is_said(table: str, by: str) -> None:
    layer = units(table, date(2025, 3, 1), by)
    assert [note.code for note in layer.notes] == ["not_compared.before_first"]
    assert [(entry.code, entry.count) for entry in layer.legend] == [("no_figure", len(sample().communities))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("by", ["funnel", "smoothed"])
def test_sheet_and_web_map_say_what_the_figures_are(language: str, by: str, tmp_path: Path) -> None:
    say, look = Messages(language), Look(shading={"disputes": f"disputes_{by}"})
    page = pages_of(sample(), SheetOrder(theme="disputes", look=look), DAY)[0]
    notes = [sentence(note, say) for note in page.shown_map.snapshot.layer("units").notes]
    write_web_map(tmp_path / "map.html", sample(), DAY, "disputes", "command", say, look=look)
    written = (tmp_path / "map.html").read_text("utf-8")
    for note in notes:
        assert json.dumps(note, ensure_ascii=False)[1:-1] in written
    assert any("10,000" in note or "每万人" in note for note in notes)
