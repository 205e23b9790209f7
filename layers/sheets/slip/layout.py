"""How a slip is put on pages and into text: which lines have room on which page, and the words of each."""

from dataclasses import replace

from layers.edition_map import MARK, data_date_told
from layers.say import Say, sentence
from layers.sheets.slip.contents import Slip, SlipLine, SlipSection
from mapper.lazy_dataclass import dataclass
from mapper.message import Message

ROW_MM, BELOW_MM, SECTION_MM = 6.3, 4.6, 9.2
_TIGHTEST = 0.7  # of these heights, where that brings a slip onto one page: its letters have room still


@dataclass(frozen=True)
class SectionPart:
    """The lines of a section that stand on one page; ``first`` counts from 0."""

    section: SlipSection
    first: int
    lines: tuple[SlipLine, ...]


def paged(slip: Slip, first_mm: float, next_mm: float) -> tuple[tuple[SectionPart, ...], ...]:
    """The lines of a slip in their order on as many pages as they need, with such heights for the first and the next.

    A heading has a line of its section below it. Each page has one line at least, however little room there is.
    """
    pages: list[list[SectionPart]] = [[]]
    left_mm = first_mm
    for section in slip.sections:
        for number, line in enumerate(section.lines):
            goes_on = bool(pages[-1]) and number > 0
            needed_mm = height_of(line) + (0.0 if goes_on else SECTION_MM)
            if pages[-1] and needed_mm > left_mm:
                pages.append([])
                left_mm, goes_on, needed_mm = next_mm, False, height_of(line) + SECTION_MM
            if goes_on:
                pages[-1][-1] = replace(pages[-1][-1], lines=(*pages[-1][-1].lines, line))
            else:
                pages[-1].append(SectionPart(section, number, (line,)))
            left_mm -= needed_mm
    return tuple(map(tuple, pages))


def tightness(slip: Slip, first_mm: float) -> float:
    """What its heights are multiplied by, so that a slip that is a little too long has one page; else 1."""
    needed_mm = sum(SECTION_MM + sum(map(height_of, section.lines)) for section in slip.sections)
    share = first_mm / needed_mm if needed_mm else 1.0
    return share if _TIGHTEST <= share < 1.0 else 1.0


def height_of(line: SlipLine) -> float:
    """Height of a line on paper, in millimetres."""
    return ROW_MM + BELOW_MM * len(line.below)


def head_lines(slip: Slip, say: Say) -> tuple[str, ...]:
    """What stands under the title: the day and who it is, what is to be done in figures, the units."""
    joint = say("slip.joint")
    said = [sentence(Message("slip.day", {"day": slip.as_of}), say), *(sentence(fact, say) for fact in slip.facts)]
    lines = [say("slip.dot").join(said)]
    counts = {section.code: len(section.lines) for section in slip.sections}
    figures = [say("slip.count", section=say(f"todo.section.{code}"), count=count) for code, count in counts.items()]
    lines.append(say("slip.dot").join(figures) if figures else say("slip.nothing"))
    if slip.whose.kind == "officer":
        lines.append(say("slip.units", units=joint.join(slip.units), count=len(slip.units)) if slip.units
                     else say("slip.no_units"))  # fmt: skip
        if slip.answers_for:
            lines.append(say("slip.answers_for", units=joint.join(slip.answers_for), count=len(slip.answers_for)))
    return tuple(lines)


def foot_lines(slip: Slip, say: Say) -> tuple[str, ...]:
    """What stands at the foot: the day of the data, what a note may not hold, and what the data are."""
    dates = sentence(data_date_told(slip.data_date), say)
    return say("slip.dot").join(filter(None, (dates, slip.place, slip.notice))), say("slip.no_personal")


def section_words(section: SlipSection, say: Say) -> str:
    """The heading of a whole section, and how many there are."""
    return say("slip.section", section=say(f"todo.section.{section.code}"), count=len(section.lines))


def part_words(part: SectionPart, say: Say) -> str:
    """The heading of what stands of a section on a page, and which of its lines those are."""
    shown, every = len(part.lines), len(part.section.lines)
    if shown == every:
        return section_words(part.section, say)
    words = say(f"todo.section.{part.section.code}")
    return say("slip.section_part", section=words, first=part.first + 1, last=part.first + shown, count=every)


def title_words(slip: Slip, say: Say) -> str:
    """The title of a slip."""
    return say(slip.heading, whose=sentence(slip.title, say))


def place_words(line: SlipLine, say: Say) -> str:
    """The unit's name, or how often and how long a focus area is visited."""
    return line.place if isinstance(line.place, str) else sentence(line.place, say)


def slip_text(slip: Slip, say: Say) -> str:
    """The whole slip as text, a line each, with a box to tick."""
    lines = [f"{title_words(slip, say)}　[{sentence(MARK, say)}]", *head_lines(slip, say)]
    for section in slip.sections:
        lines += ["", section_words(section, say)]
        for line in section.lines:
            cells = (sentence(line.step, say), sentence(line.what, say), place_words(line, say), line.key,
                     sentence(line.due, say))  # fmt: skip
            lines.append("□ " + say("slip.dot").join(cells))
            lines += ["　　" + sentence(below, say) for below in line.below]
    return "\n".join([*lines, "", *foot_lines(slip, say)]) + "\n"
