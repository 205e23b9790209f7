"""The load of every unit on a day by what asks for it, how full its officers are, and how evenly both are divided."""

import pandas as pd

from mapper.analysis.load.balance import Balance, balance
from mapper.analysis.load.load import (
    PARTS,
    officer_load,
    seat_shares,
    unit_load,
)
from mapper.analysis.seats.coverage import Coverage
from mapper.lazy_dataclass import dataclass
from mapper.project import Project


@dataclass(frozen=True, eq=False)
class LoadTable:
    """Minutes are those of a month.

    Attributes
    ----------
    units
        Indexed by community_code: the parts of :data:`~mapper.analysis.load.load.PARTS`, minutes (their sum), fte
        (full-time officers that the seat really has), share (see :func:`~mapper.analysis.load.load.seat_shares`).
    officers, available, overloaded
        Officers who hold a seat and are present, the minutes they have, and how many are above
        ``Norms.overload_share``.
    of_officers, of_units
        How evenly officers are filled, and minutes are spread over units.
    no_way, no_residents
        Units whose way from the station, and whose residents, are not recorded: both count as 0.
    """

    units: pd.DataFrame
    officers: int
    available: float
    overloaded: int
    of_officers: Balance
    of_units: Balance
    no_way: int
    no_residents: int


def load_table(project: Project, ledger: Coverage) -> LoadTable:
    """The load on the ledger's day."""
    load = unit_load(project, ledger.as_of)
    people = officer_load(project, ledger, load["minutes"])
    fte, shares = ledger.seats["effective_fte"], seat_shares(ledger, people["share"])
    units = load[[*PARTS, "minutes"]].assign(fte=fte, share=shares)
    return LoadTable(
        units,
        len(people),
        float(people["available"].sum()),
        int(people["overloaded"].sum()),
        balance(people["share"]),
        balance(load["minutes"]),
        int(load["distance_m"].isna().sum()),
        int(project.communities["residents"].isna().sum()),
    )
