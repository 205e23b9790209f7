"""Several PDFs by Qt as one, object by object: streams are copied as they are, and one part at a time is in memory.

Qt writes a plain file: every object in a table of its own, none packed in another, and streams that name their length.
So an object is what lies between two entries of the table, and only what stands before its stream is changed: the
numbers of objects that it refers to. A library that reads and writes any PDF took ten times the file in memory.
"""

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import BinaryIO

_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_STREAM = re.compile(rb">>\s*stream\r?\n")
_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_SUBSET = re.compile(rb"/([A-Z]{6})\+([^\s/<>()\[\]]+)")
_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


class JoinedPdf:
    """A file that is being written; :meth:`finish` ends it. Object 1 is the tree of all pages."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._at = file, 0
        self._offsets: dict[int, int] = {}
        self._trees: list[int] = []
        self._next = 2
        self.pages: list[int] = []
        self._write(_HEAD)

    def append(self, pdf: bytes, changed: Callable[[bytes], bytes] = lambda page: page) -> None:
        """Add the pages of a file; ``changed`` is handed the dictionary of each and returns the one to be written."""
        objects, root, info = _objects(pdf)
        catalog = objects[root][0]
        tree = _referred(catalog, b"Pages")
        left_out = {root, info, _referred(catalog, b"Metadata"), _referred(catalog, b"Names")}
        kept = _in_order(objects, tree, left_out)
        numbers = dict(zip(kept, range(self._next, self._next + len(kept)), strict=True))
        self._next += len(kept)
        pages = [int(found) for found in _REFERENCE.findall(objects[tree][0].partition(b"/Kids")[2].partition(b"]")[0])]
        tags = _plain_tags(b"".join(head for head, _ in objects.values()))
        for number in kept:
            head, rest = objects[number]
            if number in pages:
                head = changed(head)
            elif number == tree:
                head = head.replace(b"/Type /Pages", b"/Type /Pages /Parent <1>", 1)
            head = _REFERENCE.sub(lambda found: b"%d 0 R" % numbers[int(found[1])], head)
            head = _SUBSET.sub(lambda found: b"/" + tags[found[1]] + b"+" + found[2], head.replace(b"<1>", b"1 0 R", 1))
            self._object(numbers[number], head + rest)
        self._trees.append(numbers[tree])
        self.pages += [numbers[page] for page in pages]

    @property
    def next_number(self) -> int:
        """The number of the object that is added next."""
        return self._next

    def add(self, content: bytes) -> int:
        """Add an object; returns its number."""
        number = self._next
        self._next += 1
        self._object(number, content)
        return number

    def finish(self, catalog: Mapping[str, bytes], info: bytes, file_id: bytes) -> None:
        """Write the tree of pages, the catalog (with these entries too), the table and the trailer."""
        kids = b" ".join(b"%d 0 R" % tree for tree in self._trees)
        self._object(1, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(self.pages), kids))
        entries = b" ".join(b"/%s %s" % (name.encode(), value) for name, value in catalog.items())
        root, about = self.add(b"<< /Type /Catalog /Pages 1 0 R %s >>" % entries), self.add(info)
        table = self._at
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % self._next)
        self._write(b"".join(b"%010d 00000 n \n" % self._offsets[number] for number in range(1, self._next)))
        told = file_id.hex().encode()
        self._write(
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n"
            % (self._next, root, about, told, told, table)
        )

    def _object(self, number: int, content: bytes) -> None:
        self._offsets[number] = self._at
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, content))

    def _write(self, content: bytes) -> None:
        self._file.write(content)
        self._at += len(content)


def _objects(pdf: bytes) -> tuple[dict[int, tuple[bytes, bytes]], int, int]:
    """Every object as what stands before its stream and the rest; the numbers of catalog and information."""
    table = int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0])
    trailer = pdf[pdf.rindex(b"trailer") :]
    entries = pdf[table : len(pdf) - len(trailer)].splitlines()[2:]
    offsets = {number: int(found[1]) for number, entry in enumerate(entries) if (found := _ENTRY.match(entry))}
    ends = sorted([*offsets.values(), table])
    after = dict(pairwise(ends))
    objects = {}
    for number, offset in offsets.items():
        whole = pdf[offset : after[offset]]
        content = whole[whole.index(b"obj") + 3 : whole.rindex(b"endobj")].strip(b"\r\n")
        begins = _STREAM.search(content)
        cut = len(content) if begins is None else begins.start()
        objects[number] = content[:cut], content[cut:]
    return objects, _referred(trailer, b"Root"), _referred(trailer, b"Info")


def _in_order(objects: Mapping[int, tuple[bytes, bytes]], first: int, left_out: AbstractSet[int]) -> list[int]:
    """Numbers of objects as they are met on the way from the first: Qt writes its fonts in an order drawn by lot."""
    found: dict[int, None] = {}
    waiting = [first]
    while waiting:
        number = waiting.pop()
        if number in objects and number not in left_out and number not in found:
            found[number] = None
            waiting += [int(other) for other in reversed(_REFERENCE.findall(objects[number][0]))]
    return [*found, *sorted(objects.keys() - left_out - found.keys())]


def _referred(dictionary: bytes, name: bytes) -> int:
    """The number of the object that an entry refers to; 0 where there is no such entry."""
    found = re.search(rb"/%s (\d+) 0 R" % name, dictionary)
    return 0 if found is None else int(found[1])


def _plain_tags(heads: bytes) -> dict[bytes, bytes]:
    """Tags of subsets of fonts (``/QBCAAA+Name``, drawn by lot) numbered by the fonts' names."""
    fonts = sorted({(name, tag) for tag, name in _SUBSET.findall(heads)})
    return {tag: bytes(ord("A") + n // 26**k % 26 for k in range(5, -1, -1)) for n, (_, tag) in enumerate(fonts)}
