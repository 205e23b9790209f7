"""What was read from a file, in sentences; the same in dialogs and on the command line."""

from collections.abc import Sequence

import pandas as pd

from layers.say import Say
from mapper.io.file_columns import rejected_rows
from mapper.io.reading import Reading
from mapper.io.source import Rejected, Source, row_in_file

_MOST_REJECTED = 8


def reading_texts(say: Say, reading: Reading, most: int | None = _MOST_REJECTED) -> list[str]:
    """How many rows were read and what is to be known of them, a sentence each; ``most`` rejected rows one by one.

    Where that is None nothing is said of single rows: they are listed elsewhere.
    """
    # A workbook has no encoding of its own.
    about = "import.about_file" if reading.encoding else "import.about_file.crs"
    texts = [
        say(
            "import.read",
            table=say(f"table.{reading.table}"),
            read=reading.read,
            imported=reading.imported,
            rejected=len(reading.rejected),
        ),
        say(about, encoding=reading.encoding, crs=reading.crs),
    ]
    texts += [say(f"note.{code}", **values) for code, values in reading.notes]
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


def reject_reason(say: Say, rejected: Rejected) -> str:
    """Why a row could not be taken."""
    return say(f"reject.{rejected.code}", **rejected.values)


def rejected_table(say: Say, source: Source, rejected: Sequence[Rejected]) -> pd.DataFrame:
    """Rejected rows as :func:`mapper.io.file_columns.rejected_rows` has them, to be shown or sent back."""
    headings = (say("import.rejected.row"), say("import.rejected.sheet"), say("import.rejected.reason"))
    return rejected_rows(source, rejected, headings, lambda one: reject_reason(say, one))
