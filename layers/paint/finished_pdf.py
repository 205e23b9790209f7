"""What Qt leaves out of a PDF: its language, an outline, how it is to be kept, and equal bytes for equal input."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

MM_PER_PT = 25.4 / 72
_MAKER = "jurisdiction-mapper"
_SUBSET = re.compile(rb"/([A-Z]{6})\+([^\s/<>()\[\]]+)")


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
    return joined((pdf,), about)


def joined(parts: Iterable[bytes], about: About) -> bytes:
    """The pages of several files one after the other, with what the whole says of itself."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import (
        ArrayObject,
        BooleanObject,
        ByteStringObject,
        DictionaryObject,
        NameObject,
        RectangleObject,
        TextStringObject,
    )

    writer = PdfWriter()
    sizes = []
    for pdf in parts:
        sizes.append(len(pdf))
        writer.append_pages_from_reader(PdfReader(BytesIO(_with_plain_tags(pdf))))
    if about.trim_mm is not None:
        for sheet in writer.pages:
            for box, inset_mm in zip(("/TrimBox", "/BleedBox"), about.trim_mm, strict=True):
                inset, paper = inset_mm / MM_PER_PT, sheet.mediabox
                sides = (paper.left + inset, paper.bottom + inset, paper.right - inset, paper.top - inset)
                sheet[NameObject(box)] = RectangleObject(sides)
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(about.language)
    root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    when = made_at().strftime("D:%Y%m%d%H%M%SZ")
    writer.metadata = None
    writer.add_metadata(
        {"/Title": about.title, "/Subject": about.mark, "/Creator": _MAKER, "/Producer": _MAKER, "/CreationDate": when,
         "/ModDate": when}
    )  # fmt: skip
    if len(about.outline) > 1:
        for text, page in about.outline:
            writer.add_outline_item(title=text, page_number=page)
    number = ByteStringObject(sha256(repr((about, when, *sizes)).encode()).digest()[:16])
    writer._ID = ArrayObject((number, number))  # noqa: SLF001 – pypdf draws one by lot, and has no other way to say it
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _with_plain_tags(pdf: bytes) -> bytes:
    """The same with the tags of its subsets of fonts (``/QBCAAA+Name``, drawn by lot) numbered by the fonts' names."""
    fonts = sorted({(name, tag) for tag, name in _SUBSET.findall(pdf)})
    plain = {tag: bytes(ord("A") + n // 26**k % 26 for k in range(5, -1, -1)) for n, (_, tag) in enumerate(fonts)}
    return _SUBSET.sub(lambda found: b"/" + plain[found[1]] + b"+" + found[2], pdf)
