"""What is coming stands line by line under its heading, and each line leads to what mends it."""

from datetime import timedelta

from pytestqt.qtbot import QtBot

from mapper.analysis.seats.coverage import coverage
from mapper.edits.absences import put_absence
from mapper.edits.duties import assign, unassign
from mapper.planning.staffing.plan import staffing_plan
from tests.ui.waiting import settle
from ui.gaps.gap_lines import Gap, Heading
from ui.seats.assign_dialog import AssignDialog
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def coming(workspace: Workspace) -> list[Gap]:
    """The lines under the heading."""
    lines = workspace.sides.gaps.model.lines
    return [line for line in lines[lines.index(next(one for one in lines if isinstance(one, Heading))) + 1 :]
            if isinstance(line, Gap)]  # fmt: skip


def assigning(workspace: Workspace, window: MainWindow, qtbot: QtBot, gap: Gap) -> AssignDialog:
    workspace.mending.fix(gap)
    dialog = next(d for d in workspace.findChildren(AssignDialog) if d.isVisible())
    settle(qtbot, window)
    return dialog


def test_each_line_leads_to_what_mends_it(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    day, project = workspace.view.as_of, workspace.document.project
    seats = coverage(project, day).seats
    alone = seats[(seats["state"] == "covered") & seats["one_to_one"]]
    (unit, who), (shared, first) = ((str(code), alone.at[code, "officer_ids"][0]) for code in alone.index[:2])
    away = [alone.at[code, "officer_ids"][0] for code in alone.index[2:5]]
    other = next(key for key, row in project.officers.iterrows() if row["role"] == project.officers.at[first, "role"]
                 and key not in {officer for ids in seats["officer_ids"] for officer in ids})  # fmt: skip
    ends = day + timedelta(days=8)
    for edit in (
        unassign(who, unit, ends), assign(str(other), shared, day), unassign(first, shared, ends),
        *(put_absence(officer, "leave", ends, ends) for officer in away),
    ):  # fmt: skip
        workspace.do(edit)
    settle(qtbot, window)
    lines = {(gap.first.code, gap.first.subjects): gap for gap in coming(workspace)}
    leave = [gap for (code, _), gap in lines.items() if code == "absence_coming"]
    assert {gap.first.subjects[1] for gap in leave} >= set(away), "three of a kind are three lines"
    workspace.mending.fix(leave[0])
    assert workspace.selection.current == ("officers", leave[0].first.subjects[1])

    # Whoever has a seat until the day before may go on, as the staffing plan of that day says.
    dialog = assigning(workspace, window, qtbot, lines["seat_empty_soon", (unit,)])
    plan = staffing_plan(workspace.document.project, ends)
    (line,) = [line for line in plan.proposals if line.community_code == unit]
    assert line.officer_id == who
    assert dialog.table.row().officer_id == who
    dialog.accept()
    settle(qtbot, window)
    assert coverage(workspace.document.project, ends).seats.at[unit, "officer_ids"] == (who,)

    gap = next(gap for (code, about), gap in lines.items() if code == "duty_ends_soon" and shared in about)
    dialog = assigning(workspace, window, qtbot, gap)
    assert dialog.table.row().officer_id == first
    dialog.accept()
    settle(qtbot, window)
    assert first in coverage(workspace.document.project, ends).seats.at[shared, "officer_ids"]
    assert not {("seat_empty_soon", unit), ("duty_ends_soon", shared)} & {
        (gap.first.code, about) for gap in coming(workspace) for about in gap.first.subjects
    }
