"""The sheet of two plans side by side, from the window: asked where to, written off-thread, told when there."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ui.widgets.file_dialogs import ask_file
from ui.widgets.file_writing import write_file
from ui.widgets.tasks import Ticket
from ui.window.asked import OpenProject

if TYPE_CHECKING:
    from ui.plans.variants_dialog import Answer


def print_variants(w: OpenProject, answer: "Answer") -> None:
    """Ask for a PDF, called after both sides and the day, and write the sheet."""
    words = w.say("variants.sheet_title", first=answer.names[0], second=answer.names[1])
    ask_file(
        w.say, w.page, w.say("variants.sheet"), ["PDF (*.pdf)"], partial(write_sheet, w, answer),
        save_as=f"{words}-{answer.days[1].as_of}.pdf",
    )  # fmt: skip


def write_sheet(w: OpenProject, answer: "Answer", path: Path) -> None:
    """Write the sheet, with its line in the log of exports, and tell how it went."""
    from layers.sheets.variants.contents import variants_sheet
    from layers.sheets.variants.painter import write_variants_sheet
    from ui.sheets.record import record_variants

    say, place = w.say.messages, Path(w.document.store.place)

    def work(to: Path, _: Ticket) -> None:
        write_variants_sheet(to, variants_sheet(answer.found, answer.days, answer.sides, say), say)
        record_variants(place, answer.days[1], answer.found, to)

    write_file(w.session.tasks.every, w.say, w.notice, path, work, subject="variants_sheet", done="variants.sheet_done")
