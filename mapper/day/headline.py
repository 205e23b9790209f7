"""The six figures at the head of the window and the foot of the sheet, each with what it counts out of what."""

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from mapper.analysis.incidents.kind import times_of
from mapper.analysis.seats.coverage import Coverage
from mapper.arrays import Floats
from mapper.dates import end_of
from mapper.lazy_dataclass import dataclass
from mapper.project import Project


@dataclass(frozen=True)
class Headline:
    """Counts as of a day.

    ``recorded`` is everybody on the roll, whose own it is: a station's seats may all be held by others' officers.
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
    def nobody_known(self) -> bool:
        """Whether every seat is vacant because no officer was entered yet."""
        return not self.recorded and not self.covered

    @property
    def covered_share(self) -> float | None:
        """Covered seats of all seats, 0–1; None where there is no seat."""
        return self.covered / self.units if self.units else None


class DisputeFigures(NamedTuple):
    """What of the headline disputes alone decide; see :class:`Headline`."""

    disputes: int
    disputes_open: int
    dispute_open_median_days: float | None
    dispute_median_days: float | None


def dispute_figures(project: Project, as_of: date, dispute_open: pd.Series) -> DisputeFigures:
    """Of a day, on which ``dispute_open`` are open."""
    now, day = end_of(as_of).to_datetime64(), np.timedelta64(1, "D")
    received, closed = times_of(project.disputes, ["received_at", "closed_at"]).T
    lately = (closed < now) & (received >= now - 365 * day)
    days = (closed[lately] - received[lately]) / day
    age = (np.datetime64(as_of) - received[dispute_open.to_numpy(dtype=bool)].astype("datetime64[D]")) / day
    return DisputeFigures(
        disputes=int((~(received >= now)).sum()),
        disputes_open=int(dispute_open.sum()),
        dispute_open_median_days=_median(age),
        dispute_median_days=None if (median := _median(days)) is None else round(median, 1),
    )


def headline(
    project: Project,
    as_of: date,
    *,
    ledger: Coverage,
    officer_load: pd.DataFrame,
    hazard_states: pd.Series,
    of_disputes: DisputeFigures,
    focus_today: pd.Series,
) -> Headline:
    """The figures of a day, drawn from the day's answers (see :class:`mapper.day.day.Day`)."""
    now = end_of(as_of).to_datetime64()
    reported, verified = times_of(project.hazards, ["reported_at", "verified_at"]).T
    verify_by = reported.astype("datetime64[D]") + (project.norms.hazard_verify_days + 1)
    states = hazard_states.to_numpy(dtype=object)
    is_open = (states == "open") | (states == "overdue")
    verified_late = is_open & (verified >= verify_by) & (verified < now)
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
        hazards_overdue=int((states == "overdue").sum()),
        hazards_verified_late=int(verified_late.sum()),
        **of_disputes._asdict(),
        focus=int(focus_today.sum()),
        focus_assigned=int((focus_today & sent).sum()),
    )


def _median(days: Floats) -> float | None:
    known = days[~np.isnan(days)]
    return float(np.median(known)) if len(known) else None
