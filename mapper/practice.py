"""How police work is called and printed where a project is used: practices, declared as data, one kept with a project.

The words of a practice are beside the sentences that they stand in: ``ui/language/practices/<code>``.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass

DateOrder = Literal["ymd", "mdy", "dmy"]
DATE_ORDERS: tuple[DateOrder, ...] = get_args(DateOrder)
# What a place may have words of its own for; a word may tell its plural behind a stroke: "beat/beats".
TERMS = ("unit", "community", "village", "station", "officer", "auxiliary", "beat", "duty")
PAPERS = ("A4", "A3", "A2", "A1", "A0", "Letter", "Tabloid")
# Time zones that are offered, by their names in the IANA database; a project may have any other of it too.
TIME_ZONES = (
    "Asia/Shanghai", "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "Europe/London", "Europe/Berlin", "UTC",
)  # fmt: skip
LONGEST_WORD, LONGEST_CAVEAT = 40, 200


# A day in figures: the year with four, month and day with two; and without the year.
DAY_FORMS: Mapping[DateOrder, str] = {"ymd": "{y}-{m}-{d}", "mdy": "{m}/{d}/{y}", "dmy": "{d}/{m}/{y}"}
_SHORT_FORMS: Mapping[DateOrder, str] = {"ymd": "{m}-{d}", "mdy": "{m}/{d}", "dmy": "{d}/{m}"}
_CLOCKS = {"hour": "%H:00", "minute": "%H:%M", "second": "%H:%M:%S"}


def day_in_figures(day: date, order: DateOrder, *, with_year: bool = True) -> str:
    """A day in figures in that order (year first: as ISO has it); a moment with its minute unless it is midnight."""
    if isinstance(day, datetime) and (day.hour or day.minute):
        return moment_in_figures(day, order, with_year=with_year)
    form = (DAY_FORMS if with_year else _SHORT_FORMS)[order]
    return form.format(y=f"{day.year:04}", m=f"{day.month:02}", d=f"{day.day:02}")


def moment_in_figures(at: datetime, order: DateOrder, *, with_year: bool = True, to: str = "minute") -> str:
    """A moment in figures in that order, midnight too; to the ``hour``, the ``minute`` or the ``second``."""
    return f"{day_in_figures(at.date(), order, with_year=with_year)} {at:{_CLOCKS[to]}}"


@dataclass(frozen=True)
class Practice:
    """A practice as it is declared, or as a project has it after somebody has changed it.

    Attributes
    ----------
    code
        Which of :data:`PRACTICES` it is; its words and sentences are found by it.
    emergency_number
        The number that a public map names for emergencies; empty: it names none.
    approval_line
        Whether a map has a line for the number under which it may be published (审图号).
    caveat
        What the boundaries are not, in the place's own words; empty: as the practice says it.
    papers
        Paper sizes that are offered; the first is that of a single sheet, the second of an atlas.
    date_order
        Order of year, month and day where a date is written in figures, and how an ambiguous one is read.
    time_zone
        Name of the zone (IANA) whose clock times are told by, to which a file's times with a zone are brought; empty:
        nobody has said it.
    crs
        CRS in metres for new projects, such as ``EPSG:26971``; empty: the one that fits the land.
    words
        Term (of :data:`TERMS`) → the place's own word, in place of the practice's.
    """

    code: str
    emergency_number: str = ""
    approval_line: bool = False
    caveat: str = ""
    papers: tuple[str, ...] = PAPERS
    date_order: DateOrder = "ymd"
    time_zone: str = ""
    crs: str = ""
    words: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """JSON-ready values; :meth:`from_json` reads them back."""
        return asdict(self) | {"papers": list(self.papers), "words": dict(self.words)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Practice":
        """A practice from :meth:`as_json`; what is missing is as it is declared. InputError as :meth:`checked`."""
        given = {field.name: values[field.name] for field in fields(cls) if field.name in values}
        try:
            if "papers" in given:
                given["papers"] = tuple(given["papers"])
            if "words" in given:
                given["words"] = tuple(sorted(dict(given["words"]).items()))
        except (TypeError, ValueError):
            raise InputError("practice_unread", what="papers, words") from None
        return replace(practice_named(given.get("code", HUBEI.code)), **given).checked()

    def checked(self) -> "Practice":
        """The same, if it can be; InputError ``practice_unread`` with the name of what cannot."""
        own = (part for word in self.words for part in word)
        texts = (self.emergency_number, self.caveat, self.time_zone, self.crs, *own)
        if not all(isinstance(text, str) for text in texts):
            raise InputError("practice_unread", what="emergency_number, caveat, time_zone, crs, words")
        for what, good in (
            ("emergency_number", len(self.emergency_number) <= LONGEST_WORD),
            ("approval_line", isinstance(self.approval_line, bool)),
            ("caveat", len(self.caveat) <= LONGEST_CAVEAT),
            ("papers", bool(self.papers) and set(self.papers) <= set(PAPERS)),
            ("date_order", self.date_order in DATE_ORDERS),
            ("time_zone", not self.time_zone or _is_zone(self.time_zone)),
            ("words", all(term in TERMS and 0 < len(word) <= LONGEST_WORD for term, word in self.words)),
            ("emergency_number, caveat, words", all(text.isprintable() for text in texts)),
        ):
            if not good:
                raise InputError("practice_unread", what=what)
        return self

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone, with its summer time; None where nobody has said it."""
        return ZoneInfo(self.time_zone) if self.time_zone else None

    @property
    def day_first(self) -> bool | None:
        """Whether the day stands before the month where nothing else tells; None where the year comes first."""
        return None if self.date_order == "ymd" else self.date_order == "dmy"

    @property
    def is_usual(self) -> bool:
        """Whether it says everything as Hubei does, which is how sentences are written."""
        return self.code == HUBEI.code and not self.words

    @property
    def in_words(self) -> "Practice":
        """What its words depend on, and nothing else."""
        return Practice(self.code, words=self.words)

    @property
    def slip_paper(self) -> str:
        """The size that a slip is printed on: Letter where it is more usual than A4."""
        return next((paper for paper in self.papers if paper in ("A4", "Letter")), "A4")

    def paper(self, *, atlas: bool = False) -> str:
        """The usual paper of a single sheet, or of an atlas."""
        return self.papers[1 if atlas and len(self.papers) > 1 else 0]


HUBEI = Practice("hubei", "110", approval_line=True, papers=("A3", "A4", "A2", "A1", "A0"), time_zone="Asia/Shanghai")
GENERAL = Practice("general", papers=("A3", "A4", "A2", "A1", "A0", "Tabloid", "Letter"))
UNITED_STATES = Practice(
    "united_states", "911", papers=("Tabloid", "Letter", "A4", "A3", "A2", "A1", "A0"), date_order="mdy"
)
PRACTICES = (HUBEI, GENERAL, UNITED_STATES)


def practice_named(code: str) -> Practice:
    """The practice as it is declared; InputError ``practice_unknown``."""
    for practice in PRACTICES:
        if practice.code == code:
            return practice
    raise InputError("practice_unknown", practice=str(code), known=[practice.code for practice in PRACTICES])


def _is_zone(name: str) -> bool:
    """Whether the database has a zone of that name; ``ValueError`` is a name that would leave its folder."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True
