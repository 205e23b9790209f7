"""Cycles are collected, but not what a project has brought, and not while work is under way."""

import gc
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui.widgets.process.collecting import Collecting


class Knot:
    """Something that only the collector can let go."""

    def __init__(self) -> None:
        self.self = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """What is set aside for all tests (tests/conftest.py) is taken back here."""
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.freeze()


def knot() -> weakref.ref[Knot]:
    return weakref.ref(Knot())


def test_what_is_left_over_is_handed_back_once_and_when_nothing_is_under_way(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[bool] = []
    monkeypatch.setattr("ui.widgets.process.collecting.hand_back", lambda: handed.append(busy))
    busy = True
    collecting = Collecting(lambda: busy)
    try:
        collecting._collect()
        collecting.set_aside()
        collecting._collect()
        assert handed == []
        busy = False
        collecting._collect()
        qtbot.waitUntil(lambda: bool(handed))
        collecting._collect()
        assert handed == [False]
    finally:
        collecting.stop()


def test_what_is_set_aside_stays_until_it_is_taken_back(qtbot: QtBot) -> None:
    busy = True
    collecting = Collecting(lambda: busy)
    try:
        waiting = knot()
        gc.set_threshold(1, 1, 1)
        collecting._collect()
        assert waiting() is not None, "work is under way"
        busy = False
        for _ in range(4):
            collecting._collect()
        assert waiting() is None
        busy = True
        aside = knot()
        collecting.set_aside()
        busy = False
        later = knot()
        gc.collect()
        assert aside() is not None
        assert later() is None
        collecting.take_back()
        gc.collect()
        assert aside() is None
    finally:
        collecting.stop()


def test_what_a_closed_project_left_goes_also_where_another_is_opened_at_once(qtbot: QtBot) -> None:
    busy = True
    collecting = Collecting(lambda: busy)
    try:
        collecting.set_aside()
        former = knot()
        collecting.take_back()
        collecting.set_aside()  # the next is whole before there was time to look
        gc.collect()
        assert former() is not None
        busy = False
        collecting._collect()
        assert former() is None
        later = knot()
        assert gc.get_freeze_count() > 0, "what the next has brought is set aside again"
        gc.collect()
        assert later() is None
    finally:
        collecting.stop()
