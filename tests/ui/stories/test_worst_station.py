"""A county leader finds the worst station in the table of stations, and mends its worst gap, before a real window."""

from pathlib import Path

from pypdf import PdfReader

from tests.ui.stories.person import needs_a_screen, person_before, wait_until
from ui.__main__ import main

pytestmark = needs_a_screen
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


def test_the_worst_station_is_found_and_its_worst_gap_mended(project_file: Path, tmp_path: Path) -> None:
    with person_before(project_file, tmp_path) as person:
        code, station, seats, held = person.sql(_STATIONS)[0]
        assert held < seats
        person.press("button", person.say("header.plan"))
        person.press("entry", person.say("action.stations"))
        title = person.say("stations.title")
        person.window(title)
        person.press("cell", title, station)  # the row says how many of its seats are covered, and leads into it
        person.rest()
        assert f"{held}/{seats}" in person.see("current", title).replace(" ", "")
        person.window(title)
        person.keys("Escape")
        person.gone(title)
        person.main()
        name = person.see("first_gap", "seat_vacant")
        ((unit, of),) = person.sql("SELECT community_code, station_code FROM communities WHERE name = ?", name)
        assert of == code, "the list is of the station"
        assert person.sql(_HOLDERS, unit) == []
        person.press("right_of", person.say("gaps.title"), name)
        person.window("指派责任人")
        person.keys("Return")
        ((officer,),) = person.written(_HOLDERS, unit)
        person.gone("指派责任人")
        person.main()
        wait_until(lambda: {row[0]: row[3] for row in person.sql(_STATIONS)}[code] == held + 1, "one more is held")
        ((holder,),) = person.sql("SELECT display_name FROM officers WHERE officer_id = ?", officer)
        person.leave()
    sheet = tmp_path / "sheet.pdf"
    assert main(["print", str(project_file), str(sheet), "--station", code]) == 0
    text = "".join(page.extract_text() for page in PdfReader(sheet).pages).replace("\n", "")
    assert holder.removesuffix("（虚构）") in text
    assert name in text
