"""Parts of a project that are out on laptops, and edits that came back and wait for a person's word."""

from mapper.schema.kinds import Column, Table, key

CHECKOUTS = Table(
    "checkouts",
    key("checkout_id", "letters that the keys of rows made on that laptop carry"),
    (
        Column("station_code", "code", "station whose part is out; empty where it is the whole project"),
        Column("taken_at", "time", "when it was taken out"),
        Column("base", "integer", "number of the change log's line that the laptop rests on"),
        Column("synced_at", "time", "when its edits last came back"),
    ),
    belongs_by="station_code",
)
# Command alone, as an edition: what is in it is rows of any table, which are not made coarse here.
OFFLINE_EDITS = Table(
    "offline_edits",
    key("offline_id", "laptop and number of the edit in its change log"),
    (
        Column("checkout_id", "code", "laptop that it was made on", required=True),
        Column("station_code", "code", "station whose part that laptop has"),
        Column("made_at", "time", "when it was made there (UTC)"),
        Column("made_by", "text", "who made it, as in the change log"),
        Column("code", "code", "what it does, as in the change log", required=True),
        Column("details", "text", "what its sentence needs, as JSON"),
        Column("reason", "code", "why it was set aside"),
        Column("contents", "text", "its rows before and after, as the change log has them"),
    ),
    belongs_by="station_code",
)
