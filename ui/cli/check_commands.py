"""The subcommands that look through a project: ``check`` for faults, ``own`` for where its points lie."""

from argparse import Namespace

from mapper.errors import InputError
from mapper.io.exports import write_table
from mapper.store.store import open_store, read_project
from ui.cli.output import print_json
from ui.language.messages import Messages
from ui.language.own_words import own_words


def check(asked: Namespace, say: Messages) -> int:
    """Findings."""
    from mapper.day.day import Day
    from mapper.finding import counts_by_code
    from ui.language.sentences import finding_sentence

    store = open_store(asked.project)
    store.close()
    project, faults = store.project, store.faults()
    say.use_own(own_words(project.norms))
    as_of = asked.as_of or project.as_of
    found = Day(project, as_of).findings
    if asked.json:
        counts = counts_by_code(found)
        recorded = len(project.officers)
        print_json(
            {
                "findings": [f.as_json() for f in found],
                "counts": counts,
                "officers_recorded": recorded,
                "file_faults": list(faults),
            }
        )
        return 0
    if faults:
        print(say.error(InputError("project_damaged", path=store.place)))
    for finding in found:
        print(f"{say(f'severity.{finding.severity}')}  {finding_sentence(say, finding)}  [{finding.subjects[0]}]")
    print(say("cli.check.done", findings=len(found), as_of=as_of))
    if not len(project.officers):
        print(say("seats.no_officers"))
    return 0


def own(asked: Namespace, say: Messages) -> int:
    """Which unit and station each point is in."""
    from mapper.analysis.land.ownership import as_json
    from mapper.day.day import Day

    project = read_project(asked.project)
    owned = Day(project, project.as_of).owned(asked.table)
    document = as_json(owned)
    if asked.out is not None:
        write_table(owned.reset_index(names="id"), asked.out)
    if asked.json:
        print_json(document)
        return 0
    exceptions = document["exceptions"]
    print(say("cli.own.done", table=asked.table, rows=len(owned), owned=document["owned"], **exceptions))
    return 0
