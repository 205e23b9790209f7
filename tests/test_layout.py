"""The shape of the code, worked out anew from its imports: no circles, few things side by side, one subject a file."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("mapper", "layers", "ui", "sample_data")
MOST_LINES = 400
# Longer ones, and why they are.
LONG_FILES: dict[str, str] = {}
MOST_AT_ROOT = {"ui": 20, "layers": 16}


def files() -> dict[str, Path]:
    """Every module by its dotted name; a package by its own."""
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(modules: Mapping[str, Path]) -> dict[str, set[str]]:
    """Which modules each module names, wherever in it: at its head, in a function, or for its types alone."""
    named: dict[str, set[str]] = {module: set() for module in modules}
    for module, path in modules.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                named[module] |= {alias.name for alias in node.names if alias.name in modules}
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, f"{module}: imports are absolute"
                of_parts = {f"{node.module}.{alias.name}" for alias in node.names} & modules.keys()
                named[module] |= of_parts or {str(node.module)} & modules.keys()
    return named


def side_by_side(named: Mapping[str, Iterable[str]], folder: str) -> dict[str, set[str]]:
    """Which files and folders that stand in a folder name which others there, also from deep inside."""
    inside = f"{folder}." if folder else ""
    found: dict[str, set[str]] = defaultdict(set)
    for module, targets in named.items():
        if module.startswith(inside):
            one = module.removeprefix(inside).split(".")[0]
            others = {t.removeprefix(inside).split(".")[0] for t in targets if t.startswith(inside)}
            found[one] |= others - {one}
    return dict(found)


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Some that lead back to the first of them; empty where there is no circle."""
    done: set[str] = set()

    def walk(node: str, way: list[str]) -> list[str]:
        if node in way:
            return [*way[way.index(node) :], node]
        if node not in done:
            done.add(node)
            for target in sorted(graph.get(node, ())):
                if found := walk(target, [*way, node]):
                    return found
        return []

    return next((found for node in sorted(graph) if (found := walk(node, []))), [])


def test_no_file_and_no_folder_depends_on_what_depends_on_it() -> None:
    modules = files()
    named = imports(modules)
    folders = {"", *(".".join(path.parent.relative_to(ROOT).parts) for path in modules.values())}
    for folder in sorted(folders):
        assert circle(side_by_side(named, folder)) == [], folder or "the packages"
    assert circle(named) == []


def test_a_circle_is_found_where_there_is_one() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert circle({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}) == []
    named = {"p.a.one": {"p.b.two"}, "p.b.other": {"p.a.more"}, "p.b.two": set(), "p.a.more": set()}
    assert circle(named) == []  # no file does, but the folders do
    assert circle(side_by_side(named, "p")) == ["a", "b", "a"]


@pytest.mark.parametrize("package", MOST_AT_ROOT)
def test_few_things_stand_side_by_side(package: str) -> None:
    there = [p.name for p in (ROOT / package).iterdir() if not p.name.startswith("__")]
    assert len(there) <= MOST_AT_ROOT[package], sorted(there)


def test_a_file_is_short_or_has_its_reason() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for folder in (*PACKAGES, "tests", "benchmarks")
        for path in (ROOT / folder).rglob("*.py")
    }
    too_long = {name for name, lines in lengths.items() if lines > MOST_LINES}
    assert too_long - LONG_FILES.keys() == set()
    assert LONG_FILES.keys() - too_long == set(), "these are short now, or gone: take them off the list"


def test_every_file_that_the_architecture_names_is_there() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    names = {name for row in rows for name in re.findall(r"`([\w./*-]+\.(?:py|json|js|css|md))`", row)}
    names |= {
        name for row in rows for name in re.findall(r"`((?:mapper|layers|ui|sample_data|tests|docs)/[\w/]*)`", row)
    }
    assert len(names) > 20
    folders = (*PACKAGES, "tests", "docs", "benchmarks")
    known = {p.relative_to(ROOT).as_posix() for folder in folders for p in (ROOT / folder).rglob("*")}
    gone = [
        name
        for name in sorted(names)
        if not any(("/" + one).endswith("/" + name.rstrip("/")) or Path(one).match(name) for one in known)
    ]
    assert gone == [], gone
