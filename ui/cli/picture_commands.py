"""The subcommands that draw: ``print`` on paper, ``html`` as a web map."""

from argparse import Namespace
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from layers.codes import THEMES
from layers.edition_map import map_for
from layers.map_layers import HIDDEN_AT_FIRST, PUBLIC_LAYERS
from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter
from layers.scene.look import Look
from layers.sharing.disclosure import Disclosure, disclosure
from mapper.analysis.periods.period import Period
from mapper.analysis.periods.unit_rates import year_up_to
from mapper.crs import bounds_in_metres
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.project import Project
from mapper.scope import find_station
from mapper.store.export_log import exports_of, require_log
from mapper.store.store import open_store
from ui.cli.category import require_category
from ui.cli.explain import tell_disclosure, tell_log, warn_unsettled
from ui.cli.option_values import refuse_beside, refuse_without
from ui.cli.own_project import speak_for
from ui.cli.theme_options import asked_of_theme
from ui.language.messages import Messages
from ui.session.stored_look import stored_look

if TYPE_CHECKING:
    from layers.sheets.design import Design
    from layers.sheets.order import SheetOrder


def print_map(asked: Namespace, say: Messages) -> int:
    """One sheet, or an atlas, on paper."""
    from layers.paint.finished_pdf import made_at
    from layers.sharing.qgis.project import write_qgis_project
    from layers.sheets.atlas.book import atlas_pages
    from layers.sheets.atlas.share import AtlasWork
    from layers.sheets.bleed import trim_mm, with_bleed
    from layers.sheets.export import USUAL_DPI, write_pdf, write_pictures
    from layers.sheets.extent_of_index import many_rows, without_index
    from layers.sheets.order import SheetOrder
    from layers.sheets.page import pages_of
    from layers.sheets.parts import Imprint
    from layers.sheets.posters import leaves_of
    from ui.cli.atlas_command import print_atlas
    from ui.sheets.record import record_export
    from ui.widgets.process.offscreen import offscreen_application

    _require_sheet(asked)
    project, look, design = _drawn(asked, say)
    look = asked_of_theme(asked, _coloured(asked, look))
    wanted = _wanted(asked, project)
    station_code = _station(project, asked.station)
    edition_of = station_code if asked.unit is None else _station_of_unit(project, asked.unit)
    day = Day(project, asked.as_of or project.as_of)
    if asked.explain:
        tell_disclosure(_disclosed(asked, day, look, wanted, edition_of), say)
        return 0
    require_log(asked.project)
    usual = SheetOrder(paper=project.about.practice.paper())
    order = replace(
        usual if design is None else design.ordered(usual),
        audience=asked.audience,
        unit_code=asked.unit,
        station_code=station_code,
        atlas=asked.atlas,
        chosen=tuple(asked.sheets),
        sequence=asked.sequence or "table",
        alike=asked.alike,
        extent_m=None if asked.extent is None else bounds_in_metres(asked.extent, project.about.map_crs),
        scale=asked.scale,
        hidden=_hidden(asked),
        shown=frozenset(asked.show),
        imprint=Imprint(
            made_on=made_at().date(),
            drawn_by=asked.drawn_by,
            reviewed_by=asked.reviewed_by,
            version=asked.map_version,
            approval=asked.approval,
            copy=asked.copy,
        ),
        look=look,
        wanted=wanted,
    )
    order = _told_beside(asked, order, named=design is not None)
    if asked.index == "none":
        order = without_index(order)
    if asked.index is None and (rows := many_rows(project, order)):
        raise InputError("index_many", rows=rows)
    before = _disclosed(asked, day, look, wanted, edition_of) if asked.audience != "command" else None
    if asked.atlas is not None and (asked.apart or asked.file.suffix.lower() == ".pdf"):
        status = print_atlas(asked, project, order, say)
        tell_log(asked.project, say)
        if before is not None:
            warn_unsettled(before, say)
        return status
    offscreen_application()  # an atlas begins without: its process may be split before
    for_qgis = asked.file.suffix.lower() == ".qgz"
    if asked.atlas is not None and not for_qgis:
        pages = atlas_pages(AtlasWork(project, order, day.as_of, say, day))
    else:
        pages = pages_of(project, replace(order, atlas=None), asked.as_of, day=day)
    count = len(pages)
    if for_qgis:
        write_qgis_project(asked.file, asked.project, pages[0], order, say)
        files: tuple[Path, ...] = (asked.file,)
    elif asked.file.suffix.lower() == ".pdf":
        around = partial(leaves_of, paper=asked.leaves, say=say) if asked.leaves else with_bleed
        plain = not (asked.leaves or asked.bleed)
        trim = trim_mm() if asked.bleed else None
        count = write_pdf(asked.file, pages, say, around=None if plain else around, trim_mm=trim)
        files = (asked.file,)
    else:
        files = write_pictures(asked.file, pages, say, USUAL_DPI if asked.dpi is None else asked.dpi)
    record_export(str(asked.project), [page.shown_map for page in pages], station_code or "", files)
    print(say("cli.print.done", path=asked.file, pages=count))
    tell_log(asked.project, say)
    if before is not None:
        warn_unsettled(before, say)
    return 0


def html(asked: Namespace, say: Messages) -> int:
    """One web map in one file."""
    from layers.sharing.web.web_map import write_web_map
    from ui.sheets.record import record_export

    project, look, _ = _drawn(asked, say)
    look = asked_of_theme(asked, _coloured(asked, look))
    wanted = _wanted(asked, project)
    station_code = _station(project, asked.station)
    day = Day(project, asked.as_of or project.as_of)
    if asked.explain:
        tell_disclosure(_disclosed(asked, day, look, wanted, station_code), say)
        return 0
    require_log(asked.project)
    before = exports_of(asked.project)
    shown_map = write_web_map(
        asked.file,
        project,
        day.as_of,
        asked.theme or THEMES[0],
        asked.audience,
        say,
        station_code,
        look=look,
        hidden=_hidden(asked),
        day=day,
        shown=frozenset(asked.show),
        wanted=wanted,
        approval=asked.approval,
    )
    record_export(str(asked.project), [shown_map], station_code or "", (asked.file,))
    print(say("cli.html.done", path=asked.file))
    tell_log(asked.project, say)
    if asked.audience != "command":
        warn_unsettled(disclosure(shown_map, day, before, asked.approval), say)
    return 0


def _disclosed(asked: Namespace, day: Day, look: Look, wanted: IncidentFilter, station_code: str | None) -> Disclosure:
    """What a file of the map that is asked for would tell."""
    theme, shown = asked.theme or THEMES[0], frozenset(asked.show)
    shown_map = map_for(
        day, asked.audience, theme, station_code, look=look, hidden=_hidden(asked), shown=shown, wanted=wanted
    )
    return disclosure(shown_map, day, exports_of(asked.project), asked.approval)


def _told_beside(asked: Namespace, order: "SheetOrder", *, named: bool) -> "SheetOrder":
    """The order with what options say instead of a design, or of what is usual."""
    told = {"theme": asked.theme, "paper": asked.paper, "orientation": asked.orientation, "title": asked.title}
    order = replace(order, **{field: value for field, value in told.items() if value})
    if asked.template is not None and not named:
        order = replace(order, template=asked.template)
    return replace(order, mono=order.mono or asked.mono, inset=order.inset or asked.inset)


def _drawn(asked: Namespace, say: Messages) -> "tuple[Project, Look, Design | None]":
    """What is to be drawn, how it is drawn in its window, and the project's design that is named; read once.

    InputError where what is asked for would change nothing, or cannot be told from what is given.
    """
    if asked.audience == "station" and asked.station is None and getattr(asked, "unit", None) is None:
        raise InputError("audience_station")
    if asked.audience == "public":
        kept = next((layer for layer in asked.show if layer not in PUBLIC_LAYERS), None)
        refuse_beside("--audience public", {"--theme": asked.theme, f"--show {kept}": kept})
    for layer in asked.show:
        refuse_beside(f"--show {layer}", {f"--hide {layer}": layer in asked.hide})
    from layers.sheets.design import KEPT_AS, designs_from

    store = open_store(asked.project)
    try:
        speak_for(store.project, say)
        designs = designs_from(store.kept(KEPT_AS))
        return store.project, stored_look(store), designs.get(getattr(asked, "template", None) or "")
    finally:
        store.close()


def _require_sheet(asked: Namespace) -> None:
    """InputError ``option_unused`` where an option of the paper would change nothing."""
    if asked.file.suffix.lower() != ".png":
        refuse_beside(asked.file.suffix or str(asked.file), {"--dpi": asked.dpi})
    if asked.file.suffix.lower() != ".pdf":
        refuse_beside(asked.file.suffix or str(asked.file), {"--leaves": asked.leaves, "--bleed": asked.bleed})
    refuse_beside("--leaves", {"--bleed": asked.bleed if asked.leaves else None})
    refuse_beside("--unit", {"--station": asked.station if asked.unit else None, "--atlas": asked.unit and asked.atlas})
    if asked.atlas is not None:
        refuse_beside("--atlas", {"--extent": asked.extent, "--leaves": asked.leaves, "--bleed": asked.bleed})
        refuse_beside("--sheets", {"--sequence": asked.sequence if asked.sheets else None})
        refuse_beside("--alike", {"--scale": asked.scale if asked.alike else None})
        if asked.file.suffix.lower() in (".png", ".svg"):
            of_pdf = {"--apart": asked.apart, "--changed": asked.changed, "--front": asked.front}
            refuse_beside(asked.file.suffix, of_pdf)
    else:
        of_atlas = {
            "--sheets": asked.sheets,
            "--sequence": asked.sequence,
            "--alike": asked.alike,
            "--apart": asked.apart,
            "--changed": asked.changed,
            "--front": asked.front,
        }
        refuse_without("--atlas", {option: given or None for option, given in of_atlas.items()})


def _hidden(asked: Namespace) -> frozenset[str]:
    """The map layers that are left out."""
    return HIDDEN_AT_FIRST.difference(asked.show).union(asked.hide)


def _coloured(asked: Namespace, look: Look) -> Look:
    """The look with what units are to be coloured by.

    InputError ``shading_unknown``; ``option_unused`` for the public, whose map colours no unit.
    """
    from layers.themes import theme_of

    if asked.audience == "public":
        unused = {"--shading": asked.shading, "--breaks": asked.breaks, "--no-figures": asked.no_figures}
        refuse_beside("--audience public", unused)
    theme = theme_of(asked.theme or THEMES[0])
    if asked.shading is not None:
        known = [shading.code for shading in theme.shadings]
        if asked.shading not in known:
            raise InputError("shading_unknown", shading=asked.shading, theme=theme.code, known=", ".join(known))
        look = replace(look, shading={**look.shading, theme.code: asked.shading})
    shading = theme.shading(look)
    if not shading.is_number:
        refuse_beside(f"--shading {shading.code}", {"--breaks": asked.breaks, "--no-figures": asked.no_figures})
    if asked.breaks is not None:
        look = replace(look, method="manual", breaks={**look.breaks, shading.code: asked.breaks})
    return replace(look, figures_written=False) if asked.no_figures else look


def _wanted(asked: Namespace, project: Project) -> IncidentFilter:
    """The incidents that are shown and counted.

    InputError ``dates_reversed``, or ``category_unknown`` where no incident of the table is of that category.
    """
    wanted, as_of = EVERY_INCIDENT, asked.as_of or project.as_of
    if asked.since is not None or asked.until is not None:
        last = asked.until or as_of
        period = Period(asked.since or year_up_to(last).first, last)
        wanted = replace(wanted, days=(period.first, period.last))
    if asked.category is not None:
        require_category(project, *asked.category)
        wanted = replace(wanted, category=asked.category)
    return wanted


def _station_of_unit(project: Project, code: str) -> str | None:
    """The station whose edition a unit's sheet is cut from. InputError ``row_unknown``."""
    if code not in project.communities.index:
        raise InputError("row_unknown", table="communities", key=code)
    station = project.communities.loc[code, "station_code"]
    return str(station) if station in project.stations.index else None


def _station(project: Project, word: str | None) -> str | None:
    """The code of the station asked for, which the project must have."""
    return None if word is None else find_station(project, word)
