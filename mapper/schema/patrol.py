"""Patrol and supervision: focus areas, and the visits of the body that liaises with a station."""

from mapper.schema.kinds import INTERNAL, STATION_CODE, Column, Table, key

FOCUS_AREAS = Table(
    "focus_areas",
    key("focus_id", "focus area's number", "重点编号", "编号", "id", seen_by=INTERNAL),
    (
        Column("reason", "text", "why here", ("原因", "理由"), required=True, seen_by=INTERNAL),
        Column("starts", "time", "from", ("开始",), required=True, seen_by=INTERNAL),
        Column("ends", "time", "expires; every focus does", ("结束", "到期"), required=True, seen_by=INTERNAL),
        Column("minutes", "integer", "patrol minutes a day", ("分钟",), "min", seen_by=INTERNAL),
        Column("visits", "integer", "visits a day", ("次数",), "visits", seen_by=INTERNAL),
        Column("officer_ids", "ids", "who goes", ("民警",), seen_by=INTERNAL),
        Column(
            "prevention_task",
            "text",
            "what to mend there (lighting, mediation), not whom to stop",
            ("防范任务",),
            seen_by=INTERNAL,
        ),
        Column(
            "status",
            "choice",
            "how far",
            ("状态",),
            choices={"planned": ("计划",), "assigned": ("已派",), "done": ("完成",)},
            default="planned",
            seen_by=INTERNAL,
        ),
    ),
    "polygon",
    seen_by=INTERNAL,
    key_prefix="F",
    belongs_by="place",
)
LIAISON = Table(
    "liaison",
    key("visit_id", "visit's number", "编号", "id", seen_by=INTERNAL),
    (
        STATION_CODE,
        Column("liaison_unit", "text", "body that visited", ("包联单位",), seen_by=INTERNAL, screened=True),
        Column("visited_at", "date", "when", ("督导日期", "走访日期", "日期", "时间", "date"), seen_by=INTERNAL),
        Column("unannounced", "boolean", "四不两直", ("四不两直",), default=False, seen_by=INTERNAL),
        Column(
            "findings",
            "integer",
            "findings raised, as a number; empty where nobody counted",
            ("发现问题", "发现问题数", "问题数"),
            "findings",
            seen_by=INTERNAL,
        ),
        Column(
            "rectified",
            "integer",
            "of these, put right",
            ("已整改", "已整改数", "整改数"),
            "findings",
            seen_by=INTERNAL,
        ),
        Column("rectify_by", "date", "to be put right by", ("整改期限", "整改时限", "限期"), seen_by=INTERNAL),
    ),
    seen_by=INTERNAL,
    key_prefix="V",
    belongs_by="station_code",
    importable=True,
)
