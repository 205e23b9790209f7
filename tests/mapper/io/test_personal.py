"""What a note must not hold is recognised by its content, and what a station writes every day is not taken for it."""

from pathlib import Path

import pytest

from mapper.io.personal import personal_data_in
from mapper.io.reading import read_table


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("身份证11010519491231002X", ("identity_number", "labelled")),
        ("420101199001011234 一个数字有误", ("identity_number",)),
        ("电话 138 0013 8000 已联系", ("phone",)),
        ("回拨０２７-８７６５４３２１", ("phone",)),
        ("+86-13800138000", ("phone",)),
        ("卡号6222 0200 0000 0000 000", ("card_number",)),
        ("当事人：王某", ("labelled", "titled", "named")),
        ("业主孙涛要求赔偿", ("named",)),
        ("护照 E12345678 已登记", ("passport",)),
        ("420106 19900307 1234", ("identity_number",)),
        ("家庭住址是前进路", ("labelled",)),
        ("张先生已搬走", ("titled",)),
        ("Mr Smith moved out", ("titled",)),
        ("李某反映噪音", ("titled",)),
    ],
)
def test_data_of_persons_is_found(note: str, found: tuple[str, ...]) -> None:
    assert personal_data_in(note) == found


@pytest.mark.parametrize(
    "note",
    [
        "",
        "楼道杂物已清理，12 栋 3 单元",
        "2026-11-23 18:30 复核，灭火器 24 具",
        "街道编码 420106001001，单号 202611230001",
        "限三日内整改，已通知物业",
        "在某小区发现隐患，该店某处电线裸露",
        "于某日复查",
        "业主高空抛物，居民方便出行，户主要求暂缓",
        "测点 130.12345678,30.593175，钥匙 E20261123",
        "接警单 420101202311051234 已办结",
        "联系人为空，联系电话: 无",
        "电动车 135 辆，充电桩 0278 号箱",
        "corridor cleared, 24 extinguishers, report 20261123-118",
    ],
)
def test_what_is_written_every_day_is_not(note: str) -> None:
    assert personal_data_in(note) == ()


@pytest.mark.parametrize(
    ("table", "heading", "column"),
    [
        ("groups", "队伍类别", "kind"),
        ("outreach", "类别", "category"),
        ("cases", "案别", "category"),
    ],
)
def test_what_was_typed_of_a_person_is_left_out_of_any_table(
    tmp_path: Path, table: str, heading: str, column: str
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(f"编号,名称,经度,纬度,{heading}\n1,甲,113.4,30.3,义警\n2,乙,113.4,30.3,义警 13800138000\n", "utf-8")
    reading = read_table(path, table)
    assert reading.frame[column].fillna("").tolist() == ["义警", ""]
    assert [n.values["rows"] for n in reading.notes if n.code == "personal_removed"] == [1]


def test_a_group_may_be_called_after_somebody_but_not_have_a_telephone_in_its_name(tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    path.write_text("组织编号,组织名称\n1,张女士调解室\n2,调解室 13800138000\n", "utf-8")
    assert read_table(path, "groups").frame["name"].fillna("").tolist() == ["张女士调解室", ""]
