"""A project on a day: what is so, and what of it is wrong or worth a look."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Self

import geopandas as gpd
import pandas as pd

from mapper.analysis import personal_texts as personal
from mapper.analysis.coming import coming_findings
from mapper.analysis.cooperation.diversion import diversion_findings
from mapper.analysis.cooperation.handovers import TABLES as HANDED_OVER
from mapper.analysis.cooperation.handovers import handover_findings, returned_findings
from mapper.analysis.findings_by_row import findings_in
from mapper.analysis.incidents import date_order, lifecycle, routing
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.incidents.negative_list import negative_list_findings
from mapper.analysis.incidents.turned_criminal import turned_criminal_findings
from mapper.analysis.land import ownership
from mapper.analysis.land.tiling import tiling_findings
from mapper.analysis.land.unit_records import unit_record_findings
from mapper.analysis.load import load
from mapper.analysis.patrol.conflicts import conflict_findings
from mapper.analysis.patrol.focus_faults import unsound_focus
from mapper.analysis.seats import coverage as seats
from mapper.analysis.seats import presence, responsible
from mapper.analysis.set_aside_cells import set_aside_findings
from mapper.analysis.work import inspections as places
from mapper.analysis.work.areas import area_findings
from mapper.analysis.work.liaison import liaison_findings
from mapper.analysis.work.sound import unsound_rows
from mapper.day import columns_read as read
from mapper.day.answer import AS_OF, answer, answer_by_row, answer_for, rows_alone
from mapper.day.facts import Facts
from mapper.day.headline import DisputeFigures, Headline, dispute_figures, headline
from mapper.finding import SEVERITIES, Finding
from mapper.finding_kinds import DISPUTE_MISROUTED, TEXT_PERSONAL
from mapper.project import Project
from mapper.schema import POINT_TABLES

if TYPE_CHECKING:
    from mapper.analysis.hotspots.asked import HotspotsAsked
    from mapper.analysis.hotspots.hotspots import Hotspots
    from mapper.analysis.land.roads import Roads

Findings = tuple[Finding, ...]
_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


class Day(Facts):
    """A project as of a day. Nothing is asked before it is wanted; see :meth:`after` for the day after an edit.

    The answers are the functions of :mod:`mapper.analysis` of the same names, where nothing else is said; they are not
    to be written to. ``former_tiling`` is what was found of the tiling before an edit, where that was asked.
    """

    former_tiling: Findings = ()

    @answer_for("communities", "about", "hazards", "disputes", "cases", AS_OF)
    def hotspots(self, asked: "HotspotsAsked") -> "Hotspots":
        """Where incidents gather in all of the project (of a part: :func:`mapper.day.part_hotspots.part_hotspots`).

        InputError where there is no land, or too much.
        """
        from mapper.analysis.hotspots.asked import hotspots_asked  # scipy takes long, and few maps ask

        return hotspots_asked(self.project, asked, self.as_of)

    @property
    def whole_project(self) -> Project:
        """All that is there, also where the day is of a part."""
        return self.project

    @answer("reference_lines", "about")
    def roads(self) -> "Roads":
        """The roads among the reference lines, as ways are gone along them."""
        from mapper.analysis.land.roads import roads_of  # scipy takes long, and the first map asks for none

        return roads_of(self.project)

    @answer("stations", "communities", "norms", "about")
    def tiling(self) -> Findings:
        """Whether units and stations tile the land; for a province this takes many seconds."""
        return tuple(tiling_findings(self.project))

    @answer(Facts.coverage, Facts.duties, Facts.back_on, "stations")
    def seat_findings(self) -> Findings:
        return tuple(seats.coverage_findings(self.project, self.coverage, self.duties, self.back_on))

    @answer("absences", "officers")
    def absence_findings(self) -> Findings:
        return tuple(presence.absence_findings(self.project))

    @answer("postings", "officers")
    def posting_findings(self) -> Findings:
        return tuple(presence.posting_findings(self.project))

    @answer(Facts.responsible, "stations")
    def responsible_findings(self) -> Findings:
        return tuple(responsible.responsible_findings(self.project, self.as_of, self.responsible))

    @answer(Facts.officer_load, "communities", "officers")
    def load_findings(self) -> Findings:
        return tuple(load.load_findings(self.project, self.officer_load))

    @answer(Facts.focus_conflicts, "focus_areas", "focus_visits", "officers", "about", AS_OF)
    def focus_findings(self) -> Findings:
        conflicts = self.focus_conflicts((self.as_of, self.as_of))
        return (*conflict_findings(self.project, conflicts), *unsound_focus(self.project, self.as_of))

    @answer_by_row(Facts.incident_states, Facts.incident_owners, Facts.clocks, AS_OF, with_shapes=True)
    def hazard_faults(self, table: str, rows: gpd.GeoDataFrame) -> pd.Series:
        asked = (self.incident_states(table), self.incident_owners(table))
        states, owners = (rows_alone(answer, rows) for answer in asked)
        return lifecycle.hazard_faults(rows, self.as_of, states, owners, rows_alone(self.clocks(table), rows))

    @answer_by_row(Facts.clocks, AS_OF, with_shapes=True)
    def dispute_faults(self, table: str, rows: gpd.GeoDataFrame) -> pd.Series:
        return lifecycle.dispute_faults(rows, self.as_of, rows_alone(self.clocks(table), rows))

    @answer(hazard_faults, dispute_faults, "hazards", "disputes")
    def lifecycle_findings(self) -> Findings:
        faults = self.hazard_faults("hazards"), self.dispute_faults("disputes")
        return tuple(findings_in(faults, lifecycle.TOLD))

    @answer_by_row(Facts.owned, "stations", reads=read.recorded_place, with_shapes=True)
    def ownership_faults(self, table: str, rows: gpd.GeoDataFrame) -> pd.Series:
        return ownership.ownership_faults(self.project, table, rows, rows_alone(self.owned(table), rows))

    @answer_for(ownership_faults, "about", AS_OF, reads=read.recorded_place_and_beginning)
    def ownership_findings(self, table: str) -> Findings:
        found = self.ownership_faults(table)
        if table in KIND_OF and self.as_of < self.project.known_until(self.as_of):  # what came later is not there yet
            found = found[KIND_OF[table].begun_on(self.project.table(table), self.as_of)]
        return tuple(findings_in((found,), ownership.TOLD))

    @answer_by_row(Facts.incidents_shown, "norms", AS_OF, reads=read.routing, with_shapes=True)
    def misroutings(self, table: str, rows: gpd.GeoDataFrame) -> pd.Series:
        is_open = rows_alone(self.incidents_shown(table), rows)
        return routing.misroutings(rows, self.project.norms, self.as_of, is_open)

    @answer(misroutings, Facts.handlers_before, *read.parts_of(read.routing, ("disputes",)))
    def routing_findings(self) -> Findings:
        found, before = self.misroutings("disputes"), self.handlers_before
        if before:  # of a day that is past; who has it now is another
            rows = self.project.disputes.loc[self.project.disputes.index.isin(list(before))]
            then = rows.assign(handler=pd.array([before[key] for key in rows.index], dtype=rows["handler"].dtype))
            is_open = rows_alone(self.incidents_shown("disputes"), rows)
            found = found.copy()
            found[rows.index] = routing.misroutings(then, self.project.norms, self.as_of, is_open)
        return tuple(findings_in((found,), (DISPUTE_MISROUTED,)))

    @answer(Facts.duties, "absences", "postings", "focus_areas", "stations", AS_OF)
    def coming(self) -> Findings:
        """What will be so soon and is not yet; no part of :attr:`findings`, which are of the day."""
        return tuple(coming_findings(self.project, self.as_of, self.duties))

    @answer("communities", "stations")
    def unit_record_findings(self) -> Findings:
        return tuple(unit_record_findings(self.project))

    @answer("set_aside")
    def set_aside_findings(self) -> Findings:
        return tuple(set_aside_findings(self.project.set_aside))

    @answer_by_row(reads=read.texts)
    def personal_texts(self, table: str, rows: pd.DataFrame) -> pd.Series:
        return personal.personal_texts(table, rows)

    @answer_for(personal_texts, reads=read.texts)
    def personal_findings_in(self, table: str) -> Findings:
        return tuple(findings_in((self.personal_texts(table),), (TEXT_PERSONAL,)))

    @answer(personal_findings_in, *read.parts_of(read.texts, personal.TABLES))
    def personal_findings(self) -> Findings:
        return tuple(chain.from_iterable(map(self.personal_findings_in, personal.TABLES)))

    @answer(Facts.negative_list, "cases")
    def negative_list_findings(self) -> Findings:
        return tuple(negative_list_findings(self.project, self.negative_list))

    @answer(
        Facts.handover_states, "officers", "stations", AS_OF, *read.parts_of(read.place, HANDED_OVER),
        *read.parts_of(read.sensitivity, HANDED_OVER),
    )  # fmt: skip
    def handover_findings(self) -> Findings:
        return tuple(handover_findings(self.project, self.as_of, self.handover_states))

    @answer(
        Facts.handovers, Facts.incidents_shown, *read.parts_of(read.place, HANDED_OVER),
        *read.parts_of(read.opening, HANDED_OVER),
    )  # fmt: skip
    def returned_findings(self) -> Findings:
        shown = {table: self.incidents_shown(table) for table in HANDED_OVER}
        return tuple(returned_findings(self.project, self.handovers, shown))

    @answer_by_row("norms", "about", AS_OF, with_shapes=True)
    def date_faults(self, table: str, rows: gpd.GeoDataFrame) -> pd.Series:
        known_until = self.project.known_until(self.as_of)
        return date_order.date_faults(KIND_OF[table], rows, self.project.norms, self.as_of, known_until)

    @answer(date_faults, *KIND_OF)
    def date_findings(self) -> Findings:
        return tuple(findings_in((self.date_faults(table) for table in KIND_OF), date_order.TOLD))

    @answer("diversions", "stations")
    def diversion_findings(self) -> Findings:
        return tuple(diversion_findings(self.project))

    @answer(*read.parts_of(read.turning_criminal, ("disputes",)), AS_OF)
    def turned_criminal_findings(self) -> Findings:
        return tuple(turned_criminal_findings(self.project, self.as_of))

    @answer(
        Facts.place_inspections, Facts.owned, "places", "inspections", "outreach", "stations", "liaison", "groups",
        "surveys", "rectification_areas", "norms", AS_OF,
    )  # fmt: skip
    def work_findings(self) -> Findings:
        project, as_of = self.project, self.as_of
        return (
            *places.inspection_findings(project, as_of, self.place_inspections),
            *liaison_findings(project, as_of),
            *area_findings(project, as_of),
            *unsound_rows(project, self.owned("outreach")),
        )

    @answer(
        seat_findings, absence_findings, posting_findings, responsible_findings, load_findings, focus_findings,
        lifecycle_findings,
        ownership_findings, *POINT_TABLES, routing_findings, negative_list_findings,
        turned_criminal_findings, date_findings,
        handover_findings, returned_findings, diversion_findings, work_findings, unit_record_findings,
        set_aside_findings, personal_findings,
    )  # fmt: skip
    def findings_but_tiling(self) -> Findings:
        """All that is there without the tiling, errors first, then warnings, then notes."""
        return _in_order(self._found(()))

    @answer(findings_but_tiling, tiling)
    def findings(self) -> Findings:
        """Everything that is wrong or worth a look: errors first, then warnings, then notes."""
        return _in_order(self._found(self.tiling))

    @property
    def is_complete(self) -> bool:
        """Whether the tiling was asked for already."""
        return self.has_answered("tiling")

    def after(self, project: Project, as_of: date | None = None) -> Self:
        """See :meth:`~mapper.day.answer.Asked.after`; what was known of the tiling is told until it is asked anew."""
        later = super().after(project, as_of)
        if later is not self:
            later.former_tiling = self.tiling if self.is_complete else self.former_tiling
        return later

    @cached_property
    def not_asked_anew(self) -> Findings:
        """The findings with those of the former tiling whose units and stations are there still."""
        there = {*self.project.communities.index, *self.project.stations.index}
        kept = tuple(finding for finding in self.former_tiling if there.issuperset(finding.subjects))
        return _in_order(self._found(kept)) if kept else self.findings_but_tiling

    @property
    def findings_so_far(self) -> Findings:
        """All findings, those of the tiling as they were where it was not asked yet: what need not be waited for."""
        return self.findings if self.is_complete else self.not_asked_anew

    def _found(self, tiling: Findings) -> Iterable[Finding]:
        yield from (*self.seat_findings, *self.absence_findings, *self.posting_findings, *self.responsible_findings)
        yield from tiling
        yield from (*self.load_findings, *self.focus_findings, *self.lifecycle_findings)
        for table in POINT_TABLES:
            yield from self.ownership_findings(table)
        yield from (*self.routing_findings, *self.turned_criminal_findings, *self.negative_list_findings)
        yield from self.date_findings
        yield from (*self.handover_findings, *self.returned_findings, *self.diversion_findings, *self.work_findings)
        yield from self.unit_record_findings
        yield from (*self.set_aside_findings, *self.personal_findings)

    @answer(Facts.dispute_open, AS_OF, *read.parts_of(read.opening, ("disputes",)))
    def dispute_figures(self) -> DisputeFigures:
        return dispute_figures(self.project, self.as_of, self.dispute_open)

    @answer(Facts.coverage, Facts.officer_load, Facts.hazard_states, dispute_figures, Facts.focus_today, "officers")
    def headline(self) -> Headline:
        return headline(
            self.project,
            self.as_of,
            ledger=self.coverage,
            officer_load=self.officer_load,
            hazard_states=self.hazard_states,
            of_disputes=self.dispute_figures,
            focus_today=self.focus_today,
        )


def _in_order(findings: Iterable[Finding]) -> Findings:
    return tuple(sorted(findings, key=lambda finding: _RANK[finding.kind.severity]))
