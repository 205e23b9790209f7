"""The loop as plots: how many of the year's reached each stage, and how old those are that are open."""

from layers.plots.plot import Bar, Chart, Group, Key, Plot
from layers.scene.incident_filter import IncidentFilter, Standing
from mapper.analysis.incidents.loop import BANDS, LoopFigures
from ui.language.incident_words import age_words, stage_word
from ui.language.language import Language

_LEAST_PX = (240, 120)
_ROW_PX = 17


def funnel_plot(say: Language, loop: LoopFigures) -> Plot:
    """Of those that began in the year, how many reached each stage, and the median days from the one before."""
    groups, rows, backwards = [], [], 0
    for place, stage in enumerate(loop.stages):
        word = stage_word(say, loop.table, stage.code)
        share = f"{stage.reached / loop.began:.1%}" if loop.began else "—"
        days = None if stage.median_days is None else f"{stage.median_days:.1f}"
        values = {"reached": stage.reached, "began": loop.began, "share": share, "days": days}
        # Those that began are those of some days; which of them came to a later stage no filter can say.
        wanted = None if place else IncidentFilter(table=loop.table, days=(loop.first, loop.as_of))
        code = "plots.reached.words_days" if place else "plots.reached.words"
        bar = Bar(stage.reached, "now", say(code, stage=word, **values), whole=loop.began, wanted=wanted)
        beside = say("plots.reached_days" if place else "plots.reached", **values)
        groups.append(Group(word, (bar,), beside=beside))
        rows.append((word, stage.reached, loop.began, stage.median_days, stage.backwards))
        backwards += stage.backwards
    note = [say("plots.funnel.told", day=loop.as_of, first=loop.first, began=loop.began)]
    note.append(say("plots.funnel.closed", closed=loop.closed, began=loop.began, back=loop.came_back))
    note += [say("plots.backwards", count=backwards)] if backwards else []
    headings = ("stage", "reached", "began", "median_days", "backwards")
    return Plot(
        table=loop.table,
        title=say("plots.funnel", table=say(f"layer.{loop.table}")),
        note=say("plots.joint").join([*note, say("plots.undated", count=loop.undated)]) + say("plots.stop"),
        charts=(Chart(tuple(groups), loop.began, "rows"),),
        legend=(),
        headings=tuple(say(f"plots.column.{name}") for name in headings),
        rows=tuple(rows),
        least_px=(_LEAST_PX[0], _ROW_PX * len(groups)),
    )


def ageing_plot(say: Language, loop: LoopFigures) -> Plot:
    """Those that are open by how many days ago they began, and how many of each are late."""
    groups, rows = [], []
    for band, count, late in zip(BANDS, loop.ages, loop.late_ages, strict=True):
        word = age_words(say, band)
        words = say("plots.age.words", band=word, count=count, late=late)
        every = IncidentFilter(standing=Standing(loop.table, ages=band)) if count else None
        late_ones = IncidentFilter(standing=Standing(loop.table, late=True, ages=band)) if late else None
        bars = [Bar(late, "late", words, wanted=late_ones)] if late else []
        bars += [Bar(count - late, "other", words, wanted=every)] if count > late or not count else []
        beside = say("plots.age.late", count=count, late=late) if late else f"{count:,}"
        groups.append(Group(word, tuple(bars), beside=beside))
        rows.append((word, count, late))
    known, late = sum(loop.ages), sum(loop.late_ages)
    note = [say("plots.ageing.told", day=loop.as_of, open=loop.open, late=sum(s.late for s in loop.stages))]
    note += [say("plots.age.unknown", count=loop.open - known)] if loop.open > known else []
    legend = [Key(say("plots.late"), "late")] if late else []
    return Plot(
        table=loop.table,
        title=say("plots.ageing", table=say(f"layer.{loop.table}")),
        note=say("plots.joint").join(note) + say("plots.stop"),
        charts=(Chart(tuple(groups), max(loop.ages, default=0), "rows"),),
        legend=(*legend, Key(say("plots.open"), "other")),
        headings=tuple(say(f"plots.column.{name}") for name in ("days_old", "open", "late")),
        rows=tuple(rows),
        least_px=(_LEAST_PX[0], _ROW_PX * len(groups)),
    )
