"""Dates and times in the many ways that files write them, as the station's own wall clock."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

_CLOCK = (
    r"(?:[T\s]*(?P<h>\d{1,2})\s*[:时点]\s*(?P<mi>\d{1,2})?\s*分?(?:\s*:?\s*(?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?\s*秒?)?"
    r"\s*(?P<ap>[AaPp]\.?[Mm]\.?)?\s*(?P<tz>[Zz]|[+-]\d{2}(?::?\d{2})?)?)?"
)
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})\s*[-/.年]\s*(?P<a>\d{1,2})\s*[-/.月]\s*(?P<b>\d{1,2})\s*日?\s*" + _CLOCK)
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})\s*" + _CLOCK)
_DIGITS = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<a>\d{2})(?P<b>\d{2})(?:T?(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})?[Zz]?)?")
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 20000, 60000  # 1954-10-03 to 2064-04-08
_EPOCH = datetime(1899, 12, 30)  # day 0 of a spreadsheet, its 29 February 1900 allowed for
_EPOCH_1904 = datetime(1904, 1, 1)


def month_or_day_first(texts: Sequence[str]) -> tuple[bool, str | None]:
    """Whether ``11/12/2026``-like dates of a column begin with the day, and the note to make of it.

    A number over 12 tells; a column that says both is read month first wherever it can be. A column that says neither
    is read month first, and the note ``date_order_assumed`` says so.
    """
    dates = [found for text in texts if (found := _YEAR_LAST.fullmatch(text.strip()))]
    if not dates:
        return False, None
    month_second = any(int(found["a"]) > 12 for found in dates)
    month_first = any(int(found["b"]) > 12 for found in dates)
    if month_second and month_first:
        return False, "date_order_mixed"
    if not month_second and not month_first and any(found["a"] != found["b"] for found in dates):
        return False, "date_order_assumed"
    return month_second, None


def parse_time(text: str, day_first: bool = False, from_1904: bool = False) -> datetime:
    """A moment: year first, year last, digits only, or a spreadsheet's serial; a zone written with it is not applied.

    Raises
    ------
    ValueError
        It is none of these, or no such day or time exists.
    """
    found = _YEAR_FIRST.fullmatch(text) or _DIGITS.fullmatch(text)
    if found is not None:
        return _moment(found, int(found["a"]), int(found["b"]))
    if (found := _YEAR_LAST.fullmatch(text)) is not None:
        month, day = (int(found["b"]), int(found["a"])) if day_first else (int(found["a"]), int(found["b"]))
        if month > 12:
            month, day = day, month
        return _moment(found, month, day)
    if _SERIAL.fullmatch(text) and _FIRST_SERIAL <= float(text) < _LAST_SERIAL:
        # Serials hold about a tenth of a millisecond; whole seconds are what was typed.
        return (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(seconds=round(float(text) * 86400))
    raise ValueError(text)


def _moment(found: re.Match[str], month: int, day: int) -> datetime:
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("h", "mi", "s"))
    half = (parts.get("ap") or "").replace(".", "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(found.string)
        hour = hour % 12 + (12 if half == "pm" else 0)
    microsecond = int((parts.get("f") or "0").ljust(6, "0")[:6])
    return datetime(int(found["y"]), month, day, hour, minute, second, microsecond)
