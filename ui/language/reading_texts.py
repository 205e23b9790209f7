"""What was read from a file, in sentences."""

from layers.say import Say
from mapper.io.reading import Reading

_NOTES_SHOWN = 8


def reading_texts(say: Say, reading: Reading) -> list[str]:
    """What was read and what is to be known about it, a sentence each."""
    texts = [
        say("import.read", read=reading.read, imported=reading.imported, rejected=len(reading.rejected)),
        say("import.about_file", encoding=reading.encoding or "—", crs=reading.crs or "—"),
    ]
    texts += [say(f"note.{code}", **values) for code, values in reading.notes]
    if reading.dropped_columns:
        texts.append(say("import.unused", columns=list(reading.dropped_columns)))
    texts += [
        say("import.rejected_row", row=row, reason=say(f"reject.{code}", **values))
        for row, code, values in reading.rejected[:_NOTES_SHOWN]
    ]
    more = len(reading.rejected) - _NOTES_SHOWN
    return [*texts, say("import.more_rejected", count=more)] if more > 0 else texts
