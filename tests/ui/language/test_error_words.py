"""Errors about tables, columns, values, steps and roles say them in words; only what is to be typed keeps its code."""

from collections.abc import Callable
from datetime import datetime

import pytest

from mapper.edit import Edit
from mapper.edits.points import add_point, place_point
from mapper.edits.steps import take_step
from mapper.errors import InputError
from mapper.project import Project
from mapper.schema import TABLES
from tests.districts import cell_centre, frame, grid
from ui.language.error_words import SPOKEN, TYPED
from ui.language.messages import LANGUAGES, Messages

NINE = datetime(2026, 11, 20, 9)
HERE = (113.0, 30.0)
EDITS: tuple[tuple[str, Edit, str, str], ...] = (
    ("not_entered", add_point("duties", HERE, {}), "不能在地图上录入责任分工；可录入：隐患、纠纷、场所、宣传活动。",
     "Duty cannot be entered on the map; one of: Hazard, Dispute, Place, Outreach."),
    ("column_unknown", add_point("places", HERE, {"taste": 1}), "场所没有“taste”这一栏目。",
     'Place has no column "taste".'),
    ("value_missing", add_point("hazards", HERE, {}), "隐患须有“上报时间”。", 'Hazard needs "Reported".'),
    ("value_unknown", add_point("hazards", HERE, {"reported_at": NINE, "severity": "tea"}), "隐患的等级没有“tea”",
     'Hazard, Severity: there is no "tea"'),
    ("row_unknown", place_point("hazards", "H9", HERE), "项目中没有编号为 H9 的记录（隐患）。",
     "The project has no row H9 in Hazard."),
    ("step_unknown", take_step("hazards", ["h1"], "mend", NINE), "隐患没有环节 mend；可用：核查（verify）、",
     "Hazard has no step mend; it has: Verify, Assign, Close as rectified (plug), Check, Reopen."),
    ("steps_none", take_step("duties", ["h1"], "mend", NINE),
     "责任分工没有可办的环节；有环节的是：隐患（hazards）、纠纷",
     "Duty has no steps; these have: Hazard (hazards), Dispute (disputes)."),
    ("step_value_unknown", take_step("disputes", ["d1"], "hand_over", NINE, "him"),
     "纠纷交办：没有 him；可用：派出所（station）、",
     'Dispute, "Hand over": there is no him; one of: '),
    ("role_unknown", take_step("hazards", ["h1"], "verify", NINE, role="cook"), "没有身份 cook；可用：",
     "There is no role cook; one of: Responsible officer (officer), "),
)  # fmt: skip


def project() -> Project:
    return grid(1, 1).with_tables(
        hazards=frame("hazards", [{"hazard_id": "h1", "reported_at": NINE}], [cell_centre(0, 0)]),
        disputes=frame("disputes", [{"dispute_id": "d1", "received_at": NINE}], [cell_centre(0, 0)]),
    )


def error_of(edit: Callable[[Project], object]) -> InputError:
    with pytest.raises(InputError) as told:
        edit(project())
    return told.value


@pytest.mark.parametrize(("code", "edit", "chinese", "english"), EDITS)
def test_what_is_refused_is_said_in_words(code: str, edit: Edit, chinese: str, english: str) -> None:
    error = error_of(edit)
    assert error.code == code
    for language, sentence in zip(LANGUAGES, (chinese, english), strict=True):
        assert Messages(language).error(error).startswith(sentence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_those_errors_is_tried_and_every_table_has_its_word(language: str) -> None:
    assert {*SPOKEN, *TYPED} == {code for code, *_ in EDITS} | {"no_incidents"}
    say = Messages(language)
    for table in TABLES:
        told = say.error(InputError("row_unknown", table=table, key="K1"))
        assert say(f"table.{table}") in told
        assert table not in told
    told = say.error(InputError("no_incidents", table="duties", known=["hazards"]))
    assert f"{say('table.hazards')}（hazards）" in told or f"{say('table.hazards')} (hazards)" in told
