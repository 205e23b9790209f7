"""What a line of the change log says, and an edit that was set aside, without values that are to leave for good."""

import json
from collections.abc import Mapping
from typing import Any

from mapper.store.history import FORGOTTEN, FORGOTTEN_DETAIL, WHOLE, ToForget, is_gone

_ROWS = ("before", "after", "removed", "added")
# Of an edit that was set aside: its rows, and what it says, each as JSON. What it says may repeat what its rows lose.
_CONTENTS, _DETAILS = "contents", "details"


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
    told = _details_without(details, asked, gone)
    return ({**told, FORGOTTEN_DETAIL: True}, left, len(gone)) if gone else None


def set_aside_without(contents: Any, details: Any, asked: ToForget) -> tuple[Any, Any, int]:
    """Both cells of a row of ``offline_edits`` without what is to go, and how many values went."""
    gone: list[Any] = []
    left = _aside_without(_CONTENTS, contents, asked, gone)
    return left, _aside_without(_DETAILS, details, asked, gone), len(gone)


def _aside_without(column: str, value: Any, asked: ToForget, gone: list[Any]) -> Any:
    before = len(gone)
    try:
        told = json.loads(value)
        if column == _CONTENTS:
            left = {part: _part_without(part, change, asked, gone) for part, change in told.items()}
        else:
            left = _details_without(told, asked, gone)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        del gone[before:]
        return value  # no edit of ours; it is asked of as any other text
    return value if left == told else json.dumps(left, ensure_ascii=False)


def _details_without(details: Mapping[str, Any], asked: ToForget, gone: list[Any]) -> dict[str, Any]:
    """What an edit says of itself, without what is to go and what its rows lost, which counts once."""
    texts, also = {value for value in gone if isinstance(value, str) and value}, list[Any]()
    left = {name: _text_without(value, texts, asked, also) for name, value in details.items()}
    gone += [value for value in also if value not in texts]
    return left


def _part_without(part: str, change: Mapping[str, Any], asked: ToForget, gone: list[Any]) -> dict[str, Any]:
    def kept(key: str, column: str, value: Any) -> Any:
        if part == "offline_edits" and column in (_CONTENTS, _DETAILS):
            left = _aside_without(column, value, asked, gone)
            if left is not value:
                return left
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
    # A row keeps its key, so that it is known what the line was about.
    places = sorted(range(1, len(columns)), key=lambda at: columns[at] == _DETAILS)
    left = dict(change)
    for kind in _ROWS:
        left[kind] = [[*row] for row in change.get(kind, ())]
        for row in left[kind]:
            if len(row) != len(columns):
                raise ValueError("a row of the log has other columns")
            for at in places:
                row[at] = kept(str(row[0]), columns[at], row[at])
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
