"""The subcommands that look through a project: ``check`` for faults, ``own`` for where its points lie."""

from argparse import Namespace

import pandas as pd

from mapper import schema
from mapper.analysis.land.ownership import EXCEPTIONS
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.names import names_of
from mapper.store.store import open_store, read_project
from ui.cli.output import print_json
from ui.cli.scope import day_asked, own_officers, scope_json, tell_scope
from ui.cli.table_file import write_out
from ui.language.messages import Messages


def check(asked: Namespace, say: Messages) -> int:
    """Findings."""
    from mapper.finding import counts_by_code
    from ui.language.sentences import elsewhere_sentence, finding_sentence

    if asked.mend:
        from ui.cli.mend_command import mend

        return mend(asked, say)
    store = open_store(asked.project)
    if asked.as_they_stand:
        store.accept_rows()
    store.close()
    project, faults, seen = store.project, store.faults(), store.seen_rows()
    day = day_asked(asked, project, say)
    found, coming, recorded = day.findings, day.coming, len(own_officers(day))
    if asked.json:
        counts = counts_by_code(found)
        print_json(
            scope_json(day)
            | {
                "findings": [f.as_json() for f in found],
                "counts": counts,
                "coming": [f.as_json() for f in coming],
                "officers_recorded": recorded,
                "file_faults": list(faults),
                "altered_rows": [row._asdict() for row in seen.altered],
                "written_elsewhere": dict(seen.elsewhere),
            }
        )
        return 0
    if faults:
        print(say.error(InputError("project_damaged", path=store.place)))
    if asked.as_they_stand:
        print(say("cli.check.taken"))
    for row in seen.altered:
        print(say("cli.check.altered", table=say(f"table.{row.table}"), key=row.key))
    if seen.elsewhere:
        print(elsewhere_sentence(say, seen.elsewhere))
    tell_scope(day, say)
    for finding in found:
        print(f"{say(f'severity.{finding.severity}')}  {finding_sentence(say, finding)}  [{finding.subjects[0]}]")
    if coming:
        print(say("cli.check.coming", days=project.norms.coming_days))
    for finding in coming:
        print(f"  {finding_sentence(say, finding)}  [{finding.subjects[0]}]")
    print(say("cli.check.done", findings=len(found), as_of=day.as_of))
    if day.headline.nobody_known:
        print(say("seats.no_officers"))
    return 0


def own(asked: Namespace, say: Messages) -> int:
    """Which unit and station each point is in."""
    from mapper.analysis.land.ownership import as_json

    day = day_asked(asked, read_project(asked.project), say)
    owned = day.owned(asked.table)
    document = as_json(owned)
    if asked.out is not None:
        write_out(asked, day.as_of, "points", _own_table(day, asked.table, say), say)
    if asked.json:
        print_json(scope_json(day) | document)
        return 0
    tell_scope(day, say)
    exceptions = document["exceptions"]
    print(say("cli.own.done", table=asked.table, rows=len(owned), owned=document["owned"], **exceptions))
    return 0


def _own_table(day: Day, table: str, say: Messages) -> pd.DataFrame:
    """Each point with the names of its unit and station, or why it has none, in the reader's words."""
    owned, project = day.owned(table), day.project
    rows = project.table(table).loc[owned.index]
    about = next((name for name in ("name", "category", "type") if name in rows.columns), None)
    told = pd.Series("", index=rows.index) if about is None else rows[about]
    if about is not None and schema.TABLES[table].column(about).choices is not None:
        told = told.map({value: say.choice(table, about, value) for value in told.dropna().unique()})
    whys = {code: say(f"own.why.{code}") for code in EXCEPTIONS}
    columns = {
        "number": owned.index,
        "name": told.to_numpy(),
        "unit_code": owned["community_code"].to_numpy(),
        "unit": owned["community_code"].map(names_of(project.communities)).to_numpy(),
        "station_code": owned["station_code"].to_numpy(),
        "station": owned["station_code"].map(names_of(project.stations)).to_numpy(),
        "why": owned["exception"].map(whys).to_numpy(),
    }
    return pd.DataFrame({say(f"own.head.{code}"): values for code, values in columns.items()})
