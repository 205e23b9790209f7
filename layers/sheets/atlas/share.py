"""A share of an atlas: a few sheets laid out, compared, and painted, in this process or in another one."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from pathlib import Path
from typing import Any

from layers.edition_map import contained
from layers.paint.backdrop import Tiles
from layers.paint.unplaced import UnplacedName
from layers.say import Say, sentence
from layers.sheets.atlas.fingerprint import fingerprint
from layers.sheets.atlas_sheets import AtlasSheet
from layers.sheets.export import painted_pages, painted_pdf, pdf_of_pages
from layers.sheets.order import Orientation, SheetOrder
from layers.sheets.page import Drafter
from layers.sheets.parts import NO_CELL, AtlasEntry, MapFrame, Page
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.files.whole_file import write_whole
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

SHARE = 16  # sheets: what is lost where the work is stopped, and what one process does before it asks again


@dataclass(frozen=True)
class Trouble:
    """A sheet that could not be made: the error's code and values."""

    code: str
    values: dict[str, object]


@dataclass(frozen=True)
class SheetDone:
    """What became of a sheet.

    Attributes
    ----------
    entry
        Its line in the contents; None where it could not be made, and ``trouble`` says why.
    orientation
        How its paper lies.
    mark
        The hash of what it shows.
    unplaced
        Names that the map has no room for, with their grid cells.
    keyed
        How many names are numbers on the map.
    painted
        Whether its picture is there: it was painted now, or before the work was stopped; what is as it was is not.
    title
        As it stands above the sheet.
    edition, contained
        Whose rows it shows (a station's code, or nothing), and how many of what are in that edition.
    """

    number: int
    code: str
    name: str
    entry: AtlasEntry | None = None
    orientation: Orientation = "landscape"
    mark: str = ""
    unplaced: tuple[tuple[str, str], ...] = ()
    keyed: int = 0
    painted: bool = False
    title: str = ""
    edition: str = ""
    contained: Mapping[str, int] = field(default_factory=dict)
    trouble: Trouble | None = None


@dataclass(frozen=True)
class ShareDone:
    """A share's sheets, and where the pages of those that are painted lie until they are joined."""

    sheets: tuple[SheetDone, ...]
    part: Path | None = None


@dataclass(frozen=True)
class ShareAsked:
    """Which sheets are wanted, by number, and how.

    Attributes
    ----------
    order
        Scale and orientation of all sheets; None for the best of each.
    known
        Marks of sheets, by code, that need not be painted where theirs is the same.
    files
        A file for each sheet, by number; none where all go into one file.
    parts
        A folder where the pages of shares are kept until they are joined; None where each sheet has its file.
    paint
        False to lay out alone.
    """

    numbers: tuple[int, ...]
    scale: int | None = None
    orientation: Orientation | None = None
    known: dict[str, str] = field(default_factory=dict)
    files: dict[int, Path] = field(default_factory=dict)
    parts: Path | None = None
    paint: bool = True


@dataclass(frozen=True, eq=False)
class AtlasWork:
    """What every share rests on; all of it can be handed to another process, where no background map is open."""

    project: Project
    order: SheetOrder
    as_of: date
    say: Say
    day: Day | None = None
    tiles: Tiles = field(default_factory=dict)


class ShareMaker:
    """Makes shares of one atlas, one after the other."""

    def __init__(self, work: AtlasWork) -> None:
        self._work = work
        self.drafter = Drafter(work.project, work.order, work.as_of, work.day)

    def __call__(self, asked: ShareAsked, between: Callable[[], object] = lambda: None) -> ShareDone:
        """Make the share; ``between`` is called before each sheet, and what it raises ends the work."""
        found: list[SheetDone] = []
        wanted: list[tuple[int, list[Page]]] = []
        for number in asked.numbers:
            between()
            sheet = self.drafter.sheets[number - 1]
            try:
                pages = self.drafter.sheet_pages(sheet, ordered(sheet, asked))
                if not pages:
                    raise InputError("nothing_to_print")
            except InputError as error:
                found.append(SheetDone(number, sheet.code, sheet.name, trouble=Trouble(error.code, error.values)))
                continue
            done = self._laid_out(sheet, pages, asked.paint)
            if asked.paint and done.mark != asked.known.get(sheet.code):
                done = replace(done, painted=True)
                if asked.files:
                    done = self._painted_alone(done, pages, asked.files[number])
                else:
                    wanted.append((len(found), pages))
            found.append(done)
        part = None
        if asked.parts is not None and wanted:
            part = asked.parts / f"{asked.numbers[0]:05}-{_key(found)}.pdf"
            self._paint_together(found, wanted, part, between)
        return ShareDone(tuple(found), part)

    def _laid_out(self, sheet: AtlasSheet, pages: list[Page], marked: bool) -> SheetDone:
        first = pages[0]
        return SheetDone(
            sheet.number,
            sheet.code,
            sheet.name,
            entry_of(sheet, pages),
            "landscape" if first.width_mm > first.height_mm else "portrait",
            fingerprint(pages, self._work.say("web.lang")) if marked else "",
            title=sentence(first.title, self._work.say),
            edition=first.shown_map.edition.station_code or "",
            contained=contained([first.shown_map]) if marked else {},
        )

    def _painted_alone(self, done: SheetDone, pages: list[Page], path: Path) -> SheetDone:
        tolds = painted_pages(pages, self._work.say, self._work.tiles)
        write_whole(path, pdf_of_pages(pages, self._work.say, tolds.pages))
        return _with_names(done, pages, tolds.unplaced, tolds.keyed)

    def _paint_together(
        self,
        found: list[SheetDone],
        wanted: list[tuple[int, list[Page]]],
        part: Path,
        between: Callable[[], object],
    ) -> None:
        if (before := _painted_before(part)) is not None:
            for at, _ in wanted:
                unplaced, keyed = before[found[at].code]
                found[at] = replace(found[at], unplaced=tuple((text, cell) for text, cell in unplaced), keyed=keyed)
            return
        every = [page for _, pages in wanted for page in pages]
        tolds = painted_pages(every, self._work.say, self._work.tiles, between)
        write_whole(part, painted_pdf(tolds.pages, mono=every[0].mono))
        first = 0
        for at, pages in wanted:
            unplaced, keyed = tolds.unplaced[first : first + len(pages)], tolds.keyed[first : first + len(pages)]
            found[at] = _with_names(found[at], pages, unplaced, keyed)
            first += len(pages)
        told = {found[at].code: (found[at].unplaced, found[at].keyed) for at, _ in wanted}
        write_whole(part.with_suffix(".json"), json.dumps(told, ensure_ascii=False).encode())


def entry_of(sheet: AtlasSheet, pages: Sequence[Page]) -> AtlasEntry:
    """The line of a sheet in the contents."""
    frame = pages[0].frame
    assert frame is not None
    units = sum(len(page.unit_rows) for page in pages)
    return AtlasEntry(sheet.number, sheet.name, frame.scale_denominator, len(pages), units, frame.viewport.bounds_m)


def ordered(sheet: AtlasSheet, asked: ShareAsked) -> SheetOrder:
    """The order of a sheet with the scale and orientation of all, where they have one."""
    scale, orientation = asked.scale, asked.orientation
    order = sheet.order if scale is None else replace(sheet.order, scale=scale)
    return order if orientation is None else replace(order, orientation=orientation)


def _key(found: list[SheetDone]) -> str:
    """Of what the painted ones of these show."""
    return hashlib.sha256("".join(done.mark for done in found if done.painted).encode()).hexdigest()[:24]


def _painted_before(part: Path) -> dict[str, Any] | None:
    """What was told of the sheets of a part that is there already: the work was stopped after it."""
    try:
        told = json.loads(part.with_suffix(".json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and part.exists() else None


def _with_names(
    done: SheetDone, pages: list[Page], unplaced: list[tuple[UnplacedName, ...]], keyed: list[int]
) -> SheetDone:
    """With the names that the painted maps have no room for."""
    missing = [
        (name.text, _cell(page.frame, name)) for page, names in zip(pages, unplaced, strict=True) for name in names
    ]
    return replace(done, unplaced=tuple(missing), keyed=sum(keyed))


def _cell(frame: MapFrame | None, name: UnplacedName) -> str:
    return NO_CELL if frame is None else frame.grid_reference(name.xy_m)
