"""A slip read back by poppler: on paper and as text it says what the list says, on as many pages as that needs."""

import re
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pypdf
import pytest

from layers.say import sentence
from layers.sheets.slip.contents import slip_of
from layers.sheets.slip.file import write_slip
from layers.sheets.slip.layout import SECTION_MM, height_of, paged, slip_text, tightness
from mapper.analysis.todo_lists import Whose
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.project import About, Project
from tests.districts import cell_centre, frame, grid, square
from ui.language.messages import Messages

pytestmark = pytest.mark.usefixtures("qapp")
DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12)
OFFICER = Whose("officer", "o1")


@pytest.fixture(params=["zh_CN", "en"])
def say(request: pytest.FixtureRequest) -> Messages:
    return Messages(request.param)


def poppler(program: str, *arguments: str) -> str:
    assert shutil.which(program), f"{program} is missing; install poppler-utils (make test does)"
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True, timeout=60).stdout


def flat(text: str) -> str:
    """Without spaces, and with letters in place of what stands for two (ﬁ), as a reader's search has it."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def busy(late: int = 2) -> Project:
    """An officer of one community with overdue hazards, one of today, disputes, a call back and a focus area."""
    hazards = [
        {"hazard_id": f"隐{n:03}", "category": "rental", "severity": "severe", "owner_id": "o1",
         "reported_at": NOON - timedelta(days=1 + n)} for n in range(late)
    ]  # fmt: skip
    hazards.append({"hazard_id": "今001", "category": "fire", "reported_at": NOON, "owner_id": "o1"})
    past = NOON - timedelta(days=10)
    dispute = {"received_at": past, "assessed_at": past, "assigned_at": past, "handled_at": past}
    disputes = [
        {"dispute_id": "纠1", "category": "wage", **dispute},
        {"dispute_id": "访1", "category": "family", **dispute, "closed_at": NOON - timedelta(days=3)},
        {"dispute_id": "他1", "category": "debt", **dispute, "handler": "court"},
        {"dispute_id": "无1", "category": "debt", "received_at": NOON},
    ]
    focus = {"focus_id": "f1", "reason": "夜市周边", "starts": datetime(2026, 11, 23, 18), "minutes": 90, "visits": 2,
             "ends": datetime(2026, 11, 23, 22), "officer_ids": "o1", "prevention_task": "补装路灯"}  # fmt: skip
    project = grid(2, 1, kind="community")
    places = [cell_centre(0, 0)] * 3 + [cell_centre(1, 0)]
    return project.with_tables(
        officers=frame("officers", [{"officer_id": "o1", "display_name": "甲警官（虚构）", "station_code": "S1",
                                     "role": "community_officer"}]),
        duties=frame("duties", [{"duty_id": "d", "officer_id": "o1", "community_code": "u0-0", "starts": DAY}]),
        hazards=frame("hazards", hazards, [cell_centre(0, 0)] * len(hazards)),
        disputes=frame("disputes", disputes, places),
        focus_areas=frame("focus_areas", [focus], [square(0, 0)]),
    )  # fmt: skip


def with_about(project: Project) -> Project:
    return replace(
        project, about=About(title="测试分局（虚构）", notice="虚构示例", data_date=DAY, map_crs="EPSG:4547")
    )


def test_one_page_says_everything_and_so_does_the_text(tmp_path: Path, say: Messages) -> None:
    made = slip_of(Day(with_about(busy()), DAY), OFFICER)
    write_slip(tmp_path / "slip.pdf", made, say)
    write_slip(tmp_path / "slip.txt", made, say)
    page, text = (
        flat(poppler("pdftotext", "-raw", str(tmp_path / "slip.pdf"), "-")),
        (tmp_path / "slip.txt").read_text(),
    )
    words = [
        "甲警官（虚构）", "o1", "虚构所", say.choice("officers", "role", "community_officer"), "2026-11-23",
        "单元0-0（虚构）", say("page.mark.internal"), say("page.data_date", date=DAY), "虚构示例", "测试分局（虚构）",
        say("slip.no_personal"), "隐000", "隐001", "今001", "纠1", "访1", "补装路灯", "18:00-22:00",
        say("slip.visits", visits=2, minutes=90), "夜市周边", say("step.hazards.verify"),
        say("step.disputes.call_back"), say("choice.hazards.severity.severe"),
        say("todo.late", day="11-21", days="2"), say("todo.today"),
    ]  # fmt: skip
    for said in (page, flat(text)):
        assert [word for word in words if flat(word) not in said] == []
        headings = [say("slip.section", section=say(f"todo.section.{code}"), count=2 if code == "late" else 1)
                    for code in ("late", "today", "focus", "call_back", "coming")]  # fmt: skip
        places = [said.index(flat(heading)) for heading in headings]
        assert places == sorted(places)
        assert "他1" not in said
        assert "无1" not in said
    assert text.count("□") == made.count == 6
    assert not re.search("[\u2e80-\u2fdf]", page), "radicals instead of characters: nobody finds them"


@pytest.mark.parametrize(("late", "pages"), [(2, 1), (100, 3)])
def test_a_slip_is_a4_all_vector_with_its_fonts(tmp_path: Path, say: Messages, late: int, pages: int) -> None:
    path = tmp_path / "slip.pdf"
    write_slip(path, slip_of(Day(busy(late), DAY), OFFICER), say)
    found = pypdf.PdfReader(path).pages
    assert len(found) == pages
    for page in found:
        assert [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]] == [210, 297]
    fonts = poppler("pdffonts", str(path)).splitlines()[2:]
    assert fonts
    assert [line for line in fonts if line.split()[-5] != "yes"] == []
    assert poppler("pdfimages", "-list", str(path)).splitlines()[2:] == []


def test_what_has_no_room_goes_on_the_next_page(tmp_path: Path, say: Messages) -> None:
    path = tmp_path / "slip.pdf"
    made = slip_of(Day(busy(100), DAY), OFFICER)
    write_slip(path, made, say)
    pages = [poppler("pdftotext", "-raw", "-f", f"{n}", "-l", f"{n}", str(path), "-") for n in (1, 2, 3)]
    shown = re.findall(r"隐\d{3}|今001|补装路灯|纠1|访1", "".join(pages))
    assert shown == [*(f"隐{n:03}" for n in range(99, -1, -1)), "今001", "补装路灯", "访1", "纠1"]
    done = 0
    for number, page in enumerate(pages, 1):
        assert flat(say("page.number", number=number, count=3)) in flat(page)
        for code in ("page.mark.internal", "slip.no_personal"):
            assert flat(say(code)) in flat(page)
        assert "甲警官" in flat(page)
        assert flat(say("slip.dot").join(("2026-11-23", say("slip.number", number="o1")))) in flat(page)
        if here := len(re.findall(r"隐\d{3}", page)):
            part = {"first": done + 1, "last": done + here, "count": 100}
            assert flat(say("slip.section_part", section=say("todo.section.late"), **part)) in flat(page)
            done += here
    # Nothing runs into the foot: every word above it ends before the first of it begins.
    for page in re.findall(r"<page.*?</page>", poppler("pdftotext", "-bbox", str(path), "-"), re.DOTALL):
        lows = [(float(low), word) for low, word in re.findall(r'yMax="([\d.]+)">([^<]*)<', page)]
        first = say("page.data_date", date="x").split()[0].split("x")[0]
        foot = min(low for low, word in lows if word.startswith(first))
        assert max(low for low, word in lows if word.startswith(("隐", "今", "纠", "访"))) < foot - 8


def test_pages_have_every_line_once_in_order_and_no_page_more_than_they_need() -> None:
    made = slip_of(Day(busy(60), DAY), OFFICER)
    lines = [line for section in made.sections for line in section.lines]
    for first_mm, next_mm in ((0.0, 5.0), (60.0, 100.0), (100.0, 240.0), (1000.0, 1000.0)):
        pages = paged(made, first_mm, next_mm)
        assert [line for page in pages for part in page for line in part.lines] == lines
        for number, page in enumerate(pages):
            room_mm = next_mm if number else first_mm
            used_mm = sum(SECTION_MM + sum(map(height_of, part.lines)) for part in page)
            assert used_mm <= room_mm or [len(part.lines) for part in page] == [1]
            for part in page:
                assert part.section.lines[part.first : part.first + len(part.lines)] == part.lines
            if number + 1 < len(pages):
                following = pages[number + 1][0]
                heading_mm = SECTION_MM if following.first == 0 else 0.0
                assert used_mm + heading_mm + height_of(following.lines[0]) > room_mm
    assert len(paged(made, 1000.0, 1000.0)) == 1


def test_a_slip_that_is_a_little_too_long_is_set_tighter_and_has_one_page() -> None:
    made = slip_of(Day(busy(60), DAY), OFFICER)
    needed_mm = sum(SECTION_MM + sum(map(height_of, section.lines)) for section in made.sections)
    for share in (0.7, 0.85, 0.999):
        tight = tightness(made, needed_mm * share)
        assert tight == pytest.approx(share)
        assert len(paged(made, needed_mm * share / tight * 1.0001, 100.0)) == 1
    assert [tightness(made, needed_mm * share) for share in (0.5, 1.0, 3.0)] == [1.0, 1.0, 1.0]


def test_an_empty_list_one_without_an_owner_and_one_who_is_away(tmp_path: Path, say: Messages) -> None:
    project = busy()
    away = project.with_tables(officers=project.officers.assign(status="leave"))
    made = slip_of(Day(away, DAY), OFFICER)
    assert made.count == 0
    text = slip_text(made, say)
    assert say("slip.away", status=say.choice("officers", "status", "leave")) in text
    assert say("slip.nothing") in text
    nobody = slip_of(Day(away, DAY), Whose("nobody"))
    text = slip_text(nobody, say)
    assert text.startswith(say("slip.title", whose=say("todo.of.nobody")))
    assert {"隐000", "隐001", "今001", "纠1", "访1", "无1", "f1"} == {
        line.key for s in nobody.sections for line in s.lines
    }
    assert say("step.hazards.assign") in text
    court = slip_of(Day(project, DAY), Whose("body", "court"))
    assert [line.key for s in court.sections for line in s.lines] == ["他1"]
    assert sentence(court.title, say) == say("todo.of.body", name=say.choice("disputes", "handler", "court"))
    write_slip(tmp_path / "empty.pdf", made, say)
    assert len(pypdf.PdfReader(tmp_path / "empty.pdf").pages) == 1


def test_another_ending_is_refused_and_a_file_is_written_whole(tmp_path: Path) -> None:
    made, say = slip_of(Day(busy(), DAY), OFFICER), Messages("en")
    with pytest.raises(InputError, match="slip_kind"):
        write_slip(tmp_path / "slip.docx", made, say)
    with pytest.raises(InputError, match="cannot_write"):
        write_slip(tmp_path / "missing" / "slip.pdf", made, say)
    assert list(tmp_path.iterdir()) == []
