"""The menu of what can happen to an officer: the same from the list, the unit's panel and the map."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from mapper.edits.personnel import changes_possible
from ui.language.messages import caption
from ui.session.rows import Figures
from ui.session.session import Session

Asked = Callable[[str, str], object]  # officer and change


def fill_personnel_menu(menu: QMenu, session: Session, figures: Figures, officer_id: str, ask: Asked) -> None:
    """Put the changes that are possible on the day into a menu."""
    say = session.language
    for kind in changes_possible(figures.project, officer_id, figures.as_of):
        action = menu.addAction(say(f"personnel.kind.{kind.code}"))
        action.triggered.connect(lambda _=False, code=kind.code: ask(officer_id, code))


def personnel_menu(parent: QWidget, session: Session, figures: Figures, officer_id: str, ask: Asked) -> QMenu:
    """A menu of the changes that are possible on the day."""
    menu = QMenu(parent)
    fill_personnel_menu(menu, session, figures, officer_id, ask)
    return menu


def unit_menu(
    parent: QWidget, session: Session, figures: Figures, code: str, ask: Asked, assign: Callable[[str], object]
) -> QMenu:
    """What can be done about a unit's seat: give it to somebody, and what can happen to those who have it."""
    say, menu = session.language, QMenu(parent)
    menu.addAction(say("unit.assign")).triggered.connect(lambda: assign(code))
    for officer in figures.officers.values():
        if code in officer.seats:
            theirs = menu.addMenu(caption(officer.name))
            fill_personnel_menu(theirs, session, figures, officer.officer_id, ask)
    return menu
