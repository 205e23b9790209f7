"""The district as the files that a station would really have: encodings, datums, headers and codes as they come.

What is wrong with a file is written into the answer key beside the faults of the project itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper import schema
from mapper.crs import wgs84_to_bd09, wgs84_to_gcj02
from sample_data import raw_formats
from sample_data.answer_key import AnswerKey
from sample_data.incidents import BUSY_INSPECTOR

if TYPE_CHECKING:
    from sample_data.fictional import District

OLD_NAME = "前锋社区"
DMS_ROWS = 4
REGISTERS = {"inspections": "检查登记", "groups": "群防群治组织", "surveys": "安全感测评", "liaison": "包联督导",
             "handovers": "双向交办", "diversions": "警情分流", "focus_visits": "巡防到访登记",
             "postings": "任职登记"}  # fmt: skip
_HAZARDS = {"category": "隐患类型", "origin": "来源", "severity": "等级", "reported_at": "上报时间",
            "verified_at": "核查时间", "assigned_at": "交办时间", "closed_at": "整改时间", "checked_at": "复核时间",
            "reopened_at": "重开时间", "owner_id": "责任人", "recorded_unit": "社区名称"}  # fmt: skip
_DISPUTES = {"category": "纠纷类型", "handler": "承办单位", "stage": "环节", "received_at": "接收时间",
             "assessed_at": "研判时间", "assigned_at": "交办时间", "handled_at": "办理时间",
             "supervised_at": "督办时间", "closed_at": "办结时间", "revisited_at": "回访时间", "outcome": "结果",
             "reopened": "是否反复", "turned_criminal_at": "民转刑时间", "recorded_unit": "社区名称"}  # fmt: skip


def write_raw(directory: Path, sample: District) -> list[dict[str, Any]]:
    """Write all raw files into the directory (made where missing); the faults of files, in the answer key's shape."""
    directory.mkdir(parents=True, exist_ok=True)
    key = AnswerKey()
    rng = np.random.default_rng([sample.key["seed"], 20])
    _land(directory, sample, key)
    _incidents(directory, sample, key)
    _shifted_places(directory, sample, key)
    _people(directory, sample, key)
    _codes(directory, sample, key)
    _counts(directory, sample, rng)
    _registers(directory, sample)
    return key.faults


def _land(directory: Path, sample: District, key: AnswerKey) -> None:
    project = sample.project
    stations = project.stations.reset_index().rename(
        columns={"station_code": "派出所编码", "name": "派出所名称", "kind": "类别", "duty_phone": "值班电话",
                 "liaison_unit": "包联单位", "base_lon": "驻地经度", "base_lat": "驻地纬度"}
    )  # fmt: skip
    stations["类别"] = _words(project.stations, "stations", "kind").array
    raw_formats.write_geojson(directory / "派出所辖区_虚构.geojson", stations)
    units = project.communities.reset_index().rename(
        columns={"community_code": "社区编码", "name": "社区名称", "kind": "类别", "station_code": "派出所编码",
                 "residents": "实有人口", "households": "户数", "rentals": "出租房", "key_places": "重点场所",
                 "volunteers": "志愿者", "cadres": "下沉党员", "addresses": "标准地址",
                 "addresses_geocoded": "上图地址", "addresses_updated": "更新地址"}
    )  # fmt: skip
    units["类别"] = _words(project.communities, "communities", "kind").array
    name = "社区村_GBK_虚构.shp"
    raw_formats.write_gbk_shapefile(directory / name, units.to_crs(project.about.map_crs))
    key.plant(
        "encoding_shapefile", "import", finding=None, subjects=[name], encoding="GBK", crs=project.about.map_crs,
        rows=len(units), zh="GBK 编码的 shp, 无 .cpg, LDID 为 0", en="A GBK shapefile without .cpg, its LDID 0.",
    )  # fmt: skip
    for kind, file in (("river", "河流"), ("road", "道路"), ("railway", "铁路")):
        lines = project.reference_lines[project.reference_lines["kind"] == kind].reset_index()
        lines = lines.rename(columns={"line_id": "编号", "kind": "类别", "name": "名称", "width_m": "宽度"})
        raw_formats.write_geojson(directory / f"{file}_虚构.geojson", lines)


def _incidents(directory: Path, sample: District, key: AnswerKey) -> None:
    project = sample.project
    disputes = _told(project.disputes, "disputes", _DISPUTES, "纠纷编号")
    renamed = project.communities.iloc[0]
    old = disputes["社区名称"] == renamed["name"]
    disputes.loc[old, "社区名称"] = OLD_NAME
    name = "纠纷台账_GB18030_虚构.csv"
    raw_formats.write_csv(directory / name, disputes, "gb18030")
    key.plant("encoding_csv", "import", finding=None, subjects=[name], encoding="GB18030", rows=len(disputes),
              zh="GB18030 编码的 CSV", en="A CSV file in GB18030.")  # fmt: skip
    key.plant("renamed", "import", finding=None, subjects=[str(project.communities.index[0])], file=name,
              old_name=OLD_NAME, new_name=renamed["name"], rows=int(old.sum()), zh=f"{OLD_NAME}已更名, 台账仍用旧名",
              en="The community was renamed; the file still has its old name.")  # fmt: skip
    hazards = _told(project.hazards, "hazards", _HAZARDS, "隐患编号")
    name = "隐患台账_合并表头_虚构.xlsx"
    groups = {"基本情况": 4, "时间": 6, "责任": 2, "位置（WGS-84）": 2}
    raw_formats.write_merged_workbook(directory / name, "云汉区隐患排查整治台账（虚构）", groups, hazards)
    key.plant("merged_header", "import", finding=None, subjects=[name], header_rows=3, total_rows=1, rows=len(hazards),
              zh="合并表头, 末行为合计", en="A merged header over three rows, and a row of totals.")  # fmt: skip
    _dms(directory, project.hazards, key)
    cases = project.cases
    table = pd.DataFrame({"案件编号": cases.index, "案别": cases["category"].array, "来源": "群众报告",
                          "发生时间": _clock(cases["occurred_at"]), "社区名称": cases["recorded_unit"].array,
                          "办案单位": _words(cases, "cases", "handler").array,
                          **_lon_lat(cases)})  # fmt: skip
    raw_formats.write_csv(directory / "案件_虚构.csv", table)


def _dms(directory: Path, hazards: gpd.GeoDataFrame, key: AnswerKey) -> None:
    """Four hazards of their own, closed, near others of the same unit, as degrees, minutes and seconds."""
    shown = hazards[hazards["closed_at"].notna()].iloc[100 : 100 + DMS_ROWS]
    x, y = shown.geometry.x.to_numpy(), shown.geometry.y.to_numpy()
    table = pd.DataFrame(
        {
            "隐患编号": [f"DMS{i}" for i in range(1, DMS_ROWS + 1)],
            "隐患类型": _words(shown, "hazards", "category").array,
            "上报时间": _clock(shown["reported_at"]),
            "核查时间": _clock(shown["verified_at"]),
            "整改时间": _clock(shown["closed_at"]),
            "社区名称": shown["recorded_unit"].array,
            "经度": [raw_formats.degrees_minutes_seconds(value) for value in x],
            "纬度": [raw_formats.degrees_minutes_seconds(value) for value in y],
        }
    )
    name = "隐患补录_度分秒_虚构.csv"
    raw_formats.write_csv(directory / name, table)
    for i in range(DMS_ROWS):
        key.plant("dms", "import", finding=None, subjects=[table["隐患编号"][i]], where=(float(x[i]), float(y[i])),
                  file=name, written=[table["经度"][i], table["纬度"][i]], zh="坐标为度分秒",
                  en="Coordinates in degrees, minutes and seconds.")  # fmt: skip


def _shifted_places(directory: Path, sample: District, key: AnswerKey) -> None:
    places, units = sample.project.places, sample.clean.units
    shapes = units.set_index("name").geometry
    for kind, file, datum, shift in (
        ("parcel", "寄递网点_高德坐标_虚构.csv", "GCJ-02", wgs84_to_gcj02),
        ("bathhouse", "洗浴场所_百度坐标_虚构.csv", "BD-09", wgs84_to_bd09),
    ):
        rows = places[places["type"] == kind]
        true = shapely.get_coordinates(rows.geometry.array)
        xy = shift(true)
        raw_formats.write_csv(directory / file, _place_table(rows, xy))
        own = shapes.reindex(rows["recorded_unit"]).array
        share = [float(shapely.contains_xy(own, *at.T).mean()) for at in (xy, true)]
        key.plant("datum", "import", finding=None, subjects=[file], datum=datum, rows=len(rows),
                  own_share_before=round(share[0], 3), own_share_after=round(share[1], 3),
                  zh=f"坐标为 {datum}, 未说明", en=f"Coordinates are {datum}, and nothing says so.")  # fmt: skip
    rest = places[~places["type"].isin(["parcel", "bathhouse"])]
    true = shapely.get_coordinates(rest.geometry.array)
    raw_formats.write_csv(directory / "场所_虚构.csv", _place_table(rest, true))
    rooms = sample.project.police_rooms
    table = pd.DataFrame({"警务室编号": rooms.index, "警务室名称": rooms["name"].array, **_lon_lat(rooms)})
    raw_formats.write_csv(directory / "警务室_虚构.csv", table)


def _place_table(rows: gpd.GeoDataFrame, xy: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "场所编号": rows.index,
            "场所名称": rows["name"].array,
            "场所类型": _words(rows, "places", "type").array,
            "最近检查": rows["last_inspected"].dt.strftime("%Y-%m-%d").array,
            "社区名称": rows["recorded_unit"].array,
            "综治调解员": rows["governance_mediators"].array,
            "司法调解员": rows["justice_mediators"].array,
            "律师": rows["lawyers"].array,
            "经度": xy[:, 0].round(6),
            "纬度": xy[:, 1].round(6),
        }
    )


def _people(directory: Path, sample: District, key: AnswerKey) -> None:
    project = sample.project
    officers = project.officers.reset_index()
    people = pd.DataFrame(
        {
            "警号": officers["officer_id"],
            "显示名": officers["display_name"],
            "岗位": _words(project.officers, "officers", "role").array,
            "派出所编码": officers["station_code"].astype(object).where(officers["station_code"].notna(), ""),
            "工时比": officers["fte"],
            "状态": _words(project.officers, "officers", "status").array,
        }
    )
    duties = project.duties.reset_index()
    seats = pd.DataFrame(
        {
            "责任编号": duties["duty_id"],
            "警号": duties["officer_id"],
            "社区编码": duties["community_code"],
            "起始日期": duties["starts"].dt.strftime("%Y-%m-%d"),
            "截止日期": duties["ends"].dt.strftime("%Y-%m-%d").fillna(""),
            "专职": duties["dedicated"].map({True: "是", False: "否"}).astype(str),
        }
    )
    absences = project.absences.reset_index()
    away = pd.DataFrame(
        {
            "离岗编号": absences["absence_id"],
            "警号": absences["officer_id"],
            "离岗类别": _words(project.absences, "absences", "kind").array,
            "离岗起": absences["starts"].dt.strftime("%Y-%m-%d"),
            "离岗止": absences["ends"].dt.strftime("%Y-%m-%d").fillna(""),
            "去向": absences["host"],
        }
    )
    sheets = {"人员": people, "责任区": seats, "抽调请假": away}
    raw_formats.write_workbook(directory / "民警花名册_虚构.xlsx", sheets)
    events = project.outreach.head(30)
    visits = pd.DataFrame(
        {
            "编号": events.index,
            "日期": events["held_at"].dt.strftime("%Y-%m-%d").array,
            "社区编码": events["community_code"].array,
            "类型": events["category"].array,
            "人次": events["contacts"].astype(int).array,
            "姓名": [f"某某{i}（虚构）" for i in range(1, len(events) + 1)],
            "身份证号": "000000190001010000",
            "手机号码": "00000000000",
            "家庭住址": "某某路0号（虚构）",
            **_lon_lat(events),
        }
    )
    name = "走访登记_含敏感列_虚构.xlsx"
    raw_formats.write_workbook(directory / name, {"走访": visits})
    key.plant("sensitive_columns", "import", finding=None, subjects=[name], rows=len(visits),
              columns=["姓名", "身份证号", "手机号码", "家庭住址"], zh="含个人信息列, 导入时应丢弃并告知",
              en="Has columns of personal data, to be dropped and told.")  # fmt: skip


def _codes(directory: Path, sample: District, key: AnswerKey) -> None:
    units = sample.project.communities.reset_index()
    floats = pd.DataFrame({"社区编码": units["community_code"].astype(float), "社区名称": units["name"],
                           "实有人口": units["residents"].astype(int)})  # fmt: skip
    name = "人口统计_编码为数值_虚构.xlsx"
    raw_formats.write_workbook(directory / name, {"人口": floats}, scientific=("社区编码",))
    key.plant("code_float", "import", finding=None, subjects=[name], rows=len(units),
              zh="12 位编码存成数值, 显示为 4.3E+11",
              en="12-digit codes kept as numbers, shown as 4.3E+11.")  # fmt: skip
    lost = floats.assign(社区编码=[f"{code:.5E}" for code in floats["社区编码"]])
    name = "人口统计_编码失真_虚构.csv"
    raw_formats.write_csv(directory / name, lost)
    key.plant("code_lost", "import", finding=None, subjects=[name], rows=len(units),
              zh="科学计数法另存, 编码后几位已丢失",
              en="Saved in scientific notation: the last digits are lost.")  # fmt: skip
    pairs = [(code, f"{code}{100 + i % 7:03d}") for i, code in enumerate(units["community_code"])]
    pairs.append((pairs[3][0], f"{pairs[3][0]}199"))  # one community, two police codes
    pairs[60] = (pairs[60][0], pairs[59][1])  # two villages, one police code
    names = units.set_index("community_code")["name"]
    crosswalk = pd.DataFrame({"统计代码": [a for a, _ in pairs], "警务社区编码": [b for _, b in pairs],
                              "名称": [names[a] for a, _ in pairs],
                              "曾用名": [OLD_NAME if a == pairs[0][0] else "" for a, _ in pairs]})  # fmt: skip
    name = "编码对照_12位与15位_虚构.csv"
    raw_formats.write_csv(directory / name, crosswalk)
    key.plant("code_crosswalk", "import", finding=None, subjects=[name], rows=len(pairs), split=pairs[3][0],
              joined=[pairs[59][0], pairs[60][0]], zh="15 位警务编码与 12 位统计代码, 多对多",
              en="15-digit police codes and 12-digit statistical codes, many to many.")  # fmt: skip


def _counts(directory: Path, sample: District, rng: np.random.Generator) -> None:
    """Fraud has no place, only counts; and how many inspections each station made, the effort behind hazards found."""
    units, stations = sample.project.communities, sample.project.stations
    months = [str(month) for month in pd.period_range("2025-12", "2026-11", freq="M")]
    fraud = pd.DataFrame(rng.poisson(units["residents"].astype(float).to_numpy()[:, None] / 42000, (len(units), 12)),
                         columns=months)  # fmt: skip
    fraud.insert(0, "社区名称", units["name"].array)
    raw_formats.write_csv(directory / "诈骗警情计数_虚构.csv", fraud)
    busy = next(fault["subjects"][0] for fault in sample.faults if fault["kind"] == "inspection_bias")
    mean = np.where(stations.index == busy, 24 * BUSY_INSPECTOR, 24.0)
    inspections = pd.DataFrame(rng.poisson(mean[:, None], (len(stations), 12)), columns=months)
    inspections.insert(0, "派出所", stations["name"].array)
    raw_formats.write_csv(directory / "检查次数_虚构.csv", inspections)


def _registers(directory: Path, sample: District) -> None:
    """What is kept of work with others and of work with the public, under the headings that files have for it."""
    for table, file in REGISTERS.items():
        told = schema.TABLES[table]
        columns = {column.name: column.aliases[0] for column in told.columns}
        rows = _told(sample.project.table(table), table, columns, told.key.aliases[0])
        raw_formats.write_csv(directory / f"{file}_虚构.csv", rows)
    areas, told = sample.project.rectification_areas, schema.TABLES["rectification_areas"]
    columns = {column.name: column.aliases[0] for column in told.columns}
    rows = _told(areas, "rectification_areas", columns, told.key.aliases[0])
    raw_formats.write_geojson(
        directory / "重点整治地区_虚构.geojson", gpd.GeoDataFrame(rows, geometry=areas.geometry.array)
    )


def _told(frame: gpd.GeoDataFrame, table: str, columns: dict[str, str], key_name: str) -> pd.DataFrame:
    """Rows in the words of a register: Chinese headers and choices, text dates, longitude and latitude."""
    result: dict[str, Any] = {key_name: frame.index}
    for name, header in columns.items():
        column = schema.TABLES[table].column(name)
        if column.kind == "time":
            result[header] = _clock(frame[name])
        elif column.kind == "date":
            result[header] = frame[name].dt.strftime("%Y-%m-%d").fillna("").array
        elif column.kind == "boolean":
            result[header] = frame[name].map({True: "是", False: "否"}).astype(str).array
        elif column.choices:
            result[header] = _words(frame, table, name).array
        elif column.kind == "integer":
            result[header] = frame[name].astype("Int64").array
        else:
            result[header] = frame[name].fillna("").array
    return pd.DataFrame(result | (_lon_lat(frame) if schema.TABLES[table].geometry == "point" else {}))


def _words(frame: pd.DataFrame, table: str, name: str) -> pd.Series:
    """A choice column in the first word that files have for each choice."""
    choices = schema.TABLES[table].column(name).choices or {}
    return frame[name].map({value: words[0] for value, words in choices.items()}).fillna("")


def _clock(times: pd.Series) -> Any:
    return times.dt.strftime("%Y-%m-%d %H:%M").fillna("").array


def _lon_lat(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    return {"经度": frame.geometry.x.round(7).array, "纬度": frame.geometry.y.round(7).array}
