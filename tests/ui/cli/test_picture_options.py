"""``print`` and ``html`` of chosen incidents: what makes no sense is one sentence, and nothing is written."""

from pathlib import Path

import pytest

from mapper.store.export_log import log_path
from ui.__main__ import main


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (("--theme", "cases", "--shading", "x"), "cases_per_1000"),
        (("--category", "cases=x"), "盗窃"),
        (("--category", "people=x"), "cases"),
        (("--since", "2026-03-02", "--until", "2026-03-01"), "2026-03-02"),
        (("--rooms", "2"), "--theme reach"),
        (("--theme", "hotspots", "--move"), "--theme reach"),
        (("--theme", "reach", "--area-share", "0.05"), "--theme hotspots"),
        (("--theme", "hotspots", "--area-share", "0.2"), "0.005"),
        (("--theme", "reach", "--within-km", "0"), "0"),
        (("--theme", "reach", "--rooms", "100"), "99"),
        (("--theme", "reach", "--aim", "cover"), "--rooms"),
        (("--audience", "public", "--since", "2026-01-01"), "指挥版"),
        (("--audience", "station", "--station", "江南派出所", "--category", "disputes=family"), "指挥版"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(
    sample: Path, tmp_path: Path, options: tuple[str, ...], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "map.html"
    assert main(["html", str(sample), str(out), *options]) != 0
    told = capsys.readouterr().err
    assert part in told
    assert len(told.splitlines()) == 1
    assert not out.exists()


@pytest.mark.parametrize(
    "asked", [("print", "a.pdf"), ("html", "a.html"), ("workbook", "a.xlsx"), ("export", "units", "a.kml")]
)
def test_what_would_leave_is_told_and_nothing_is_written(
    sample: Path, tmp_path: Path, asked: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    command, *of, name = asked
    before = log_path(sample).read_bytes() if log_path(sample).exists() else b""
    assert main(["--language", "en", command, str(sample), *of, str(tmp_path / name), "--explain"]) == 0
    told = capsys.readouterr().out
    assert "Who may see it" in told
    assert "To be settled first" in told
    assert not (tmp_path / name).exists()
    assert (log_path(sample).read_bytes() if log_path(sample).exists() else b"") == before


def test_what_a_theme_is_asked_is_drawn(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "reach.svg"
    asked = ("--theme", "reach", "--rooms", "2", "--aim", "shorten", "--within-km", "0.5")
    assert main(["--language", "en", "print", str(sample), str(out), "--station", "江南派出所", *asked]) == 0
    told = out.read_text("utf-8")
    assert "2 more rooms" in told
    assert "within 0.5 km" in told
