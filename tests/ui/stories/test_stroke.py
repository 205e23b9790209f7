"""A border redrawn by one stroke in a real window, seen in the file by SQL, and taken back byte for byte."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from pypdf import PdfReader

from mapper.crs import transform_xy
from tests.drawn import OTHER_DAY, is_turn_of
from tests.ui.stories.person import Person, needs_a_screen, person_before, wait_until
from ui.__main__ import main

pytestmark = needs_a_screen
_UNIT, _BESIDE = "429999008217", "429999008208"
_ENVELOPE = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # bytes, by the flag of a GeoPackage geometry's header


def outlines(person: Person) -> dict[str, bytes]:
    return dict(person.sql("SELECT community_code, geom FROM communities"))


def area_m2(blob: bytes) -> float:
    shape = shapely.from_wkb(blob[8 + _ENVELOPE[blob[3] >> 1 & 7] :])
    return float(shapely.transform(shape, lambda xy: transform_xy(xy, "EPSG:4326", "EPSG:4547")).area)


def bring(person: Person, share: str) -> None:
    """Bring a place of the border under the cross in the middle of the map, by arrows."""
    for _ in range(40):
        there, cross = (
            np.array(place) for place in (person.see("on_border", _UNIT, _BESIDE, share), person.see("map_middle"))
        )
        off = there - cross
        if abs(off).max() <= 3:
            return
        x, y = ("Right" if off[0] > 0 else "Left", "Down" if off[1] > 0 else "Up")
        for key, px in ((x, abs(off[0])), (y, abs(off[1]))):
            large, rest = divmod(int(px), 40)
            person.keys(*[key] * large, *[f"shift+{key}"] * round(rest / 4))
    raise AssertionError(f"no arrows lead to {share} of the border")


def written_by_stroke(person: Person, before: dict[str, bytes], take: Callable[[], None]) -> dict[str, bytes]:
    """Take what is shown: land goes from one of the two to the other, and no other unit changes."""
    wait_until(lambda: person.see("button", person.say("border.apply")), "what would change is shown")
    assert outlines(person) == before
    take()
    person.written("SELECT 1 FROM change_log WHERE code = 'border_redrawn'")
    after = outlines(person)
    changed = {code for code in before if area_m2(before[code]) != pytest.approx(area_m2(after[code]), abs=0.5)}
    assert changed == {_UNIT, _BESIDE}
    assert sum(map(area_m2, after.values())) == pytest.approx(sum(map(area_m2, before.values())), abs=0.01)
    return after


def the_sheet_tells_the_land(file: Path, sheet: Path, units: dict[str, bytes]) -> None:
    """The sheet divides by the land that the file has."""
    assert main(["print", str(file), str(sheet), "--theme", "hazards", "--shading", "hazards_per_km2"]) == 0
    told = "".join(page.extract_text() for page in PdfReader(sheet).pages).replace("\n", "").replace(" ", "")
    assert f"÷面积{sum(map(area_m2, units.values())) / 1e6:.1f}平方公里" in told


@pytest.mark.skipif(not is_turn_of(0, 2), reason=OTHER_DAY)
def test_a_border_is_redrawn_by_keys_alone(project_file: Path, tmp_path: Path) -> None:
    with person_before(project_file, tmp_path, size=(1366, 768)) as person:
        before = outlines(person)
        person.keys("ctrl+shift+b")
        wait_until(lambda: person.see("on", person.say("border.tool.move")), "the tools are there")
        person.keys("4")
        wait_until(lambda: person.see("on", person.say("border.tool.redraw")), "the tool is in hand")
        bring(person, "0.5")
        for _ in range(5):
            person.keys("plus")
            person.rest()
            bring(person, "0.5")
        bring(person, "0.3")
        person.keys("space", "Right", "Right", "Up", "Up", "space")
        bring(person, "0.7")
        person.keys("space", "Return")
        after = written_by_stroke(person, before, lambda: person.keys("Return"))
        person.leave()
    the_sheet_tells_the_land(project_file, tmp_path / "sheet.pdf", after)


@pytest.mark.skipif(not is_turn_of(1, 2), reason=OTHER_DAY)
def test_a_border_is_redrawn_by_one_stroke_of_the_mouse(project_file: Path, tmp_path: Path) -> None:
    with person_before(project_file, tmp_path, size=(1366, 768)) as person:
        before = outlines(person)
        for _ in range(8):
            person.do("mousemove", *person.see("on_border", _UNIT, _BESIDE, "0.5"), "click", 4)
            person.rest()
        person.press("button", person.say("header.plan"))
        person.press("entry", person.say("action.borders"))
        person.press("button", person.say("border.tool.redraw"))
        wait_until(lambda: person.see("on", person.say("border.tool.redraw")), "the tool is in hand")
        start, end = (np.array(person.see("on_border", _UNIT, _BESIDE, share)) for share in ("0.3", "0.7"))
        along = end - start
        across = np.array([-along[1], along[0]])
        person.do("mousemove", *start, "mousedown", 1)
        for share in np.linspace(0.1, 0.9, 9):
            person.do("mousemove", *np.rint(start + share * along + 0.25 * np.sin(np.pi * share) * across).astype(int))
        person.do("mousemove", *end, "mouseup", 1)
        after = written_by_stroke(person, before, lambda: person.press("button", person.say("border.apply")))
        the_sheet_tells_the_land(project_file, tmp_path / "sheet.pdf", after)
        person.main()
        person.press("button", person.say("action.undo"))
        wait_until(lambda: outlines(person) == before, "undo is in the file")
        person.leave()
