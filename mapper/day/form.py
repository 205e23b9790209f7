"""A superior's form: which of its cells are which figures, what they are now, and what changed since the last time."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from mapper.day.day import Day
from mapper.day.form_figures import FIGURES, PERIODS, recorded_whole, value_of, whose
from mapper.errors import InputError
from mapper.io.form_package import FormPackage, Value
from mapper.lazy_dataclass import dataclass

# Besides the figures: the day, and the name of the district.
TEXTS = ("as_of", "district")
_NAMES_BESIDE = re.compile(r"(?:[^!@]+!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?")


@dataclass(frozen=True)
class FormField:
    """A cell or range of a form, and what stands there.

    Attributes
    ----------
    place
        ``Sheet!B4`` or ``Sheet!B4:B11``; the first sheet unless one is named. Of a Word form the sheets are its tables.
    figure
        Code of a figure (:data:`mapper.day.form_figures.FIGURES`), ``as_of`` or ``district``.
    of
        Whose: a station or unit by name or code, ``""`` for all, or cells of the form in which the names stand (as
        many as the range has).
    period
        One of :data:`mapper.day.form_figures.PERIODS`, for figures of a period.
    """

    place: str
    figure: str
    of: str = ""
    period: str = "month"


@dataclass(frozen=True)
class FilledCell:
    """A cell with its value, and the one of the last hand-in where there was one."""

    cell: str
    value: Value
    before: Value = None
    was_filled: bool = False

    @property
    def changed(self) -> bool:
        return self.was_filled and self.value != self.before


@dataclass(frozen=True)
class FilledForm:
    """A form's cells in the order of its fields.

    ``passed_over`` are cells beside which no known name stands; ``in_part`` those whose period is not recorded whole.
    """

    cells: tuple[FilledCell, ...]
    passed_over: tuple[str, ...]
    in_part: tuple[str, ...] = ()


def field_of(text: str) -> FormField:
    """``PLACE=FIGURE[@WHOSE][/PERIOD]`` as a person writes it; InputError ``form_field`` or those of its parts."""
    place, equals, told = text.partition("=")
    told, _, period = told.partition("/")
    figure, _, of = told.partition("@")
    if not (place.strip() and equals and figure.strip()):
        raise InputError("form_field", text=text)
    made = FormField(place.strip(), figure.strip(), of.strip(), period.strip() or "month")
    if made.figure not in FIGURES and made.figure not in TEXTS:
        raise InputError("form_figure", figure=made.figure, known=[*FIGURES, *TEXTS])
    if made.period not in PERIODS:
        raise InputError("form_period", period=made.period, known=list(PERIODS))
    return made


def filled(form: FormPackage, fields: Sequence[FormField], day: Day, last: Mapping[str, Any]) -> FilledForm:
    """Put the figures of the day into the form; ``last`` has the values of the last hand-in by cell.

    InputErrors as those of :class:`~mapper.io.form_package.FormPackage` and of the figures; ``form_names`` where the
    names beside a range are not as many as its cells.
    """
    cells, passed, in_part = [], [], []
    for field in fields:
        is_whole = field.figure not in FIGURES or recorded_whole(day, field.figure, field.period)
        for (sheet, cell), of in _asked(form, field):
            name = f"{sheet}!{cell}"
            try:
                value = _value(day, field, of)
            except InputError as error:
                if error.code != "form_whose" or of == field.of:
                    raise
                passed.append(name)  # a sum, a heading, a name of nobody's
                continue
            form.put(sheet, cell, value)
            cells.append(FilledCell(name, value, last.get(name), name in last))
            if not is_whole:
                in_part.append(name)
    return FilledForm(tuple(cells), tuple(passed), tuple(in_part))


def _asked(form: FormPackage, field: FormField) -> Iterator[tuple[tuple[str, str], str]]:
    """Each cell of a field, and whose figure it has."""
    cells = form.cells(field.place)
    if not _NAMES_BESIDE.fullmatch(field.of):
        yield from ((cell, field.of) for cell in cells)
        return
    sheet = cells[0][0]
    names = form.cells(field.of if "!" in field.of else f"{sheet}!{field.of}")
    if len(names) != len(cells):
        raise InputError("form_names", place=field.place, names=field.of)
    for cell, beside in zip(cells, names, strict=True):
        yield cell, form.text(*beside) or " — "  # beside an empty cell stands nobody; no name at all would mean all


def _value(day: Day, field: FormField, of: str) -> Value:
    if field.figure == "as_of":
        return day.as_of.isoformat()
    if field.figure == "district":
        return day.project.about.title
    return value_of(day, field.figure, whose(day, of), field.period)


def fields_json(fields: Sequence[FormField]) -> list[dict[str, str]]:
    """As they are kept with the project."""
    return [asdict(field) for field in fields]


def fields_from(kept: object) -> tuple[FormField, ...]:
    """What was kept; what cannot be read is left out."""
    found = []
    for one in kept if isinstance(kept, list) else []:
        try:
            found.append(FormField(**{name: str(value) for name, value in one.items()}))
        except (TypeError, AttributeError):
            continue
    return tuple(found)
