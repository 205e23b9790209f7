"""What is looked at: each part tells of its own changes, once, and only where something changes."""

from datetime import date

from PySide6.QtCore import SignalInstance

from layers.scene.incident_filter import IncidentFilter
from layers.scene.look import Look
from ui.session.view_state import Sight, ViewState

DAY, NEXT = date(2026, 11, 23), date(2026, 11, 24)


def test_each_part_tells_of_its_own_changes_once() -> None:
    view = ViewState(DAY)
    signals: dict[str, SignalInstance] = {
        "day": view.as_of_changed, "theme": view.map.theme_changed, "layers": view.map.layers_changed,
        "look": view.map.look_changed, "incidents": view.filter.incidents_changed, "gaps": view.filter.gaps_changed,
        "current": view.selection.current_changed, "marked": view.selection.marked_changed,
    }  # fmt: skip
    heard: list[str] = []
    for name, signal in signals.items():
        signal.connect(lambda name=name: heard.append(name))
    for change, tells in (
        (lambda: view.set_as_of(NEXT), "day"),
        (lambda: view.map.set_theme("hazards"), "theme"),
        (lambda: view.map.set_hidden("hazards", True), "layers"),
        (lambda: view.map.set_look(Look(classes=4)), "look"),
        (lambda: view.filter.set_incidents(IncidentFilter(origin="discovered")), "incidents"),
        (lambda: view.filter.set_days((DAY, NEXT)), "incidents"),
        (lambda: view.filter.set_gaps("seats"), "gaps"),
        (lambda: view.selection.choose("communities", "a"), "current"),
        (lambda: view.selection.mark([("communities", "a")]), "marked"),
    ):
        heard.clear()
        change()
        change()
        assert heard == [tells]
    assert view.filter.incidents == IncidentFilter(origin="discovered", days=(DAY, NEXT))


def test_a_sight_is_asked_for_as_often_as_somebody_asks() -> None:
    view = ViewState(DAY)
    heard: list[Sight] = []
    view.sight_wanted.connect(heard.append)
    sight = Sight(where=(113.0, 30.0))
    view.look_at(sight)
    view.look_at(sight)
    assert heard == [sight, sight]
