"""Which column is which field, and which columns stay outside."""

from typing import Any

import numpy as np
import pytest

from mapper.errors import InputError
from mapper.io.columns import fold, holds_identity_numbers, is_sensitive_name, map_columns, without_identity_numbers
from mapper.schema import TABLES


def columns(*names: str, **values: list[Any]) -> dict[str, np.ndarray]:
    made = {name: np.array(["一", "二"], dtype=object) for name in names}
    return made | {name: np.array(cells, dtype=object) for name, cells in values.items()}


def test_names_are_compared_without_case_spaces_underscores_and_brackets() -> None:
    assert fold("Primary_Type ") == fold("primary type") == fold("（Primary TYPE）")


def test_aliases_find_their_fields_and_the_rest_is_told() -> None:
    found = map_columns(columns("ID", "Date", "Primary Type", "Beat", "Ward"), TABLES["cases"], {})
    assert found.fields == {"case_id": "ID", "category": "Primary Type", "occurred_at": "Date", "recorded_unit": "Beat"}
    assert found.dropped == ("Ward",)


def test_a_columns_own_name_comes_before_any_alias() -> None:
    found = map_columns(columns("社区", "name", "community_code"), TABLES["communities"], {})
    assert found.fields["name"] == "name"
    assert found.dropped == ("社区",)


def test_remarks_in_brackets_do_not_hide_a_column() -> None:
    found = map_columns(columns("隐患编号（必填）", "上报时间[年-月-日]"), TABLES["hazards"], {})
    assert found.fields == {"hazard_id": "隐患编号（必填）", "reported_at": "上报时间[年-月-日]"}


@pytest.mark.parametrize(
    ("table", "headings"),
    [
        ("hazards", "隐患编号 隐患类别 来源 隐患等级 发现日期 核查日期 整改完成时间 责任民警 所属社区"),
        ("hazards", "编号 隐患类型 来源 等级 上报日期 核实时间 销号时间 责任人 社区"),
        (
            "disputes",
            "纠纷编号 矛盾纠纷类型 办理单位 当前环节 登记时间 研判时间 交办时间 办结日期 回访日期 调解结果 社区",
        ),
        ("disputes", "编号 纠纷类别 承办单位 办理状态 受理日期 研判时间 交办时间 结案时间 回访时间 化解结果 所属社区"),
        ("inspections", "检查编号 场所编号 检查日期 发现隐患数"),
        ("inspections", "id place date hazards"),
        (
            "rectification_areas",
            "整治编号 地区名称 整治原因 挂牌日期 列入标准 退出标准 复评日期 摘牌日期 目标数 已完成数",
        ),
        ("groups", "组织编号 组织名称 组织类别 社区名称 派出所 人数"),
        ("surveys", "测评编号 测评日期 所属社区 派出所编码 测评项目 有效样本数 满意数"),
        ("surveys", "id date community station topic n positive"),
        ("liaison", "编号 派出所 包联单位 日期 四不两直 发现问题 已整改 整改期限"),
        ("outreach", "编号 社区 日期 类型 人次"),
    ],
)
def test_what_platforms_call_their_columns_is_known(table: str, headings: str) -> None:
    found = map_columns(columns(*headings.split()), TABLES[table], {})
    assert sorted(found.fields.values()) == sorted(headings.split())
    assert found.dropped == ()


def test_a_column_is_used_once() -> None:
    found = map_columns(columns("日期", "编号"), TABLES["hazards"], {})
    assert len(set(found.fields.values())) == len(found.fields)


@pytest.mark.parametrize("pair", [{"BEAT_NUM": "community_code"}, {"community_code": "BEAT_NUM"}])
def test_a_map_is_understood_both_ways_round(pair: dict[str, str]) -> None:
    found = map_columns(columns("BEAT_NUM", "code"), TABLES["communities"], pair)
    assert found.fields["community_code"] == "BEAT_NUM"
    assert found.dropped == ("code",)


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        ({"no such": "name"}, "map_column_unknown"),
        ({"a": "no such"}, "map_field_unknown"),
        ({"a": "name", "b": "name"}, "map_twice"),
        ({"户主姓名": "name"}, "map_sensitive"),
        ({"numbers": "name"}, "map_sensitive"),
    ],
)
def test_a_map_that_cannot_be_is_refused(pair: dict[str, str], code: str) -> None:
    with pytest.raises(InputError) as caught:
        map_columns(
            columns("a", "b", "户主姓名", numbers=["429999199001011234", "42999919850203567X"]),
            TABLES["communities"],
            pair,
        )
    assert caught.value.code == code


@pytest.mark.parametrize(
    "name", ["姓名", "报警人姓名", "身份证号码", "手机号", "联系电话", "现住址", "Victim Name", "first_name", "SSN",
             "VictimAge", "IDCard", "ID Number", "mobile phone", "suspects"]
)  # fmt: skip
def test_columns_about_people_are_known(name: str) -> None:
    assert is_sensitive_name(name)


@pytest.mark.parametrize(
    "name", ["社区名称", "派出所名称", "场所名称", "值班电话", "name", "Business Name", "Session", "当事人数", "户主数",
             "ID", "Case Number", "BEAT_NUM", "automobile"]
)  # fmt: skip
def test_other_columns_are_left_alone(name: str) -> None:
    assert not is_sensitive_name(name)


def test_identity_numbers_are_known_by_their_form() -> None:
    assert holds_identity_numbers(np.array(["429999199001011234", None, "42999919850203567X", "无"], dtype=object))


@pytest.mark.parametrize("digits", [12, 15])
def test_unit_codes_are_no_identity_numbers(digits: int) -> None:
    codes = [str(429999001001000000 + n)[:digits] for n in range(0, 900000, 1000)]
    assert not holds_identity_numbers(np.array(codes, dtype=object))


def test_serial_numbers_with_a_recent_day_are_no_identity_numbers() -> None:
    serials = [f"42999920261123{n:04d}" for n in range(50)]
    assert not holds_identity_numbers(np.array(serials, dtype=object))


def test_a_valid_identity_number_within_a_text_empties_the_cell() -> None:
    # A number of the standard's own form, of a place that does not exist.
    body, weights = "42999919900101123", (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    number = body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]
    kept, emptied = without_identity_numbers(np.array([f"来访 {number} 登记", "429999001001", None], dtype=object))
    assert (kept.tolist(), emptied) == ([None, "429999001001", None], 1)


def test_one_set_of_columns_says_where() -> None:
    names = ("X Coordinate", "Y Coordinate", "Latitude", "Longitude", "Location")
    found = map_columns(columns(*names), TABLES["cases"], {})
    assert (found.fields["lon"], found.fields["lat"]) == ("Longitude", "Latitude")
    assert found.dropped == ("X Coordinate", "Y Coordinate", "Location")
    asked = map_columns(columns(*names), TABLES["cases"], {"X Coordinate": "x"})
    assert (asked.fields["x"], asked.fields["y"]) == ("X Coordinate", "Y Coordinate")
    assert not {"lon", "lat", "x", "y"} & map_columns(columns(*names), TABLES["cases"], {}, True).fields.keys()
