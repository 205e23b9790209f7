"""What is not as it should be in an atlas: every name that stands nowhere, every sheet with a problem."""

import csv
import io
from collections.abc import Sequence

from layers.say import Say
from layers.sheets.atlas.share import SheetDone


def report_of(sheets: Sequence[SheetDone], gone: Sequence[str], say: Say) -> bytes:
    """A CSV file with a line for each, under a line that says what the columns are; Excel reads its letters rightly."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow([say(f"atlas.report.{column}") for column in ("sheet", "code", "name", "what", "text", "cell")])
    for done in sheets:
        about = (done.number, done.code, _safe(done.name))
        if done.trouble is not None:
            write.writerow(
                [*about, say("atlas.report.failed"), say(f"error.{done.trouble.code}", **done.trouble.values), ""]
            )
        if done.entry is not None and done.entry.pages > 1:
            write.writerow(
                [*about, say("atlas.report.continued"), say("atlas.report.pages", count=done.entry.pages), ""]
            )
        if done.keyed:
            write.writerow([*about, say("atlas.report.keyed"), say("atlas.report.names", count=done.keyed), ""])
        for text, cell in done.unplaced:
            write.writerow([*about, say("atlas.report.unplaced"), _safe(text), cell])
    for code in gone:
        write.writerow(["", code, "", say("atlas.report.gone"), "", ""])
    return out.getvalue().encode("utf-8-sig")


def troubles(sheets: Sequence[SheetDone]) -> tuple[int, int]:
    """How many names stand nowhere, and how many sheets could not be made."""
    return sum(len(done.unplaced) for done in sheets), sum(done.trouble is not None for done in sheets)


def _safe(text: str) -> str:
    """A text that no table program takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
