"""Who could take a seat that is empty, each with the plan's own reason and distance, and who covers one for a while."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from mapper.analysis.load.load import officer_load
from mapper.analysis.seats.coverage import coverage
from mapper.analysis.seats.history import EmptySeat
from mapper.analysis.seats.presence import status_on
from mapper.edits.duties import assign
from mapper.edits.personnel import Cover
from mapper.edits.proposal import Proposal
from mapper.lazy_dataclass import dataclass
from mapper.planning.staffing.choices import field_of
from mapper.planning.staffing.plan import staffing_plan
from mapper.planning.staffing.wishes import Wishes
from mapper.project import Project

Covered = tuple[EmptySeat, Proposal]  # a seat with its days, and who covers it


@dataclass(frozen=True)
class Candidate:
    """One officer who could take a seat: in which way, why, how far away (None where unknown), until when.

    ``until`` is the last day that a plan gives an acting officer; None for one who takes the seat.
    """

    officer_id: str
    kind: Literal["fill", "acting"]
    reason: str
    distance_m: int | None
    until: date | None


def candidates_of(project: Project, day: date, community_code: str, minutes: pd.Series) -> tuple[Candidate, ...]:
    """Everybody whom a staffing plan of that day could propose for an empty seat; none for one that is held.

    The free ones first, then who would act in it; within these by familiarity and distance, as the plan's aims are.
    ``minutes`` is the monthly load of each unit.
    """
    ledger = coverage(project, day)
    field = field_of(project, ledger, minutes, officer_load(project, ledger, minutes))
    if community_code not in field.seats:
        return ()
    seat = field.seats.index(community_code)
    last = day + timedelta(days=project.norms.acting_days)
    found: dict[str, tuple[tuple[int, int, float, str], Candidate]] = {}

    def take(officer: str, kind: Literal["fill", "acting"], points: int, reason: str, metres: float) -> None:
        known = None if np.isnan(metres) else round(metres)
        order = (kind != "fill", points, known or 0.0, officer)
        if officer not in found or order < found[officer][0]:
            found[officer] = order, Candidate(officer, kind, reason, known, last if kind == "acting" else None)

    for option in field.fills:
        if option.seat == seat:
            people = [field.persons[option.person]] if option.person >= 0 else field.pools[option.source]
            for officer in people:
                take(officer, "fill", option.points, option.reason, option.metres)
    for option in field.covers:
        if option.seat == seat:
            take(field.officers[option.source], "acting", option.points, option.reason, option.metres)
    return tuple(candidate for _, candidate in sorted(found.values(), key=lambda pair: pair[0]))


def covers_proposed(
    project: Project, seats: Sequence[EmptySeat], minutes: pd.Series, leaving: str = "", time_limit_s: float = 15.0
) -> tuple[Covered, ...]:
    """What the staffing plan of each first empty day proposes for these seats, for all the days that they are empty.

    A seat may be empty twice, and whoever covers one from an earlier day is not free for another.

    Nobody is asked back from loan for it, and ``leaving``, whose going empties the seats, covers none. A seat that no
    end is known of is covered as long as the plan covers one (``Norms.acting_days``). ``project`` is the one in which
    the seats are empty.
    """
    found: list[Covered] = []
    for day in sorted({seat.starts for seat in seats}):
        status = status_on(project, day)
        away = [*status.index[status == "on_loan"], *([leaving] if leaving else [])]
        theirs = {seat.community_code: seat for seat in seats if seat.starts == day}
        refused = frozenset((code, str(officer)) for code in theirs for officer in away)
        plan = staffing_plan(project, day, minutes=minutes, wishes=Wishes(refused=refused), time_limit_s=time_limit_s)
        for line in plan.proposals:
            if line.community_code in theirs:
                seat = theirs[line.community_code]
                found.append((seat, line if seat.ends is None else replace(line, until=seat.ends)))
                (cover,) = covers_of(found[-1:])
                project = assign(cover.officer_id, cover.community_code, day, cover.ends, cover.dedicated)(project)
    return tuple(found)


def covers_of(covered: Sequence[Covered]) -> tuple[Cover, ...]:
    """These proposals as covers of the seats' days; who takes a seat for good has it as the main work."""
    return tuple(
        Cover(line.community_code, line.officer_id, seat.starts, line.until, line.is_for_good) for seat, line in covered
    )
