"""The main window: header, one workspace or the welcome page, status line; what its menus and keys do."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from layers.geometry.geometry import Geometry
from mapper.errors import InputError
from mapper.scope import Scope
from mapper.store.places import told_place
from mapper.store.store import Store
from ui.language.language import Language
from ui.language.messages import LANGUAGES, caption
from ui.language.sentences import edit_sentence
from ui.projects.welcome import WelcomePage
from ui.session.backgrounds import Backgrounds
from ui.session.document import Document
from ui.session.settings import Settings
from ui.session.watch import Watch
from ui.widgets.appearance import DARK, LOOKS, apply_look, current_look
from ui.widgets.notice import NoticeBar
from ui.widgets.tasks import Tasks
from ui.window import dialogs, views
from ui.window.actions import ACTIONS, Action
from ui.window.care import look_after, tell_at_opening
from ui.window.file_drop import FileDrop, take_file
from ui.window.header import Header
from ui.window.opening import SUBJECT as OPENING
from ui.window.opening import read_project
from ui.window.others import look_again, tell_others
from ui.window.project_files import is_open, tell_refused
from ui.window.search_hits import actions_found
from ui.window.status import StatusLine
from ui.window.tab_order import bring_into_view, next_stop
from ui.window.workspace import Workspace


class MainWindow(QMainWindow):
    """Builds nothing that it is not handed, but the workspace of each project that it opens.

    ``grown`` tells that a project has just been drawn, or counted for the first time, and holds what it will hold;
    ``emptied`` that it is closed; ``did`` what was asked or done, by words of the program's own.
    """

    grown, emptied, did = Signal(), Signal(), Signal(str)

    def __init__(self, language: Language, tasks: Tasks, settings: Settings) -> None:
        super().__init__()
        self.say, self.tasks, self.settings = language, tasks, settings
        self.workspace: Workspace | None = None
        self._counting = False
        self.backgrounds = Backgrounds(settings, tasks, self)
        self.watch = Watch(self.look_again, self)
        self.vision = "full"  # how the map is seen: one of layers.paint.vision.VISIONS
        self.menu_actions = self._make_actions()
        self.header: Header = Header(language, self.menu_actions)
        self.header.recent.aboutToShow.connect(self._fill_recent)
        self.header.views.aboutToShow.connect(lambda: views.fill_menu(self))
        self.notice = NoticeBar(language)
        self.pages, self.welcome, self._waiting = QStackedWidget(), WelcomePage(language, settings), QWidget()
        for page in (self.welcome, self._waiting):
            self.pages.addWidget(page)
        self.status = StatusLine(language)
        self.setStatusBar(self.status)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.pages, 1)
        self.notice.float_under(self.header, body)
        self.setCentralWidget(body)
        self.setMinimumSize(1024, 640)
        screen = self.screen().availableGeometry()
        self.resize(min(1600, screen.width() - 4), min(1000, screen.height() - 36))
        if settings.geometry is not None:
            self.restoreGeometry(settings.geometry)
        self._dropped = FileDrop(self, lambda path: self.attempt(lambda: take_file(self, path)))
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

    @property
    def frame(self) -> QWidget:
        """What dialogs stand over."""
        return self

    @property
    def views_menu(self) -> QMenu:
        """The header's menu of the views that are kept."""
        return self.header.views

    def focus_search(self) -> None:
        """Put the cursor into the search box."""
        self.header.focus_search()

    def _make_actions(self) -> dict[str, QAction]:
        made = {}
        for action in ACTIONS:
            one = QAction(self)
            one.setObjectName(action.id)
            one.triggered.connect(partial(self._do, action))
            one.setCheckable(action.ticked)
            if action.keys:
                one.setShortcut(QKeySequence(action.keys))
                one.setAutoRepeat(not action.once)
            self.addAction(one)
            made[action.id] = one
        return made

    def _do(self, action: Action, _: bool = False) -> None:
        self.did.emit(f"action {action.id}")
        action.do(self)

    def _connect(self) -> None:
        self.say.changed.connect(self.retranslate)
        self.header.day_chosen.connect(lambda day: self._on_workspace(lambda w: w.view.set_as_of(day)))
        self.header.scope_chosen.connect(self._show_scope)
        self.header.stations_wanted.connect(self.menu_actions["stations"].trigger)
        self.header.search.found.connect(self._found)
        self.header.search.place_found.connect(
            lambda lon, lat: self._on_workspace(lambda w: w.map.show_place((lon, lat)))
        )
        self.header.search.left.connect(lambda: self._on_workspace(lambda w: w.map.setFocus()))
        self.header.search.spelling_wanted.connect(self._spell)
        self.header.search.action_wanted.connect(lambda name: self.menu_actions[name].trigger())
        self.header.search.offer_actions(lambda: actions_found(self.menu_actions.values(), self.say))
        self.welcome.open_wanted.connect(self.menu_actions["open"].trigger)
        self.welcome.new_wanted.connect(self.menu_actions["new"].trigger)
        self.welcome.sample_wanted.connect(self.menu_actions["sample"].trigger)
        self.welcome.recent_wanted.connect(self.open_project)
        self.status.cancel_wanted.connect(self._call_off)
        self.status.others_wanted.connect(self.menu_actions["log"].trigger)
        self.tasks.progressed.connect(self.status.show_work)
        self.tasks.finished.connect(self.status.work_done)

    def retranslate(self) -> None:
        """Put every word again, in the language of now."""
        for name, action in self.menu_actions.items():
            text = self.say(f"action.{'light' if name == 'dark' and current_look() is DARK else name}")
            action.setText(text)
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{text}  {keys}".strip())
        self._show_state()

    def attempt(self, action: Callable[[], object]) -> bool:
        """Do something; an InputError becomes one sentence over the page. Tells whether it worked."""
        self.notice.hide()
        try:
            action()
        except InputError as error:
            self.tell_error(error)
            return False
        return True

    def look_again(self) -> None:
        """Take in what other programs have written to the open project since it was last looked at."""
        look_again(self)

    def open_project(self, path: Path, told: Sequence[str] = ()) -> None:
        """Read a project and show it in place of the one open now; where that fails, the one open now stays.

        The project that is open already is closed before it is read again: edits must not come between. ``told``:
        sentences that are shown with it.
        """
        if is_open(self, path):
            self.close_project()

        def show(store: Store, land: Geometry | None) -> None:
            self.show_project(store, land)
            if told:
                self.notice.tell("\n".join(told), trouble=False)

        read_project(path, self.tasks, show, self.refuse)
        self.await_project()

    def await_project(self) -> None:
        """A project is being read; :meth:`show_project` or :meth:`refuse` follows, and what is open stays till then."""
        self.status.show_work(OPENING, 0, 0)
        if self.workspace is None:
            self.pages.setCurrentWidget(self._waiting)

    def refuse(self, error: InputError) -> None:
        """The project that was awaited cannot be opened: say why."""
        self._wait_no_more()
        tell_refused(self, error)

    def _wait_no_more(self) -> None:
        if self.workspace is None:
            self.pages.setCurrentWidget(self.welcome)

    def _call_off(self, subject: str) -> None:
        self.tasks.cancel(subject)
        if subject == OPENING:
            self._wait_no_more()

    def show_project(self, store: Store, land: Geometry | None = None) -> None:
        """Show the project of an open store in place of the one open now; ``land`` is ready for its first picture."""
        self.tasks.cancel(OPENING)
        self.close_project()
        self.notice.hide()
        document = Document(store, choose=partial(dialogs.ask_whose, self))
        self.backgrounds.belong_to(store.place)
        self.workspace = Workspace(
            document, self.say, self.tasks, self.backgrounds, self.settings, self.notice, self.pages, land
        )
        self.pages.addWidget(self.workspace)
        self.pages.setCurrentWidget(self.workspace)
        self.settings.remember(Path(store.place))
        document.wrote.connect(lambda edit: self.did.emit(f"edit {edit.code}"))
        document.others_seen.connect(self._show_state)
        for told in (self._show_state, self._offer_scopes, partial(tell_others, self)):
            document.changed.connect(told)
        workspace = self.workspace
        self.notice.lie_over(workspace.map, workspace.map.marked_bar)
        workspace.map.canvas.set_vision(self.vision)
        workspace.map.first_drawn.connect(self.grown)
        self._counting = True
        workspace.day_in_hand.ready.connect(self._counted)
        workspace.day_in_hand.ready.connect(self._offer_search)
        workspace.view.as_of_changed.connect(self._show_state)
        workspace.map.pointed_at.connect(self.status.show_place)
        workspace.map.scale_changed.connect(self.status.show_scale)
        workspace.map.names_hidden.connect(self.status.show_hidden_names)
        workspace.map.setFocus()
        workspace.view.scope_changed.connect(self._scope_chosen)
        self._offer_scopes()
        self._show_scope(self.settings.scope(Path(store.place)))
        self._show_state()
        self.status.show_copy("")
        workspace.day_in_hand.ready.connect(partial(self.watch.begin, store), Qt.ConnectionType.SingleShotConnection)
        # Reading the whole file would take the disk and the machine from the first picture and the first figures.
        care = partial(look_after, self, store, self.status.show_copy)
        workspace.day_in_hand.ready.connect(care, Qt.ConnectionType.SingleShotConnection)
        tell_at_opening(self, document)

    def close_project(self) -> None:
        """Back to the welcome page; everything is on disk already."""
        if self.workspace is None:
            return
        self.watch.end()
        workspace, self.workspace = self.workspace, None
        self.pages.removeWidget(workspace)
        self.pages.setCurrentWidget(self.welcome)
        workspace.stop()
        workspace.document.close()
        workspace.hide()
        workspace.deleteLater()
        self.notice.lie_over(None)
        self.notice.hide()
        self.header.search.offer(None)
        self.emptied.emit()
        self.welcome.retranslate()
        self._show_state()

    def switch_language(self) -> None:
        """The other language."""
        self.say.use(LANGUAGES[(LANGUAGES.index(self.say.code) + 1) % len(LANGUAGES)])
        self.settings.language = self.say.code

    def switch_appearance(self) -> None:
        """Light or dark: the window, the map and every panel at once."""
        self.settings.appearance = "light" if current_look() is DARK else "dark"
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_look(application, LOOKS[self.settings.appearance])
        self._on_workspace(lambda w: w.map.remake())
        self.retranslate()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 Qt's own name
        self.settings.geometry = self.saveGeometry()
        self.settings.save()
        self.tasks.cancel(OPENING)
        self.close_project()
        self.backgrounds.close()
        super().closeEvent(event)

    def _offer_scopes(self) -> None:
        """The parts of the open project; where the one that is looked at is gone, the whole district is."""
        if self.workspace is not None:
            view, project = self.workspace.view, self.workspace.document.project
            if view.scope is not None and not view.scope.is_in(project):
                view.set_scope(None)
            self.header.scope.offer(project, view.scope)

    def _show_scope(self, scope: Scope | None) -> None:
        """Look at a part, or at the whole district where it is None or not there."""
        workspace = self.workspace
        if workspace is not None:
            known = scope is not None and scope.is_in(workspace.document.project)
            workspace.view.set_scope(scope if known else None)

    def _scope_chosen(self) -> None:
        workspace = self.workspace
        if workspace is not None:
            workspace.map.show_scope()
            self.settings.keep_scope(Path(workspace.document.store.place), workspace.view.scope)
            self._offer_scopes()

    def _on_workspace(self, do: Callable[[Workspace], object]) -> None:
        if self.workspace is not None:
            do(self.workspace)

    def tell_error(self, error: InputError) -> None:
        """One sentence over the page."""
        self.notice.tell(self.say.error(error))

    def _found(self, table: str, key: str) -> None:
        def go(workspace: Workspace) -> None:
            {
                "communities": workspace.open_unit,
                "officers": workspace.open_officer,
                "stations": workspace.open_station,
            }.get(table, partial(workspace.open_incident, table))(key)

        self._on_workspace(go)

    def _counted(self) -> None:
        """What is counted anew after an edit comes and goes; only the first answers are there to stay."""
        if self._counting and self.workspace is not None and self.workspace.day_in_hand.figures is not None:
            self._counting = not self.workspace.day_in_hand.figures.is_complete
            self.grown.emit()

    def _offer_search(self) -> None:
        if self.workspace is not None and self.workspace.day_in_hand.figures is not None:
            self.header.search.offer(self.workspace.day_in_hand.figures, self.workspace.view.scope)

    def _spell(self) -> None:
        """Work out off the main thread what can be found, and how it is spelled."""
        search = self.header.search
        self._on_workspace(
            lambda w: w.session.tasks.start("spelling", search.gathering(), lambda told: search.learn(*told))
        )

    def _fill_recent(self) -> None:
        self.header.recent.clear()
        for path in self.settings.recent:
            action = self.header.recent.addAction(caption(told_place(path)))
            action.triggered.connect(lambda _=False, path=path: self.open_project(path))

    def show_keys(self) -> None:
        """List every key of the window."""
        from ui.window.keys_dialog import KeysDialog

        KeysDialog(self.say, self.menu_actions, self).open()

    def _show_state(self) -> None:
        """Titles, and what can be done now."""
        workspace = self.workspace
        for action in ACTIONS:
            if action.needs_project:
                self.menu_actions[action.id].setEnabled(workspace is not None)
        self.header.show_project(workspace is not None)
        if workspace is None:
            self.status.show_document(None)
            self.setWindowTitle(self.say("window.name"))
            self.header.title.setText(self.say("window.name"))
            return
        document, about = workspace.document, workspace.document.project.about
        title = about.title or document.store.name
        self.setWindowTitle(f"{title} – {self.say('window.name')}")
        self.header.title.setText(title)
        self.header.title.setToolTip(about.notice)
        self.header.set_day(workspace.view.as_of)
        for name, can, edit in (
            ("undo", document.can_undo, document.next_undo),
            ("redo", document.can_redo, document.next_redo),
        ):
            step = self.menu_actions[name]
            step.setEnabled(can)
            keys = step.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            what = "" if edit is None else edit_sentence(self.say.messages, edit, document.project)
            step.setToolTip(f"{self.say(f'action.{name}')}  {keys}\n{what}".strip())
        self.status.show_document(document)
