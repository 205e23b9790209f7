"""A roster applied: all its officers and duties in one edit that one undo takes back."""

from mapper.edit import Edit, drop_rows, put_rows
from mapper.edits.personnel import posted_from
from mapper.edits.roster_difference import RosterChanges
from mapper.errors import InputError
from mapper.project import Project


def apply_roster(changes: RosterChanges) -> Edit:
    """Everything that :func:`~mapper.edits.roster_difference.roster_changes` found.

    The edit raises InputError ``roster_outdated`` where officers or duties have changed since they were compared.
    """

    def change(project: Project) -> Project:
        if (project.officers is not changes.before[0]) or (project.duties is not changes.before[1]):
            raise InputError("roster_outdated")
        for table, rows in changes.rows.items():
            if len(rows):
                project = put_rows(project, table, rows)
        dated = set(project.postings["officer_id"])
        for line in changes.changed:
            # Whoever's station has days gets it from the roster's day on; the column would be passed over.
            if line.officer_id in dated and "station_code" in line.values:
                before, station = line.values["station_code"]
                project = posted_from(project, line.officer_id, station, changes.as_of, before)
        return drop_rows(project, "duties", list(changes.dropped)) if changes.dropped else project

    counts = {"added": len(changes.added), "changed": len(changes.changed), "ended": len(changes.ended)}
    return Edit("roster_applied", change, {"as_of": changes.as_of.isoformat(), **counts})
