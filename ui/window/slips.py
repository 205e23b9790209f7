"""Slips from the window's list of what is to be done: asked where to, written off the main thread, told when there."""

from pathlib import Path

from layers.say import sentence
from mapper.analysis.todo import Whose
from ui.widgets.file_dialogs import ask_file
from ui.widgets.file_writing import write_file
from ui.widgets.tasks import Ticket
from ui.window.asked import OpenProject


def print_slip(w: OpenProject, whose: Whose) -> None:
    """Ask for a PDF or text file, called after whose slip it is and the day, and write it."""
    from layers.sheets.slip.contents import whose_words

    words = w.say("slip.title", whose=sentence(whose_words(w.day_in_hand.day, whose), w.say.messages))
    ask_file(
        w.say,
        w.page,
        w.say("todo.print"),
        ["PDF (*.pdf)", w.say("todo.text_file")],
        lambda path: write(w, whose, path),
        save_as=f"{words}-{w.view.as_of}.pdf",
    )


def write(w: OpenProject, whose: Whose, path: Path) -> None:
    """Write the slip of a list as of the day on screen, and tell how it went."""
    from layers.sheets.slip.contents import slip_of
    from layers.sheets.slip.file import write_slip

    day, words = w.day_in_hand.day, w.say.messages

    def work(to: Path, _: Ticket) -> None:
        write_slip(to, slip_of(day, whose), words)

    write_file(w.session.tasks.every, w.say, w.notice, path, work, subject="slip", done="slip.done")
