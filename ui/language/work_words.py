"""Community work as columns of words and figures, the same in the window and on the command line."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Literal

from mapper.analysis.work.areas import Area
from mapper.analysis.work.community_work import KINDS, LEVELS, CommunityWork, Subject, WorkRow
from mapper.analysis.work.figures import EVERY, Figure, Level
from mapper.analysis.work.survey import TOPICS, Opinion
from mapper.lazy_dataclass import dataclass
from mapper.names import name_of
from mapper.project import Project
from ui.language.messages import Messages

Topic = Subject | Literal["areas"]
SUBJECTS: tuple[Topic, ...] = (*LEVELS, "areas")


@dataclass(frozen=True)
class WorkColumn:
    """One column: the code of its heading, what a row says in it, what it is sorted by, whether that is a number.

    ``interval`` where its figures have one and take more room; ``dated`` where it has days, in files as ISO does.
    """

    heading: str
    text: Callable[[Any], str]
    order: Callable[[Any], Any]
    right: bool = False
    interval: bool = False
    dated: bool = False


def levels_of(subject: Topic) -> tuple[Level, ...]:
    """What a subject can be told by; of areas nothing else."""
    return () if subject == "areas" else tuple(level for level in LEVELS[subject] if level != "all")


def work_rows(work: CommunityWork, subject: Topic, level: Level | None) -> Sequence[WorkRow | Area]:
    """The rows of a subject by a level, the sum of all last; of areas all of them."""
    if subject == "areas" or level is None:
        return work.areas
    return (*work.of_level(subject, level), *work.of_level(subject, "all"))


def work_columns(say: Messages, project: Project, subject: Topic, level: Level | None) -> list[WorkColumn]:
    """The columns of a subject by a level."""
    if subject == "areas" or level is None:
        return _area_columns(say)

    def where(row: WorkRow) -> str:
        if row.code == EVERY:
            return say("seats.all")
        if level == "type":
            return say.choice("places", "type", row.code)
        return name_of(project.communities if level == "unit" else project.stations, row.code)

    columns = [WorkColumn(f"work.where.{level}", where, where)]
    told = {kind.code for kind in KINDS[subject] if level in kind.levels}
    columns += [_figure(say, kind.code) for kind in KINDS[subject] if kind.code in told]
    if subject == "places":
        columns += [_number("overdue", "overdue"), _day(say, "next_due", "next_due")]
    if subject == "outreach":
        columns += [_day(say, "last_event", "last"), _number("months", "months")]
        columns += [_number("never", "never")] if level == "station" else [_never(say)]
    if subject == "liaison":
        columns.insert(1, WorkColumn("posting.liaison_unit", _unit_of(say), _unit_of(say)))
        columns += [_day(say, "last_visit", "last"), _number("days", "days"), _due(say)]
    if subject == "survey":
        for topic in TOPICS:
            columns += [_opinion(say, topic, "now"), _opinion(say, topic, "before"), _change(say, topic)]
    return columns


def figure_text(say: Messages, figure: Figure | None) -> str:
    """A figure with what it is of, and its interval; of too few only how many."""
    if figure is None or (figure.value is None and not figure.too_few):
        return "—"
    kind, over, under = figure.kind, figure.numerator, figure.denominator
    if figure.too_few:
        return say("work.too_few", asked=under)
    if not kind.times:
        return f"{over:,}"
    form = "{:.1%}" if kind.share else "{:.2f}" if kind.times == 1 or (figure.value or 0) < 1 else "{:.1f}"
    value = form.format(figure.value)
    if figure.interval is None:
        return say("work.value", value=value, over=over, under=under)
    low, high = (form.format(end) for end in figure.interval)
    low = low.removesuffix("%")
    return say("work.value_interval", value=value, over=over, under=under, low=low, high=high)


def work_told(say: Messages, work: CommunityWork, subject: Topic) -> list[str]:
    """Of which days a subject's figures are, how they are counted, and what they leave out."""
    values: dict[str, Any] = {"day": work.as_of, "first": work.period.first, "last": work.period.last}
    if subject == "areas":
        running = sum(area.state == "running" for area in work.areas)
        return [say("work.told.areas", **values, running=running, met=figure_text(say, work.targets))]
    waves = [" / ".join(codes[:2]) for codes in work.waves.values() if codes]
    if subject == "liaison":
        values["liaised"] = figure_text(say, work.of_level("liaison", "all")[0].figures["liaised"])
    lines = [say(f"work.told.{subject}", **values, waves=waves or None, other=work.left_topics)]
    (every,) = work.of_level(subject, "all")
    figures = {f"work.figure.{code}": figure for code, figure in every.figures.items()}
    figures |= {f"choice.surveys.topic.{topic}": one.now for topic, one in every.opinions.items() if one.now}
    left = [
        say("work.left", figure=say(code), count=count, reason=say(f"work.left.{reason}"))
        for code, figure in figures.items()
        for reason, count in sorted(figure.left_out.items())
    ]
    if left:
        lines.append(say("work.left_out", left=left))
    since = [say("work.since", table=say(f"table.{table}"), day=day) for table, day in work.recorded_since.items()]
    return lines + since * (subject in ("places", "outreach", "liaison"))


def _figure(say: Messages, code: str) -> WorkColumn:
    kind = next(kind for kinds in KINDS.values() for kind in kinds if kind.code == code)

    def value(row: WorkRow) -> Any:
        # What is not ranked stands last: a rate of a unit that nobody ever reached.
        unranked = kind.times and row.level == "unit" and row.told.get("never")
        return row.figures[code].value if code in row.figures and not unranked else None

    def text(row: WorkRow) -> str:
        return figure_text(say, row.figures.get(code))

    return WorkColumn(f"work.figure.{code}", text, value, not kind.times, interval=kind.interval is not None)


def _number(heading: str, name: str) -> WorkColumn:
    return WorkColumn(
        f"work.column.{heading}",
        lambda row: "—" if row.told.get(name) is None else f"{row.told[name]:,}",
        lambda row: row.told.get(name),
        right=True,
    )


def _day(say: Messages, heading: str, name: str) -> WorkColumn:
    def value(row: WorkRow) -> Any:
        return row.told.get(name)

    return WorkColumn(f"work.column.{heading}", lambda row: say.day_in_figures(value(row)), value, dated=True)


def _never(say: Messages) -> WorkColumn:
    """Of a unit that no event ever reached, that it is so; it stands in no order."""

    def text(row: WorkRow) -> str:
        if row.code == EVERY:
            return f"{row.told['never']:,}"
        return say("work.never") if row.told["never"] else ""

    return WorkColumn("work.column.never", text, text)


def _unit_of(say: Messages) -> Callable[[WorkRow], str]:
    return lambda row: "" if row.code == EVERY else row.told["liaison_unit"] or say("posting.none")


def _due(say: Messages) -> WorkColumn:
    def text(row: WorkRow) -> str:
        return "" if row.code == EVERY else say("posting.is_due" if row.told["due"] else "posting.not_due")

    return WorkColumn("posting.due", text, text)


def _opinion(say: Messages, topic: str, when: Literal["now", "before"]) -> WorkColumn:
    def figure(row: WorkRow) -> Figure | None:
        said: Opinion = row.opinions[topic]
        return said.now if when == "now" else said.before

    def value(row: WorkRow) -> Any:
        found = figure(row)
        return None if found is None else found.value

    return WorkColumn(f"work.{topic}.{when}", lambda row: figure_text(say, figure(row)), value, interval=True)


def _change(say: Messages, topic: str) -> WorkColumn:
    def text(row: WorkRow) -> str:
        change = row.opinions[topic].change
        return "—" if change is None else say(f"work.change.{change}")

    return WorkColumn(f"work.{topic}.change", text, text)


def _area_columns(say: Messages) -> list[WorkColumn]:
    def day(name: str) -> WorkColumn:
        value = attrgetter(name)
        return WorkColumn(f"field.{name}", lambda area: say.day_in_figures(value(area)), value, dated=True)

    def words(name: str, heading: str) -> WorkColumn:
        return WorkColumn(heading, lambda area: getattr(area, name) or "—", lambda area: getattr(area, name))

    def state(area: Area) -> str:
        return say("work.area.review_overdue" if area.review_overdue else f"work.area.{area.state}")

    def met(area: Area) -> str:
        return "—" if area.targets is None else f"{area.targets_met} / {area.targets}"

    def share(area: Area) -> float | None:
        return (area.targets_met or 0) / area.targets if area.targets else None

    return [
        words("name", "work.where.area"), words("reason", "field.reason"), WorkColumn("work.area.state", state, state),
        day("entered_on"), day("review_on"), day("left_on"), WorkColumn("work.area.targets", met, share),
        words("entry_criteria", "field.entry_criteria"), words("exit_criteria", "field.exit_criteria"),
    ]  # fmt: skip
