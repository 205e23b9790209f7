"""Who had a unit's seat, from when to when, and when nobody did: a small list for the unit's panel."""

from datetime import timedelta

from PySide6.QtWidgets import QGridLayout

from mapper.analysis.seats.history import Spell, seat_history
from mapper.names import names_of
from ui.language.language import Language
from ui.session.rows import Figures
from ui.widgets.kit import label

_SHOWN, _AHEAD_DAYS = 6, 365


def history_lines(say: Language, figures: Figures, code: str) -> list[tuple[str, str, bool]]:
    """Days, who, and whether nobody did; the newest first. Duties that begin within a year are there too."""
    names = names_of(figures.project.officers).to_dict()
    spells = seat_history(figures.project, code, figures.as_of + timedelta(days=_AHEAD_DAYS))

    def line(spell: Spell) -> tuple[str, str, bool]:
        days = say("history.days", starts=spell.starts or say("history.ever"), ends=_end(say, figures, spell))
        if spell.is_gap:
            return days, _gap(say, figures, spell), True
        who = [
            say("seats.away", name=names.get(i, i)) if i in spell.away_ids else names.get(i, i)
            for i in spell.officer_ids
        ]
        return days, say("window.list_joint").join(who), set(spell.officer_ids) == set(spell.away_ids)

    return [line(spell) for spell in reversed(spells)]


def _end(say: Language, figures: Figures, spell: Spell) -> str:
    horizon = figures.as_of + timedelta(days=_AHEAD_DAYS)
    if spell.ends is None or (spell.is_gap and spell.ends >= horizon):
        to_come = spell.starts is not None and spell.starts > figures.as_of
        return say("history.open" if to_come else "history.now")
    return say.day_in_figures(spell.ends)


def _gap(say: Language, figures: Figures, spell: Spell) -> str:
    """How long a gap has lasted by the day; one to come says so."""
    if spell.starts is not None and spell.starts > figures.as_of:
        return say("history.gap_to_come")
    last = figures.as_of if spell.ends is None else min(spell.ends, figures.as_of)
    return say("history.gap", days=None if spell.starts is None else (last - spell.starts).days + 1)


def history_grid(lines: list[tuple[str, str, bool]]) -> QGridLayout:
    """The newest lines, gaps in the alarm's colour."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for number, (days, who, gap) in enumerate(lines[:_SHOWN]):
        for column, text in enumerate((days, who)):
            words = label("alarm" if gap and column else "quiet" if not column else "", wrap=bool(column))
            words.setText(text)
            grid.addWidget(words, number, column)
    return grid
