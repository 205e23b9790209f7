"""Cells of text into values of a column's kind. What does not fit becomes missing, and is counted."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import datetime, tzinfo
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.errors import InputError
from mapper.files.progress import told
from mapper.io.cell_text import MOST_DIGITS, seen
from mapper.io.columns import fold
from mapper.io.exports import bare_text
from mapper.io.source import Cells
from mapper.io.times import STATION_ZONE, month_or_day_first, parse_month, parse_time, stated_zone
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.names import joined_ids
from mapper.practice import Practice
from mapper.schema import DTYPES, Column

_NOTHING = frozenset({"", "null", "nan", "none", "n/a", "#n/a", "<null>", "nat"})
_NO_VALUE = _NOTHING | {"-", "--", "—", "——", "/", "无", "不详", "未知", "暂无"}
_INTEGER = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.0+)?(?:[人户家个处套间栋名件次分]|分钟)?")
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?(?:e[+-]?\d+)?|[+-]?\.\d+(?:e[+-]?\d+)?")
_EXPONENT = re.compile(r"(\d)(?:\.(\d+))?e(\+?)(\d{1,2})")
_TRUE = frozenset({"是", "true", "1", "y", "yes", "t", "有", "√", "✓", "对", "1.0"})
_FALSE = frozenset({"否", "false", "0", "n", "no", "f", "×", "不是", "0.0"})
_MOST_WORDS = 8
_AT_ONCE = 5_000


@dataclass(frozen=True, eq=False)
class Parsed:
    """One column of values, where its cells could not be read, and what to say of it."""

    values: pd.Series
    bad: npt.NDArray[np.bool_]
    notes: tuple[Message, ...] = ()


class TruncatedError(ValueError):
    """A code whose last digits a spreadsheet has rounded away (4.3E+11)."""


@dataclass(frozen=True)
class CellRules:
    """What a person says of a file's cells that these do not say themselves.

    Attributes
    ----------
    day_first
        Whether dates such as 11/12/2026 begin with the day; None: as the other dates of their column show.
    words
        Field → word of the file → the choice that it stands for.
    usual_day_first
        The same for columns whose dates do not show it, where the place has a usual order.
    zone
        Whose clock times with a zone are brought to; None: nobody has said it, and they stay as they are written.
    """

    day_first: bool | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    usual_day_first: bool | None = None
    zone: tzinfo | None = STATION_ZONE

    def at(self, practice: Practice) -> "CellRules":
        """The same in a place of that practice: its order of days, its clock."""
        return replace(self, usual_day_first=practice.day_first, zone=practice.zone)


def parse_column(
    cells: Cells, column: Column, name: str, from_1904: bool = False, rules: CellRules | None = None
) -> Parsed:
    """Cells as values of the column; ``name`` is what the file calls it, for the notes.

    Where ``from_1904``, numbers that stand for days are counted from 1904. What ``rules`` say comes first.

    Each different text is read once, so 165,000 rows cost little more than their different values.
    """
    codes, texts = pd.factorize(cells)
    texts = [str(text) for text in texts]
    notes: list[Message] = []
    parse: Callable[[str], Any]
    rules = rules or CellRules()
    if column.kind in ("date", "time"):
        day_first, note = month_or_day_first(texts)
        if rules.day_first is not None:
            day_first, note = rules.day_first, None
        elif rules.usual_day_first is not None and note == "date_order_assumed":
            day_first, note = rules.usual_day_first, None
        notes += [Message(note, {"column": name})] if note else []
        notes += _zone_notes(name, codes, texts, rules.zone)
        parse = _time_parser(day_first, column.kind == "date", from_1904, rules.zone)
        parse = parse_month if column.of_months else parse
    else:
        parse = _PARSERS.get(column.kind) or _choice_parser(column, rules.words.get(column.name, {}))
    values: list[Any] = []
    bad_text = np.zeros(len(texts) + 1, dtype=bool)
    empty = _NOTHING if column.kind in ("text", "code") else _NO_VALUE
    for position, text in enumerate(told(texts, len(texts))):
        plain = bare_text(seen(text))
        if plain.casefold() in empty:
            values.append(None)
            continue
        try:
            values.append(parse(plain))
        except ValueError:
            values.append(None)
            bad_text[position] = True
    bad = bad_text[codes]  # code −1, a missing cell, meets the last flag, which is never set
    notes += _bad_notes(column, name, codes, texts, bad_text, int(bad.sum()))
    return Parsed(_series([*values, None], codes, column), bad, tuple(notes))


def _series(values: list[Any], codes: npt.NDArray[np.intp], column: Column) -> pd.Series:
    """Which of the values each row has, as the column holds them."""
    dtype = DTYPES[column.kind]
    if dtype.startswith("datetime"):
        # In pieces: numpy lets no other thread in while it makes moments of objects, and the window would wait.
        pieces = [np.array(values[at : at + _AT_ONCE], dtype=dtype) for at in range(0, len(values), _AT_ONCE)]
        return pd.Series(np.concatenate(pieces)[codes])
    found = np.array(values, dtype=object)[codes]
    if dtype == "Int64":
        return pd.Series(pd.array([pd.NA if v is None else v for v in found], dtype="Int64"))
    return pd.Series(found, dtype=dtype)


def _zone_notes(name: str, codes: npt.NDArray[np.intp], texts: list[str], zone: tzinfo | None) -> list[Message]:
    """That times were brought to the place's clock, or could not be."""
    stated = {position: found for position, text in enumerate(texts) if (found := stated_zone(_narrow(text), zone))}
    if not stated:
        return []
    values = {"column": name, "rows": int(np.isin(codes, list(stated)).sum()), "zones": sorted(set(stated.values()))}
    if zone is None:
        return [Message("times_unplaced", values)]
    return [Message("times_shifted", {**values, "time_zone": str(zone)})]


def _bad_notes(
    column: Column, name: str, codes: npt.NDArray[np.intp], texts: list[str], bad: npt.NDArray[np.bool_], total: int
) -> list[Message]:
    if not total:
        return []
    positions = np.flatnonzero(bad)
    if column.kind == "choice":
        rows = np.bincount(codes[codes >= 0], minlength=len(texts))
        if len(positions) <= _MOST_WORDS:
            return [
                Message("choice_unknown", {"column": name, "word": texts[p].strip(), "rows": int(rows[p])})
                for p in positions
            ]
        examples = [texts[p].strip() for p in positions[:3]]
        values = {"column": name, "words": len(positions), "rows": total, "examples": examples}
        return [Message("choices_unknown", values)]
    return [Message("cells_unread", {"column": name, "rows": total, "example": texts[positions[0]].strip()[:40]})]


def _narrow(text: str) -> str:
    """Full-width digits and signs as ordinary ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def parse_code(text: str) -> str:
    """A code as text, exactly: ``429999001001.0`` and ``4.29999001001E11`` get their digits back, zeros stay.

    Raises
    ------
    TruncatedError
        The last digits are not in the file.
    """
    plain = _narrow(text)
    found = _EXPONENT.fullmatch(plain.casefold())
    if found is not None and (found.group(2) or found.group(3)):  # "3E10" may be the code of a room
        first, rest, plus, exponent = found.group(1), found.group(2) or "", found.group(3), int(found.group(4))
        rest = rest.rstrip("0")
        # A spreadsheet shows at most six digits and a plus sign; programs write all digits that there are. More than
        # a number keeps are invented.
        if exponent >= MOST_DIGITS or len(rest) > exponent or (plus and len(rest) < min(exponent, 6)):
            raise TruncatedError(text)
        return first + rest.ljust(exponent, "0")
    return re.sub(r"^(\d+)\.0+$", r"\1", plain)


def parse_integer(text: str) -> int:
    """A count: full-width digits, thousands separators and a measure word (1，234人) are understood."""
    found = _INTEGER.fullmatch(_narrow(text).replace(" ", "").replace("，", ","))
    if found is None or found.group(1) == "-":
        raise ValueError(text)
    number = int(found.group(2).replace(",", ""))
    if number >= 2**53:
        raise ValueError(text)
    return number


def parse_number(text: str) -> float:
    """A finite number."""
    plain = _narrow(text).replace(" ", "").casefold()
    if not _NUMBER.fullmatch(plain):
        raise ValueError(text)
    number = float(plain.replace(",", ""))
    if not np.isfinite(number):
        raise ValueError(text)
    return number


def parse_share(text: str) -> float:
    """A share from 0 to 1; a percentage is divided."""
    plain = _narrow(text)
    share = parse_number(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
    if not 0 <= share <= 1:
        raise ValueError(text)
    return share


def parse_boolean(text: str) -> bool:
    """是/否, true/false, 1/0, Y/N."""
    word = _narrow(text).casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError(text)


def _parse_text(text: str) -> str:
    if (found := _EXPONENT.fullmatch(text.casefold())) and found.group(3) and int(found.group(4)) >= MOST_DIGITS:
        raise ValueError(text)  # digits that were rounded away
    return re.sub(r"^(\d+)\.0$", r"\1", text)  # a number that a spreadsheet made of a number-like name


def _parse_ids(text: str) -> str:
    return joined_ids(parse_code(part) for part in re.split(r"[;；,，、\s]+", text) if part)


def _time_parser(day_first: bool, whole_days: bool, from_1904: bool, zone: tzinfo | None) -> Callable[[str], datetime]:
    def parse(text: str) -> datetime:
        moment = parse_time(_narrow(text), day_first, from_1904, zone)
        return moment.replace(hour=0, minute=0, second=0, microsecond=0) if whole_days else moment

    return parse


def _choice_parser(column: Column, told: Mapping[str, str]) -> Callable[[str], str]:
    """What reads one choice; InputError ``choice_not_known`` where ``told`` names one that there is not."""
    for choice in told.values():
        if choice not in (column.choices or {}):
            raise InputError("choice_not_known", field=column.name, choice=choice, known=list(column.choices or {}))
    known = {fold(word): choice for word, choice in told.items()}
    for value, words in (column.choices or {}).items():
        for word in (value, *words):
            known.setdefault(fold(word), value)

    def parse(text: str) -> str:
        try:
            return known[fold(text)]
        except KeyError:
            raise ValueError(text) from None

    return parse


_PARSERS: Mapping[str, Callable[[str], Any]] = {
    "code": parse_code,
    "text": _parse_text,
    "ids": _parse_ids,
    "integer": parse_integer,
    "number": parse_number,
    "share": parse_share,
    "boolean": parse_boolean,
}
