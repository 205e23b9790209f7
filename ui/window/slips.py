"""Slips from the window's list of what is to be done: asked where to, written off the main thread, told when there."""

from pathlib import Path

from layers.say import sentence
from layers.sheets.slip.contents import slip_of, whose_words
from layers.sheets.slip.file import write_slip
from mapper.analysis.todo import Whose
from mapper.errors import InputError
from ui.widgets.file_dialogs import ask_file
from ui.window.asked import OpenProject


def print_slip(w: OpenProject, whose: Whose) -> None:
    """Ask for a PDF or text file, called after whose slip it is and the day, and write it."""
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
    day, say = w.day_in_hand.day, w.say.messages

    def told(_: object) -> None:
        w.notice.tell(w.say("slip.done", path=path), trouble=False)

    def failed(error: InputError) -> None:
        w.notice.tell(w.say.error(error))

    w.session.tasks.start(
        "export", lambda _ticket: write_slip(path, slip_of(day, whose), say), told, failed, shown=True
    )
