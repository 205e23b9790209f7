"""Marks of what was done in a focus area, made by hand: somebody was there, or nobody was."""

from datetime import date
from typing import Any

import pandas as pd

from mapper import schema
from mapper.analysis.patrol.focus_days import first_and_last_day
from mapper.edit import Edit, drop_rows, next_key, put_rows, require_row
from mapper.errors import InputError
from mapper.io.personal import require_impersonal
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

MEASURES = tuple(schema.TABLES["focus_visits"].column("measure").choices or ())


@dataclass(frozen=True, slots=True)
class VisitMark:
    """One visit: the day, who was there (None where that is not told), and what was done; or that nobody was there.

    ``measure`` is one of :data:`MEASURES`, None for nothing but looking.
    """

    day: date
    officer_id: str | None = None
    visited: bool = True
    measure: str | None = None
    note: str = ""

    @property
    def told(self) -> dict[str, Any]:
        """Its part of a change log's line."""
        return {"day": self.day.isoformat(), "officer_id": self.officer_id, "visited": self.visited}


def mark_visit(focus_id: str, mark: VisitMark) -> Edit:
    """Somebody was in the area, or nobody was.

    The edit raises InputError ``row_unknown`` (no such area or officer), ``focus_visit_day`` (the area did not run that
    day), ``value_unknown`` (no such measure), ``focus_visit_measure`` (something done where nobody was), or
    ``note_personal``.
    """
    return Edit(
        "focus_visit_marked", lambda project: with_mark(project, focus_id, mark), {"focus_id": focus_id} | mark.told
    )


def remove_mark(focus_visit_id: str) -> Edit:
    """It was not so: the mark goes. The edit raises InputError ``row_unknown``."""
    return Edit(
        "focus_visit_removed",
        lambda project: drop_rows(project, "focus_visits", [focus_visit_id]),
        {"focus_visit_id": focus_visit_id},
    )


def with_mark(project: Project, focus_id: str, mark: VisitMark) -> Project:
    """The project with one mark more; InputError as the edit of :func:`mark_visit`."""
    require_row(project, "focus_areas", focus_id)
    if mark.officer_id is not None:
        require_row(project, "officers", mark.officer_id)
    days = first_and_last_day(project.focus_areas.loc[[focus_id]]).iloc[0]
    if not days["first"] <= pd.Timestamp(mark.day) <= days["last"]:
        raise InputError("focus_visit_day", focus_id=focus_id, day=mark.day.isoformat())
    if mark.measure is not None and mark.measure not in MEASURES:
        raise InputError(
            "value_unknown", table="focus_visits", column="measure", value=mark.measure, known=list(MEASURES)
        )
    if mark.measure is not None and not mark.visited:
        raise InputError("focus_visit_measure")
    note = " ".join(mark.note.split())
    require_impersonal(note)
    row = pd.DataFrame(
        {
            "focus_id": focus_id,
            "visited_on": pd.Timestamp(mark.day),
            "officer_id": mark.officer_id,
            "visited": mark.visited,
            "measure": mark.measure,
            "note": note or None,
        },
        index=pd.Index([next_key(project, "focus_visits")], name="focus_visit_id"),
    )
    return put_rows(project, "focus_visits", row)
