"""A slip or a briefing as a file: PDF or text, a briefing's places as GPX or KML too, whichever its name ends in."""

from pathlib import Path

from layers.say import Say
from layers.sheets.slip.briefing import Briefing
from layers.sheets.slip.contents import Slip
from layers.sheets.slip.layout import slip_text
from layers.sheets.slip.places_file import gpx, kml
from mapper.errors import InputError
from mapper.files.whole_file import write_whole

_PLACES = {".gpx": gpx, ".kml": kml}


def slip_kind(path: Path) -> str:
    """What a slip of that name is: ``.pdf`` or ``.txt``. InputError ``slip_kind`` for any other ending."""
    kind = path.suffix.lower()
    if kind not in (".pdf", ".txt"):
        raise InputError("slip_kind", path=str(path))
    return kind


def write_slip(path: Path, slip: Slip, say: Say) -> None:
    """Write a slip. For a PDF a QGuiApplication must be running; a text needs no Qt, and loads none.

    Raises InputError ``slip_kind``, ``cannot_write`` or ``font_missing``.
    """
    if slip_kind(path) == ".txt":
        write_whole(path, slip_text(slip, say).encode())
        return
    from layers.sheets.slip.painter import write_painted_slip

    write_painted_slip(path, slip, say)


def briefing_kind(path: Path) -> str:
    """What a briefing of that name is: ``.pdf``, ``.txt``, ``.gpx`` or ``.kml``. InputError ``briefing_kind``."""
    kind = path.suffix.lower()
    if kind not in (".pdf", ".txt", *_PLACES):
        raise InputError("briefing_kind", path=str(path))
    return kind


def write_briefing(path: Path, briefing: Briefing, say: Say) -> None:
    """Write a briefing; for a PDF a QGuiApplication must be running.

    Raises InputError ``briefing_kind``, ``briefing_empty`` (places are asked for and there are none), ``cannot_write``
    or ``font_missing``.
    """
    kind = briefing_kind(path)
    if kind not in _PLACES:
        write_slip(path, briefing.slip, say)
        return
    if not briefing.places:
        raise InputError("briefing_empty", day=briefing.slip.as_of.isoformat(), officer_id=briefing.slip.whose.key)
    write_whole(path, _PLACES[kind](briefing, say))
