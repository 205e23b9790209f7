"""A whole batch: what is done already is kept, what fails is tried three times, then told, and the others go on."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from mapper.batch.engines import Engine, RunTask
from mapper.batch.folder import fingerprint, neighbours, provinces
from mapper.batch.merge import merge_ownership
from mapper.batch.tasks import Task, run_task
from mapper.files.answer_files import inputs_of, write_answer

TRIES = 3
_VERSION = 1  # counts up where a question is answered otherwise than before


def run_batch(
    folder: Path,
    questions: Sequence[str],
    day: date,
    out: Path,
    engine: Engine,
    tell: Callable[[Mapping[str, Any]], None],
    run_one: RunTask = run_task,
    language: str = "",
) -> dict[str, int]:
    """Ask each question of each province; ``tell`` is given a line for each task, ``run_one`` does one.

    Writes ``OUT/PROVINCE/QUESTION.json``; ``failed.json`` where a task failed three times; ``ownership.json``, merged
    over the borders of provinces, where every province has answered that. InputError ``batch_no_provinces``.
    """
    tasks = _tasks(folder, questions, day, out, language)
    waiting = [task for task in tasks if inputs_of(task.path) != task.inputs]
    counts = {"tasks": len(tasks), "kept": len(tasks) - len(waiting), "written": 0, "failed": 0}
    for task in set(tasks) - set(waiting):
        tell({"province": task.province, "question": task.question, "state": "kept"})
    failed: dict[Task, str] = {}
    for attempt in range(1, TRIES + 1):
        failed = {}
        for task, error in engine(waiting, run_one) if waiting else ():
            line = {"province": task.province, "question": task.question, "try": attempt}
            if error is None:
                counts["written"] += 1
                tell(line | {"state": "written"})
            else:
                failed[task] = error
                tell(line | {"state": "failed" if attempt == TRIES else "again", "error": error})
        waiting = list(failed)
    counts["failed"] = len(failed)
    report = out / "failed.json"
    report.unlink(missing_ok=True)
    if failed:
        rows = [{"province": t.province, "question": t.question, "error": error} for t, error in failed.items()]
        out.mkdir(parents=True, exist_ok=True)
        write_answer(report, {"tries": TRIES, "failed": rows})
    (out / "ownership.json").unlink(missing_ok=True)
    if "ownership" in questions and not any(task.question == "ownership" for task in failed):
        merged = merge_ownership(out, provinces(folder))
        write_answer(out / "ownership.json", {"as_of": day.isoformat(), **merged})
    return counts


def _tasks(folder: Path, questions: Sequence[str], day: date, out: Path, language: str) -> list[Task]:
    found = []
    prints = {province: fingerprint(folder, province) for province in provinces(folder)}
    for province, rows in prints.items():
        near = {one: prints[one] for one in neighbours(folder, province)}
        for question in questions:
            rests_on = (_VERSION, rows, near if question == "ownership" else {}, question, day.isoformat(), language)
            inputs = hashlib.sha256(json.dumps(rests_on, sort_keys=True).encode()).hexdigest()
            place = (str(folder.absolute()), province, question, day.isoformat(), str(out.absolute()))
            found.append(Task(*place, inputs, language))
    return found
