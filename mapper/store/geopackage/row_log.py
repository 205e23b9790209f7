"""The rows that an edit changes, as the change log keeps them: JSON, packed while it is written.

``{table: {"columns", "before", "after", "removed", "added"}}``, rows as the file has them; of settings only ``before``
and ``after``. Of an edit that adds or removes very many rows the log holds as much as can be read again, and of the
other rows the keys alone (``added_keys``, ``removed_keys``): such a line is not taken back from the log.
"""

import json
import zlib
from collections.abc import Sequence
from typing import Any

from mapper.files.limits import MOST_LOG_BYTES

_LEVEL = 1
_MOST_BYTES = MOST_LOG_BYTES // 2


class RowLog:
    """Parts are put in one after the other; :meth:`packed` ends it."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._packer = zlib.compressobj(_LEVEL)
        self._pieces: list[bytes] = []
        self._bytes, self._most_bytes = 0, most_bytes
        self._parts = self._added = 0
        self._keys: dict[str, list[Any]] = {}
        self._put("{")

    def put(self, part: str, values: Any) -> None:
        """A part that is whole: what it was and what it is."""
        self._name(part)
        self._put(_json(values))

    def begin_table(
        self, name: str, columns: Sequence[str], before: Sequence[Any], after: Sequence[Any], removed: Sequence[Any]
    ) -> None:
        """A table with the rows that change or go; those that come follow by :meth:`add`, until :meth:`end_table`."""
        self._name(name)
        told = {"columns": columns, "before": before, "after": after, "removed": removed}
        text, self._keys, self._added = _json(told), {}, 0
        if self._bytes + len(text) > self._most_bytes:
            self._keys = {"removed_keys": [row[0] for row in removed]} if removed else {}
            text = _json(told | {"removed": []})
        self._put(text[:-1] + ', "added": [')

    def add(self, rows: Sequence[Any]) -> None:
        """Rows of the table that are new."""
        if self._bytes > self._most_bytes:
            self._keys.setdefault("added_keys", []).extend(row[0] for row in rows)
        elif rows:
            self._put((", " if self._added else "") + _json(rows)[1:-1])
            self._added += len(rows)

    def end_table(self) -> None:
        self._put("]" + "".join(f", {_json(name)}: {_json(keys)}" for name, keys in self._keys.items()) + "}")

    def packed(self) -> bytes:
        """All of it; the pieces are gone then."""
        self._put("}")
        pieces, self._pieces = [*self._pieces, self._packer.flush()], []
        return b"".join(pieces)

    def _name(self, part: str) -> None:
        self._put((", " if self._parts else "") + _json(part) + ": ")
        self._parts += 1

    def _put(self, text: str) -> None:
        data = text.encode()
        self._bytes += len(data)
        self._pieces.append(self._packer.compress(data))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=bytes.hex)
