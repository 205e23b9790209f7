"""Beats and a year of cases become a sheet of cases per 1,000 residents by beat, before a real window, in English."""

import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from mapper.store.store import read_project
from tests.beat_town import BEATS, DAY, cases_of_beats, code_of, write_town
from tests.drawn import SOAK
from tests.ui.language.test_rewording import OF_HUBEI
from tests.ui.stories.hands import HANDS, Hands, Mouse
from tests.ui.stories.person import Person, needs_a_screen, person_at_welcome, wait_until
from ui.language.own_words import own_words

pytestmark = needs_a_screen
TITLE = "Springfield"


def a_file(person: Person, title: str, path: Path) -> None:
    """A file dialog, answered by a path."""
    if not path.exists():  # what is written has a dialog before it that is called the same
        wait_until(lambda: person.see("button", person.say("files.save")), "a file is asked for")
    person.window(title)
    person.path(str(path))
    person.gone(title)


def make_project(person: Person, hands: Hands, folder: Path) -> None:
    """From the page that greets: boundaries of both sorts, where it goes, what it is called, where it is used."""
    say = person.say
    hands.button(say("welcome.new"))
    title = say("new.title")
    person.window(title)
    for name, file in (("communities", "beats.geojson"), ("stations", "districts.geojson"), ("target", "town.gpkg")):
        hands.field(say(f"new.{name}"))
        a_file(person, say(f"new.{name}"), folder / file)
        person.window(title)
    hands.text(say("about.title"), TITLE)
    hands.line(say("practice.code"), say("practice.code.united_states"))
    hands.button(say("new.do"))
    wait_until((folder / "town.gpkg").exists, "the project is made")
    person.file, person.title = folder / "town.gpkg", TITLE
    person.gone(title)
    person.main()
    hands.field(say("window.put_away"))  # what was read of the files
    person.say.use_own(own_words(read_project(person.file)))


def take(person: Person, hands: Hands, table: str, file: Path, rows: str) -> None:
    """A file into a table, as it is read by itself."""
    say, title = person.say, person.say("import.title")
    hands.button(say("action.import").rstrip("…"))  # a tool has no dots
    person.window(title)
    hands.line(say("import.table"), say(f"table.{table}"))
    hands.button(say("import.choose"))
    a_file(person, say("import.choose"), file)
    person.window(title)
    hands.button(rows)
    person.gone(title)
    person.main()


def sheet_of(person: Person, hands: Hands, sheet: Path) -> None:
    """The theme of cases, filled by the rate, exported as it stands."""
    say = person.say
    hands.tab(say("theme.cases"))
    person.rest()
    hands.line(say("shading.by"), say("shading.cases_per_1000"))
    person.rest()
    hands.button(say("header.print"))
    person.window(say("print.title"))
    hands.button(say("print.do"))
    a_file(person, say("print.title"), sheet)
    wait_until(sheet.exists, "the sheet is there")
    person.main()


@pytest.mark.parametrize("hands", HANDS if SOAK else [Mouse])  # twelve seconds of processor time by keys
def test_beats_and_a_year_of_cases_become_a_sheet(hands: type[Hands], tmp_path: Path) -> None:
    write_town(tmp_path)
    sheet = tmp_path / "cases.pdf"
    with person_at_welcome(tmp_path, "en") as person:
        by = hands(person)
        make_project(person, by, tmp_path)
        take(person, by, "communities", tmp_path / "residents.csv", f"Take 0 new, {BEATS} changed")
        take(person, by, "cases", tmp_path / "cases.csv", "Take 600 new, 0 changed")
        by.day(person.say("header.as_of"), DAY)
        person.rest()
        sheet_of(person, by, sheet)
        person.leave()
    words = subprocess.run(["pdftotext", "-raw", sheet, "-"], check=True, capture_output=True, text=True).stdout
    words = words.replace("\u00a0", " ")
    with closing(sqlite3.connect(tmp_path / "town.gpkg")) as file:
        residents = dict(file.execute("SELECT community_code, residents FROM communities"))
        assert file.execute("SELECT count(*), min(occurred_at) >= '2017' FROM cases").fetchone() == (600, 1)
    counts = cases_of_beats(tmp_path)
    assert sorted(residents) == sorted(map(code_of, range(BEATS)))
    for code, cases in counts.items():
        told = re.escape(f"{cases:,} {cases / residents[code] * 1000:.1f}")
        assert re.search(rf"^\d+ {code} [A-H]\d [\d,]+ {told}$", words, re.MULTILINE), code
    total = f"600 cases 01/01/2017 to 12/31/2017 ÷ {sum(residents.values()):,} residents"
    assert f"Cases per 1,000: {total}" in " ".join(words.split())
    assert re.findall(OF_HUBEI["en"], words) == []
