"""How a slip is put on paper and into text: which lines have room on one page, and the words of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layers.say import Say, sentence
from layers.sheets.slip.contents import MARK, Slip, SlipLine, SlipSection
from mapper.message import Message

ROW_MM, BELOW_MM, SECTION_MM = 6.3, 4.6, 9.2
# Which sections give up lines first, and which last, where not all have room: what is to come before what is late, and
# what ends with the day last.
_GIVES_WAY = ("coming", "call_back", "late", "focus", "today")


@dataclass(frozen=True)
class Fitted:
    """The sections of a slip with the lines that have room, and how many have none."""

    sections: tuple[SlipSection, ...]
    left_out: int


def fitted(slip: Slip, room_mm: float) -> Fitted:
    """As many lines as have room in that height, each section losing its last ones.

    A section of which nothing is left keeps no heading.
    """
    kept = {section.code: list(section.lines) for section in slip.sections}
    for code in _GIVES_WAY:
        while kept.get(code) and _height(kept) > room_mm:
            kept[code].pop()
    shown = tuple(SlipSection(s.code, tuple(kept[s.code])) for s in slip.sections if kept[s.code])
    return Fitted(shown, slip.count - sum(len(section.lines) for section in shown))


def height_of(line: SlipLine) -> float:
    """Height of a line on paper, in millimetres."""
    return ROW_MM + (BELOW_MM if line.below is not None else 0.0)


def _height(kept: Mapping[str, Sequence[SlipLine]]) -> float:
    return sum(SECTION_MM + sum(map(height_of, lines)) for lines in kept.values() if lines)


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
    dates = say("page.data_date", date=slip.data_date)
    return say("slip.dot").join(filter(None, (dates, slip.place, slip.notice))), say("slip.no_personal")


def section_words(section: SlipSection, slip: Slip, say: Say) -> str:
    """The heading of a section: how many there are, and how many of them are shown where not all are."""
    every = next(len(s.lines) for s in slip.sections if s.code == section.code)
    words, shown = say(f"todo.section.{section.code}"), len(section.lines)
    if shown == every:
        return say("slip.section", section=words, count=every)
    return say("slip.section_some", section=words, count=every, shown=shown)


def title_words(slip: Slip, say: Say) -> str:
    """The title of a slip."""
    return say("slip.title", whose=sentence(slip.title, say))


def place_words(line: SlipLine, say: Say) -> str:
    """The unit's name, or how often and how long a focus area is visited."""
    return line.place if isinstance(line.place, str) else sentence(line.place, say)


def slip_text(slip: Slip, say: Say) -> str:
    """The whole slip as text, a line each, with a box to tick."""
    lines = [f"{title_words(slip, say)}　[{sentence(MARK, say)}]", *head_lines(slip, say)]
    for section in slip.sections:
        lines += ["", section_words(section, slip, say)]
        for line in section.lines:
            cells = (sentence(line.step, say), sentence(line.what, say), place_words(line, say), line.key,
                     sentence(line.due, say))  # fmt: skip
            lines.append("□ " + say("slip.dot").join(cells))
            if line.below is not None:
                lines.append("　　" + sentence(line.below, say))
    return "\n".join([*lines, "", *foot_lines(slip, say)]) + "\n"
