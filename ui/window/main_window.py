"""The main window: header, one workspace or the welcome page, status line; what its menus and keys do."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from layers.geometry.geometry import Geometry
from mapper.errors import InputError
from mapper.store.store import Store, open_store
from ui.language.crs_name import crs_name
from ui.language.language import Language
from ui.language.messages import LANGUAGES, caption
from ui.language.sentences import edit_sentence
from ui.language.spelling import spelled
from ui.projects.welcome import WelcomePage
from ui.session.backgrounds import Backgrounds
from ui.session.document import Document
from ui.session.settings import Settings
from ui.widgets.appearance import (
    DARK,
    LOOKS,
    wear,
    worn,
)
from ui.widgets.file_dialogs import ask_file
from ui.widgets.notice import NoticeBar
from ui.widgets.tasks import Tasks
from ui.window.header import Header
from ui.window.plan_dialogs import PLANS, plan_dialog
from ui.window.status import StatusLine
from ui.window.tab_order import bring_into_view, next_stop
from ui.window.workspace import Workspace

if TYPE_CHECKING:
    from ui.session.bookmarks import Bookmarks

_SHORTCUTS = {
    "new": "Ctrl+N",
    "open": "Ctrl+O",
    "copy": "Ctrl+Shift+S",
    "import": "Ctrl+I",
    "undo": "Ctrl+Z",
    "redo": "Ctrl+Shift+Z",
    "print": "Ctrl+P",
    "share": "Ctrl+Shift+E",
    "search": "Ctrl+K",
    "back": "Alt+Left",
    "on": "Alt+Right",
    "measure": "Ctrl+M",
    "lasso": "Ctrl+L",
    "bookmarks": "Ctrl+B",
    "borders": "Ctrl+Shift+B",
    "keys": "F1",
    "quit": "Ctrl+Q",
}
_OF_PROJECT = (
    *PLANS,
    "copy",
    "import",
    "undo",
    "redo",
    "print",
    "share",
    "log",
    "about",
    "search",
    "back",
    "on",
    "measure",
    "lasso",
    "bookmarks",
    "borders",
    "staffing_plan",
    "backgrounds",
    "beats",
    "reference",
)


class MainWindow(QMainWindow):
    """Builds nothing that it is not handed, but the workspace of each project that it opens.

    ``grown`` tells that a project has just been drawn, or counted for the first time, and holds what it will hold;
    ``emptied`` that it is closed.
    """

    grown = Signal()
    emptied = Signal()

    def __init__(self, language: Language, tasks: Tasks, settings: Settings) -> None:
        super().__init__()
        self.say, self.tasks, self.settings = language, tasks, settings
        self.workspace: Workspace | None = None
        self._counting = False
        self.backgrounds = Backgrounds(settings, tasks, self)
        self.menu_actions = self._make_actions()
        self.header = Header(language, self.menu_actions)
        self.header.recent.aboutToShow.connect(self._fill_recent)
        self.header.views.aboutToShow.connect(self._fill_views)
        self.notice = NoticeBar(language)
        self.welcome = WelcomePage(language, settings)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.welcome)
        self._waiting = QWidget()
        self.pages.addWidget(self._waiting)
        self.status = StatusLine(language)
        self.setStatusBar(self.status)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.notice)
        layout.addWidget(self.pages, 1)
        self.setCentralWidget(body)
        self.setMinimumSize(1024, 640)
        screen = self.screen().availableGeometry()
        self.resize(min(1600, screen.width() - 4), min(1000, screen.height() - 36))
        if settings.geometry is not None:
            self.restoreGeometry(settings.geometry)
        self._connect()
        self.retranslate()
        self.welcome.sample.setFocus()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 Qt's own name
        """Tab and Shift+Tab go through what is shown in the order in which one reads it."""
        page = [self.pages.currentWidget()] if self.workspace is None else self.workspace.parts()
        parts = [part for part in (self.header, self.notice, *page) if part is not None]
        found = next_stop(parts, QApplication.focusWidget(), forward)
        if found is None:
            return super().focusNextPrevChild(forward)
        found.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        bring_into_view(found)
        return True

    def _make_actions(self) -> dict[str, QAction]:
        done: dict[str, Callable[[], object]] = {
            "new": self.new_project,
            "open": self.choose_project,
            "sample": self.open_sample,
            "copy": self.save_copy,
            "import": self.import_table,
            "undo": lambda: self._on_workspace(lambda w: w.attempt(w.document.undo)),
            "redo": lambda: self._on_workspace(lambda w: w.attempt(w.document.redo)),
            "print": self.print_sheet,
            "share": self.share,
            "log": self.change_log,
            "about": self.about_data,
            "keys": self.show_keys,
            "language": self.switch_language,
            "search": self.focus_search,
            "back": lambda: self._on_workspace(lambda w: w.map.canvas.views.back()),
            "on": lambda: self._on_workspace(lambda w: w.map.canvas.views.on()),
            "measure": lambda: self._on_workspace(lambda w: w.map.measure()),
            "backgrounds": lambda: self._on_workspace(lambda w: w.manage_backgrounds()),
            "reference": lambda: self._on_workspace(lambda w: w.manage_reference()),
            **{name: partial(self.open_plan, name) for name in PLANS},
            "lasso": lambda: self._on_workspace(lambda w: w.map.lasso()),
            "bookmarks": self.open_bookmarks,
            "borders": lambda: self._on_workspace(lambda w: w.edit_borders()),
            "beats": lambda: self._on_workspace(lambda w: w.plan_beats()),
            "staffing_plan": lambda: self._on_workspace(lambda w: w.plan_staffing()),
            "dark": self.switch_appearance,
            "quit": self.close,
        }
        actions = {}
        for name, do in done.items():
            action = QAction(self)
            action.setObjectName(name)
            action.triggered.connect(lambda _=False, do=do: do())
            if name in _SHORTCUTS:
                action.setShortcut(QKeySequence(_SHORTCUTS[name]))
            self.addAction(action)
            actions[name] = action
        return actions

    def _connect(self) -> None:
        self.say.changed.connect(self.retranslate)
        self.header.day_chosen.connect(lambda day: self._on_workspace(lambda w: w.selection.set_as_of(day)))
        self.header.search.found.connect(self._found)
        self.header.search.place_found.connect(
            lambda lon, lat: self._on_workspace(lambda w: w.map.show_place((lon, lat)))
        )
        self.header.search.spelling_wanted.connect(self._spell)
        self.welcome.open_wanted.connect(self.choose_project)
        self.welcome.new_wanted.connect(self.new_project)
        self.welcome.sample_wanted.connect(self.open_sample)
        self.welcome.recent_wanted.connect(self.open_project)
        self.status.cancel_wanted.connect(self.tasks.cancel)
        self.tasks.progressed.connect(self.status.show_work)
        self.tasks.finished.connect(self.status.work_done)

    def retranslate(self) -> None:
        """Put every word again, in the language of now."""
        for name, action in self.menu_actions.items():
            text = self.say(f"action.{'light' if name == 'dark' and worn() is DARK else name}")
            action.setText(text)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{text}  {keys}".strip())
        self._show_state()

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do something; an InputError becomes one sentence over the page. Tells whether it worked."""
        try:
            action()
        except InputError as error:
            self.notice.tell(self.say.error(error))
            return False
        self.notice.hide()
        return True

    def open_project(self, path: Path) -> None:
        """Show the project of a file in place of the one open now; where that fails, the one open now stays."""
        self.attempt(lambda: self.show_project(open_store(path)))

    def await_project(self) -> None:
        """Show an empty page: a project is being read, and :meth:`show_project` or :meth:`refuse` follows."""
        self.pages.setCurrentWidget(self._waiting)

    def refuse(self, error: InputError) -> None:
        """The project that was awaited cannot be opened: say why, on the welcome page."""
        self.pages.setCurrentWidget(self.welcome)
        self._tell(error)

    def show_project(self, store: Store, land: Geometry | None = None) -> None:
        """Show the project of an open store in place of the one open now; ``land`` is ready for its first picture."""
        self.tasks.cancel("open")
        self.close_project()
        document = Document(store)
        self.workspace = Workspace(document, self.say, self.tasks, self.backgrounds, self.pages, land)
        self.pages.addWidget(self.workspace)
        self.pages.setCurrentWidget(self.workspace)
        self.settings.remember(Path(store.place))
        document.changed.connect(self._show_state)
        workspace = self.workspace
        workspace.map.first_drawn.connect(self.grown)
        self._counting = True
        workspace.ledger.ready.connect(self._counted)
        workspace.ledger.ready.connect(self._offer_search)
        workspace.selection.as_of_changed.connect(self._show_state)
        workspace.map.pointed_at.connect(self.status.show_place)
        workspace.map.scale_changed.connect(self.status.show_scale)
        workspace.map.names_hidden.connect(self.status.show_hidden_names)
        workspace.map.setFocus()
        self._show_state()

    def close_project(self) -> None:
        """Back to the welcome page; everything is on disk already."""
        if self.workspace is None:
            return
        for subject in ("figures", "snapshot", "spelling"):
            self.tasks.cancel(subject)
        workspace, self.workspace = self.workspace, None
        self.pages.removeWidget(workspace)
        workspace.close_map()
        workspace.document.close()
        workspace.hide()
        workspace.deleteLater()
        self.emptied.emit()
        self.welcome.retranslate()
        self._show_state()

    def choose_project(self) -> None:
        """Ask for a project file and open it."""
        self._ask_file("open", self.open_project)

    def save_copy(self) -> None:
        """Ask where to, and write the project as it is to another file."""

        def copy(path: Path) -> None:
            self._require_other(path)
            self._on_workspace(lambda w: w.document.store.copy_to(path))

        self._ask_file("copy", lambda path: self.attempt(partial(copy, path)), f"{self._stem()}-2.gpkg")

    def open_sample(self) -> None:
        """Ask where the fictional district is to be kept, write it there and open it."""
        from ui.projects.sample import write_sample_project

        def make(path: Path) -> None:
            self._require_other(path)
            self.tasks.start("sample", lambda _: write_sample_project(path), self.open_project, self._tell, shown=True)

        self._ask_file("sample", lambda path: self.attempt(partial(make, path)), "yunhan.gpkg")

    def new_project(self) -> None:
        """Ask for the files that a project is made of."""
        from ui.projects.new_project import NewProjectDialog

        dialog = NewProjectDialog(self.say, self.tasks, self._require_other, self)
        dialog.made.connect(self.open_made)
        dialog.open()

    def open_made(self, path: Path, told: list[str]) -> None:
        """Open a project that was just made, and tell what had to be assumed for it."""
        self.open_project(path)
        if told:
            self._on_workspace(lambda w: w.notice.tell("\n".join(told), trouble=False))

    def import_table(self) -> None:
        """Ask for a table and a file, and put its rows into the project."""
        from ui.projects.import_dialog import ImportDialog

        self._on_workspace(lambda w: w.open_dialog(ImportDialog(w.desk, w)))

    def print_sheet(self) -> None:
        """Ask for paper, theme and audience, and write a sheet."""
        self._on_workspace(lambda w: w.open_print())

    def share(self) -> None:
        """Ask for the audience, and write the web map."""
        from ui.sheets.share_dialog import ShareDialog

        self._on_workspace(lambda w: w.open_dialog(ShareDialog(w.desk, w.notice, w)))

    def change_log(self) -> None:
        """Show who changed what, and when."""
        from ui.projects.change_log import ChangeLogDialog

        self._on_workspace(lambda w: w.attempt(lambda: w.open_dialog(ChangeLogDialog(w.desk, w.notice, w))))

    def open_plan(self, name: str) -> None:
        """Show one of the dialogs of the plan menu."""
        self._on_workspace(lambda w: w.attempt(lambda: w.open_dialog(plan_dialog(name, w.desk, w))))

    def about_data(self) -> None:
        """Show what the data says of itself."""
        from ui.projects.about_dialog import AboutDialog

        self._on_workspace(lambda w: w.open_dialog(AboutDialog(w.desk, w)))

    def focus_search(self) -> None:
        """Put the cursor into the search box."""
        self.header.search.setFocus()
        self.header.search.selectAll()

    def switch_language(self) -> None:
        """The other language."""
        self.say.use(LANGUAGES[(LANGUAGES.index(self.say.code) + 1) % len(LANGUAGES)])
        self.settings.language = self.say.code

    def switch_appearance(self) -> None:
        """Light or dark: the window, the map and every panel at once."""
        self.settings.appearance = "light" if worn() is DARK else "dark"
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        wear(application, LOOKS[self.settings.appearance])
        self._on_workspace(lambda w: w.map.remake())
        self.retranslate()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 Qt's own name
        self.settings.geometry = self.saveGeometry()
        self.settings.save()
        self.close_project()
        self.backgrounds.close()
        super().closeEvent(event)

    def _stem(self) -> str:
        return "" if self.workspace is None else self.workspace.document.store.name

    def _on_workspace(self, do: Callable[[Workspace], object]) -> None:
        if self.workspace is not None:
            do(self.workspace)

    def _tell(self, error: InputError) -> None:
        self.notice.tell(self.say.error(error))

    def _found(self, table: str, key: str) -> None:
        def go(workspace: Workspace) -> None:
            {
                "communities": workspace.open_unit,
                "officers": workspace.open_officer,
                "stations": workspace.open_station,
            }[table](key)

        self._on_workspace(go)

    def _counted(self) -> None:
        """What is counted anew after an edit comes and goes; only the first answers are there to stay."""
        if self._counting and self.workspace is not None and self.workspace.ledger.figures is not None:
            self._counting = not self.workspace.ledger.figures.is_complete
            self.grown.emit()

    def _offer_search(self) -> None:
        if self.workspace is not None and self.workspace.ledger.figures is not None:
            self.header.search.offer(self.workspace.ledger.figures)

    def _spell(self) -> None:
        """Find out off the main thread how the names that can be found are spelled."""
        search = self.header.search
        names, known = search.names, search.spelling
        self.tasks.start("spelling", lambda _: spelled(names, known), search.learn)

    def _fill_recent(self) -> None:
        self.header.recent.clear()
        for path in self.settings.recent:
            self.header.recent.addAction(caption(str(path)), partial(self.open_project, path))

    def bookmarks_of(self, workspace: Workspace) -> "Bookmarks":
        """The views that are kept of a workspace's project."""
        from ui.session.bookmarks import Bookmarks

        path = Path(workspace.document.store.place)
        return Bookmarks(partial(self.settings.views, path), partial(self.settings.keep_views, path))

    def show_keys(self) -> None:
        """List every key of the window."""
        from ui.window.keys_dialog import KeysDialog

        KeysDialog(self.say, self.menu_actions, self).open()

    def open_bookmarks(self) -> None:
        """Keep the view of now, or go to one that is kept."""
        from ui.window.bookmarks_dialog import BookmarksDialog
        from ui.window.views import show_view, view_of

        def ask(workspace: Workspace) -> None:
            dialog = BookmarksDialog(self.say, self.bookmarks_of(workspace), partial(view_of, workspace), workspace)
            dialog.chosen.connect(partial(show_view, workspace))
            workspace.open_dialog(dialog)

        self._on_workspace(ask)

    def _fill_views(self) -> None:
        from ui.window.views import show_view

        self.header.views.clear()
        if self.workspace is None:
            return
        kept = self.bookmarks_of(self.workspace).all
        for one in kept:
            self.header.views.addAction(caption(one.name), partial(show_view, self.workspace, one))
        if not kept:
            self.header.views.addAction(self.say("bookmarks.none")).setEnabled(False)

    def _show_state(self) -> None:
        """Titles, and what can be done now."""
        workspace = self.workspace
        for name in _OF_PROJECT:
            self.menu_actions[name].setEnabled(workspace is not None)
        self.header.show_project(workspace is not None)
        for words in self.status.labels():
            words.setVisible(workspace is not None)
        if workspace is None:
            self.setWindowTitle(self.say("window.name"))
            self.header.title.setText(self.say("window.name"))
            return
        document, about = workspace.document, workspace.document.project.about
        title = about.title or document.store.name
        self.setWindowTitle(f"{title} – {self.say('window.name')}")
        self.header.title.setText(title)
        self.header.title.setToolTip(about.notice)
        self.header.set_day(workspace.selection.as_of)
        for name, can, edit in (
            ("undo", document.can_undo, document.next_undo),
            ("redo", document.can_redo, document.next_redo),
        ):
            action = self.menu_actions[name]
            action.setEnabled(can)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            what = "" if edit is None else edit_sentence(self.say.messages, edit, document.project)
            action.setToolTip(f"{self.say(f'action.{name}')}  {keys}\n{what}".strip())
        self.status.crs.setText(crs_name(self.say, about.map_crs))
        self.status.saved.setText(self._saved_words())

    def _saved_words(self) -> str:
        """Whether all is on disk, and what was done last."""
        assert self.workspace is not None
        document = self.workspace.document
        if document.store.read_only:
            return self.say("status.read_only")
        last = document.next_undo
        if last is None:
            return self.say("status.saved")
        return self.say("status.saved_edit", edit=edit_sentence(self.say.messages, last, document.project))

    def _ask_file(self, name: str, then: Callable[[Path], object], save_as: str | None = None) -> None:
        ask_file(self.say, self, self.say(f"action.{name}"), [self.say("window.project_files")], then, save_as=save_as)

    def _require_other(self, path: Path) -> None:
        """InputError ``project_open`` where that file is the one open here: it cannot be written over."""
        if self.workspace is not None and path.resolve() == Path(self.workspace.document.store.place).resolve():
            raise InputError("project_open", path=str(path))
