"""Writings of standard addresses are found, and no writing is called certain that means another place or none."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.io.addresses.book import AddressBook
from mapper.io.addresses.writing import written
from sample_data.addresses import ledger_rows, standard_addresses

STANDARD = (
    "江陵市云汉区江南街道长丰社区长丰路12号",
    "江陵市云汉区江南街道长丰社区长丰路12号附3号",
    "江陵市云汉区江南街道长丰社区长丰路14号桃园小区1栋",
    "江陵市云汉区江南街道长丰社区长丰路14号桃园小区3栋",
    "江陵市云汉区北门街道光明社区人民路5号",
    "江陵市云汉区中街街道新华社区人民路5号",
    "江陵市云汉区东津街道桃园村3组12号",
    "江陵市云汉区北门街道光明社区八一路7号",
    "江陵市云汉区北门街道光明社区建设路8号",
    "江陵市云汉区北门街道光明社区建设街8号",
)
BOOK = AddressBook(STANDARD, np.column_stack([113.4 + np.arange(len(STANDARD)) / 1000, np.full(len(STANDARD), 30.3)]))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("长丰路12号", 0),
        ("云汉长丰路十二号", 0),
        ("长丰路１２号张记餐馆", 0),
        ("12号长丰路", 0),
        ("长丰社区居委会长丰路12", 0),
        ("长丰路12-3号", 1),
        ("长丰路十二号附三号", 1),
        ("桃园3#楼", 3),
        ("3幢，桃园小区，长丰路14号", 3),
        ("桃园小区3-2-501", 3),
        ("北门街道人民路5号", 4),
        ("桃园村三组12号", 6),
        ("81路7号", 7),
        ("江南街道长风路12号", 0),  # sounds alike, in the same town
    ],
)
def test_a_writing_is_found(text: str, at: int) -> None:
    assert BOOK.find(text).at == at


@pytest.mark.parametrize(
    ("text", "likest"),
    [
        ("长丰路13号", "长丰路"),  # another number
        ("长丰路14号", "长丰路14号"),  # which building?
        ("人民路5号", "人民路5号"),  # two towns have one
        ("长丰路12号对面", "长丰路12号"),
        ("长丰路", "长丰路"),
        ("长安路12号", "长丰路12号"),  # one letter another
        ("长风路12号", "长丰路12号"),  # sounds alike, and nothing says where
        ("建设8号", "建设"),  # road or street?
        ("桃园小区2栋", "桃园小区"),
        ("长丰路12号梅园小区3栋", "长丰路"),
        ("光明社区长丰路12号", "长丰路12号"),  # of another community
    ],
)
def test_what_is_not_certain_is_listed(text: str, likest: str) -> None:
    found = BOOK.find(text)
    assert found.at == -1
    assert any(likest in STANDARD[row] for row in found.likest)
    assert len(found.likest) <= 3


def test_the_recorded_unit_tells_two_roads_of_one_name_apart() -> None:
    units = np.array(["u1" if "光明" in text else "u2" for text in STANDARD], dtype=object)
    book = AddressBook(STANDARD, BOOK.lon_lat, units)
    assert book.find("人民路5号").at == -1
    assert (book.find("人民路5号", "u1").at, book.find("人民路5号", "u2").at) == (4, 5)


@pytest.mark.parametrize("text", ["", "   ", "12号", "？？", "无", "a" * 500])
def test_what_is_no_address_is_nothing(text: str) -> None:
    assert BOOK.find(text).at == -1


@given(st.text(max_size=40))
def test_any_text_can_be_taken_apart(text: str) -> None:
    assert written(text).text is not None


@given(st.sampled_from(STANDARD), st.integers(1, 999))
def test_a_house_number_that_differs_is_never_certain(text: str, number: int) -> None:
    numbers = written(text).numbers
    changed = text.replace(f"{numbers['house'].split('-')[0]}号", f"{number}号", 1)
    found = BOOK.find(changed)
    assert found.at == -1 or written(STANDARD[found.at]).numbers == written(changed).numbers


def test_a_ledger_of_two_thousand_rows() -> None:
    table = standard_addresses()
    book = AddressBook(table["text"].tolist(), table[["lon", "lat"]].to_numpy())
    ids = table["address_id"].tolist()
    told: Counter[str] = Counter()
    rows = ledger_rows()
    for row in rows:
        found = book.find(row.text)
        if found.at < 0:
            told["listed" if row.address_id in [ids[at] for at in found.likest] else "open"] += bool(row.address_id)
        else:
            assert ids[found.at] == row.address_id, row
            told["found"] += 1
    known = sum(bool(row.address_id) for row in rows)
    assert told["found"] >= 0.9 * known
    assert told["found"] + told["listed"] >= 0.98 * known
