"""``batch``: the same questions of every province of a folder, on this machine, dask.distributed or Spark."""

import json
import sys
from argparse import Namespace
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mapper.batch.engines import Engine, dask, local, spark
from mapper.batch.folder import write_province
from mapper.batch.run import run_batch
from mapper.batch.tasks import QUESTIONS
from mapper.errors import InputError
from mapper.schema import TABLES
from mapper.store.county import require_whole
from mapper.store.export_log import require_log
from mapper.store.places import is_address
from mapper.store.store import read_project
from ui.cli.explain import tell_log
from ui.cli.output import print_json
from ui.language.messages import Messages
from ui.sheets.batch_atlas import ATLAS, run_task_or_atlas
from ui.sheets.record import record_part

CANCELLED = 130


def batch(asked: Namespace, say: Messages) -> int:
    """Add a province (``--add``), ask the questions (``--ask``), or both; 1 where a task failed.

    Raises InputError ``batch_needs`` (a package), ``batch_asks_nothing``, ``batch_question``, ``batch_engine``.
    """
    _require_pyarrow()
    complete = asked.out is not None and asked.day is not None if asked.ask else asked.add is not None
    if not complete or (asked.add is None) != (asked.province is None):
        raise InputError("batch_asks_nothing")
    questions = [one.strip() for one in (asked.ask or "").split(",") if one.strip()]
    for one in questions:
        if one not in (*QUESTIONS, ATLAS):
            raise InputError("batch_question", question=one, known=", ".join((*QUESTIONS, ATLAS)))
    engine = _engine(asked)
    if asked.add is not None:
        add_province(asked.add, asked.folder, asked.province)
        tell_log(asked.add, say)
    if not questions:
        print(say("cli.batch.added", province=asked.province, path=asked.folder))
        return 0
    try:
        asked_once = list(dict.fromkeys(questions))
        counts = run_batch(
            asked.folder, asked_once, asked.day, asked.out, engine, _tell, run_task_or_atlas, say.language
        )
    except KeyboardInterrupt:
        return CANCELLED
    print_json(counts)
    return 1 if counts["failed"] else 0


def add_province(place: Path, folder: Path, province: str) -> None:
    """Write a project into the folder, with a line in the log of exports: all of it leaves the project.

    InputError ``batch_needs``, ``not_whole``: the login sees a part of the project alone; as of reading and writing.
    """
    _require_pyarrow()
    if is_address(place):
        require_whole(place)
    project = read_project(place)
    require_log(place)
    written = write_province(folder, province, project)
    rows = {name: len(project.table(name)) for name in TABLES if len(project.table(name))}
    record_part(str(place), None, project.as_of, rows, [written / "project.json"], "batch")


def _require_pyarrow() -> None:
    if find_spec("pyarrow") is None:
        raise InputError("batch_needs", package="pyarrow")


def _engine(asked: Namespace) -> Engine:
    if asked.on == "local":
        return local(max(asked.workers, 1))
    name, _, address = asked.on.partition("://")
    package = {"dask": "distributed", "spark": "pyspark"}.get(name)
    if package is None or (name == "dask" and not address):
        raise InputError("batch_engine", engine=asked.on)
    if find_spec(package) is None:
        raise InputError("batch_needs", package=package)
    return dask(f"tcp://{address}") if name == "dask" else spark(address or None)


def _tell(line: Mapping[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)
