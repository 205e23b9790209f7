"""The words of the change theme: the title names what is compared, and a small p is never told as 0."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.say import sentence
from layers.scene.look import PLAIN, Look
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.snapshot import MapState, snapshot_of
from layers.themes import theme_of
from layers.themes.change import p_text
from layers.web.web_map import write_web_map
from mapper.day.day import Day
from mapper.project import Project
from tests.districts import cell_centre, frame, grid
from ui.language.messages import Messages

DAY = date(2026, 11, 23)
BY_DISPUTES = Look(shading={"change": "disputes"})


@pytest.mark.parametrize(
    ("p", "told"),
    [(0.0, "< 0.01"), (0.0099999, "< 0.01"), (0.01, "= 0.01"), (0.0149, "= 0.01"), (0.04, "= 0.04"), (1.0, "= 1.00")],
)
def test_a_p_is_told_behind_its_sign(p: float, told: str) -> None:
    assert p_text(p) == told


@given(st.floats(0, 1))
def test_no_p_is_told_as_nothing(p: float) -> None:
    sign, number = p_text(p).split()
    assert float(number) > 0
    assert (sign == "<") == (p < 0.01)
    assert sign == "<" or abs(float(number) - p) <= 0.005 + 1e-12


def surge() -> Project:
    """Thirty disputes in one month and none in the month before."""
    rows = [{"dispute_id": f"J{n}", "category": "other", "received_at": date(2026, 11, 1)} for n in range(30)]
    return grid(2, 1).with_tables(disputes=frame("disputes", rows, [cell_centre(0, 0)] * 30))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_notes_and_tips_of_a_surge_say_below(language: str) -> None:
    say = Messages(language)
    snapshot = snapshot_of(MapState(Day(surge(), DAY), theme="change", look=BY_DISPUTES))
    texts = [sentence(told, say) for layer in snapshot.layers for told in layer.notes]
    text = " ".join(texts)
    assert "p < 0.01" in text.replace("p < 0.05", "")
    assert "0.00" not in text


@pytest.mark.parametrize(("language", "joined"), [("zh_CN", "至"), ("en", "to")])
@pytest.mark.parametrize("since", [None, date(2026, 9, 1)])
def test_the_title_names_days_or_periods(language: str, joined: str, since: date | None) -> None:
    say = Messages(language)
    first = since or date(2026, 10, 24)
    seats = sentence(theme_of("change").title("甲", Look(since=since), DAY), say)
    assert re.findall(r"\d{4}-\d\d-\d\d", seats) == [first.isoformat(), "2026-11-23"]
    assert joined in seats
    counts = sentence(theme_of("change").title("甲", Look(since=since, shading={"change": "hazards"}), DAY), say)
    expected = {
        None: ["2026-10-25", "2026-11-23", "2026-09-25", "2026-10-24"],
        date(2026, 9, 1): ["2026-09-02", "2026-11-23", "2026-06-11", "2026-09-01"],
    }
    assert re.findall(r"\d{4}-\d\d-\d\d", counts) == expected[since]
    assert "year" not in (seats + counts)


def test_sheet_and_web_map_have_the_same_title(tmp_path: Path) -> None:
    say, project = Messages("en"), surge()
    for look in (PLAIN, BY_DISPUTES):
        page = pages_of(project, SheetOrder(theme="change", look=look), DAY)[0]
        write_web_map(tmp_path / "map.html", project, DAY, "change", "command", say, look=look)
        data = re.search(r'id="data"[^>]*>(.*?)</script>', (tmp_path / "map.html").read_text("utf-8"), re.DOTALL)
        assert data is not None
        assert json.loads(data.group(1))["title"] == sentence(page.title, say)
