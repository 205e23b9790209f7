"""Beats that a person has settled on: the beat of each unit, as one edit that one undo takes back."""

from collections.abc import Mapping

from mapper.edit import Edit, require_row
from mapper.edits.locks import require_beats_unlocked
from mapper.errors import InputError
from mapper.io.personal import OF_A_PLACE, require_impersonal
from mapper.project import Project


def beats_so_far(project: Project) -> dict[str, str]:
    """community_code → name of its beat, for the units that have one."""
    return {str(code): name for code, name in project.communities["beat_name"].dropna().items() if name}


def set_beats(names: Mapping[str, str]) -> Edit:
    """These units belong to these beats from now on; all others keep theirs.

    The edit raises InputError ``beats_no_units`` (none given), ``row_unknown``, ``note_personal`` or ``locked_beat``.
    """

    def change(project: Project) -> Project:
        if not names:
            raise InputError("beats_no_units")
        for code in names:
            require_row(project, "communities", code)
        require_impersonal(*{*names.values()} - {*project.communities["beat_name"].dropna()}, but=OF_A_PLACE)
        units = project.communities
        column = units["beat_name"].copy()
        column.loc[list(names)] = list(names.values())
        if column.equals(units["beat_name"]):
            return project
        after = project.with_tables(communities=units.assign(beat_name=column))
        require_beats_unlocked(project, after)
        return after

    return Edit("beats_set", change, {"units": len(names), "beats": len(set(names.values()))})
