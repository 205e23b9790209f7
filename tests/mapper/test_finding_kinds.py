"""Each kind of finding is declared once; nothing else in the program spells its code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from mapper import finding_kinds
from mapper.day.day import Day
from mapper.finding import SEVERITIES, FindingKind
from mapper.finding_kinds import FINDING_KINDS
from mapper.schema import TABLES
from sample_data.district import AS_OF
from tests.sample import district

ROOT = Path(__file__).parents[2]
DECLARED = {name: kind for name, kind in vars(finding_kinds).items() if isinstance(kind, FindingKind)}
CODES = {kind.code for kind in FINDING_KINDS}
# Where a text equals a code and means something else.
OTHERWISE_MEANT = {
    ("layers/map_layers/incidents.py", "hazard_overdue"),  # a class of points in the legend
}
PROGRAM = sorted(
    file.relative_to(ROOT).as_posix()
    for package in ("mapper", "layers", "ui")
    for file in (ROOT / package).rglob("*.py")
)


def tree_of(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text("utf-8"))


def texts_of(file: str) -> Iterator[str]:
    """Every text in the code of a file but its docstrings; of a formatted one, its constant pieces."""
    tree = tree_of(file)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def test_all_that_are_declared_are_listed_once_under_their_own_names() -> None:
    assert sorted(map(id, DECLARED.values())) == sorted(map(id, FINDING_KINDS))
    assert len(CODES) == len(FINDING_KINDS)
    assert {name.lower() for name in DECLARED} == CODES


@pytest.mark.parametrize("kind", FINDING_KINDS, ids=lambda kind: kind.code)
def test_a_declaration_holds_together(kind: FindingKind) -> None:
    assert kind.severity in SEVERITIES
    assert kind.table is None or kind.table in TABLES
    assert kind.mender != "incidents" or kind.table in ("hazards", "disputes")


def test_kinds_are_declared_nowhere_else() -> None:
    made_in = {
        file
        for file in PROGRAM
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "FindingKind"
    }
    assert made_in == {"mapper/finding_kinds.py"}


def test_every_kind_is_found_by_one_question() -> None:
    """The questions name the kinds that they find; a kind that none names is never found."""
    found_by: dict[str, list[str]] = {name: [] for name in DECLARED}
    for file in PROGRAM:
        if file.startswith("mapper/analysis/"):
            used = {node.id for node in ast.walk(tree_of(file)) if isinstance(node, ast.Name)}
            for name in used & set(found_by):
                found_by[name].append(file)
    assert {name: files for name, files in found_by.items() if len(files) != 1} == {}


def test_all_that_the_sample_has_is_declared() -> None:
    found = Day(district().project, AS_OF).findings
    assert {id(finding.kind) for finding in found} <= set(map(id, FINDING_KINDS))
    assert [f.severity for f in found] == sorted((f.severity for f in found), key=SEVERITIES.index)


def test_nothing_else_in_the_program_spells_a_code() -> None:
    """Nor puts one together (``f"seat_{state}"``). The sample's answer key spells them by hand, as an oracle should."""
    begins = {f"{code.split('_')[0]}_" for code in CODES}
    spelled = {
        (file, text) for file in PROGRAM if file != "mapper/finding_kinds.py" for text in texts_of(file)
        if text in CODES or text in begins
    }  # fmt: skip
    assert spelled == OTHERWISE_MEANT
    scripts = [file for package in ("layers", "ui") for file in (ROOT / package).rglob("*.js")]
    assert scripts
    assert not [(file.name, code) for file in scripts for code in CODES if code in file.read_text("utf-8")]
