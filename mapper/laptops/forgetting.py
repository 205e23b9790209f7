"""Values that leave a project's log for good leave the edits of laptops that wait, too, which hold rows as it does."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from mapper.edit import Edit, put_rows
from mapper.project import Project
from mapper.store.history import Forgotten, ToForget
from mapper.store.lines_without import set_aside_without
from mapper.store.store import Store


def forget_values(
    store: Store, asked: ToForget, who: str, *, dry: bool = False, elsewhere: Path | None = None
) -> Forgotten:
    """Let values go from a project's log (``Store.forget``) and from edits of laptops that wait for somebody's word.

    An edit that has lost a value can be let go, and not be taken. InputError also as of ``Store.write``.
    """
    rows, values = _aside_without(store.project, asked)
    if not len(rows):
        return store.forget(asked, dry=dry, elsewhere=elsewhere)
    gone = store.forget(asked, dry=True)
    told = replace(gone, lines=gone.lines + len(rows), values=gone.values + values)
    if dry:
        return told
    # The edit's own line holds what the rows were, and loses it with the rest of the log.
    store.write(Edit("offline_forgotten", lambda now: _put(now, asked), {"count": len(rows)}), who)
    return replace(told, copies=store.forget(asked, elsewhere=elsewhere).copies)


def _put(project: Project, asked: ToForget) -> Project:
    rows, _ = _aside_without(project, asked)
    return put_rows(project, "offline_edits", rows) if len(rows) else project


def _aside_without(project: Project, asked: ToForget) -> tuple[pd.DataFrame, int]:
    """The rows that wait and lose something, without it, and how many values they lose."""
    rows, found, values = project.offline_edits.copy(), [], 0
    for key in rows.index:
        contents, details, gone = set_aside_without(rows.at[key, "contents"], rows.at[key, "details"], asked)
        if gone:
            rows.at[key, "contents"], rows.at[key, "details"] = contents, details
            found.append(key)
            values += gone
    return rows.loc[found], values
