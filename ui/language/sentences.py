"""Findings and edits as sentences: the code's sentence, with coded values (a role, a handler) put into words first."""

from collections.abc import Mapping, Sequence
from typing import Any

from mapper.analysis.incidents.kinds import KIND_OF
from mapper.edit import Edit
from mapper.finding import Finding
from mapper.names import name_of
from mapper.project import Project
from mapper.store.differences import GEOMETRY as SHAPES
from ui.language.history_words import STORED_SHAPE
from ui.language.incident_words import category_word, spoken_step, stage_word
from ui.language.messages import Messages

# Which schema column a finding's value is a choice of.
_CHOICES: Mapping[str, tuple[str, str]] = {
    "kind": ("communities", "kind"),
    "type": ("places", "type"),
    "role": ("officers", "role"),
    "status": ("officers", "status"),
    "handler": ("disputes", "handler"),
    "allowed": ("disputes", "handler"),
    "direction": ("handovers", "direction"),
    "result": ("handovers", "result"),
}


_MOST_NAMED = 4  # units of one edit
# Edits of outlines whose sentences name units only where they are told which were redrawn.
OF_BORDERS = frozenset(
    {
        "vertex_moved", "vertex_inserted", "vertex_deleted", "border_snapped", "border_redrawn", "border_stretched",
        "units_merged", "gap_filled", "overlap_cut", "sliver_dropped", "faults_repaired", "borders_met",
        "variant_applied",
    }
)  # fmt: skip


def finding_sentence(say: Messages, finding: Finding) -> str:
    """What was found, in one sentence."""
    return say(f"finding.{finding.code}", **spoken(say, finding))


def elsewhere_sentence(say: Messages, elsewhere: Mapping[str, int]) -> str:
    """How many rows other programs have written, by table; see :class:`~mapper.store.rows_seen.SeenRows`."""
    told = [
        say("notice.elsewhere.table" if rows else "notice.elsewhere.whole", table=say(f"table.{table}"), rows=rows)
        for table, rows in elsewhere.items()
    ]
    return say("notice.elsewhere", tables=say("window.list_joint").join(told))


def finding_detail(say: Messages, finding: Finding) -> str:
    """What belongs to it (station, residents, …), shown quietly under the sentence."""
    values = spoken(say, finding)
    parts = []
    for name in ("station", "residents", "officers", "units", "share", "area_km2", "allowed", "reported", "owner_id"):
        value = values.get(name)
        code = f"gaps.detail.{name}"
        if name in ("officers", "units") and not isinstance(value, list):
            continue  # only a number of them, which the sentence tells
        if value is not None and value != [] and say.has(code):
            parts.append(
                say(code, value=value if not isinstance(value, list) else say("window.list_joint").join(value))
            )
    return say("window.dot_joint").join(parts)


def spoken(say: Messages, finding: Finding) -> dict[str, Any]:
    """A finding's values, with every coded one in words."""
    values = dict(finding.values)
    for name, value in values.items():
        if name in _CHOICES and value is not None:
            table, column = _CHOICES[name]
            values[name] = (
                [say.choice(table, column, v) for v in value]
                if isinstance(value, list)
                else say.choice(table, column, value)
            )
        elif name == "category" and (kind := KIND_OF.get(finding.kind.table or "")) is not None:
            values[name] = category_word(say, kind.table, value)
        elif name in ("stage", "next") and finding.kind.table is not None:
            values[name] = stage_word(say, finding.kind.table, value)
        elif name == "personal":
            values[name] = say("window.list_joint").join(say(f"personal.{kind}") for kind in value)
        elif name == "owner":
            values[name] = say(f"owner.{value}")
        elif name == "in_days":
            values[name] = say("coming.in_days", days=value) if value else say("coming.today")
        elif name == "table":
            values[name] = say(f"table.{value}")
        elif name in ("part", "whole"):
            values[name] = say.field(finding.values["table"], value)
        elif name == "earlier":
            values[name] = say.field(str(finding.values["table"]), value)
        elif name == "column":
            values[name] = say.field(str(finding.values["table"]), value) if value else ""
        elif name in ("suggestion", "reason", "why") and isinstance(value, str):
            code = f"{name}.{value.lower().replace(' ', '_').replace('-', '_')}"
            values[name] = say(code) if say.has(code) else value
    return values


def edit_sentence(say: Messages, edit: Edit, project: Project, redrawn: Sequence[str] = ()) -> str:
    """What an edit does, in a few words and with names in place of numbers; for undo, redo and the change log.

    ``redrawn`` are the names of the units whose outlines it changed, also of those that are gone since; an edit that
    was just done tells them itself.
    """
    values = dict(edit.values)
    for name, frame in (
        ("officer_id", project.officers),
        *((name, project.communities) for name in ("community_code", "code", "into", "keep")),
    ):
        if values.get(name) is not None:
            values[name] = name_of(frame, values[name])
    if edit.code == "unlocked":  # as it was logged before it named what it was about
        values.setdefault("subject", values.get("lock"))
    if edit.code in ("locked", "unlocked") and values.get("kind") in ("unit", "border"):
        codes = [values.get(name) for name in ("subject", "other")]
        values["subject"] = [name_of(project.communities, code) for code in codes if code]
    for name in ("direction", "result"):
        if name in values:
            values[name] = say.choice(*_CHOICES[name], values[name])
    about = values.get("units", values.get("codes"))  # of some edits only how many there are
    units = [code for code in about if code in project.communities.index] if isinstance(about, (list, tuple)) else []
    every = list(values.get("redrawn", redrawn)) or [name_of(project.communities, code) for code in units]
    named = every[:_MOST_NAMED] if edit.code != "units_merged" or len(every) > 1 else []
    values["names"] = [*named, *["…"] * (len(every) > _MOST_NAMED)]
    table = values.get("table")
    if "step" not in values and say.has(f"table.{table}"):
        values["table"] = say(f"table.{table}")
    code = f"edit.{edit.code}"
    for more, told in (("named", named), ("further", values.get("further"))):
        code = f"{code}.{more}" if told and say.has(f"{code}.{more}") else code
    return say(code, **spoken_step(say, values)) if say.has(code) else edit.code


def logged_sentence(
    say: Messages, code: str, details: Mapping[str, Any], project: Project, redrawn: Sequence[str] = ()
) -> str:
    """A line of the change log in words; ``undone`` and ``redone`` name the edit that they took back or did again.

    ``redrawn`` as of :func:`edit_sentence`; of a line that is read back they are :func:`redrawn_of_line`.
    """
    if code in ("undone", "redone"):
        values = {name: value for name, value in details.items() if name != "edit"}
        what = edit_sentence(say, Edit(str(details["edit"]), lambda same: same, values), project, redrawn)
        return say(f"log.{code}", what=what)
    return edit_sentence(say, Edit(code, lambda same: same, details), project, redrawn)


def redrawn_of_line(code: str, details: Mapping[str, Any], rows: Mapping[str, Any], project: Project) -> list[str]:
    """Names of the units whose outlines a line of the change log tells of, where its edit was one of borders.

    They are those of now, of units that are gone as they were written.
    """
    if (details.get("edit") if code in ("undone", "redone") else code) not in OF_BORDERS:
        return []
    told, names = rows.get("communities", {}), dict[str, str]()
    columns = list(told.get("columns", ()))
    if not {STORED_SHAPE, SHAPES}.intersection(columns):
        return []
    for kind in ("after", "removed", "added"):
        for row in told.get(kind, ()):
            unit = str(row[0])
            written = row[columns.index("name")] if "name" in columns else None
            gone = unit not in project.communities.index
            names[unit] = str(written or unit) if gone else name_of(project.communities, unit)
    return list(names.values())
