"""The subcommand ``rescue``: what can still be read of a damaged project, and what is lost."""

from argparse import Namespace

from mapper.store.store import rescue as rescue_project
from ui.cli.output import print_json
from ui.language.messages import Messages


def rescue(asked: Namespace, say: Messages) -> int:
    """Take what can be read into a new project and list the rest."""
    found = rescue_project(asked.project, asked.out)
    if asked.json:
        print_json(
            {
                "rows": found.rows,
                "from_log": found.from_log,
                "lost": [lost._asdict() for lost in found.lost],
                "altered": [row._asdict() for row in found.altered],
            },
        )
        return 0
    for lost in found.lost:
        word = say(f"table.{lost.table}") if say.has(f"table.{lost.table}") else lost.table
        if lost.first is None and lost.last is None:
            print(say("cli.rescue.lost_all", table=word))
        else:
            print(say("cli.rescue.lost", table=word, first=lost.first, last=lost.last))
    for row in found.altered:
        print(say("cli.rescue.altered", table=say(f"table.{row.table}"), key=row.key))
    for table, rows in found.from_log.items():
        print(say("cli.rescue.from_log", table=say(f"table.{table}"), rows=rows))
    print(say("cli.rescue.done", rows=sum(found.rows.values()), path=asked.out, lost=len(found.lost)))
    return 0
