"""What Qt leaves out of a PDF: its language, an outline, how it is to be kept, and equal bytes for equal input."""

import os
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

from layers.paint.joined_pdf import JoinedPdf
from mapper.lazy_dataclass import dataclass

MM_PER_PT = 25.4 / 72
_MAKER = "jurisdiction-mapper"
_PAPER = re.compile(rb"/MediaBox \[([^\]]*)\](?:\s*/(?:Trim|Bleed)Box \[[^\]]*\])*")


def made_at() -> datetime:
    """When a file says that it was made: now, or the second that ``SOURCE_DATE_EPOCH`` names."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)


@dataclass(frozen=True)
class About:
    """What a PDF says of itself: title, language (BCP 47), how it is to be kept, and its outline.

    ``trim_mm`` is how far inside its paper a page is cut, and how far its bleed reaches; None where it is not cut.
    The outline has texts and numbers of pages from 0; a single entry would lead nowhere and is left out.
    """

    title: str
    language: str
    mark: str = ""
    outline: tuple[tuple[str, int], ...] = ()
    trim_mm: tuple[float, float] | None = None


def finished(pdf: bytes, about: About) -> bytes:
    """The same pages, with what the file says of itself. A reader shows the title in place of the file's name."""
    file = BytesIO()
    join((pdf,), about, file)
    return file.getvalue()


def join(parts: Iterable[bytes], about: About, file: BinaryIO) -> None:
    """Write the pages of several files one after the other, with what the whole says of itself.

    Parts are taken one at a time.
    """
    made, sizes = JoinedPdf(file), []
    for pdf in parts:
        sizes.append(len(pdf))
        made.append(pdf, partial(_cut, trim_mm=about.trim_mm))
    when = made_at().strftime("D:%Y%m%d%H%M%SZ")
    told = {"Title": about.title, "Subject": about.mark, "Creator": _MAKER, "Producer": _MAKER}
    days = f"/CreationDate ({when}) /ModDate ({when})".encode()
    info = b" ".join(b"/%s %s" % (name.encode(), _text(words)) for name, words in told.items())
    catalog = {"Lang": _text(about.language), "ViewerPreferences": b"<< /DisplayDocTitle true >>"}
    if len(about.outline) > 1:
        catalog["Outlines"] = b"%d 0 R" % _outlined(made, about.outline)
    number = sha256(repr((about, when, *sizes)).encode()).digest()[:16]
    made.finish(catalog, b"<< %s %s >>" % (info, days), number)


def _outlined(made: JoinedPdf, outline: Sequence[tuple[str, int]]) -> int:
    """Add an outline, one entry after the other; returns its number."""
    first = made.next_number
    top, last = first + len(outline), first + len(outline) - 1
    for number, (text, page) in enumerate(outline, start=first):
        before = b" /Prev %d 0 R" % (number - 1) if number > first else b""
        after = b" /Next %d 0 R" % (number + 1) if number < last else b""
        to = b"/Dest [%d 0 R /Fit]" % made.pages[page]
        made.add(b"<< /Title %s /Parent %d 0 R%s%s %s >>" % (_text(text), top, before, after, to))
    return made.add(b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % (first, last, len(outline)))


def _text(words: str) -> bytes:
    """Text as a PDF has it, whatever characters are in it."""
    return b"<" + (b"\xfe\xff" + words.encode("utf-16-be")).hex().encode() + b">"


def _cut(page: bytes, trim_mm: tuple[float, float] | None) -> bytes:
    """The dictionary of a page with where its paper is cut and how far its bleed reaches."""
    found = _PAPER.search(page)
    if trim_mm is None or found is None:
        return page
    west, south, east, north = (float(side) for side in found[1].split())
    boxes = b"/MediaBox [%s]" % found[1]
    for name, inset_mm in zip(("TrimBox", "BleedBox"), trim_mm, strict=True):
        inset = inset_mm / MM_PER_PT
        sides = (west + inset, south + inset, east - inset, north - inset)
        boxes += f"\n/{name} [{' '.join(f'{side:.4f}' for side in sides)}]".encode()
    return page.replace(found[0], boxes, 1)
