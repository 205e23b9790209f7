"""What actions, dialogs and exports ask of the window and of the project open in it; they need to know neither more."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget
from shapely.geometry.base import BaseGeometry

from mapper.edit import Edit
from mapper.errors import InputError
from ui.language.language import Language
from ui.map.map_view import MapView
from ui.plans.pane import PlanningPane
from ui.session.document import Document
from ui.session.session import DayInHand, Session
from ui.session.settings import Settings
from ui.session.view_state import Selection, ViewState
from ui.widgets.notice import NoticeBar
from ui.widgets.tasks import Tasks
from ui.window.foot_pane import FootPane

if TYPE_CHECKING:
    from ui.borders.border_mode import BorderMode
    from ui.widgets.form import FormDialog
    from ui.window.sides import Sides


class OpenProject(Protocol):
    """One open project on screen (:class:`~ui.window.workspace.Workspace`); ``page`` is the widget that it fills."""

    document: Document
    say: Language
    view: ViewState
    selection: Selection
    day_in_hand: DayInHand
    session: Session
    notice: NoticeBar
    map: MapView
    foot_pane: FootPane
    planning: PlanningPane

    @property
    def page(self) -> QWidget: ...
    @property
    def sides(self) -> "Sides": ...
    @property
    def borders(self) -> "BorderMode": ...
    def attempt(self, action: Callable[[], object]) -> None: ...
    def do(self, edit: Edit) -> None: ...
    def open_dialog(self, dialog: "FormDialog") -> None: ...
    def assign(self, unit_code: str, officer_id: str | None = None, first_day: date | None = None) -> None: ...
    def open_unit(self, unit_code: str) -> None: ...
    def open_officer(self, officer_id: str) -> None: ...
    def zoom_to_unit(self, unit_code: str) -> None: ...
    def edit_borders(self, unit_code: str | None = None) -> None: ...
    def plan_staffing(self) -> None: ...
    def plan_beats(self) -> None: ...
    def focus_on_land(self, shape: BaseGeometry, reason: str) -> None: ...


class ProjectWindow(Protocol):
    """The window (:class:`~ui.window.main_window.MainWindow`); ``frame`` is what its dialogs stand over."""

    say: Language
    tasks: Tasks
    settings: Settings
    notice: NoticeBar
    vision: str
    menu_actions: dict[str, QAction]

    @property
    def workspace(self) -> OpenProject | None: ...
    @property
    def frame(self) -> QWidget: ...
    @property
    def views_menu(self) -> QMenu: ...
    def attempt(self, action: Callable[[], object]) -> bool: ...
    def open_project(self, path: Path, told: Sequence[str] = ()) -> None: ...
    def tell_error(self, error: InputError) -> None: ...
    def focus_search(self) -> None: ...
    def show_keys(self) -> None: ...
    def switch_language(self) -> None: ...
    def switch_appearance(self) -> None: ...
    def close(self) -> bool: ...
