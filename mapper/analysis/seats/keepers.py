"""Which officer has what comes up in a unit.

Of a community it is who holds its seat, who covers for somebody included, of several the first by number; of a village
an officer of its beat, likewise. Villages of no beat are their station's: its community officers take them in turn, in
the order of the villages' codes and of the officers' numbers, and whoever is not there is passed over, so that one who
is away leaves only the own villages to others.
"""

from collections import defaultdict

import pandas as pd

from mapper.analysis.seats.coverage import Coverage
from mapper.analysis.seats.presence import roll_on
from mapper.project import Project


def unit_keepers(
    project: Project, ledger: Coverage, villages: pd.DataFrame, roll: pd.DataFrame | None = None
) -> dict[str, str]:
    """community_code → the officer who has what comes up in it, by the rules above; a unit that nobody has is left out.

    ``ledger`` and ``villages`` are that day's :func:`~mapper.analysis.seats.coverage.coverage` and
    :func:`~mapper.analysis.seats.responsible.responsible_officers`, and so is ``roll``, where it is at hand already.
    """
    found = {code: ids[0] for code, ids in ledger.seats["officer_ids"].items() if ids and code not in villages.index}
    found |= {code: ids[0] for code, ids in villages["officer_ids"][villages["through"] == "beat"].items()}
    officers = roll_on(project, ledger.as_of) if roll is None else roll
    turns = officers.index[officers["role"] == "community_officer"].sort_values()
    of_station = {code: list(ids) for code, ids in turns.groupby(officers["station_code"].reindex(turns)).items()}
    shared = villages["officer_ids"][villages["through"] == "station"].sort_index()
    turn: dict[str, int] = defaultdict(int)
    for code, there in shared.items():
        station = project.communities.at[code, "station_code"]
        ids, first = of_station[station], turn[station]
        turn[station] += 1
        found[code] = next(one for k in range(len(ids)) if (one := ids[(first + k) % len(ids)]) in there)
    return found
