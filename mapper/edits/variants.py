"""Plans of beats, borders or staffing kept under a name with nothing of them done, and one of them carried out."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, cast

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.analysis.land.borders import Key
from mapper.dates import not_over
from mapper.edit import Edit, drop_rows, next_key, put_rows, require_row
from mapper.edits.beats import set_beats
from mapper.edits.outlines import change_between, require_tiling, with_outlines
from mapper.edits.proposal import Proposal
from mapper.edits.staffing import apply_proposals
from mapper.errors import InputError
from mapper.files.nesting import json_too_deep, wkb_too_deep
from mapper.frames import conform
from mapper.io.personal import require_impersonal
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

Kind = Literal["beats", "borders", "staffing"]
KINDS: tuple[Kind, ...] = ("beats", "borders", "staffing")
_LAND = ("communities", "stations")
_LEAST_LOST = 1e-10  # square degrees: about a square metre, of borders that are put together from pieces


@dataclass(frozen=True)
class Variant:
    """A plan that is kept.

    Attributes
    ----------
    key
        Its variant_id.
    kept_on
        None where the file does not say.
    """

    key: str
    name: str
    kind: Kind
    kept_on: date | None


def variants_of(project: Project) -> tuple[Variant, ...]:
    """All that are kept, in the order in which they were."""
    rows = project.variants
    return tuple(
        Variant(str(key), str(row["name"]), cast("Kind", row["kind"]), _day(row["kept_on"]))
        for key, row in rows.iterrows()
        if row["kind"] in KINDS and isinstance(row["name"], str)
    )


def find_variant(project: Project, word: str) -> Variant:
    """The one with that number or name; InputError ``variant_unknown`` with the names that there are."""
    known = variants_of(project)
    for variant in known:
        if word in (variant.key, variant.name):
            return variant
    raise InputError("variant_unknown", variant=word, known=[variant.name for variant in known])


def keep_beats(name: str, names: Mapping[str, str], today: date) -> Edit:
    """A division into beats is kept: community_code → name of its beat, for the units that it is about.

    The edit raises InputError as :func:`_kept`, ``beats_no_units`` or ``row_unknown``; a locked beat is asked when it
    is carried out.
    """

    def contents(project: Project) -> dict[str, Any]:
        if not names:
            raise InputError("beats_no_units")
        for code in names:
            require_row(project, "communities", code)
        return {"beats": dict(names)}

    return _kept(name, "beats", contents, today)


def keep_staffing(name: str, proposals: Sequence[Proposal], as_of: date, today: date) -> Edit:
    """Lines of a staffing plan are kept, with the day from which they would be so.

    The edit raises InputError as :func:`_kept`, and what :func:`~mapper.edits.staffing.apply_proposals` raises.
    """

    def contents(project: Project) -> dict[str, Any]:
        apply_proposals(proposals, as_of)(project)
        return {"as_of": as_of.isoformat(), "lines": [_plain(line.as_json()) for line in proposals]}

    return _kept(name, "staffing", contents, today)


def keep_borders(name: str, edit: Edit, today: date, onto: str | None = None) -> Edit:
    """The outlines that an edit of borders would make are kept; with those of a kept variant ``onto`` that it adds to.

    The edit raises InputError as :func:`_kept`, what ``edit`` raises, ``variant_units_change`` (units would come or go:
    only outlines can be kept) or ``variant_same`` (no outline would change).
    """

    def contents(project: Project) -> dict[str, Any]:
        start = project if onto is None else variant_edit(project, onto)(project)
        after = edit(start)
        if not project.communities.index.equals(after.communities.index):
            raise InputError("variant_units_change")
        change = change_between(project, after)
        keys: list[Key] = [
            *(("communities", code) for code in change.codes), *(("stations", code) for code in change.stations)
        ]  # fmt: skip
        if not keys:
            raise InputError("variant_same")
        units = [code for table, code in keys if table == "communities"]
        return {
            "lost": _lost(project, after, units),
            "outlines": [
                {"table": table, "code": code, "before": _hex(project, table, code), "wkb": _hex(after, table, code)}
                for table, code in keys
            ],
        }

    return _kept(name, "borders", contents, today, onto)


def forget_variant(key: str) -> Edit:
    """A plan is kept no longer. The edit raises InputError ``row_unknown``."""

    def change(project: Project) -> Project:
        return drop_rows(project, "variants", [key])

    return Edit("variant_forgotten", change, {"variant": key})


def apply_variant(project: Project, key: str) -> Edit:
    """A kept plan carried out, as one edit; it stays kept.

    Raises InputError ``row_unknown`` or ``variant_unreadable``; the edit what the plan's own edit raises, where it does
    not fit the project any more.
    """
    made = variant_edit(project, key)
    row = require_row(project, "variants", key)
    return Edit("variant_applied", made.change, {"variant": key, "name": str(row["name"]), "kind": str(row["kind"])})


def variant_edit(project: Project, key: str) -> Edit:
    """What a kept plan would do.

    Raises InputError ``row_unknown`` or ``variant_unreadable``. The edit raises ``variant_gone`` with what the plan
    names and the project does not have, or what the edit of its kind raises.
    """
    row = require_row(project, "variants", key)
    contents = _contents(row)
    made: Callable[[Project, Mapping[str, Any]], Project] = {
        "beats": _with_beats,
        "borders": _with_borders,
        "staffing": _with_staffing,
    }[str(row["kind"])]

    def change(project: Project) -> Project:
        try:
            return made(project, contents)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError("variant_unreadable", variant=key) from error

    return Edit(f"variant_{row['kind']}", change, {"variant": key})


def misfit(project: Project, key: str) -> InputError | None:
    """Why a kept plan cannot be carried out on the project as it is now; None where it can."""
    try:
        variant_edit(project, key)(project)
    except InputError as error:
        return error
    return None


def planned_from(project: Project, key: str) -> date | None:
    """The day from which a kept plan of staffing would be so; None of one that has no day, or an unreadable one."""
    row = require_row(project, "variants", key)
    try:
        return date.fromisoformat(_contents(row)["as_of"]) if row["kind"] == "staffing" else None
    except (InputError, KeyError, TypeError, ValueError):
        return None


def redrawn_since(project: Project, key: str) -> tuple[str, ...]:
    """Units whose outline a kept plan of borders sets, and which others have drawn anew since it was kept.

    They would be drawn as the plan has them. One that is as the plan has it already is not among them.
    """
    row = require_row(project, "variants", key)
    if row["kind"] != "borders":
        return ()
    try:
        drawn = {
            str(line["code"]): (line["before"], line["wkb"])
            for line in _contents(row)["outlines"]
            if line["table"] == "communities"
        }
    except (InputError, KeyError, TypeError):
        return ()
    known = project.communities.index
    return tuple(code for code, had in drawn.items() if code in known and _hex(project, "communities", code) not in had)


def _kept(
    name: str, kind: Kind, contents: Callable[[Project], dict[str, Any]], today: date, instead: str | None = None
) -> Edit:
    """A plan put beside the others under a name of its own, or in the place of one (``instead``).

    The edit raises InputError ``variant_nameless``, ``variant_name_taken``, ``note_personal``.
    """

    def change(project: Project) -> Project:
        called = name.strip()
        if not called:
            raise InputError("variant_nameless")
        require_impersonal(called)
        if any(variant.name == called and variant.key != instead for variant in variants_of(project)):
            raise InputError("variant_name_taken", name=called)
        row = {
            "variant_id": next_key(project, "variants") if instead is None else instead,
            "name": called,
            "kind": kind,
            "kept_on": pd.Timestamp(today),
            "contents": json.dumps(contents(project), ensure_ascii=False),
        }
        return put_rows(project, "variants", conform("variants", pd.DataFrame([row])))

    return Edit("variant_kept", change, {"name": name.strip(), "kind": kind})


def _contents(row: pd.Series) -> Mapping[str, Any]:
    """A plan's JSON, whoever wrote it; InputError ``variant_unreadable`` where it is none."""
    text = row["contents"]
    try:
        if not isinstance(text, str) or json_too_deep(text):
            raise ValueError
        found = json.loads(text)
        if not isinstance(found, dict):
            raise ValueError
    except (ValueError, RecursionError) as error:
        raise InputError("variant_unreadable", variant=str(row.name)) from error
    return found


def _with_beats(project: Project, contents: Mapping[str, Any]) -> Project:
    names = {str(code): str(name) for code, name in contents["beats"].items()}
    _require_all(project, {"communities": names})
    return set_beats(names)(project)


def _with_staffing(project: Project, contents: Mapping[str, Any]) -> Project:
    lines = [
        Proposal(
            str(line["community_code"]),
            str(line["officer_id"]),
            "acting" if line["kind"] == "acting" else "fill",
            None if line["until"] is None else date.fromisoformat(line["until"]),
            str(line["reason"]),
            dict(line["values"]),
        )
        for line in contents["lines"]
    ]
    _require_all(
        project, {"communities": [one.community_code for one in lines], "officers": [one.officer_id for one in lines]}
    )
    as_of = date.fromisoformat(contents["as_of"])
    left = project.duties[not_over(project.duties["ends"], as_of)]
    held = set(zip(left["officer_id"], left["community_code"], strict=True))
    if lines and all(not one.is_recall and (one.officer_id, one.community_code) in held for one in lines):
        raise InputError("variant_done")
    return apply_proposals(lines, as_of)(project)


def _with_borders(project: Project, contents: Mapping[str, Any]) -> Project:
    shapes: dict[Key, BaseGeometry] = {
        (str(line["table"]), str(line["code"])): _shape(line["wkb"]) for line in contents["outlines"]
    }
    if not {table for table, _ in shapes} <= set(_LAND):
        raise ValueError
    _require_all(project, {table: [code for of, code in shapes if of == table] for table in _LAND})
    after = with_outlines(project, shapes)
    codes = [code for table, code in shapes if table == "communities"]
    require_tiling(project, after, codes)
    # A neighbour may have been drawn anew since: these outlines do not meet it any more.
    if _lost(project, after, codes) > float(contents["lost"]) + _LEAST_LOST:
        raise InputError("variant_leaves_land")
    return after


def _lost(before: Project, after: Project, codes: Sequence[str]) -> float:
    """How much land of these units, in square degrees, would be no unit's any more."""
    old = shapely.union_all(_land(before, codes))
    lost = shapely.difference(old, shapely.union_all(_land(after, codes)))
    if lost.is_empty:
        return 0.0
    near = after.communities.index[after.communities.geometry.sindex.query(lost)]
    return float(shapely.difference(lost, shapely.union_all(_land(after, list(near)))).area)


def _land(project: Project, codes: Sequence[str]) -> np.ndarray:
    found: np.ndarray = shapely.make_valid(np.asarray(project.communities.geometry.loc[list(codes)].array))
    return found


def _require_all(project: Project, named: Mapping[str, Any]) -> None:
    """InputError ``variant_gone`` with the rows that a plan names and the project does not have (at most ten)."""
    gone = [code for table, codes in named.items() for code in codes if code not in project.table(table).index]
    if gone:
        raise InputError("variant_gone", gone=list(dict.fromkeys(gone))[:10], count=len(set(gone)))


def _hex(project: Project, table: str, code: str) -> str | None:
    shape = project.table(table).geometry[code]
    return None if shape is None else str(shapely.to_wkb(shape, hex=True))


def _shape(text: Any) -> BaseGeometry:
    """An outline of hexadecimal WKB; ValueError where it is none."""
    blob = bytes.fromhex(text)
    if wkb_too_deep(blob):
        raise ValueError
    try:
        shape = shapely.from_wkb(blob)
    except shapely.errors.ShapelyError as error:
        raise ValueError from error
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise ValueError
    return shape


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without numpy's kinds of numbers, which JSON does not know."""
    return cast("dict[str, Any]", json.loads(json.dumps(values, default=_number)))


def _number(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else str(value)


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()
