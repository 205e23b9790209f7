"""Subcommands: each is declared once, works where it says, and is told from a file and from a slip of the pen."""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from layers.scene.look import Look
from mapper.store.geopackage import store as geopackage
from mapper.store.store import create, open_store
from tests.districts import grid
from ui.__main__ import main
from ui.cli.command_line import main as run
from ui.cli.subcommands import SUBCOMMANDS, parser
from ui.language.messages import Messages
from ui.session.stored_look import store_look

ROOT = Path(__file__).parents[3]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "p.gpkg"
    create(path, grid(2, 2))
    return path


def test_what_each_does_is_found_and_told() -> None:
    assert len({command.name for command in SUBCOMMANDS}) == len(SUBCOMMANDS)
    for command in SUBCOMMANDS:
        assert callable(command.load()), command.name
        for language in ("zh_CN", "en"):
            assert Messages(language)(f"cli.{command.name}") != f"cli.{command.name}"


# What names one row, or is of a whole file, has no part to be narrowed to.
_OF_NO_PART = {
    "sample", "new", "practice", "rescue", "as-it-was", "forget", "sync", "batch",  # whole files
    "import",  # rows that the file lacks stay: what belongs to others is left alone
    "step", "handover",  # one row, by its number
}  # fmt: skip


def test_each_command_takes_a_station_where_it_is_of_more_than_one_row() -> None:
    def options(parser: argparse.ArgumentParser) -> set[str]:
        found = {option for action in parser._actions for option in action.option_strings}
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                found.update(*map(options, action.choices.values()))
        return found

    made = parser(Messages("en"), "1")
    (commands,) = [one for one in made._actions if isinstance(one, argparse._SubParsersAction)]
    assert {name for name, one in commands.choices.items() if "--station" not in options(one)} == _OF_NO_PART


def test_the_language_may_stand_behind_every_command_and_every_action_of_one() -> None:
    def leaves(one: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
        below = [action for action in one._actions if isinstance(action, argparse._SubParsersAction)]
        yield from (leaf for action in below for part in action.choices.values() for leaf in leaves(part))
        if not below:
            yield one

    found = list(leaves(parser(Messages("en"), "0")))
    assert len(found) > len(SUBCOMMANDS)
    assert [leaf.prog for leaf in found if "--language" not in leaf._option_string_actions] == []


@pytest.mark.parametrize("arguments", [["-h"], ["print", "-h"], ["import", "--help"], ["check", "--speed", "warp"]])
def test_help_and_bad_usage_are_told_without_loading_what_takes_long(arguments: list[str]) -> None:
    script = f"""
import sys
from ui.__main__ import main
try:
    main({arguments!r})
except SystemExit:
    pass
print({{"numpy", "pandas", "shapely", "PySide6", "sqlalchemy"}} & {{*sys.modules}})
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["chek", "p.gpkg"], '"chek" is neither a command nor a file. Did you mean check?'),
        (["Print"], "Did you mean print?"),
        (["covrage", "--json"], "Did you mean coverage?"),
        (["zzz"], "Did you mean sample, new, practice, import"),
        (["none.gpkg"], "none.gpkg"),
        (["some/folder/none"], "some/folder/none"),
    ],
)
def test_a_word_that_is_neither_a_command_nor_a_file_opens_no_window(
    given: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[object] = []
    for words in (["--language", "en", *given], [*given, "--language", "en"]):
        assert run(words, lambda *asked: opened.append(asked) or 0) == 2
        out, err = capsys.readouterr()
        assert told in err
        assert err.count("\n") == 1
        assert out == ""
    assert opened == []


@pytest.mark.parametrize("system", ["zh_CN.UTF-8", "en_GB.UTF-8"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_language_is_asked_for_in_any_form_that_an_option_has(
    language: str, system: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", system)
    own = [f"--language={language}"]
    for words in (
        [*own, "check", str(project)], ["check", *own, str(project)], ["check", str(project), *own],
        ["check", str(project), "--language", language],
    ):  # fmt: skip
        assert run(words, lambda *_: 1) == 0
        assert Messages(language)("cli.check.done", findings=0, as_of="").split()[-1] in capsys.readouterr().out
    assert run([*own, "chek"], lambda *_: 1) == 2
    assert capsys.readouterr().err.strip() == Messages(language)(
        "error.command_unknown", word="chek", commands=["check"]
    )


@pytest.mark.parametrize("given", [["--lang", "en", "check", "p"], ["--lang", "en", "p"], ["check", "p", "--js"]])
def test_an_option_that_is_cut_short_is_told_as_none(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    opened: list[object] = []
    assert run([*given, "--language", "en"], lambda *asked: opened.append(asked) or 0) == 2
    err = capsys.readouterr().err
    assert err.startswith("Nothing is known of")
    assert next(word for word in given if word.startswith("-")) in err
    assert opened == []


def test_a_file_opens_the_window_also_where_a_later_word_is_a_command(project: Path, tmp_path: Path) -> None:
    opened: list[object] = []

    def window(path: Path | None, language: str | None) -> int:
        opened.append((path, language))
        return 0

    assert run([str(project), "--language", "en"], window) == 0
    assert run(["--language", "zh_CN", str(project)], window) == 0
    assert run([], window) == 0
    assert run([str(project), "check"], window) == 2
    assert run([str(tmp_path)], window) == 0  # that a folder is no project is told in the window
    assert opened == [(project, "en"), (project, "zh_CN"), (None, None), (tmp_path, None)]


@pytest.mark.parametrize(("command", "name"), [("print", "a.svg"), ("html", "a.html")])
def test_a_picture_opens_its_project_once(
    command: str, name: str, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(project)
    store_look(store, Look())
    store.close()
    read, real = [], geopackage.read_project
    monkeypatch.setattr(geopackage, "read_project", lambda *asked: read.append(asked) or real(*asked))
    assert main([command, str(project), str(tmp_path / name)]) == 0
    assert len(read) == 1
    assert (tmp_path / name).stat().st_size


def test_a_web_map_is_written_without_qt(project: Path, tmp_path: Path) -> None:
    script = f"""
import sys
from ui.__main__ import main
assert main(["html", {str(project)!r}, {str(tmp_path / "a.html")!r}]) == 0
print([name for name in sys.modules if name.startswith("PySide6")])
"""
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("word", ["", " "])
def test_an_empty_word_opens_no_window(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--language", "en", word], lambda *_: pytest.fail("a window opens")) == 2
    assert "neither a command" in capsys.readouterr().err


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="a device that is always full")
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_full_disk_behind_the_output_is_one_sentence(more: list[str], project: Path) -> None:
    with FULL.open("w") as full:
        command = [sys.executable, "-m", "ui", "--language", "en", "check", str(project), *more]
        ran = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr.startswith("Standard output cannot be written")
    assert len(ran.stderr.splitlines()) == 1


SMALL = """
import resource, sys
from ui.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))  # nothing larger can be written: a disk that fills up
sys.exit(main(["--language", "en", "sample", sys.argv[1]]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file sizes to set")
def test_a_folder_that_cannot_be_written_whole_is_cleared(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SMALL, str(tmp_path / "s")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 2, ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
