"""``--all OUT_DIR``: the same question of every station, a JSON file each; what is done already is not asked again.

Progress goes to standard error, a JSON line for each station. Ctrl+C leaves every file that is there whole.
"""

import hashlib
import json
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.errors import InputError
from mapper.files.answer_files import inputs_of, write_answer
from mapper.files.file_names import untaken
from mapper.project import Project
from mapper.schema import TABLES
from mapper.scope import Scope
from mapper.store.export_log import log_files, require_log
from mapper.store.store import read_project
from ui.cli.explain import tell_log
from ui.cli.option_values import refuse_beside
from ui.cli.output import print_json
from ui.cli.own_project import speak_for
from ui.cli.scope import scope_json
from ui.language.messages import Messages

CANCELLED = 130
"""Exit status after Ctrl+C, as shells have it."""
_NO_QUESTION = frozenset({"project", "all", "json", "out", "station", "beat"})


def each_station(asked: Namespace, say: Messages, answer: Callable[[ScopedDay], dict[str, Any]]) -> int:
    """Write ``answer`` of each station's day into ``asked.all``; InputErrors of a station are told in its own file.

    A file has ``inputs``, a hash of the question and of all the project's rows, because a station's answer may rest on
    another's. Raises InputError ``option_unused``, and ``cannot_write`` where the folder cannot be made.
    """
    refuse_beside("--all", {"--station": asked.station, "--beat": asked.beat, "--out": asked.out})
    project = read_project(asked.project)
    speak_for(project, say)
    whole = Day(project, getattr(asked, "as_of", None) or project.as_of)
    inputs = _inputs(project, asked, say)
    require_log(asked.project)
    try:
        asked.all.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("cannot_write", path=str(asked.all), reason=error.strerror or "") from error
    codes, counts = [str(code) for code in project.stations.index], {"written": 0, "kept": 0, "refused": 0}
    status = 0
    try:
        for n, (name, code) in enumerate(untaken(codes, "station"), start=1):
            path = asked.all / f"{name}.json"
            # Asked before the station's part is cut, which takes longer than to read its file.
            is_done = inputs_of(path) == inputs
            state = "kept" if is_done else _one(path, inputs, ScopedDay(whole, Scope(frozenset({code}))), say, answer)
            counts[state] += 1
            if state == "written":
                log_files(asked.project, whole.as_of, {"stations": 1}, [path], what="answer", scope=code)
            line = {"done": n, "of": len(codes), "station": code, "state": state}
            print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        status = CANCELLED
    tell_log(asked.project, say)
    if asked.json:
        print_json({**counts, "of": len(codes), "cancelled": bool(status)})
    else:
        print(say("cli.batch.cancelled" if status else "cli.batch.done", **counts, of=len(codes), path=asked.all))
    return status


def _one(path: Path, inputs: str, day: ScopedDay, say: Messages, answer: Callable[[ScopedDay], dict[str, Any]]) -> str:
    document: dict[str, Any] = {"inputs": inputs, "as_of": day.as_of.isoformat(), **scope_json(day)}
    try:
        document |= answer(day)
        state = "written"
    except InputError as error:
        document["refused"] = {"code": error.code, "told": say.error(error)}
        state = "refused"
    write_answer(path, document)
    return state


def _inputs(project: Project, asked: Namespace, say: Messages) -> str:
    """A hash of everything that an answer can rest on."""
    question = {name: str(value) for name, value in sorted(vars(asked).items()) if name not in _NO_QUESTION}
    told = (question, say.language, project.norms.as_json(), str(project.about), project.as_of.isoformat())
    found = hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode())
    for name in sorted(TABLES):
        table = project.table(name)
        if "geometry" in table:
            found.update(b"".join(shape or b"-" for shape in shapely.to_wkb(np.asarray(table["geometry"].array))))
        plain = table.drop(columns="geometry", errors="ignore")
        found.update(pd.util.hash_pandas_object(plain, index=True).to_numpy().tobytes())
    return found.hexdigest()
