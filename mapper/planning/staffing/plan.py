"""Who should take which vacant seat, and what more posts would bring.

The aims, in this order and each only among the best answers for those before: fewest vacant seats; fewest seats that
are only covered by acting; least overload (minutes beyond an officer's time, those beyond ``Norms.overload_share``
counted twice); least unfamiliarity (0 held the seat before, 1 of the station, 2 of no station yet or asked back from
loan for another seat, 3 of another station); least distance. Somebody free takes one seat. A neighbour covers at most
``Norms.acting_units_most`` beside the own, for ``Norms.acting_days`` days or until the seat's next holder starts.
Officers who hold a seat are never moved from it, those on leave or in training are left in peace; who is on loan is
proposed as a recall (``Proposal.is_recall``), which is a question to another body and nothing that a plan can do.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from mapper.analysis.load.load import officer_load, unit_load
from mapper.analysis.seats.coverage import Coverage, coverage
from mapper.analysis.seats.presence import back_on
from mapper.dates import runs_on
from mapper.edits.proposal import Proposal
from mapper.lazy_dataclass import dataclass
from mapper.planning.solving.deadline import Patience, never
from mapper.planning.solving.lexicographic import Aim, Progress
from mapper.planning.staffing.choices import (
    Field,
    Option,
    field_of,
)
from mapper.planning.staffing.model import Taken, best
from mapper.planning.staffing.outcome import Outcome, outcome
from mapper.planning.staffing.wishes import NO_WISHES, Wishes
from mapper.project import Project

POST_PREFIX = "new-"


@dataclass(frozen=True, eq=False)
class StaffingPlan:
    """A plan for one day. Nothing is changed by it; ``mapper.edits.staffing.apply_proposals`` carries lines out.

    Attributes
    ----------
    proposals
        In order of community_code; those for new posts have officer_ids ``new-1``, ``new-2``, …
    aims
        What is reached for each aim, with its bound, in order of importance.
    extra_posts, posts_used
        New posts asked about, and how many of them would help.
    outcome
        Seats and loads before, and with every line carried out.
    """

    as_of: date
    proposals: tuple[Proposal, ...]
    aims: tuple[Aim, ...]
    extra_posts: int
    posts_used: int
    outcome: Outcome

    @property
    def objective(self) -> float:
        """The first aim: vacant seats that remain."""
        return self.aims[0].value

    @property
    def bound(self) -> float:
        """Vacant seats that must remain, whatever is done with these officers."""
        return self.aims[0].bound

    @property
    def gap(self) -> float:
        """The largest gap of all aims; 0 where every one is proven best."""
        return max(aim.gap for aim in self.aims)

    def as_json(self) -> dict[str, Any]:
        """The shape of ``staff --json``."""
        return {
            "as_of": self.as_of.isoformat(),
            "vacant_before": self.outcome.vacant_before,
            "vacant_after": self.outcome.vacant_after,
            "proposals": [line.as_json() for line in self.proposals],
            "still_vacant": list(self.outcome.still_vacant),
            "objective": self.objective,
            "bound": self.bound,
            "gap": round(self.gap, 6),
            "aims": [aim.as_json() for aim in self.aims],
            "extra_posts": self.extra_posts,
            "posts_used": self.posts_used,
            "balance_before": self.outcome.balance_before.as_json(),
            "balance_after": self.outcome.balance_after.as_json(),
        }


@dataclass(frozen=True, eq=False)
class PartOfPlan:
    """What a plan brings the seats of some units: officers come and go across borders, so the plan is of all seats."""

    proposals: tuple[Proposal, ...]
    vacant_before: int
    still_vacant: tuple[str, ...]

    @classmethod
    def of(cls, plan: StaffingPlan, units: pd.Index) -> "PartOfPlan":
        """The plan's part for the units with these community_codes."""
        vacant, still = (
            tuple(code for code in codes if code in units)
            for codes in (plan.outcome.were_vacant, plan.outcome.still_vacant)
        )
        return cls(tuple(line for line in plan.proposals if line.community_code in units), len(vacant), still)

    @property
    def vacant_after(self) -> int:
        return len(self.still_vacant)

    def as_json(self) -> dict[str, Any]:
        """What ``staff --json`` tells of the part that is asked for."""
        return {
            "vacant_before": self.vacant_before,
            "vacant_after": self.vacant_after,
            "proposals": [line.as_json() for line in self.proposals],
            "still_vacant": list(self.still_vacant),
        }


def staffing_plan(
    project: Project,
    as_of: date,
    extra_posts: int = 0,
    time_limit_s: float = 15.0,
    minutes: pd.Series | None = None,
    wishes: Wishes = NO_WISHES,
    progress: Progress | None = None,
    stopped: Callable[[], bool] = never,
) -> StaffingPlan:
    """The best plan for that day.

    Parameters
    ----------
    extra_posts
        Full-time posts that the district might get, of whichever role is needed. They fill vacant seats, and where none
        is left stand beside overloaded officers.
    time_limit_s
        When to stop with the best found; aims that are not proven by then have a gap.
    minutes
        Monthly load of each unit (``unit_load(...)["minutes"]``), where it is at hand already.
    wishes
        Lines that a person has refused or kept; every aim and bound is then among the plans that follow them.
    progress
        Called before each aim with how many are done of how many.
    stopped
        Asked all the time, from other threads too; True stops with the best found.
    """
    patience = Patience.of(time_limit_s, stopped)
    ledger = coverage(project, as_of)
    if minutes is None:
        minutes = unit_load(project, as_of)["minutes"]
    before = officer_load(project, ledger, minutes)
    field = field_of(project, ledger, minutes, before, extra_posts, wishes)
    taken = best(field.choices, patience, progress)
    lines = sorted(_lines(project, ledger, field, taken), key=lambda line: (line.community_code, line.officer_id))

    done = outcome(project, ledger, lines, minutes)
    return StaffingPlan(
        as_of=as_of,
        proposals=tuple(_with_values(_with_loan(project, line, as_of), minutes, done.officers) for line in lines),
        aims=taken.aims,
        extra_posts=extra_posts,
        posts_used=sum(line.is_post for line in lines),
        outcome=done,
    )


def _lines(project: Project, ledger: Coverage, field: Field, taken: Taken) -> Iterator[Proposal]:
    """The choices taken, with a name for each."""
    starts = _next_start(project, ledger)
    last = ledger.as_of + timedelta(days=project.norms.acting_days)
    # Those told apart go first, so that nobody is given away from a seat that they know.
    chosen = sorted((field.fills[i] for i in taken.fills), key=lambda option: (option.person < 0, option.seat))
    named = {field.persons[option.person] for option in chosen if option.person >= 0}
    spare = [[officer for officer in pool if officer not in named] for pool in field.pools]
    posts = 0
    for option in chosen:
        code = field.seats[option.seat]
        if option.reason == "new_post":
            posts += 1
            officer = f"{POST_PREFIX}{posts}"
        else:
            officer = field.persons[option.person] if option.person >= 0 else spare[option.source].pop(0)
        # Who is asked back from loan keeps the own duty, and is nobody's stopgap until then.
        next_holder = None if officer in ledger.seats.at[code, "away_ids"] else starts.get(code)
        until = None if next_holder is None else next_holder - timedelta(days=1)
        yield Proposal(code, officer, "fill", until, option.reason, _way(option))
    for i in taken.actings:
        option = field.covers[i]
        code = field.seats[option.seat]
        next_holder = starts.get(code)
        until = last if next_holder is None else min(last, next_holder - timedelta(days=1))
        yield Proposal(code, field.officers[option.source], "acting", until, option.reason, _way(option))
    for n, i in enumerate(taken.reliefs):
        yield Proposal(field.reliefs[i], f"{POST_PREFIX}{posts + n + 1}", "fill", None, "relief", {"distance_m": None})


def _way(option: Option) -> dict[str, Any]:
    return {"distance_m": None if np.isnan(option.metres) else round(option.metres)}


def _next_start(project: Project, ledger: Coverage) -> dict[str, date]:
    """Unit → first day on which somebody of the right role is to take it or is back, where that is known already."""
    duties = project.duties
    role = project.officers["role"].reindex(duties["officer_id"]).array
    wanted = project.communities["kind"].map(dict(project.norms.seat_role)).reindex(duties["community_code"]).array
    coming = duties[(duties["starts"] > pd.Timestamp(ledger.as_of)) & (role == wanted)]
    first = coming.groupby("community_code")["starts"].min()
    found = {str(code): day.date() for code, day in first.items()}
    back = back_on(project, ledger.as_of)
    last = (
        duties["ends"]
        .groupby([duties["officer_id"], duties["community_code"]])
        .agg(lambda ends: pd.NaT if ends.isna().any() else ends.max())
    )
    for code, ids in ledger.seats["away_ids"].items():
        for officer in ids:
            until = last.get((officer, code))
            if officer in back and (pd.isna(until) or until.date() >= back[officer]):
                found[code] = min(found.get(code, back[officer]), back[officer])
    return found


def _with_loan(project: Project, line: Proposal, as_of: date) -> Proposal:
    """Of somebody who is to be asked back: to whom the officer is lent, and until when."""
    if not line.is_recall:
        return line
    absences = project.absences
    running = absences[runs_on(absences["starts"], absences["ends"], as_of)]
    theirs = running[running["officer_id"] == line.officer_id]
    loan: dict[str, Any] = theirs.iloc[0].to_dict() if len(theirs) else {"host": None, "ends": None}
    host = loan["host"] if isinstance(loan["host"], str) else None
    ends = None if pd.isna(loan["ends"]) else loan["ends"].date().isoformat()
    return replace(line, values={**line.values, "loan_host": host, "loan_ends": ends})


def _with_values(line: Proposal, minutes: pd.Series, officers: pd.DataFrame) -> Proposal:
    shares = officers[["share_before", "share_after"]]
    share_before, share_after = shares.loc[line.officer_id] if line.officer_id in shares.index else (np.nan, np.nan)
    values = {
        **line.values,
        "minutes": round(float(minutes[line.community_code])),
        "share_before": None if np.isnan(share_before) else round(float(share_before), 4),
        "share_after": None if np.isnan(share_after) else round(float(share_after), 4),
    }
    return Proposal(line.community_code, line.officer_id, line.kind, line.until, line.reason, values)
