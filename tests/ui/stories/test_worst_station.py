"""A county leader finds the worst station in the table of stations, and mends its worst gap, before a real window."""

from pathlib import Path

from pypdf import PdfReader

from tests.ui.stories.conftest import Shared
from tests.ui.stories.keys import entry, front, to_row
from tests.ui.stories.person import Person, needs_a_screen, wait_until
from ui.__main__ import main
from ui.language.station_words import STATION_COLUMNS

pytestmark = needs_a_screen
COVERED = str(STATION_COLUMNS.index("covered"))
# Seats of each station, and those that somebody of the seat's role holds who is at work that day.
_STATIONS = """
SELECT s.station_code, s.name, count(*) AS seats, sum(EXISTS (
    SELECT 1 FROM duties d JOIN officers o USING (officer_id)
    WHERE d.community_code = c.community_code AND o.status = 'on_duty'
    AND o.role = CASE c.kind WHEN 'village' THEN 'auxiliary' ELSE 'community_officer' END
    AND (d.starts IS NULL OR d.starts <= '2026-11-23') AND (d.ends IS NULL OR d.ends >= '2026-11-23')
    AND NOT EXISTS (SELECT 1 FROM absences a WHERE a.officer_id = o.officer_id
        AND (a.starts IS NULL OR a.starts <= '2026-11-23') AND (a.ends IS NULL OR a.ends >= '2026-11-23'))
)) AS held FROM communities c JOIN stations s USING (station_code) GROUP BY 1 ORDER BY held * 1.0 / seats, 1
"""
_HOLDERS = "SELECT officer_id FROM duties WHERE community_code = ? AND (ends IS NULL OR ends >= '2026-11-23')"


def is_mended(person: Person, folder: Path, station: str, held: int, unit: str, name: str) -> None:
    """One more seat is held, by whom the station's sheet names."""
    ((officer,),) = person.written(_HOLDERS, unit)
    wait_until(lambda: {row[0]: row[3] for row in person.sql(_STATIONS)}[station] == held + 1, "one more is held")
    ((holder,),) = person.sql("SELECT display_name FROM officers WHERE officer_id = ?", officer)
    sheet = folder / f"{station}.pdf"
    assert main(["print", str(person.file), str(sheet), "--station", station]) == 0
    text = "".join(page.extract_text() for page in PdfReader(sheet).pages).replace("\n", "")
    assert holder.removesuffix("（虚构）") in text
    assert name in text


def worst_gap(person: Person, station: str) -> tuple[str, str]:
    """The first empty seat of the list, which is now of the station: its unit, and what that is called."""
    name = str(person.see("first_gap", "seat_vacant"))
    ((unit, of),) = person.sql("SELECT community_code, station_code FROM communities WHERE name = ?", name)
    assert of == station, "the list is of the station"
    assert person.sql(_HOLDERS, unit) == []
    return unit, name


def test_the_worst_station_is_found_and_its_worst_gap_mended_by_mouse(shared_person: Shared, tmp_path: Path) -> None:
    with shared_person() as person:
        say, title = person.say, person.say("stations.title")
        code, station, seats, held = person.sql(_STATIONS)[0]
        assert held < seats
        person.press("button", say("header.plan"))
        person.press("entry", say("action.stations"))
        person.window(title)
        wait_until(lambda: person.see("rows", title), "the stations are counted")
        person.press("heading", title, COVERED)
        wait_until(lambda: station in person.see("rows", title)[0], "the worst comes first")
        assert f"{held}/{seats}" in "".join(person.see("rows", title)[0].split())
        person.press("cell", title, station)  # leads into it
        person.rest()
        person.window(title)
        person.press("button", say("window.close"))
        person.gone(title)
        person.main()
        unit, name = worst_gap(person, code)
        person.press("tab", say("side.gaps"))  # the story before may have left another in front
        person.press("right_of", say("gaps.title"), name)
        person.window(say("assign.title"))
        person.press("button", say("assign.do"))
        person.gone(say("assign.title"))
        person.main()
        is_mended(person, tmp_path, code, held, unit, name)
        person.press("button", say("header.plan"))
        person.press("entry", say("action.stations"))
        person.window(title)
        person.press("button", say("header.station.all"))
        person.press("button", say("window.close"))
        person.gone(title)
        person.main()
        wait_until(lambda: person.see("shown", say("header.station")) == say("header.station.all"), "back in the whole")


def test_the_worst_station_is_found_and_its_worst_gap_mended_by_keys(shared_person: Shared, tmp_path: Path) -> None:
    with shared_person() as person:
        say, title = person.say, person.say("stations.title")
        code, station, _, held = person.sql(_STATIONS)[0]
        person.tab_to(f"button {say('header.plan')}")
        person.keys("space")
        entry(person, say("action.stations"))
        person.window(title)
        person.tab_to(title)
        to_row(person, title, station)
        person.keys("Return")
        person.rest()
        person.window(title)
        person.keys("Escape")
        person.gone(title)
        person.main()
        unit, name = worst_gap(person, code)
        front(person, "gaps")
        person.tab_to(say("gaps.title"))
        to_row(person, say("gaps.title"), name)
        person.keys("ctrl+Return")
        person.window(say("assign.title"))
        person.keys("Return")
        person.gone(say("assign.title"))
        person.main()
        is_mended(person, tmp_path, code, held, unit, name)
        person.tab_to(say("header.station"))
        person.keys("Home")
        wait_until(lambda: person.see("shown", say("header.station")) == say("header.station.all"), "back in the whole")
        person.rest()
