"""What every store promises, whatever it keeps a project in."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from mapper.edit import Edit, drop_rows, put_rows, require_row
from mapper.edits.duties import assign, unassign
from mapper.edits.rows import set_about
from mapper.errors import InputError
from mapper.files.layer_styles import LayerStyle
from mapper.project import About, Project
from mapper.schema import TABLES
from mapper.store.history import ToForget
from mapper.store.store import Store, create, open_store, read_project
from tests.districts import frame
from tests.mapper.store.files import DAY, assert_same, district
from tests.mapper.store.kinds import Files, Kind, Memory, OnServer


@pytest.fixture(params=["geopackage", "memory", "postgis"])
def kind(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kind:
    made: Kind
    if request.param == "geopackage":
        made = Files(tmp_path, monkeypatch)
    elif request.param == "memory":
        made = Memory()
    else:
        made = OnServer(request.getfixturevalue("server"))
    made.create(district())
    return made


@pytest.fixture
def store(kind: Kind) -> Iterator[Store]:
    opened = kind.open()
    yield opened
    opened.close()


def now(kind: Kind) -> Project:
    """What the place holds for whoever opens it now."""
    opened = kind.open()
    opened.close()
    return opened.project


def failing(project: Project) -> Project:
    return drop_rows(project.with_tables(officers=project.officers.iloc[:1]), "hazards", ["not there"])


def test_created_then_opened_is_the_same(store: Store) -> None:
    assert_same(store.project, district())
    assert not store.read_only
    assert store.change_log().empty
    assert store.name == "区"
    assert store.name in store.place


def test_what_is_written_is_there_for_the_next_who_opens(kind: Kind, store: Store) -> None:
    before = store.project
    changes = store.write(assign("o1", "u1-1", DAY), "甲")
    assert changes.parts == {"duties"}
    assert store.project is not before
    assert len(before.duties) + 1 == len(store.project.duties)
    assert_same(now(kind), store.project)


def test_a_failing_edit_leaves_everything_as_it_was(kind: Kind, store: Store) -> None:
    store.write(assign("o1", "u1-1", DAY), "甲")
    before = store.project
    with pytest.raises(InputError, match="row_unknown"):
        store.write(Edit("rows_dropped", failing), "甲")
    assert store.project is before
    assert_same(now(kind), before)
    assert len(store.change_log()) == 1
    store.write(unassign("o1", "u1-1", DAY), "甲")
    assert len(store.change_log()) == 2


def test_an_edit_that_changes_nothing_is_no_change(store: Store) -> None:
    before = store.project
    assert not store.write(Edit("nothing", lambda project: project), "甲").parts
    assert store.project is before
    assert store.change_log().empty


def test_the_change_log_says_when_who_what_and_which_rows(kind: Kind, store: Store) -> None:
    edits = [assign("o1", "u1-1", DAY), unassign("o1", "u1-1", DAY), set_about(About("改名（虚构）"))]
    for edit, who in zip(edits, ("甲", "乙", ""), strict=True):
        store.write(edit, who)
    log = store.change_log()
    assert log.columns.tolist() == ["at", "who", "code", "details", "rows"]
    assert log.index.tolist() == [1, 2, 3]
    assert log["who"].tolist() == [kind.told(who) for who in ("甲", "乙", "")]
    assert log["code"].tolist() == ["duty_assigned", "duty_ended", "about_changed"]
    assert log["details"].tolist() == [json.loads(json.dumps(dict(edit.values), default=str)) for edit in edits]
    times = [datetime.fromisoformat(at) for at in log["at"]]
    assert times == sorted(times)
    assert {str(at.tzinfo) for at in times} == {"UTC"}
    duty, ended, about = log["rows"]
    assert set(duty) == {"duties"}
    assert {part: len(found) for part, found in duty["duties"].items() if part != "columns"} == {
        "before": 0, "after": 0, "removed": 0, "added": 1,
    }  # fmt: skip
    (added,) = duty["duties"]["added"]
    told = dict(zip(duty["duties"]["columns"], added, strict=True))
    assert (told["officer_id"], told["community_code"]) == ("o1", "u1-1")
    assert ended["duties"]["removed"] == [added]
    assert (about["about"]["before"]["title"], about["about"]["after"]["title"]) == ("虚构区", "改名（虚构）")
    again = kind.open()
    assert again.change_log()["rows"].tolist() == log["rows"].tolist()
    again.close()


def test_taking_back_brings_rows_back_where_they_stood(kind: Kind, store: Store) -> None:
    before = store.project
    store.write(Edit("rows_dropped", lambda project: drop_rows(project, "hazards", ["h1"])), "")
    store.write(Edit("undone", lambda _: before), "")
    assert store.project is before
    assert_same(now(kind), before)


def some_edits() -> list[Edit]:
    """Rows that come, change and go, in tables and beside them, with shapes and without."""
    moved = district().communities.loc[["u0-0", "u1-1"]]
    moved = moved.set_geometry(moved.geometry.translate(0.001)).assign(name=["改名（虚构）", None], residents=[7, 8])
    return [
        assign("o1", "u1-1", DAY),
        Edit("unit_changed", lambda project: put_rows(project, "communities", moved)),
        Edit("rows_dropped", lambda project: drop_rows(project, "hazards", ["h0", "h1"])),
        set_about(About("改名（虚构）")),
        Edit("rows_dropped", lambda project: drop_rows(project, "communities", ["u1-1"])),
        unassign("o1", "u1-1", DAY),
    ]


def test_a_line_of_the_log_can_be_taken_back_and_done_again(kind: Kind, store: Store) -> None:
    states = [store.project]
    for edit in some_edits():
        store.write(edit, "甲")
        states.append(store.project)
    told = store.history(100)
    assert [line.number for line in told] == store.change_log().index.tolist()
    assert [line.number for line in store.history(2)] == [line.number for line in told[-2:]]
    assert [line.details for line in told] == store.change_log()["details"].tolist()
    assert {line.who for line in told} == {kind.told("甲")}
    for line, state in zip(told[::-1], states[-2::-1], strict=True):
        change = store.logged_change(line.number, back=True)
        assert store.write(Edit("undone", change), "甲").line is not None
        assert_same_rows(store.project, state)
    for line, state in zip(told, states[1:], strict=True):
        store.write(Edit("redone", store.logged_change(line.number, back=False)), "甲")
        assert_same_rows(store.project, state)
    assert_same(now(kind), store.project)


def assert_same_rows(one: Project, other: Project) -> None:
    """The same, but that a row that came back may stand behind the others."""
    assert_same(
        *(
            project.with_tables(**{name: project.table(name).sort_index() for name in TABLES})
            for project in (one, other)
        )
    )


def test_every_earlier_state_can_be_written_to_a_file(store: Store, tmp_path: Path) -> None:
    states = [store.project]
    for edit in some_edits():
        store.write(edit, "甲")
        states.append(store.project)
    store.write(Edit("undone", store.logged_change(store.history(1)[0].number, back=True)), "甲")
    states.append(store.project)
    for line, state in enumerate(states):
        past = store.as_it_was(line, tmp_path / f"{line}.gpkg")
        assert_same_rows(read_project(tmp_path / f"{line}.gpkg"), state)
        assert (past.changes, past.otherwise, past.forgotten) == (len(states) - 1 - line, 0, 0)
    assert store.project is states[-1]


def test_what_is_forgotten_is_in_the_log_no_more(kind: Kind, store: Store) -> None:
    store.write(renamed("u0-0", name="某人家（虚构）"), "甲")
    store.write(renamed("u0-1", name="别名（虚构）"), "甲")
    store.write(renamed("u0-0", name="改名（虚构）"), "甲")
    asked = ToForget(cell=lambda table, key, column, value: value == "某人家（虚构）")
    before = store.change_log()["rows"].tolist()
    counted = store.forget(asked, dry=True)
    assert (counted.lines, counted.values) == (2, 2)
    assert store.change_log()["rows"].tolist() == before
    assert store.forget(asked) == counted
    log = store.change_log()
    assert "某人家（虚构）" not in json.dumps(log["rows"].tolist(), ensure_ascii=False)
    assert "别名（虚构）" in json.dumps(log["rows"].tolist(), ensure_ascii=False)
    assert_same(now(kind), store.project)
    first = int(log.index[0])
    with pytest.raises(InputError, match="log_forgotten"):
        store.write(Edit("undone", store.logged_change(first, back=True)), "甲")
    store.write(Edit("undone", store.logged_change(int(log.index[1]), back=True)), "甲")
    assert store.forget(asked).values == 0
    whole = store.forget(ToForget(until="9999"))
    assert whole.lines == 4
    assert store.change_log()["rows"].tolist() == [{}] * 4
    assert store.change_log()["who"].tolist() == [kind.told("甲")] * 4
    store.write(renamed("u0-0", residents=9), "甲")
    assert_same(now(kind), store.project)


def test_a_key_that_was_given_once_is_given_no_more(kind: Kind, store: Store) -> None:
    store.write(assign("o1", "u0-0", DAY), "甲")
    (key,) = store.project.duties.index
    store.write(unassign("o1", "u0-0", DAY), "甲")
    again = kind.open()
    for opened in (again, store):
        opened.write(assign("o2", "u0-1", DAY), "乙")
        opened.write(unassign("o2", "u0-1", DAY), "乙")
    again.write(assign("o3", "u0-2", DAY), "乙")
    assert again.project.duties.index.tolist() == [f"{key[0]}{int(key[1:]) + 3}"]
    again.close()


def test_one_of_the_first_version_is_brought_up_and_keeps_what_came_later(kind: Kind) -> None:
    kind.make_first_version()
    store = kind.open()
    assert_same(store.project, district())
    store.write(renamed("u0-0", beat_name="一", cadres=2), "甲")
    store.write(Edit("x", lambda p: put_rows(p, "surveys", frame("surveys", [{"survey_id": "Q1", "asked": 3}]))), "甲")
    assert_same(now(kind), store.project)
    assert now(kind).surveys["asked"].tolist() == [3]
    assert len(store.change_log()) == 2
    store.close()


def test_what_is_kept_is_no_change_and_stays(kind: Kind, store: Store) -> None:
    assert store.kept("look") is None
    store.keep("look", {"order": ["hazards"], "name": "看"})
    store.keep("other", [1, None, "x"])
    store.keep("look", {"order": ["units"]})
    store.write(set_about(About("改名（虚构）")), "")
    assert len(store.change_log()) == 1
    again = kind.open()
    assert again.kept("look") == store.kept("look") == {"order": ["units"]}
    assert again.kept("other") == [1, None, "x"]
    again.close()


def test_where_nothing_can_be_written_it_is_read(kind: Kind) -> None:
    kind.forbid_writing()
    store = kind.open()
    assert store.read_only
    assert_same(store.project, district())
    asked: list[Project] = []
    with pytest.raises(InputError) as refused:
        store.write(Edit("asked", lambda project: asked.append(project) or project), "")
    assert refused.value.code == "read_only"
    assert refused.value.values["path"] == store.place
    assert asked == []
    store.keep("look", 1)
    assert store.kept("look") is None
    assert store.change_log().empty
    store.close()


def test_what_another_has_written_since_is_taken_in_and_stays(kind: Kind, store: Store) -> None:
    other = kind.open()
    other.write(assign("o1", "u0-0", DAY), "乙")
    changes = store.write(assign("o2", "u0-1", DAY), "甲")
    assert (changes.parts, changes.others) == ({"duties"}, 1)
    held = store.project.duties
    assert held["officer_id"].tolist() == ["o1", "o2"]
    assert held.index.is_unique
    assert store.change_log()["who"].tolist() == [kind.told("乙"), kind.told("甲")]
    assert other.refresh().others == 1
    assert not other.refresh().parts
    assert_same(other.project, store.project)
    assert_same(now(kind), store.project)
    other.close()


def test_what_another_writes_is_news_once_and_what_is_written_here_is_none(kind: Kind, store: Store) -> None:
    assert not store.news(0)
    other = kind.open()
    other.write(assign("o1", "u0-0", DAY), "乙")
    assert any(store.news(0.5) for _ in range(10))
    assert not store.news(0)
    assert store.refresh().others == 1
    assert not store.news(0)
    store.write(assign("o2", "u0-1", DAY), "甲")
    assert not store.news(0)
    assert any(other.news(0.5) for _ in range(10))
    other.close()


def renamed(key: str, **values: object) -> Edit:
    def change(project: Project) -> Project:
        require_row(project, "communities", key)
        return put_rows(project, "communities", project.communities.loc[[key]].assign(**values))

    return Edit("unit_changed", change)


def test_cells_of_one_row_that_two_have_changed_are_both_kept(kind: Kind, store: Store) -> None:
    other = kind.open()
    other.write(renamed("u0-0", residents=77), "乙")
    store.write(renamed("u0-0", name="新名"), "甲")
    row = now(kind).communities.loc["u0-0"]
    assert (row["name"], row["residents"]) == ("新名", 77)
    other.close()


@pytest.mark.parametrize(
    ("theirs", "ours", "code"),
    [
        (renamed("u0-0", name="乙名"), renamed("u0-0", name="甲名"), "changed_meanwhile"),
        (renamed("u0-0", name="乙名"), Edit("x", lambda p: drop_rows(p, "communities", ["u0-0"])), "changed_meanwhile"),
        (Edit("x", lambda p: drop_rows(p, "communities", ["u0-0"])), renamed("u0-0", name="甲名"), "row_unknown"),
        (set_about(About("乙名")), set_about(About("甲名")), "changed_meanwhile"),
    ],
)
def test_what_another_has_changed_is_never_taken_back(
    theirs: Edit, ours: Edit, code: str, kind: Kind, store: Store
) -> None:
    other = kind.open()
    other.write(theirs, "乙")
    with pytest.raises(InputError, match=code):
        store.write(ours, "甲")
    assert_same(store.project, other.project)
    assert_same(now(kind), other.project)
    assert store.change_log()["who"].tolist() == [kind.told("乙")]
    other.close()


def test_a_copy_has_the_project_and_what_was_kept_and_no_log(store: Store, tmp_path: Path) -> None:
    store.write(assign("o1", "u0-0", DAY), "甲")
    store.keep("look", {"order": ["units"]})
    store.copy_to(tmp_path / "copy.gpkg")
    copy = open_store(tmp_path / "copy.gpkg")
    assert_same(copy.project, store.project)
    assert copy.kept("look") == {"order": ["units"]}
    assert copy.change_log().empty
    copy.close()


def test_what_was_read_stays_after_closing(kind: Kind) -> None:
    store = kind.open()
    store.write(assign("o1", "u0-0", DAY), "甲")
    store.close()
    store.close()
    assert_same(store.project, now(kind))


def test_a_place_is_read_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    create(str(path), district())
    assert_same(read_project(path), district())
    path.rename(tmp_path / "moved.gpkg")
    with pytest.raises(InputError, match="file_missing"):
        read_project(path)


def test_styles_for_qgis_change_no_row_and_no_line_of_the_log(kind: Kind) -> None:
    kind.create(district())
    store = kind.open()
    before, lines = store.project, len(store.change_log())
    store.keep_styles([LayerStyle("communities", "geom", "a", "<qgis/>")])
    store.keep_styles([LayerStyle("communities", "geom", "b", "<qgis/>")])
    assert len(store.change_log()) == lines
    store.write(set_about(About("新名")), "x")
    store.close()
    again = kind.open()
    assert_same(again.project, replace(before, about=About("新名")))
    again.close()
