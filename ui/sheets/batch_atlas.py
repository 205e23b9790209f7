"""The atlas of a province as a question of a batch; the others need no Qt, so a worker without it can ask them."""

from datetime import date
from pathlib import Path

from mapper.batch.folder import read_province
from mapper.batch.tasks import Task, run_task, write_task

ATLAS = "atlas"


def run_task_or_atlas(task: Task) -> None:
    """Answer a task; of the atlas ``OUT/PROVINCE/atlas.pdf`` and its report, and in its answer what they hold."""
    if task.question != ATLAS:
        run_task(task)
        return
    from layers.sheets.atlas.book import Book, Here, write_book
    from layers.sheets.atlas.report import troubles
    from layers.sheets.atlas.share import AtlasWork
    from layers.sheets.order import SheetOrder
    from ui.language.messages import Messages
    from ui.language.own_words import own_words
    from ui.widgets.process.offscreen import offscreen_application

    offscreen_application()
    project = read_province(Path(task.folder), task.province)
    say = Messages(task.language)
    say.use_own(own_words(project))
    work = AtlasWork(project, SheetOrder(atlas="stations"), date.fromisoformat(task.day), say)
    path = task.path.with_suffix(".pdf")
    path.parent.mkdir(parents=True, exist_ok=True)
    done = write_book(path, work, Book(), Here(work))
    missing, failed = troubles(done.sheets)
    answer = {
        "file": path.name,
        "report": done.report.name,
        "sheets": len(done.sheets),
        "names_missing": missing,
        "sheets_with_troubles": failed,
        "contained": dict(done.contained),
    }
    write_task(task, answer)
