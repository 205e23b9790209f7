"""What a project file says beside its tables, about itself and its rules, believed field by field."""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from mapper.errors import InputError
from mapper.keys import Keys
from mapper.norms import Norms
from mapper.practice import Practice
from mapper.project import About
from mapper.set_aside import Reason, SetAside
from mapper.store.geopackage.cell_checks import FIRST_YEAR, LAST_YEAR

WHOLE = ""  # the column of a setting that is no JSON object at all


def read_about(text: str | None) -> tuple[About, list[SetAside]]:
    """What a project says of itself; a field that cannot be is as it is by default, and set aside."""
    given, bad = _object("about", text)
    known = {}
    for field in fields(About):
        if field.name in given:
            value = given[field.name]
            reason = _REASONS.get(field.name, _reason_of_text)(value)
            if reason is None:
                known[field.name] = value
            else:
                bad.append(SetAside("about", "", field.name, value, reason))
    return About.from_json(known), bad


def read_norms(text: str | None) -> tuple[Norms, list[SetAside]]:
    """The rules; one that no station can have is as it is by default, and set aside."""
    given, bad = _object("norms", text)
    try:
        norms = Norms.from_json(given)
        if norms == Norms() or _are_valid(norms):
            return norms, bad + _passed_over(norms, given)
    except (TypeError, ValueError, AttributeError, KeyError):
        pass
    usual = Norms().as_json()
    good: dict[str, Any] = {}
    for field in fields(Norms):
        if field.name in given and _goes_with(good, usual, field.name, given[field.name]):
            good[field.name] = given[field.name]
        elif field.name in given:
            bad.append(SetAside("norms", "", field.name, given[field.name], "rule"))
    return Norms.from_json(good), bad


def read_keys(text: str | None) -> Keys:
    """How rows are numbered; what cannot be read of it is as in a project that never left its device."""
    return Keys.from_json(_object("keys", text)[0])


def _goes_with(good: Mapping[str, Any], usual: Mapping[str, Any], name: str, value: Any) -> bool:
    """Whether a rule may be so beside those that were found good."""
    if isinstance(value, Mapping) is not isinstance(usual[name], Mapping):
        return False
    try:
        norms = Norms.from_json({**good, name: value})
        return _are_valid(norms) and not _passed_over(norms, {name: value})
    except (TypeError, ValueError, AttributeError, KeyError):
        return False


def _passed_over(norms: Norms, given: Mapping[str, Any]) -> list[SetAside]:
    """An order of stages that makes no loop, for which the usual one was taken."""
    order = given.get("dispute_stage_order")
    if order is None or {**Norms().dispute_stage_order, **order} == dict(norms.dispute_stage_order):
        return []
    return [SetAside("norms", "", "dispute_stage_order", order, "rule")]


def _are_valid(norms: Norms) -> bool:
    from mapper.rules import rule_lines, with_values  # a project with the usual rules needs no look at them

    lines = rule_lines(norms)
    for line in lines:
        if line.kind == "whole" and type(line.value) is not int:
            return False
        if line.kind in ("number", "share") and type(line.value) not in (int, float):
            return False
        if line.kind in ("handlers", "takers") and not isinstance(line.value, tuple):
            return False
    try:
        with_values(Norms(), {(line.name, line.key): line.value for line in lines})
    except InputError:
        return False
    return True


def _object(part: str, text: str | None) -> tuple[dict[str, Any], list[SetAside]]:
    try:
        given = json.loads(text or "")
        if isinstance(given, dict):
            return given, []
    except (ValueError, RecursionError, TypeError):
        pass
    return {}, [SetAside(part, "", WHOLE, text, "type")]


def _reason_of_text(value: Any) -> Reason | None:
    return None if isinstance(value, str) else "type"


def _reason_of_day(value: Any) -> Reason | None:
    if value is None or value == "":
        return None
    try:
        return None if FIRST_YEAR <= date.fromisoformat(value).year <= LAST_YEAR else "range"
    except (TypeError, ValueError):
        return "date"


def _reason_of_crs(value: Any) -> Reason | None:
    if not isinstance(value, str):
        return "type"
    from mapper.crs import is_metre_crs

    return None if is_metre_crs(value) else "place"


def _reason_of_practice(value: Any) -> Reason | None:
    if not isinstance(value, dict):
        return "type"
    try:
        Practice.from_json(value)
    except InputError:
        return "rule"
    return None


_REASONS = {"data_date": _reason_of_day, "map_crs": _reason_of_crs, "practice": _reason_of_practice}
