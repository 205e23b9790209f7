"""What two that change one project at the same time have both changed, and one's change carried onto the other's.

A cell is a table's row and column, or a field of what stands beside the tables; a row that came or went counts as all
its cells.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mapper import frames, schema
from mapper.edit import put_rows
from mapper.errors import InputError
from mapper.names import name_of
from mapper.norms import Norms
from mapper.project import About, Project, changes_between
from mapper.store.across_rows import Rival, rivals
from mapper.store.differences import GEOMETRY, Differences, differences


class Clash(NamedTuple):
    """A row (or a field beside the tables, then ``part`` is ``norms`` or ``about``) that both have changed."""

    part: str
    key: str


class ConflictError(InputError):
    """An edit that is refused because others have changed the same, with what :mod:`mapper.store.conflicts` asks about.

    Attributes
    ----------
    before
        The project that the edit was asked for.
    theirs
        What others have made of it.
    mine
        What the edit would make of that; of rows that others took out, with these back again.
    clashes
        Rows and fields that both have changed.
    rivals
        Duties that are to come beside others' of the same officer or seat.
    """

    def __init__(
        self,
        before: Project,
        theirs: Project,
        mine: Project,
        found: Sequence[Clash],
        crossing: Sequence[Rival] = (),
        told: InputError | None = None,
    ) -> None:
        told = told or (changed_meanwhile([*found]) if found else _assigned_meanwhile(theirs, crossing))
        super().__init__(told.code, **told.values)
        self.before, self.theirs, self.mine = before, theirs, mine
        self.clashes, self.rivals = tuple(found), tuple(crossing)

    def was_gone(self, clash: Clash) -> bool:
        """Whether it is about a row that others have taken out."""
        part, key = clash
        known = part in schema.TABLES and key in self.before.table(part).index
        return known and key not in self.theirs.table(part).index


def rows_between(before: Project, after: Project) -> int:
    """How many rows, and fields beside the tables, differ."""
    return sum(len(found) for _, found in _by_table(before, after)) + len(_fields_between(before, after))


def with_same_parts(project: Project, known: Project) -> Project:
    """The project with the very parts of another wherever they hold the same."""
    differing = {name for name, found in _by_table(known, project) if found}
    same = {name: known.table(name) for name in schema.TABLES if name not in differing}
    same |= {
        part: getattr(known, part)
        for part in ("about", "norms", "keys", "set_aside")
        if getattr(known, part) == getattr(project, part)
    }
    return replace(project, **same)


def clashes(base: Project, theirs: Project, after: Project) -> list[Clash]:
    """What an edit from ``theirs`` to ``after`` would take back of what others have changed since ``base``."""
    if base is theirs:
        return []
    found: list[Clash] = []
    ours = dict(_by_table(theirs, after))
    for name, their in _by_table(base, theirs):
        if name in ours:
            found += [Clash(name, key) for key in _common(their, ours[name])]
    both = _fields_between(base, theirs) & _fields_between(theirs, after)
    return found + [Clash(part, name) for part, name in sorted(both)]


def _common(their: Differences, our: Differences) -> list[str]:
    touched = their.added.union(their.removed)
    keys = our.added.union(our.removed).union(our.changed).intersection(touched).tolist()
    keys += our.removed.intersection(their.changed).tolist()
    cells = dict(zip(their.changed, their.columns_of_rows(), strict=True))
    for key, columns in zip(our.changed, our.columns_of_rows(), strict=True):
        if columns & cells.get(key, frozenset()):
            keys.append(key)
    return sorted(set(keys))


def applied(edit: Callable[[Project], Project], base: Project, theirs: Project) -> Project:
    """What an edit that was asked for when the project was ``base`` makes of what others have made of it since.

    Raises
    ------
    ConflictError
        ``changed_meanwhile``: it would take back what others have changed; what the edit raises, where that is because
        they have taken out a row that it changes; ``assigned_meanwhile``: they have given the officer or the seat that
        it gives.
    InputError
        What the edit raises.
    """
    try:
        after = believed(theirs, edit(theirs))
    except (LookupError, InputError) as error:
        if base is theirs or not (found := gone(base, theirs)):
            raise
        told = error if isinstance(error, InputError) else changed_meanwhile(found)
        raise _of_gone(edit, base, theirs, found, told) from error
    found, crossing = clashes(base, theirs, after), rivals(base, theirs, after)
    if found or crossing:
        raise ConflictError(base, theirs, after, found, crossing)
    return after


def _of_gone(
    edit: Callable[[Project], Project], base: Project, theirs: Project, found: list[Clash], told: InputError
) -> InputError:
    """What is told of an edit that makes no sense since rows are gone; a conflict, where it changes these."""
    revived = with_rows_of(theirs, base, found)
    try:
        after = believed(revived, edit(revived))
    except (LookupError, InputError):
        return told
    changed = {Clash(name, key) for name, of in _by_table(revived, after) for key in (*of.changed, *of.removed)}
    wanted = [clash for clash in found if clash in changed]
    return ConflictError(base, theirs, after, wanted, told=told) if wanted else told


def with_rows_of(project: Project, base: Project, rows: Sequence[Clash]) -> Project:
    """A project with rows of another beside its own."""
    for name in dict.fromkeys(clash.part for clash in rows):
        keys = [clash.key for clash in rows if clash.part == name and clash.key not in project.table(name).index]
        project = put_rows(project, name, base.table(name).loc[keys])
    return project


def carried(onto: Project, before: Project, after: Project) -> Project:
    """A project with what leads from ``before`` to ``after`` done to it; what it has otherwise stays.

    Raises
    ------
    InputError
        ``changed_meanwhile``: a cell is no longer as it was before.
    """
    parts: dict[str, Any] = {}
    for part in changes_between(before, after).parts:
        ours = getattr(onto, part)
        if ours is getattr(before, part):
            parts[part] = getattr(after, part)
        elif part == "set_aside":
            came = [cell for cell in after.set_aside if cell not in before.set_aside]
            went = [cell for cell in before.set_aside if cell not in after.set_aside]
            parts[part] = (*(cell for cell in onto.set_aside if cell not in went), *came)
        elif part == "keys":
            parts[part] = ours.with_used(after.keys)
        elif part in schema.TABLES:
            parts[part] = _carried_rows(part, ours, before.table(part), after.table(part))
        else:
            parts[part] = _carried_fields(part, ours, getattr(before, part), getattr(after, part))
    return replace(onto, **parts)


def _carried_rows(name: str, onto: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    found, moved = differences(name, before, after), differences(name, before, onto)
    since = _common(moved, found)
    if since:
        raise changed_meanwhile([Clash(name, key) for key in since])
    kept = onto.index[~onto.index.isin(found.removed)]
    # As they stand after it; what is in neither version of it, behind.
    index = pd.Index([*after.index[after.index.isin(kept.union(found.added))], *kept[~kept.isin(after.index)]])
    ours, theirs = onto.reindex(index), after.reindex(index)
    columns: dict[str, Any] = {}
    for column in (*schema.TABLES[name].column_names, *([GEOMETRY] if GEOMETRY in onto else [])):
        of_after = index.isin(found.added)
        if column in found.cells:
            of_after |= index.isin(found.changed[found.cells[column]])
        values = np.array(ours[column].array, dtype=object)
        values[of_after] = np.asarray(theirs[column].array, dtype=object)[of_after]
        columns[column] = values if column == GEOMETRY else pd.Series(values).astype(onto[column].dtype).array
    return frames.framed(name, index, columns, columns.pop(GEOMETRY, None), defaults=False)


def _carried_fields(part: str, onto: About | Norms, before: About | Norms, after: About | Norms) -> About | Norms:
    names = [f.name for f in fields(before) if getattr(before, f.name) != getattr(after, f.name)]
    since = [name for name in names if getattr(onto, name) != getattr(before, name)]
    if since:
        raise changed_meanwhile([Clash(part, name) for name in since])
    return replace(onto, **{name: getattr(after, name) for name in names})


def believed(before: Project, after: Project) -> Project:
    """``after`` without what was set aside in cells that an edit from ``before`` filled, or whose row it took out.

    Keys of rows that it took out stay used.
    """
    after = _keys_stay_used(before, after)
    if not after.set_aside:
        return after
    edited: set[tuple[str, ...]] = set()
    for name, found in _by_table(before, after):
        edited |= {(name, key) for key in found.removed}
        for key, columns in zip(found.changed, found.columns_of_rows(), strict=True):
            edited |= {(name, key, column) for column in columns}
    for part, name in _fields_between(before, after):
        edited |= {(part, "", name), (part, "", "")}
    was = {cell.place for cell in before.set_aside}
    kept = tuple(
        cell
        for cell in after.set_aside
        if cell.place not in was or edited.isdisjoint((cell.place, (cell.table, cell.key)))
    )
    return after if len(kept) == len(after.set_aside) else replace(after, set_aside=kept)


def _keys_stay_used(before: Project, after: Project) -> Project:
    """A key that was given once is given to no other row, also after its row has gone; also where that is undone."""
    keys = after.keys.with_used(before.keys)
    for name, table in schema.TABLES.items():
        old, new = before.table(name).index, after.table(name).index
        if old is new or not table.key_prefix or frames.is_appended(before.table(name), after.table(name)):
            continue
        if new[: len(old)].equals(old):
            continue
        keys = keys.without(table.key_prefix, old[~old.isin(new)], new)
    return after if keys is after.keys else replace(after, keys=keys)


def gone(base: Project, theirs: Project) -> list[Clash]:
    """Rows that others have taken out."""
    return [Clash(name, key) for name, found in _by_table(base, theirs) for key in found.removed]


def changed_meanwhile(found: list[Clash]) -> InputError:
    """That somebody else has changed the same, as the error that a person is told."""
    return InputError("changed_meanwhile", table=found[0].part, key=found[0].key, rows=len(found))


def _assigned_meanwhile(theirs: Project, crossing: Sequence[Rival]) -> InputError:
    other = theirs.duties.loc[crossing[0].other]
    officer, unit = name_of(theirs.officers, other["officer_id"]), name_of(theirs.communities, other["community_code"])
    return InputError("assigned_meanwhile", officer=officer, unit=unit)


def _by_table(before: Project, after: Project) -> Iterator[tuple[str, Differences]]:
    for name in schema.TABLES:
        if before.table(name) is not after.table(name):
            yield name, differences(name, before.table(name), after.table(name))


def _fields_between(before: Project, after: Project) -> set[tuple[str, str]]:
    return {
        (part, f.name)
        for part in ("about", "norms")
        for f in fields(getattr(before, part))
        if getattr(getattr(before, part), f.name) != getattr(getattr(after, part), f.name)
    }
