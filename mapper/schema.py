"""Every table and column of a project: type, unit, meaning, and the names that files give it.

A frame is indexed by its table's key (text, unique) and has exactly the table's columns, in order, with the dtypes
of :data:`DTYPES`. Geometry is in degrees (EPSG:4326; CGCS2000 degrees count as the same at the scale of a map).
Dates and times are the station's own wall clock, without a zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["code", "text", "choice", "integer", "number", "share", "date", "time", "boolean", "ids"]
Geometry = Literal["polygon", "point", "line"]

DTYPES: Mapping[Kind, str] = {
    "code": "str",
    "text": "str",
    "choice": "str",
    "ids": "str",  # several ids, joined by ";"
    "integer": "Int64",
    "number": "float64",
    "share": "float64",  # 0–1
    "date": "datetime64[us]",  # midnight
    "time": "datetime64[us]",
    "boolean": "boolean",
}
DEGREES = "EPSG:4326"


@dataclass(frozen=True)
class Column:
    """One column: its name in the project, what it holds, and what files call it.

    ``aliases`` are compared without case, spaces, underscores and brackets. ``default`` fills missing values.
    """

    name: str
    kind: Kind
    meaning: str
    aliases: tuple[str, ...] = ()
    unit: str = ""
    choices: Mapping[str, tuple[str, ...]] | None = None  # value in the project → words in files
    default: str | float | bool | None = None
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One table: its key, its columns and its kind of geometry."""

    name: str
    key: Column
    columns: tuple[Column, ...]
    geometry: Geometry | None = None

    def column(self, name: str) -> Column:
        """The column (or key) of that name; KeyError if there is none."""
        for column in (self.key, *self.columns):
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]


def _key(name: str, meaning: str, *aliases: str) -> Column:
    return Column(name, "code", meaning, aliases, required=True)


_STATION_CODE = Column(
    "station_code",
    "code",
    "station that the row belongs to",
    ("派出所编码", "派出所代码", "派出所", "所属派出所", "station", "district", "dist_num"),
)
_RECORDED_UNIT = Column(
    "recorded_unit",
    "text",
    "unit that the source file names, code or name; compared with where the point lies",
    ("社区", "社区名称", "所属社区", "村", "社区村", "社区编码", "community", "community_code", "beat", "unit"),
)
_UNIT_KIND = {
    "community": ("社区", "居委会", "居", "community", "urban"),
    "village": ("村", "行政村", "村委会", "village", "rural"),
}
_ORIGIN = {
    "reported": ("报告", "群众报告", "上报", "reported"),
    "discovered": ("发现", "排查发现", "巡查发现", "discovered"),
}
_DISPUTE_CATEGORIES = {
    "neighbour": ("邻里", "邻里纠纷", "噪音", "noise"),
    "family": ("家庭", "家庭纠纷", "婚姻家庭", "婚恋"),
    "debt": ("债务", "合同", "债务合同", "contract"),
    "wage": ("工资", "劳资", "欠薪", "劳资纠纷"),
    "property": ("物业", "物业纠纷", "property management"),
    "consumer": ("消费", "消费纠纷"),
    "injury": ("伤害", "损害赔偿", "injury"),
    "land": ("土地", "山林土地", "征地"),
    "public_order": ("治安", "治安纠纷", "治安案件"),
    "other": ("其他",),
}

_STATIONS = Table(
    "stations",
    _key(
        "station_code", "station's code", "派出所编码", "派出所代码", "机构代码", "编码", "code", "dist_num", "district"
    ),
    (
        Column(
            "name", "text", "station's name", ("派出所名称", "派出所", "名称", "station", "dist_label"), required=True
        ),
        Column(
            "kind",
            "choice",
            "what land it polices",
            ("类别", "类型", "type"),
            choices={"urban": ("城区",), "town": ("镇", "城镇"), "rural": ("农村", "乡")},
            default="urban",
        ),
        Column("duty_phone", "text", "public 24-hour telephone of the station", ("值班电话", "电话")),
        Column(
            "liaison_unit", "text", "provincial, city or county body that liaises with it", ("包联单位", "联系单位")
        ),
        Column("base_lon", "number", "longitude of its building, where visits start", ("驻地经度", "所址经度"), "°"),
        Column("base_lat", "number", "latitude of its building", ("驻地纬度", "所址纬度"), "°"),
    ),
    "polygon",
)
_COMMUNITIES = Table(
    "communities",
    _key(
        "community_code",
        "statistical or police code of the community or village",
        "社区编码",
        "社区代码",
        "统计代码",
        "村编码",
        "编码",
        "代码",
        "code",
        "beat_num",
        "unit_code",
    ),
    (
        Column("name", "text", "name", ("社区名称", "社区", "村名", "名称", "community", "beat")),
        Column(
            "kind",
            "choice",
            "community (居委会) or village (村委会)",
            ("类别", "类型", "城乡", "type"),
            choices=_UNIT_KIND,
            default="community",
        ),
        _STATION_CODE,
        Column(
            "residents",
            "integer",
            "actual residents",
            ("居民", "人口", "实有人口", "常住人口", "population"),
            "persons",
        ),
        Column("households", "integer", "households", ("户数", "households"), "households"),
        Column("rentals", "integer", "rented homes", ("出租房", "出租屋", "出租屋数"), "homes"),
        Column(
            "key_places",
            "integer",
            "hotels, baths, logistics and other places under inspection",
            ("重点场所", "场所数", "行业场所"),
            "places",
        ),
        Column("volunteers", "integer", "volunteers (群防群治)", ("志愿者", "群防群治"), "persons"),
        Column(
            "cadres", "integer", "cadres sent down to help (下沉党员)", ("下沉党员", "下沉干部", "党员干部"), "persons"
        ),
        Column(
            "addresses", "integer", "standard addresses (一标三实)", ("标准地址", "标准地址数", "地址数"), "addresses"
        ),
        Column("addresses_geocoded", "integer", "of these, placed on the map", ("上图地址", "已上图地址"), "addresses"),
        Column(
            "addresses_updated",
            "integer",
            "of these, checked in the last 90 days",
            ("更新地址", "近90天更新地址"),
            "addresses",
        ),
        Column("beat_name", "text", "beat that it belongs to so far", ("警务区", "警务责任区", "所属警务区")),
    ),
    "polygon",
)
_OFFICERS = Table(
    "officers",
    _key("officer_id", "officer's or auxiliary's number in the project", "警号", "编号", "officer", "id"),
    (
        Column(
            "display_name",
            "text",
            "name shown on duty boards; may be an alias",
            ("显示名", "公示名", "民警", "责任人", "name"),
        ),
        Column(
            "role",
            "choice",
            "which seats the person can hold",
            ("岗位", "角色", "职务", "身份"),
            choices={"community_officer": ("社区民警", "民警"), "auxiliary": ("辅警", "驻村辅警"), "other": ("其他",)},
            default="other",
        ),
        _STATION_CODE,
        Column(
            "fte",
            "share",
            "share of full time given to community duty",
            ("工时比", "专职比例", "fte"),
            "1",
            default=1.0,
        ),
        Column(
            "status",
            "choice",
            "whether the person is at work; who is away until further notice (else see absences)",
            ("状态", "在岗状态"),
            choices={"on_duty": ("在岗",), "on_loan": ("抽调", "借调"), "leave": ("请假", "休假", "病假")},
            default="on_duty",
        ),
    ),
)
_DUTIES = Table(
    "duties",
    _key("duty_id", "duty's number", "责任编号", "编号", "id"),
    (
        Column("officer_id", "code", "who", ("警号", "民警编号", "officer"), required=True),
        Column("community_code", "code", "which unit", ("社区编码", "社区代码", "community"), required=True),
        Column("starts", "date", "first day", ("开始", "起始日期", "任职日期", "from")),
        Column("ends", "date", "last day, or none", ("结束", "截止日期", "终止日期", "to")),
        Column("dedicated", "boolean", "the officer's main work (专职)", ("专职", "是否专职"), default=True),
    ),
)
_ABSENCES = Table(
    "absences",
    _key("absence_id", "absence's number", "离岗编号", "编号", "id"),
    (
        Column("officer_id", "code", "who", ("警号", "民警编号", "officer"), required=True),
        Column(
            "kind",
            "choice",
            "on loan to another body, or on leave",
            ("离岗类别", "类别", "类型", "type"),
            choices={"on_loan": ("抽调", "借调", "loan"), "leave": ("请假", "休假", "病假", "leave")},
            default="on_loan",
        ),
        Column(
            "starts",
            "date",
            "first day away",
            ("借调起", "抽调起", "休假起", "离岗起", "开始", "起始日期", "from"),
            required=True,
        ),
        Column(
            "ends",
            "date",
            "last day away, or none",
            ("借调止", "抽调止", "休假止", "离岗止", "结束", "截止日期", "to"),
        ),
        Column("host", "text", "body that has the officer meanwhile", ("借调单位", "抽调单位", "去向")),
    ),
)
_HAZARDS = Table(
    "hazards",
    _key("hazard_id", "hazard's number", "隐患编号", "编号", "id"),
    (
        Column(
            "category",
            "choice",
            "what kind",
            ("隐患类型", "类型", "类别", "type"),
            choices={
                "fire": ("消防", "火灾", "电动车"),
                "exit_blocked": ("通道堵塞", "安全出口"),
                "rental": ("出租屋", "出租房"),
                "hotel": ("旅馆", "酒店"),
                "bathhouse": ("洗浴", "足浴"),
                "parcel": ("寄递", "物流", "快递"),
                "road": ("道路", "交通", "路口"),
                "school": ("校园", "校园周边"),
                "unit_security": ("单位内保", "内保"),
                "hazardous_goods": ("危爆", "危险品"),
                "water": ("涉水", "溺水"),
                "other": ("其他",),
            },
            default="other",
        ),
        Column(
            "origin",
            "choice",
            "reported by the public or discovered by patrol",
            ("来源",),
            choices=_ORIGIN,
            default="reported",
        ),
        Column(
            "severity",
            "choice",
            "how grave",
            ("等级", "严重程度"),
            choices={"minor": ("一般", "低"), "major": ("较大", "中"), "severe": ("重大", "高")},
            default="minor",
        ),
        Column("reported_at", "time", "found or reported", ("上报时间", "发现时间", "报告时间", "日期", "date")),
        Column("verified_at", "time", "verified on the spot (due the same day)", ("核查时间", "核实时间")),
        Column("closed_at", "time", "rectified", ("整改时间", "办结时间", "关闭时间")),
        Column("reopened_at", "time", "reopened after closing", ("重开时间", "反弹时间")),
        Column("owner_id", "code", "officer responsible for it", ("责任人", "责任民警", "警号")),
        _RECORDED_UNIT,
    ),
    "point",
)
_DISPUTES = Table(
    "disputes",
    _key("dispute_id", "dispute's number", "纠纷编号", "编号", "id"),
    (
        Column(
            "category",
            "choice",
            "what it is about",
            ("纠纷类型", "类型", "类别", "type"),
            choices=_DISPUTE_CATEGORIES,
            default="other",
        ),
        Column(
            "handler",
            "choice",
            "who has it",
            ("处理单位", "承办单位", "处置主体"),
            choices={
                "station": ("派出所",),
                "residents_committee": ("居委会", "村委会"),
                "joint": ("联合", "联合调解"),
                "case_team": ("办案队", "刑案队"),
                "court": ("法院",),
                "labour_office": ("人社", "劳动监察"),
            },
            default="station",
        ),
        Column(
            "stage",
            "choice",
            "stage of the closed loop 接研交办督结访",
            ("环节", "阶段", "状态"),
            choices={
                "received": ("接", "接收"),
                "assessed": ("研", "研判"),
                "assigned": ("交", "交办"),
                "handling": ("办", "办理"),
                "supervised": ("督", "督办"),
                "closed": ("结", "办结"),
                "revisited": ("访", "回访"),
            },
            default="received",
        ),
        Column("received_at", "time", "接: received", ("接收时间", "受理时间", "发生时间", "日期", "date")),
        Column("assessed_at", "time", "研: assessed", ("研判时间",)),
        Column("assigned_at", "time", "交: assigned to a handler", ("交办时间",)),
        Column("handled_at", "time", "办: first handled", ("办理时间", "首次接触时间")),
        Column("supervised_at", "time", "督: supervised", ("督办时间",)),
        Column("closed_at", "time", "结: closed", ("办结时间", "结案时间")),
        Column("revisited_at", "time", "访: revisited", ("回访时间",)),
        Column(
            "outcome",
            "choice",
            "how it ended",
            ("结果", "化解结果"),
            choices={
                "resolved": ("化解", "已化解", "成功"),
                "unresolved": ("未化解", "未成功"),
                "escalated": ("转案", "民转刑"),
            },
        ),
        Column("reopened", "boolean", "came back after closing", ("是否反复", "反复"), default=False),
        _RECORDED_UNIT,
    ),
    "point",
)
_CASES = Table(
    "cases",
    _key("case_id", "case's number", "案件编号", "警情编号", "编号", "id", "case number", "case_number"),
    (
        Column("category", "text", "what kind", ("案别", "类型", "类别", "primary type", "primary_type", "type")),
        Column("origin", "choice", "reported or discovered by patrol", ("来源",), choices=_ORIGIN, default="reported"),
        Column("occurred_at", "time", "when", ("发生时间", "案发时间", "日期", "date", "date_occ")),
        _RECORDED_UNIT,
    ),
    "point",
)
_PLACES = Table(
    "places",
    _key("place_id", "place's number", "场所编号", "编号", "id"),
    (
        Column(
            "type",
            "choice",
            "trade",
            ("场所类型", "行业", "类型", "类别"),
            choices={
                "hotel": ("旅馆", "酒店", "宾馆"),
                "rental": ("出租屋", "出租房"),
                "bathhouse": ("洗浴", "足浴", "浴室"),
                "parcel": ("寄递", "快递"),
                "logistics": ("物流",),
                "transport": ("运输", "车站"),
                "school": ("学校",),
                "hospital": ("医院",),
                "market": ("市场",),
                "mediation_hub": ("解纷超市", "调解中心"),
                "other": ("其他",),
            },
            default="other",
        ),
        Column("name", "text", "name of the place, not of a person", ("场所名称", "名称")),
        Column("last_inspected", "date", "last inspection", ("最近检查", "检查日期")),
        _RECORDED_UNIT,
    ),
    "point",
)
_POLICE_ROOMS = Table(
    "police_rooms",
    _key("room_id", "police room's number", "警务室编号", "编号", "id"),
    (Column("name", "text", "name", ("警务室名称", "名称")),),
    "point",
)
_FOCUS_AREAS = Table(
    "focus_areas",
    _key("focus_id", "focus area's number", "重点编号", "编号", "id"),
    (
        Column("reason", "text", "why here", ("原因", "理由"), required=True),
        Column("starts", "time", "from", ("开始",), required=True),
        Column("ends", "time", "expires; every focus does", ("结束", "到期"), required=True),
        Column("minutes", "integer", "patrol minutes a day", ("分钟",), "min"),
        Column("visits", "integer", "visits a day", ("次数",), "visits"),
        Column("officer_ids", "ids", "who goes", ("民警",)),
        Column("prevention_task", "text", "what to mend there (lighting, mediation), not whom to stop", ("防范任务",)),
        Column(
            "status",
            "choice",
            "how far",
            ("状态",),
            choices={"planned": ("计划",), "assigned": ("已派",), "done": ("完成",)},
            default="planned",
        ),
    ),
    "polygon",
)
_OUTREACH = Table(
    "outreach",
    _key("outreach_id", "event's number", "编号", "id"),
    (
        Column("category", "text", "anti-fraud, fire drill, …", ("类型", "类别")),
        Column("community_code", "code", "unit visited", ("社区编码", "社区代码")),
        Column("held_at", "date", "when", ("日期", "时间", "date")),
        Column("contacts", "integer", "people reached, as a number only", ("人次",), "persons"),
    ),
    "point",
)
_LIAISON = Table(
    "liaison",
    _key("visit_id", "visit's number", "编号", "id"),
    (
        _STATION_CODE,
        Column("liaison_unit", "text", "body that visited", ("包联单位",)),
        Column("visited_at", "date", "when", ("日期", "时间", "date")),
        Column("unannounced", "boolean", "四不两直", ("四不两直",), default=False),
    ),
)
_REFERENCE_LINES = Table(
    "reference_lines",
    _key("line_id", "line's number", "编号", "id"),
    (
        Column(
            "kind",
            "choice",
            "what it is; drawn under everything",
            ("类别", "类型", "type", "fclass"),
            choices={
                "river": ("河流", "水系", "water", "waterway"),
                "road": ("道路", "公路", "highway"),
                "railway": ("铁路", "rail"),
                "other": ("其他", "其它"),
            },
            default="road",
        ),
        Column("name", "text", "name, written along it", ("名称", "线名", "路名", "道路名称", "河名", "河流名称")),
        Column("width_m", "number", "width on the ground, where it matters to the map", ("宽度", "宽"), "m"),
    ),
    "line",
)

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        _STATIONS,
        _COMMUNITIES,
        _OFFICERS,
        _DUTIES,
        _ABSENCES,
        _HAZARDS,
        _DISPUTES,
        _CASES,
        _PLACES,
        _POLICE_ROOMS,
        _FOCUS_AREAS,
        _OUTREACH,
        _LIAISON,
        _REFERENCE_LINES,
    )
}
POINT_TABLES = ("hazards", "disputes", "cases", "places", "police_rooms")
# People's own data: a column called by one of these names is dropped at the door, and the person is told.
SENSITIVE_WORDS = (
    "身份证",
    "证件号",
    "公民身份",
    "姓名",
    "当事人",
    "报警人",
    "联系人",
    "户主",
    "手机",
    "联系电话",
    "家庭住址",
    "住址",
    "户籍地",
    "id number",
    "idcard",
    "id card",
    "first name",
    "last name",
    "full name",
    "person name",
    "victim",
    "suspect",
    "ssn",
    "mobile",
    "home address",
    "date of birth",
)
