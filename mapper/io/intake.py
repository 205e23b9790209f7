"""The rows of one file on their way into a table: values and keys, and why some rows cannot come along."""

from collections.abc import Collection
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from mapper import frames, schema
from mapper.edit import free_keys
from mapper.errors import InputError
from mapper.io.cells import CellRules, parse_column
from mapper.io.columns import fold, without_identity_numbers
from mapper.io.datum import DatumFound, datum_of_headings, datum_of_outlines, datum_of_points, moved_to_wgs84
from mapper.io.further import looks_personal, why_not_kept, without_personal_data
from mapper.io.headings import osm_kinds
from mapper.io.keys import joined_parts, match_keys, numbered_keys, truncated_codes
from mapper.io.linking import link_codes
from mapper.io.personal import personal_data_in_cell
from mapper.io.shape_intake import ShapeIntake
from mapper.io.source import Cells, Rejected
from mapper.keys import Keys
from mapper.message import Message
from mapper.schema import Column

_MOST_WORDS = 200  # more different ones are no list to choose from


class Intake(ShapeIntake):
    """Rows of a source becoming rows of a table, step by step: shapes, cells, keys."""

    # Cells --------------------------------------------------------------------------------------------------------

    def take_cells(self, rules: CellRules | None = None) -> None:
        """Every mapped column as values; bad cells of required columns reject their rows."""
        for column in (self.table.key, *self.table.columns):
            name = self.mapped.fields.get(column.name)
            if name is None:
                continue
            cells = self.source.columns[name]
            if column.kind in ("integer", "number"):
                cells = self._once(cells, name)
            if column.kind in ("text", "code", "ids"):
                cells, emptied = without_identity_numbers(cells)
                if emptied:
                    self.notes.append(Message("identity_numbers_removed", {"column": name, "rows": emptied}))
            parsed = parse_column(cells, column, name, self.source.from_1904, rules)
            self.values[column.name], self.bad[column.name] = parsed.values, parsed.bad
            if column.kind == "choice" and parsed.bad.any():
                words = pd.Series(cells[parsed.bad], dtype="str").str.strip().value_counts().head(_MOST_WORDS)
                self.unknown_words[column.name] = {str(word): int(rows) for word, rows in words.items()}
            if column.screened:
                self._screen(column, name)
            # A cell that rejects its row is told there.
            self.notes += [n for n in parsed.notes if not column.required or n.code != "cells_unread"]
        if self.table.name == "reference_lines":
            self._take_line_kinds()
        if self.table.geometry is None and not self.values and self.count:
            raise InputError("columns_unknown", path=self.path, columns=list(self.source.columns))
        self._leave_out_false_key()
        if self.table.name in ("stations", "communities") and self.known is None:
            self._require_some_name()
            self._fill_names()
        for column in self.table.columns:
            if column.required and column.name != "name":  # a name falls back to the code
                self._require(column)

    def take_further(self) -> None:
        """Columns that are kept as they are written, but for what is personal in them.

        Raises
        ------
        InputError
            ``keep_personal``, ``keep_names`` or ``keep_address``: a column that was asked for stays outside.
        """
        unused = [name for name in self.mapped.dropped if name not in self.mapped.sensitive]
        if looks := [name for name in unused if looks_personal(name, self.source.columns[name])]:
            self.notes.append(Message("looks_personal", {"columns": looks}))
        for name, asked in self.mapped.kept.items():
            reason = why_not_kept(name, self.source.columns[name])
            if reason is not None and asked:
                raise InputError(f"keep_{reason}", column=name)
            if reason is not None:
                self.notes.append(Message("not_kept", {"column": name}))
                continue
            self.further[name], emptied = without_personal_data(self.source.columns[name])
            if emptied:
                self.notes.append(Message("personal_removed", {"column": name, "rows": emptied}))

    def _screen(self, column: Column, name: str) -> None:
        values = self.values[column.name]
        personal = [text for text in values.dropna().unique() if personal_data_in_cell(column, text)]
        if personal:
            found = values.isin(personal)
            self.values[column.name] = values.mask(found)
            self.notes.append(Message("personal_removed", {"column": name, "rows": int(found.sum())}))

    def _take_line_kinds(self) -> None:
        """What each line is: by the file's own words, by OpenStreetMap's columns; what is unknown is ``other``."""
        osm = None if "kind" in self.mapped.asked else osm_kinds(self.source.columns)
        if osm is not None:
            self.values["kind"] = pd.Series(osm, dtype="str")
            self.notes = [n for n in self.notes if n.values.get("column") != self.mapped.fields.get("kind")]
            self.mapped = replace(self.mapped, fields={**self.mapped.fields, "kind": "highway"})
        if "kind" in self.values:
            self.values["kind"] = self.values["kind"].fillna("other")

    def _leave_out_false_key(self) -> None:
        """Make keys, where a column that is only called as keys often are says the same of most rows."""
        field = self.table.key.name
        name = self.mapped.fields.get(field)
        if name is None or field in self.mapped.asked or fold(name) == fold(field) or self.known is not None:
            return
        own = self.values[field]
        if (spread := self.source.spread.get(name)) is not None:
            own = own[~spread]
        rows, different = int(own.notna().sum()), own.nunique()
        land = self.table.geometry == "polygon"  # parts of one station; units keep their land under numbered codes
        no_key = rows > 2 and (different == 1 if land else 2 * different <= rows)
        if no_key or (rows > 1 and set(own.dropna()) == {"0"}):
            self.notes.append(Message("key_not_unique", {"column": name, "rows": rows, "different": different}))
            del self.values[field]
            self.mapped = self.mapped.without(field)

    def _require_some_name(self) -> None:
        """Nothing, where units or stations have a code or a name, or nothing that could be one, or that was said."""
        known = {self.table.key.name, "name"}
        if known & (self.values.keys() | self.mapped.asked):
            return
        unused = [n for n in (*self.mapped.dropped, *self.mapped.kept) if n not in self.mapped.sensitive]
        filled = [name for name in unused if any(cell is not None for cell in self.source.columns[name])]
        if filled:
            raise InputError("units_unnamed", path=self.path, columns=filled, field=self.table.key.name)

    def _once(self, cells: Cells, name: str) -> Cells:
        """A column of quantities: what is merged over several rows is theirs together, and counts for the first."""
        spread = self.source.spread.get(name)
        if spread is None or not spread.any():
            return cells
        self.notes.append(Message("merged_counts_once", {"column": name, "rows": int(spread.sum())}))
        once = cells.copy()
        once[spread] = None
        return once

    def _fill_names(self) -> None:
        """Units and stations without a name are called by their code; so are units whose "names" are a few digits."""
        codes, names = self.values.get(self.table.key.name), self.values.get("name")
        if names is not None and codes is not None and len(names) > 3:
            some = names.dropna()
            if some.str.fullmatch(r"\d{1,2}").all() and some.nunique() * 2 < len(some):
                self.notes.append(Message("names_from_codes", {"column": self.mapped.fields["name"]}))
                names = None
        if codes is not None:
            self.values["name"] = codes if names is None else names.fillna(codes)
        if self.table.name == "communities" and "kind" not in self.values and codes is not None:
            # Digits 10–12 of a statistical code: 001–199 residents' committee, 200–399 villagers' committee.
            statistical = codes.str.fullmatch(r"\d{12}").fillna(False)
            if statistical.all() and len(codes):
                number = codes.str[9:].astype(int)
                self.values["kind"] = pd.Series(
                    np.where((number >= 200) & (number < 400), "village", "community"), dtype="str"
                )
                self.notes.append(
                    Message("kinds_from_codes", {"villages": int((self.values["kind"] == "village").sum())})
                )

    def _require(self, column: Column) -> None:
        values = self.values.get(column.name)
        missing = np.ones(self.count, dtype=bool) if values is None else values.isna().to_numpy()
        bad = self.bad.get(column.name, np.zeros(self.count, dtype=bool))
        name = self.mapped.fields.get(column.name)
        if values is None and self.count:
            raise InputError(
                "column_missing",
                path=self.path,
                table=self.table.name,
                field=column.name,
                columns=list(self.source.columns),
            )
        self.reject(missing & bad, "cell_unread", column=name)
        self.reject(missing & ~bad, "required_missing", column=name or column.name)

    def link(self, field: str, rows: pd.DataFrame, what: str) -> None:
        """Codes of a field as keys of a known table, where they mean one; units and stations by their names too."""
        values = self.values.get(field)
        if values is None or field == self.table.key.name:
            return
        linked, unknown = link_codes(values, rows.index, rows.get("name"))
        changed = int((values.notna() & (values != linked)).sum())
        if changed:
            self.notes.append(Message("codes_linked", {"field": field, "rows": changed}))
        if unknown:
            self.notes.append(Message(f"{what}_unknown", {"codes": sorted(unknown)[:10], "count": len(unknown)}))
        self.values[field] = linked

    def judge_datum(self, communities: gpd.GeoDataFrame | None, decide: bool) -> None:
        """Which datum the file's degrees are in: proposed where it is clear; moved at once where ``decide``.

        Where the rows lie is asked first, headings after it.

        Raises
        ------
        InputError
            ``datum_unclear``: it is to be decided, and the evidence is weak.
        """
        if self.shapes is None or self.crs is None or not self.crs.is_geographic:
            if decide:
                raise InputError("datum_unclear", path=self.path, points=0, shares="–")
            return
        found = self._datum_by_place(communities)
        own_word = self.source.datum_said
        heading = datum_of_headings([*self.source.columns, *([own_word] if own_word else [])])
        if own_word == "" and not found.confident and heading is None and not decide:
            self.notes.append(Message("datum_of_kind", {}))
        if not found.confident and heading is not None:
            found = heading
        if not found.confident and decide:
            raise InputError("datum_unclear", path=self.path, points=found.rows, shares=found.shares)
        if decide:
            self.notes.append(
                Message("datum_chosen", {"datum": found.datum, "points": found.rows, "shares": found.shares})
            )
            self.shapes, self.datum = moved_to_wgs84(self.shapes, found.datum), found.datum
        elif found.confident and found.datum != "wgs84" and found.proposal is not None:
            self.notes.append(found.proposal)

    def _datum_by_place(self, communities: gpd.GeoDataFrame | None) -> DatumFound:
        assert self.shapes is not None
        if communities is None or communities.empty:
            return DatumFound.none()
        recorded = self.values.get("recorded_unit")
        if self.table.geometry == "point" and recorded is not None:
            return datum_of_points(self.shapes, recorded, communities)
        if self.table.name == "communities":
            empty = pd.Series(np.full(self.count, None, dtype=object), dtype="str")
            codes, names = (self.values.get(field, empty) for field in (self.table.key.name, "name"))
            return datum_of_outlines(self.shapes, codes, names, communities)
        return DatumFound.none()

    # Rows ---------------------------------------------------------------------------------------------------------

    def frame(self, keys_in_use: Collection[str], numbering: Keys) -> pd.DataFrame:
        """The rows that are not rejected, conforming to the schema; made-up keys stay clear of those in use."""
        in_use = keys_in_use if self.known is None else [*keys_in_use, *self.known.index]
        keys = self._keys(in_use, numbering)
        if self.known is not None:
            known = keys.isin(self.known.index).to_numpy()
            self.reject(~known, "unit_unknown", column=self.mapped.fields[self.table.key.name])
        self._stand_in_units(keys, keys_in_use)
        keep = self.kept
        self.rejected_keys = frozenset(keys[~keep].dropna()).union(
            *(values.get("candidates", ()) for _, values in filter(None, self.reason))
        )
        whole = bool(keep.all())
        cells = {name: (values if whole else values[keep]).array for name, values in self.values.items()}
        frame = pd.DataFrame(cells, copy=False)
        self.values = {}
        frame.index = pd.Index(keys[keep].array, name=self.table.key.name)
        frame = frame.drop(columns=self.table.key.name, errors="ignore")
        further = pd.DataFrame({name: cells[keep] for name, cells in self.further.items()}, index=frame.index)
        self.further_rows = further.groupby(level=0, sort=False).first() if frame.index.has_duplicates else further
        if self.shapes is not None:
            shapes = gpd.GeoSeries(self.shapes if whole else self.shapes[keep], index=frame.index, crs=schema.DEGREES)
            frame = gpd.GeoDataFrame(frame, geometry=shapes)
        if self.known is not None:
            self.notes.append(Message("units_completed", {"rows": len(frame), "fields": list(frame.columns)}))
            frame = _completed(self.known.loc[frame.index], frame)
        if self.table.name == "stations" and frame.index.has_duplicates:
            rows = len(frame)
            frame = joined_parts(frame)
            self.notes.append(Message("parts_joined", {"rows": rows - len(frame), "stations": len(frame)}))
        return frames.conform(self.table.name, frame, defaults=False)

    def rejected(self) -> list[Rejected]:
        """Rows that cannot be taken, in the file's order."""
        sheets = self.source.sheets
        rows = [Rejected(int(self.source.rows[p]), *self.reason[p]) for p in np.flatnonzero(~self.kept)]
        if sheets is None:
            return sorted([*self.source.rejected, *rows], key=lambda rejected: rejected.row)
        of_rows = (sheets[p] for p in np.flatnonzero(~self.kept))
        rows = [row._replace(values={**row.values, "sheet": sheet}) for row, sheet in zip(rows, of_rows, strict=True)]
        order = {sheet: number for number, sheet in enumerate(dict.fromkeys(sheets))}
        return sorted(
            [*self.source.rejected, *rows], key=lambda one: (order.get(one.values["sheet"], len(order)), one.row)
        )

    def _keys(self, in_use: Collection[str], numbering: Keys) -> pd.Series:
        """A key for every row: the file's own, or made where the file has no column for it."""
        column = self.table.key
        keys = self.values.get(column.name)
        if keys is None or (keys.isna().all() and not self.bad[column.name].any()):
            keys = pd.Series(free_keys(self.table.name, self.count, in_use, numbering), dtype="str")
            self.notes.append(Message("keys_made", {"prefix": self.table.key_prefix, "rows": self.count}))
            if self.table.name in ("stations", "communities"):
                names = self.values.get("name")
                self.values["name"] = keys if names is None else names.fillna(keys)
            return keys
        name = self.mapped.fields[column.name]
        bad, missing = self.bad[column.name], keys.isna().to_numpy()
        self.reject(bad & truncated_codes(self.source.columns[name], bad), "code_truncated", column=name)
        self.reject(bad, "cell_unread", column=name)
        self.reject(missing, "key_missing", column=name)
        keys = self._matched(keys, in_use)
        repeated = keys.where(self.kept).duplicated().to_numpy() & self.kept
        if repeated.any() and self.table.name == "communities" and self.known is None:
            # Land is not lost for a repeated code: each polygon stays a unit, with a number after the code.
            again = sorted(set(keys[repeated]))
            keys = numbered_keys(keys, repeated)
            self.notes.append(Message("keys_numbered", {"codes": again[:10], "rows": int(repeated.sum())}))
        elif self.table.name != "stations":
            self.reject(repeated, "key_duplicate", column=name)
        return keys

    def _matched(self, keys: pd.Series, in_use: Collection[str]) -> pd.Series:
        """Keys as the project writes them.

        A row whose key could be that of several rows, or that an earlier row writes otherwise, is rejected. Land is
        not lost for its code: units and stations keep such a code as it is written, and it is told.
        """
        name = self.mapped.fields[self.table.key.name]
        found = match_keys(keys[self.kept].dropna(), in_use)
        if found.meant:
            rows = keys.isin(list(found.meant)) & self.kept
            examples = [f"{written} → {key}" for written, key in list(found.meant.items())[:3]]
            self.notes.append(Message("keys_matched", {"column": name, "rows": int(rows.sum()), "examples": examples}))
        if self.table.geometry == "polygon" and self.known is None:
            close = sorted({*found.unclear, *found.alike})
            if close:
                self.notes.append(Message("keys_alike", {"column": name, "codes": close[:10], "count": len(close)}))
        else:
            for key, candidates in found.unclear.items():
                rows = (keys == key).to_numpy(dtype=bool)
                self.reject(rows, "key_unclear", column=name, key=key, candidates=candidates)
            for key, other in found.alike.items():
                self.reject((keys == key).to_numpy(dtype=bool), "key_alike", column=name, key=key, other=other)
        return keys.map(lambda key: found.meant.get(key, key), na_action="ignore").astype("str")


def _completed(rows: gpd.GeoDataFrame, found: pd.DataFrame) -> gpd.GeoDataFrame:
    """Rows with the values found for them in place of their own; where nothing was found their own stay."""
    return rows.assign(**{name: found[name].where(found[name].notna(), rows[name]) for name in found.columns})
