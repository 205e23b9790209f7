"""What a table and a column say of themselves holds together, and says nothing to anybody by default."""

from dataclasses import fields, replace

import pytest

from mapper import frames, schema
from mapper.audience import for_audience
from mapper.frames import sensitive_rows
from mapper.project import Project
from mapper.schema import Column, Table
from mapper.schema.kinds import COMMAND_ONLY
from tests.layers.marked_district import marked_district

# Table, row and heading are the key, or a laptop and its edit; there are more tables than letters.
KEYS_OF_THEIR_ROWS = ("further_values", "checkouts", "offline_edits")
# Each column is hidden once and shown once.
HALVES = [
    (name, half)
    for name, table in schema.TABLES.items()
    for n in range(2)
    if (half := tuple(column.name for column in table.columns[n::2]))
]


def test_a_project_has_the_tables_of_the_schema_in_its_order() -> None:
    assert [f.name for f in fields(Project)][: len(schema.TABLES)] == list(schema.TABLES)


@pytest.mark.parametrize("table", schema.TABLES.values(), ids=list(schema.TABLES))
def test_every_table_and_column_says_who_may_see_it(table: Table) -> None:
    for described in (table, table.key, *table.columns):
        assert described.seen_by[0] == "command", described.name
        assert [a for a in schema.AUDIENCES if a in described.seen_by] == list(described.seen_by), described.name
        assert set(described.seen_by) <= set(table.seen_by), f"{described.name} is seen by more than {table.name}"


def test_what_does_not_say_who_may_see_it_is_for_command_alone() -> None:
    column = Column("new", "text", "something new")
    assert column.seen_by == Table("new", column, ()).seen_by == COMMAND_ONLY == ("command",)
    assert Table("new", column, ()).belongs_by is None


def test_each_table_makes_keys_with_a_letter_of_its_own() -> None:
    letters = [table.key_prefix for name, table in schema.TABLES.items() if name not in KEYS_OF_THEIR_ROWS]
    assert len(set(letters)) == len(letters)
    assert all(len(letter) == 1 and letter.isupper() for letter in letters)


@pytest.mark.parametrize("table", schema.TABLES.values(), ids=list(schema.TABLES))
def test_a_table_belongs_to_a_station_by_what_it_has(table: Table) -> None:
    if table.lies_in_units:
        assert table.geometry == "point"
    if table.belongs_by == "place":
        assert table.geometry is not None
    elif table.belongs_by == "unit_or_station":
        assert {"community_code", "station_code"} <= set(table.column_names)
    elif table.belongs_by is not None:
        assert table.belongs_by in table.column_names
    else:
        assert table.name in ("stations", "standard_addresses", "locks", "further_values", "variants")  # of no station


@pytest.mark.parametrize("audience", ["station", "public"])
@pytest.mark.parametrize(("table", "hidden"), HALVES, ids=str)
def test_columns_that_an_audience_is_not_listed_for_are_empty_for_it(
    monkeypatch: pytest.MonkeyPatch, audience: schema.Audience, table: str, hidden: tuple[str, ...]
) -> None:
    described = schema.TABLES[table]
    columns = tuple(replace(c, seen_by=COMMAND_ONLY) if c.name in hidden else c for c in described.columns)
    monkeypatch.setitem(schema.TABLES, table, replace(described, columns=columns))  # type: ignore[arg-type]  # a dict
    shown = for_audience(marked_district(), audience, "S1").table(table)
    for name in hidden:
        default = described.column(name).default
        assert (shown[name].isna() | (shown[name] == default)).all()
    if audience == "station":
        whole = marked_district().table(table)
        others = [c.name for c in described.columns if c.name not in hidden]
        plain = whole.index[~sensitive_rows(table, whole)]  # the others are coarse, and have other keys
        mine = shown[shown.index.isin(plain)]
        assert mine[others].equals(whole.loc[mine.index, others])


@pytest.mark.parametrize("audience", ["station", "public"])
@pytest.mark.parametrize("table", list(schema.TABLES))
def test_a_table_that_an_audience_is_not_listed_for_is_empty_for_it(
    monkeypatch: pytest.MonkeyPatch, audience: schema.Audience, table: str
) -> None:
    assert len(for_audience(marked_district(), "command").table(table)) == len(marked_district().table(table))
    monkeypatch.setitem(schema.TABLES, table, replace(schema.TABLES[table], seen_by=COMMAND_ONLY))  # type: ignore[arg-type]  # a dict
    assert for_audience(marked_district(), audience, "S1").table(table).equals(frames.empty(table))


@pytest.mark.parametrize("table", [name for name, table in schema.TABLES.items() if table.belongs_by])
def test_a_table_that_does_not_say_how_it_belongs_to_a_station_has_no_row_for_one(
    monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    if table in ("communities", "officers", "duties", "focus_areas", "places"):
        return  # what is a station's rests on these
    monkeypatch.setitem(schema.TABLES, table, replace(schema.TABLES[table], belongs_by=None))  # type: ignore[arg-type]  # a dict
    assert len(for_audience(marked_district(), "station", "S1").table(table)) == 0


def test_words_that_people_type_are_screened_when_they_are_read() -> None:
    told = {(name, column.name) for name, table in schema.TABLES.items() if table.importable for column in table.columns
            if column.kind == "text" and not column.screened}  # fmt: skip
    names = {(table, "name") for table in ("stations", "communities", "police_rooms", "reference_lines")}
    names |= {("communities", "beat_name"), ("officers", "display_name"), ("stations", "duty_phone")}
    assert told == names | {(table, "recorded_unit") for table in ("hazards", "disputes", "cases", "places")}
