"""The words of the change theme: the title names what is compared, and a small p is never told as 0."""

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.say import sentence
from layers.scene.look import PLAIN, Look
from layers.sharing.web.web_map import write_web_map
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.snapshot import MapState, snapshot_of
from layers.style import PALETTES
from layers.themes import theme_of
from layers.themes.change import p_text
from layers.themes.unit_styles import count_style
from mapper.day.day import Day
from mapper.day.edition import Editions
from mapper.project import Project
from tests.districts import cell_centre, frame, grid
from tests.sample import district
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


@cache
def sample() -> Project:
    return district().project


def surge() -> Project:
    """A hundred disputes in one month, thirty in the month before in one unit of two, and records since long before."""
    days = [date(2025, 1, 1), *[date(2026, 10, 1)] * 30, *[date(2026, 11, 1)] * 100]
    rows = [{"dispute_id": f"J{n}", "category": "other", "received_at": day} for n, day in enumerate(days)]
    project = grid(2, 1).with_tables(disputes=frame("disputes", rows, [cell_centre(0, 0)] * len(rows)))
    return replace(project, about=replace(project.about, data_date=DAY))


def classes(project: Project, look: Look, as_of: date = DAY) -> dict[str, int]:
    """Units of each class of the legend that has any."""
    legend = snapshot_of(MapState(Day(project, as_of), theme="change", look=look)).layer("units").legend
    return {e.code.removeprefix("change."): e.count for e in legend if e.code.startswith("change.") and e.count}


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (30, 60, "clearly_more"), (30, 31, "more"), (30, 30, "as_many"), (31, 30, "fewer"), (60, 30, "clearly_fewer"),
        (29, 60, "few_clearly_more"), (29, 29, "few"), (29, 10, "few_clearly_fewer"), (0, 0, "few"),
    ],
)  # fmt: skip
def test_few_before_is_grey_and_what_chance_hardly_explains_is_marked(before: int, now: int, told: str) -> None:
    project = surge()
    days = [date(2025, 1, 1), *[date(2026, 10, 1)] * before, *[date(2026, 11, 1)] * now]
    rows = [{"dispute_id": f"J{n}", "received_at": day} for n, day in enumerate(days)]
    project = project.with_tables(disputes=frame("disputes", rows, [cell_centre(0, 0)] * len(rows)))
    expected = Counter([told, "few"])
    assert classes(project, BY_DISPUTES) == expected
    for name in ("light", "dark", "print"):
        grey = count_style(told, PALETTES[name]).fill == PALETTES[name].few
        assert grey == (told.split("_", maxsplit=1)[0] == "few")


@pytest.mark.parametrize("table", ["hazards", "disputes", "cases"])
@pytest.mark.parametrize(
    ("since", "as_of", "reason"),
    [
        (None, date(2026, 11, 23), None),
        (date(2025, 11, 23), date(2026, 11, 23), None),
        (date(2025, 11, 22), date(2026, 11, 23), "before_first"),
        (date(2025, 1, 1), date(2026, 11, 23), "before_first"),
        (None, date(2026, 11, 24), "after_data_date"),
        (None, date(2024, 12, 1), "before_first"),
    ],
)
def test_the_sample_cannot_be_made_to_show_a_change_from_days_without_records(
    table: str, since: date | None, as_of: date, reason: str | None
) -> None:
    look = Look(since=since, shading={"change": table})
    state = MapState(Day(sample(), as_of), theme="change", look=look)
    found, layer = classes(sample(), look, as_of), snapshot_of(state).layer("units")
    codes = [note.code for note in layer.notes]
    if reason is None:
        assert "not_compared" not in found
        assert codes == [f"note.change.{table}", "note.change.chance"]
    else:
        assert found == {"not_compared": len(sample().communities)}
        assert set(codes) == {f"not_compared.{reason}"}
        assert not any("tip.change" in str(tip) for tip in layer.tips.values())


def test_a_station_is_compared_as_the_whole_is() -> None:
    """The first record of all says since when there are records, also where a station's own came later."""
    first = {
        station: Editions(sample(), "station", DAY).of(station).day.recorded("hazards")
        for station in sample().stations.index
    }
    assert set(first.values()) == {Day(sample(), DAY).recorded("hazards")}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_sheet_and_web_map_say_why_nothing_is_compared(language: str, tmp_path: Path) -> None:
    say, look = Messages(language), Look(since=date(2025, 1, 1), shading={"change": "disputes"})
    reason = say(
        "not_compared.before_first",
        first=date(2025, 1, 1) - (DAY - date(2025, 1, 2)),
        last=date(2025, 1, 1),
        recorded=date(2024, 11, 24),
    )
    page = pages_of(sample(), SheetOrder(theme="change", look=look), DAY)[0]
    assert reason in [sentence(note, say) for layer in page.shown_map.snapshot.layers for note in layer.notes]
    write_web_map(tmp_path / "map.html", sample(), DAY, "change", "command", say, look=look)
    assert json.dumps(reason, ensure_ascii=False)[1:-1] in (tmp_path / "map.html").read_text("utf-8")


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
