"""``--all``: a file for each station that says what the command says of it; a run that was stopped goes on."""

import json
from pathlib import Path
from typing import Any

import pytest

from mapper.store.store import read_project
from tests.ui.cli.answers import told
from ui.__main__ import main
from ui.cli import reach_command
from ui.cli.batch import CANCELLED


def test_each_station_has_its_file_and_is_not_asked_again(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stations = [str(code) for code in read_project(sample).stations.index]
    folder, reach, asked = tmp_path / "out", reach_command.reach, 0
    run = ["reach", str(sample), "--all", str(folder), "--json"]

    def stopped_after_three(*given: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked == 4:
            raise KeyboardInterrupt
        return reach(*given)

    monkeypatch.setattr(reach_command, "reach", stopped_after_three)
    assert main(run) == CANCELLED
    out, err = capsys.readouterr()
    assert json.loads(out) == {"written": 3, "kept": 0, "refused": 0, "of": len(stations), "cancelled": True}
    lines = [json.loads(line) for line in err.splitlines()]
    assert [line["station"] for line in lines] == stations[:3]
    assert len(list(folder.iterdir())) == 3

    assert main(run) == 0
    assert asked == 4 + len(stations) - 3
    counts = json.loads(capsys.readouterr().out)
    assert (counts["written"], counts["kept"]) == (len(stations) - 3, 3)
    document = json.loads((folder / f"{stations[5]}.json").read_text("utf-8"))
    assert document.pop("inputs")
    assert document == told(capsys, "reach", sample, "--station", stations[5])

    # Another question is another answer.
    assert main([*run, "--within-km", "2"]) == 0
    assert json.loads(capsys.readouterr().out)["written"] == len(stations)
    assert main(["reach", str(sample), "--all", str(folder), "--station", stations[0]]) == 2
    assert main(["focus", str(sample), "--all", str(folder)]) == 2


def test_hotspots_are_asked_of_every_station_too(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--language", "en", "hotspots", str(sample), "disputes", "--all", str(tmp_path)]) == 0
    assert "8 written" in capsys.readouterr().out
    for path in sorted(tmp_path.iterdir())[:2]:
        document = json.loads(path.read_text("utf-8"))
        (station,) = document["station"]
        alone = told(capsys, "hotspots", sample, "disputes", "--station", station)
        assert {name: document[name] for name in alone} == alone
