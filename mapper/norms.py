"""The rules that a station works by, each declared once with its default, unit, meaning and source; all editable."""

from collections.abc import Mapping
from dataclasses import MISSING, field, fields
from typing import Any

from mapper import schema
from mapper.lazy_dataclass import dataclass


def _rule(default: Any, unit: str, meaning: str, source: str) -> Any:
    told = {"unit": unit, "meaning": meaning, "source": source}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=told)
    return field(default=default, metadata=told)


def _one_each(table: str, column: str) -> dict[str, float]:
    return dict.fromkeys(schema.TABLES[table].column(column).choices or (), 1.0)


@dataclass(frozen=True)
class Norms:
    """A station's norms. Defaults are Hubei's practice where it is known, else field knowledge, and say which."""

    seat_role: Mapping[str, str] = _rule(
        {"community": "community_officer", "village": "auxiliary"},
        "role",
        "whose duty covers a unit of each kind",
        "一居一警、一村一辅警",
    )
    units_per_officer: Mapping[str, int] = _rule(
        {"community": 1, "village": 1},
        "units",
        "units an officer may hold before the seat counts as shared",
        "一居一警、一村一辅警",
    )
    villages_per_beat_least: int = _rule(5, "villages", "fewest villages of a rural beat", "ezhou.cjyun.org 74292")
    villages_per_beat_most: int = _rule(8, "villages", "most villages of a rural beat", "ezhou.cjyun.org 74292")
    residents_per_officer: int = _rule(
        3000, "residents", "benchmark of residents for one community officer", "gov.cn Hunan 2006-10-25"
    )
    officer_minutes_per_month: int = _rule(
        9600, "min", "working minutes of one full-time officer in a month", "field knowledge: 20 days of 8 hours"
    )
    acting_days: int = _rule(90, "days", "longest time that a neighbour covers a vacant seat", "field knowledge")
    coming_days: int = _rule(
        30, "days", "days ahead in which what is coming is told: empty seats, leave, duties that end", "field knowledge"
    )
    acting_units_most: int = _rule(
        2, "units", "vacant seats that one officer may cover beside the officer's own", "field knowledge"
    )
    focus_minutes_per_day: int = _rule(
        240, "min", "patrol minutes one officer can give to focus areas in a day", "field knowledge"
    )
    overload_share: float = _rule(
        2.0,
        "1",
        "utilisation above which an officer counts as overloaded",
        "field knowledge",
    )
    load_minutes: Mapping[str, float] = _rule(
        {
            "residents_1000": 240,
            "rentals_100": 150,
            "key_place": 40,
            "public_place": 90,
            "open_hazard": 60,
            "discovered_hazard": 0,
            "new_dispute": 150,
            "reopened_dispute": 240,
            "outreach": 120,
            "village_fixed": 300,
        },
        "min per month",
        "monthly minutes that each thing in a unit asks for",
        "field knowledge",
    )
    hazard_factor: Mapping[str, float] = _rule(
        _one_each("hazards", "category"),
        "1",
        "what an open hazard of each category asks for, of the minutes of a hazard",
        "field knowledge: alike until a station measures its own",
    )
    dispute_factor: Mapping[str, float] = _rule(
        _one_each("disputes", "category"),
        "1",
        "what a dispute of each category asks for, of the minutes of a dispute",
        "field knowledge: alike until a station measures its own",
    )
    visits_per_month: Mapping[str, int] = _rule(
        {"community": 8, "village": 8}, "visits", "visits a month to a unit from its station", "field knowledge"
    )
    travel_km_per_hour: Mapping[str, float] = _rule(
        {"community": 25, "village": 40}, "km/h", "speed on the way to a unit", "field knowledge"
    )
    travel_detour: float = _rule(1.3, "times", "length of the way on roads, times the straight one", "field knowledge")
    room_reach_km: float = _rule(
        5.0, "km", "way to the nearest police room within which a unit counts as reached", "field knowledge"
    )
    hub_reach_km: float = _rule(
        5.0, "km", "way to the nearest mediation hub within which a unit counts as reached", "field knowledge"
    )
    community_police_share: float = _rule(
        0.4, "1", "least share of a station's police who are community officers", "社区警务工作规范(试行) art. 5"
    )
    liaison_visit_days: int = _rule(
        90, "days", "days after which a station without a visit by its liaison unit is told", "field knowledge"
    )
    inspection_days: Mapping[str, int] = _rule(
        {
            "hotel": 90, "rental": 90, "bathhouse": 90, "parcel": 90, "logistics": 90, "transport": 90,
            "school": 180, "hospital": 180, "market": 180, "mediation_hub": 0, "other": 365,
        },
        "days",
        "days after its last inspection by whose end a place of each type must be inspected; 0: none is asked for",
        "a proposal: no published interval is known to us",
    )  # fmt: skip
    sliver_width_m: float = _rule(20.0, "m", "a gap or overlap narrower than this is a sliver", "field knowledge")
    least_area_m2: float = _rule(
        1.0, "m²", "a gap or overlap smaller than this is drawing noise", "coordinates rounded to 1e-7 degrees"
    )
    least_width_m: float = _rule(
        1.0, "m", "a gap or overlap narrower than this is drawing noise", "straight borders bend when projected"
    )
    hazard_verify_days: int = _rule(
        0, "days", "days after the report by whose end a hazard must be verified", "隐患核查不过夜"
    )
    hazard_plug_days: Mapping[str, int] = _rule(
        {"minor": 15, "major": 7, "severe": 1},
        "days",
        "days after its verification by whose end a hazard of each severity must be rectified",
        "field knowledge",
    )
    hazard_stage_names: Mapping[str, str] = _rule(
        dict.fromkeys(("found", "verified", "assigned", "plugged", "checked"), ""),
        "name",
        "what a place calls each stage of a hazard; empty: the usual word",
        "a place's own words",
    )
    dispute_stage_names: Mapping[str, str] = _rule(
        dict.fromkeys(("received", "assessed", "assigned", "handling", "supervised", "closed", "revisited"), ""),
        "name",
        "what a place calls each stage of a dispute; empty: the usual word",
        "大闭环: 接-研-交-办-督-结-访; others have 4+2, 3-3-1 or five",
    )
    dispute_stage_order: Mapping[str, int] = _rule(
        {
            "received": 1, "assessed": 2, "assigned": 3, "handling": 4, "supervised": 5, "closed": 6, "revisited": 7,
        },
        "place in the loop",
        "order of the stages of a dispute; 0 where a place has no such stage",
        "大闭环: 接-研-交-办-督-结-访; others have 4+2, 3-3-1 or five",
    )  # fmt: skip
    dispute_stage_days: Mapping[str, int] = _rule(
        {"assessed": 1, "assigned": 1, "handling": 3, "closed": 30, "revisited": 15},
        "days",
        "days after the stage before by whose end a dispute must have reached each stage",
        "field knowledge",
    )
    dispute_stage_takers: Mapping[str, tuple[str, ...]] = _rule(
        {
            "received": ("officer", "station", "command"),
            "assessed": ("station", "command"),
            "assigned": ("station", "command"),
            "handling": ("officer", "station", "partner"),
            "supervised": ("station", "command"),
            "closed": ("officer", "station", "partner"),
            "revisited": ("officer", "station", "command"),
        },
        "role",
        "who may take the step to each stage of a dispute",
        "field knowledge",
    )
    dispute_resolve_days: int = _rule(
        30, "days", "days after it was received by whose end a dispute counts as resolved in time", "field knowledge"
    )
    handover_receipt_hours: float = _rule(
        24.0, "h", "hours after a handover was sent within which its receipt is due", "field knowledge"
    )
    dispute_handlers: Mapping[str, tuple[str, ...]] = _rule(
        {
            "neighbour": ("residents_committee", "joint", "station"),
            "family": ("residents_committee", "joint", "station"),
            "debt": ("joint", "station", "court", "residents_committee"),
            "wage": ("joint", "labour_office", "station", "residents_committee"),
            "property": ("joint", "residents_committee", "station"),
            "consumer": ("joint", "station", "residents_committee"),
            "injury": ("station", "joint", "court"),
            "land": ("joint", "residents_committee", "court", "station"),
            "public_order": ("station", "joint"),
            "other": ("station", "residents_committee", "joint", "court", "labour_office"),
        },
        "handler",
        "who may handle a dispute of each category",
        "纠纷分类处置: 治安→派出所, 邻里家庭→居委会, 复杂→联合",
    )
    negative_cases: tuple[str, ...] = _rule(
        (),
        "word",
        "words of the categories of cases that no station handles; empty: no list, so nothing is a breach",
        "刑案负面清单 is each county's own; no text of one was at hand, and a guessed list would accuse",
    )

    def as_json(self) -> dict[str, Any]:
        """All rules as JSON-ready values; :meth:`from_json` reads them back."""
        result = {}
        for rule in fields(self):
            value = getattr(self, rule.name)
            if isinstance(value, Mapping):
                value = {key: list(v) if isinstance(v, tuple) else v for key, v in value.items()}
            value = list(value) if isinstance(value, tuple) else value
            result[rule.name] = value
        return result

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Norms":
        """Norms from :meth:`as_json`; a rule, or a line of one, that is missing keeps its default.

        An unknown rule is passed over, and so is an order of stages that makes no loop.
        """
        known = {}
        for rule in fields(cls):
            if rule.name not in values:
                continue
            value = values[rule.name]
            value = tuple(value) if isinstance(value, list) else value
            if rule.default_factory is not MISSING and isinstance(value, Mapping):
                given = {key: tuple(v) if isinstance(v, list) else v for key, v in value.items()}
                value = {**rule.default_factory(), **given}
            known[rule.name] = value
        if not is_loop(known.get("dispute_stage_order", cls().dispute_stage_order)):
            del known["dispute_stage_order"]
        return cls(**known)


def is_loop(order: Mapping[str, int]) -> bool:
    """Whether an order of stages begins with what was received and comes to a closing, which only a call back follows.

    No two stages have one place; ``order`` has 0 for what is not used.
    """
    used = {stage: place for stage, place in order.items() if place > 0}
    closed, places = used.get("closed"), list(used.values())
    if closed is None or used.get("received") != min(places) or len(set(places)) < len(places):
        return False
    after = {stage for stage, place in used.items() if place > closed}
    return after == {"revisited"} & used.keys()
