"""``variants``: plans kept beside each other – kept, listed, set against each other, carried out, put on a sheet."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from mapper.edit import Edit, editor
from mapper.edits.variants import (
    Variant,
    apply_variant,
    find_variant,
    forget_variant,
    keep_beats,
    keep_borders,
    keep_staffing,
    misfit,
    redrawn_since,
    variants_of,
)
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.store import Store, open_store, read_project
from ui.cli.output import print_json, print_table
from ui.cli.scope import day_asked, scope_json, tell_scope
from ui.language.messages import Messages
from ui.language.sentences import edit_sentence

if TYPE_CHECKING:
    from mapper.day.day import Day
    from mapper.effects.side_by_side import SideBySide
    from mapper.effects.sides import Side


def variants(asked: Namespace, say: Messages) -> int:
    """What is asked of them; ``keep``, ``apply`` and ``forget`` write in one transaction, or refuse with the reason."""
    does: Mapping[str, Callable[[Namespace, Messages], int]] = {
        "list": _list,
        "keep": _keep,
        "compare": _compare,
        "apply": _apply,
        "forget": _forget,
        "sheet": _sheet,
    }
    return does[asked.action](asked, say)


def _list(asked: Namespace, say: Messages) -> int:
    project = read_project(asked.project)
    kept = variants_of(project)
    errors = {variant.key: misfit(project, variant.key) for variant in kept}
    if asked.json:
        print_json({"variants": [_document(project, variant, errors[variant.key], say) for variant in kept]})
        return 0
    if not kept:
        print(say("cli.variants.empty"))
    for variant in kept:
        error = errors[variant.key]
        fits = say("cli.variants.fits") if error is None else say("variants.no_fit", reason=say.error(error))
        kind = say(f"choice.variants.kind.{variant.kind}")
        print(say("cli.variants.line", key=variant.key, name=variant.name, kind=kind, day=variant.kept_on, fits=fits))
    return 0


def _document(project: Project, variant: Variant, error: InputError | None, say: Messages) -> dict[str, Any]:
    return {
        "variant_id": variant.key,
        "name": variant.name,
        "kind": variant.kind,
        "kept_on": None if variant.kept_on is None else variant.kept_on.isoformat(),
        "fits": error is None,
        "reason": None if error is None else say.error(error),
        "redrawn_since": list(redrawn_since(project, variant.key)),
    }


def _keep(asked: Namespace, say: Messages) -> int:
    store = open_store(asked.project)
    try:
        edit = _kept_edit(asked, store.project, asked.as_of or store.project.as_of)
        store.write(edit, editor())
        variant = find_variant(store.project, asked.name)
        return _done(asked, say, edit, store.project, variant)
    finally:
        store.close()


def _kept_edit(asked: Namespace, project: Project, as_of: date) -> Edit:
    """The plan that is made now, or taken from another file."""
    copied, counted = asked.copy is not None, asked.count is not None
    fits = {"borders": copied and not counted, "beats": copied != counted, "staffing": not (copied or counted)}
    if not fits[asked.kind] or (asked.station is not None and not counted):
        raise InputError("variants_from_beside")
    today = date.today()
    if asked.kind == "borders":
        other = read_project(asked.copy)
        outlines = {name: other.table(name) for name in ("communities", "stations")}
        return keep_borders(asked.name, Edit("copied", lambda same: _with_shapes_of(same, outlines)), today)
    if asked.kind == "staffing":
        from mapper.planning.staffing.plan import staffing_plan

        return keep_staffing(asked.name, staffing_plan(project, as_of).proposals, as_of, today)
    from mapper.edits.beats import beats_so_far

    if asked.copy is not None:
        return keep_beats(asked.name, beats_so_far(read_project(asked.copy)), today)
    from mapper.day.day import Day
    from mapper.planning.beats.division import divide
    from mapper.planning.beats.names import beat_names
    from mapper.scope import find_station
    from ui.language.plan_sentences import beat_prefix

    station = None if asked.station is None else find_station(project, asked.station)
    amounts = Day(project, as_of).unit_load["minutes"] if asked.balance == "load" else None
    found = divide(project, asked.count, station, asked.balance, beats_so_far(project), amounts=amounts)
    return keep_beats(asked.name, beat_names(project, found, beat_prefix(project, station)), today)


def _with_shapes_of(project: Project, tables: Mapping[str, pd.DataFrame]) -> Project:
    """The project with the outlines of units and stations that another file has; refused where its units are others."""
    from mapper.edits.outlines import with_outlines

    if set(tables["communities"].index) != set(project.communities.index):
        raise InputError("variant_units_change")
    return with_outlines(
        project,
        {
            (name, str(code)): shape
            for name, frame in tables.items()
            for code, shape in frame.geometry.items()
            if shape is not None and code in project.table(name).index
        },
    )


def _apply(asked: Namespace, say: Messages) -> int:
    return _written(asked, say, lambda project, variant: apply_variant(project, variant.key))


def _forget(asked: Namespace, say: Messages) -> int:
    return _written(asked, say, lambda _, variant: forget_variant(variant.key))


def _written(asked: Namespace, say: Messages, made: Callable[[Project, Variant], Edit]) -> int:
    store: Store = open_store(asked.project)
    try:
        variant = find_variant(store.project, asked.name)
        edit = made(store.project, variant)
        store.write(edit, editor())
        return _done(asked, say, edit, store.project, variant)
    finally:
        store.close()


def _done(asked: Namespace, say: Messages, edit: Edit, project: Project, variant: Variant) -> int:
    if asked.json:
        print_json(dict(edit.values) | {"variant_id": variant.key})
    else:
        print(edit_sentence(say, edit, project))
    return 0


def side_of(project: Project, word: str) -> "Side":
    """What a word names: ``now``, a day, or a kept plan by number or name.

    InputError ``variant_unknown``; ``variant_side`` where none is kept.
    """
    from mapper.effects.sides import Side

    if word == "now":
        return Side()
    try:
        return Side(on=date.fromisoformat(word))
    except ValueError:
        pass
    if not len(project.variants):
        raise InputError("variant_side", word=word)
    return Side(find_variant(project, word).key)


def _sides(asked: Namespace, say: Messages) -> "tuple[tuple[Side, Side], tuple[Day, Day], SideBySide]":
    from mapper.day.scope import ScopedDay
    from mapper.effects.side_by_side import side_by_side
    from mapper.effects.sides import days_of

    project = read_project(asked.project)
    sides = side_of(project, asked.first), side_of(project, asked.second)
    if sides[0] == sides[1]:
        raise InputError("variants_alike")
    day = day_asked(asked, project, say)
    whole, scope = (day.whole, day.scope) if isinstance(day, ScopedDay) else (day, None)
    days = days_of(whole, *sides, scope)
    return sides, days, side_by_side(*days)


def _compare(asked: Namespace, say: Messages) -> int:
    from layers.sheets.variants.told import as_of_line, figures, kept_lines, side_name, tables

    sides, days, found = _sides(asked, say)
    project = days[1].whole_project
    names = side_name(project, sides[0], say), side_name(project, sides[1], say)
    if asked.json:
        told = {"sides": [{"name": n, "as_of": d.as_of.isoformat()} for n, d in zip(names, days, strict=True)]}
        print_json(scope_json(days[1]) | told | found.as_json())
        return 0
    tell_scope(days[1], say)
    print(say("variants.sheet_title", first=names[0], second=names[1]))
    print(as_of_line(days, say))
    for figure in figures(found, say):
        print(say("cli.variants.figure", name=figure.name, first=figure.first, second=figure.second))
    for line in kept_lines(found, say):
        print(line)
    differing = tables(found, days, say, names)
    for table in differing:
        print(table.heading)
        print_table(pd.DataFrame([dict(enumerate(row)) for row in table.rows]).set_axis(list(table.columns), axis=1))
    if not differing:
        print(say("variants.same"))
    return 0


def _sheet(asked: Namespace, say: Messages) -> int:
    from layers.sheets.variants.contents import variants_sheet
    from layers.sheets.variants.painter import write_variants_sheet
    from mapper.store.export_log import require_log
    from ui.cli.explain import tell_log
    from ui.sheets.record import record_variants
    from ui.widgets.process.offscreen import offscreen_application

    sides, days, found = _sides(asked, say)
    require_log(asked.project)
    offscreen_application()
    write_variants_sheet(asked.out, variants_sheet(found, days, sides, say), say)
    record_variants(asked.project, days[1], found, asked.out)
    print(say("variants.sheet_done", path=asked.out))
    tell_log(asked.project, say)
    return 0
