"""The norms as lines that a person can edit: one value each, with its unit, its default and what it may be."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from typing import Any, Literal

from mapper import schema
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.norms import Norms, is_loop

Kind = Literal["whole", "number", "share", "role", "handlers", "takers", "words", "name"]
# Least and most of each figure; what is beyond is surely a slip of the hand.
_RANGES: Mapping[str, tuple[float, float]] = {
    "units_per_officer": (1, 50),
    "villages_per_beat_least": (1, 50),
    "villages_per_beat_most": (1, 50),
    "residents_per_officer": (100, 100_000),
    "officer_minutes_per_month": (60, 43_200),
    "acting_days": (1, 730),
    "coming_days": (1, 730),
    "acting_units_most": (0, 20),
    "focus_minutes_per_day": (0, 1_440),
    "overload_share": (0.1, 10),
    "load_minutes": (0, 20_000),
    "hazard_factor": (0, 10),
    "dispute_factor": (0, 10),
    "visits_per_month": (0, 100),
    "travel_km_per_hour": (1, 120),
    "travel_detour": (1, 5),
    "room_reach_km": (0.1, 100),
    "hub_reach_km": (0.1, 100),
    "community_police_share": (0, 1),
    "liaison_visit_days": (1, 3_650),
    "inspection_days": (0, 3_650),
    "sliver_width_m": (0, 1_000),
    "least_area_m2": (0, 10_000),
    "least_width_m": (0, 100),
    "hazard_verify_days": (0, 60),
    "hazard_plug_days": (0, 730),
    "dispute_stage_order": (0, 20),
    "dispute_stage_days": (0, 730),
    "dispute_resolve_days": (1, 730),
    "handover_receipt_hours": (0.5, 720),
}
# Lines that name values of a column of choices: which column.
NAMED: Mapping[str, tuple[str, str]] = {
    "role": ("officers", "role"),
    "handlers": ("disputes", "handler"),
    "takers": ("steps", "role"),
}
_TAKERS, _WORDS = "dispute_stage_takers", "negative_cases"
_NUMBERS = frozenset({"load_minutes"})  # whole as they come, and need not be
_NAMES = frozenset({"hazard_stage_names", "dispute_stage_names"})
_MOST_WORDS, _LONGEST_WORD, LONGEST_NAME = 200, 30, 16
_SHARES = frozenset({"overload_share", "community_police_share", "hazard_factor", "dispute_factor"})


@dataclass(frozen=True)
class RuleLine:
    """One value of one rule.

    Attributes
    ----------
    name, key
        The field of :class:`~mapper.norms.Norms`, and which line of it where it has several.
    kind
        ``whole`` and ``number`` (in ``unit``), ``share`` (of 1), ``role`` (of officers), ``handlers`` (of disputes),
        ``takers`` (roles of those who take a step), ``words`` (of the user's own, in any number), ``name``
        (a word of the user's own; empty where the usual one is meant).
    value, default
        What it is, and what the program comes with.
    least, most
        What a figure may be.
    unit, source
        As the rule declares them.
    """

    name: str
    key: str | None
    kind: Kind
    value: Any
    default: Any
    least: float
    most: float
    unit: str
    source: str


def rule_lines(norms: Norms) -> tuple[RuleLine, ...]:
    """Every line of every rule, in the order they are declared."""
    default, lines = Norms(), []
    for rule in fields(Norms):
        value, usual = getattr(norms, rule.name), getattr(default, rule.name)
        least, most = _RANGES.get(rule.name, (0, 0))
        told = (least, most, rule.metadata["unit"], rule.metadata["source"])
        if rule.default_factory is MISSING:
            lines.append(RuleLine(rule.name, None, _kind(rule.name, usual), value, usual, *told))
        else:
            for key, ordinary in usual.items():
                kind = _kind(rule.name, ordinary)
                lines.append(RuleLine(rule.name, key, kind, value.get(key, ordinary), ordinary, *told))
    return tuple(lines)


def with_values(norms: Norms, values: Mapping[tuple[str, str | None], Any]) -> Norms:
    """The norms with other values, by name and key of their lines.

    Raises
    ------
    InputError
        ``rule_unknown``, ``rule_out_of_range``, ``rule_value_unknown`` (a role or handler that there is none of),
        ``rule_no_handler``, ``rule_no_taker``, ``rule_words`` (an empty or endless word, one that stands twice, or too
        many), ``rule_name`` (too long, or not of one line), ``rule_stages`` (what is left is no loop), or
        ``rule_beats_reversed`` (a beat's fewest villages are more than its most).
    """
    known = {(line.name, line.key): line for line in rule_lines(norms)}
    changed: dict[str, Any] = {}
    for (name, key), value in values.items():
        line = known.get((name, key))
        if line is None:
            raise InputError("rule_unknown", name=name)
        _require_valid(line, value)
        if key is None:
            changed[name] = value
        else:
            changed[name] = {**changed.get(name, getattr(norms, name)), key: value}
    result = replace(norms, **changed)
    if result.villages_per_beat_least > result.villages_per_beat_most:
        least, most = result.villages_per_beat_least, result.villages_per_beat_most
        raise InputError("rule_beats_reversed", least=least, most=most)
    if not is_loop(result.dispute_stage_order):
        raise InputError("rule_stages")
    return result


def changed_lines(before: Norms, after: Norms) -> tuple[RuleLine, ...]:
    """The lines of ``after`` whose value is another than before."""
    old = {(line.name, line.key): line.value for line in rule_lines(before)}
    return tuple(line for line in rule_lines(after) if old[line.name, line.key] != line.value)


def choices_of(kind: Kind) -> tuple[str, ...]:
    """What a line of kind ``role``, ``handlers`` or ``takers`` may name."""
    table, column = NAMED[kind]
    return tuple(schema.TABLES[table].column(column).choices or ())


def _kind(name: str, value: Any) -> Kind:
    if isinstance(value, str):
        return "name" if name in _NAMES else "role"
    if isinstance(value, tuple):
        return "words" if name == _WORDS else "takers" if name == _TAKERS else "handlers"
    if name in _SHARES:
        return "share"
    return "whole" if isinstance(value, int) and name not in _NUMBERS else "number"


def _require_valid(line: RuleLine, value: Any) -> None:
    if line.kind == "handlers" and not value:
        raise InputError("rule_no_handler", category=line.key)
    if line.kind == "takers" and not value:
        raise InputError("rule_no_taker", stage=line.key)
    if line.kind == "name":
        if not isinstance(value, str) or len(value) > LONGEST_NAME or value != value.strip() or not _of_one_line(value):
            raise InputError("rule_name", longest=LONGEST_NAME)
    elif line.kind == "words":
        plain = [word.strip().casefold() for word in value]
        if (
            len(plain) > _MOST_WORDS
            or len(set(plain)) < len(plain)
            or not all(0 < len(w) <= _LONGEST_WORD for w in plain)
        ):
            raise InputError("rule_words", most=_MOST_WORDS, longest=_LONGEST_WORD)
    elif line.kind in NAMED:
        named = value if isinstance(value, tuple) else (value,)
        unknown = [one for one in named if one not in choices_of(line.kind)]
        if unknown:
            raise InputError("rule_value_unknown", value=unknown[0])
    elif not line.least <= value <= line.most:
        raise InputError("rule_out_of_range", value=value, least=line.least, most=line.most)


def _of_one_line(text: str) -> bool:
    return text == "" or text.isprintable()
