"""What some lines of a staffing plan would bring: seats and loads before and after, found by carrying them out."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from mapper.analysis.load.balance import Balance, balance
from mapper.analysis.load.load import officer_load
from mapper.analysis.seats.coverage import COUNTED, Coverage, coverage
from mapper.edit import put_rows
from mapper.edits.proposal import Proposal
from mapper.edits.staffing import apply_proposals
from mapper.lazy_dataclass import dataclass
from mapper.project import Project


@dataclass(frozen=True, eq=False)
class Outcome:
    """Before and after on one day.

    Attributes
    ----------
    seats
        Units that have a seat.
    were_vacant, still_vacant
        community_codes of the seats that nobody truly holds, before and after.
    officers
        Indexed by officer_id: minutes and share (of the month) ``_before`` and ``_after``; missing without a seat.
    overloaded_before, overloaded_after
        Officers above ``Norms.overload_share``.
    balance_before, balance_after
        How evenly the officers' shares are divided.
    """

    seats: int
    were_vacant: tuple[str, ...]
    still_vacant: tuple[str, ...]
    officers: pd.DataFrame
    overloaded_before: int
    overloaded_after: int
    balance_before: Balance
    balance_after: Balance

    @property
    def vacant_before(self) -> int:
        return len(self.were_vacant)

    @property
    def vacant_after(self) -> int:
        return len(self.still_vacant)

    @property
    def officers_before(self) -> int:
        """Officers who hold a seat and are present."""
        return int(self.officers["minutes_before"].notna().sum())

    @property
    def officers_after(self) -> int:
        return int(self.officers["minutes_after"].notna().sum())


def outcome(project: Project, ledger: Coverage, lines: Sequence[Proposal], minutes: pd.Series) -> Outcome:
    """What these lines bring on the ledger's day; lines for new posts count as if the posts were there.

    ``minutes`` is the monthly load of each unit. Raises as :func:`~mapper.edits.staffing.apply_proposals`.
    """
    done = _with_posts(project, [line for line in lines if line.is_post])
    if lines:
        done = apply_proposals([replace(line, reason=_real(line.reason)) for line in lines], ledger.as_of)(done)
    ledger_after = coverage(done, ledger.as_of)
    before, after = officer_load(project, ledger, minutes), officer_load(done, ledger_after, minutes)
    vacant = [~one.seats["state"].isin(COUNTED) for one in (ledger, ledger_after)]
    everyone = before.index.union(after.index)
    return Outcome(
        seats=ledger.units,
        were_vacant=tuple(ledger.seats.index[vacant[0]]),
        still_vacant=tuple(ledger_after.seats.index[vacant[1]]),
        officers=pd.DataFrame(
            {
                "minutes_before": before["minutes"].reindex(everyone),
                "minutes_after": after["minutes"].reindex(everyone),
                "share_before": before["share"].reindex(everyone),
                "share_after": after["share"].reindex(everyone),
            }
        ),
        overloaded_before=int(before["overloaded"].sum()),
        overloaded_after=int(after["overloaded"].sum()),
        balance_before=balance(before["share"]),
        balance_after=balance(after["share"]),
    )


def _real(reason: str) -> str:
    """New posts are officers like all others in the project in which they are there."""
    return "recruit" if reason in ("new_post", "relief") else reason


def _with_posts(project: Project, lines: Sequence[Proposal]) -> Project:
    """The project with those posts filled."""
    if not lines:
        return project
    units = project.communities.loc[[line.community_code for line in lines]]
    rows = pd.DataFrame(
        {
            "role": units["kind"].map(dict(project.norms.seat_role)).to_numpy(),
            "station_code": units["station_code"].to_numpy(),
        },
        index=pd.Index([line.officer_id for line in lines], name="officer_id"),
    )
    return put_rows(project, "officers", rows)
