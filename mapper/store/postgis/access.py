"""Who may read and write what on a server: two kinds of logins, kept apart by row-level security.

``county`` sees and writes all, ``station`` its own rows and the outlines of the others. The rules are one policy for
each kind, for an ``OR`` in one of them would keep spatial indexes from being used.
"""

from collections.abc import Iterator

from mapper import schema
from mapper.schema import Table
from mapper.store.postgis.tables import EVERYBODY, OUTLINES, SETTINGS_PARTS, STATIONS, VERSION

_READ = ("format", "project_settings", "station_lands", "used_keys", OUTLINES)
_OF_LOG = ("change_log", "change_details", "changed_rows")


def group_of(database: str, kind: str) -> str:
    """The group of a project's logins of a kind: groups are known to the whole server, so each project has its own."""
    return f"{database}_{kind}"


def is_open_to_stations(table: Table) -> bool:
    """Whether a table has rows of stations at all."""
    return table.belongs_by is not None or table.name == "stations"


def functions(database: str) -> Iterator[str]:
    """What logins may call: who they are, the end of an edit, and whose a row has become by an edit of another."""
    yield _MY_STATION.replace("{county}", group_of(database, "county").replace("'", "''"))
    yield _LOG
    yield _STATIONS_AFTER


# Nothing where all stations' rows are the login's: the county's, or whoever keeps the project. Who is neither, and of
# no station that is known, is of one that has no row.
_MY_STATION = """
CREATE OR REPLACE FUNCTION my_station() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = mapper, pg_temp AS
$$ SELECT CASE
    WHEN EXISTS (SELECT FROM logins WHERE login = session_user)
        THEN (SELECT station_code FROM logins WHERE login = session_user)
    WHEN pg_has_role(session_user, '{county}', 'member') OR pg_has_role(session_user,
        (SELECT nspowner FROM pg_namespace WHERE nspname = 'mapper'), 'member') THEN NULL
    ELSE '' END $$;

CREATE OR REPLACE FUNCTION last_number() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = mapper, pg_temp AS
$$ SELECT coalesce(max(number), 0) FROM change_log $$;
"""

# A number is given under the lock, and the lock is held until its line can be seen: who asks for what came after a
# number misses nothing. `seen` and `parts`: nothing of these parts may have been changed after that number.
_LOG = f"""
CREATE OR REPLACE FUNCTION log_edit(told_code text, told_details text, seen bigint, parts text[])
RETURNS TABLE (number bigint, edit text) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = mapper, pg_temp AS $$
#variable_conflict use_column
DECLARE given bigint; now_edit text := edit_of_now();
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('mapper.change_log'));
    IF parts <> '{{}}' AND EXISTS (
        SELECT FROM change_log l JOIN changed_rows r USING (edit) WHERE l.number > seen AND r.part = ANY (parts)
    ) THEN
        RAISE EXCEPTION 'changed meanwhile' USING ERRCODE = 'serialization_failure';
    END IF;
    given := last_number() + 1;
    INSERT INTO change_log SELECT given, clock_timestamp(), session_user, told_code, now_edit,
        ARRAY(SELECT DISTINCT unnest(stations) FROM changed_rows WHERE edit = now_edit);
    INSERT INTO change_details SELECT given, told_details, ARRAY(
        SELECT s FROM (SELECT unnest(stations) AS s FROM changed_rows WHERE edit = now_edit) each_station
        GROUP BY s HAVING count(*) + (
            SELECT count(*) FROM changed_rows WHERE edit = now_edit AND stations @> '{{{EVERYBODY}}}') >= (
            SELECT count(*) FROM changed_rows WHERE edit = now_edit) AND s <> '{EVERYBODY}'
        UNION SELECT '{EVERYBODY}' WHERE NOT EXISTS (
            SELECT FROM changed_rows WHERE edit = now_edit AND NOT stations @> '{{{EVERYBODY}}}'));
    DELETE FROM unlogged_edits WHERE edit = now_edit;
    PERFORM pg_notify('mapper', given::text);
    RETURN QUERY SELECT given, now_edit;
END $$;

CREATE OR REPLACE FUNCTION log_what_is_left() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = mapper, pg_temp AS $$ BEGIN
    IF EXISTS (SELECT FROM unlogged_edits WHERE edit = NEW.edit) THEN
        PERFORM log_edit('written_elsewhere', '{{}}', 0, '{{}}');
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS at_end ON unlogged_edits;
CREATE CONSTRAINT TRIGGER at_end AFTER INSERT ON unlogged_edits DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION log_what_is_left();
"""

# A station sees a part of what makes a row somebody's: it can take itself out and bring others in, and takes none out.
_STATIONS_AFTER = f"""
CREATE OR REPLACE FUNCTION stations_after(old text[], asked text[]) RETURNS text[] LANGUAGE sql STABLE
SET search_path = mapper, pg_temp AS
$$ SELECT CASE WHEN my_station() IS NULL THEN asked
          WHEN asked @> ARRAY[my_station()] THEN ARRAY(SELECT unnest(old) UNION SELECT unnest(asked) ORDER BY 1)
          ELSE array_remove(ARRAY(SELECT unnest(old) UNION SELECT unnest(asked) ORDER BY 1), my_station()) END $$;

CREATE OR REPLACE FUNCTION belongs_now(part text, keys text[], asked text[])
RETURNS TABLE (row_key text, version bigint) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = mapper, public, pg_temp AS $$
DECLARE key_name text := (SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
    AND a.attnum = i.indkey[0] WHERE i.indrelid = to_regclass('mapper.' || quote_ident(part)) AND i.indisprimary);
BEGIN
    IF my_station() IS NOT NULL AND part NOT IN ('officers', 'absences', 'postings') THEN
        RAISE EXCEPTION 'rows of % stay whose they are', part USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF part NOT IN ({", ".join(f"'{name}'" for name in schema.TABLES)}) THEN
        RAISE EXCEPTION 'no table' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY EXECUTE format(
        'UPDATE %1$I t SET {STATIONS} = stations_after(t.{STATIONS}, string_to_array(v.s, '';''))
         FROM unnest($1, $2) AS v (k, s) WHERE t.%2$I = v.k
             AND (my_station() IS NULL OR t.{STATIONS} @> ARRAY[my_station()])
         RETURNING t.%2$I, t.{VERSION}', part, key_name) USING keys, asked;
END $$;
"""


def rules(database: str) -> Iterator[str]:
    """Groups' privileges and policies on all that there is; may be said again, after a table has come."""
    county, station = (f'"{group_of(database, kind)}"' for kind in ("county", "station"))
    yield f"REVOKE ALL ON SCHEMA mapper FROM PUBLIC; GRANT USAGE ON SCHEMA mapper TO {county}, {station};"
    for what in ("TABLES", "FUNCTIONS"):
        yield f"REVOKE ALL ON ALL {what} IN SCHEMA mapper FROM PUBLIC;"
    for name in ("my_station()", "last_number()", "edit_of_now()", "stations_after(text[], text[])",
                 "belongs_now(text, text[], text[])", "log_edit(text, text, bigint, text[])",
                 "note_numbers(text[], bigint[])"):  # fmt: skip
        yield f"GRANT EXECUTE ON FUNCTION {name} TO {county}, {station};"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA mapper TO {county}, {station};"
    for name in _READ:
        yield f"GRANT SELECT ON {name} TO {county}, {station};"
    settings = ", ".join(f"'{part}'" for part in SETTINGS_PARTS)
    yield f"GRANT UPDATE (value) ON project_settings TO {county};"
    yield _policy("project_settings", county, f"name IN ({settings})", "all")
    yield _policy("project_settings", station, "true", "see", "SELECT")
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON set_aside, station_lands TO {county};"
    yield f"GRANT INSERT, UPDATE ON station_lands TO {station};"
    yield _policy("station_lands", county, "true", "all")
    yield _policy("station_lands", station, "true", "see", "SELECT")
    for command in ("INSERT", "UPDATE"):
        yield _policy("station_lands", station, "station_code = (SELECT my_station())", f"own_{command}", command)
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON kept TO {county}, {station};"
    for group, kind in ((county, "county"), (station, "station")):
        yield _policy("kept", group, "login = session_user", f"own_{kind}")
    for name in _OF_LOG:
        yield f"GRANT SELECT ON {name} TO {county}, {station};"
        yield _policy(name, county, "true", "all", "SELECT")
        yield _policy(name, station, f"stations && (SELECT ARRAY[my_station(), '{EVERYBODY}'])", "see", "SELECT")
    for table in schema.TABLES.values():
        yield from _of_table(table, county, station)


def _of_table(table: Table, county: str, station: str) -> Iterator[str]:
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table.name} TO {county};"
    yield _policy(table.name, county, "true", "all")
    if not is_open_to_stations(table):
        yield f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY;"
        return
    seen = f"{STATIONS} && (SELECT ARRAY[my_station(), '{EVERYBODY}'])"
    own = f"{STATIONS} @> (SELECT ARRAY[my_station()])"
    if table.belongs_by == "station_code" or table.name == "stations":
        own += " AND station_code = (SELECT my_station())"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table.name} TO {station};"
    yield _policy(table.name, station, seen, "see", "SELECT")
    for command in ("INSERT", "UPDATE", "DELETE"):
        yield _policy(table.name, station, own, f"own_{command}", command)


def _policy(table: str, group: str, rule: str, name: str, command: str = "ALL") -> str:
    kinds = {"SELECT": ("USING",), "DELETE": ("USING",), "INSERT": ("WITH CHECK",)}
    told = " ".join(f"{kind} ({rule})" for kind in kinds.get(command, ("USING", "WITH CHECK")))
    name = f"{name}_{'county' if 'county' in group.rpartition('_')[2] else 'station'}".lower()
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; DROP POLICY IF EXISTS {name} ON {table}; "
        f"CREATE POLICY {name} ON {table} FOR {command} TO {group} {told};"
    )
