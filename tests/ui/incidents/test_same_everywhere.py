"""After any steps, on any day: card, list, board, headline, what is to be done and ``loop --json`` tell the same."""

import json
from collections import Counter
from contextlib import redirect_stdout
from datetime import date, datetime, time, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from layers.scene.incident_filter import IncidentFilter, Standing
from mapper.analysis.incidents.kinds import KIND_OF, LOOPS
from mapper.analysis.incidents.loop import BANDS
from mapper.edits.steps import choices_of, take_step
from mapper.project import Project
from mapper.store.store import create
from tests.drawn import drawn
from tests.mapper.analysis.crowded import DAY, crowded
from tests.mapper.edits.possible import possible_steps
from ui.__main__ import main
from ui.incidents.incident_facts import incident_facts
from ui.incidents.step_offers import roles_for
from ui.session.rows import Figures


def agree(day: Figures) -> None:
    """What each of the places tells of a day, by what it counts itself."""
    now = datetime.combine(day.as_of + timedelta(days=400), time())  # so that the day is over
    entries = {(entry.table, entry.key): entry for entry in day.todo.entries}
    listed = {(row.table, row.key): row for row in day.incidents}
    states = Counter((row.table, row.state) for row in listed.values())
    assert day.headline.hazards_overdue == states["hazards", "overdue"]
    assert day.headline.hazards_open == states["hazards", "overdue"] + states["hazards", "open"]
    assert day.headline.disputes_open == sum(table == "disputes" for table, _ in listed)
    for kind in LOOPS:
        table, board = kind.table, day.loop(kind.table)
        assert board.open == sum(of == table for of, _ in listed)
        standing, late = Counter[str | None](), Counter[str | None]()
        for key in day.project.table(table).index:
            card, entry = incident_facts(day, (table, key), now), entries.get((table, key))
            assert card is not None
            is_open = (table, key) in listed
            assert is_open == (card.begun and not card.closed)
            stage = next((one.code for one in card.stages if one.state == "current"), None)
            if is_open:
                assert entry is not None
                assert card.row == listed[table, key]
                standing[stage] += 1
                late[stage] += card.late
            if entry is not None:
                assert (entry.stage, entry.next, entry.due) == (stage, card.next, card.due)
                assert (entry.section == "late") == card.late
                assert entry.closed == card.closed
                assert entry.step == (None if card.first is None else card.first.code)
        for one in board.stages:
            assert (one.standing, one.late) == (standing[one.code], late[one.code])
            for is_late, count in ((False, one.standing), (True, one.late)):
                wanted = IncidentFilter(standing=Standing(table, one.code, late=is_late))
                assert int(day.index.kept(wanted).sum()) == count
        for band, count in zip(BANDS, board.ages, strict=True):
            assert int(day.index.kept(IncidentFilter(standing=Standing(table, ages=band))).sum()) == count


def stepped(project: Project, as_of: date, number: int) -> Project:
    """The project after a step that can be taken on that day; the same where there is none."""
    kind = LOOPS[number % len(LOOPS)]
    keys, at = list(project.table(kind.table).index), datetime.combine(as_of, time(23, 59))
    for turn in range(len(keys)):
        key = str(keys[(number + turn) % len(keys)])
        for step in possible_steps(project, kind.table, [key], at):
            values, roles = choices_of(project, kind, step), roles_for(project, kind.table, step)
            if roles:
                value = None if values is None else values[number % len(values)]
                return take_step(kind.table, [key], step.code, at, value, role=roles[0])(project)
    return project


def commanded(project: Project, as_of: date) -> dict[str, dict[str, object]]:
    """What ``loop --json`` tells of the project as a file: by table."""
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()) as out:
        path = Path(folder) / "p.gpkg"
        create(path, project)
        assert main(["loop", str(path), "--as-of", as_of.isoformat(), "--json"]) == 0
    return {figures["table"]: figures for figures in json.loads(out.getvalue())["loops"]}


@settings(max_examples=drawn(3), deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(0, 500), min_size=1, max_size=3), st.integers(-6, 3))
def test_after_any_steps_all_places_tell_the_same(number: int, steps: list[int], days: int) -> None:
    project, as_of = crowded(number, 3, 4), DAY + timedelta(days=days)
    day = Figures(project, as_of)
    agree(day)
    for step in steps:
        day = day.after(stepped(day.project, as_of, step))
        agree(day)
        assert day.headline == Figures(day.project, as_of).headline
    told = commanded(day.project, as_of)
    assert told == {table: json.loads(json.dumps(day.loop(table).as_json())) for table in KIND_OF if table in told}
    undone = day.after(project)
    assert undone.todo == Figures(project, as_of).todo
