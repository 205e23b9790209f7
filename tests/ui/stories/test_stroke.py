"""A border redrawn by one stroke in a real window, seen in the file by SQL, and taken back byte for byte."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from mapper.crs import transform_xy
from tests.ui.stories.person import Person, needs_a_screen, person_before, wait_until

pytestmark = needs_a_screen
_UNIT, _BESIDE = "429999008217", "429999008208"
_ENVELOPE = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # bytes, by the flag of a GeoPackage geometry's header


def outlines(person: Person) -> dict[str, bytes]:
    return dict(person.sql("SELECT community_code, geom FROM communities"))


def area_m2(blob: bytes) -> float:
    shape = shapely.from_wkb(blob[8 + _ENVELOPE[blob[3] >> 1 & 7] :])
    return float(shapely.transform(shape, lambda xy: transform_xy(xy, "EPSG:4326", "EPSG:4547")).area)


def test_a_border_is_redrawn_by_one_stroke(project_file: Path, tmp_path: Path) -> None:
    with person_before(project_file, tmp_path, size=(1366, 768)) as person:
        before = outlines(person)
        for _ in range(8):
            person.do("mousemove", *person.see("on_border", _UNIT, _BESIDE, "0.5"), "click", 4)
            person.rest()
        person.keys("ctrl+shift+b")
        wait_until(lambda: person.see("on", person.say("border.tool.move")), "the tools are there")
        person.keys("4")
        wait_until(lambda: person.see("on", person.say("border.tool.redraw")), "the tool is in hand")
        start, end = (np.array(person.see("on_border", _UNIT, _BESIDE, share)) for share in ("0.3", "0.7"))
        along = end - start
        across = np.array([-along[1], along[0]])
        person.do("mousemove", *start, "mousedown", 1)
        for share in np.linspace(0.1, 0.9, 9):
            person.do("mousemove", *np.rint(start + share * along + 0.25 * np.sin(np.pi * share) * across).astype(int))
        person.do("mousemove", *end, "mouseup", 1)
        wait_until(lambda: person.see("button", person.say("border.apply")), "what would change is shown")
        assert outlines(person) == before
        person.keys("Return")
        person.written("SELECT 1 FROM change_log WHERE code = 'border_redrawn'")
        after = outlines(person)
        changed = {code for code in before if area_m2(before[code]) != pytest.approx(area_m2(after[code]), abs=0.5)}
        assert changed == {_UNIT, _BESIDE}
        assert sum(map(area_m2, after.values())) == pytest.approx(sum(map(area_m2, before.values())), abs=0.01)
        person.main()
        person.keys("ctrl+z")
        wait_until(lambda: outlines(person) == before, "undo is in the file")
        person.leave()
