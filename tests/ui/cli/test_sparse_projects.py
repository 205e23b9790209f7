"""Projects of which little is known: every command answers, and no library warns (a warning is an error here)."""

from pathlib import Path

import pytest

from mapper.project import Project
from mapper.store.store import create
from tests.districts import frame, grid
from ui.__main__ import main


def sparse() -> dict[str, Project]:
    """By what is missing."""
    whole = grid(2, 2)
    nameless = whole.communities.assign(station_code=None, name=None).astype({"station_code": "str", "name": "str"})
    return {
        "stations": whole.with_tables(stations=frame("stations", [])),
        "stations and who has what": whole.with_tables(stations=frame("stations", []), communities=nameless),
        "units": whole.with_tables(communities=frame("communities", [])),
    }


@pytest.mark.parametrize("missing", sparse())
def test_every_command_answers(missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JURISDICTION_MAPPER_DEBUG", "1")  # a fault of ours is seen as it is
    project = tmp_path / "p.gpkg"
    create(project, sparse()[missing])
    period = ("--since", "2026-11-01", "--ahead", "30")
    for by in ("unit", "station", "county"):
        assert main(["coverage", str(project), "--by", by, *period]) == 0
        assert main(["coverage", str(project), "--by", by, *period, "--json"]) == 0
        for name in ("a.csv", "a.xlsx"):
            assert main(["coverage", str(project), "--by", by, "--out", str(tmp_path / name)]) == 0
    for command in (["check"], ["own", "hazards"], ["staff"]):
        first, *more = command
        assert main([first, str(project), *more]) == 0
        assert main([first, str(project), *more, "--json"]) == 0
