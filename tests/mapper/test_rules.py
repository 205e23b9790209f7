"""Every norm can be edited line by line, within its range, and its effect is what the analysis says afterwards."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.analysis.incidents.kinds import DISPUTES
from mapper.analysis.load.load import LOAD_TABLES
from mapper.day.day import Day
from mapper.edits.rules import set_rules
from mapper.effects.rules import rules_effect
from mapper.errors import InputError
from mapper.norms import Norms
from mapper.project import Project
from mapper.rules import LONGEST_NAME, RuleLine, changed_lines, choices_of, rule_lines, with_values
from tests.sample import district

DAY = date(2026, 11, 23)
# Lines that have to agree with others of their rule.
BOUND = ("villages_per_beat", "dispute_stage_order")
LINES = rule_lines(Norms())


def test_every_field_has_its_lines_and_its_default_is_valid() -> None:
    assert {line.name for line in LINES} == {rule.name for rule in fields(Norms)}
    assert all(line.unit and line.source for line in LINES)
    values = {(line.name, line.key): line.default for line in LINES}
    assert with_values(Norms(), values) == Norms()


def other(line: RuleLine) -> st.SearchStrategy[object]:
    if line.kind == "role":
        return st.sampled_from(choices_of("role"))
    if line.kind == "name":
        return st.text("研判处 a", max_size=LONGEST_NAME).map(str.strip)
    if line.kind == "words":
        return st.lists(st.text("抢夺绑架ab", min_size=1, max_size=30), unique=True, max_size=200).map(tuple)
    if line.kind in ("handlers", "takers"):
        return st.lists(st.sampled_from(choices_of(line.kind)), min_size=1, unique=True).map(tuple)
    if line.kind == "whole":
        return st.integers(int(line.least), int(line.most))
    return st.floats(line.least, line.most)


@given(st.data())
def test_a_changed_line_is_the_only_one_and_survives_the_file(data: st.DataObject) -> None:
    line = data.draw(st.sampled_from([one for one in LINES if not one.name.startswith(BOUND)]))
    value = data.draw(other(line))
    norms = with_values(Norms(), {(line.name, line.key): value})
    changed = changed_lines(Norms(), norms)
    assert [(c.name, c.key, c.value) for c in changed] == (
        [] if value == line.default else [(line.name, line.key, value)]
    )
    assert Norms.from_json(norms.as_json()) == norms


def test_a_loop_may_have_fewer_stages_in_another_order() -> None:
    places = {"assessed": 0, "supervised": 2, "assigned": 3, "handling": 4, "closed": 5, "revisited": 0}
    norms = with_values(Norms(), {("dispute_stage_order", stage): place for stage, place in places.items()})
    codes = [stage.code for stage in DISPUTES.stages_under(norms)]
    assert codes == ["received", "supervised", "assigned", "handling", "closed"]
    assert DISPUTES.stages_under(Norms()) == DISPUTES.stages


@pytest.mark.parametrize(
    ("line", "value", "code"),
    [
        (("overload_share", None), 0.0, "rule_out_of_range"),
        (("load_minutes", "open_hazard"), -1, "rule_out_of_range"),
        (("seat_role", "village"), "mayor", "rule_value_unknown"),
        (("dispute_handlers", "family"), (), "rule_no_handler"),
        (("villages_per_beat_least", None), 9, "rule_beats_reversed"),
        (("tea_breaks", None), 2, "rule_unknown"),
        (("dispute_stage_takers", "closed"), (), "rule_no_taker"),
        (("dispute_stage_takers", "closed"), ("mayor",), "rule_value_unknown"),
        (("negative_cases", None), ("抢夺", " "), "rule_words"),
        (("negative_cases", None), ("Robbery", "robbery "), "rule_words"),
        (("negative_cases", None), ("抢" * 31,), "rule_words"),
        (("negative_cases", None), tuple(map(str, range(201))), "rule_words"),
        (("dispute_stage_names", "closed"), "长" * 17, "rule_name"),
        (("dispute_stage_names", "closed"), "结 ", "rule_name"),
        (("hazard_stage_names", "plugged"), "整\n改", "rule_name"),
        (("hazard_stage_names", "plugged"), 5, "rule_name"),
        (("hazard_stage_names", "no_such_stage"), "整改", "rule_unknown"),
        (("dispute_stage_order", "closed"), 0, "rule_stages"),
        (("dispute_stage_order", "received"), 0, "rule_stages"),
        (("dispute_stage_order", "received"), 9, "rule_stages"),
        (("dispute_stage_order", "revisited"), 5, "rule_stages"),
        (("dispute_stage_order", "handling"), 8, "rule_stages"),
        (("dispute_stage_order", "assessed"), 3, "rule_stages"),
    ],
)
def test_what_makes_no_sense_is_refused(line: tuple[str, str | None], value: object, code: str) -> None:
    with pytest.raises(InputError, match=code):
        with_values(Norms(), {line: value})


def test_a_file_from_before_a_line_existed_keeps_its_default() -> None:
    old = Norms().as_json()
    del old["load_minutes"]["discovered_hazard"]
    assert Norms.from_json(old) == Norms()


@pytest.fixture(scope="module")
def project() -> Project:
    return district().project


def test_the_effect_is_what_the_check_says_once_the_rules_are_applied(project: Project) -> None:
    answers = Day(project, DAY)
    rules = {
        ("load_minutes", "residents_1000"): 480,
        ("overload_share", None): 1.5,
        ("units_per_officer", "village"): 3,
    }
    rules |= {("dispute_handlers", "neighbour"): ("joint",), ("negative_cases", None): ()}
    norms = with_values(project.norms, rules)
    effect = rules_effect(project, norms, DAY, {table: answers.owned(table) for table in LOAD_TABLES})
    applied = set_rules(project.norms, norms)(project)
    after = Day(applied, DAY)
    for at, truth in enumerate((answers, after)):
        told, load = {name: change[at] for name, change in effect.figures.items()}, truth.officer_load
        assert told["overloaded"] == load["overloaded"].sum()
        assert (told["covered"], told["one_to_one"]) == (truth.coverage.covered, truth.coverage.one_to_one)
        assert told["minutes"] == pytest.approx(load["minutes"].sum())
        assert told["misrouted"] == sum(finding.code == "dispute_misrouted" for finding in truth.findings_but_tiling)
        assert told["listed"] == sum(finding.code == "case_not_for_station" for finding in truth.findings_but_tiling)
        assert told["utilisation"] == pytest.approx(load["minutes"].sum() / load["available"].sum())
    assert effect.figures["overloaded"].gain > 0
    assert effect.figures["misrouted"].gain > 0 > effect.figures["listed"].gain
    fuller = [officer for officer, share in effect.rows["officers", "share"].items() if share.gain > 0]
    assert fuller == sorted(answers.officer_load.index)
    assert set_rules(project.norms, project.norms)(project) is project


def test_discovered_hazards_ask_for_time_only_where_a_rule_says_so(project: Project) -> None:
    default = Day(project, DAY).unit_load
    assert (default["discovered"] == 0).all()
    norms = with_values(project.norms, {("load_minutes", "discovered_hazard"): 60})
    counted = Day(set_rules(project.norms, norms)(project), DAY).unit_load
    assert counted["hazards"].equals(default["hazards"])
    assert counted["discovered"].sum() > 0
    assert (counted["minutes"] - default["minutes"]).sum() == pytest.approx(counted["discovered"].sum())


def test_an_order_in_a_file_that_is_no_loop_is_passed_over() -> None:
    told = Norms().as_json() | {"dispute_stage_order": {"closed": 0}, "acting_days": 30}
    read = Norms.from_json(told)
    assert (read.dispute_stage_order, read.acting_days) == (Norms().dispute_stage_order, 30)
