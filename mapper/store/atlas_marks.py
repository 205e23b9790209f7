"""What the sheets of the last atlas of each kind showed: a file of JSON beside the project, never inside it."""

import json
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from pathlib import Path

from mapper.files.whole_file import write_whole
from mapper.lazy_dataclass import dataclass
from mapper.store.places import file_beside


@dataclass(frozen=True)
class AtlasMarks:
    """The marks of an atlas's sheets by code, and the day that it was of; None where there was none yet."""

    as_of: date | None = None
    marks: Mapping[str, str] = field(default_factory=dict)


def marks_path(project: Path) -> Path:
    """Where they lie."""
    return file_beside(project, ".atlases.json")


def marks_of(project: Path, kind: str) -> AtlasMarks:
    """Those of the last atlas of a kind; none where the file is missing or is none of ours."""
    told = _all(project).get(kind)
    if not isinstance(told, dict) or not isinstance(told.get("marks"), dict):
        return AtlasMarks()
    try:
        as_of = date.fromisoformat(str(told.get("as_of")))
    except ValueError:
        return AtlasMarks()
    return AtlasMarks(as_of, {str(code): str(mark) for code, mark in told["marks"].items()})


def keep_marks(project: Path, kind: str, marks: AtlasMarks) -> None:
    """Keep those of an atlas that was just made. InputError ``cannot_write``."""
    told = _all(project)
    told[kind] = {"as_of": None if marks.as_of is None else marks.as_of.isoformat(), "marks": dict(marks.marks)}
    write_whole(marks_path(project), json.dumps(told, ensure_ascii=False, indent=1).encode())


def _all(project: Path) -> dict[str, object]:
    try:
        told = json.loads(marks_path(project).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
