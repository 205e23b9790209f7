"""Every table and column of a project: type, unit, meaning, the names that files give it, and who may see it.

A group of tables is a file; :mod:`mapper.schema.kinds` says what a table and a column are.
"""

from collections.abc import Mapping

from mapper.schema.addresses import STANDARD_ADDRESSES
from mapper.schema.cooperation import DIVERSIONS, HANDOVERS
from mapper.schema.further import FURTHER_VALUES
from mapper.schema.incidents import CASES, DISPUTES, HAZARDS
from mapper.schema.kinds import (
    AUDIENCES,
    DEGREES,
    DTYPES,
    Audience,
    Column,
    Geometry,
    Kind,
    Table,
)
from mapper.schema.land import COMMUNITIES, STATIONS
from mapper.schema.laptops import CHECKOUTS, OFFLINE_EDITS
from mapper.schema.locks import LOCKS
from mapper.schema.patrol import FOCUS_AREAS, FOCUS_VISITS, LIAISON
from mapper.schema.people import ABSENCES, DUTIES, OFFICERS, POSTINGS
from mapper.schema.personal import SENSITIVE_WORDS
from mapper.schema.places import OUTREACH, PLACES, POLICE_ROOMS, REFERENCE_LINES
from mapper.schema.steps import STEPS
from mapper.schema.variants import VARIANTS
from mapper.schema.work import GROUPS, INSPECTIONS, RECTIFICATION_AREAS, SURVEYS

# In the order that files have them.
TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        STATIONS,
        COMMUNITIES,
        OFFICERS,
        DUTIES,
        ABSENCES,
        HAZARDS,
        DISPUTES,
        CASES,
        PLACES,
        POLICE_ROOMS,
        FOCUS_AREAS,
        OUTREACH,
        LIAISON,
        REFERENCE_LINES,
        STEPS,
        HANDOVERS,
        DIVERSIONS,
        INSPECTIONS,
        RECTIFICATION_AREAS,
        GROUPS,
        SURVEYS,
        FOCUS_VISITS,
        POSTINGS,
        STANDARD_ADDRESSES,
        LOCKS,
        FURTHER_VALUES,
        VARIANTS,
        CHECKOUTS,
        OFFLINE_EDITS,
    )
}
POINT_TABLES = tuple(name for name, table in TABLES.items() if table.lies_in_units)

__all__ = [
    "AUDIENCES",
    "DEGREES",
    "DTYPES",
    "POINT_TABLES",
    "SENSITIVE_WORDS",
    "TABLES",
    "Audience",
    "Column",
    "Geometry",
    "Kind",
    "Table",
]
