"""What a line of the change log says, and an edit that was set aside, without values that are to leave for good."""

import json
from collections.abc import Mapping
from typing import Any

from mapper.store.history import FORGOTTEN, FORGOTTEN_DETAIL, WHOLE, ToForget, is_gone

_ROWS = ("before", "after", "removed", "added")
_TOLD_IN_CELLS = ("contents", "details")  # of an edit that was set aside: its rows and what it says, each as JSON


def line_without(
    at: str, details: Mapping[str, Any], rows: Mapping[str, Any], asked: ToForget
) -> tuple[dict[str, Any], dict[str, Any], int] | None:
    """What a line says and its rows without what is to go, and how many values went; None where nothing does."""
    if at <= asked.until:
        if details.get(FORGOTTEN_DETAIL) == WHOLE:
            return None
        return (
            {FORGOTTEN_DETAIL: WHOLE},
            {},
            sum(len(change.get(kind, ())) for change in rows.values() for kind in _ROWS),
        )
    gone: list[Any] = []
    left = {part: _part_without(part, change, asked, gone) for part, change in rows.items()}
    texts = {value for value in gone if isinstance(value, str) and value}
    told, before = {}, len(gone)
    for name, value in details.items():
        told[name] = _text_without(value, texts, asked, gone)
    if not gone:
        return None
    # A note that is also a cell counts once.
    counted = before + len([value for value in gone[before:] if value not in texts])
    return {**told, FORGOTTEN_DETAIL: True}, left, counted


def set_aside_without(column: str, value: Any, asked: ToForget) -> tuple[Any, int]:
    """``contents`` or ``details`` of a row of ``offline_edits`` without what is to go, and how many values went."""
    gone: list[Any] = []
    return _aside_without(column, value, asked, gone), len(gone)


def _aside_without(column: str, value: Any, asked: ToForget, gone: list[Any]) -> Any:
    try:
        told = json.loads(value)
        left = {
            name: _part_without(name, one, asked, gone)
            if column == "contents"
            else _text_without(one, set(), asked, gone)
            for name, one in told.items()
        }
    except (ValueError, TypeError, LookupError, AttributeError):
        return value  # no edit of ours; it is asked of as any other text
    return value if left == told else json.dumps(left, ensure_ascii=False)


def _part_without(part: str, change: Mapping[str, Any], asked: ToForget, gone: list[Any]) -> dict[str, Any]:
    def kept(key: str, column: str, value: Any) -> Any:
        if part == "offline_edits" and column in _TOLD_IN_CELLS:
            before = len(gone)
            value = _aside_without(column, value, asked, gone)
            if len(gone) > before:
                return value
        if value is None or is_gone(value) or asked.cell is None or not asked.cell(part, key, column, value):
            return value
        gone.append(value)
        return dict(FORGOTTEN)

    if "columns" not in change:
        return {
            side: {name: kept("", name, value) for name, value in told.items()} if isinstance(told, dict) else told
            for side, told in change.items()
        }
    columns = change["columns"]
    left = dict(change)
    for kind in _ROWS:
        # A row keeps its key, so that it is known what the line was about.
        left[kind] = [
            [row[0], *(kept(str(row[0]), c, v) for c, v in zip(columns[1:], row[1:], strict=True))]
            for row in change.get(kind, ())
        ]
    return left


def _text_without(value: Any, texts: set[str], asked: ToForget, gone: list[Any]) -> Any:
    if isinstance(value, str) and (value in texts or (asked.text is not None and asked.text(value))):
        gone.append(value)
        return ""
    if isinstance(value, list):
        return [_text_without(one, texts, asked, gone) for one in value]
    if isinstance(value, dict):
        return {name: _text_without(one, texts, asked, gone) for name, one in value.items()}
    return value
