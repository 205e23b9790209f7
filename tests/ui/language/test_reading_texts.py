"""What was read from a file is told in the reader's words, without the names of our own columns."""

from pathlib import Path

import pytest

from mapper.errors import InputError
from mapper.io.reading import read_table
from tests.districts import grid
from ui.language.messages import Messages
from ui.language.reading_texts import reading_texts


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_fields_are_told_by_their_words(tmp_path: Path, language: str) -> None:
    path = tmp_path / "u.csv"
    path.write_text("SQBM,SQMC,SSPCS\nu0-0,甲社区,虚构所\n", "utf-8")
    known = grid(1, 1)
    reading = read_table(path, "communities", communities=known.communities, stations=known.stations)
    assert {"columns_guessed", "codes_linked", "units_completed"} <= {code for code, _ in reading.notes}
    say = Messages(language)
    told = "\n".join(reading_texts(say, reading))
    assert "_" not in told.replace(path.name, "")
    assert say.field("communities", "station_code") in told


def test_a_column_that_is_needed_is_called_by_its_word(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("编号,起始日期\n1,2026-01-01\n", "utf-8")
    with pytest.raises(InputError, match="column_missing") as caught:
        read_table(path, "duties")
    assert "officer_id" not in Messages("en").error(caught.value)


@pytest.mark.parametrize(("file", "known"), [("a.csv", ("UTF-8", "EPSG:4326")), ("b.csv", ("UTF-8",))])
def test_only_what_a_file_has_is_told_of_it(tmp_path: Path, file: str, known: tuple[str, ...]) -> None:
    table, text = (
        ("hazards", "编号,经度,纬度\n1,113.4,30.3\n") if len(known) > 1 else ("officers", "警号,岗位\n1,辅警\n")
    )
    path = tmp_path / file
    path.write_text(text, "utf-8")
    told = reading_texts(Messages("en"), read_table(path, table))[1]
    assert "—" not in told
    assert all(word in told for word in known)
