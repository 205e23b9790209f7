"""A slip read back by poppler: one page that says what the list says, or how much it leaves out; the text says all."""

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
from layers.sheets.slip.layout import fitted, height_of, slip_text
from layers.sheets.slip.painter import write_slip
from mapper.analysis.todo import Whose
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


def test_a_slip_is_one_page_a4_all_vector_with_its_fonts(tmp_path: Path, say: Messages) -> None:
    path = tmp_path / "slip.pdf"
    write_slip(path, slip_of(Day(busy(100), DAY), OFFICER), say)
    (page,) = pypdf.PdfReader(path).pages
    assert [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]] == [210, 297]
    fonts = poppler("pdffonts", str(path)).splitlines()[2:]
    assert fonts
    assert [line for line in fonts if line.split()[-5] != "yes"] == []
    assert poppler("pdfimages", "-list", str(path)).splitlines()[2:] == []


def test_what_has_no_room_is_counted_and_stands_in_the_text(tmp_path: Path, say: Messages) -> None:
    path = tmp_path / "slip.pdf"
    made = slip_of(Day(busy(100), DAY), OFFICER)
    write_slip(path, made, say)
    told = poppler("pdftotext", "-raw", str(path), "-")
    shown = re.findall(r"隐\d{3}", told)
    assert shown == [f"隐{n:03}" for n in range(99, 99 - len(shown), -1)], "the longest overdue"
    assert len(shown) > 20
    assert flat(say("slip.left_out", count=104 - len(shown) - 2)) in flat(told), "all but these, today's and the visit"
    late = say("slip.section_some", section=say("todo.section.late"), count=100, shown=len(shown))
    assert flat(late) in flat(told)
    for kept in ("今001", "补装路灯"):
        assert kept in told
    for gone in ("纠1", "访1"):
        assert gone not in told
        assert gone in slip_text(made, say)
    # Nothing runs into the foot: every word above it ends before the first of it begins.
    boxes = poppler("pdftotext", "-bbox", str(path), "-")
    lows = [(float(low), word) for low, word in re.findall(r'yMax="([\d.]+)">([^<]*)<', boxes)]
    foot = min(low for low, word in lows if word.startswith(say("page.data_date", date="x").split()[0].split("x")[0]))
    assert max(low for low, word in lows if word.startswith(("隐", "今"))) < foot - 8


def test_whatever_is_left_fits_and_nothing_more_would() -> None:
    made = slip_of(Day(busy(60), DAY), OFFICER)
    for room_mm in (0.0, 5.0, 60.0, 100.0, 240.0, 1000.0):
        found = fitted(made, room_mm)
        used = sum(9.2 + sum(map(height_of, section.lines)) for section in found.sections)
        assert used <= room_mm
        shown = {line.key for section in found.sections for line in section.lines}
        assert len(shown) + found.left_out == made.count
        for section in made.sections:
            mine = [line.key for line in section.lines if line.key in shown]
            assert mine == [line.key for line in section.lines][: len(mine)]
    assert fitted(made, 1000.0).left_out == 0


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
