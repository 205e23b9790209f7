"""What was read from a file, in sentences; the same in dialogs and on the command line."""

from collections.abc import Collection, Sequence
from typing import Any, Protocol

import pandas as pd

from layers.say import Say
from mapper.io.file_columns import rejected_rows
from mapper.io.reading import Reading
from mapper.io.shape_intake import GUESSED
from mapper.io.source import Rejected, Source, row_in_file

_MOST_REJECTED = 8


class Says(Say, Protocol):
    """Words for codes, and for columns of a table."""

    def field(self, table: str, column: str) -> str: ...


def reading_texts(say: Says, reading: Reading, most: int | None = _MOST_REJECTED) -> list[str]:
    """How many rows were read and what is to be known of them, a sentence each; ``most`` rejected rows one by one.

    Where that is None nothing is said of single rows: they are listed elsewhere.
    """
    # A workbook has no encoding of its own, a list of officers no coordinates.
    known = [name for name in ("encoding", "crs") if getattr(reading, name)]
    about = "import.about_file" if len(known) > 1 else f"import.about_file.{known[0]}" if known else None
    texts = [
        say(
            "import.read",
            table=say(f"table.{reading.table}"),
            read=reading.read,
            imported=reading.imported,
            rejected=len(reading.rejected),
        ),
    ]
    if about is not None:
        texts.append(say(about, encoding=reading.encoding, crs=reading.crs))
    texts += reading_notes(say, reading)
    if reading.dropped_columns:
        texts.append(say("import.unused", columns=list(reading.dropped_columns)))
    if len(reading.further.columns):
        texts.append(say("import.kept", columns=list(reading.further.columns)))
    if most is None:
        return texts
    texts += [
        say(
            "import.rejected_row_of_sheet" if "sheet" in one.values else "import.rejected_row",
            row=row_in_file(one, reading.rows_above),
            sheet=one.values.get("sheet"),
            reason=reject_reason(say, one),
        )
        for one in reading.rejected[:most]
    ]
    more = len(reading.rejected) - most
    return [*texts, say("import.more_rejected", count=more)] if more > 0 else texts


def reading_notes(say: Says, reading: Reading, without: Collection[str] = ()) -> list[str]:
    """What is to be known of how a file was read, but for notes of some codes; fields by their words."""
    return [
        say(f"note.{code}", **{name: _spoken(say, reading.table, name, value) for name, value in values.items()})
        for code, values in reading.notes
        if code not in without
    ]


def _spoken(say: Says, table: str, name: str, value: Any) -> Any:
    if name == "field":
        return say.field(table, value)
    if name == "fields":
        return [say.field(table, field) for field in value]
    if name == "columns":  # some are recognised: heading → field
        parted = [one.rpartition(GUESSED) for one in value]
        return [f"{heading}{arrow}{say.field(table, field)}" if arrow else field for heading, arrow, field in parted]
    return value


def reject_reason(say: Say, rejected: Rejected) -> str:
    """Why a row could not be taken."""
    return say(f"reject.{rejected.code}", **rejected.values)


def rejected_table(say: Say, source: Source, rejected: Sequence[Rejected]) -> pd.DataFrame:
    """Rejected rows as :func:`mapper.io.file_columns.rejected_rows` has them, to be shown or sent back."""
    headings = (say("import.rejected.row"), say("import.rejected.sheet"), say("import.rejected.reason"))
    return rejected_rows(source, rejected, headings, lambda one: reject_reason(say, one))
