"""The page about a file is true of the file: its counts are those that stand in it, and what is missing is named."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from layers.edition_map import contained, map_for
from layers.sharing.disclosure import PAGE, Disclosure, disclosure, tables_disclosure
from layers.sharing.web.web_map import write_web_map
from mapper.audience import Audience
from mapper.day.day import Day
from mapper.message import Message
from mapper.project import Project
from mapper.schema import TABLES
from mapper.store.export_log import Export, Exports
from tests.layers.marked_district import marked_district
from tests.layers.test_linkage import DAY, FAMILY, random_district
from tests.web_file import read_web_map
from ui.language.disclosure_words import disclosure_page
from ui.language.messages import LANGUAGES, Messages

SAY = Messages("en")


def told(project: Project, audience: Audience, station: str | None = None, *earlier: Export) -> Disclosure:
    day = Day(project, project.as_of)
    return disclosure(map_for(day, audience, "disputes", station), day, Exports(earlier))


def values(found: Disclosure, section: str, code: str) -> list[dict[str, Any]]:
    return [dict(m.values) for m in found.sections[section] if m.code == f"disclosure.{section}.{code}"]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("audience", "station"), [("command", None), ("station", "S1"), ("station", "S2")])
def test_the_symbols_that_are_told_stand_in_the_file(
    tmp_path: Path, audience: Audience, station: str | None, seed: int
) -> None:
    project = random_district(seed)
    found = told(project, audience, station)
    write_web_map(tmp_path / "a.html", project, DAY, "disputes", audience, SAY, station)
    titles = Counter(popup["title"] == FAMILY for *_, popup, _ in read_web_map(tmp_path / "a.html").points if popup)
    (symbols,) = [dict(m.values) for m in found.sections["layers"] if m.code == "disclosure.points"]
    assert (symbols["exact"], symbols["cells"]) == (titles[False], titles[True])
    alone = sum(dict(m.values)["count"] for m in found.sections["suppressed"] if m.code.endswith(".alone"))
    here = project.disputes["category"] == "family"
    if station is not None:
        west = project.disputes.geometry.x < project.communities.loc["u2-0"].geometry.bounds[0]
        here &= west if station == "S1" else ~west
    assert titles[True] + alone == here.sum(), "each sensitive matter has a symbol or is told to have none"


def test_the_public_gets_no_officer_no_seat_and_no_sensitive_matter() -> None:
    found = told(marked_district(), "public")
    assert found.sections["people"] == (Message("disclosure.people.none"),)
    assert found.sections["seats"] == (Message("disclosure.seats.public"),)
    assert found.sections["sensitive"] == (Message("disclosure.sensitive.none"),)
    (gone,) = values(found, "suppressed", "tables")
    named = {message.code.removeprefix("table.") for message in gone["tables"]}
    filled = {name for name, table in TABLES.items() if "public" not in table.seen_by}
    assert named == {name for name in filled if len(marked_district().table(name))}
    assert [m.code for m in found.to_settle] == ["disclosure.settle.approval"]


def test_officers_of_others_and_empty_seats_are_counted() -> None:
    project = random_district(1)
    guests = project.duties["officer_id"].iloc[:1]
    officers = project.officers.assign(
        station_code=project.officers["station_code"].mask(project.officers.index.isin(guests), "S2")
    )
    found = told(project.with_tables(officers=officers), "station", "S1")
    (people,) = values(found, "people", "named")
    assert people["others"] == 1
    mine = project.communities["station_code"] == "S1"
    (seats,) = values(found, "seats", "told")
    assert seats == {"count": mine.sum() - project.duties["community_code"].isin(mine.index[mine]).sum(), "units": 8}


def an_export(counts: dict[str, int], audience: str = "station", scope: str = "S1") -> Export:
    return Export("2026-11-01", "x", audience, scope, "disputes", "2026-11-01", "f.pdf", "0" * 64, counts)


def test_a_count_that_differs_by_a_few_from_an_earlier_file_is_told_and_has_to_be_settled() -> None:
    day = Day(random_district(1), DAY)
    now = contained([map_for(day, "station", "disputes", "S1")])["disputes"]
    for before, is_told in ((now - 2, True), (now, False), (now - 9, False)):
        found = told(day.project, "station", "S1", an_export({"disputes": before}))
        assert bool(values(found, "earlier", "difference")) is is_told
        assert any(m.code == "disclosure.settle.difference" for m in found.to_settle) is is_told
    for other in (an_export({"disputes": now - 2}, "command"), an_export({"disputes": now - 2}, scope="S2")):
        found = told(day.project, "station", "S1", other)
        assert values(found, "earlier", "difference") == []


def test_what_nobody_recorded_and_what_names_a_person_has_to_be_settled() -> None:
    plain = marked_district()
    stations = plain.stations.assign(name="某所 13812345678", duty_phone=None)
    project = plain.with_tables(stations=stations, officers=plain.officers.iloc[:0], duties=plain.duties.iloc[:0])
    project = replace(project, about=replace(project.about, data_date=None))
    codes = [m.code.removeprefix("disclosure.settle.") for m in told(project, "public").to_settle]
    assert codes == ["data_date", "approval", "phone", "personal"]
    code = str(project.stations.index[0])
    codes = [m.code.removeprefix("disclosure.settle.") for m in told(project, "station", code).to_settle]
    assert codes == ["data_date", "roster", "personal"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_statement_has_its_sentence(language: str) -> None:
    say = Messages(language)
    project = marked_district()
    pages = [told(project, "command"), told(project, "public"), told(project, "station", "S1")]
    pages.append(tables_disclosure(Day(project, DAY), {"seats": 3}))
    for page in pages:
        assert list(page.sections) == [code for code in PAGE if code in page.sections]
        for heading, sentences in disclosure_page(page, say):
            assert heading
            assert all(each and "{" not in each for each in sentences)
