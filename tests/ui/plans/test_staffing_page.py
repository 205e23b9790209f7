"""The staffing plan beside the map: proposed, refused, planned again, carried out and undone."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mapper.edits.variants import keep_staffing
from mapper.scope import Scope
from mapper.store.geopackage.store import open_store
from tests.ui.waiting import settle
from ui.plans.staffing_page import StaffingPage
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def opened(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> StaffingPage:
    workspace.sides.gaps.plan.click()
    settle(qtbot, window)
    page = workspace.planning.page
    assert isinstance(page, StaffingPage)
    return page


def test_the_plan_fills_every_seat_and_undo_takes_it_back(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    page = opened(window, workspace, qtbot)
    assert not workspace.sides.side.isVisible()
    assert page.model.rowCount() == 6
    assert "6 → 0" in page.summary.text()
    assert "不可能少于 0" in page.proof.text()
    for part in ("2026-11-23", "108"):
        assert part in page.basis.text()
    page.apply.click()
    settle(qtbot, window)
    figures = workspace.day_in_hand.figures
    assert figures is not None
    assert figures.coverage.covered == 108
    reopened = open_store(workspace.document.store.path)
    assert len(reopened.project.duties) == len(workspace.document.project.duties)
    reopened.close()
    assert page.model.rowCount() == 0
    assert not page.apply.isEnabled(), "it has planned anew, and nothing is left to do"
    window.menu_actions["undo"].trigger()
    settle(qtbot, window)
    assert page.model.rowCount() == 6


def test_what_is_unticked_is_not_counted_not_done_and_not_proposed_again(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    page = opened(window, workspace, qtbot)
    index = page.model.index(2, 0)
    line = page.model.rows[2]
    page.model.setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert page.model.data(index, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    settle(qtbot, window)
    assert "6 → 1" in page.summary.text()
    assert line.unit in page.basis.text()
    others = {row.key for row in page.model.ticked}
    lines = [row.proposal for row in page.model.ticked]
    workspace.document.do(keep_staffing("试", lines, workspace.view.as_of, workspace.view.as_of))
    settle(qtbot, window)
    assert [row.key for row in page.model.unticked] == [line.key]  # to keep a plan changes nothing of it
    page.again.click()
    settle(qtbot, window)
    keys = {row.key for row in page.model.rows}
    assert others <= keys
    assert line.key not in keys
    page.restart.click()
    settle(qtbot, window)
    assert line.key in {row.key for row in page.model.rows}


def test_a_line_is_shown_on_the_map_and_more_posts_are_only_worked_out(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    page = opened(window, workspace, qtbot)
    page.table.setCurrentIndex(page.model.index(1, 0))
    settle(qtbot, window)
    line = page.model.rows[1]
    assert line.unit in page.why.text()
    assert line.officer in page.why.text()
    marked = workspace.map.canvas.grab().toImage()
    page.marks.clear()
    assert workspace.map.canvas.grab().toImage() != marked
    before = workspace.document.project
    page.posts.setValue(3)
    settle(qtbot, window)
    assert page.posts_plan is not None
    assert page.posts_plan.posts_used > 0
    assert "3" in page.posts_words.text()
    posts = [line for line in page.posts_plan.proposals if line.is_post]
    units = workspace.document.project.communities["name"]
    for line in posts:
        assert units[line.community_code] in page.posts_lines.text()
    shown = dict(page.posts_bars.changes)
    assert {"新增警力 1", "新增警力 2", "新增警力 3"} <= set(shown)
    fell = [before - after for before, after in shown.values() if before is not None and after is not None]
    assert min(fell) > 0  # whom a post relieves is shown with what the post takes off
    assert len(fell) == len([line for line in posts if line.reason == "relief"])
    assert workspace.document.project is before
    page.close_button.click()
    assert workspace.sides.side.isVisible()
    assert workspace.planning.page is None


def test_calling_it_off_leaves_the_page_open_and_quiet(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    page = opened(window, workspace, qtbot)
    page.restart.setEnabled(True)
    page.start_anew()
    assert page.working.isVisible()
    page.enough.click()
    assert not page.working.isVisible()
    settle(qtbot, window)
    assert page.model.rowCount() == 6


def test_the_page_speaks_the_other_language_at_once(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    page = opened(window, workspace, qtbot)
    window.switch_language()
    settle(qtbot, window)
    assert page.heading.text().startswith("Staffing plan")
    assert "Vacant seats 6 → 0" in page.summary.text()
    assert page.loads.isVisibleTo(page.tabs.widget(1))


def test_of_a_station_only_its_own_seats_are_listed_and_filled(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    """Who comes from where is planned for the whole district; what is done is what is looked at."""
    page = opened(window, workspace, qtbot)
    assert page.plan is not None
    whole = {(line.community_code, line.officer_id) for line in page.plan.proposals}
    of = workspace.document.project.communities["station_code"]
    code = str(of[min(whole)[0]])
    own = {key for key in whole if of[key[0]] == code}
    workspace.view.set_scope(Scope(frozenset({code})))
    settle(qtbot, window)
    assert {line.key for line in page.model.rows} == own
    assert 0 < len(own) < len(whole)
    assert f"{len(own)} → 0" in page.summary.text()
    assert f"{len(whole) - len(own)} 条" in page.basis.text()
    before = set(workspace.document.project.duties.index)
    page.apply.click()
    settle(qtbot, window)
    duties = workspace.document.project.duties
    new = duties[~duties.index.isin(before)]
    assert set(zip(new["community_code"], new["officer_id"], strict=True)) == own
    workspace.view.set_scope(None)
    settle(qtbot, window)
    assert page.model.rowCount() == len(whole) - len(own)
