"""Edits of whole rows: what an import brings, and the project's own particulars."""

from dataclasses import replace

import pandas as pd

from mapper.edit import Edit, put_rows
from mapper.edits.import_difference import ImportDifference
from mapper.edits.locks import require_beats_unlocked, require_unlocked
from mapper.errors import InputError
from mapper.further_values import NAME
from mapper.io.personal import OF_AN_OFFICE, require_impersonal
from mapper.project import About, Project


def take_rows(difference: ImportDifference, source: str) -> Edit:
    """The new and changed rows of the file ``source``; all others of the table stay the very same.

    The edit raises InputError ``import_outdated`` where the table has changed since they were compared, and
    ``locked_unit``, ``locked_border`` or ``locked_beat`` where a file of units would change what is locked.
    """

    def change(project: Project) -> Project:
        table, compared = difference.table, (difference.before, difference.further_before)
        if any(
            now is not then for now, then in zip((project.table(table), project.further_values), compared, strict=True)
        ):
            raise InputError("import_outdated")
        changed, new = difference.changed, difference.new
        after = put_rows(project, table, pd.concat([changed, new]) if len(changed) else new)
        if table == "communities":
            require_unlocked(project, after, map(str, difference.changed.index))
            require_beats_unlocked(project, after)
        return put_rows(after, NAME, difference.further)

    counts = {"new": len(difference.new), "changed": len(difference.changed)}
    counts |= {"further": len(difference.further)} if len(difference.further) else {}
    return Edit("rows_taken", change, {"table": difference.table, "source": source, **counts})


def set_about(about: About) -> Edit:
    """The project's title, notice, data date, CRS and maker.

    The edit raises InputError ``note_personal`` where a text that is new seems to hold a person's data.
    """

    def change(project: Project) -> Project:
        before, texts = project.about, (about.title, about.notice, about.maker)
        told = [text for text in texts if text not in (before.title, before.notice, before.maker)]
        require_impersonal(*told, but=OF_AN_OFFICE)
        return replace(project, about=about)

    return Edit("about_changed", change, about.as_json())
