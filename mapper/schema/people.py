"""People on duty: officers and auxiliaries, their stations, which units they have, and when they are away."""

from mapper.schema.kinds import INTERNAL, STATION_CODE, Column, Table, key

OFFICERS = Table(
    "officers",
    key(
        "officer_id",
        "officer's or auxiliary's number in the project",
        "警号",
        "编号",
        "officer",
        "id",
        seen_by=INTERNAL,
    ),
    (
        Column(
            "display_name",
            "text",
            "name shown on duty boards; may be an alias",
            ("显示名", "公示名", "民警", "责任人", "name", "name shown"),
            seen_by=INTERNAL,
        ),
        Column(
            "role",
            "choice",
            "which seats the person can hold",
            ("岗位", "角色", "职务", "身份"),
            choices={
                "community_officer": ("社区民警", "民警", "community officer"),
                "auxiliary": ("辅警", "驻村辅警", "village auxiliary"),
                "other": ("其他", "其他岗位", "other post"),
            },
            default="other",
            seen_by=INTERNAL,
        ),
        STATION_CODE,
        Column(
            "fte",
            "share",
            "share of full time given to community duty",
            ("工时比", "专职比例", "fte", "share of full time"),
            "1",
            default=1.0,
            seen_by=INTERNAL,
        ),
        Column(
            "status",
            "choice",
            "whether the person is at work; who is away until further notice (else see absences)",
            ("状态", "在岗状态"),
            choices={
                "on_duty": ("在岗", "at work"),
                "on_loan": ("抽调", "借调", "抽调（借调）", "on loan"),
                "leave": ("请假", "休假", "病假", "请假（休假）", "on leave"),
                "training": ("培训", "脱产培训", "training", "in training"),
                "gone": ("离任", "离职", "退休", "调离", "不在册", "retired", "not on the roll"),
            },
            default="on_duty",
            seen_by=INTERNAL,
        ),
    ),
    seen_by=INTERNAL,
    key_prefix="P",
    belongs_by="station_code",
    importable=True,
)
POSTINGS = Table(
    "postings",
    key("posting_id", "posting's number", "任职编号", "编号", "id", "number", seen_by=INTERNAL),
    (
        Column("officer_id", "code", "who", ("警号", "民警编号", "officer"), required=True, seen_by=INTERNAL),
        STATION_CODE,
        Column(
            "starts",
            "date",
            "first day, or none",
            ("到任", "到任日期", "开始", "起始日期", "from", "起"),
            seen_by=INTERNAL,
        ),
        Column(
            "ends", "date", "last day, or none", ("离任", "离任日期", "结束", "截止日期", "to", "止"), seen_by=INTERNAL
        ),
    ),
    seen_by=INTERNAL,
    key_prefix="E",
    belongs_by="officer_id",
    importable=True,
)
DUTIES = Table(
    "duties",
    key("duty_id", "duty's number", "责任编号", "编号", "id", "number", seen_by=INTERNAL),
    (
        Column("officer_id", "code", "who", ("警号", "民警编号", "officer"), required=True, seen_by=INTERNAL),
        Column(
            "community_code",
            "code",
            "which unit",
            ("社区编码", "社区代码", "community", "社区（村）", "unit"),
            required=True,
            seen_by=INTERNAL,
        ),
        Column("starts", "date", "first day", ("开始", "起始日期", "任职日期", "from", "起"), seen_by=INTERNAL),
        Column("ends", "date", "last day, or none", ("结束", "截止日期", "终止日期", "to", "止"), seen_by=INTERNAL),
        Column(
            "dedicated",
            "boolean",
            "the officer's main work (专职)",
            ("专职", "是否专职"),
            default=True,
            seen_by=INTERNAL,
        ),
    ),
    seen_by=INTERNAL,
    key_prefix="D",
    belongs_by="community_code",
    importable=True,
)
ABSENCES = Table(
    "absences",
    key("absence_id", "absence's number", "离岗编号", "编号", "id", "number", seen_by=INTERNAL),
    (
        Column("officer_id", "code", "who", ("警号", "民警编号", "officer"), required=True, seen_by=INTERNAL),
        Column(
            "kind",
            "choice",
            "on loan to another body, on leave, or in training",
            ("离岗类别", "类别", "类型", "type"),
            choices={
                "on_loan": ("抽调", "借调", "抽调（借调）", "loan", "on loan"),
                "leave": ("请假", "休假", "病假", "请假（休假）", "leave", "on leave"),
                "training": ("培训", "脱产培训", "training", "in training"),
            },
            default="on_loan",
            seen_by=INTERNAL,
        ),
        Column(
            "starts",
            "date",
            "first day away",
            ("借调起", "抽调起", "休假起", "离岗起", "开始", "起始日期", "from", "起"),
            required=True,
            seen_by=INTERNAL,
        ),
        Column(
            "ends",
            "date",
            "last day away, or none",
            ("借调止", "抽调止", "休假止", "离岗止", "结束", "截止日期", "to", "止"),
            seen_by=INTERNAL,
        ),
        Column(
            "host",
            "text",
            "body that has the officer meanwhile",
            ("借调单位", "抽调单位", "去向", "host body"),
            seen_by=INTERNAL,
            screened=True,
        ),
    ),
    seen_by=INTERNAL,
    key_prefix="B",
    belongs_by="officer_id",
    importable=True,
)
