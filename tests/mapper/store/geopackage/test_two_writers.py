"""Two of ours and a program like QGIS write to one file, in any order: nothing acknowledged is lost or undone unseen.

A machine of states draws who does what next; a dictionary of cells is what must stand in the file. A change of ours is
refused where, and only where, somebody else has changed the same since that one of ours last looked.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mapper.edit import Edit, drop_rows, put_rows
from mapper.errors import InputError
from mapper.project import Changes, Project
from mapper.store.geopackage.store import create, open_store
from mapper.store.history import WRITTEN_ELSEWHERE
from tests.drawn import SOAK, drawn
from tests.mapper.store.files import district

Cell = tuple[str, str]
COLUMNS = ("display_name", "station_code")
OURS = st.sampled_from(["left", "right"])
KEYS = st.sampled_from(["o0", "o1", "n1", "n2"])
CELLS = st.tuples(KEYS, st.sampled_from(COLUMNS))


@cache
def _beginning() -> Path:
    path = Path(tempfile.mkdtemp()) / "p.gpkg"
    create(path, district())
    return path


def cells_of(project: Project) -> dict[Cell, Any]:
    held = project.officers[[*COLUMNS]].astype(object)
    held = held.where(held.notna(), None)
    return {(key, column): held.at[key, column] for key in held.index for column in COLUMNS}


def of_row(cells: Mapping[Cell, Any], key: str) -> dict[Cell, Any]:
    return {cell: value for cell, value in cells.items() if cell[0] == key}


class Writers(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.path = Path(shutil.copyfile(_beginning(), self.folder / "区.gpkg"))
        self.stores = {name: open_store(self.path) for name in ("left", "right")}
        self.model = cells_of(self.stores["left"].project)
        self.first = dict(self.model)
        self.seen = {name: dict(self.model) for name in self.stores}
        self.lines: dict[int, dict[Cell, tuple[Any, Any]]] = {}  # of ours: what each line of the log did to cells
        self.number = 0

    def teardown(self) -> None:
        if hasattr(self, "stores"):
            for store in self.stores.values():
                store.close()
            with closing(sqlite3.connect(self.path)) as file:
                assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            again = open_store(self.path)
            assert cells_of(again.project) == self.model
            lines = again.history(-1)  # no acknowledged line is gone, and there is no other
            assert len([line for line in lines if line.code != WRITTEN_ELSEWHERE]) == len(self.lines)
            again.log_others()
            past = again.as_it_was(0, self.folder / "origin.gpkg")
            assert past.otherwise == past.forgotten == 0
            origin = open_store(self.folder / "origin.gpkg")
            assert cells_of(origin.project) == self.first  # whoever wrote, the log leads back
            origin.close()
            again.close()
            shutil.rmtree(self.folder)

    def theirs(self, *statements: tuple[str, tuple[Any, ...]], mode: str = "DELETE") -> None:
        """What another program does to the file, in one transaction; QGIS writes ahead, and sets that back."""
        with closing(sqlite3.connect(self.path, 0.0, isolation_level=None)) as file:
            with suppress(sqlite3.OperationalError):  # whoever has it open keeps it in the mode that it is in
                file.execute(f"PRAGMA journal_mode = {mode}")
            file.execute("BEGIN IMMEDIATE")
            for statement, values in statements:
                file.execute(statement, values)
            file.execute("COMMIT")

    def ours(self, who: str, edit: Edit, touched: Mapping[Cell, tuple[Any, Any]], *, clash: bool) -> None:
        """An edit of ours that is to do this to cells, or be refused where somebody else has changed the same."""
        others = self.model != self.seen[who]
        told, refused = self.tried(who, edit)
        assert refused == ("changed_meanwhile" if clash else "")
        if told.line is not None:
            assert bool(told.others) == others  # what came in with it is shown
            self.lines[told.line] = dict(touched)
            after = self.model | {cell: now for cell, (_, now) in touched.items()}
            self.model = {cell: value for cell, value in after.items() if value != "gone"}
        self.seen[who] = dict(self.model)
        assert cells_of(self.stores[who].project) == self.model

    def tried(self, who: str, edit: Edit) -> tuple[Changes, str]:
        """What came of an edit, and why it was refused."""
        try:
            return self.stores[who].write(edit, who), ""
        except InputError as error:
            return Changes(frozenset()), error.code

    def new(self) -> str:
        self.number += 1
        return f"v{self.number}"

    @rule(who=OURS, cell=CELLS)
    def we_change(self, who: str, cell: Cell) -> None:
        key, new = cell[0], self.new()
        seen, there = self.seen[who], of_row(self.model, key)
        clash = not there or not of_row(seen, key) or seen[cell] != self.model[cell]
        edit = Edit("changed", _changes(key, {cell[1]: new}))
        if not there and not of_row(seen, key):
            return  # nobody knows that row
        self.ours(who, edit, {cell: (self.model.get(cell), new)}, clash=clash)

    @rule(who=OURS, key=st.sampled_from(["n1", "n2"]))
    def we_add(self, who: str, key: str) -> None:
        if of_row(self.model, key) or of_row(self.seen[who], key):
            return
        name = self.new()
        touched = {(key, "display_name"): ("gone", name), (key, "station_code"): ("gone", None)}
        self.ours(who, Edit("came", _adds(key, name)), touched, clash=False)

    @rule(who=OURS, key=KEYS)
    def we_take_out(self, who: str, key: str) -> None:
        there = of_row(self.model, key)
        if not there or not of_row(self.seen[who], key):
            return
        touched = {cell: (value, "gone") for cell, value in there.items()}
        edit = Edit("went", lambda project: drop_rows(project, "officers", [key]))
        self.ours(who, edit, touched, clash=there != of_row(self.seen[who], key))

    @precondition(lambda self: self.lines)
    @rule(who=OURS, data=st.data())
    def we_take_back(self, who: str, data: st.DataObject) -> None:
        """Any line of the log, whoever wrote it; what others have done to the same cells since stands in the way."""
        number = data.draw(st.sampled_from(sorted(self.lines)))
        did = self.lines[number]
        keys = {key for key, _ in did}
        as_left = all(self.model.get(cell, "gone") == after for cell, (_, after) in did.items())
        if not as_left and any(of_row(self.model, key) for key in keys):
            return self.refused(who, number)
        if not as_left:
            return None  # of a row that is gone it may be refused, or nothing may be left to do
        unseen = any(self.seen[who].get(cell, "gone") != self.model.get(cell, "gone") for cell in did)
        whole = any("gone" in pair for pair in did.values())
        if whole or unseen:
            self.look(who)
        touched = {cell: (after, before) for cell, (before, after) in did.items()}
        edit = Edit("undone", self.stores[who].logged_change(number, back=True))
        self.ours(who, edit, touched, clash=False)
        return None

    def refused(self, who: str, number: int) -> None:
        self.look(who)
        edit = Edit("undone", self.stores[who].logged_change(number, back=True))
        told, refused = self.tried(who, edit)
        assert (told.line, refused) == (None, "changed_meanwhile")
        assert cells_of(self.stores[who].project) == self.model

    @rule(who=OURS)
    def look(self, who: str) -> None:
        changes = self.stores[who].refresh()
        assert bool(changes.others) == (self.seen[who] != self.model)
        self.seen[who] = dict(self.model)
        assert cells_of(self.stores[who].project) == self.model

    @rule(who=OURS)
    def we_start_again(self, who: str) -> None:
        self.stores[who].close()
        self.stores[who] = open_store(self.path)
        self.seen[who] = dict(self.model)
        assert cells_of(self.stores[who].project) == self.model

    @rule(cells=st.lists(CELLS, min_size=1, max_size=3), mode=st.sampled_from(["DELETE", "WAL"]))
    def they_change(self, cells: list[Cell], mode: str) -> None:
        new = self.new()
        statements = [(f"UPDATE officers SET {column} = ? WHERE officer_id = ?", (new, key)) for key, column in cells]
        self.theirs(*statements, mode=mode)
        self.model |= {cell: new for cell in cells if cell in self.model}

    @rule(key=KEYS)
    def they_take_out_or_put_in(self, key: str) -> None:
        if of_row(self.model, key):
            self.theirs(("DELETE FROM officers WHERE officer_id = ?", (key,)))
            self.model = {cell: value for cell, value in self.model.items() if cell[0] != key}
        else:
            name = self.new()
            self.theirs(("INSERT INTO officers (officer_id, display_name) VALUES (?, ?)", (key, name)))
            self.model |= {(key, "display_name"): name, (key, "station_code"): None}

    @invariant()
    def nothing_looks_like_damage(self) -> None:
        if hasattr(self, "stores"):
            assert self.stores["left"].seen_rows().altered == ()


def _changes(key: str, values: Mapping[str, Any]) -> Callable[[Project], Project]:
    return lambda project: put_rows(project, "officers", project.officers.loc[[key]].assign(**values))


def _adds(key: str, name: str) -> Callable[[Project], Project]:
    def change(project: Project) -> Project:
        row = project.officers.iloc[:1].assign(display_name=name, station_code=None)
        return put_rows(project, "officers", row.set_axis([key]).rename_axis("officer_id"))

    return change


TestWriters = Writers.TestCase
TestWriters.settings = settings(max_examples=drawn(4), stateful_step_count=40 if SOAK else 12, deadline=None)
