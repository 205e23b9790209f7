"""What a table and a column are: kinds of values, of shapes, of audiences, and what each says of itself.

A frame is indexed by its table's key (text, unique) and has exactly the table's columns, in order, with the dtypes
of :data:`DTYPES`. Geometry is in degrees (EPSG:4326; CGCS2000 degrees count as the same at the scale of a map).
Dates and times are the station's own wall clock, without a zone.
"""

from collections.abc import Mapping
from typing import Literal, get_args

from mapper.lazy_dataclass import dataclass

Kind = Literal["code", "text", "choice", "integer", "number", "share", "date", "time", "boolean", "ids"]
Geometry = Literal["polygon", "point", "line"]
Audience = Literal["command", "station", "public"]
Belonging = Literal[
    "station_code", "community_code", "officer_id", "incident_id", "place_id", "focus_id", "unit_or_station", "place"
]

DTYPES: Mapping[Kind, str] = {
    "code": "str",
    "text": "str",
    "choice": "str",
    "ids": "str",  # several ids, joined by ";"
    "integer": "Int64",
    "number": "float64",
    "share": "float64",  # 0–1
    "date": "datetime64[us]",  # midnight
    "time": "datetime64[us]",
    "boolean": "boolean",
}
DEGREES = "EPSG:4326"
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
COMMAND_ONLY: tuple[Audience, ...] = ("command",)
INTERNAL: tuple[Audience, ...] = ("command", "station")
EVERYONE: tuple[Audience, ...] = AUDIENCES


@dataclass(frozen=True)
class Column:
    """One column: its name in the project, what it holds, what files call it, and who may see it.

    Attributes
    ----------
    aliases
        Compared without case, spaces, underscores and brackets.
    choices
        Each value that the column may have → the words for it in files.
    default
        Fills missing values.
    seen_by
        The audiences that get its values, where they get the table; until somebody says more, command alone.
    rounded_to
        Printed, and given to the public, to the nearest multiple of this only.
    sensitive
        Words: a row with any of them in this column is coarse in place and time (:mod:`mapper.sensitive`).
    common
        Values whose rows are nobody's in particular: a station gets them wherever they are. The public gets no others.
    screened
        Words of a few bodies or of a note: a cell that seems to hold data of a person is left out when it is read.
    of_months
        A date's cells may name a month alone; the date is always its first day.
    """

    name: str
    kind: Kind
    meaning: str
    aliases: tuple[str, ...] = ()
    unit: str = ""
    choices: Mapping[str, tuple[str, ...]] | None = None
    default: str | float | bool | None = None
    required: bool = False
    seen_by: tuple[Audience, ...] = COMMAND_ONLY
    rounded_to: int | None = None
    sensitive: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    screened: bool = False
    of_months: bool = False


@dataclass(frozen=True)
class Table:
    """One table: its key, its columns, its kind of geometry, and what is done with its rows.

    Attributes
    ----------
    seen_by
        The audiences that get its rows and shapes; until somebody says more, command alone. Who gets the rows but not
        the key gets a number in its place.
    key_prefix
        The letter of keys that the project makes itself.
    belongs_by
        What makes a row one station's: a column, where it lies, or ``unit_or_station`` (its unit, and where it names
        none its station). A table without it has no row for a station.
    lies_in_units
        Whether its points are put to the unit that they lie in, and compared with the unit that was recorded.
    importable
        Whether a file of its rows can be read in by a person.
    """

    name: str
    key: Column
    columns: tuple[Column, ...]
    geometry: Geometry | None = None
    seen_by: tuple[Audience, ...] = COMMAND_ONLY
    key_prefix: str = ""
    belongs_by: Belonging | None = None
    lies_in_units: bool = False
    importable: bool = False

    def column(self, name: str) -> Column:
        """The column (or key) of that name; KeyError if there is none."""
        for column in (self.key, *self.columns):
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]


def key(name: str, meaning: str, *aliases: str, seen_by: tuple[Audience, ...] = COMMAND_ONLY) -> Column:
    """The column that names a table's rows, each once."""
    return Column(name, "code", meaning, aliases, required=True, seen_by=seen_by)


STATION_CODE = Column(
    "station_code",
    "code",
    "station that the row belongs to",
    ("派出所编码", "派出所代码", "派出所", "所属派出所", "station", "district", "dist_num"),
    seen_by=INTERNAL,
)
RECORDED_UNIT = Column(
    "recorded_unit",
    "text",
    "unit that the source file names, code or name; compared with where the point lies",
    (
        "社区",
        "社区名称",
        "所属社区",
        "村",
        "社区村",
        "社区编码",
        "community",
        "community_code",
        "beat",
        "unit",
        "登记社区（村）",
        "unit on record",
    ),
    seen_by=INTERNAL,
)
APPROXIMATE = Column(
    "approximate",
    "boolean",
    "whether its point only stands for its unit, because nobody knows the place",
    ("位置近似", "place approximate"),
    default=False,
    seen_by=INTERNAL,
)
