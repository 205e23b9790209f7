"""A practice is declared once, kept with the project to the last word, and refused where it cannot be."""

from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from mapper.edits.practice import set_practice
from mapper.errors import InputError
from mapper.practice import (
    DATE_ORDERS,
    HUBEI,
    PAPERS,
    PRACTICES,
    TERMS,
    TIME_ZONES,
    UNITED_STATES,
    Practice,
    practice_named,
)
from mapper.project import About
from mapper.store.geopackage.settings import read_about
from mapper.store.store import create, open_store
from tests.districts import grid
from tests.drawn import drawn

_TEXT = st.text(st.characters(categories=["L", "N", "P", "Zs"], codec="utf-8"), min_size=1, max_size=40).filter(
    str.isprintable
)


@st.composite
def practices(draw: st.DrawFn) -> Practice:
    return replace(
        draw(st.sampled_from(PRACTICES)),
        emergency_number=draw(st.sampled_from(["", "112", "999"])),
        approval_line=draw(st.booleans()),
        caveat=draw(st.just("") | _TEXT),
        papers=tuple(draw(st.permutations(PAPERS))[: draw(st.integers(1, len(PAPERS)))]),
        date_order=draw(st.sampled_from(DATE_ORDERS)),
        time_zone=draw(st.sampled_from(["", "Asia/Kathmandu", *TIME_ZONES])),
        words=tuple(sorted(draw(st.dictionaries(st.sampled_from(TERMS), _TEXT)).items())),
    )


@settings(max_examples=drawn(20))
@given(practices())
def test_what_is_kept_is_what_was_told(practice: Practice) -> None:
    assert Practice.from_json(practice.as_json()) == practice
    assert About.from_json(About(practice=practice).as_json()).practice == practice


def test_practices_are_declared_once_and_found_by_their_code() -> None:
    assert len({practice.code for practice in PRACTICES}) == len(PRACTICES)
    assert [practice_named(practice.code) for practice in PRACTICES] == list(PRACTICES)
    assert all(practice == practice.checked() for practice in PRACTICES)
    with pytest.raises(InputError, match="practice_unknown"):
        practice_named("atlantis")


def test_a_project_keeps_its_practice_and_gives_it_back(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    create(path, grid(2, 1))
    store = open_store(path)
    changed = replace(UNITED_STATES, crs="EPSG:26971", words=(("unit", "sector/sectors"),))
    assert store.project.about.practice == HUBEI
    store.write(set_practice(changed), "A")
    store.close()
    again = open_store(path)
    assert again.project.about.practice == changed
    assert again.project.about.map_crs == "EPSG:26971"
    assert again.change_log()["code"].iloc[0] == "practice_set"
    again.close()


@pytest.mark.parametrize(
    ("field", "value"),
    [("papers", ()), ("papers", ("B7",)), ("date_order", "dym"), ("time_zone", "Mars/Olympus"),
     ("time_zone", "../x"), ("time_zone", 8), ("words", (("unit", ""),)), ("words", (("cat", "x"),)),
     ("caveat", "x" * 999), ("caveat", "two\nlines"), ("emergency_number", 110), ("approval_line", "yes")],
)  # fmt: skip
def test_what_no_practice_can_say_is_refused_and_set_aside(field: str, value: object) -> None:
    import json

    told = HUBEI.as_json() | {field: dict(value) if field == "words" else value}  # type: ignore[call-overload]
    with pytest.raises(InputError, match="practice_unread"):
        Practice.from_json(told)
    about, aside = read_about(json.dumps({"title": "甲", "practice": told}))
    assert (about.title, about.practice, [cell.column for cell in aside]) == ("甲", HUBEI, ["practice"])


def test_a_file_that_tells_no_practice_is_of_hubei_and_degrees_are_no_metres() -> None:
    assert About.from_json({"title": "旧"}).practice == HUBEI
    with pytest.raises(InputError, match="crs_not_metres"):
        set_practice(replace(HUBEI, crs="EPSG:4326"))
