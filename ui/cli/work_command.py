"""``work``: community work on a day – inspections, outreach, liaison, groups, surveys, key areas – in figures."""

from argparse import Namespace

import pandas as pd

from mapper.store.store import read_project
from ui.cli.output import print_json, print_table
from ui.cli.scope import day_asked, scope_json, tell_scope
from ui.language.messages import Messages
from ui.language.work_words import SUBJECTS, levels_of, work_columns, work_rows, work_told


def work(asked: Namespace, say: Messages) -> int:
    """Every subject by what was asked for, stations unless told otherwise; as JSON all of them by all."""
    day = day_asked(asked, read_project(asked.project), say)
    project, found = day.project, day.community_work
    if asked.json:
        print_json(scope_json(day) | found.as_json())
        return 0
    tell_scope(day, say)
    for subject in SUBJECTS:
        levels = levels_of(subject)
        if levels and asked.by not in levels:
            continue
        level = asked.by if levels else None
        columns = work_columns(say, project, subject, level)
        rows = work_rows(found, subject, level)
        print(say(f"work.subject.{subject}"))
        if rows:
            texts = [[column.text(row) for column in columns] for row in rows]
            print_table(pd.DataFrame(texts, columns=[say(column.heading) for column in columns]))
        print("\n".join(work_told(say, found, subject)))
        print()
    return 0
