"""The six figures at the head of the window and the foot of the sheet, each with what it counts out of what."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from mapper.analysis.seats.coverage import Coverage
from mapper.dates import end_of
from mapper.project import Project


@dataclass(frozen=True)
class Headline:
    """Counts as of a day.

    ``recorded`` is everybody on the roll: where it is 0, every seat is vacant because nobody was entered yet.
    ``covered`` and ``one_to_one`` are of ``units`` seats; ``overloaded`` of ``officers`` who hold a seat and are
    present; ``hazards_overdue`` (still unverified) and ``hazards_verified_late`` of ``hazards_open``; ``disputes_open``
    of ``disputes`` received by then, open since ``dispute_open_median_days`` (whole days; None without any), those
    closed having taken ``dispute_median_days`` (received in the last 365 days; None without any);
    ``focus_assigned`` of ``focus`` areas that day.
    """

    as_of: date
    recorded: int
    units: int
    covered: int
    one_to_one: int
    dedicated: int
    effective_fte: float
    officers: int
    overloaded: int
    hazards_open: int
    hazards_overdue: int
    hazards_verified_late: int
    disputes: int
    disputes_open: int
    dispute_open_median_days: float | None
    dispute_median_days: float | None
    focus: int
    focus_assigned: int

    @property
    def covered_share(self) -> float | None:
        """Covered seats of all seats, 0–1; None where there is no seat."""
        return self.covered / self.units if self.units else None


def headline(
    project: Project,
    as_of: date,
    *,
    ledger: Coverage,
    officer_load: pd.DataFrame,
    hazard_states: pd.Series,
    dispute_open: pd.Series,
    focus_today: pd.Series,
) -> Headline:
    """The figures of a day, drawn from the day's answers (see :class:`mapper.day.day.Day`)."""
    disputes = project.disputes
    received = disputes["received_at"]
    now = end_of(as_of)
    closed = disputes[(disputes["closed_at"] < now) & (received >= now - pd.Timedelta(days=365))]
    days = ((closed["closed_at"] - closed["received_at"]) / pd.Timedelta(days=1)).dropna()
    age = ((pd.Timestamp(as_of) - received[dispute_open].dt.normalize()) / pd.Timedelta(days=1)).dropna()
    hazards = project.hazards
    verify_by = hazards["reported_at"].dt.normalize() + pd.Timedelta(days=project.norms.hazard_verify_days + 1)
    verified_late = (hazards["verified_at"] >= verify_by) & (hazards["verified_at"] < now)
    is_open = hazard_states.isin(["open", "overdue"])
    sent = project.focus_areas["officer_ids"].fillna("") != ""
    return Headline(
        as_of=as_of,
        recorded=len(project.officers),
        units=ledger.units,
        covered=ledger.covered,
        one_to_one=ledger.one_to_one,
        dedicated=ledger.dedicated,
        effective_fte=ledger.effective_fte,
        officers=len(officer_load),
        overloaded=int(officer_load["overloaded"].sum()),
        hazards_open=int(is_open.sum()),
        hazards_overdue=int((hazard_states == "overdue").sum()),
        hazards_verified_late=int((is_open & verified_late).sum()),
        disputes=int((received.isna() | (received < now)).sum()),
        disputes_open=int(dispute_open.sum()),
        dispute_open_median_days=None if age.empty else float(age.median()),
        dispute_median_days=None if days.empty else round(float(days.median()), 1),
        focus=int(focus_today.sum()),
        focus_assigned=int((focus_today & sent).sum()),
    )
