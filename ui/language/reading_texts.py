"""What was read from a file, in sentences; the same in dialogs and on the command line."""

from layers.say import Say
from mapper.io.reading import Reading

_MOST_REJECTED = 8


def reading_texts(say: Say, reading: Reading, most: int | None = _MOST_REJECTED) -> list[str]:
    """How many rows were read and what is to be known of them, a sentence each; ``most`` rejected rows one by one.

    Where that is None nothing is said of single rows: they are listed elsewhere.
    """
    texts = [
        say(
            "import.read",
            table=say(f"table.{reading.table}"),
            read=reading.read,
            imported=reading.imported,
            rejected=len(reading.rejected),
        ),
        say("import.about_file", encoding=reading.encoding, crs=reading.crs),
    ]
    texts += [say(f"note.{code}", **values) for code, values in reading.notes]
    if reading.dropped_columns:
        texts.append(say("import.unused", columns=list(reading.dropped_columns)))
    if most is None:
        return texts
    texts += [
        say(
            "import.rejected_row_of_sheet" if "sheet" in values else "import.rejected_row",
            row=row,
            sheet=values.get("sheet"),
            reason=say(f"reject.{code}", **values),
        )
        for row, code, values in reading.rejected[:most]
    ]
    more = len(reading.rejected) - most
    return [*texts, say("import.more_rejected", count=more)] if more > 0 else texts
