"""Rows of a text of cells, read anew whenever they are gone through: a million of them are never held as lists."""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, overload

from mapper.files.progress import told
from mapper.io.sheets import Row

if TYPE_CHECKING:
    import _csv  # where the type of what csv.reader gives is named

FIRST_ROWS = 25  # in which the header stands
_MOST_FOOTERS = 200
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_SHORT, _MOST_KEPT_ONCE = 40, 200_000
_MARKS = ("=", "'", "`")
_KEPT_AS_TEXT = re.compile(r"""(?:="([^"]*)"|['`](\d[\w.\-]*))\s*""")


class _Once(dict[str, str]):
    """Short cells as they are kept: most columns say few different things, and each of them is kept once.

    What comes after very many different ones is numbers and coordinates, of which a list would be larger than they are.
    """

    def __missing__(self, cell: str) -> str:
        kept = typed(cell)
        if len(self) < _MOST_KEPT_ONCE:
            self[cell] = kept
        return kept


def typed(cell: str) -> str:
    """What a person would see of a cell that is written so that a spreadsheet keeps its zeros: ="0012", '0012."""
    if cell[:1] not in _MARKS or (found := _KEPT_AS_TEXT.fullmatch(cell)) is None:  # hardly any cell begins so
        return cell
    return found[1] or found[2]


def lines_of(text: str) -> Iterator[str]:
    """Its lines with their ends; a StringIO would hold all of it a second time, at four bytes a sign."""
    return (found.group() for found in _LINE.finditer(text))


class TextRows(Sequence[Row]):
    """The rows of a text whose cells are parted by a sign, up to the last that says anything.

    Attributes
    ----------
    whole
        Whether its quotation marks match; where they do not, what it gives is not to be believed.
    furthest
        How many cells the longest row after the first :data:`FIRST_ROWS` has, empty ones at its end not counted.
    last
        The last rows that say anything, with their numbers from 0.
    """

    def __init__(self, text: str, sign: str) -> None:
        self._text, self._sign = text, sign
        self.furthest = self._count = 0
        self.last: deque[tuple[int, Row]] = deque(maxlen=_MOST_FOOTERS)
        try:
            self.whole = self._look_through()
        except csv.Error:
            self.whole = False
        self._first = [*islice(self, FIRST_ROWS)] if self.whole else []

    def _look_through(self) -> bool:
        widths: Counter[int] = Counter()
        over_lines: set[int] = set()  # widths of rows that go over several lines
        reader, line = self._reader(), 0
        for number, row in enumerate(told(reader, self._text.count("\n"))):
            width, lines, line = len(row), reader.line_num - line, reader.line_num
            if width > self.furthest and number >= FIRST_ROWS:
                self.furthest = max(self.furthest, next((at for at in range(width, 0, -1) if row[at - 1]), 0))
            if any(row):
                widths[width] += 1
                self.last.append((number, [*row]))
                self._count = number + 1
                if lines > 1:
                    over_lines.add(width)
        usual = max(widths, key=lambda width: widths[width], default=0)
        # A mark that was not closed takes the rows down to the next mark with it, and the lengths no longer fit.
        return over_lines <= {usual}

    def _reader(self) -> "_csv.Reader":
        return csv.reader(lines_of(self._text), delimiter=self._sign, strict=True)

    def __iter__(self) -> Iterator[Row]:
        once = _Once()
        for row in islice(self._reader(), self._count):
            yield [once[cell] if len(cell) < _SHORT else cell for cell in row]

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...

    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        if isinstance(at, slice):
            within = at.stop is not None and 0 <= at.stop <= len(self._first)
        else:
            within = 0 <= at < len(self._first)
        return self._first[at] if within else [*self][at]
