"""An atlas as it leaves the house: painted, compared with the last one of its kind, and written into the log."""

from collections.abc import Callable
from pathlib import Path

from layers.codes import PUBLIC_THEME
from layers.sheets.atlas.book import Book, BookDone, Run, write_book
from layers.sheets.atlas.share import AtlasWork
from layers.sheets.atlas_sheets import sheets_of
from layers.sheets.templates import template_of
from mapper.lazy_dataclass import dataclass
from mapper.store.atlas_marks import AtlasMarks, keep_marks, marks_of
from mapper.store.export_log import require_log
from ui.sheets.processes import with_run
from ui.sheets.record import record_atlas


@dataclass(frozen=True)
class AtlasAsked:
    """How an atlas becomes files: its first pages, a file for each sheet, and whether all or what changed alone."""

    front: tuple[str, ...]
    apart: bool = False
    changed: bool = False


def export_atlas(
    path: Path,
    place: Path,
    work: AtlasWork,
    asked: AtlasAsked,
    each: Callable[[int, int], None] = lambda _done, _all: None,
) -> BookDone:
    """Write it, keep what its sheets show for the next time, and log its files.

    ``place`` is the project's file; ``path`` as in :func:`layers.sheets.atlas.book.write_book`, and so the errors.
    """
    require_log(place)
    order = work.order
    kind = _kind(work)
    last = marks_of(place, kind)
    book = Book(asked.front, asked.apart, last.marks if asked.changed and last.as_of is not None else None)
    made: list[BookDone] = []

    def write(run: Run) -> None:
        made.append(write_book(path, work, book, run, each))

    with_run(work, len(sheets_of(work.project, order)), write)
    done = made[0]
    kept = {code: mark for code, mark in last.marks.items() if order.chosen and code not in done.marks}
    keep_marks(place, kind, AtlasMarks(work.as_of, kept | done.marks))
    record_atlas(str(place), order, work.as_of, done.files, done.contained)
    return done


def _kind(work: AtlasWork) -> str:
    """What two atlases have in common whose sheets can be compared."""
    order = work.order
    theme = PUBLIC_THEME if order.audience == "public" else order.theme
    told = (order.atlas, template_of(order).code, theme, order.audience, order.station_code or "", order.paper)
    return "|".join(map(str, (*told, work.say("web.lang"), "mono" if order.mono else "colour")))
