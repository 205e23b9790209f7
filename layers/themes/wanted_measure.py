"""Numbers of units that count incidents, of those alone that the filter keeps and of its days."""

from dataclasses import replace

from layers.scene.ground import Ground
from layers.scene.incident_filter import IncidentFilter, filter_note
from mapper.analysis.load.unit_measures import INCIDENT_MEASURES, UnitMeasure, incident_measure
from mapper.analysis.periods.unit_rates import year_up_to
from mapper.message import Message

# Rates that compare each unit with all; what a filter leaves is too few for that.
OF_THEIR_YEAR = ("hazards_smoothed", "disputes_smoothed")
NOT_FILTERED = Message("note.not_filtered")
# What is told where a filter narrows what is counted.
SAYS = (
    "note.filtered", "note.filtered_days", "note.not_filtered", "note.of_days", "shading.hazards", "shading.disputes",
    "shading.cases",
)  # fmt: skip


def measured(code: str, ground: Ground) -> UnitMeasure:
    """The measure of that code; where it counts incidents, of those that are wanted.

    A count is of what the map shows; a rate is of the days that are chosen, or else of the year up to the day, whatever
    has become of the incidents since.
    """
    wanted, columns = ground.wanted, ground.columns
    if wanted.everything or columns is None or code not in INCIDENT_MEASURES:
        return ground.day.measure(code)
    measure, year = INCIDENT_MEASURES[code], year_up_to(ground.as_of)
    is_of_year = wanted.days is None and not measure.is_open
    days = (year.first, year.last) if is_of_year else wanted.days
    asked = replace(wanted, days=days)
    chosen = (columns.shown if measure.per == "count" else columns.rows)(measure.table, asked)
    area_km2 = ground.day.unit_area_km2 if measure.per == "km2" else None
    first = None if days is None else days[0]
    found = incident_measure(ground.project, measure.per, columns.units[measure.table], chosen, first, area_km2)
    return found if days is None else replace(found, facts={**found.facts, "as_of": days[1]})


def _counts_days(code: str, wanted: IncidentFilter) -> bool:
    """Whether it is a count of chosen days: of those open ones are not all, and a year's need not be of a year."""
    return wanted.days is not None and code in INCIDENT_MEASURES and INCIDENT_MEASURES[code].per == "count"


def measure_name(code: str, wanted: IncidentFilter) -> Message:
    """What the number is called: what counts chosen days is no count of open ones."""
    return Message(f"shading.{INCIDENT_MEASURES[code].table if _counts_days(code, wanted) else code}")


def measure_notes(code: str, ground: Ground, measure: UnitMeasure) -> tuple[Message, ...]:
    """What the number is counted from, and that a filter narrows it."""
    wanted = ground.wanted
    facts = {"as_of": ground.as_of, "without": measure.without, **measure.facts}
    note = Message("note.of_days" if _counts_days(code, wanted) else f"note.{code}", facts)
    told = (Message("note.named", {"name": measure_name(code, wanted), "note": note}),)
    if wanted.everything or code not in (*INCIDENT_MEASURES, *OF_THEIR_YEAR):
        return told
    return (*told, filter_note(wanted) if code in INCIDENT_MEASURES else NOT_FILTERED)
