"""The sample district with as many incidents as a large city's: 150,000 hazards and disputes in its two years."""

from functools import cache

import pandas as pd

from mapper import frames, schema
from mapper.analysis.incidents.kinds import LOOPS
from mapper.project import Project
from mapper.sensitive import TABLES_OF_INCIDENTS
from sample_data.district import district

HAZARDS_AND_DISPUTES = 150_000


@cache
def busy_district() -> Project:
    """Each hazard and dispute of the sample many times over, with its steps and handovers, under numbers of its own."""
    project = district().project
    times = -(-HAZARDS_AND_DISPUTES // sum(len(project.table(kind.table)) for kind in LOOPS))
    tables = {kind.table: _copies(project, kind.table, times) for kind in LOOPS}
    tables |= {name: _copies(project, name, times) for name in TABLES_OF_INCIDENTS}
    return project.with_tables(**tables)


def _copies(project: Project, name: str, times: int) -> pd.DataFrame:
    frame, copies = project.table(name), []
    for number in range(times):
        copy = frame.set_axis(pd.Index([f"{key}-{number}" for key in frame.index], name=schema.TABLES[name].key.name))
        if "incident_id" in copy:
            in_loop = copy["incident_table"].isin([kind.table for kind in LOOPS])
            copy = copy.assign(incident_id=copy["incident_id"].mask(in_loop, copy["incident_id"] + f"-{number}"))
        copies.append(copy)
    return frames.conform(name, pd.concat(copies))
