"""The board of plots: the figures of the commands, one selection with list and map, out as picture and table."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QToolTip
from pytestqt.qtbot import QtBot

from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter, Standing
from mapper.analysis.incidents.kinds import INCIDENT_KINDS, KIND_OF, LOOPS
from mapper.edits.steps import take_step
from tests.drawn import some
from tests.ui.cli.answers import told
from tests.ui.conftest import OpenWindow
from tests.ui.incidents.few_incidents import at, written
from tests.ui.waiting import settle
from ui.incidents.filter_bar import with_choice, with_standing
from ui.incidents.loop_board import LoopBoard
from ui.session.bookmarks import Bookmark, Bookmarks
from ui.trends.plot_view import PlotView
from ui.trends.plots_board import PlotsBoard
from ui.widgets.appearance import DARK, apply_look
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

ROOT = Path(__file__).parents[3]


def of(window: MainWindow) -> Workspace:
    assert window.workspace is not None
    return window.workspace


def board_of(window: MainWindow, qtbot: QtBot) -> PlotsBoard:
    if not isinstance(of(window).foot_pane.board, PlotsBoard):
        window.menu_actions["plots"].trigger()
    settle(qtbot, window)
    board = of(window).foot_pane.board
    assert isinstance(board, PlotsBoard)
    return board


def shown(board: PlotsBoard) -> dict[str, PlotView]:
    return {name: card.view for name, card in board.cards.items() if card.isVisible()}


def counted(window: MainWindow, table: str, wanted: IncidentFilter) -> int:
    figures = of(window).day_in_hand.figures
    assert figures is not None
    return int(figures.index.columns.rows(table, wanted).sum())


def test_bars_are_the_figures_of_the_commands(
    window: MainWindow, project_file: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    board = board_of(window, qtbot)
    loops = {one["table"]: one for one in told(capsys, "loop", project_file)["loops"]}
    for step in ("month", "week"):
        trends = {
            one["table"]: one for one in told(capsys, "trend", project_file, "--by", step, "--stations")["trends"]
        }
        for kind in INCIDENT_KINDS:
            board.show_kind(kind.table)
            board.show_view("overview")
            board.show_step(step)  # type: ignore[arg-type]  # one of the two
            settle(qtbot, window)
            plots = shown(board)
            assert set(plots) == ({"trend", "funnel", "ageing"} if kind.ends else {"trend"})
            found = [bar.value for bar in plots["trend"].bars]
            intervals = trends[kind.table]["intervals"]
            assert found == [interval[side]["count"] for interval in intervals for side in ("before", "now")]
            if kind.ends:
                loop = loops[kind.table]
                assert [bar.value for bar in plots["funnel"].bars] == [s["reached"] for s in loop["stages"]]
                late = [bar.value for bar in plots["ageing"].bars if bar.tone == "late"]
                assert late == [n for n in loop["days_old_late"].values() if n]
                assert sum(bar.value or 0 for bar in plots["ageing"].bars) == sum(loop["days_old"].values())
            board.show_view("stations")
            settle(qtbot, window)
            (view,) = shown(board).values()
            assert view.plot is not None
            assert [bar.value for bar in view.bars] == [
                interval[side]["count"]
                for station in trends[kind.table]["stations"]
                for interval in station["intervals"]
                for side in ("before", "now")
            ]
            codes = [chart.heading.split()[0] for chart in view.plot.charts]
            assert codes == sorted(codes)
            assert len({chart.most for chart in view.plot.charts}) == 1
            for chart, station in zip(view.plot.charts, trends[kind.table]["stations"], strict=True):
                assert chart.heading.endswith(f"n={station['n']:,}")


def test_each_bar_that_can_be_pressed_narrows_to_as_many_as_it_counts(window: MainWindow, qtbot: QtBot) -> None:
    board = board_of(window, qtbot)
    for kind in INCIDENT_KINDS:
        for view in ("overview", "stations"):
            for only in (False, True):
                board.show_kind(kind.table)
                board.show_view(view)
                board.reported_only.setChecked(only)
                settle(qtbot, window)
                for name, plot in shown(board).items():
                    for bar in plot.bars:
                        if bar.wanted is None:
                            continue
                        value = counted(window, kind.table, bar.wanted)
                        if name == "ageing" and bar.tone == "other":
                            assert value >= (bar.value or 0)
                            assert f"{value:,}" in bar.words
                        else:
                            assert value == bar.value
                        others = [one.table for one in INCIDENT_KINDS if one is not kind]
                        assert {counted(window, other, bar.wanted) for other in others} == {0}
    board.show_kind("cases")
    board.show_view("overview")
    settle(qtbot, window)
    # Of cases only those of the year are shown, so that a filter cannot show the months before it.
    pressable = [bar.wanted is not None for bar in board.cards["trend"].view.bars]
    assert pressable == [False, True] * 12


def test_mouse_and_keys_narrow_list_and_map_and_let_go_again(window: MainWindow, qtbot: QtBot) -> None:
    board, workspace = board_of(window, qtbot), of(window)
    trend, ageing = board.cards["trend"].view, board.cards["ageing"].view
    last = len(trend.bars) - 1
    QTest.mouseClick(trend, Qt.MouseButton.LeftButton, pos=trend.room_of(last).center())
    settle(qtbot, window)
    assert workspace.view.filter.incidents == trend.bars[last].wanted
    assert workspace.view.map.theme == "hazards"
    listed = workspace.sides.incidents.model.rows
    assert {row.table for row in listed} == {"hazards"}
    assert workspace.map.snapshot is not None
    points = workspace.map.snapshot.layer("hazards")
    assert points.count == trend.bars[last].value
    assert workspace.map.snapshot.layer("disputes").count == 0
    assert workspace.filter_bar.chips["table"].text().startswith(window.say("layer.hazards"))
    QTest.mouseClick(trend, Qt.MouseButton.LeftButton, pos=trend.room_of(last).center())
    assert workspace.view.filter.incidents == EVERY_INCIDENT
    ageing.setFocus()
    late = next(n for n, bar in enumerate(ageing.bars) if bar.tone == "late")
    for _ in range(late + 1):
        QTest.keyClick(ageing, Qt.Key.Key_Down)
    assert ageing.bars[late].words in ageing.accessibleDescription()
    QTest.keyClick(ageing, Qt.Key.Key_Return)
    settle(qtbot, window)
    wanted = workspace.view.filter.incidents
    assert wanted.standing is not None
    assert (wanted.standing.late, wanted.standing.table) == (True, "hazards")
    assert len(workspace.sides.incidents.model.rows) == ageing.bars[late].value
    QTest.keyClick(ageing, Qt.Key.Key_Space)
    assert workspace.view.filter.incidents == EVERY_INCIDENT
    for key, number in ((Qt.Key.Key_End, len(ageing.bars) - 1), (Qt.Key.Key_Right, len(ageing.bars) - 1),
                        (Qt.Key.Key_Home, 0), (Qt.Key.Key_Left, 0)):  # fmt: skip
        QTest.keyClick(ageing, key)
        assert ageing.bars[number].words in ageing.accessibleDescription()
    # What reached a later stage no filter can say; a press does nothing and the tip says why.
    funnel = board.cards["funnel"].view
    QTest.mouseClick(funnel, Qt.MouseButton.LeftButton, pos=funnel.room_of(3).center())
    assert workspace.view.filter.incidents == EVERY_INCIDENT
    assert window.say("plots.no_press") in funnel.accessibleDescription()
    QToolTip.hideText()


def test_cases_are_shown_where_a_month_of_them_is_pressed(window: MainWindow, qtbot: QtBot) -> None:
    board, workspace = board_of(window, qtbot), of(window)
    board.kinds["cases"].click()
    settle(qtbot, window)
    view = board.cards["trend"].view
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.room_of(21).center())
    settle(qtbot, window)
    assert len(workspace.sides.incidents.model.rows) == view.bars[21].value
    assert "cases" not in workspace.view.map.hidden


def save(window: MainWindow, board: PlotsBoard, name: str, what: str, path: Path) -> None:
    """Through the menu and the file dialog, as a person does it."""
    board.cards[name].actions_out[what].trigger()
    dialog = next(d for d in QApplication.topLevelWidgets() if isinstance(d, QFileDialog) and d.isVisible())
    dialog.setDirectory(str(path.parent))
    dialog.fileSelected.emit(str(path))
    dialog.close()


@pytest.mark.parametrize("name", ["trend", "funnel", "ageing", "stations"])
def test_every_plot_goes_out_as_picture_as_table_and_onto_the_clipboard(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    board = board_of(window, qtbot)
    board.show_view("stations" if name == "stations" else "overview")
    settle(qtbot, window)
    plot = board.cards[name].view.plot
    assert plot is not None
    for what, ending in (("picture", "png"), ("picture", "svg"), ("table", "csv"), ("table", "xlsx")):
        save(window, board, name, what, tmp_path / f"{name}.{ending}")
        assert (tmp_path / f"{name}.{ending}").stat().st_size
        assert str(tmp_path / f"{name}.{ending}") in of(window).notice.words.text()
    with (tmp_path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == list(plot.headings)
    assert lines[1 : len(plot.rows) + 1] == [["" if cell is None else str(cell) for cell in row] for row in plot.rows]
    assert [line[0] for line in lines[-2:]] == [plot.title, plot.note]
    sheet = openpyxl.load_workbook(tmp_path / f"{name}.xlsx").active
    assert sheet is not None
    values = list(sheet.iter_rows(values_only=True))
    assert values[1 : len(plot.rows) + 1] == [tuple(row) for row in plot.rows]
    board.cards[name].actions_out["copy"].trigger()
    copied = QGuiApplication.clipboard().text().split("\n")
    assert copied[0] == plot.title
    assert copied[-1] == plot.note
    assert len(copied) == len(plot.rows) + 3
    QGuiApplication.clipboard().clear()
    QTest.keyClick(board.cards[name].view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().split("\n") == copied


def test_what_cannot_be_written_is_told_in_a_sentence(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    board = board_of(window, qtbot)
    for what, path in (("picture", tmp_path / "a.pdf"), ("table", tmp_path / "none" / "a.csv")):
        save(window, board, "trend", what, path)
        assert str(path) in of(window).notice.words.text()
    assert not (tmp_path / "a.pdf").exists()


def test_every_plot_says_its_day_what_it_is_of_and_what_was_left_out(window: MainWindow, qtbot: QtBot) -> None:
    board = board_of(window, qtbot)
    for language in ("en", "zh_CN"):
        window.say.use(language)
        for view in ("overview", "stations"):
            board.show_view(view)
            settle(qtbot, window)
            for plot in shown(board).values():
                assert plot.plot is not None
                assert "2026-11-23" in plot.plot.note
                assert plot.accessibleName() == plot.plot.title
                assert plot.plot.note in plot.accessibleDescription()
                assert plot.focusPolicy() & Qt.FocusPolicy.TabFocus
    board.reported_only.click()
    settle(qtbot, window)
    view = board.cards["stations"].view
    assert view.plot is not None
    assert "未计巡查自行发现" in view.plot.note


def test_months_before_the_first_record_are_told_as_such(open_window: OpenWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window(written(tmp_path), "en")
    board = board_of(window, qtbot)
    trend = board.cards["trend"].view
    assert trend.plot is not None
    values = [bar.value for bar in trend.bars]
    assert values[0::2] == [None] * 12  # a year before nothing was recorded
    assert values[1] is None
    assert values[-1] is not None
    assert "no records" in trend.bars[0].words
    assert [key.words for key in trend.plot.legend if key.tone is None] == ["no records"]
    assert "no sum is given" in trend.plot.note
    assert all(row[4] is None for row in trend.plot.rows if row[2] is None)


def test_after_a_step_only_its_own_plots_are_drawn_anew(open_window: OpenWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window(written(tmp_path))
    board = board_of(window, qtbot)
    before = board.answers
    of(window).document.do(take_step("disputes", ["D1"], "hand_over", at(0, 0), "residents_committee"))
    settle(qtbot, window)
    assert board.answers is before
    of(window).document.do(take_step("hazards", ["H1"], "verify", at(0, 0)))
    settle(qtbot, window)
    assert board.answers is not before
    assert board.answers is not None
    assert before is not None
    assert board.answers[1] != before[1]  # the loop; the trend tells of beginnings and is as it was
    assert board.answers[0] == before[0]


def test_one_board_takes_the_place_of_the_other_and_units_come_back(window: MainWindow, qtbot: QtBot) -> None:
    workspace = of(window)
    board_of(window, qtbot)
    window.menu_actions["loop"].trigger()
    settle(qtbot, window)
    assert isinstance(workspace.foot_pane.board, LoopBoard)
    board = board_of(window, qtbot)
    assert not workspace.sides.units.isVisible()
    board.close_button.click()
    assert workspace.foot_pane.board is None
    assert workspace.sides.units.isVisible()
    board_of(window, qtbot)
    window.menu_actions["plots"].trigger()
    assert workspace.foot_pane.board is None


@pytest.mark.parametrize("language", some(["zh_CN", "en"], 1))
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1600, 1000)])
def test_plots_fit_the_board(window: MainWindow, qtbot: QtBot, language: str, width: int, height: int) -> None:
    window.say.use(language)
    window.resize(width, height)
    settle(qtbot, window)
    board = board_of(window, qtbot)
    for kind in LOOPS:
        board.show_kind(kind.table)
        settle(qtbot, window)
        for card in (card for card in board.cards.values() if card.isVisible()):
            assert card.title.text() == card.title.whole, "the title is cut"
            assert card.view.rect().contains(card.view.room_of(len(card.view.bars) - 1))
            corner = card.view.mapTo(board, card.view.rect().bottomRight())
            assert board.rect().contains(corner), "the plot does not fit"


def test_dark_plots_have_the_colours_of_the_dark_map(window: MainWindow, qtbot: QtBot) -> None:
    board = board_of(window, qtbot)
    light = board.cards["trend"].view.grab().toImage()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_look(application, DARK)
    settle(qtbot, window)
    assert board.cards["trend"].view.grab().toImage() != light


def test_a_choice_of_another_table_lets_the_table_go() -> None:
    november = IncidentFilter(table="hazards")
    assert with_choice(november, "category", ("hazards", "fire")) == IncidentFilter(
        table="hazards", category=("hazards", "fire")
    )
    assert with_choice(november, "state", ("disputes", "closed")) == IncidentFilter(state=("disputes", "closed"))
    here = Standing("disputes", "handling")
    assert with_standing(november, here) == IncidentFilter(standing=here)


def test_the_chip_of_the_table_lets_it_go_and_a_view_keeps_it(window: MainWindow, qtbot: QtBot) -> None:
    workspace = of(window)
    workspace.view.filter.set_incidents(IncidentFilter(table="disputes"))
    settle(qtbot, window)
    assert {row.table for row in workspace.sides.incidents.model.rows} == {"disputes"}
    workspace.filter_bar.chips["table"].click()
    assert workspace.view.filter.incidents == EVERY_INCIDENT
    kept: list[str] = []
    bookmarks = Bookmarks(lambda: kept[-1] if kept else "", kept.append)
    bookmarks.put(Bookmark("a", 113.4, 30.3, 10, "hazards", frozenset(), IncidentFilter(table="disputes")))
    assert bookmarks.all[0].wanted == IncidentFilter(table="disputes")
    old = json.loads(kept[-1])
    del old[0]["wanted"]["table"]  # kept by an older version
    kept.append(json.dumps(old))
    assert bookmarks.all[0].wanted == EVERY_INCIDENT


def test_a_start_loads_no_plot() -> None:
    script = """
import sys
import ui.app, ui.window.main_window, ui.window.sides, ui.window.workspace
print([name for name in sys.modules if name.startswith(("ui.trends", "layers.plots"))])
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_kinds_without_an_origin_have_nothing_to_choose(window: MainWindow, qtbot: QtBot) -> None:
    board = board_of(window, qtbot)
    for kind in INCIDENT_KINDS:
        board.show_kind(kind.table)
        settle(qtbot, window)
        assert board.reported_only.isVisible() == (KIND_OF[kind.table].origin is not None)
