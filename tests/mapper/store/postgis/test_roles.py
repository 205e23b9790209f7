"""What a station's login may see and do on a server, asked past the program too; the sample district, once."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

import psycopg
import pytest
import shapely

from mapper import schema
from mapper.audience import of_station
from mapper.edit import Edit, drop_rows, next_key, put_rows
from mapper.edits.duties import assign
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.county import grant, logins, revoke
from mapper.store.store import open_store, read_project
from tests.districts import frame
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


Copied = Callable[[str], str]


@pytest.fixture
def copied(county: County, server: Server, stations: dict[str, str]) -> Iterator[Copied]:
    """A copy of the project that the test may change: its address for a login of the project."""
    county.login("all", None)
    county.close()
    server.run("createdb", "-T", county.name, "roles_copy")
    yield lambda address: address.replace(f"/{county.name}?", "/roles_copy?")
    county.close()
    server.run("dropdb", "-f", "roles_copy")


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
    with psycopg.connect(address, options="-c search_path=mapper,public") as connection:
        tables = connection.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = 'mapper' "
            "AND relkind IN ('r', 'v') AND has_table_privilege(c.oid, 'SELECT')"
        ).fetchall()
        return "\n".join(str(connection.execute(f"SELECT t::text FROM {name} t").fetchall()) for (name,) in tables)


SECRETS: dict[str, object] = {
    "text": "SECRET", "integer": 7654321, "number": 7.654321, "share": 0.7654321,
    "date": datetime(2031, 7, 13), "time": datetime(2031, 7, 13, 7, 13, 7),
}  # fmt: skip
SPOT_DEG = 0.00007654321  # by which shapes are moved: so little that they stay on the station's land
SEEN_BY_ALL = {"stations": {"name", "geometry"}}  # outlines; of a unit's border the outer part is in its station's


def secret_columns(name: str) -> dict[str, object]:
    """What stands in each column of a table that can tell something and does not say whose a row is."""
    by = schema.TABLES[name].belongs_by
    return {
        column.name: SECRETS[column.kind]
        for column in schema.TABLES[name].columns
        if column.kind in SECRETS and column.choices is None and column.name not in SEEN_BY_ALL.get(name, ())
        and column.name != by and not column.name.endswith(("_code", "_id")) and column.name != "incident_table"
    }  # fmt: skip


def test_a_secret_in_any_column_is_seen_by_nobody_else(
    stations: dict[str, str], county: County, whole: Project, copied: Copied
) -> None:
    mine = str(whole.stations.index[0])
    part = of_station(whole, mine)
    others = [of_station(whole, code) for code in whole.stations.index if code != mine]
    shared = {(name, key) for other in others for name in schema.TABLES for key in other.table(name).index}
    spots, kinds, tables = list[str](), set[str](), set[str]()

    def change(project: Project) -> Project:
        for name in schema.TABLES:
            keys = [key for key in part.table(name).index if (name, key) not in shared]
            keys = [mine] if name == "stations" else keys[:2]
            columns = secret_columns(name)
            if not keys or not columns:
                continue
            tables.add(name)
            kinds.update(schema.TABLES[name].column(column).kind for column in columns)
            rows = project.table(name).loc[keys].assign(**columns)
            if schema.TABLES[name].geometry is not None and name not in ("stations", "communities"):
                rows = rows.set_geometry(rows.geometry.translate(SPOT_DEG))
                corners = shapely.get_coordinates(rows.geometry.array)[:, 0].astype("<f8")
                spots.extend({corner.tobytes().hex() for corner in corners})
            project = put_rows(project, name, rows)
        return project

    store = county.open(copied(county.login("all", None)))
    store.write(Edit("unit_changed", change, {"name": "SECRET"}), "")
    assert kinds == set(SECRETS)
    assert len(tables) > 15
    marks = ["SECRET", "7654321", "7.654321", "2031-07-13", *spots]
    seen = everything(copied(stations[mine])).lower()
    assert [mark for mark in marks if mark.lower() not in seen] == []
    assert [line.details for line in county.open(copied(stations[mine])).history(9)] == [{"name": "SECRET"}]
    for code, address in stations.items():
        if code != mine:
            seen = everything(copied(address)).lower()
            assert [mark for mark in marks if mark.lower() in seen] == [], code


def new_duty(unit: str) -> Edit:
    def change(project: Project) -> Project:
        row = {project.duties.index.name: next_key(project, "duties"), "community_code": unit}
        return put_rows(project, "duties", frame("duties", [row]))

    return Edit("x", change)


def test_two_stations_never_make_the_same_key(
    stations: dict[str, str], county: County, whole: Project, copied: Copied
) -> None:
    codes = [code for code in stations if (whole.officers["station_code"] == code).any()][:3]
    stores = [county.open(copied(stations[code])) for code in codes]
    made = []
    for _ in range(2):
        for store, code in zip(stores, codes, strict=True):
            unit = str(whole.communities.index[whole.communities["station_code"] == code][0])
            store.write(new_duty(unit), "")
            made.append(str(store.project.duties.index[-1]))
            store.write(Edit("undone", store.logged_change(store.history(1)[0].number, back=True)), "")
    assert len({*made}) == 6
    assert not {*made} & {*whole.duties.index}


def test_a_unit_given_to_another_station_leaves_the_former_sight(
    stations: dict[str, str], county: County, whole: Project, copied: Copied
) -> None:
    mine, theirs, unit, _ = mine_and_theirs(whole)
    former, latter, head = (
        county.open(copied(a)) for a in (stations[mine], stations[theirs], county.login("all", None))
    )

    def give(project: Project) -> Project:
        row = project.communities.loc[[unit]].assign(station_code=theirs, leader="LATER")
        return put_rows(project, "communities", row)

    head.write(Edit("unit_changed", give, {"name": "LATER"}), "")
    for store, code in ((former, mine), (latter, theirs)):
        assert store.refresh().others > 1
        assert_same(store.project, of_station(head.project, code))
        assert_same(store.project, read_project(copied(stations[code])))
    assert unit not in former.project.communities.index
    assert "LATER" not in everything(copied(stations[mine]))
    with pytest.raises(InputError, match="row_unknown"):
        former.write(Edit("unit_changed", lambda p: drop_rows(p, "communities", [unit])), "")


def test_a_station_changes_its_own_and_the_county_sees_it(
    stations: dict[str, str], county: County, whole: Project, copied: Copied
) -> None:
    mine, _, unit, _ = mine_and_theirs(whole)
    own, head = county.open(copied(stations[mine])), county.open(copied(county.login("all", None)))
    officer = own.project.officers.index[own.project.officers["station_code"] == mine][0]
    assert own.write(assign(officer, unit, DAY), "somebody").line is not None
    assert head.refresh().others == 1
    assert head.project.duties.index[-1] == own.project.duties.index[-1]
    assert [line.who for line in head.history(9)] == ["roles_s0"]
    assert_same(own.project, read_project(copied(stations[mine])))
    assert_same(own.project, of_station(head.project, mine))
    taken = own.write(Edit("undone", own.logged_change(own.history(1)[0].number, back=True)), "")
    assert taken.line is not None
    assert_same(read_project(copied(county.admin)), whole)


def test_an_officer_of_another_station_is_seen_and_not_changed(
    stations: dict[str, str], county: County, whole: Project, copied: Copied
) -> None:
    mine, theirs, unit, _ = mine_and_theirs(whole)
    head = county.open(copied(county.login("all", None)))
    lent = whole.officers.index[whole.officers["station_code"] == theirs][0]
    head.write(assign(lent, unit, DAY), "")
    own = county.open(copied(stations[mine]))
    assert lent in own.project.officers.index

    def rename(project: Project) -> Project:
        return put_rows(project, "officers", project.officers.loc[[lent]].assign(fte=0.25))

    with pytest.raises(InputError, match="not_yours"):
        own.write(Edit("officer_changed", rename), "")
    held = own.project.duties.index[own.project.duties["officer_id"] == lent].tolist()
    own.write(Edit("duty_ended", lambda p: drop_rows(p, "duties", held)), "")  # and lets it go
    own.refresh()
    assert_same(read_project(copied(stations[mine])), of_station(read_project(copied(county.admin)), mine))
    head.refresh()
    assert_same(head.project, read_project(copied(county.admin)))
