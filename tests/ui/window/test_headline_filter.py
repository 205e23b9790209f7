"""The cards of incidents count what the filter lets through, and say so; all others stay as they are."""

from dataclasses import fields, replace
from datetime import timedelta

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from layers.scene.incident_filter import EVERY_INCIDENT
from tests.drawn import drawn
from tests.mapper.analysis.crowded import DAY, crowded
from ui.language.language import Language
from ui.session.rows import Figures
from ui.window.headline import CARDS, card_texts, filtered


@settings(max_examples=drawn(4), deadline=None)
@given(st.integers(0, 999), st.integers(-10, 40), st.sampled_from([None, "S1"]))
def test_filtered_cards_count_the_rows_that_are_left(number: int, days: int, station: str | None) -> None:
    figures = Figures(crowded(number), DAY)
    span = None if days < 0 else (DAY - timedelta(days=days), DAY)
    told = filtered(figures.headline, figures.index, replace(EVERY_INCIDENT, days=span, station_code=station))
    left: dict[str, pd.Series] = {}
    for table, began in (("hazards", "reported_at"), ("disputes", "received_at")):
        rows, owned = figures.project.table(table), figures.owned(table)["station_code"]
        keep = np.ones(len(rows), dtype=bool)
        if span is not None:
            on = pd.to_datetime(rows[began]).dt.date
            keep &= np.array([pd.notna(day) and span[0] <= day <= span[1] for day in on], dtype=bool)
        if station is not None:
            keep &= (owned == station).fillna(False).to_numpy(dtype=bool)
        left[table] = figures.incident_states(table)[keep]
    listed = {(row.table, row.key) for row in figures.incidents}
    open_left = {table: sum((table, key) in listed for key in states.index) for table, states in left.items()}
    assert (told.hazards_open, told.disputes_open) == (open_left["hazards"], open_left["disputes"])
    assert told.hazards_overdue == int((left["hazards"] == "overdue").sum())
    ours = {"hazards_open", "hazards_overdue", "disputes_open"}
    for one in fields(told):
        if one.name not in ours:
            assert getattr(told, one.name) == getattr(figures.headline, one.name)
    assert filtered(figures.headline, figures.index, EVERY_INCIDENT) == figures.headline


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_without_an_open_dispute_no_age_is_told(language: str) -> None:
    say, figures = Language(language), replace(Figures(crowded(1), DAY).headline, disputes_open=0)
    card = next(card for card in CARDS if card.name == "disputes")
    words = card_texts(say, card, replace(figures, dispute_open_median_days=None))[1]
    assert "—" not in words
    assert "18" in card_texts(say, card, replace(figures, dispute_open_median_days=18.0))[1]
