"""Cells of a project's file that cannot be believed: what stands there stays, and the project goes on without them."""

from typing import Literal

from mapper.lazy_dataclass import dataclass

Reason = Literal[
    "type",  # text in a number, bytes in a text, …
    "choice",  # none of the values that the column may have
    "range",  # below or above what it can be
    "date",  # no day of the calendar, or written otherwise
    "key",  # the row's own name is missing, empty or another row's, so the row is left out
    "shape",  # no shape, another kind of shape, or nested deeper than may be
    "place",  # coordinates that are none of the earth's, or in another CRS
    "rule",  # a rule that a station cannot have
]
Value = None | int | float | str | bytes | bool | list[object] | dict[str, object]


@dataclass(frozen=True, slots=True)
class SetAside:
    """One cell that is empty in the project (or has its column's default) because of what stands in the file.

    Attributes
    ----------
    table, key, column
        Where; ``geometry`` is a shape. Of a key that is none ``key`` is ``#`` and the number of the row; beside the
        tables ``table`` is ``about`` or ``norms``, and ``column`` the field, or nothing where it is all of them.
    value
        What stands in the file, as SQLite has it.
    """

    table: str
    key: str
    column: str
    value: Value
    reason: Reason

    @property
    def place(self) -> tuple[str, str, str]:
        return self.table, self.key, self.column

    @property
    def shown(self) -> str:
        """The value as a person may read it, cut short."""
        if isinstance(self.value, bytes):
            return f"({len(self.value)} bytes)"
        text = str(self.value)
        return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"


_MOST_SHOWN = 40
