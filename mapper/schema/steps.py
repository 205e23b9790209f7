"""What was done with incidents: one row a step, beside the dates that it wrote into the incident."""

from mapper.schema.kinds import INTERNAL, Column, Table, key

ROLES = {
    "officer": ("责任民警", "社区民警"),
    "station": ("派出所",),
    "command": ("综合指挥室", "分局"),
    "partner": ("外单位", "协作单位", "平安办"),
}
STEPS = Table(
    "steps",
    key("step_id", "step's number", seen_by=INTERNAL),
    (
        Column("incident_table", "code", "table of the incident", required=True, seen_by=INTERNAL),
        Column("incident_id", "code", "number of the incident", required=True, seen_by=INTERNAL),
        Column("step", "code", "what was done", required=True, seen_by=INTERNAL),
        Column("taken_at", "time", "when it was done", required=True, seen_by=INTERNAL),
        Column("role", "choice", "as what whoever did it acted; nobody is named", choices=ROLES, seen_by=INTERNAL),
        Column("value", "code", "officer, handler or outcome that it told", seen_by=INTERNAL),
        Column("note", "text", "what was seen or done, not about a person", seen_by=INTERNAL, screened=True),
    ),
    seen_by=INTERNAL,
    key_prefix="T",
    belongs_by="incident_id",
)
