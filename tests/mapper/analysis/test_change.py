"""Change between two days, against a plain reading of the rules, and the figures that the sample is made with."""

from datetime import date, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from mapper.analysis.change import SEAT_CHANGES, change
from mapper.analysis.seats.coverage import COUNTED, coverage
from mapper.errors import InputError
from tests.districts import cell_centre, frame, grid
from tests.sample import district

UNTIL = date(2026, 11, 23)
UNITS = [f"u{c}-{r}" for c in range(2) for r in range(2)]
OFFICERS = ["o1", "o2", "o3"]
offsets = st.integers(-70, 5)
duties = st.lists(
    st.tuples(st.sampled_from(OFFICERS), st.sampled_from(UNITS), st.none() | offsets, st.none() | offsets), max_size=8
)
# Day, hour, column (2 lies outside), and whether a patrol found it.
incidents = st.lists(st.tuples(offsets, st.integers(0, 23), st.integers(0, 2), st.booleans()), max_size=12)


def day_of(offset: int | None) -> date | None:
    return None if offset is None else UNTIL + timedelta(days=offset)


@given(duties, incidents, incidents, st.integers(1, 30))
def test_change_is_what_a_plain_count_says(held, hazards, disputes, days):
    since = UNTIL - timedelta(days=days)

    def at(offset: int, hour: int) -> datetime:
        return datetime.combine(UNTIL + timedelta(days=offset), datetime.min.time()) + timedelta(hours=hour)

    project = grid(2, 2).with_tables(
        officers=frame("officers", [{"officer_id": o, "role": "community_officer"} for o in OFFICERS]),
        duties=frame(
            "duties",
            [
                {"duty_id": f"D{i}", "officer_id": o, "community_code": u, "starts": day_of(a), "ends": day_of(b)}
                for i, (o, u, a, b) in enumerate(held)
            ],
        ),
        hazards=frame(
            "hazards",
            [
                {"hazard_id": f"H{i}", "reported_at": at(o, h), "origin": "discovered" if found else "reported"}
                for i, (o, h, _, found) in enumerate(hazards)
            ],
            [cell_centre(c, 0) for _, _, c, _ in hazards],
        ),
        disputes=frame(
            "disputes",
            [{"dispute_id": f"Q{i}", "received_at": at(o, h)} for i, (o, h, _, _) in enumerate(disputes)],
            [cell_centre(c, 0) for _, _, c, _ in disputes],
        ),
    )
    answer = change(project, since, UNTIL)
    for unit in UNITS:

        def who(day: date, unit: str = unit) -> set[str]:
            return {
                o
                for o, u, a, b in held
                if u == unit
                and (a is None or UNTIL + timedelta(days=a) <= day)
                and (b is None or UNTIL + timedelta(days=b) >= day)
            }

        before, now = who(since), who(UNTIL)
        expected = (
            ("same" if before == now else "other_officer")
            if before and now
            else "lost"
            if before
            else "gained"
            if now
            else "still_gap"
        )
        assert answer.units.loc[unit, "seat"] == expected
        for table, rows in (("hazards", hazards), ("disputes", disputes)):
            here = [o for o, _, c, found in rows if f"u{c}-0" == unit and not (found and table == "hazards")]
            found = answer.incidents[table].groups.loc[unit]
            assert found["now"] == sum(-days < o <= 0 for o in here)
            assert found["before"] == sum(-2 * days < o <= -days for o in here)
    for table, rows in (("hazards", hazards), ("disputes", disputes)):
        counted = answer.incidents[table]
        in_time = [row for row in rows if -2 * days < row[0] <= 0]
        total = counted.total.loc["all", ["now", "before"]].sum()
        assert total + counted.nowhere + counted.discovered == len(in_time)
        if not any(o <= -2 * days for o, *_ in rows):
            known = any(o <= -2 * days + 1 for o, *_ in rows) and any(o >= 0 for o, *_ in rows)
            assert bool(counted.not_compared) != known
    assert answer.period.days == days == answer.period_before.days


def test_the_sample_adds_up():
    project = district().project
    answer = change(project, date(2026, 8, 23), project.as_of)
    covered = {
        day: int(coverage(project, day).seats["state"].isin(COUNTED).sum()) for day in (answer.since, answer.until)
    }
    seats = answer.by_seat
    assert set(seats) == set(SEAT_CHANGES)
    assert sum(seats.values()) == len(project.communities)
    assert covered[answer.until] - covered[answer.since] == seats["gained"] - seats["lost"]
    assert seats["lost"] >= 1  # the village whose auxiliary's term ended 41 days ago


def test_the_earlier_day_must_be_earlier():
    with pytest.raises(InputError) as refused:
        change(grid(1, 1), UNTIL, UNTIL)
    assert refused.value.code == "dates_reversed"
