"""Community work as it is counted: inspections, key rectification areas, groups, and surveys; numbers, never people."""

from dataclasses import replace

from mapper.schema.kinds import INTERNAL, STATION_CODE, Column, Table, key

_UNIT = Column(
    "community_code",
    "code",
    "unit that it is about; empty where it is about a whole station",
    ("社区编码", "社区代码", "社区", "社区名称", "所属社区", "社区村", "community", "unit"),
    seen_by=INTERNAL,
)
_STATION = replace(STATION_CODE, meaning="station that it is about, where no unit is named")
INSPECTIONS = Table(
    "inspections",
    key("inspection_id", "inspection's number", "检查编号", "编号", "id", "number", seen_by=INTERNAL),
    (
        Column(
            "place_id",
            "code",
            "place that was inspected",
            ("场所编号", "场所名称", "场所", "被检查场所", "place"),
            required=True,
            seen_by=INTERNAL,
        ),
        Column("inspected_on", "date", "when", ("检查日期", "检查时间", "日期", "date"), seen_by=INTERNAL),
        Column(
            "hazards_found",
            "integer",
            "hazards found, as a number; 0 where none was found, empty where nobody counted",
            ("发现隐患", "隐患数", "发现隐患数", "hazards"),
            "hazards",
            seen_by=INTERNAL,
        ),
    ),
    seen_by=INTERNAL,
    key_prefix="I",
    belongs_by="place_id",
    importable=True,
)
RECTIFICATION_AREAS = Table(
    "rectification_areas",
    key("area_id", "area's number", "整治编号", "编号", "id", "number", seen_by=INTERNAL),
    (
        Column(
            "name",
            "text",
            "name of the area",
            ("整治地区", "地区名称", "区域名称", "名称"),
            seen_by=INTERNAL,
            screened=True,
        ),
        Column(
            "reason",
            "text",
            "why it is put right",
            ("整治原因", "突出问题", "原因", "理由"),
            seen_by=INTERNAL,
            screened=True,
        ),
        Column(
            "entered_on", "date", "first day (挂牌)", ("挂牌日期", "列入日期", "开始日期", "from"), seen_by=INTERNAL
        ),
        Column(
            "entry_criteria",
            "text",
            "what it was entered for",
            ("列入标准", "挂牌标准"),
            seen_by=INTERNAL,
            screened=True,
        ),
        Column(
            "exit_criteria",
            "text",
            "what must be reached to leave",
            ("退出标准", "摘牌标准"),
            seen_by=INTERNAL,
            screened=True,
        ),
        Column("review_on", "date", "day of the next review", ("复评日期", "评估日期", "复核日期"), seen_by=INTERNAL),
        Column("left_on", "date", "day that it left (摘牌), or none", ("摘牌日期", "退出日期", "to"), seen_by=INTERNAL),
        Column(
            "targets",
            "integer",
            "targets set",
            ("目标数", "整治目标数", "任务数", "整治目标"),
            "targets",
            seen_by=INTERNAL,
        ),
        Column(
            "targets_met",
            "integer",
            "of these, met",
            ("完成目标数", "已完成数", "完成数", "已完成目标"),
            "targets",
            seen_by=INTERNAL,
        ),
    ),
    "polygon",
    seen_by=INTERNAL,
    key_prefix="K",
    belongs_by="place",
    importable=True,
)
GROUPS = Table(
    "groups",
    key("group_id", "group's number", "组织编号", "编号", "id", "number", seen_by=INTERNAL),
    (
        Column(
            "name",
            "text",
            "name of the group, not of a person",
            ("组织名称", "队伍名称", "名称"),
            seen_by=INTERNAL,
            screened=True,
        ),
        Column(
            "kind",
            "text",
            "what kind of group",
            ("组织类别", "队伍类别", "品牌", "类别", "类型"),
            seen_by=INTERNAL,
            screened=True,
        ),
        _UNIT,
        _STATION,
        Column("members", "integer", "members, as a number only", ("成员数", "人数"), "persons", seen_by=INTERNAL),
    ),
    seen_by=INTERNAL,
    key_prefix="O",
    belongs_by="unit_or_station",
    importable=True,
)
SURVEYS = Table(
    "surveys",
    key("survey_id", "number of the survey's row", "测评编号", "编号", "id", "number", seen_by=INTERNAL),
    (
        Column("asked_on", "date", "when it was asked", ("测评日期", "调查日期", "日期", "date"), seen_by=INTERNAL),
        _UNIT,
        _STATION,
        Column(
            "topic",
            "choice",
            "what was asked about",
            ("测评项目", "调查项目", "项目", "指标", "topic"),
            choices={
                "safety": ("安全感", "群众安全感", "feeling of safety"),
                "satisfaction": ("满意度", "群众满意度", "满意率"),
                "other": ("其他",),
            },
            default="other",
            seen_by=INTERNAL,
        ),
        Column(
            "asked",
            "integer",
            "how many answered (n)",
            ("样本数", "样本量", "有效样本", "有效样本数", "答卷数", "n", "answers (n)"),
            "persons",
            seen_by=INTERNAL,
        ),
        Column(
            "positive",
            "integer",
            "of these, how many positively",
            ("满意数", "正面评价数", "好评数", "肯定数", "positive answers"),
            "persons",
            seen_by=INTERNAL,
        ),
    ),
    seen_by=INTERNAL,
    key_prefix="Q",
    belongs_by="unit_or_station",
    importable=True,
)
