"""``print`` and ``html`` of chosen incidents: what makes no sense is one sentence, and nothing is written."""

from pathlib import Path

import pytest

from ui.__main__ import main


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (("--theme", "cases", "--shading", "x"), "cases_per_1000"),
        (("--category", "cases=x"), "盗窃"),
        (("--category", "people=x"), "cases"),
        (("--since", "2026-03-02", "--until", "2026-03-01"), "2026-03-02"),
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
