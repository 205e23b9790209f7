"""An atlas as files: all sheets in one, or a file for each; painted in shares, which may go to several processes."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import chain
from pathlib import Path
from typing import Protocol

from layers.edition_map import EditionMap
from layers.geometry.coarse import first_detail_m
from layers.paint.finished_pdf import About, join
from layers.say import sentence
from layers.sheets.atlas.front_pages import FRONT_PAGES, front_pages
from layers.sheets.atlas.report import report_of
from layers.sheets.atlas.share import SHARE, AtlasWork, ShareAsked, ShareDone, ShareMaker, SheetDone, entry_of, ordered
from layers.sheets.atlas_sheets import AtlasSheet
from layers.sheets.export import painted_pages, painted_pdf, pdf_of_pages
from layers.sheets.order import Orientation
from layers.sheets.page import Drafter
from layers.sheets.parts import Page
from mapper.errors import InputError
from mapper.files.file_names import untaken
from mapper.files.whole_file import draft_of, write_whole
from mapper.lazy_dataclass import dataclass
from mapper.message import Message

Each = Callable[[int, int], None]
_MARKS = "sheets.json"
_FINER = 4  # than a screen draws the whole of a large land, is the largest paper
STEPS = 2  # of a sheet: it is laid out, and painted


def _nothing(_share: ShareDone) -> None:
    """Nobody wants to know of a share before all are made."""


class Run(Protocol):
    """Makes shares, in whatever order and however many at a time.

    ``done`` gets how many steps were made meanwhile, ``STEPS`` a sheet, and what it raises ends the work; ``then`` gets
    each share.
    """

    def __call__(
        self, shares: Sequence[ShareAsked], done: Callable[[int], None], then: Callable[[ShareDone], None] = _nothing
    ) -> list[ShareDone]: ...

    def finish(self) -> None:
        """No share is asked for any more: what was kept for them may go."""


class Here:
    """Makes shares one after the other, where it is called."""

    def __init__(self, work: AtlasWork) -> None:
        self._make = ShareMaker(work)

    def __call__(
        self, shares: Sequence[ShareAsked], done: Callable[[int], None], then: Callable[[ShareDone], None] = _nothing
    ) -> list[ShareDone]:
        made = []
        for share in shares:
            left = iter(range(STEPS * len(share.numbers)))

            def one_step(left: Iterator[int] = left) -> None:
                done(int(next(left, None) is not None))

            made.append(self._make(share, one_step))
            then(made[-1])
            done(sum(1 for _ in left))
        return made

    def finish(self) -> None:
        """Nothing but this process made them."""


@dataclass(frozen=True)
class Book:
    """How the sheets become files.

    Attributes
    ----------
    front
        Of ``FRONT_PAGES``, those that it begins with.
    apart
        A file for each sheet, named after it, in a folder.
    since
        Marks of the sheets of the last time, by code: only those that differ are painted. None to paint all. Of files
        for each sheet those that are there and show the same are left in any case.
    """

    front: tuple[str, ...] = FRONT_PAGES
    apart: bool = False
    since: Mapping[str, str] | None = None


@dataclass(frozen=True)
class BookDone:
    """What was made: the files, every sheet, the report, and what its editions hold by code of the layer."""

    files: tuple[Path, ...]
    sheets: tuple[SheetDone, ...]
    report: Path
    gone: tuple[str, ...] = ()
    contained: Mapping[str, int] = field(default_factory=dict)

    @property
    def painted(self) -> int:
        return sum(done.painted for done in self.sheets)

    @property
    def marks(self) -> dict[str, str]:
        """By code, for the next time."""
        return {done.code: done.mark for done in self.sheets if done.mark}


def write_book(path: Path, work: AtlasWork, book: Book, run: Run, each: Each = lambda _done, _all: None) -> BookDone:
    """Write the atlas; ``path`` is its file, or the folder of its files.

    ``each`` is told how many steps are done of how many, and what it raises ends the work. What was painted by then is
    kept beside, and the same atlas asked for again goes on from there.

    Raises
    ------
    InputError
        As :class:`layers.sheets.page.Drafter`; ``atlas_unchanged`` where no sheet
        differs from the last time, and where none could be made, the first one's error.
    """
    drafter = Drafter(work.project, work.order, work.as_of, work.day)
    sheets = drafter.sheets
    numbers = [sheet.number for sheet in sheets]
    told = _Told(each, STEPS * len(numbers) * _passes(work))
    scale, orientation = _of_all(numbers, work, run, told)
    asked, files = ShareAsked((), scale, orientation, dict(book.since or {})), {}
    if book.apart:
        files = _files(_folder(path), sheets)
        there = _there(path, sheets, files)
        # A file that is there and shows the same is left; one that is not there is made, though nothing changed.
        asked = replace(asked, files=files, known=there)
    else:
        asked = replace(asked, parts=_folder(_parts_beside(path)))

    def noted(share: ShareDone) -> None:
        if book.apart:
            _note_marks(path, share.sheets, files)

    shares = sorted(run(_shares(numbers, asked), told, noted), key=lambda share: share.sheets[0].number)
    run.finish()
    done = tuple(one for share in shares for one in share.sheets)
    _require_any(done, book)
    whole = drafter.overview_map(first_detail_m(work.project) / _FINER)
    first = _front(whole, work, book, done)
    if book.apart:
        made, report = _apart(path, work, first, done, files), path / "report.csv"
    else:
        _join(path, work, whole, first, done, [share.part for share in shares if share.part is not None])
        shutil.rmtree(_parts_beside(path), ignore_errors=True)
        made, report = (path,), path.with_name(f"{path.stem}-report.csv")
    gone = tuple(sorted((book.since or {}).keys() - {sheet.code for sheet in sheets}))
    write_whole(report, report_of(done, gone, work.say))
    return BookDone(made, done, report, gone, _contained(done))


def atlas_pages(work: AtlasWork, front: Sequence[str] = (), each: Each = lambda _done, _all: None) -> tuple[Page, ...]:
    """The same atlas as pages, for pictures and printers; ``front`` as of :class:`Book`, ``each`` before each sheet.

    InputErrors as :func:`layers.sheets.page.pages_of`: a sheet that cannot be made ends the work.
    """
    drafter = Drafter(work.project, work.order, work.as_of, work.day)
    numbers = [sheet.number for sheet in drafter.sheets]
    told = _Told(each, STEPS * len(numbers) * _passes(work))
    scale, orientation = _of_all(numbers, work, Here(work), told)
    asked, entries, pages = ShareAsked((), scale, orientation), [], []
    for sheet in drafter.sheets:
        told(STEPS)
        made = drafter.sheet_pages(sheet, ordered(sheet, asked))
        entries.append(entry_of(sheet, made))
        pages += made
    whole = drafter.overview_map(first_detail_m(work.project) / _FINER)
    pages = [*(front_pages(whole, work.order, entries, front) if front else ()), *pages]
    return tuple(replace(page, number=n, count=len(pages)) for n, page in enumerate(pages, 1))


def _files(folder: Path, sheets: Sequence[AtlasSheet]) -> dict[int, Path]:
    """The file of each sheet, by number: named by number and name."""
    wide = len(str(len(sheets)))
    named = untaken((f"{sheet.number:0{wide}}-{sheet.name}" for sheet in sheets), "sheet")
    return {sheet.number: folder / f"{name}.pdf" for sheet, (name, _) in zip(sheets, named, strict=True)}


class _Told:
    """Adds up how many steps are done in all passes."""

    def __init__(self, each: Each, total: int) -> None:
        self._each, self._done, self._total = each, 0, total

    def __call__(self, more: int) -> None:
        self._done += more
        self._each(self._done, self._total)


def _passes(work: AtlasWork) -> int:
    if not work.order.alike:
        return 1
    return 2 if work.order.orientation != "auto" else 3


def _of_all(
    numbers: Sequence[int], work: AtlasWork, run: Run, told: Callable[[int], None]
) -> tuple[int | None, Orientation | None]:
    """Scale and orientation of all sheets, where they are to be alike: what most lie in, and the smallest that fits."""
    if not work.order.alike:
        return None, None
    plain = ShareAsked((), paint=False)
    orientation = work.order.orientation
    if orientation == "auto":
        laid = [done for share in run(_shares(numbers, plain), told) for done in share.sheets if done.entry]
        counts = Counter(done.orientation for done in laid)
        orientation = counts.most_common(1)[0][0] if counts else "landscape"
    laid = [
        done for share in run(_shares(numbers, replace(plain, orientation=orientation)), told) for done in share.sheets
    ]
    scales = [done.entry.scale_denominator for done in laid if done.entry is not None]
    return max(scales, default=None) if work.order.scale is None else work.order.scale, orientation


def _shares(numbers: Sequence[int], asked: ShareAsked) -> list[ShareAsked]:
    """Alike in size and even in number, so that two processes end together."""
    pairs = -(-len(numbers) // (2 * SHARE))
    size = -(-len(numbers) // (2 * pairs)) if len(numbers) > SHARE else SHARE
    return [replace(asked, numbers=tuple(numbers[at : at + size])) for at in range(0, len(numbers), size)]


def _require_any(done: Sequence[SheetDone], book: Book) -> None:
    if all(one.trouble is not None for one in done):
        first = done[0].trouble
        assert first is not None
        raise InputError(first.code, **first.values)
    if book.since is not None and not book.apart and not any(one.painted for one in done):
        raise InputError("atlas_unchanged", count=len(done))


def _front(shown_map: EditionMap, work: AtlasWork, book: Book, done: Sequence[SheetDone]) -> list[Page]:
    """The first pages; where only what changed is printed, contents of those alone."""
    only_some = book.since is not None and not book.apart
    wanted = [code for code in book.front if code == "contents"] if only_some else book.front
    entries = [one.entry for one in done if one.entry is not None and (one.painted or not only_some)]
    return front_pages(shown_map, work.order, entries, wanted) if wanted else []


def _join(
    path: Path,
    work: AtlasWork,
    shown_map: EditionMap,
    first: list[Page],
    done: Sequence[SheetDone],
    parts: Sequence[Path],
) -> None:
    """All parts in one file, with an outline of the first pages and of the sheets."""
    before = [painted_pdf(painted_pages(first, work.say).pages, mono=work.order.mono)] if first else []
    outline = []
    for at, page in enumerate(first):
        if not at or page.template != first[at - 1].template:
            outline.append((work.say(f"atlas.front.{page.template}"), at))
    at = len(first)
    for one in done:
        if one.painted and one.entry is not None:
            outline.append((f"{one.number}　{one.title}", at))
            at += one.entry.pages
    mark = "" if shown_map.mark is None else sentence(shown_map.mark, work.say)
    title = sentence(Message("atlas.title", {"title": shown_map.title}), work.say)
    about = About(title, work.say("web.lang"), mark, tuple(outline))
    with draft_of(path) as draft, draft.open("wb") as file:
        join(chain(before, (part.read_bytes() for part in parts)), about, file)


def _apart(
    folder: Path, work: AtlasWork, first: list[Page], done: Sequence[SheetDone], files: Mapping[int, Path]
) -> tuple[Path, ...]:
    """The files that were written; what each shows is noted in the folder, so that the same is not painted again."""
    made = []
    if first:
        made.append(folder / f"{work.say('atlas.front.file')}.pdf")
        write_whole(made[0], pdf_of_pages(first, work.say, painted_pages(first, work.say).pages))
    _note_marks(folder, done, files)
    return (*made, *(files[one.number] for one in done if one.painted))


def _note_marks(folder: Path, done: Sequence[SheetDone], files: Mapping[int, Path]) -> None:
    noted = _noted(folder) | {files[one.number].name: one.mark for one in done if one.mark}
    write_whole(folder / _MARKS, json.dumps(noted, ensure_ascii=False, indent=0).encode())


def _noted(folder: Path) -> dict[str, str]:
    """What the files of a folder show, by their names."""
    try:
        noted = json.loads((folder / _MARKS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _there(folder: Path, sheets: Sequence[AtlasSheet], files: Mapping[int, Path]) -> dict[str, str]:
    """The marks of sheets whose file is there, by code."""
    noted = _noted(folder)
    return {
        sheet.code: mark
        for sheet in sheets
        if (mark := noted.get(files[sheet.number].name)) is not None and files[sheet.number].exists()
    }


def _folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("cannot_write", path=str(folder), reason=error.strerror or "") from error
    return folder


def _parts_beside(path: Path) -> Path:
    """Where the painted shares of a file lie until they are joined."""
    return path.with_name(f".{path.name}.parts")


def _contained(done: Sequence[SheetDone]) -> dict[str, int]:
    """How many of what the editions of the painted sheets hold, each edition once."""
    found: Counter[str] = Counter()
    for counts in {one.edition: one.contained for one in done if one.painted}.values():
        found.update(counts)
    return dict(found)
