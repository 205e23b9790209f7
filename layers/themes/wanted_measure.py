"""Numbers of units that count incidents, of those alone that the filter keeps and of its days."""

from dataclasses import replace
from datetime import timedelta

from layers.scene.ground import Ground
from layers.scene.incident_filter import filter_note
from mapper.analysis.load.unit_measures import INCIDENT_MEASURES, UnitMeasure, incident_measure
from mapper.analysis.periods.unit_rates import YEAR_DAYS
from mapper.message import Message

# What is told where a filter narrows what is counted.
SAYS = ("note.filtered", "note.filtered_days", "note.of_days", "shading.hazards", "shading.disputes", "shading.cases")


def measured(code: str, ground: Ground) -> UnitMeasure:
    """The measure of that code; where it counts incidents, of those that are wanted.

    A count is of what the map shows; a rate is of the days that are chosen, or else of the year up to the day, whatever
    has become of the incidents since.
    """
    wanted, columns = ground.wanted, ground.columns
    if wanted.everything or columns is None or code not in INCIDENT_MEASURES:
        return ground.day.measure(code)
    table, per = INCIDENT_MEASURES[code]
    year = (ground.as_of - timedelta(days=YEAR_DAYS - 1), ground.as_of)
    is_of_year = wanted.days is None and not code.startswith("open_")
    days = year if is_of_year else wanted.days
    asked = replace(wanted, days=days)
    chosen = columns.shown(table, asked) if per == "count" else columns.rows(table, asked)
    found = incident_measure(ground.project, per, columns.units[table], chosen, None if days is None else days[0])
    return found if days is None else replace(found, facts={**found.facts, "as_of": days[1]})


def measure_name(code: str, ground: Ground) -> Message:
    """What the number is called; open ones of chosen days are not all open, and a year's need not be of a year."""
    if ground.wanted.days is not None and code in INCIDENT_MEASURES and INCIDENT_MEASURES[code][1] == "count":
        return Message(f"shading.{INCIDENT_MEASURES[code][0]}")
    return Message(f"shading.{code}")


def measure_notes(code: str, ground: Ground, measure: UnitMeasure) -> tuple[Message, ...]:
    """What the number is counted from, and that a filter narrows it."""
    name, wanted = measure_name(code, ground), ground.wanted
    facts = {"as_of": ground.as_of, "without": measure.without, **measure.facts}
    of_days = wanted.days is not None and code in INCIDENT_MEASURES and INCIDENT_MEASURES[code][1] == "count"
    note = Message("note.of_days" if of_days else f"note.{code}", facts)
    told = (Message("note.named", {"name": name, "note": note}),)
    return told if wanted.everything or code not in INCIDENT_MEASURES else (*told, filter_note(wanted))
