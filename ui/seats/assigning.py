"""Who could have a unit, and what it would mean: asked by the dialog and by an officer who is dragged onto the map."""

from datetime import date

from mapper.edits.proposal import Proposal
from mapper.effect import Change
from ui.language.language import Language
from ui.session.rows import Figures, OfficerRow
from ui.widgets.changes import change_words
from ui.widgets.kit import share


def refusal(figures: Figures, officer: OfficerRow, unit_code: str) -> str | None:
    """Why an officer cannot have a unit: ``role``, ``away`` (not on duty) or ``has`` (has it already); None if able."""
    if officer.role != figures.project.norms.seat_role.get(figures.units[unit_code].kind):
        return "role"
    if officer.status != "on_duty":
        return "away"
    return "has" if unit_code in officer.seats else None


def candidates(figures: Figures, unit_code: str) -> list[OfficerRow]:
    """Officers of the seat's role who are at work and do not have it: own station first, the freest first."""
    unit = figures.units[unit_code]
    fitting = [officer for officer in figures.officers.values() if refusal(figures, officer, unit_code) is None]
    return sorted(fitting, key=lambda o: (o.station_code != unit.station_code, o.share or 0.0, len(o.seats), o.name))


def seat_proposals(figures: Figures, day: date, unit_code: str) -> tuple[Proposal | None, dict[str, Proposal]]:
    """What the staffing plan of that day proposes for a seat, and everybody whom it could propose, by officer.

    Nothing for a seat that is held on that day.
    """
    from mapper.planning.staffing.covers import candidates_of
    from mapper.planning.staffing.plan import staffing_plan

    project, minutes = figures.project, figures.unit_load["minutes"]
    found = {
        one.officer_id: Proposal(
            unit_code, one.officer_id, one.kind, one.until, one.reason, {"distance_m": one.distance_m}
        )
        for one in candidates_of(project, day, unit_code, minutes)
    }
    if not found:
        return None, found
    lines = staffing_plan(project, day, minutes=minutes).proposals
    plan = next((line for line in lines if line.community_code == unit_code), None)
    return plan, found if plan is None else found | {plan.officer_id: plan}


def consequence(
    say: Language,
    figures: Figures,
    officer: OfficerRow,
    unit_code: str,
    day: date | None = None,
    fte: float | None = None,
) -> tuple[str, bool]:
    """How full the officer's month would be with the unit and who else is affected; and whether it is over the norm.

    InputError where the officer has the unit on that day already.
    """
    from mapper.effects.assignment import assignment_effect

    project, most = figures.project, figures.project.norms.overload_share
    minutes = figures.unit_load["minutes"]
    effect = assignment_effect(project, officer.officer_id, unit_code, day or figures.as_of, minutes, fte)
    shares, states = effect.rows["officers", "share"], effect.rows["communities", "state"]
    before, then = shares.get(officer.officer_id, (officer.share, officer.share))
    change = change_words(say, "share", Change(before or 0.0, then))
    text = say("assign.consequence", name=officer.name, change=change, units=len(officer.seats) + 1)
    over = then is not None and then > most
    if over:
        text += say("assign.over", limit=share(most))
    others = [
        say("assign.other_load", name=figures.officers[who].name, change=change_words(say, "share", pair))
        for who, pair in shares.items()
        if who != officer.officer_id and who in figures.officers
    ]
    others += [
        say("assign.other_state", name=figures.units[code].name, change=change_words(say, "state", pair))
        for code, pair in states.items()
    ]
    return "\n".join([text, *others]), over
