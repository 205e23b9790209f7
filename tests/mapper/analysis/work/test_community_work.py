"""Community work: every figure against plain SQL on the project's file, exact intervals, and days on the edge."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, fisher_exact

from mapper.analysis.work.areas import areas
from mapper.analysis.work.community_work import KINDS, LEVELS, CommunityWork, WorkRow
from mapper.analysis.work.figures import Figure
from mapper.analysis.work.intervals import chance_of_shares, poisson_interval, wilson_interval
from mapper.analysis.work.outreach import whole_months
from mapper.analysis.work.survey import LEAST_ASKED
from mapper.day.day import Day
from mapper.norms import Norms
from mapper.project import Project
from mapper.store.store import create
from sample_data.district import AS_OF
from sample_data.incidents import BUSY_INSPECTOR
from tests.districts import cell_centre, frame, grid, square
from tests.drawn import drawn
from tests.sample import district

YEAR = (AS_OF - timedelta(days=364)).isoformat()


@pytest.fixture(scope="module")
def sample() -> Project:
    return district().project


@pytest.fixture(scope="module")
def database(sample: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The sample's file, with where each place lies in a table of its own."""
    path = tmp_path_factory.mktemp("work") / "p.gpkg"
    create(path, sample)
    with closing(sqlite3.connect(path)) as connection:
        owned = Day(sample, AS_OF).owned("places")
        owned[["community_code", "station_code"]].reset_index().to_sql("lies", connection)
        yield connection


@pytest.fixture(scope="module")
def work(sample: Project) -> CommunityWork:
    return Day(sample, AS_OF).community_work


def work_of(project: Project, day: date = AS_OF) -> CommunityWork:
    return Day(project, day).community_work


def row(work: CommunityWork, subject: str, code: str = "*") -> WorkRow:
    return next(row for row in work.rows[subject] if row.code == code)  # type: ignore[index]  # a subject


def sums(figure: Figure) -> tuple[int, int]:
    return figure.numerator, figure.denominator


@pytest.mark.parametrize(("level", "column"), [("unit", "community_code"), ("station", "station_code")])
def test_figures_are_what_sql_says(
    work: CommunityWork, database: sqlite3.Connection, level: str, column: str, sample: Project
) -> None:
    of_unit = f"JOIN communities u ON u.community_code = x.community_code GROUP BY u.{column}"
    asked = {
        ("places", "hazards_per_inspection"): (
            f"SELECT l.{column}, sum(hazards_found), count(hazards_found) FROM inspections i JOIN lies l "
            f"ON l.place_id = i.place_id WHERE inspected_on >= '{YEAR}' GROUP BY l.{column}"
        ),
        ("outreach", "events"): f"SELECT u.{column}, count(*), 0 FROM outreach x {of_unit}",
        (
            "people",
            "volunteers",
        ): f"SELECT {column}, sum(volunteers), sum(residents) FROM communities GROUP BY {column}",
        ("people", "cadres"): (
            f"SELECT {column}, sum(cadres), sum(residents) FROM communities WHERE cadres IS NOT NULL GROUP BY {column}"
        ),
    }
    for (subject, code), statement in asked.items():
        told = {row.code: sums(row.figures[code]) for row in work.of_level(subject, level)}  # type: ignore[arg-type]  # both are literals
        expected = {key: (over or 0, under) for key, over, under in database.execute(statement) if key}
        assert {key: found for key, found in told.items() if found != (0, 0)} == {
            key: found for key, found in expected.items() if found != (0, 0)
        }, code
    for topic in ("safety", "satisfaction"):
        statement = (
            f"SELECT u.{column}, sum(positive), sum(asked) FROM surveys x JOIN communities u USING (community_code) "
            f"WHERE topic = '{topic}' AND asked_on >= '2026-10-01' AND positive <= asked GROUP BY u.{column}"
        )
        expected = {key: (over, under) for key, over, under in database.execute(statement)}
        said = {row.code: row.opinions[topic].now for row in work.of_level("survey", level)}  # type: ignore[arg-type]  # a level
        assert {code: sums(now) for code, now in said.items() if now and now.denominator} == expected


def test_the_sums_of_stations_are_those_of_all(work: CommunityWork) -> None:
    for subject, kinds in KINDS.items():
        for kind in (kind for kind in kinds if "station" in kind.levels):
            parts = [sums(row.figures[kind.code]) for row in work.of_level(subject, "station")]
            assert tuple(map(sum, zip(*parts, strict=True))) == sums(row(work, subject).figures[kind.code])
    assert all({row.level for row in rows} == set(LEVELS[subject]) for subject, rows in work.rows.items())


def test_places_in_time_are_counted_one_by_one(sample: Project, work: CommunityWork) -> None:
    days, due, late, coming = Norms().inspection_days, 0, [], dict[str, list[date]]()
    done = sample.inspections.groupby("place_id")["inspected_on"].max()
    for key, place in sample.places.iterrows():
        if days[place["type"]]:
            due += 1
            last = max(when for when in (place["last_inspected"], done.get(key)) if pd.notna(when))
            if (pd.Timestamp(AS_OF) - last).days > days[place["type"]]:
                late.append(key)
            else:
                by_type = last.normalize() + pd.Timedelta(days=days[place["type"]])
                coming.setdefault(place["type"], []).append(by_type.date())
    told = {one.code: one.told["next_due"] for one in work.of_level("places", "type")}
    assert told == {kind: min(coming[kind], default=None) if kind in coming else None for kind in told}
    assert row(work, "places").told == {"overdue": len(late), "next_due": min(map(min, coming.values()))}
    assert sum(one.told["overdue"] for one in work.of_level("places", "unit")) == len(late)
    inspected = row(work, "places").figures["inspected"]
    assert sums(inspected) == (due - len(late), due)
    assert inspected.left_out == {"no_rule": 3}
    found = [f.subjects[0] for f in Day(sample, AS_OF).work_findings if f.code == "place_inspection_overdue"]
    assert sorted(found) == sorted(late)
    assert len(late) == 3


def test_who_inspects_four_times_as_often_finds_four_times_as_much_and_no_more_per_inspection(
    work: CommunityWork,
) -> None:
    (fault,) = (f for f in district().faults if f["kind"] == "inspection_bias")
    figures = {row.code: row.figures["hazards_per_inspection"] for row in work.of_level("places", "station")}
    busy = figures.pop(fault["subjects"][0])
    assert busy.numerator / np.mean([f.numerator for f in figures.values()]) == pytest.approx(BUSY_INSPECTOR, rel=0.15)
    others = sum(f.numerator for f in figures.values()) / sum(f.denominator for f in figures.values())
    assert busy.interval is not None
    assert busy.interval[0] < others < busy.interval[1]


@settings(max_examples=drawn(15), deadline=None)
@given(st.integers(2, 20), st.floats(0.2, 2.0), st.integers(0, 2**32 - 1))
def test_the_rate_does_not_know_how_often_one_inspects(factor: int, rate: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    project = grid(2, 1)
    stations = [{"station_code": f"S{n}"} for n in (0, 1)]
    units = project.communities.assign(station_code=["S0", "S1"])
    places = frame("places", [{"place_id": f"p{n}"} for n in (0, 1)], [cell_centre(0, 0), cell_centre(1, 0)])
    counts = (300, 300 * factor)
    rows = [
        {"inspection_id": f"i{n}-{m}", "place_id": f"p{n}", "inspected_on": pd.Timestamp(AS_OF), "hazards_found": found}
        for n, count in enumerate(counts)
        for m, found in enumerate(rng.poisson(rate, count).tolist())
    ]
    project = project.with_tables(
        stations=frame("stations", stations, [square(0, 0), square(1, 0)]), communities=units, places=places,
        inspections=frame("inspections", rows),
    )  # fmt: skip
    one, other = (r.figures["hazards_per_inspection"] for r in work_of(project).of_level("places", "station"))
    assert other.numerator / max(one.numerator, 1) > factor / 2
    assert one.value is not None
    assert other.value is not None
    # Six standard errors: by chance in one run of a hundred million.
    assert abs(one.value - other.value) < 6 * np.sqrt(rate / counts[0] + rate / counts[1])


@given(st.integers(0, 500), st.integers(1, 500))
def test_intervals_are_the_textbook_s(count: int, of: int) -> None:
    low, high = poisson_interval(count, of)
    assert low == pytest.approx(chi2.ppf(0.025, 2 * count) / 2 / of if count else 0)
    assert high == pytest.approx(chi2.ppf(0.975, 2 * count + 2) / 2 / of)
    positive = min(count, of)
    ends = wilson_interval(positive, of)
    # Wilson's ends are the shares p that lie 1.96 of their own standard errors from the one seen.
    for end in ends:
        seen = positive / of
        assert (seen - end) ** 2 * of == pytest.approx(3.841458820694124 * end * (1 - end), abs=1e-9)
    assert 0 <= ends[0] <= positive / of <= ends[1] <= 1


@settings(max_examples=drawn(30))
@given(st.integers(1, 300), st.integers(1, 300), st.data())
def test_whether_shares_differ_is_told_as_scipy_tells_it(one: int, other: int, data: st.DataObject) -> None:
    a, b = data.draw(st.integers(0, one)), data.draw(st.integers(0, other))
    expected = fisher_exact([[a, one - a], [b, other - b]]).pvalue
    assert chance_of_shares((a, one), (b, other)) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("last", "state"), [(AS_OF - timedelta(days=90), "in_time"), (AS_OF - timedelta(days=91), "overdue")]
)
def test_a_place_is_in_time_on_its_last_day(last: date, state: str) -> None:
    places = frame("places", [{"place_id": "p", "type": "hotel", "last_inspected": last}], [cell_centre(0, 0)])
    day = Day(grid(1, 1).with_tables(places=places), AS_OF)
    assert day.place_inspections["state"].tolist() == [state]
    assert (len(day.work_findings) - 1) == (state == "overdue")  # the station has no liaison unit


def test_of_a_past_day_only_what_was_done_by_then_counts() -> None:
    rows = [{"place_id": key, "type": "hotel", "last_inspected": AS_OF} for key in "ab"] + [{"place_id": "c"}]
    done = [{"inspection_id": "i", "place_id": "a", "inspected_on": AS_OF - timedelta(days=20), "hazards_found": 1}]
    project = grid(1, 1).with_tables(
        places=frame("places", rows, [cell_centre(0, 0)] * 3), inspections=frame("inspections", done)
    )
    states = {n: Day(project, AS_OF - timedelta(days=n)).place_inspections["state"].tolist() for n in (0, 1, 20, 21)}
    assert states[0] == ["in_time", "in_time", "never"]
    assert states[1] == states[20] == ["in_time", "unknown", "never"]
    assert states[21] == ["unknown", "unknown", "never"]
    inspected = row(work_of(project, AS_OF - timedelta(days=1)), "places").figures["inspected"]
    assert (sums(inspected), inspected.left_out) == ((1, 2), {"unknown": 1})


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (date(2026, 10, 23), date(2026, 11, 22), 0), (date(2026, 10, 23), date(2026, 11, 23), 1),
        (date(2026, 1, 31), date(2026, 2, 28), 0), (date(2026, 1, 31), date(2026, 3, 1), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 11), (AS_OF, AS_OF, 0),
    ],
)  # fmt: skip
def test_months_are_whole(since: date, until: date, months: int) -> None:
    assert whole_months(since, until) == months


def test_an_event_counts_for_the_unit_it_names_or_lies_in_and_who_was_never_reached_is_told() -> None:
    first = AS_OF - timedelta(days=364)
    rows = [
        {"outreach_id": "named", "community_code": "u0-0", "held_at": first, "contacts": 30},
        {"outreach_id": "lies", "community_code": "gone", "held_at": AS_OF, "contacts": None},
        {"outreach_id": "old", "community_code": "u0-0", "held_at": first - timedelta(days=1), "contacts": 99},
        {"outreach_id": "lost", "community_code": "gone", "held_at": AS_OF, "contacts": 5},
        {"outreach_id": "later", "community_code": "u2-0", "held_at": AS_OF + timedelta(days=1), "contacts": 5},
    ]
    shapes = [cell_centre(1, 0), cell_centre(1, 0), None, None, None]
    project = grid(3, 1, residents=1000).with_tables(outreach=frame("outreach", rows, shapes))
    work = work_of(project)
    units = {r.code: r for r in work.of_level("outreach", "unit")}
    assert [sums(units[code].figures["contacts"]) for code in sorted(units)] == [(30, 1000), (0, 1000), (0, 1000)]
    assert units["u1-0"].figures["contacts"].left_out == {"not_counted": 1}
    assert [units[code].told["months"] for code in sorted(units)] == [11, 0, None]
    every = row(work, "outreach")
    assert sums(every.figures["reached"]) == (2, 3)
    assert every.told["never"] == 1
    assert every.figures["events"].left_out == {"nowhere": 1}
    lost = [f.subjects for f in Day(project, AS_OF).work_findings if f.code == "work_nowhere"]
    assert lost == [("lost",)]


@pytest.mark.parametrize(("days", "late"), [(0, 0), (1, 1)])
def test_findings_are_overdue_on_the_day_after_theirs(days: int, late: int) -> None:
    visit = {
        "visit_id": "V1", "station_code": "S1", "visited_at": AS_OF - timedelta(days=30), "findings": 4,
        "rectified": 3, "rectify_by": AS_OF - timedelta(days=days),
    }  # fmt: skip
    project = grid(1, 1).with_tables(liaison=frame("liaison", [visit]))
    project = project.with_tables(stations=project.stations.assign(liaison_unit="甲"))
    figures = row(work_of(project), "liaison", "S1").figures
    assert figures["findings_overdue"].numerator == late
    assert (sums(figures["rectified"]), sums(figures["findings_per_visit"])) == ((3, 4), (4, 1))
    assert sums(figures["visits_of_due"]) == (1, 4)
    codes = [f.code for f in Day(project, AS_OF).work_findings]
    assert codes == ["rectification_overdue"] * late


@pytest.mark.parametrize(("ago", "due"), [(90, False), (91, True)])
def test_a_station_is_due_for_a_visit_after_the_days_of_the_rule(ago: int, due: bool) -> None:
    visit = {"visit_id": "V1", "station_code": "S1", "visited_at": AS_OF - timedelta(days=ago)}
    project = grid(1, 1).with_tables(liaison=frame("liaison", [visit]))
    project = project.with_tables(stations=project.stations.assign(liaison_unit="甲"))
    assert row(work_of(project), "liaison", "S1").told["due"] is due
    assert ["liaison_visit_due"] * due == [f.code for f in Day(project, AS_OF).work_findings]
    rare = replace(project, norms=replace(project.norms, liaison_visit_days=400))
    assert sums(row(work_of(rare), "liaison", "S1").figures["visits_of_due"]) == (1, 1)


def test_an_area_runs_on_its_first_and_last_day_and_its_review_is_overdue_the_day_after() -> None:
    told = {
        "area_id": "K1", "name": "西街（虚构）", "entered_on": AS_OF - timedelta(days=9), "left_on": AS_OF,
        "review_on": AS_OF - timedelta(days=1), "targets": 3, "targets_met": 2,
    }  # fmt: skip
    project = grid(1, 1).with_tables(rectification_areas=frame("rectification_areas", [told], [square(0, 0)]))
    seen = {n: areas(project, AS_OF + timedelta(days=n))[0] for n in (-10, -9, -1, 0, 1)}
    assert [area.state for area in seen.values()] == ["to_come", "running", "running", "running", "left"]
    assert [area.review_overdue for area in seen.values()] == [False, False, False, True, False]
    assert sums(work_of(project).targets) == (2, 3)
    assert sums(work_of(project, AS_OF + timedelta(days=1)).targets) == (0, 0)


def surveyed(*rows: tuple[date, str | None, int, int]) -> Project:
    told = [
        {"survey_id": f"Q{n}", "asked_on": day, "community_code": unit, "station_code": None if unit else "S1",
         "topic": "safety", "asked": asked, "positive": positive}
        for n, (day, unit, asked, positive) in enumerate(rows)
    ]  # fmt: skip
    return grid(2, 1).with_tables(surveys=frame("surveys", told))


def test_below_thirty_answers_nothing_but_n_is_told_and_stations_are_pooled() -> None:
    work = work_of(
        surveyed((AS_OF, "u0-0", LEAST_ASKED - 1, 20), (AS_OF, "u1-0", LEAST_ASKED, 20), (AS_OF, None, 1, 1))
    )
    few, enough = (row(work, "survey", f"u{n}-0").opinions["safety"].now for n in (0, 1))
    assert few is not None
    assert (few.value, few.too_few, few.interval) == (None, True, None)
    assert few.as_json() == {
        "numerator": None, "denominator": 29, "per": 1, "value": None, "low": None, "high": None, "too_few": True,
        "left_out": {},
    }  # fmt: skip
    assert enough is not None
    assert enough.value == pytest.approx(2 / 3)
    pooled = row(work, "survey", "S1").opinions["safety"]
    assert pooled.now is not None
    assert (sums(pooled.now), pooled.change) == ((41, 60), "no_former")


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ((100, 80), (100, 95), "higher"), ((100, 95), (100, 80), "lower"), ((100, 90), (100, 95), "no_claim"),
        ((29, 5), (100, 95), "too_few"),
    ],
)  # fmt: skip
def test_a_change_is_told_only_where_chance_hardly_makes_it(
    before: tuple[int, int], now: tuple[int, int], change: str
) -> None:
    project = surveyed((date(2026, 9, 30), "u0-0", *before), (date(2026, 10, 1), "u0-0", *now))
    opinion = row(work_of(project), "survey", "u0-0").opinions["safety"]
    assert opinion.change == change
    assert work_of(project).waves["safety"] == ("2026-Q4", "2026-Q3")


def test_other_places_are_not_compared_and_impossible_answers_are_left_out() -> None:
    project = surveyed((date(2026, 5, 1), "u0-0", 100, 50), (AS_OF, "u1-0", 100, 99), (AS_OF, "u1-0", 10, 11))
    said = row(work_of(project), "survey").opinions["safety"]
    assert said.change == "other_places"
    assert said.now is not None
    assert said.now.left_out == {"not_counted": 1}
    assert [f.subjects[0] for f in Day(project, AS_OF).work_findings if f.code == "work_impossible"] == ["Q2"]


def test_groups_of_a_station_count_for_it_and_what_is_nobody_s_for_none() -> None:
    rows = [("u0-0", None, 10), (None, "S1", 5), ("gone", "S1", 7), (None, None, 1), ("u1-0", None, None)]
    told = [
        {"group_id": f"O{n}", "community_code": unit, "station_code": station, "members": members}
        for n, (unit, station, members) in enumerate(rows)
    ]
    project = grid(2, 1, residents=500).with_tables(groups=frame("groups", told))
    work = work_of(project)
    assert sums(row(work, "people", "S1").figures["groups"]) == (3, 1000)
    assert sums(row(work, "people", "u0-0").figures["members"]) == (10, 500)
    members = row(work, "people").figures["members"]
    assert (sums(members), members.left_out) == ((15, 1000), {"nowhere": 2, "not_counted": 1})


def test_the_json_is_in_order_and_the_same_for_shuffled_rows(sample: Project) -> None:
    names = (
        "inspections",
        "outreach",
        "liaison",
        "groups",
        "surveys",
        "rectification_areas",
        "communities",
        "stations",
    )
    mixed = {name: sample.table(name).sample(frac=1, random_state=3) for name in names}
    assert work_of(sample.with_tables(**mixed)).as_json() == work_of(sample).as_json()
    empty = work_of(grid(1, 1)).as_json()
    assert empty["areas"] == []
    assert empty["survey"]["unit"][0]["safety"] == {"now": None, "before": None, "change": None, "p": None}
