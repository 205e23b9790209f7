"""What of the land may not be changed until it is unlocked: a unit's outline, a border of two units, a beat."""

from mapper.schema.kinds import INTERNAL, Column, Table, key

LOCKS = Table(
    "locks",
    key("lock_id", "lock's number", "锁定编号", "编号", "id", seen_by=INTERNAL),
    (
        Column(
            "kind",
            "choice",
            "what is locked",
            ("类别", "类型"),
            choices={"unit": ("社区（村）", "单元"), "border": ("界线",), "beat": ("警务区",)},
            required=True,
            seen_by=INTERNAL,
        ),
        Column("subject", "code", "the unit's code, of a border the one unit's, or the beat's name", required=True),
        Column("other_code", "code", "of a border the other unit's code"),
    ),
    seen_by=INTERNAL,
    key_prefix="X",
)
