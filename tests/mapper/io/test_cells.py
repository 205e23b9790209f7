"""Cells of text as values: what is written one way reads back, and what cannot be read is counted."""

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.errors import InputError
from mapper.io.cell_text import number_text
from mapper.io.cells import (
    CellRules,
    TruncatedError,
    parse_boolean,
    parse_code,
    parse_column,
    parse_integer,
    parse_number,
    parse_share,
)
from mapper.io.times import month_or_day_first, parse_time
from mapper.schema import TABLES, Column

FULL_WIDTH = str.maketrans("0123456789,", "０１２３４５６７８９，")
DAYS = st.dates(date(1955, 1, 1), date(2060, 12, 31))
MOMENTS = st.datetimes(datetime(1955, 1, 1), datetime(2060, 12, 31)).map(lambda t: t.replace(microsecond=0))


@given(st.integers(0, 10**12), st.booleans(), st.booleans())
def test_integers_read_back_from_any_dress(number: int, separated: bool, wide: bool) -> None:
    text = f"{number:,}" if separated else str(number)
    assert parse_integer(text.translate(FULL_WIDTH) if wide else text) == number


@pytest.mark.parametrize("text", ["-3", "12.5", "12,34", "１２abc", "1e3", "三", "9" * 20])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_integer(text)


def test_measure_words_are_understood() -> None:
    assert [parse_integer(t) for t in ("7,400人", "120 户", "３家", "12.0")] == [7400, 120, 3, 12]


@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_numbers_read_back(number: float) -> None:
    assert parse_number(repr(number)) == number


@given(st.integers(0, 100))
def test_percentages_are_shares(percent: int) -> None:
    assert parse_share(f"{percent}%") == pytest.approx(percent / 100)


@pytest.mark.parametrize("text", ["101%", "1.2", "-0.1"])
def test_no_share_is_outside_0_to_1(text: str) -> None:
    with pytest.raises(ValueError):
        parse_share(text)


@given(st.from_regex(r"[0-9]{1,15}", fullmatch=True), st.sampled_from(["{}", "{}.0", " {} ", "{}.00"]))
def test_codes_keep_every_digit(code: str, form: str) -> None:
    assert parse_code(form.format(code).strip()) == code


@given(st.integers(10**11, 10**15 - 1))
def test_codes_that_went_through_a_float_get_their_digits_back(code: int) -> None:
    assert parse_code(number_text(float(code))) == str(code)
    mantissa = str(code).rstrip("0")
    assert parse_code(f"{mantissa[0]}.{mantissa[1:] or '0'}E{len(str(code)) - 1}") == str(code)


def test_a_code_with_a_letter_is_not_taken_for_a_number() -> None:
    assert [parse_code(code) for code in ("3E10", "1e6", "0012", "A.0")] == ["3E10", "1e6", "0012", "A.0"]


def test_a_code_that_a_spreadsheet_rounded_is_not_guessed() -> None:
    for text in ("4.3E+11", "4.29999E+11", "4.2E+14"):
        with pytest.raises(TruncatedError):
            parse_code(text)


@given(MOMENTS, st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H时%M分%S秒", "%Y%m%d%H%M%S",
                                 "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S+08:00",
                                 "%Y.%m.%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S"]))  # fmt: skip
def test_moments_read_back_from_every_form(moment: datetime, form: str) -> None:
    text = moment.strftime(form).replace(str(moment.year), f"{moment.year:04d}", 1)
    here = moment
    if form.endswith("+08:00"):  # in the summers of 1986 to 1991 clocks were an hour ahead of it
        here = moment.replace(tzinfo=timezone(timedelta(hours=8))).astimezone(ZoneInfo("Asia/Shanghai"))
    assert parse_time(text) == here.replace(tzinfo=None)


@given(DAYS, st.sampled_from(["{y}-{m}-{d}", "{y}/{m:02}/{d:02}", "{y}年{m}月{d}日", "{y}{m:02}{d:02}", "{y}.{m}.{d}"]))
def test_days_read_back_from_every_form(day: date, form: str) -> None:
    assert parse_time(form.format(y=day.year, m=day.month, d=day.day)) == datetime.combine(day, time())


@given(MOMENTS)
def test_serials_of_spreadsheets_are_moments(moment: datetime) -> None:
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    assert abs(parse_time(repr(serial) if serial % 1 else str(int(serial))) - moment) <= timedelta(seconds=1)


@pytest.mark.parametrize("text", ["2026-13-01", "2026-02-30", "20261345", "昨天", "12345", "99999", "13:00", "1/2/26"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_time(text)


def test_the_whole_column_tells_whether_the_day_comes_first() -> None:
    assert month_or_day_first(["11/23/2026", "01/02/2026"]) == (False, None)
    assert month_or_day_first(["23/11/2026", "01/02/2026"]) == (True, None)
    assert month_or_day_first(["23/11/2026", "11/23/2026"]) == (False, "date_order_mixed")
    assert month_or_day_first(["01/02/2026"]) == (False, "date_order_assumed")
    assert month_or_day_first(["2026-11-23"]) == (False, None)
    assert parse_time("01/02/2026", day_first=True) == datetime(2026, 2, 1)


@pytest.mark.parametrize(("words", "value"), [("是 true TRUE 1 Y 有", True), ("否 false 0 N", False)])
def test_yes_and_no(words: str, value: bool) -> None:
    assert {parse_boolean(word) for word in words.split()} == {value}


def cells(*texts: str | None) -> np.ndarray:
    return np.array(texts, dtype=object)


def test_an_unknown_word_is_counted_and_left_out() -> None:
    column = TABLES["hazards"].column("category")
    parsed = parse_column(cells("消防", "出租屋", "UFO", "UFO", None, " fire "), column, "类型")
    assert parsed.values.fillna("-").tolist() == ["fire", "rental", "-", "-", "-", "fire"]
    assert parsed.bad.tolist() == [False, False, True, True, False, False]
    assert parsed.notes == (("choice_unknown", {"column": "类型", "word": "UFO", "rows": 2}),)


def test_many_unknown_words_make_one_note() -> None:
    parsed = parse_column(cells(*(f"词{n}" for n in range(20))), TABLES["hazards"].column("category"), "类型")
    assert [note.code for note in parsed.notes] == ["choices_unknown"]
    assert parsed.notes[0].values["words"] == 20


def test_bad_cells_are_missing_and_counted() -> None:
    parsed = parse_column(cells("１，２００", "很多", "—", None), TABLES["communities"].column("residents"), "人口")
    assert parsed.values.fillna(-1).tolist() == [1200, -1, -1, -1]
    assert parsed.notes == (("cells_unread", {"column": "人口", "rows": 1, "example": "很多"}),)


def test_a_date_column_holds_days() -> None:
    parsed = parse_column(cells("2026-11-23 14:05"), Column("day", "date", ""), "日期")
    assert parsed.values[0].to_pydatetime() == datetime(2026, 11, 23)


def test_names_stay_as_they_are_written() -> None:
    parsed = parse_column(cells(" 虚构（东）社区　", "17.0", "null"), Column("name", "text", ""), "名称")
    assert parsed.values.fillna("-").tolist() == ["虚构（东）社区", "17", "-"]


def test_what_a_person_says_of_words_and_dates_comes_first() -> None:
    status = TABLES["officers"].column("status")
    away = next(choice for choice in status.choices or {} if choice != status.default)
    told = CellRules(words={"status": {"on leave": away}})
    parsed = parse_column(cells("On Leave", "？"), status, "Status", rules=told)
    assert parsed.values.fillna("-").tolist() == [away, "-"]
    assert parsed.bad.tolist() == [False, True]
    day = Column("day", "date", "")
    for day_first, month in ((None, 11), (True, 12), (False, 11)):
        read = parse_column(cells("11/12/2026"), day, "日期", rules=CellRules(day_first=day_first))
        assert (read.values[0].month, [n.code for n in read.notes]) == (
            month,
            ["date_order_assumed"] if day_first is None else [],
        )
    with pytest.raises(InputError, match="choice_not_known"):
        parse_column(cells("x"), status, "Status", rules=CellRules(words={"status": {"x": "asleep"}}))
