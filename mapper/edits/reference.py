"""Reference layers: the lines of one file, such as roads or a river, put into the project and taken out again.

A layer is known by the part of its lines' keys before the colon: ``水系:12`` is a line of the layer 水系.
"""

import geopandas as gpd
import pandas as pd

from mapper.edit import Edit, drop_rows, put_rows
from mapper.errors import InputError
from mapper.project import Project

_APART = ":"


def layer_of(line_id: str) -> str:
    """The reference layer of a line; empty for one that came with the tables."""
    return line_id.rpartition(_APART)[0]


def reference_layers(project: Project) -> dict[str, int]:
    """Each reference layer's name and how many lines it has; lines that came with the tables are none's."""
    keys = pd.Series(project.reference_lines.index.astype(str))
    named = keys[keys.str.contains(_APART, regex=False)].str.rsplit(_APART, n=1).str[0]
    return {str(name): int(count) for name, count in named.value_counts(sort=False).items()}


def add_reference_layer(
    lines: gpd.GeoDataFrame, name: str, kind: str | None = None, width_m: float | None = None
) -> Edit:
    """Lines (as read for the table ``reference_lines``) as one layer, all of one kind, or each of its own.

    A layer of that name gives way. ``width_m`` is the width on the ground of rivers that say none. The edit raises
    InputError ``reference_empty`` (no lines), ``reference_name`` (none, or with a colon) or ``note_personal``.
    """

    def change(project: Project) -> Project:
        if not len(lines):
            raise InputError("reference_empty")
        if not name.strip() or _APART in name:
            raise InputError("reference_name", name=name)
        from mapper.io.personal import require_impersonal  # late: the map asks here for the names of layers alone

        require_impersonal(name)
        keys = [f"{name.strip()}{_APART}{number}" for number in range(1, len(lines) + 1)]
        rows = lines.set_index(pd.Index(keys, name=lines.index.name))
        rows["kind"] = rows["kind"].fillna("other") if kind is None else kind
        if width_m is not None:
            rows["width_m"] = rows["width_m"].mask(rows["width_m"].isna() & (rows["kind"] == "river"), width_m)
        if name.strip() in reference_layers(project):
            project = _without(project, name.strip())
        return put_rows(project, "reference_lines", rows)

    return Edit("reference_added", change, {"name": name.strip(), "kind": kind or "", "lines": len(lines)})


def remove_reference_layer(name: str) -> Edit:
    """A reference layer goes; the edit raises InputError ``reference_unknown``."""

    def change(project: Project) -> Project:
        if name not in reference_layers(project):
            raise InputError("reference_unknown", name=name)
        return _without(project, name)

    return Edit("reference_removed", change, {"name": name})


def _without(project: Project, name: str) -> Project:
    keys = project.reference_lines.index.astype(str)
    return drop_rows(project, "reference_lines", [key for key in keys if layer_of(key) == name])
