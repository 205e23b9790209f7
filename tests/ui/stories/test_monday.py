"""A station chief's Monday, in the real window by mouse, and by keys alone; what came of it is read by plain SQL."""

import re
import subprocess
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.drawn import OTHER_DAY, is_turn_of
from tests.ui.stories.keys import entry, front, to_row
from tests.ui.stories.person import TIMEOUT_S, Person, needs_a_screen, person_before, wait_until
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
    person.path(str(path))
    _saved(person, path)


def _saved(person: Person, path: Path) -> None:
    wait_until(path.exists, "the slip is there")
    person.gone(person.say("todo.print"))
    person.main()


def _accept(person: Person, words: str, title: str) -> None:
    """A dialog's button, pressed by mouse."""
    person.window(title)
    person.press("button", words)


def _taken(person: Person, table: str, step: str, *, after: Callable[[], object]) -> None:
    """A step chosen from the menu of what is under the mouse, and its dialog taken as it stands, by mouse."""
    after()
    person.press("entry", _asks(person, table, step))
    words = person.say(f"step.{table}.{step}")
    title = person.say("steps.title", step=words, table=person.say(f"table.{table}"), count=1)
    _accept(person, words, title)
    person.gone(title)
    person.main()


def _by_file_menu(person: Person, action: str) -> None:
    person.press("button", person.say("header.file"))
    person.press("entry", person.say(f"action.{action}"))


def _enter_and_undo(person: Person, before: int, enter: Callable[[], object], undo: Callable[[], object]) -> None:
    """A new hazard as the dialog proposes it, and taken back; there are so many before."""
    person.window(person.say("entry.title"))
    enter()
    wait_until(lambda: person.sql(_HAZARDS) == [(before + 1,)], "the new hazard is in the file")
    person.gone(person.say("entry.title"))
    person.main()
    undo()
    wait_until(lambda: person.sql(_HAZARDS) == [(before,)], "undo is in the file")


def _check(person: Person, late: Sequence[str], steps_before: int) -> None:
    """What is in the file."""
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


def _owner(person: Person) -> str:
    """The name of whoever has been given what had no owner."""
    asked = "SELECT display_name FROM officers JOIN hazards ON owner_id = officer_id WHERE hazard_id = ?"
    return str(person.sql(asked, OWNERLESS)[0][0])


def _told(slip: Path) -> str:
    """What stands on a slip of paper, as poppler reads it, without the spaces between its columns."""
    assert slip.read_bytes()[:5] == b"%PDF-"
    read = subprocess.run(["pdftotext", "-layout", slip, "-"], check=True, capture_output=True, text=True)
    return "".join(read.stdout.split())


@pytest.mark.skipif(not is_turn_of(0, 2), reason=OTHER_DAY)
def test_a_monday_by_mouse_alone(project_file: Path, tmp_path: Path) -> None:
    """No key is pressed: slips go where the file dialog proposes, which is the person's folder of documents."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "user-dirs.dirs").write_text(f'XDG_DOCUMENTS_DIR="{tmp_path}"\n', "utf-8")
    with person_before(project_file, tmp_path) as person:
        say = person.say
        listed = say("incidents.title")
        ((before,),), steps = person.sql(_HAZARDS), len(person.sql(_LOG))
        # Three hazards that nobody verified in time, and one that has no owner.
        person.press("tab", say("side.incidents"))
        person.press("field", say("incidents.scope"))
        person.press("cell", "", say("incidents.scope.overdue"))
        person.rest()
        for key, step in (*((key, "verify") for key in LATE), (OWNERLESS, "assign")):
            _taken(person, "hazards", step, after=partial(person.press, "cell", listed, key, button=3))
        # A dispute that is with the wrong body goes to the one that the rules name, from its point on the map.
        person.press("field", say("incidents.scope"))
        person.press("cell", "", say("incidents.scope.disputes"))
        person.rest()
        person.press("cell", listed, MISROUTED)
        person.rest()
        on_map = partial(person.press, "on_map", "disputes", MISROUTED)
        _taken(person, "disputes", "pass_on", after=partial(on_map, button=3))
        # Something new, where it is on the map; and taken back.
        _by_file_menu(person, "enter")
        on_map()
        _enter_and_undo(
            person, before, partial(person.press, "button", say("entry.do")),
            partial(person.press, "button", say("action.undo")),
        )  # fmt: skip
        # What is left to be done that nobody has, and whoever was given the one: a slip of paper each.
        person.press("tab", say("side.officers"))
        person.press("button", say("officers.todo"))
        slips: list[Path] = []
        for whose in (say("todo.of.nobody"), _owner(person)):
            person.press("field", say("todo.whose"))
            person.press("cell", "", whose)
            person.rest()
            person.press("button", say("todo.print"))
            _accept(person, say("files.save"), say("todo.print"))
            slips.append(tmp_path / f"{say('slip.title', whose=whose)}-{DAY}.pdf")
            _saved(person, slips[-1])
        _by_file_menu(person, "quit")
        assert person.program.wait(TIMEOUT_S) == 0
        _check(person, LATE, steps)
        nobody, owner = (_told(slip) for slip in slips)
        assert (OWNERLESS in nobody, OWNERLESS in owner) == (False, True)
        assert "H01568" in nobody  # the other hazard without an owner


@pytest.mark.skipif(not is_turn_of(1, 2), reason=OTHER_DAY)
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
        _enter_and_undo(person, before, partial(person.keys, "Return"), partial(person.keys, "ctrl+z"))
        front(person, "officers")
        slip = tmp_path / "slip.txt"
        for words in ("officers.todo", "todo.print"):
            person.tab_to(f"button {say(words)}")
            person.keys("space")
        _save(person, slip)
        # And what is due before midnight, whose list is the next.
        midnight = tmp_path / "midnight.txt"
        person.tab_to(say("todo.whose"))
        person.keys("Down")
        person.rest()
        person.tab_to(f"button {say('todo.print')}")
        person.keys("space")
        _save(person, midnight)
        person.leave()
        _check(person, late, steps)
        told = slip.read_text("utf-8")
        assert told.startswith(say("slip.title", whose=say("todo.of.nobody")))
        assert (OWNERLESS in told, "H01568" in told) == (False, True)
        assert midnight.read_text("utf-8").startswith(say("slip.title", whose=say("todo.of.midnight")))


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
