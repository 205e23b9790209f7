"""Every kind of finding has its words in both languages, and what is said to mend it is there."""

from typing import get_args

import pytest
from pytestqt.qtbot import QtBot

from mapper.finding import Finding, FindingKind, Group, Mender
from mapper.finding_kinds import FINDING_KINDS, FOCUS_EXPIRES_SOON
from tests.ui.waiting import settle
from ui.gaps.gap_lines import GATHER_FROM, Gap, gaps_of
from ui.language.messages import LANGUAGES, Messages, catalogue
from ui.language.sentences import finding_sentence
from ui.session.incident_index import LISTED
from ui.window.headline import CARDS
from ui.window.workspace import Workspace


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_group_and_mender_has_its_words(language: str) -> None:
    wanted = {f"finding.{kind.code}" for kind in FINDING_KINDS}
    wanted |= {f"severity.{kind.severity}" for kind in FINDING_KINDS}
    wanted |= {f"gaps.many.{kind.code}" for kind in FINDING_KINDS if kind.gathered}
    wanted |= {f"gaps.group.{group}" for group in (*get_args(Group), "one_to_one")}
    # Those that may be about incidents are a choice of the filter.
    wanted |= {
        f"wanted.found.{kind.code}"
        for kind in FINDING_KINDS
        if kind.gathered and (kind.table in LISTED or kind.group == "points")
    }
    wanted |= {f"gaps.fix.{mender}" for mender in get_args(Mender)}
    texts = catalogue(language)
    assert wanted - set(texts) == set()
    told = {
        code
        for code in texts
        if code.startswith(("finding.", "gaps.many.", "gaps.group.", "gaps.fix.", "wanted.found."))
    }
    # Handovers and cases may be a choice of the filter too, where the list can show them.
    wanted |= {f"wanted.found.{kind.code}" for kind in FINDING_KINDS if kind.group in ("handovers", "cases")}
    assert told - wanted == set()  # no words of kinds that are no more


def test_what_comes_on_the_day_itself_is_not_in_0_days() -> None:
    values = {"name": "A", "ends": "2026-11-23 22:00"}
    told = [
        finding_sentence(Messages("en"), Finding(FOCUS_EXPIRES_SOON, ("F1",), values={**values, "in_days": days}))
        for days in (0, 1, 3)
    ]
    assert [words.partition("(")[2] for words in told] == ["today)", "in 1 day)", "in 3 days)"]


def test_every_group_has_kinds_and_every_card_a_group() -> None:
    assert {kind.group for kind in FINDING_KINDS} == set(get_args(Group))
    assert {card.group for card in CARDS} - {"one_to_one"} <= set(get_args(Group))


@pytest.mark.parametrize("kind", FINDING_KINDS, ids=lambda kind: kind.code)
def test_only_gathered_kinds_stand_in_one_line(kind: FindingKind) -> None:
    few = [Finding(kind, (str(n),)) for n in range(GATHER_FROM - 1)]
    many = [*few, Finding(kind, ("one more",))]
    assert len(gaps_of(few)) == len(few)
    assert len(gaps_of(many, kind.group)) == (1 if kind.gathered else len(many))
    assert gaps_of(many, "seats" if kind.group != "seats" else "load") == []


@pytest.mark.parametrize("code", ["hazard_overdue", "hazard_late", "dispute_misrouted", "dispute_late"])
def test_a_gap_of_many_lists_those_that_it_is_about_and_no_others(
    workspace: Workspace, qtbot: QtBot, code: str
) -> None:
    gap = next(gap for gap in workspace.sides.gaps.model.gaps if gap.first.code == code)
    workspace.mending.visit(gap)
    settle(qtbot, workspace.window())
    assert workspace.sides.incidents.isVisible()
    rows = workspace.sides.incidents.model.rows
    assert len(gap.findings) == len(rows)
    assert {finding.subjects[0] for finding in gap.findings} == {row.key for row in rows}
    chip = workspace.filter_bar.chips["found"]
    assert chip.isVisible()
    chip.click()
    assert len(workspace.sides.incidents.model.rows) > len(rows)


def test_every_mender_is_there(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fix of a gap opens its mender and does not merely go there."""
    only_gone_to: list[str] = []
    monkeypatch.setattr(workspace.mending, "visit", lambda gap: only_gone_to.append(gap.first.code))
    figures = workspace.day_in_hand.figures
    assert figures is not None
    found = {finding.kind: finding for finding in figures.findings_so_far}
    unit = next(iter(figures.units))
    mended = [kind for kind in FINDING_KINDS if kind.mender is not None]
    for kind in mended:
        workspace.mending.fix(Gap((found.get(kind, Finding(kind, (unit,))),)))
    workspace.borders.leave()
    assert {kind.mender for kind in mended} == set(get_args(Mender))
    assert only_gone_to == []
