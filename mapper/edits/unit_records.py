"""Records of units put right as their findings propose: the station that has the land, the kind that the code says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mapper.analysis.land.unit_records import kind_by_code, station_by_land
from mapper.edit import Edit, put_rows, require_row
from mapper.finding import Finding
from mapper.finding_kinds import UNIT_KIND_OTHER, UNIT_STATION_UNKNOWN
from mapper.project import Project


@dataclass(frozen=True)
class RecordRepair:
    """One value of one unit that would change."""

    code: str
    column: str
    before: str | None
    after: str


def record_repairs(project: Project, findings: Iterable[Finding]) -> list[RecordRepair]:
    """What would put the records right that these findings are about, where anything tells what is right."""
    repairs = []
    for finding in findings:
        code = finding.subjects[0]
        if code not in project.communities.index:
            continue
        if finding.kind is UNIT_STATION_UNKNOWN:
            column, after = "station_code", station_by_land(project, code)
        elif finding.kind is UNIT_KIND_OTHER:
            column, after = "kind", kind_by_code(code)
        else:
            continue
        before = project.communities[column].astype(object).where(project.communities[column].notna(), None)[code]
        if after is not None and after != before:
            repairs.append(RecordRepair(code, column, before, after))
    return repairs


def mend_records(repairs: Sequence[RecordRepair]) -> Edit:
    """These values in place of what stands there; the edit raises InputError ``row_unknown``."""

    def change(project: Project) -> Project:
        for repair in repairs:
            require_row(project, "communities", repair.code)
        codes = list(dict.fromkeys(repair.code for repair in repairs))
        rows = project.communities.loc[codes].copy()
        for repair in repairs:
            rows.loc[repair.code, repair.column] = repair.after
        return put_rows(project, "communities", rows)

    return Edit("records_mended", change, {"count": len(repairs)})
