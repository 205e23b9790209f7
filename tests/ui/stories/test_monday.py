"""A station chief's Monday, in the real window by mouse, and by keys alone; what came of it is read by plain SQL."""

import re
from collections.abc import Sequence
from pathlib import Path

from tests.ui.stories.keys import entry, front, to_row
from tests.ui.stories.person import Person, needs_a_screen, person_before, wait_until
from ui.incidents.incidents_panel import SCOPES

pytestmark = needs_a_screen
DAY = "2026-11-23"
LATE = ("H01578", "H01580", "H01585")  # reported before the day, not verified, with an owner
OWNERLESS, MISROUTED = "H01581", "D03463"
_LOG = "SELECT incident_id, step FROM steps ORDER BY rowid"
_HAZARDS = "SELECT count(*) FROM hazards"


def _dates(person: Person, table: str, key: str, *columns: str) -> tuple[object, ...]:
    name = {"hazards": "hazard_id", "disputes": "dispute_id"}[table]
    return person.sql(f"SELECT {', '.join(columns)} FROM {table} WHERE {name} = ?", key)[0]


def _on_the_day(moment: object) -> bool:
    return str(moment).startswith(DAY)


def _confirm(person: Person, table: str, step: str, count: int = 1) -> None:
    """A step's dialog, taken as it stands: on a day that is not today it asks for the moment."""
    words = person.say(f"step.{table}.{step}")
    title = person.say("steps.title", step=words, table=person.say(f"table.{table}"), count=count)
    person.window(title)
    person.keys("Return")
    person.gone(title)
    person.main()


def _asks(person: Person, table: str, step: str) -> str:
    return person.say("steps.asks", step=person.say(f"step.{table}.{step}"))


def _save(person: Person, path: Path) -> None:
    """The file dialog, answered by a path."""
    person.window(person.say("todo.print"))
    person.type(str(path))
    person.keys("Return")
    wait_until(path.exists, "the slip is there")
    person.gone(person.say("todo.print"))
    person.main()


def _enter_and_undo(person: Person, before: int) -> None:
    """A new hazard as the dialog proposes it, and taken back; there are so many before."""
    person.window(person.say("entry.title"))
    person.keys("Return")
    wait_until(lambda: person.sql(_HAZARDS) == [(before + 1,)], "the new hazard is in the file")
    person.gone(person.say("entry.title"))
    person.main()
    person.keys("ctrl+z")
    wait_until(lambda: person.sql(_HAZARDS) == [(before,)], "undo is in the file")


def _check(person: Person, late: Sequence[str], steps_before: int, slip: Path) -> None:
    """What is in the file, and on the slip."""
    for key in late:
        assert all(map(_on_the_day, _dates(person, "hazards", key, "verified_at"))), key
    owner, given = _dates(person, "hazards", OWNERLESS, "owner_id", "assigned_at")
    assert person.sql("SELECT count(*) FROM officers WHERE officer_id = ?", owner) == [(1,)]
    assert _on_the_day(given)
    assert _dates(person, "disputes", MISROUTED, "handler") == ("station",)
    assert person.sql(_LOG)[steps_before:] == [
        *((key, "verify") for key in late),
        (OWNERLESS, "assign"),
        (MISROUTED, "pass_on"),
    ]
    told = slip.read_text("utf-8")
    assert told.startswith(f"{person.say('slip.title', whose=person.say('todo.of.nobody'))}")
    assert OWNERLESS not in told
    assert "H01568" in told  # the other hazard without an owner


def test_a_monday_by_mouse(project_file: Path, tmp_path: Path) -> None:
    with person_before(project_file, tmp_path) as person:
        say = person.say
        listed = say("incidents.title")
        ((before,),), steps = person.sql(_HAZARDS), len(person.sql(_LOG))
        # Three hazards that nobody verified in time, marked together and verified by one entry of the menu.
        person.press("tab", say("side.incidents"))
        person.press("field", say("incidents.scope"))
        person.press("cell", "", say("incidents.scope.overdue"))
        person.rest()
        for key in LATE:
            person.press("cell", listed, key, holding="ctrl")
        person.press("cell", listed, LATE[-1], button=3)
        person.press("entry", _asks(person, "hazards", "verify"))
        _confirm(person, "hazards", "verify", 3)
        person.rest()
        # One that has no owner is given to the officer whom the window proposes.
        person.press("cell", listed, OWNERLESS, button=3)
        person.press("entry", _asks(person, "hazards", "assign"))
        _confirm(person, "hazards", "assign")
        # A dispute that is with the wrong body goes to the one that the rules name, from its card.
        person.press("field", say("incidents.scope"))
        person.press("cell", "", say("incidents.scope.disputes"))
        person.rest()
        person.press("cell", listed, MISROUTED)
        person.rest()
        person.press("on_map", "disputes", MISROUTED, button=3)
        person.press("entry", _asks(person, "disputes", "pass_on"))
        _confirm(person, "disputes", "pass_on")
        # Something new, where it is on the map; and taken back.
        person.keys("ctrl+e")
        person.press("on_map", "disputes", MISROUTED)
        _enter_and_undo(person, before)
        # What is left to be done, as text.
        slip = tmp_path / "slip.txt"
        person.press("tab", say("side.officers"))
        person.press("button", say("officers.todo"))
        person.press("button", say("todo.print"))
        _save(person, slip)
        person.leave()
        _check(person, LATE, steps, slip)


def test_a_monday_by_keys_alone(project_file: Path, tmp_path: Path) -> None:
    with person_before(project_file, tmp_path) as person:
        say = person.say
        listed = say("incidents.title")
        ((before,),), steps = person.sql(_HAZARDS), len(person.sql(_LOG))
        front(person, "incidents")
        # Hazards that nobody verified in time: three in a row, marked by Shift and the arrow.
        _narrow(person, "overdue")
        person.tab_to(listed)
        late = []
        for number in range(3):
            person.keys(*(("Home", "Down") if number == 0 else ("shift+Down",)))
            late.append(wait_until(lambda: re.search(r"H\d{5}", str(person.see("current", listed))), "a row").group())
        _by_menu(person, "hazards", "verify", 3)
        to_row(person, listed, OWNERLESS)
        _by_menu(person, "hazards", "assign")
        _narrow(person, "disputes")
        person.tab_to(listed)
        to_row(person, listed, MISROUTED)
        _by_menu(person, "disputes", "pass_on")
        # Something new in the middle of the map; and taken back.
        person.keys("ctrl+e", "Return")
        _enter_and_undo(person, before)
        front(person, "officers")
        slip = tmp_path / "slip.txt"
        for words in ("officers.todo", "todo.print"):
            person.tab_to(f"button {say(words)}")
            person.keys("space")
        _save(person, slip)
        person.leave()
        _check(person, late, steps, slip)


def _narrow(person: Person, scope: str) -> None:
    """Choose what the list of incidents shows."""
    person.tab_to(person.say("incidents.scope"))
    person.keys("Home", *["Down"] * SCOPES.index(scope))
    person.rest()


def _by_menu(person: Person, table: str, step: str, count: int = 1) -> None:
    """The menu of what is marked, by its key; down to the step."""
    person.keys("Menu")
    entry(person, _asks(person, table, step))
    _confirm(person, table, step, count)
