"""Officers come and go before a real window: a transfer that is covered, a loan that is extended and recalled."""

from pathlib import Path

from pypdf import PdfReader

from tests.ui.stories.keys import entry, front, to_row
from tests.ui.stories.person import Person, needs_a_screen, person_before, wait_until
from ui.__main__ import main

pytestmark = needs_a_screen
_ALONE = """
SELECT o.officer_id, o.display_name, o.station_code, d.community_code FROM officers o JOIN duties d USING (officer_id)
JOIN communities c USING (community_code)
WHERE o.role = 'community_officer' AND o.status = 'on_duty' AND d.ends IS NULL AND c.kind = 'community'
AND o.fte = 1 AND (SELECT count(*) FROM duties x WHERE x.officer_id = o.officer_id) = 1
AND (SELECT count(*) FROM duties x WHERE x.community_code = d.community_code) = 1
AND (SELECT count(*) FROM officers x WHERE x.display_name = o.display_name) = 1 ORDER BY 1
"""
_OTHER_STATION = "zhuxi"  # 竹溪, which is not that of the first
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


def test_an_officer_is_transferred_on_the_first_of_next_month_and_covered(project_file: Path, tmp_path: Path) -> None:
    with person_before(project_file, tmp_path) as person:
        officer, name, own, unit = person.sql(_ALONE)[0]
        ask(person, name, "transfer")
        fill(person, person.say("personnel.first.transfer"), "20261201")
        person.tab_to(person.say("personnel.station"))
        person.type(_OTHER_STATION)
        person.keys("Down", "Return")
        do(person, "transfer")
        posted = person.written("SELECT station_code, starts, ends FROM postings WHERE officer_id = ?", officer)
        assert posted[0] == (own, None, "2026-11-30")
        assert posted[1][0] != own
        assert posted[1][1:] == ("2026-12-01", None)
        ended = "SELECT ends FROM duties WHERE officer_id = ? AND community_code = ?"
        assert person.sql(ended, officer, unit) == [("2026-11-30",)]
        ((acting, _, _),) = person.sql(_ACTS, unit)
        ((acting_name,),) = person.sql("SELECT display_name FROM officers WHERE officer_id = ?", acting)
        person.leave()
    sheet = tmp_path / "sheet.pdf"
    assert main(["print", str(project_file), str(sheet), "--station", own, "--as-of", "2026-12-01"]) == 0
    text = "".join(page.extract_text() for page in PdfReader(sheet).pages)
    assert acting_name.removesuffix("（虚构）") in text.replace("\n", "")


def test_a_loan_is_covered_extended_and_recalled_by_keys_alone(project_file: Path, tmp_path: Path) -> None:
    with person_before(project_file, tmp_path) as person:
        officer, name, own, unit = person.sql(_ALONE)[1]
        ask_by_keys(person, name, "second")
        fill(person, person.say("personnel.first.second"), "20261201")
        fill(person, person.say("personnel.ends"), "20261231")
        do_by_keys(person, "second")
        ((_, dedicated, ends),) = person.written(_ACTS, unit)
        assert (dedicated, ends) == (0, "2026-12-31")
        sheet = tmp_path / "sheet.pdf"
        assert main(["print", str(project_file), str(sheet), "--station", own, "--as-of", "2026-12-05"]) == 0
        text = "".join(page.extract_text() for page in PdfReader(sheet).pages)
        assert "代管至" in text
        assert "2026-12-31" in text
        ask_by_keys(person, name, "extend")
        fill(person, person.say("personnel.ends"), "20270131")
        do_by_keys(person, "extend")
        loan = "SELECT starts, ends FROM absences WHERE officer_id = ?"
        wait_until(lambda: person.sql(loan, officer) == [("2026-12-01", "2027-01-31")], "the loan is longer")
        later = person.sql("SELECT ends FROM duties WHERE community_code = ? AND starts = '2027-01-01'", unit)
        assert later == [("2027-01-31",)], "covered for all of it"
        ask_by_keys(person, name, "back")
        fill(person, person.say("personnel.first.back"), "20261220")
        do_by_keys(person, "back")
        wait_until(lambda: person.sql(loan, officer) == [("2026-12-01", "2026-12-19")], "the loan ends")
        assert person.sql(_ACTS, unit)[0][2] == "2026-12-19", "cover ends with the loan"
        person.leave()
