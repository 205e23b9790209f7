"""Edits of whole rows: what an import brings, and the project's own particulars."""

from dataclasses import replace

import pandas as pd

from mapper.edit import Edit, put_rows
from mapper.edits.import_difference import ImportDifference
from mapper.errors import InputError
from mapper.project import About, Project


def take_rows(difference: ImportDifference, source: str) -> Edit:
    """The new and changed rows of the file ``source``; all others of the table stay the very same.

    The edit raises InputError ``import_outdated`` where the table has changed since they were compared.
    """

    def change(project: Project) -> Project:
        if project.table(difference.table) is not difference.before:
            raise InputError("import_outdated")
        return put_rows(project, difference.table, pd.concat([difference.changed, difference.new]))

    counts = {"new": len(difference.new), "changed": len(difference.changed)}
    return Edit("rows_taken", change, {"table": difference.table, "source": source, **counts})


def set_about(about: About) -> Edit:
    """The project's title, notice, data date, CRS and maker."""
    return Edit("about_changed", lambda project: replace(project, about=about), about.as_json())
