"""A small project of four units with a few hazards and disputes, as they stand today."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from mapper.project import Project
from mapper.store.geopackage.store import create
from tests.districts import cell_centre, frame, grid
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

TODAY = date.today()


def at(days_ago: int, hour: int = 10) -> datetime:
    return datetime.combine(TODAY - timedelta(days=days_ago), time(hour))


def few_incidents() -> Project:
    """Overdue: H1, H2, H3 (a long way off); H4, alone, verified and without owner; H5 closed; disputes on their way."""
    hazards = [
        {"hazard_id": "H1", "category": "fire", "severity": "severe", "reported_at": at(5), "owner_id": "P1"},
        {"hazard_id": "H2", "category": "rental", "reported_at": at(4)},
        {"hazard_id": "H3", "category": "road", "reported_at": at(3), "owner_id": "P2"},
        {"hazard_id": "H4", "category": "water", "reported_at": at(2), "verified_at": at(2, 15)},
        {"hazard_id": "H5", "category": "hotel", "reported_at": at(40), "verified_at": at(39), "closed_at": at(30)},
    ]
    disputes = [
        {"dispute_id": "D1", "category": "family", "handler": "case_team", "stage": "assessed", "received_at": at(6),
         "assessed_at": at(5)},
        {"dispute_id": "D2", "category": "neighbour", "stage": "received", "received_at": at(1)},
    ]  # fmt: skip
    here, far, alone = cell_centre(0, 0), cell_centre(1, 1), cell_centre(1, 0)
    officers = [
        {"officer_id": "P1", "display_name": "陈某某", "role": "community_police", "station_code": "S1"},
        {"officer_id": "P2", "display_name": "李某某", "role": "community_police", "station_code": "S1"},
    ]
    duties = [{"duty_id": "T1", "officer_id": "P1", "community_code": "u0-0", "starts": at(400).date()}]
    project = grid(2, 2)
    return replace(project, about=replace(project.about, data_date=TODAY)).with_tables(
        hazards=frame("hazards", hazards, [here, here, far, alone, here]),
        disputes=frame("disputes", disputes, [here, far]),
        officers=frame("officers", officers),
        duties=frame("duties", duties),
    )


def written(folder: Path) -> Path:
    path = folder / "few.gpkg"
    create(path, few_incidents())
    return path


def of(window: MainWindow) -> Workspace:
    assert window.workspace is not None
    return window.workspace
