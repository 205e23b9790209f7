"""What counts chosen days is not called open, and rates that no filter narrows say that it does not."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from layers.scene.incident_filter import EVERY_INCIDENT
from layers.scene.look import Look
from layers.snapshot import MapState, snapshot_of
from layers.themes.wanted_measure import measure_name
from mapper.day.day import Day
from mapper.message import Message
from tests.mapper.analysis.crowded import DAY, crowded

DAYS = replace(EVERY_INCIDENT, days=(DAY - timedelta(days=30), DAY))


def test_a_count_of_chosen_days_has_a_name_of_its_own() -> None:
    for table in ("hazards", "disputes"):
        assert measure_name(f"open_{table}", EVERY_INCIDENT) == Message(f"shading.open_{table}")
        assert measure_name(f"open_{table}", replace(EVERY_INCIDENT, origin="reported")).code == f"shading.open_{table}"
        assert measure_name(f"open_{table}", DAYS) == Message(f"shading.{table}")
        assert measure_name(f"{table}_per_1000", DAYS) == Message(f"shading.{table}_per_1000")


@pytest.mark.parametrize("shading", ["hazards_smoothed", "hazards_funnel"])
def test_what_compares_with_all_says_that_the_filter_leaves_it_alone(shading: str) -> None:
    # Reported all along, so that the year is recorded whole.
    project = crowded(3)
    hazards = project.hazards.assign(reported_at=project.hazards["reported_at"].fillna(pd.Timestamp(DAY)))
    hazards.loc[hazards.index[0], "reported_at"] = pd.Timestamp(DAY) - pd.Timedelta(days=800)
    project = project.with_tables(hazards=hazards, communities=project.communities.assign(residents=1_000))
    state = MapState(Day(project, DAY), "hazards", look=Look(shading={"hazards": shading}))
    plain, narrowed = (snapshot_of(one).layer("units") for one in (state, replace(state, wanted=DAYS)))
    assert plain.figures == narrowed.figures
    assert [entry.count for entry in plain.legend] == [entry.count for entry in narrowed.legend]
    assert {note.code for note in narrowed.notes} - {note.code for note in plain.notes} == {"note.not_filtered"}
