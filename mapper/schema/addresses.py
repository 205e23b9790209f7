"""Standard addresses (标准地址 of 一标三实): what an address is called, and where it is; no persons."""

from mapper.schema.kinds import Column, Table, key

STANDARD_ADDRESSES = Table(
    "standard_addresses",
    key(
        "address_id",
        "standard address's number",
        "标准地址编码",
        "地址编码",
        "地址编号",
        "编码",
        "编号",
        "id",
        "number",
    ),
    (
        Column(
            "text",
            "text",
            "the address in full, as the station's own table has it",
            ("标准地址", "地址全称", "标准地址全称", "地址名称", "详细地址", "地址", "address", "standard address"),
            required=True,
            screened=True,
        ),
        Column(
            "building",
            "text",
            "building that it is in",
            ("楼栋", "楼栋号", "建筑物", "建筑物名称", "幢号"),
            screened=True,
        ),
    ),
    "point",
    key_prefix="Z",
    importable=True,
)
