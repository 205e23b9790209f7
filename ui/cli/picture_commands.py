"""The subcommands that draw: ``print`` on paper, ``html`` as a web map."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

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
from ui.cli.explain import tell_disclosure, warn_unsettled
from ui.cli.option_values import refuse_beside
from ui.cli.theme_options import asked_of_theme
from ui.language.messages import Messages
from ui.language.own_words import own_words
from ui.session.stored_look import stored_look


def print_map(asked: Namespace, say: Messages) -> int:
    """One sheet, or an atlas, on paper."""
    from layers.paint.finished_pdf import made_at
    from layers.sharing.qgis.project import write_qgis_project
    from layers.sheets.export import USUAL_DPI, write_pdf, write_pictures
    from layers.sheets.order import SheetOrder
    from layers.sheets.page import pages_of
    from layers.sheets.parts import Imprint
    from ui.sheets.record import record_export
    from ui.widgets.process.offscreen import offscreen_application

    _require_sheet(asked)
    project, look = _drawn(asked, say)
    look = asked_of_theme(asked, _coloured(asked, look))
    wanted = _wanted(asked, project)
    station_code = _station(project, asked.station)
    day = Day(project, asked.as_of or project.as_of)
    if asked.explain:
        tell_disclosure(_disclosed(asked, day, look, wanted, station_code), say)
        return 0
    require_log(asked.project)
    offscreen_application()
    order = SheetOrder(
        theme=asked.theme or THEMES[0],
        paper=asked.paper or project.about.practice.paper(),
        orientation=asked.orientation or "auto",
        audience=asked.audience,
        station_code=station_code,
        atlas=asked.atlas,
        template=asked.template,
        extent_m=None if asked.extent is None else bounds_in_metres(asked.extent, project.about.map_crs),
        scale=asked.scale,
        title=asked.title or "",
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
        mono=asked.mono,
        wanted=wanted,
    )
    before = _disclosed(asked, day, look, wanted, station_code) if asked.audience != "command" else None
    for_qgis = asked.file.suffix.lower() == ".qgz"
    pages = pages_of(project, replace(order, atlas=None) if for_qgis else order, asked.as_of, day=day)
    if for_qgis:
        write_qgis_project(asked.file, asked.project, pages[0], order, say)
        files: tuple[Path, ...] = (asked.file,)
    elif asked.file.suffix.lower() == ".pdf":
        write_pdf(asked.file, pages, say)
        files = (asked.file,)
    else:
        files = write_pictures(asked.file, pages, say, USUAL_DPI if asked.dpi is None else asked.dpi)
    record_export(str(asked.project), [page.shown_map for page in pages], station_code or "", files)
    print(say("cli.print.done", path=asked.file, pages=len(pages)))
    if before is not None:
        warn_unsettled(before, say)
    return 0


def html(asked: Namespace, say: Messages) -> int:
    """One web map in one file."""
    from layers.sharing.web.web_map import write_web_map
    from ui.sheets.record import record_export

    project, look = _drawn(asked, say)
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
    )
    record_export(str(asked.project), [shown_map], station_code or "", (asked.file,))
    print(say("cli.html.done", path=asked.file))
    if asked.audience != "command":
        warn_unsettled(disclosure(shown_map, day, before), say)
    return 0


def _disclosed(asked: Namespace, day: Day, look: Look, wanted: IncidentFilter, station_code: str | None) -> Disclosure:
    """What a file of the map that is asked for would tell."""
    theme, shown = asked.theme or THEMES[0], frozenset(asked.show)
    shown_map = map_for(
        day, asked.audience, theme, station_code, look=look, hidden=_hidden(asked), shown=shown, wanted=wanted
    )
    return disclosure(shown_map, day, exports_of(asked.project), getattr(asked, "approval", ""))


def _drawn(asked: Namespace, say: Messages) -> tuple[Project, Look]:
    """What is to be drawn, and how it is drawn in its window; read once.

    InputError where what is asked for would change nothing, or cannot be told from what is given.
    """
    if asked.audience == "station" and asked.station is None:
        raise InputError("audience_station")
    if asked.audience == "public":
        kept = next((layer for layer in asked.show if layer not in PUBLIC_LAYERS), None)
        refuse_beside("--audience public", {"--theme": asked.theme, f"--show {kept}": kept})
    for layer in asked.show:
        refuse_beside(f"--show {layer}", {f"--hide {layer}": layer in asked.hide})
    store = open_store(asked.project)
    say.use_own(own_words(store.project))
    try:
        return store.project, stored_look(store)
    finally:
        store.close()


def _require_sheet(asked: Namespace) -> None:
    """InputError ``option_unused`` where an option of the paper would change nothing."""
    if asked.file.suffix.lower() != ".png":
        refuse_beside(asked.file.suffix or str(asked.file), {"--dpi": asked.dpi})
    if asked.atlas is not None:
        refuse_beside("--atlas", {"--extent": asked.extent})


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


def _station(project: Project, word: str | None) -> str | None:
    """The code of the station asked for, which the project must have."""
    return None if word is None else find_station(project, word)
