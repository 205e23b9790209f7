"""How a person has read files with the same headings before, kept with the program's settings."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from mapper import schema
from mapper.io.columns import ADDRESS, KEEP, PLACE_FIELDS
from mapper.lazy_dataclass import dataclass
from ui.session.settings import Settings


@dataclass(frozen=True)
class Layout:
    """What was said of a file's columns, words and dates; see :class:`mapper.edits.file_import.ReadAs`."""

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    day_first: bool | None = None


def kept_layout(settings: Settings, key: str, table: str) -> Layout | None:
    """What was kept for files of this layout; None where nothing was, and without what the program does not know."""
    kept = settings.import_layout(key)
    if not kept:
        return None
    described = schema.TABLES[table]
    fields = {described.key.name, *PLACE_FIELDS, ADDRESS, *described.column_names, "", KEEP}
    columns = {name: str(field) for name, field in _pairs(kept.get("columns")).items() if field in fields}
    words = {}
    for name, told in _pairs(kept.get("words")).items():
        if name in described.column_names:
            choices = described.column(name).choices or {}
            words[name] = {word: str(choice) for word, choice in _pairs(told).items() if choice in choices}
    day_first = kept.get("day_first")
    return Layout(columns, words, day_first if isinstance(day_first, bool) else None)


def keep_layout(settings: Settings, key: str, layout: Layout) -> None:
    """Keep it; one that says nothing is forgotten."""
    told: dict[str, Any] = {}
    if layout != Layout():
        words = {name: dict(words) for name, words in layout.words.items()}
        told = {"columns": dict(layout.columns), "words": words, "day_first": layout.day_first}
    settings.keep_import_layout(key, told)


def _pairs(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
