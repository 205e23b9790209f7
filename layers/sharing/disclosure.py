"""What a file of an edition will tell, and what should be settled first; said before the file is made.

It is worked out from the very map that the file is made of, so that it cannot say less than the file does.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from layers.edition_map import EditionMap, contained
from layers.scene.drawing import Points
from mapper import schema
from mapper.analysis.incidents.kinds import INCIDENT_KINDS, KIND_OF, LOOPS
from mapper.analysis.seats.coverage import COUNTED
from mapper.audience import sensitive_rows
from mapper.day.day import Day
from mapper.io.personal import personal_data_in_cell
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.store.export_log import Export, Exports

SMALL = range(1, 5)  # counts behind which a few rows stand
PAGE = ("who", "layers", "counts", "suppressed", "people", "seats", "sensitive", "earlier")

_NOTHING_BEFORE = Exports()


@dataclass(frozen=True)
class Disclosure:
    """One page about a file that is to be made.

    Attributes
    ----------
    sections
        Statements by the code of their heading, in the order of :data:`PAGE`.
    to_settle
        What should be settled before the file is handed on; empty where nothing is.
    """

    sections: Mapping[str, tuple[Message, ...]]
    to_settle: tuple[Message, ...]


def disclosure(shown_map: EditionMap, whole: Day, earlier: Exports = _NOTHING_BEFORE, approval: str = "") -> Disclosure:
    """What a file made of this map tells.

    Parameters
    ----------
    whole
        The day that the edition is cut from.
    earlier
        What was exported of the project before (:func:`mapper.store.export_log.exports_of`).
    approval
        The number under which the map may be published, where it has one.
    """
    found: dict[str, list[Message]] = {
        "who": _who(shown_map),
        "layers": list(_layers(shown_map)),
        "counts": list(_counts(shown_map)),
        "suppressed": list(_suppressed(shown_map, whole)),
        "people": list(_people(shown_map)),
        "seats": list(_seats(shown_map)),
        "sensitive": list(_sensitive(shown_map)),
        "earlier": list(_earlier(shown_map, earlier)),
    }
    sections = {code: tuple(found[code]) for code in PAGE}
    settle = (*_to_settle(shown_map, approval), *earlier.unread, *_differences(shown_map, earlier, "settle"))
    return Disclosure(sections, settle)


def tables_disclosure(day: Day, rows: Mapping[str, int], earlier: Exports = _NOTHING_BEFORE) -> Disclosure:
    """What a workbook of these tables (rows by code of the table) tells; such tables are command's."""
    kinds = [kind.table for kind in LOOPS]
    sensitive = {table: _sensitive_shown(day, table, open_alone=True) for table in kinds}
    empty = int((~day.coverage.seats["state"].isin(COUNTED)).sum())
    before = [one for one in earlier if one.theme == "tables"]
    sections = {
        "who": (Message("disclosure.who.command"),),
        "layers": tuple(
            Message("disclosure.table", {"table": Message(f"book.{code}"), "count": count})
            for code, count in rows.items()
        ),
        "counts": (Message("disclosure.counts.exact"),),
        "people": (_named(len(day.roll)),),
        "seats": (Message("disclosure.seats.told", {"count": empty, "units": len(day.coverage.seats)}),),
        "sensitive": tuple(
            Message("disclosure.sensitive.numbered", {"table": Message(f"table.{table}"), "count": count})
            for table, count in sensitive.items()
            if count
        )
        or (Message("disclosure.sensitive.none"),),
        "earlier": (*_before(before), *earlier.unread),
    }
    return Disclosure(sections, (*_undated(day), *earlier.unread))


def _who(shown_map: EditionMap) -> list[Message]:
    edition = shown_map.edition
    about = {"place": edition.place, "date": edition.as_of}
    return [Message(f"disclosure.who.{edition.audience}"), Message("disclosure.of", about)]


def _layers(shown_map: EditionMap) -> Iterator[Message]:
    for layer in shown_map.layers:
        if layer.count is None:
            yield Message("disclosure.layer_uncounted", {"layer": Message(f"layer.{layer.code}")})
        else:
            yield Message("disclosure.layer", {"layer": Message(f"layer.{layer.code}"), "count": layer.count})
    for table, placed in _placed(shown_map).items():
        about = sensitive_rows(table, shown_map.edition.project.table(table))
        coarse = int(about[np.isin(shown_map.edition.project.table(table).index, list(placed))].sum())
        values = {"table": Message(f"table.{table}"), "exact": len(placed) - coarse, "cells": coarse}
        yield Message("disclosure.points", values)


def _placed(shown_map: EditionMap) -> dict[str, set[str]]:
    """Keys of the incidents that have a symbol, by table; tables without a symbol are left out."""
    found: dict[str, set[str]] = {}
    for layer in shown_map.snapshot.shown_layers:
        for drawing in layer.drawings:
            if layer.code in KIND_OF and isinstance(drawing, Points):
                there = (drawing.class_of_row >= 0) & np.isfinite(drawing.dots.xy[:, 0])
                found.setdefault(layer.code, set()).update(map(str, drawing.dots.ids[there]))
    return {table: keys for table, keys in found.items() if keys}


def _counts(shown_map: EditionMap) -> Iterator[Message]:
    if shown_map.edition.is_public:
        yield Message("disclosure.counts.none")
        return
    for figure in shown_map.figures:
        said = {"numerator": figure.numerator, "denominator": figure.denominator}
        yield Message("disclosure.counts.figure", {"figure": Message(f"page.figure.{figure.code}", said)})
    small = [entry for entry in shown_map.legend if entry.count in SMALL]
    if small:
        least = min(small, key=lambda entry: entry.count or 0)
        what = Message(f"legend.{least.code}", dict(least.values))
        yield Message("disclosure.counts.small", {"count": len(small), "least": least.count, "what": what})
    else:
        yield Message("disclosure.counts.no_small")


def _suppressed(shown_map: EditionMap, whole: Day) -> Iterator[Message]:
    edition = shown_map.edition
    residents = edition.project.communities["residents"]
    known = whole.project.communities["residents"].reindex(residents.index)
    few = sum(int(there) > 0 and edition.residents(str(key)) is None for key, there in known.dropna().items())
    if few:
        yield Message("disclosure.suppressed.residents", {"count": few})
    if shown_map.without_place:
        yield Message("disclosure.suppressed.alone", {"count": shown_map.without_place})
    if edition.audience == "command":
        yield Message("disclosure.suppressed.command")
        return
    gone = [name for name in schema.TABLES if len(whole.project.table(name)) and not len(edition.project.table(name))]
    if gone:
        yield Message("disclosure.suppressed.tables", {"tables": [Message(f"table.{name}") for name in gone]})
    hidden = {
        table.name: [column.name for column in table.columns if edition.audience not in column.seen_by]
        for table in schema.TABLES.values()
        if len(edition.project.table(table.name))
    }
    for name, columns in hidden.items():
        if columns:
            values = {"table": Message(f"table.{name}"), "count": len(columns)}
            yield Message("disclosure.suppressed.columns", values)


def _named(count: int, others: int = 0) -> Message:
    if not count:
        return Message("disclosure.people.none")
    return Message("disclosure.people.named", {"count": count, "others": others})


def _people(shown_map: EditionMap) -> Iterator[Message]:
    edition = shown_map.edition
    officers = edition.project.officers
    strangers = 0
    if edition.station_code is not None:
        strangers = int((officers["station_code"] != edition.station_code).sum())
    yield _named(0 if edition.is_public else len(officers), strangers)


def _seats(shown_map: EditionMap) -> Iterator[Message]:
    edition = shown_map.edition
    if not edition.tells_seats:
        yield Message("disclosure.seats.public" if edition.is_public else "disclosure.seats.unknown")
        return
    seats = edition.ledger.seats
    empty = int((~seats["state"].isin(COUNTED)).sum())
    yield Message("disclosure.seats.told", {"count": empty, "units": len(seats)})


def _sensitive(shown_map: EditionMap) -> Iterator[Message]:
    edition, found = shown_map.edition, False
    for kind in INCIDENT_KINDS:
        shown = kind.table in {layer.code for layer in shown_map.snapshot.shown_layers}
        count = _sensitive_shown(edition.day, kind.table) if shown else 0
        if count:
            found = True
            code = "numbered" if edition.names_sensitive else "nameless"
            yield Message(f"disclosure.sensitive.{code}", {"table": Message(f"table.{kind.table}"), "count": count})
    if not found:
        yield Message("disclosure.sensitive.none")


def _sensitive_shown(day: Day, table: str, *, open_alone: bool = False) -> int:
    """How many sensitive incidents there are on the day; of those that are not closed alone where that is asked."""
    about = sensitive_rows(table, day.project.table(table)) & day.incidents_shown(table).to_numpy(dtype=bool)
    if open_alone:
        about &= ~day.incidents_closed(table).to_numpy(dtype=bool)
    return int(about.sum())


def _earlier(shown_map: EditionMap, earlier: Exports) -> Iterator[Message]:
    edition = shown_map.edition
    yield from _before([one for one in earlier if one.audience == edition.audience])
    yield from earlier.unread
    yield from _differences(shown_map, earlier, "earlier")


def _before(exports: Sequence[Export]) -> Iterator[Message]:
    if not exports:
        yield Message("disclosure.earlier.none")
        return
    scopes = len({one.scope for one in exports})
    days = [min(one.as_of for one in exports), max(one.as_of for one in exports)]
    values = {"count": len({one.sha256 for one in exports}), "scopes": scopes, "first": days[0], "last": days[1]}
    yield Message("disclosure.earlier.some", values)


def _differences(shown_map: EditionMap, earlier: Sequence[Export], where: str) -> Iterator[Message]:
    """Counts that differ by a few from an earlier file of the same edition: who has both knows of those few."""
    edition = shown_map.edition
    if edition.audience == "command":
        return
    now, scope = contained([shown_map]), edition.station_code or ""
    told: set[tuple[str, int]] = set()
    for one in reversed(earlier):
        if (one.audience, one.scope) != (edition.audience, scope):
            continue
        for code, count in now.items():
            before = one.contained.get(code)
            if before is None or code not in KIND_OF or abs(count - before) not in SMALL or (code, before) in told:
                continue
            told.add((code, before))
            values = {"layer": Message(f"layer.{code}"), "before": before, "now": count, "day": one.as_of}
            yield Message(f"disclosure.{where}.difference", values)


def _undated(day: Day) -> Iterator[Message]:
    if day.data_date is None:
        yield Message("disclosure.settle.data_date")


def _to_settle(shown_map: EditionMap, approval: str) -> Iterator[Message]:
    edition = shown_map.edition
    yield from _undated(edition.day)
    if edition.is_public:
        if not approval and shown_map.approval is not None:
            yield Message("disclosure.settle.approval")
        phones = edition.project.stations["duty_phone"]
        there = set(phones.index[phones.fillna("").str.strip().astype(bool)])
        silent = int((~edition.project.communities["station_code"].isin(there)).sum())
        if silent:
            yield Message("disclosure.settle.phone", {"count": silent})
    elif not edition.tells_seats:
        yield Message("disclosure.settle.roster")
    if edition.audience != "command":
        yield from _personal(shown_map)


def _personal(shown_map: EditionMap) -> Iterator[Message]:
    """Texts of the edition that seem to hold data of a person, by table and column."""
    audience = shown_map.edition.audience
    for name, table in schema.TABLES.items():
        rows = shown_map.edition.project.table(name)
        for column in table.columns:
            if column.kind != "text" or audience not in column.seen_by or column.name == "duty_phone":
                continue
            times = Counter(str(text) for text in rows[column.name].dropna())
            count = sum(n for text, n in times.items() if personal_data_in_cell(column, text))
            if count:
                values = {"table": name, "column": column.name, "count": count}
                yield Message("disclosure.settle.personal", values)
