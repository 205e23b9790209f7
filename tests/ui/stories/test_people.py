"""Officers come and go before a real window: a transfer that is covered, a loan that is extended and recalled."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.drawn import SOAK
from tests.ui.stories.conftest import Shared
from tests.ui.stories.keys import entry, front, to_row
from tests.ui.stories.mouse import pick_day, pick_line
from tests.ui.stories.person import Person, needs_a_screen, wait_until
from ui.__main__ import main
from ui.language.spelling import spelled

pytestmark = needs_a_screen
in_soak = pytest.mark.skipif(not SOAK, reason="the same by other hands: make soak")
Day = Callable[[Person, str, str], None]  # a field filled with a day
Ask = Callable[[Person, str, str], None]  # a change asked for an officer
Press = Callable[[Person, str], None]  # a change done
_ALONE = """
SELECT o.officer_id, o.display_name, o.station_code, d.community_code FROM officers o JOIN duties d USING (officer_id)
JOIN communities c USING (community_code)
WHERE o.role = 'community_officer' AND o.status = 'on_duty' AND d.ends IS NULL AND c.kind = 'community'
AND o.fte = 1 AND (SELECT count(*) FROM duties x WHERE x.officer_id = o.officer_id) = 1
AND (SELECT count(*) FROM duties x WHERE x.community_code = d.community_code) = 1
AND (SELECT count(*) FROM officers x WHERE x.display_name = o.display_name) = 1 ORDER BY 1
"""
_ELSEWHERE = "SELECT station_code, name FROM stations WHERE station_code <> ? ORDER BY 1 DESC"
_ACTS = "SELECT officer_id, dedicated, ends FROM duties WHERE community_code = ? AND starts = '2026-12-01'"


def ask(person: Person, officer: str, change: str) -> None:
    """Choose a change from the menu of an officer in the list."""
    person.press("tab", person.say("side.officers"))
    person.press("cell", person.say("officers.title"), officer)
    person.press("button", person.say("personnel.menu"))
    person.press("entry", person.say(f"personnel.kind.{change}"))
    person.window(person.say("personnel.title"))


def ask_by_keys(person: Person, officer: str, change: str) -> None:
    """The same without a mouse."""
    listed = person.say("officers.title")
    front(person, "officers")
    person.tab_to(listed)
    to_row(person, listed, officer)
    person.keys("Menu")
    entry(person, person.say(f"personnel.kind.{change}"))
    person.window(person.say("personnel.title"))


def fill(person: Person, field: str, text: str) -> None:
    person.tab_to(field)
    for part in (text[:4], text[4:6], text[6:]):
        person.type(part)


def do(person: Person, change: str) -> None:
    """Press the button once what the change does is told."""
    person.press("button", person.say(f"personnel.kind.{change}"))
    person.gone(person.say("personnel.title"))
    person.main()


def do_by_keys(person: Person, change: str) -> None:
    words = person.say(f"personnel.kind.{change}")
    wait_until(lambda: person.see("button", words), "what it does is told")
    person.tab_to(f"button {words}")
    person.keys("space")
    person.gone(person.say("personnel.title"))
    person.main()


def sheet_of(person: Person, folder: Path, station: str, day: str) -> str:
    """What the station's sheet of a day tells, without spaces."""
    sheet = folder / f"{station}-{day}.pdf"
    assert main(["print", str(person.file), str(sheet), "--station", station, "--as-of", day]) == 0
    text = "".join(page.extract_text() for page in PdfReader(sheet).pages)
    return "".join(text.split())


def is_transferred_and_covered(person: Person, folder: Path, officer: str, own: str, to: str, unit: str) -> None:
    """What is in the file, and on the sheet of the first day and of the last."""
    posted = person.written("SELECT station_code, starts, ends FROM postings WHERE officer_id = ? ORDER BY 3", officer)
    assert sorted(posted, key=str) == sorted([(own, None, "2026-11-30"), (to, "2026-12-01", None)], key=str)
    ended = "SELECT ends FROM duties WHERE officer_id = ? AND community_code = ?"
    assert person.sql(ended, officer, unit) == [("2026-11-30",)]
    ((acting, dedicated, ends),) = person.sql(_ACTS, unit)
    ((name,),) = person.sql("SELECT display_name FROM officers WHERE officer_id = ?", acting)
    told = sheet_of(person, folder, own, "2026-12-01")
    assert name.removesuffix("（虚构）") in told
    if ends is not None and not dedicated:
        assert f"代管至{ends}" in told


def test_an_officer_is_transferred_on_the_first_of_next_month_by_mouse(shared_person: Shared, tmp_path: Path) -> None:
    with shared_person() as person:
        officer, name, own, unit = person.sql(_ALONE)[0]
        to, called = person.sql(_ELSEWHERE, own)[0]
        ask(person, name, "transfer")
        pick_day(person, person.say("personnel.first.transfer"), "2026-12-01")
        pick_line(person, person.say("personnel.station"), called)
        do(person, "transfer")
        is_transferred_and_covered(person, tmp_path, officer, own, to, unit)


@in_soak
def test_an_officer_is_transferred_on_the_first_of_next_month_by_keys(shared_person: Shared, tmp_path: Path) -> None:
    with shared_person() as person:
        officer, name, own, unit = person.sql(_ALONE)[0]
        to, called = person.sql(_ELSEWHERE, own)[0]
        ask_by_keys(person, name, "transfer")
        fill(person, person.say("personnel.first.transfer"), "20261201")
        person.tab_to(person.say("personnel.station"))
        person.type(spelled([called])[called][0].split()[0])
        person.keys("Down", "Return")
        do_by_keys(person, "transfer")
        is_transferred_and_covered(person, tmp_path, officer, own, to, unit)
        person.keys("ctrl+z")
        wait_until(lambda: not person.sql(_ACTS, unit), "one undo takes the cover back too")
        assert person.sql("SELECT * FROM postings WHERE officer_id = ?", officer) == []


def a_loan(person: Person, folder: Path, fill_day: Day, ask_for: Ask, press: Press) -> None:
    """An officer is lent and covered, the loan is extended, and recalled; the cover goes along."""
    officer, name, own, unit = person.sql(_ALONE)[0]
    ask_for(person, name, "second")
    fill_day(person, person.say("personnel.first.second"), "2026-12-01")
    fill_day(person, person.say("personnel.ends"), "2026-12-31")
    press(person, "second")
    ((_, dedicated, ends),) = person.written(_ACTS, unit)
    assert (dedicated, ends) == (0, "2026-12-31")
    assert "代管至2026-12-31" in sheet_of(person, folder, own, "2026-12-05")
    ask_for(person, name, "extend")
    fill_day(person, person.say("personnel.ends"), "2027-01-31")
    press(person, "extend")
    loan = "SELECT starts, ends FROM absences WHERE officer_id = ?"
    wait_until(lambda: person.sql(loan, officer) == [("2026-12-01", "2027-01-31")], "the loan is longer")
    later = person.sql("SELECT ends FROM duties WHERE community_code = ? AND starts = '2027-01-01'", unit)
    assert later == [("2027-01-31",)], "covered for all of it"
    ask_for(person, name, "back")
    fill_day(person, person.say("personnel.first.back"), "2026-12-20")
    press(person, "back")
    wait_until(lambda: person.sql(loan, officer) == [("2026-12-01", "2026-12-19")], "the loan ends")
    assert person.sql(_ACTS, unit)[0][2] == "2026-12-19", "cover ends with the loan"
    assert "代管至" not in sheet_of(person, folder, own, "2026-12-20")


@in_soak
def test_a_loan_is_covered_extended_and_recalled_by_mouse(shared_person: Shared, tmp_path: Path) -> None:
    with shared_person() as person:
        a_loan(person, tmp_path, pick_day, ask, do)


def test_a_loan_is_covered_extended_and_recalled_by_keys(shared_person: Shared, tmp_path: Path) -> None:
    with shared_person() as person:
        typed = lambda person, field, day: fill(person, field, day.replace("-", ""))  # noqa: E731
        a_loan(person, tmp_path, typed, ask_by_keys, do_by_keys)
