"""What a store finds in its place that this program did not write: by others, or by nobody who writes."""

from collections.abc import Mapping
from dataclasses import field
from typing import NamedTuple

from mapper.lazy_dataclass import dataclass


class AlteredRow(NamedTuple):
    """A row that is not as it was last written, and that no program has written since; ``key`` is the project's own.

    Beside the tables ``table`` is ``project_settings`` or ``change_log``. Of a row that has no key ``key`` is ``#`` and
    its number.
    """

    table: str
    key: str


@dataclass(frozen=True)
class SeenRows:
    """Rows that are not as this program last wrote them.

    Attributes
    ----------
    elsewhere
        How many rows other programs have written, by table; 0 where one has made the table anew, and the rows are not
        known.
    """

    altered: tuple[AlteredRow, ...] = ()
    elsewhere: Mapping[str, int] = field(default_factory=dict)
