"""Which column of a file is which field of a table, and which columns must stay outside."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace

import numpy as np
import pandas as pd

from mapper.errors import InputError
from mapper.io.headings import cut_name, degrees_of, initials_of
from mapper.io.source import Cells
from mapper.lazy_dataclass import dataclass
from mapper.schema import SENSITIVE_WORDS, TABLES, Table

# Where a row lies, when its file has no shapes: fields beside those of the schema.
PLACE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "lon": ("经度", "东经", "longitude", "long", "lng", "lon_wgs84", "gps经度", "经度坐标", "jd"),
    "lat": ("纬度", "北纬", "latitude", "lat_wgs84", "gps纬度", "纬度坐标", "wd"),
    "x": ("x坐标", "坐标x", "x_coordinate", "xcoord", "point_x", "easting", "横坐标", "东坐标"),
    "y": ("y坐标", "坐标y", "y_coordinate", "ycoord", "point_y", "northing", "纵坐标", "北坐标"),
    "wkt": (
        "location",
        "geometry",
        "the_geom",
        "geom",
        "坐标",
        "经纬度",
        "位置坐标",
        "lnglat",
        "latlon",
        "wkb_geometry",
        "shape",
        "几何",
        "图形",
        "范围坐标",
        "边界坐标",
        "边界",
        "坐标串",
        "polyline",
        "polygon",
        "boundary",
        "path",
    ),
}
# What finds a row's place in the project's standard addresses, where it has no other; it is read and never kept.
ADDRESS = "address"
_ADDRESS_NAMES = (
    "地址", "详细地址", "地点", "发生地点", "发生地址", "案发地点", "案发地址", "事发地点", "事发地址", "场所地址",
    "经营地址", "单位地址", "隐患地址", "隐患地点", "隐患位置", "所在位置", "位置", "活动地点", "标准地址",
    "site address",
)  # fmt: skip
# In place of a field: the column is kept beside the table, as it is written.
KEEP = "+"
_BRACKETS = "()[]{}<>（）【】〔〕《》"
_COUNTS = ("数", "数量", "人数", "率", "count", "counts", "total")
_IDENTITY = re.compile(r"(?<!\d)\d{6}(18|19|20)(\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")
_MOBILE = re.compile(r"(?:\(?\+?86\)?[-. ]?)?1[3-9]\d([-. ]?)\d{4}\1\d{4}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def fold(name: str) -> str:
    """A name without case, width, spaces, underscores, brackets, the stars of required columns, and signs unseen."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    plain = plain if plain.isascii() else "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return "".join(c for c in plain if not c.isspace() and c not in "_*:" and c not in _BRACKETS)


def _core(name: str) -> str:
    """The folded name without what stands in brackets."""
    return fold(re.sub(r"[(（\[【〔<《].*?[)）\]】〕>》]", "", name))


def has_address(table: Table) -> bool:
    """Whether rows of a table may be found by an address: those with a point, but the standard addresses themselves."""
    return table.geometry == "point" and table is not TABLES["standard_addresses"]


def is_address_name(name: str) -> bool:
    """Whether a column of this name holds addresses, which are read and never kept."""
    return fold(name) in {fold(one) for one in (ADDRESS, *_ADDRESS_NAMES)} or _core(name).endswith("地址")


def _names(table: Table, by_address: bool = True) -> dict[str, tuple[str, ...]]:
    """Field → names that files give it, its own first."""
    named = {c.name: (c.name, *c.aliases) for c in (table.key, *table.columns)}
    if table.geometry is not None:
        named |= {name: (name, *aliases) for name, aliases in PLACE_FIELDS.items()}
    if by_address and has_address(table):
        named[ADDRESS] = (ADDRESS, *_ADDRESS_NAMES)
    return named


def _aliases(table: Table, by_address: bool = True) -> dict[str, tuple[str, ...]]:
    """Field → names that files give it, folded, best first."""
    return {field: tuple(fold(alias) for alias in aliases) for field, aliases in _names(table, by_address).items()}


def alias_matches(names: Sequence[str], table: Table, column_map: Mapping[str, str]) -> int:
    """How many of the names could be columns of the table: how much they look like its header."""
    known = {alias for aliases in _aliases(table).values() for alias in aliases}
    known |= {fold(word) for pair in column_map.items() for word in pair}
    placed = table.geometry == "point"
    return sum(
        bool(name) and (fold(name) in known or _core(name) in known or (placed and degrees_of(name) is not None))
        for name in names
    )


@dataclass(frozen=True)
class ColumnMap:
    """Which column of a file is which field.

    Attributes
    ----------
    fields
        Field → column of the file.
    dropped
        The columns that no field takes.
    sensitive
        Those of them that are kept out because they are personal.
    asked
        Fields that the person gave a column, or said to have none.
    guessed
        Fields whose column was known by a part of its name only: cut off, or its initials.
    kept
        Columns that are kept as they are written → whether the person asked for it.
    """

    fields: Mapping[str, str]
    dropped: tuple[str, ...]
    sensitive: tuple[str, ...]
    asked: frozenset[str] = frozenset()
    guessed: tuple[str, ...] = ()
    kept: Mapping[str, bool] = field(default_factory=dict)

    def without(self, field: str) -> "ColumnMap":
        """The same, that field's column left out."""
        fields = {name: column for name, column in self.fields.items() if name != field}
        return replace(self, fields=fields, dropped=(self.fields[field], *self.dropped))


def map_columns(
    columns: Mapping[str, Cells],
    table: Table,
    column_map: Mapping[str, str],
    has_shapes: bool = False,
    by_address: bool = False,
    kept_before: Collection[str] = (),
    own_names: Mapping[str, str] | None = None,
) -> ColumnMap:
    """Columns of a file matched to the table's fields; each field at most once, each column once unless asked for.

    What ``column_map`` says (column → field; field → column is understood too) comes first, then columns called as the
    field, then those called as the project's place calls it (``own_names``, heading → field), then aliases in the
    schema's order, then names cut off and initials. A column or field with nothing on the
    other side (``column=``) is left out. Of the columns that say where a row lies one set is used, and none where
    the file has shapes. An address is a field where rows can be found by one (``by_address``). A column that is to be
    kept (``column=+``), or was before and is now no field's (``kept_before``), is kept as it is written.

    Raises
    ------
    InputError
        ``map_column_unknown``, ``map_field_unknown``, ``map_twice``, or ``map_sensitive``: a column about a person was
        asked for.
    """
    names = list(columns)
    aliases = _aliases(table, by_address)
    sensitive = [n for n in names if is_sensitive_name(n) or holds_numbers_of_people(columns[n], table)]
    fields: dict[str, str] = {}
    asked: set[str] = set()
    left_out: set[str] = set()
    kept: dict[str, bool] = {}
    for left, right in column_map.items():
        if right == KEEP:
            if (wanted := _find(left, names)) is None:
                raise InputError("map_column_unknown", column=left, known=names)
            if wanted in sensitive:
                raise InputError("map_sensitive", column=wanted)
            kept[wanted] = True
            continue
        if not right:
            column = _find(left, names)
            unwanted = column if column is not None else _find(left, list(aliases))
            if unwanted is None:
                raise InputError("map_column_unknown", column=left, known=names)
            (left_out if column is not None else asked).add(unwanted)
            continue
        column, field = _resolve(left, right, names, list(aliases))
        if column in sensitive:
            raise InputError("map_sensitive", column=column)
        if field in fields:
            raise InputError("map_twice", column=column, field=field)
        fields[field] = column
    asked |= set(fields)
    aliases = {field: known for field, known in aliases.items() if field in fields or field not in asked}
    taken = {*sensitive, *fields.values(), *left_out, *kept}
    free = [n for n in names if n not in taken]
    guessed: list[str] = []
    whole = {name.casefold() for known in _names(table, by_address).values() for name in known}
    of_fields = {field: (field,) for field in aliases}
    _guess(cut_name, of_fields, free, fields, guessed, whole)  # community_: no other name may take it
    own = {fold(heading): field for heading, field in (own_names or {}).items() if field in aliases}
    for folded in ({n: fold(n) for n in free}, {n: _core(n) for n in free}):
        # A column called exactly as a field belongs to it, before any alias of another field takes it.
        for field, known in aliases.items():
            same = next((n for n in free if folded[n] == known[0]), None)
            if field not in fields and same is not None:
                fields[field] = same
                free.remove(same)
        for name in [*free]:
            if (named := own.get(folded[name])) is not None and named not in fields:
                fields[named] = name
                free.remove(name)
        for field, known in aliases.items():
            if field in fields:
                continue
            found = next((n for alias in known for n in free if folded[n] == alias), None)
            if found is not None:
                fields[field] = found
                free.remove(found)
    known_names = {field: known for field, known in _names(table, by_address).items() if field in aliases}
    _guess(cut_name, known_names, free, fields, guessed)
    _guess(initials_of, known_names, free, fields, guessed)
    for field in {"lon", "lat"} & (aliases.keys() - fields.keys()):
        alike = [n for n in free if degrees_of(n) == field]
        if len(alike) == 1:  # of where something begins and where it ends, nobody knows which is meant
            fields[field] = alike[0]
            free.remove(alike[0])
    place = () if has_shapes else _place_fields(fields, asked, table)
    fields = {field: name for field, name in fields.items() if field not in PLACE_FIELDS or field in place}
    used = set(fields.values())
    kept |= {n: False for n in names if n in kept_before and n not in used | kept.keys() | left_out | set(sensitive)}
    dropped = tuple(n for n in names if n not in used and n not in kept)
    told = tuple(f for f in guessed if f in fields)
    return ColumnMap(fields, dropped, tuple(sensitive), frozenset(asked), told, kept)


def _guess(
    find: Callable[[str, Mapping[str, Sequence[str]]], str | None],
    names: Mapping[str, Sequence[str]],
    free: list[str],
    fields: dict[str, str],
    guessed: list[str],
    whole: Collection[str] = (),
) -> None:
    """Give columns that are free to fields that have none, where ``find`` knows which; none of ``whole`` is cut off."""
    for name in (name for name in [*free] if name.strip().casefold() not in whole):
        field = find(name, names)
        if field is not None and field not in fields:
            fields[field] = name
            free.remove(name)
            guessed.append(field)


def _place_fields(fields: Mapping[str, str], asked: Collection[str], table: Table) -> tuple[str, ...]:
    """The one set of fields that says where a row lies: one that was asked for, else degrees before metres."""
    sets = [("lon", "lat"), ("x", "y"), ("wkt",)] if table.geometry == "point" else [("wkt",)]
    whole = [names for names in sets if fields.keys() >= set(names)]
    return max(whole, key=lambda names: bool(set(names) & set(asked)), default=())


def _resolve(left: str, right: str, columns: Sequence[str], fields: Sequence[str]) -> tuple[str, str]:
    """Column and field of one ``left=right``, whichever way round it was written."""
    for a, b in ((left, right), (right, left)):
        column, field = _find(a, columns), _find(b, fields)
        if column is not None and field is not None:
            return column, field
    if _find(left, columns) is not None and _find(left, fields) is None:
        raise InputError("map_field_unknown", field=right, known=list(fields))
    unknown = right if _find(left, fields) is not None else left
    raise InputError("map_column_unknown", column=unknown, known=list(columns))


def _find(word: str, names: Sequence[str]) -> str | None:
    if word in names:
        return word
    alike = [name for name in names if fold(name) == fold(word)]
    return alike[0] if len(alike) == 1 else None


def is_sensitive_name(name: str) -> bool:
    """Whether a column of this name holds people's own data; a count of people (当事人数) does not."""
    folded = fold(name)
    if any(folded.endswith(fold(end)) for end in _COUNTS) and "号" not in folded:
        return False
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())
    singular = [word.removesuffix("s") if len(word) > 4 else word for word in words]
    for word in SENSITIVE_WORDS:
        if not word.isascii():
            if word in folded:
                return True
            continue
        # Latin words are compared whole: "ssn" also stands in "business name".
        parts = word.split()
        if any(list(parts) == singular[i : i + len(parts)] for i in range(len(words))) or folded == fold(word):
            return True
    return False


def _has_telephones(table: Table) -> bool:
    """Whether rows of a table have a telephone of their own, such as a station's."""
    return any("phone" in name for name in table.column_names)


def holds_numbers_of_people(cells: Cells, table: Table | None = None) -> bool:
    """Whether most of a column is identity numbers or mobile telephones, whatever its heading.

    Telephones are no persons' where rows of ``table`` have one of their own.
    """
    return holds_identity_numbers(cells) or (not (table and _has_telephones(table)) and _holds_mobiles(cells))


def _holds_mobiles(cells: Cells) -> bool:
    some = [cell.strip() for cell in cells[:2000] if cell is not None]
    found = sum(len(cell) < 20 and _MOBILE.fullmatch(cell) is not None for cell in some)
    return found > 0 and 2 * found >= len(some)


def holds_identity_numbers(cells: Cells) -> bool:
    """Whether most of a column looks like 18-digit identity numbers: a date of birth inside, mostly a true check digit.

    A serial number made of a region, a recent day and a count has the same form; it is told apart by its days, all
    recent, and its check digits, which hold only by chance. Unit codes of 12 or 15 digits never match.
    """
    some = [cell for cell in cells[:2000] if cell is not None]
    found = [cell.strip() for cell in some if len(cell) < 40 and _IDENTITY.fullmatch(cell.strip())]
    if not found or len(found) * 2 < len(some):
        return False
    recent = pd.Timestamp.today().year - 12
    if min(int(number[6:10]) for number in found) < recent:
        return True
    return sum(check_digit_holds(number) for number in found) * 2 >= len(found)


def without_identity_numbers(cells: Cells) -> tuple[Cells, int]:
    """Cells, with those that hold a valid identity number emptied, and how many were."""
    bad = np.array(
        [
            cell is not None
            and len(cell) >= 18
            and any(check_digit_holds(hit.group()) for hit in _IDENTITY.finditer(cell))
            for cell in cells
        ],
        dtype=bool,
    )
    if not bad.any():
        return cells, 0
    kept = cells.copy()
    kept[bad] = None
    return kept, int(bad.sum())


def check_digit_holds(number: str) -> bool:
    """ISO 7064 MOD 11-2, as GB 11643 uses it."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return "10X98765432"[total % 11] == number[17].upper()
