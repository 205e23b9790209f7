"""Dates and times in the many ways that files write them, as the place's own wall clock."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

STATION_ZONE = ZoneInfo("Asia/Shanghai")  # where nobody says another
_HALF = r"(?P<half>凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|夜间|夜里|早|晚|AM|PM)?"
_CLOCK = (
    r"(?:[T,\s]*" + _HALF + r"\s*(?P<h>\d{1,2})\s*[:时点]\s*(?:(?P<mi>\d{1,2})|(?P<thirty>半))?\s*分?"
    r"(?:\s*:?\s*(?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?\s*秒?)?"
    r"\s*(?P<ap>[AP]\.?M\.?)?\s*(?P<tz>(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|Z|UTC|GMT)?\s*(?:许|左右)?)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<y>\d{4})\s*[-/.年]\s*(?P<a>\d{1,2})\s*[-/.月]\s*(?P<b>\d{1,2})\s*[日号]?\s*" + _CLOCK, re.IGNORECASE
)
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})\s*" + _CLOCK, re.IGNORECASE)
_DIGITS = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?P<a>\d{2})(?P<b>\d{2})"
    r"(?:[T\s]?(?P<h>\d{2}):?(?P<mi>\d{2})(?::?(?P<s>\d{2}))?(?P<tz>Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
# As in documents that are signed: 二〇二六年三月五日.
_IN_WORDS = re.compile(
    r"(?P<y>[〇零○一二三四五六七八九]{4})\s*年\s*(?P<a>十?[一二三四五六七八九]|十)\s*月\s*"
    r"(?P<b>[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s*[日号]"
)
_COUNTED = re.compile(r"[〇零一二三四五六七八九十]{1,3}(?=[时点分秒])")
# As programs and people write in English: 5 Mar 2026 9:30, Mar 5, 2026, Thu Mar 5 09:30:00 CST 2026.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = rf"(?P<m>{'|'.join(_MONTHS)})[a-z]*\.?"
_OFFSET = r"(?:\s+(?:[A-Z]{3,4})?(?:[+-]\d{1,2}:?\d{2})?)?"
_BY_NAME = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]*{_NAMED}[\s,-]*(?P<y>\d{{4}}),?\s*(?P<clock>.*)",
        rf"{_NAMED}\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}),?\s*(?P<clock>.*)",
        rf"{_NAMED}\s+(?P<d>\d{{1,2}})\s+(?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?{_OFFSET})\s+(?P<y>\d{{4}})",
    )
)
_BESIDE_ZONE = re.compile(r"(?<=[+-]\d{4})\s*(?:\(.*\)|[A-Z]{3,4})$")  # its name, which says nothing more
_CST = re.compile(r"(?<=\d)\s+CST$")  # China's clock there; elsewhere it may be Chicago's
_FIGURES = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_WEEKDAY = re.compile(
    r"[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?|\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b,?",
    re.IGNORECASE,
)
_MONTH = re.compile(r"(?P<y>(?:19|20)\d{2})\s*[-/.年]?\s*(?P<m>\d{1,2})\s*月?(?:份)?")
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")
_FIRST_SERIAL, _LAST_SERIAL = 20000, 60000  # 1954-10-03 to 2064-04-08
_EPOCH = datetime(1899, 12, 30)  # day 0 of a spreadsheet, its 29 February 1900 allowed for
_EPOCH_1904 = datetime(1904, 1, 1)
_UNIX_EPOCH = datetime(1970, 1, 1)
_UNIX = re.compile(r"(1\d{9})(\d{3})?")  # seconds or milliseconds, from 2001 to 2033
_ZONE = re.compile(r"\d\s*(?:Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)$", re.IGNORECASE)
# What a word makes of an hour from 1 to 11, and of twelve.
_HOURS = {"凌晨": (0, 0), "清晨": (0, 0), "早晨": (0, 0), "早上": (0, 0), "早": (0, 0), "上午": (0, 0), "am": (0, 0),
          "中午": (12, 12), "下午": (12, 12), "傍晚": (12, 12), "pm": (12, 12),
          "晚上": (12, 24), "晚": (12, 24), "夜间": (12, 24), "夜里": (12, 24)}  # fmt: skip
_LATEST_MORNING = 4  # 晚上3点 is nobody knows which


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


def stated_zone(text: str, zone: tzinfo | None = STATION_ZONE) -> str | None:
    """The zone that a time is written in, where its clock is not the place's then: ``Z``, ``-05:00``; else None.

    Where ``zone`` is None, whose clock the place has is not known, and any zone is told.
    """
    plain = text.strip()
    if _UNIX.fullmatch(plain):
        return "UTC"
    plain = _in_figures(" ".join(_WEEKDAY.sub(" ", plain).split()), zone)
    if not _ZONE.search(plain) or not (":" in plain or _DIGITS.fullmatch(plain)):
        return None
    written = re.sub(r"^.*\d\s*(?=Z|UTC|GMT|[+-])", "", plain, flags=re.IGNORECASE | re.DOTALL)
    try:  # whether the day stands first makes no difference to a clock but for hours about a change of summer time
        same = zone is not None and parse_time(plain, zone=zone) == parse_time(plain, zone=None)
    except ValueError:
        return None
    return None if same else written


def parse_time(
    text: str, day_first: bool = False, from_1904: bool = False, zone: tzinfo | None = STATION_ZONE
) -> datetime:
    """A moment: year first, year last, digits only, a spreadsheet's serial, or seconds or milliseconds since 1970.

    One that is written with a zone is brought to the clock of ``zone``, with its summer time; where that is None it
    stays as it is written. 24:00 is the next day's 00:00.

    Raises
    ------
    ValueError
        It is none of these, or no such day or time exists.
    """
    plain = " ".join(_WEEKDAY.sub(" ", text).split()) if not text.isdecimal() else text
    plain = _in_figures(plain, zone)
    found = _YEAR_FIRST.fullmatch(plain) or _DIGITS.fullmatch(plain)
    if found is not None:
        return _moment(found, int(found["a"]), int(found["b"]), zone)
    if (found := _YEAR_LAST.fullmatch(plain)) is not None:
        month, day = (int(found["b"]), int(found["a"])) if day_first else (int(found["a"]), int(found["b"]))
        if month > 12:
            month, day = day, month
        return _moment(found, month, day, zone)
    if _SERIAL.fullmatch(plain) and _FIRST_SERIAL <= float(plain) < _LAST_SERIAL:
        # Serials hold about a tenth of a millisecond; whole seconds are what was typed.
        return (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(seconds=round(float(plain) * 86400))
    if (found := _UNIX.fullmatch(plain)) is not None:
        seconds = timedelta(seconds=int(found[1]), milliseconds=int(found[2] or 0))
        return _on_clock(_UNIX_EPOCH + seconds, timedelta(), zone)
    if (written := _IN_WORDS.match(plain)) is not None:
        year = written["y"].translate(_FIGURES)
        in_figures = f"{year}-{_counted(written['a'])}-{_counted(written['b'])} {plain[written.end() :]}"
        return parse_time(in_figures.strip(), zone=zone)
    raise ValueError(text)


def _in_figures(text: str, zone: tzinfo | None) -> str:
    """A time without names of months, Chinese numbers of its clock, and names of zones that add nothing."""
    text = _BESIDE_ZONE.sub("", text)
    if not text.isascii():
        return _COUNTED.sub(lambda number: str(_counted(number[0])), text)
    if not text[-1:].isalpha() and not any(letter.isalpha() for letter in text[:8]):
        return text
    for form in _BY_NAME:
        if (found := form.fullmatch(text)) is not None:
            month = _MONTHS.index(found["m"].lower()) + 1
            text = f"{found['y']}-{month}-{found['d']} {found['clock']}".strip()
            break
    return _CST.sub("", text) if zone == STATION_ZONE else text


def _counted(word: str) -> int:
    """A number below 100 in Chinese: 三, 十, 二十三."""
    tens, ten, ones = word.rpartition("十")
    return (int(tens.translate(_FIGURES) or 1) * 10 if ten else 0) + int(ones.translate(_FIGURES) or 0)


def parse_month(text: str) -> datetime:
    """The first day of a month: 2026-10, 2026年10月, 202610, or of the month of a day; ValueError where it is none."""
    found = _MONTH.fullmatch(text)
    if found is not None:
        return datetime(int(found["y"]), int(found["m"]), 1)
    return parse_time(text).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _moment(found: re.Match[str], month: int, day: int, zone: tzinfo | None) -> datetime:
    parts = found.groupdict()
    hour, minute, second = (int(parts.get(name) or 0) for name in ("h", "mi", "s"))
    if parts.get("thirty"):
        minute = 30
    said = [word.replace(".", "").lower() for word in (parts.get("half"), parts.get("ap")) if word]
    days = 0
    if said:
        hour = _hour_of_day(hour, said[0], found.string)
    if hour == 24 and not minute and not second:
        hour, days = 0, 1
    microsecond = int((parts.get("f") or "0").ljust(6, "0")[:6])
    told = parts.get("tz") or ""
    if told.startswith("-") and not parts.get("s") and "T" not in found.string.upper():
        raise ValueError(found.string)  # 9:30-10:30 is from when to when
    try:
        moment = datetime(int(found["y"]), month, day, hour, minute, second, microsecond) + timedelta(days=days)
        return _on_clock(moment, _zone(told), zone) if told else moment
    except OverflowError as error:
        raise ValueError(found.string) from error


def _on_clock(moment: datetime, ahead: timedelta, zone: tzinfo | None) -> datetime:
    """What the clock of a zone shows when one that is so far ahead of UTC's shows that moment."""
    if zone is None:
        return moment
    return moment.replace(tzinfo=timezone(ahead)).astimezone(zone).replace(tzinfo=None)


def _hour_of_day(hour: int, word: str, text: str) -> int:
    """The hour that 下午3点 and the like mean; one over 12 says it itself."""
    add, twelve = _HOURS[word]
    if hour > 12 and word not in ("am", "pm"):
        return hour
    if not 1 <= hour <= 12 or (word in ("晚上", "晚", "夜间", "夜里") and hour <= _LATEST_MORNING):
        raise ValueError(text)
    if word == "中午" and hour in (10, 11):
        return hour
    return twelve if hour == 12 else hour + add


def _zone(text: str) -> timedelta:
    """How far a zone's clock is before UTC's."""
    found = re.fullmatch(r"(?:Z|UTC|GMT)?(?:([+-])(\d{1,2}):?(\d{2})?)?", text.strip(), re.IGNORECASE)
    if found is None:
        raise ValueError(text)
    sign, hours, minutes = found.groups()
    ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return -ahead if sign == "-" else ahead
