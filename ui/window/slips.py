"""Slips and briefings from the window: asked where to, written off the main thread, told when there."""

from collections.abc import Sequence
from pathlib import Path

from layers.say import sentence
from mapper.analysis.todo_lists import Whose
from mapper.names import name_of
from mapper.store.export_log import logged
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

    day, words, place = w.day_in_hand.day, w.say.messages, w.document.store.place

    def work(to: Path, _: Ticket) -> None:
        made = slip_of(day, whose)
        with logged(place, day.as_of, {"slips": 1}, to, what="slip"):
            write_slip(to, made, words)

    write_file(w.session.tasks.every, w.say, w.notice, path, work, subject="slip", done="slip.done")


def print_briefings(w: OpenProject, officer_ids: Sequence[str]) -> None:
    """Ask for a PDF, text, GPX or KML file for each of these officers, one after the other, and write it."""
    if not officer_ids:
        return
    officer_id, *others = officer_ids
    words = w.say("briefing.title", whose=name_of(w.document.project.officers, officer_id))

    def chosen(path: Path) -> None:
        write_one(w, officer_id, path)
        print_briefings(w, others)

    kinds = ["PDF (*.pdf)", w.say("todo.text_file"), "GPX (*.gpx)", "KML (*.kml)"]
    ask_file(w.say, w.page, w.say("focus.do.briefing"), kinds, chosen, save_as=f"{words}-{w.view.as_of}.pdf")


def write_one(w: OpenProject, officer_id: str, path: Path) -> None:
    """Write the briefing of an officer as of the day on screen, and tell how it went."""
    from layers.sheets.slip.briefing import briefing_of
    from layers.sheets.slip.file import write_briefing

    day, words, place = w.day_in_hand.day, w.say.messages, w.document.store.place

    def work(to: Path, _: Ticket) -> None:
        made = briefing_of(day, officer_id)
        with logged(place, day.as_of, {"briefings": 1}, to, what="briefing"):
            write_briefing(to, made, words)

    write_file(w.session.tasks.every, w.say, w.notice, path, work, subject="briefing", done="briefing.done")
