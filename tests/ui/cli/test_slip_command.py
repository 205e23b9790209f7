"""``slip`` on the command line: one officer's page or text, or everybody's; after a step the thing is gone from it."""

import re
import subprocess
from pathlib import Path

import pytest

from mapper.analysis.todo_lists import FOCUS, Whose
from mapper.day.day import Day
from mapper.store.store import read_project
from ui.__main__ import main

pytestmark = pytest.mark.usefixtures("qapp")


def keys_in(text: str) -> set[str]:
    return set(re.findall(r"\b[HD]\d{5}\b", text))


def test_a_slip_as_text_and_page_and_after_a_step_without_it(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "p.gpkg"
    file.write_bytes(sample.read_bytes())
    project = read_project(file)
    todo = Day(project, project.as_of).todo
    entry = next(e for e in todo.entries if e.section == "late" and e.step == "verify" and e.officer_id is not None)
    officer = str(entry.officer_id)
    text, page = tmp_path / "slip.txt", tmp_path / "slip.pdf"
    for path in (text, page):
        assert main(["--language", "en", "slip", str(file), "--officer", officer, str(path)]) == 0
        assert capsys.readouterr().out.strip() == f"Wrote the slip {path}."
    told = subprocess.run(["pdftotext", "-raw", str(page), "-"], check=True, capture_output=True, text=True).stdout
    mine = {e.key for e in todo.of(Whose("officer", officer)) if e.table != FOCUS}
    assert keys_in(text.read_text()) == keys_in(told) == mine
    words = [str(file), "hazards", entry.key, "verify", "--at", f"{project.as_of}T23:00", "--as", "officer"]
    assert main(["step", *words]) == 0
    assert main(["slip", str(file), "--officer", officer, str(text)]) == 0
    (line,) = [line for line in text.read_text().splitlines() if entry.key in line]
    assert line.startswith("□ 整改办结")
    assert "逾期" not in line
    assert main(["slip", str(file), "--officer", officer, str(text), "--as-of", "2026-11-20"]) == 0
    assert "2026-11-20" in text.read_text()


def test_all_slips_hold_everything_but_what_other_bodies_have(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out" / "slips"
    assert main(["slip", str(sample), "--all", str(folder)]) == 0
    todo = Day(project := read_project(sample), project.as_of).todo
    told = [path.read_text() for path in folder.glob("*.txt")]
    assert f"{len(told)} 份" in capsys.readouterr().out
    assert {path.stem for path in folder.glob("*.pdf")} == {path.stem for path in folder.glob("*.txt")}
    assert (folder / "slip-nobody.txt").is_file()
    wanted = {entry.key for entry in todo.entries if entry.body is None and entry.table != FOCUS}
    assert set().union(*map(keys_in, told)) == wanted
    assert len(told) == len(todo.officers) + 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--officer", "P1", "slip.docx"), "slip.docx: a slip is a .pdf or a .txt file."),
        (("--officer", "nobody", "slip.txt"), "no row nobody in Officer"),
        (("--officer", "P1028"), "needs 2 values"),
        ((), "One of --officer, --all is needed"),
        (("--officer", "P1028", "slip.txt", "--all", "x"), "cannot be used with"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    sample: Path, words: tuple[str, ...], sentence: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["--language", "en", "slip", str(sample), *words]) == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert told.out == ""
    assert list(tmp_path.iterdir()) == []
