"""Places: inspected trades, police rooms, events of outreach, and the lines that help to find one's way."""

from mapper.schema.kinds import APPROXIMATE, EVERYONE, INTERNAL, RECORDED_UNIT, Column, Table, key

PLACES = Table(
    "places",
    key("place_id", "place's number", "场所编号", "编号", "id", "number", seen_by=INTERNAL),
    (
        Column(
            "type",
            "choice",
            "trade",
            ("场所类型", "行业", "类型", "类别"),
            choices={
                "hotel": ("旅馆", "酒店", "宾馆"),
                "rental": ("出租屋", "出租房", "rented homes"),
                "bathhouse": ("洗浴", "足浴", "浴室", "洗浴足浴"),
                "parcel": ("寄递", "快递", "parcels"),
                "logistics": ("物流",),
                "transport": ("运输", "车站"),
                "school": ("学校",),
                "hospital": ("医院",),
                "market": ("市场",),
                "mediation_hub": ("解纷超市", "调解中心", "mediation hub"),
                "other": ("其他",),
            },
            default="other",
            seen_by=INTERNAL,
        ),
        Column(
            "name", "text", "name of the place, not of a person", ("场所名称", "名称"), seen_by=INTERNAL, screened=True
        ),
        Column("last_inspected", "date", "last inspection", ("最近检查", "检查日期"), seen_by=INTERNAL),
        Column(
            "governance_mediators",
            "integer",
            "of a mediation hub: mediators of the bodies of social governance, as a number only",
            ("综治调解员", "综治调解员数", "综治人数", "mediators of social governance"),
            "persons",
            seen_by=INTERNAL,
        ),
        Column(
            "justice_mediators",
            "integer",
            "of a mediation hub: mediators of the justice offices, as a number only",
            ("司法调解员", "司法调解员数", "司法人数", "人民调解员", "mediators of justice"),
            "persons",
            seen_by=INTERNAL,
        ),
        Column(
            "lawyers",
            "integer",
            "of a mediation hub: lawyers, as a number only",
            ("律师", "律师数", "律师人数", "lawyers taking part"),
            "persons",
            seen_by=INTERNAL,
        ),
        APPROXIMATE,
        RECORDED_UNIT,
    ),
    "point",
    seen_by=INTERNAL,
    key_prefix="L",
    belongs_by="place",
    lies_in_units=True,
    importable=True,
)
POLICE_ROOMS = Table(
    "police_rooms",
    key("room_id", "police room's number", "警务室编号", "编号", "id", "number", seen_by=INTERNAL),
    (Column("name", "text", "name", ("警务室名称", "名称"), seen_by=INTERNAL),),
    "point",
    seen_by=INTERNAL,
    key_prefix="R",
    belongs_by="place",
    lies_in_units=True,
    importable=True,
)
OUTREACH = Table(
    "outreach",
    key("outreach_id", "event's number", "编号", "id", "number", seen_by=INTERNAL),
    (
        Column("category", "text", "anti-fraud, fire drill, …", ("类型", "类别"), seen_by=INTERNAL, screened=True),
        Column(
            "community_code",
            "code",
            "unit visited",
            ("社区编码", "社区代码", "社区", "社区名称", "所属社区", "community", "unit"),
            seen_by=INTERNAL,
        ),
        Column("held_at", "date", "when", ("日期", "时间", "date"), seen_by=INTERNAL),
        Column(
            "contacts",
            "integer",
            "people reached, as a number only",
            ("人次", "people reached"),
            "persons",
            seen_by=INTERNAL,
        ),
    ),
    "point",
    seen_by=INTERNAL,
    key_prefix="A",
    belongs_by="place",
    importable=True,
)
# Words of files and of OpenStreetMap (its highway, waterway, railway), and the layers of Chinese survey drawings.
_RIVERS = (
    "河流", "河", "河道", "水系", "江", "湖泊", "湖", "渠", "沟渠", "运河", "港",
    "water", "waterway", "stream", "canal", "drain", "ditch", "riverbank", "sxss",
)  # fmt: skip
_ROADS = (
    "道路", "路", "公路", "街道", "街", "高速", "高速公路", "国道", "省道", "县道", "乡道", "村道", "快速路",
    "主干道", "次干道", "支路", "highway", "motorway", "motorway_link", "trunk", "trunk_link", "primary",
    "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link", "residential", "living_street",
    "unclassified", "service", "track", "path", "footway", "pedestrian", "cycleway", "bridleway", "steps", "street",
    "dlss",
)  # fmt: skip
_RAILWAYS = (
    "铁路",
    "高铁",
    "轨道",
    "轨道交通",
    "地铁",
    "rail",
    "light_rail",
    "subway",
    "tram",
    "narrow_gauge",
    "metro",
)
REFERENCE_LINES = Table(
    "reference_lines",
    key("line_id", "line's number", "编号", "id", "number", seen_by=INTERNAL),
    (
        Column(
            "kind",
            "choice",
            "what it is; drawn under everything",
            ("类别", "类型", "fclass", "type", "layer", "图层"),
            choices={"river": _RIVERS, "road": _ROADS, "railway": _RAILWAYS, "other": ("其他", "其它")},
            default="road",
            seen_by=EVERYONE,
            common=("river", "road", "railway"),
        ),
        Column(
            "name",
            "text",
            "name, written along it",
            ("名称", "线名", "路名", "道路名称", "河名", "河流名称"),
            seen_by=EVERYONE,
        ),
        Column(
            "width_m",
            "number",
            "width on the ground, where it matters to the map",
            ("宽度", "宽"),
            "m",
            seen_by=EVERYONE,
        ),
    ),
    "line",
    seen_by=EVERYONE,
    key_prefix="G",
    belongs_by="place",
    importable=True,
)
