"""What a person can ask of the window by menu, button or key: each action declared once.

The window's ``QAction``s, the menus of its header, the list under F1 and ``docs/keys.md`` are made of :data:`ACTIONS`;
``action.<id>`` is an action's words.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from mapper.lazy_dataclass import dataclass
from ui.window import boards, dialogs, exports, project_files, qgis, views
from ui.window.asked import OpenProject, ProjectWindow

if TYPE_CHECKING:
    from ui.widgets.form import FormDialog

MENUS = ("file", "plan", "view")  # of the header
SUBMENUS = {"export": "print_view", "history": "copies"}  # menu → the entry that it stands below


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that the window does when it is asked.

    ``keys`` are in Qt's portable form, "" for none. ``menu`` is one of :data:`MENUS` or :data:`SUBMENUS`, "" for none;
    where ``group`` changes from one entry to the next, the menu has a line between them. A key that is held does again
    and again what is not done ``once`` a press. What is ``ticked`` has a tick in its menu, which the window puts.
    """

    id: str
    do: Callable[[ProjectWindow], object]
    keys: str = ""
    menu: str = ""
    group: int = 0
    needs_project: bool = True
    once: bool = False
    ticked: bool = False


def _on_project(do: Callable[[OpenProject], object]) -> Callable[[ProjectWindow], object]:
    """Do something with the open project, where there is one."""
    return lambda window: None if window.workspace is None else do(window.workspace)


def _dialog(made: Callable[[OpenProject], "FormDialog"]) -> Callable[[ProjectWindow], object]:
    """Show a dialog of the open project; an InputError while it is made is told over the map."""
    return _on_project(lambda w: w.attempt(lambda: w.open_dialog(made(w))))


# In the order of each menu, and of the list of keys.
ACTIONS: tuple[Action, ...] = (
    Action("new", project_files.new_project, "Ctrl+N", "file", 1, needs_project=False),
    Action("open", project_files.choose_project, "Ctrl+O", "file", 1, needs_project=False),
    Action("server", project_files.ask_server, menu="file", group=1, needs_project=False),
    Action("sample", project_files.open_sample, menu="file", group=1, needs_project=False),
    Action("import", _dialog(dialogs.import_table), "Ctrl+I", "file", 2),
    Action("enter", _on_project(lambda w: w.map.tools.pick_place()), "Ctrl+E", "file", 2),
    Action("undo", _on_project(lambda w: w.attempt(w.document.undo)), "Ctrl+Z"),
    Action("redo", _on_project(lambda w: w.attempt(w.document.redo)), "Ctrl+Shift+Z"),
    Action("print", _dialog(dialogs.print_sheet), "Ctrl+P", "file", 3),
    Action("print_view", _on_project(lambda w: w.attempt(lambda: dialogs.print_view(w))), "Ctrl+Shift+P", "file", 3),
    Action("workbook", _on_project(exports.export_workbook), menu="export"),
    Action("report", _on_project(exports.export_report), menu="export"),
    Action("form", _dialog(dialogs.superior_form), menu="export"),
    Action("share", _dialog(dialogs.share), "Ctrl+Shift+E", "export"),
    Action("qgis", _on_project(qgis.open_sheet), menu="export"),
    Action("copy", project_files.save_copy, "Ctrl+Shift+S", "file", 4),
    Action("copies", _dialog(dialogs.copies), menu="file", group=4),
    Action("log", _dialog(dialogs.change_log), menu="history"),
    Action("past", project_files.as_it_was, menu="history"),
    Action("elsewhere", _dialog(dialogs.rows_elsewhere), menu="history"),
    Action("laptops", dialogs.laptops, menu="history"),
    Action("about", _dialog(dialogs.about_data), menu="file", group=5),
    Action("practice", _dialog(dialogs.practice), menu="file", group=5),
    Action("keys", lambda window: window.show_keys(), "F1", "file", 6, needs_project=False),
    Action("faults", dialogs.fault_reports, menu="file", group=6, needs_project=False),
    Action("language", lambda window: window.switch_language(), needs_project=False),
    Action("search", lambda window: window.focus_search(), "Ctrl+K", "view", 1),
    Action("back", _on_project(lambda w: w.map.canvas.views.back()), "Alt+Left", "view", 2),
    Action("on", _on_project(lambda w: w.map.canvas.views.on()), "Alt+Right", "view", 2),
    Action("measure", _on_project(lambda w: w.map.tools.measure()), "Ctrl+M", "view", 3),
    Action("lasso", _on_project(lambda w: w.map.tools.lasso()), "Ctrl+L", "view", 3),
    Action("incident_before", _on_project(lambda w: w.sides.open_neighbour(-1)), "Shift+F3", "view", 3),
    Action("incident_after", _on_project(lambda w: w.sides.open_neighbour(1)), "F3", "view", 3),
    Action("incident_step", _on_project(lambda w: w.sides.take_next()), "Ctrl+Return", once=True),
    Action("bookmarks", views.open_bookmarks, "Ctrl+B", "view", 4),
    Action("dark", lambda window: window.switch_appearance(), menu="view", group=5, needs_project=False),
    Action("vision_grey", lambda window: views.see_as(window, "grey"), menu="view", group=5, ticked=True),
    Action("vision_protan", lambda window: views.see_as(window, "protan"), menu="view", group=5, ticked=True),
    Action("vision_deutan", lambda window: views.see_as(window, "deutan"), menu="view", group=5, ticked=True),
    Action("vision_tritan", lambda window: views.see_as(window, "tritan"), menu="view", group=5, ticked=True),
    Action("backgrounds", _dialog(dialogs.backgrounds), menu="view", group=6),
    Action("reference", _dialog(dialogs.reference_layers), menu="view", group=6),
    Action("staffing_plan", _on_project(lambda w: w.plan_staffing()), menu="plan", group=1),
    Action("beats", _on_project(lambda w: w.plan_beats()), menu="plan", group=1),
    Action("variants", _dialog(dialogs.variants), menu="plan", group=1),
    Action("loop", _on_project(boards.show_loop), menu="plan", group=2),
    Action("plots", _on_project(boards.show_plots), menu="plan", group=2),
    Action("periods", _dialog(dialogs.two_periods), menu="plan", group=2),
    Action("patrol", _on_project(boards.show_patrol), menu="plan", group=2),
    Action("hotspots", _on_project(boards.show_hotspots), menu="plan", group=2),
    Action("reach", _on_project(boards.show_reach), menu="plan", group=2),
    Action("proposal", _dialog(dialogs.propose_shift), menu="plan", group=2),
    Action("roster", _dialog(dialogs.roster), menu="plan", group=2),
    Action("seats", _dialog(dialogs.seat_ledger), menu="plan", group=2),
    Action("stations", _dialog(dialogs.stations), menu="plan", group=2),
    Action("borders", _on_project(lambda w: w.edit_borders()), "Ctrl+Shift+B", "plan", 3),
    Action("locks", _dialog(dialogs.locks), menu="plan", group=3),
    Action("rules", _dialog(dialogs.working_rules), menu="plan", group=4),
    Action("quit", lambda window: window.close(), "Ctrl+Q", "file", 7, needs_project=False),
)


def menu_groups(menu: str) -> list[list[Action]]:
    """The entries of a menu, a list for each group, in order."""
    entries = [action for action in ACTIONS if action.menu == menu]
    return [
        [action for action in entries if action.group == group] for group in dict.fromkeys(a.group for a in entries)
    ]
