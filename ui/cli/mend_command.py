"""``check --mend``: findings put right, all of some kinds at once, and what is left told by a new check."""

from argparse import Namespace
from collections.abc import Sequence

from mapper.edit import Edit, editor
from mapper.edits.record_repairs import ROW, mend_records, record_repairs
from mapper.edits.repair_choices import repair_together
from mapper.errors import InputError
from mapper.finding import Finding
from mapper.finding_kinds import FINDING_KINDS, UNIT_OVERLAP, kind_if_wider
from mapper.names import name_of
from mapper.project import Project
from mapper.store.store import open_store
from ui.cli.output import print_json
from ui.cli.scope import day_asked
from ui.language.difference_texts import CellWords
from ui.language.messages import Messages
from ui.language.sentences import finding_sentence

_MENDERS = ("borders", "records")
ALL = "all"
_CRUMB_M2 = 0.1
MENDABLE = tuple(kind.code for kind in FINDING_KINDS if kind.mender in _MENDERS)


def mend(asked: Namespace, say: Messages) -> int:
    """Put right what is found of these kinds (``all`` for every one that there is), as one edit for each way to mend.

    What is found is of the stations, the beat and the day asked for; a repair may touch their neighbours.

    Raises InputError ``mend_unknown``, or what opening and writing the project raise.
    """
    path, dry_run, as_json = asked.project, asked.dry_run, asked.json
    wanted = set(MENDABLE) if ALL in asked.mend else set(asked.mend)
    if unknown := sorted(wanted - set(MENDABLE)):
        raise InputError("mend_unknown", kind=unknown[0], known=[ALL, *MENDABLE])
    store = open_store(path)
    try:
        begun = project = store.project
        found = _of(asked, project, say, wanted)
        reasons: dict[str, str] = {}
        lines: list[str] = []
        for edit, told in (_borders(project, found, reasons, say), _records(asked, project, found, say)):
            lines += told
            if edit is None:
                continue
            project = edit(project)
            if not dry_run:
                store.write(edit, editor())
    finally:
        store.close()
    left = _of(asked, project, say, wanted)
    if as_json:
        print_json(
            {
                "mended": len(found) - len(left),
                "found": len(found),
                "left": [finding.as_json() for finding in left],
                "written": not dry_run and project is not begun,
            }
        )
        return 0
    for line in lines:
        print("  " + line)
    for finding in left:
        reason = reasons.get(_name(finding)) or say("cli.mend.by_hand")
        print(
            "  "
            + say("cli.mend.left", finding=f"{finding_sentence(say, finding)} [{finding.subjects[0]}]", reason=reason)
        )
    if found:
        outcome = ("would_all" if dry_run else "all") if not left else "would_some" if dry_run else "some"
        print(say(f"cli.mend.{outcome}", found=len(found), mended=len(found) - len(left)))
    else:
        print(say("cli.mend.none"))
    if dry_run:
        print(say("cli.import.dry"))
    return 0


def _of(asked: Namespace, project: Project, say: Messages, wanted: set[str]) -> list[Finding]:
    """What is found of these kinds now, in the part asked for."""
    day = day_asked(asked, project, say)
    land = any(kind.mender == "borders" and kind.code in wanted for kind in FINDING_KINDS)
    found = day.findings if land else day.findings_but_tiling
    return [finding for finding in found if finding.code in wanted]


def _borders(
    project: Project, found: Sequence[Finding], reasons: dict[str, str], say: Messages
) -> tuple[Edit | None, list[str]]:
    faults = [finding for finding in found if finding.kind.mender == "borders"]
    if not faults:
        return None, []
    plan = repair_together(project, faults)
    for finding, error in plan.left:
        reasons[_name(finding)] = say("cli.mend.by_hand") if error is None else say.error(error)
    lines = []
    for mending in plan.done:
        gains = [
            say("cli.mend.gains", unit=name_of(project.communities, code), area_m2=gain)
            for code, gain in mending.gains_m2.items()
        ]
        keepers = [
            name_of(project.communities, code)
            for code in mending.finding.subjects
            if code in project.communities.index and mending.gains_m2.get(code, 0.0) > -_CRUMB_M2
        ]
        told = finding_sentence(say, mending.finding)
        if kind_if_wider(mending.finding) is UNIT_OVERLAP and gains:  # who gains nothing keeps what was in both
            lines.append(say("cli.mend.kept", finding=told, units=keepers, gains=gains))
        else:
            lines.append(say("cli.mend.change", finding=told, gains=gains))
    return (plan.edit if plan.done else None), lines


def _records(
    asked: Namespace, project: Project, found: Sequence[Finding], say: Messages
) -> tuple[Edit | None, list[str]]:
    repairs = record_repairs(project, found, getattr(asked, "as_of", None))
    lines = []
    for one in repairs:
        words = CellWords(say, project, one.table)
        row = words.row(one.key)
        if one.column == ROW:
            lines.append(say("cli.mend.row_goes", unit=row))
        else:
            column = say.field(one.table, one.column)
            told = {"before": words.value(one.column, one.before), "after": words.value(one.column, one.after)}
            lines.append(say("cli.mend.record", unit=row, column=column, **told))
    return (mend_records(repairs) if repairs else None), lines


def _name(finding: Finding) -> str:
    return f"{finding.code} {' '.join(finding.subjects)}"
