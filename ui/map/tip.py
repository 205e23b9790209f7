"""What is told about the thing under the pointer."""

from layers.pointing.crowds import Crowd
from layers.pointing.hit import Hit
from layers.say import sentence
from layers.snapshot import Snapshot
from mapper.analysis.incidents.kinds import KIND_OF
from ui.language.incident_words import category_word, open_counts, state_word
from ui.language.language import Language
from ui.session.incident_rows import IncidentRow
from ui.session.rows import Figures

_KINDS_NAMED = 4
_KEY_AREAS = "rectification_areas"
_TOLD_BY_LAYER = (_KEY_AREAS, "places", "police_rooms", "outreach")  # a layer of the table's name has the words


def tip_text(
    say: Language,
    figures: Figures,
    found: tuple[Hit, ...],
    snapshot: Snapshot | None = None,
    crowd: Crowd | None = None,
) -> str:
    """A few lines about the topmost thing that has something to tell; empty where nothing has.

    Of a unit also what the theme of the map says of it. A count tells of all that it stands for.
    """
    if crowd is not None and snapshot is not None:
        return crowd_text(say, crowd, snapshot)
    focus = {row.focus_id: row for row in figures.focus}
    join = say("window.list_joint").join
    for thing in found:
        incident = figures.incident((thing.table, thing.id))
        if incident is not None:
            return incident_text(say, incident)
        if thing.table == "focus_areas" and thing.id in focus:
            row = focus[thing.id]
            return say(
                "map.tip.focus",
                reason=row.reason,
                officers=join(row.officers) or "—",
                minutes=row.minutes,
                ends=say.moment(row.ends, with_year=False),
            )
        if thing.table == "communities" and thing.id in figures.units:
            unit = figures.units[thing.id]
            text = say(
                "map.tip.unit",
                name=unit.name,
                station=unit.station,
                state=say(f"state.{unit.state}"),
                officers=join((*unit.officers, *unit.away)) or "—",
                residents="—" if unit.residents is None else f"{unit.residents:,}",
                open=say("window.dot_joint").join(open_counts(say, unit.open)),
            )
            told = [] if snapshot is None else _told_by_layer(say, snapshot, "units", thing.id)
            return "\n".join([text, *told, *_areas_around(say, found, snapshot)])
        if thing.table in _TOLD_BY_LAYER and snapshot is not None:
            return "\n".join(_told_by_layer(say, snapshot, thing.table, thing.id))
    return ""


def _told_by_layer(say: Language, snapshot: Snapshot, layer: str, key: str) -> list[str]:
    return [sentence(words, say.messages) for words in snapshot.layer(layer).tips.get(key, ())]


def _areas_around(say: Language, found: tuple[Hit, ...], snapshot: Snapshot | None) -> list[str]:
    """In which key areas it is, a line each; what they have to reach is told on their outlines."""
    if snapshot is None:
        return []
    return [_told_by_layer(say, snapshot, _KEY_AREAS, thing.id)[0] for thing in found if thing.table == _KEY_AREAS]


def incident_text(say: Language, row: IncidentRow) -> str:
    """What is known of an incident; of one that is known coarsely its hour at most, no minute and no person."""
    when = "—" if row.since is None else say("case.hour", day=row.since.date(), hour=f"{row.since:%H}")
    return say(
        f"map.tip.{row.table}",
        category=category_word(say, row.table, row.category),
        state=state_word(say, row.table, row.state),
        days=row.days,
        when=when,
        unit=row.unit or say(f"exception.{row.exception}"),
    )


def crowd_text(say: Language, crowd: Crowd, snapshot: Snapshot) -> str:
    """How many a count stands for, in which states, and of which kinds, the most frequent first."""
    frame = snapshot.state.project.table(crowd.table)
    kinds = frame[KIND_OF[crowd.table].category].iloc[crowd.rows].value_counts(dropna=True)
    words = {str(value): category_word(say, crowd.table, value) for value in kinds.index}
    parts = [say("crowd.part", words=words[str(value)], count=int(n)) for value, n in kinds.iloc[:_KINDS_NAMED].items()]
    others = crowd.count - int(kinds.iloc[:_KINDS_NAMED].sum())
    if others:
        parts.append(say("crowd.others", count=others))
    join = say("window.dot_joint").join
    states = [say("crowd.part", words=say(f"legend.{code}"), count=n) for code, n in crowd.classes]
    title = say("crowd.title", words=say(f"layer.{crowd.table}"), count=crowd.count)
    return "\n".join([title, join(states), join(parts), say("crowd.click")])
