"""What a station's login may see and do on a server, asked past the program too; the sample district, once."""

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest

from mapper import schema
from mapper.audience import of_station
from mapper.edit import Edit, drop_rows, put_rows
from mapper.edits.duties import assign
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.county import grant, logins, revoke
from mapper.store.store import create, open_store, read_project
from tests.mapper.store.files import assert_same
from tests.mapper.store.postgis.roles import County, said
from tests.postgres import Server
from tests.sample import district

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def whole() -> Project:
    return district().project


@pytest.fixture(scope="module")
def county(server: Server, whole: Project) -> Iterator[County]:
    made = County(server, "roles", whole)
    yield made
    made.close()


@pytest.fixture(scope="module")
def stations(county: County, whole: Project) -> dict[str, str]:
    """The address of a login of each station."""
    return {code: county.login(f"s{at}", code) for at, code in enumerate(whole.stations.index)}


@pytest.fixture
def untouched(county: County, whole: Project) -> Iterator[None]:
    """What the test changes is put right behind it."""
    yield
    create(county.admin, whole)


def test_the_county_reads_what_the_file_holds(county: County, whole: Project) -> None:
    assert_same(read_project(county.login("all", None)), whole)


def test_a_station_reads_what_is_its_own_table_by_table(stations: dict[str, str], whole: Project) -> None:
    for code, address in stations.items():
        assert_same(read_project(address), of_station(whole, code))


def mine_and_theirs(whole: Project) -> tuple[str, str, str, str]:
    """Two stations, and a unit of each."""
    units = whole.communities["station_code"]
    mine, theirs = units.unique()[:2]
    return mine, theirs, units.index[units == mine][0], units.index[units == theirs][0]


REFUSED = (
    "UPDATE communities SET name = 'x' WHERE community_code = '{their_unit}'",
    "UPDATE communities SET station_code = '{theirs}' WHERE community_code = '{my_unit}'",
    "UPDATE communities SET _stations = '{{{theirs}}}' WHERE community_code = '{my_unit}'",
    "INSERT INTO communities (community_code, station_code, _stations) VALUES ('new', '{theirs}', '{{{theirs}}}')",
    "INSERT INTO hazards (hazard_id, _stations) VALUES ('new', '{{{theirs}}}')",
    "DELETE FROM communities WHERE community_code = '{their_unit}'",
    "DELETE FROM officers WHERE station_code = '{theirs}'",
    "UPDATE stations SET name = 'x' WHERE station_code = '{theirs}'",
    "UPDATE station_outlines SET name = 'x'",
    "UPDATE station_lands SET geom = NULL WHERE station_code = '{theirs}'",
    "UPDATE project_settings SET value = '{{}}'",
    "INSERT INTO locks (lock_id) VALUES ('x')",
    "SELECT * FROM locks",
    "SELECT * FROM variants",
    "SELECT * FROM further_values",
    "SELECT * FROM standard_addresses",
    "SELECT * FROM set_aside",
    "SELECT * FROM logins",
    "UPDATE logins SET station_code = NULL",
    "TRUNCATE hazards",
    "INSERT INTO change_log VALUES (1, now(), 'x', 'x', 'x', '{{}}')",
    "UPDATE change_log SET who = 'x'",
    "UPDATE changed_rows SET before = NULL",
    "DELETE FROM change_log",
    "DELETE FROM changed_rows",
    "UPDATE format SET version = 99",
    "ALTER TABLE hazards DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE hazards DISABLE TRIGGER USER",
    "DROP POLICY see_station ON hazards",
    "SET ROLE postgres",
    "SET ROLE roles_county",
    "SET SESSION AUTHORIZATION postgres",
    "CREATE TABLE mapper.x (a int)",
    "CREATE FUNCTION mapper.my_station() RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$",
    "SELECT belongs_now('communities', ARRAY['{my_unit}'], ARRAY['{theirs}'])",
    "SET session_replication_role = replica",
    "COPY hazards TO PROGRAM 'true'",
)


@pytest.mark.parametrize("statement", REFUSED)
def test_a_station_is_refused_what_is_not_its_own(
    statement: str, stations: dict[str, str], whole: Project, county: County
) -> None:
    mine, theirs, my_unit, their_unit = mine_and_theirs(whole)
    told = statement.format(mine=mine, theirs=theirs, my_unit=my_unit, their_unit=their_unit)
    try:
        done = said(stations[mine], told)
    except psycopg.errors.InsufficientPrivilege:
        return
    assert done == [0], "rows were changed"


def test_row_security_cannot_be_switched_off(stations: dict[str, str], whole: Project) -> None:
    mine, _, _, _ = mine_and_theirs(whole)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        said(stations[mine], "SET row_security = off; SELECT * FROM hazards")


def test_the_public_and_who_is_not_let_in_have_no_way(server: Server, county: County) -> None:
    server.run(
        "psql", "-q", "-d", "postgres", "-c", "DROP ROLE IF EXISTS passer_by; CREATE ROLE passer_by LOGIN PASSWORD 'x'"
    )
    with pytest.raises(InputError, match="not_yours"):
        open_store(server.address("roles", "passer_by", "x"))
    with pytest.raises(InputError, match="login_refused"):
        open_store(server.address("roles", "roles_s0", "wrong"))
    with pytest.raises(InputError, match="server_project_missing"):
        open_store(server.address("nowhere"))
    with pytest.raises(InputError, match="server_no_project"):
        open_store(server.address("postgres"))
    with pytest.raises(InputError, match="row_unknown"):
        grant(county.admin, "x", "no station")
    with pytest.raises(InputError, match="login_unusable"):
        grant(county.admin, "postgres", None)


def test_who_is_let_in_no_more_is_out_at_once(county: County, whole: Project) -> None:
    address = county.login("short", whole.stations.index[0])
    assert ("roles_short", whole.stations.index[0]) in logins(county.admin)
    store = county.open(address)
    revoke(county.admin, "roles_short")
    with pytest.raises(InputError, match=r"connection_lost|not_yours"):
        store.refresh()
    with pytest.raises(InputError, match="not_yours"):
        store.refresh()
    with pytest.raises(InputError, match="login_unknown"):
        revoke(county.admin, "roles_short")
    assert_same(read_project(county.login("short", None)), whole)


def everything(address: str) -> str:
    """All that a login can read of the project, as text."""
    tables = said(
        address,
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = 'mapper' "
        "AND relkind IN ('r', 'v') AND has_table_privilege(c.oid, 'SELECT')",
    )
    return "\n".join(str(said(address, f"SELECT t::text FROM {name} t")) for (name,) in tables)


def test_a_secret_in_any_column_is_seen_by_nobody_else(
    stations: dict[str, str], county: County, whole: Project, untouched: None
) -> None:
    mine = whole.stations.index[0]
    part = of_station(whole, mine)
    others = [of_station(whole, code) for code in whole.stations.index if code != mine]
    shared = {(name, key) for other in others for name in schema.TABLES for key in other.table(name).index}

    def change(project: Project) -> Project:
        for name in schema.TABLES:
            texts = [c.name for c in schema.TABLES[name].columns if c.kind == "text"]
            keys = [key for key in part.table(name).index if (name, key) not in shared or name == "stations"]
            keys = [key for key in keys if name != "stations" or key == mine][:2]
            texts = [column for column in texts if name != "stations" or column != "name"]
            if keys and texts:
                project = put_rows(
                    project, name, project.table(name).loc[keys].assign(**dict.fromkeys(texts, "SECRET"))
                )
        return project

    store = county.open(county.login("all", None))
    changed = store.write(Edit("unit_changed", change, {"name": "SECRET"}), "")
    assert len(changed.parts) > 10
    assert "SECRET" in everything(stations[mine])
    assert [line.details for line in county.open(stations[mine]).history(9)] == [{"name": "SECRET"}]
    for code, address in stations.items():
        if code != mine:
            assert "SECRET" not in everything(address), code


def test_a_unit_given_to_another_station_leaves_the_former_sight(
    stations: dict[str, str], county: County, whole: Project, untouched: None
) -> None:
    mine, theirs, unit, _ = mine_and_theirs(whole)
    former, latter, head = (county.open(a) for a in (stations[mine], stations[theirs], county.login("all", None)))

    def give(project: Project) -> Project:
        row = project.communities.loc[[unit]].assign(station_code=theirs, leader="LATER")
        return put_rows(project, "communities", row)

    head.write(Edit("unit_changed", give, {"name": "LATER"}), "")
    for store, code in ((former, mine), (latter, theirs)):
        assert store.refresh().others > 1
        assert_same(store.project, of_station(head.project, code))
        assert_same(store.project, read_project(stations[code]))
    assert unit not in former.project.communities.index
    assert "LATER" not in everything(stations[mine])
    with pytest.raises(InputError, match="row_unknown"):
        former.write(Edit("unit_changed", lambda p: drop_rows(p, "communities", [unit])), "")


def test_a_station_changes_its_own_and_the_county_sees_it(
    stations: dict[str, str], county: County, whole: Project, untouched: None
) -> None:
    mine, _, unit, _ = mine_and_theirs(whole)
    own, head = county.open(stations[mine]), county.open(county.login("all", None))
    officer = own.project.officers.index[own.project.officers["station_code"] == mine][0]
    assert own.write(assign(officer, unit, DAY), "somebody").line is not None
    assert head.refresh().others == 1
    assert head.project.duties.index[-1] == own.project.duties.index[-1]
    assert [line.who for line in head.history(9)] == ["roles_s0"]
    assert_same(own.project, read_project(stations[mine]))
    assert_same(own.project, of_station(head.project, mine))
    taken = own.write(Edit("undone", own.logged_change(own.history(1)[0].number, back=True)), "")
    assert taken.line is not None
    assert_same(read_project(county.admin), whole)


def test_an_officer_of_another_station_is_seen_and_not_changed(
    stations: dict[str, str], county: County, whole: Project, untouched: None
) -> None:
    mine, theirs, unit, _ = mine_and_theirs(whole)
    head = county.open(county.login("all", None))
    lent = whole.officers.index[whole.officers["station_code"] == theirs][0]
    head.write(assign(lent, unit, DAY), "")
    own = county.open(stations[mine])
    assert lent in own.project.officers.index

    def rename(project: Project) -> Project:
        return put_rows(project, "officers", project.officers.loc[[lent]].assign(fte=0.25))

    with pytest.raises(InputError, match="not_yours"):
        own.write(Edit("officer_changed", rename), "")
    held = own.project.duties.index[own.project.duties["officer_id"] == lent].tolist()
    own.write(Edit("duty_ended", lambda p: drop_rows(p, "duties", held)), "")  # and lets it go
    own.refresh()
    assert_same(read_project(stations[mine]), of_station(read_project(county.admin), mine))
    head.refresh()
    assert_same(head.project, read_project(county.admin))
