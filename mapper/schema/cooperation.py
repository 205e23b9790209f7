"""What is given to other bodies and back: single incidents with a receipt, and calls by the month as numbers."""

from mapper.schema.kinds import INTERNAL, STATION_CODE, Column, Table, key

HANDOVERS = Table(
    "handovers",
    key("handover_id", "handover's number", "交办编号", "流转编号", "编号", "id", seen_by=INTERNAL),
    (
        Column(
            "incident_table",
            "choice",
            "table of the incident",
            ("事项类别", "类别", "类型"),
            choices={"hazards": ("隐患",), "disputes": ("纠纷", "矛盾纠纷")},
            required=True,
            seen_by=INTERNAL,
        ),
        Column(
            "incident_id",
            "code",
            "number of the incident",
            ("事项编号", "隐患编号", "纠纷编号"),
            required=True,
            seen_by=INTERNAL,
        ),
        Column(
            "direction",
            "choice",
            "from whom to whom",
            ("方向", "交办方向", "流转方向"),
            choices={
                "station_to_safety_office": ("派出所→平安办", "派出所到平安办", "所交办", "报平安办"),
                "safety_office_to_station": ("平安办→派出所", "平安办到派出所", "平安办交办"),
                "station_to_department": ("派出所→部门", "派出所到部门", "转部门", "移交部门"),
                "room_to_officer": ("指挥室→民警", "综合指挥室→民警", "指令", "指挥室指令"),
            },
            required=True,
            seen_by=INTERNAL,
        ),
        Column(
            "receiver",
            "text",
            "the officer's or station's number, or the body's name; never a person's",
            ("接收单位", "承办单位", "接收方", "接收人编号"),
            seen_by=INTERNAL,
            screened=True,
        ),
        Column("sent_at", "time", "sent", ("交办时间", "发出时间", "下发时间", "流转时间"), seen_by=INTERNAL),
        Column("received_at", "time", "receipt given", ("签收时间", "接收时间", "回执时间"), seen_by=INTERNAL),
        Column("due_at", "time", "to be answered by", ("办理期限", "反馈期限", "限期"), seen_by=INTERNAL),
        Column("answered_at", "time", "answered", ("反馈时间", "办结时间", "答复时间"), seen_by=INTERNAL),
        Column(
            "result",
            "choice",
            "what the answer was; none yet where it is empty",
            ("结果", "办理结果", "反馈结果"),
            choices={"done": ("办结", "已办结", "已办"), "returned": ("退回", "退回重办", "不予受理")},
            seen_by=INTERNAL,
        ),
        Column(
            "note",
            "text",
            "a few words, without anything about a person",
            ("备注", "说明"),
            seen_by=INTERNAL,
            screened=True,
        ),
    ),
    seen_by=INTERNAL,
    key_prefix="W",
    belongs_by="incident_id",
    importable=True,
)
DIVERSIONS = Table(
    "diversions",
    key("diversion_id", "row's number", "编号", "id", seen_by=INTERNAL),
    (
        Column(
            "month",
            "date",
            "the month, as its first day",
            ("月份", "年月", "统计月份", "month"),
            required=True,
            seen_by=INTERNAL,
            of_months=True,
        ),
        STATION_CODE,
        Column(
            "category",
            "text",
            "what the calls are about",
            ("警情类别", "诉求类别", "类别", "类型"),
            seen_by=INTERNAL,
            screened=True,
        ),
        Column("received", "integer", "all calls", ("接警数", "接报数", "总数"), "calls", seen_by=INTERNAL),
        Column(
            "eligible",
            "integer",
            "calls that are no police matter and could be passed on",
            ("非警务数", "非警务警情数", "应分流数", "可分流数"),
            "calls",
            seen_by=INTERNAL,
        ),
        Column("diverted", "integer", "calls passed on", ("分流数", "已分流数", "转办数"), "calls", seen_by=INTERNAL),
        Column(
            "closed", "integer", "calls passed on and closed there", ("办结数", "已办结数"), "calls", seen_by=INTERNAL
        ),
    ),
    seen_by=INTERNAL,
    key_prefix="N",
    belongs_by="station_code",
    importable=True,
)
