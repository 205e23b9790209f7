"""Whatever lines of a roster are ticked, they and only they are applied."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mapper.edits.roster import apply_roster
from mapper.edits.roster_choice import chosen
from mapper.edits.roster_difference import RosterChanges, roster_changes
from mapper.project import Project
from tests.districts import frame, grid

DAY = date(2026, 11, 23)


def officer(number: int, **values: object) -> dict[str, object]:
    return {
        "officer_id": f"p{number}",
        "display_name": f"民警{number}（虚构）",
        "role": "community_officer",
        "station_code": "S1",
        **values,
    }


def duty(number: int, unit: int, **values: object) -> dict[str, object]:
    return {
        "duty_id": f"D{number}",
        "officer_id": f"p{number}",
        "community_code": f"u{unit}-0",
        "starts": date(2025, 1, 1),
        **values,
    }


BEFORE = grid(6, 1).with_tables(
    officers=frame("officers", [officer(n) for n in range(4)]),
    duties=frame("duties", [duty(0, 0), duty(1, 1), duty(2, 2), duty(3, 3, starts=date(2027, 1, 1))]),
)
# p0 leaves, p1 is on loan, p3's duty has not begun and goes; p4 and p5 are new, each with a unit.
CHANGES = roster_changes(
    BEFORE,
    frame("officers", [officer(1, status="on_loan"), officer(2), officer(3), officer(4), officer(5)]),
    frame("duties", [duty(1, 1), duty(2, 2, dedicated=False), duty(4, 4), duty(5, 5)]),
    DAY,
)
LINES = (*CHANGES.added, *CHANGES.changed, *CHANGES.ended)


def row(project: Project, table: str, key: str) -> object:
    frame = project.table(table)
    return frame.loc[[key]].astype(str).to_dict("records") if key in frame.index else None


def test_all_lines_are_the_whole() -> None:
    everything: RosterChanges = chosen(CHANGES, LINES)
    assert (everything.added, everything.changed, everything.ended) == (CHANGES.added, CHANGES.changed, CHANGES.ended)
    whole, part = apply_roster(CHANGES)(BEFORE), apply_roster(everything)(BEFORE)
    assert part.officers.equals(whole.officers)
    assert part.duties.equals(whole.duties)
    assert everything.dropped == ("D3",)


@given(st.sets(st.integers(0, len(LINES) - 1)))
def test_only_the_ticked_lines_are_applied(ticked: set[int]) -> None:
    part = chosen(CHANGES, [LINES[n] for n in ticked])
    kept = {(line.table, line.key) for line in (*part.added, *part.changed, *part.ended)}
    whole, after = apply_roster(CHANGES)(BEFORE), apply_roster(part)(BEFORE)
    for line in LINES:
        source = whole if (line.table, line.key) in kept else BEFORE
        assert row(after, line.table, line.key) == row(source, line.table, line.key)
    assert set(after.duties["officer_id"]) <= set(after.officers.index)
    left_out = {(LINES[n].table, LINES[n].key) for n in ticked} - kept
    assert all(table == "duties" for table, _ in left_out)
