"""``form``: a superior's Excel or Word form filled from the project, again and again."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ui.cli.option_values import day
from ui.language.messages import Messages


def form_options(parser: ArgumentParser, say: Messages) -> None:
    """The arguments of ``form``."""
    parser.add_argument("project", type=Path, metavar="PROJECT.gpkg", help=say("cli.project"))
    parser.add_argument("form", type=Path, metavar="FORM.xlsx|.docx", help=say("cli.form.file"))
    parser.add_argument("file", type=Path, metavar="OUT.xlsx|.docx", help=say("cli.form.out"))
    parser.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help=say("cli.as_of"))
    parser.add_argument("--station", action="append", default=[], metavar="STATION", help=say("cli.scope_station"))
    parser.add_argument("--beat", metavar="BEAT", help=say("cli.scope_beat"))
    parser.add_argument("--name", help=say("cli.form.name"))
    parser.add_argument("--set", action="append", default=[], metavar="PLACE=FIGURE", help=say("cli.form.set"))
    parser.add_argument("--forget", action="append", default=[], metavar="PLACE", help=say("cli.form.forget"))
    parser.add_argument("--dry-run", action="store_true", help=say("cli.form.dry_run"))
    parser.add_argument("--json", action="store_true", help=say("cli.json"))


def form(asked: Namespace, say: Messages) -> int:
    """Fill the form, tell what changed since the last hand-in, and keep what was mapped."""
    from mapper.day.form import field_of
    from mapper.io.forms import open_form
    from mapper.store.store import open_store
    from ui.cli.explain import tell_log
    from ui.cli.output import print_json
    from ui.cli.scope import day_asked, scope_json, tell_scope
    from ui.sheets.forms import fill, keep_fields, keep_values, kept_fields, last_values, write_filled

    name = asked.name or asked.form.stem
    told = [field_of(text) for text in asked.set]
    store = open_store(asked.project)
    try:
        chosen = day_asked(asked, store.project, say)
        gone = {*asked.forget, *(field.place for field in told)}
        fields = (*(field for field in kept_fields(store, name) if field.place not in gone), *told)
        workbook = open_form(asked.form)
        done = fill(workbook, fields, chosen, last_values(store, name, chosen))
        if not asked.dry_run:
            write_filled(asked.file, store.place, workbook, done, chosen)
            tell_log(store.place, say)
            keep_values(store, name, done, chosen)
            keep_fields(store, name, fields)
    finally:
        store.close()
    changed = [cell for cell in done.cells if cell.changed]
    if asked.json:
        cells = [{"cell": one.cell, "value": one.value, "before": one.before} for one in done.cells]
        told_json = {"cells": cells, "changed": len(changed), "left": list(done.passed_over)}
        print_json(scope_json(chosen) | told_json | {"in_part": list(done.in_part)})
        return 0
    tell_scope(chosen, say)
    for cell in done.cells:
        code = "cli.form.line_changed" if cell.changed else "cli.form.line"
        print(say(code, cell=cell.cell, value=cell.value, before=cell.before))
    if done.passed_over:
        print(say("cli.form.passed", cells=list(done.passed_over)))
    if done.in_part:
        print(say("form.in_part", cells=list(done.in_part)))
    ending = "done_dry" if asked.dry_run else "done"
    print(say(f"cli.form.{ending}", path=asked.file, cells=len(done.cells), changed=len(changed)))
    return 0
